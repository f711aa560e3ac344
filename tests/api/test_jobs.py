"""``/v1/jobs`` and the store behind it."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.errors import IdempotencyMismatchError, NotFoundError
from api.jobs.store import Idempotency, JobStore, result_line
from tests.api.conftest import until_ready
from tests.api.fakes import ARABIC_TEXT, ENGLISH_TEXT, CountingWriter, app_with

ARTICLES = [{"id": "a", "text": ENGLISH_TEXT}, {"id": "b", "text": "7 8 9"}, {"text": ARABIC_TEXT}]


def ended(client: TestClient, place: str) -> Any:
    for _ in range(1000):
        status = client.get(place).json()
        if status["state"] in ("done", "cancelled"):
            return status
        time.sleep(0.01)
    raise AssertionError(status)


def lines(client: TestClient, place: str, **params: Any) -> list[Any]:
    answer = client.get(f"{place}/results", params=params)
    assert answer.headers["content-type"] == "application/jsonl"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_a_job_from_start_to_end(client: TestClient) -> None:
    accepted = client.post("/v1/jobs", json={"articles": ARTICLES, "options": {"sentences": 2}})
    assert accepted.status_code == 202
    place = accepted.headers["location"]
    status = ended(client, place)
    assert (status["done"], status["failed"], status["articles"]) == (2, 1, 3)
    results = lines(client, place)
    assert [(r["number"], r["id"], r["state"]) for r in results] == [
        (0, "a", "done"),
        (1, "b", "failed"),
        (2, None, "done"),
    ]
    assert results[1]["problem"]["type"] == "urn:mujaz:problem:empty-article"
    assert results[2]["brief"]["article"]["language"] == "ar"
    assert (
        results[0]["brief"] == client.post("/v1/briefs", json={"text": ENGLISH_TEXT, "sentences": 2}).json()
    )
    assert [r["number"] for r in lines(client, place, after=1)] == [2]


def test_cancelling(client: TestClient, writer: CountingWriter) -> None:
    writer.gate.clear()
    place = client.post("/v1/jobs", json={"articles": ARTICLES * 3}).headers["location"]
    writer.begun.acquire(timeout=10)
    status = client.delete(place).json()
    assert status["state"] == "cancelled"
    assert status["cancelled"] == 9
    writer.gate.set()
    assert client.delete(place).json() == status
    assert lines(client, place) == []


def test_listing_page_by_page(client: TestClient) -> None:
    made = [client.post("/v1/jobs", json={"articles": ARTICLES[:1]}).json()["id"] for _ in range(5)]
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = client.get("/v1/jobs", params={"limit": 2, **cursor}).json()
        seen += [job["id"] for job in page["jobs"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == made[::-1]


@pytest.mark.parametrize("params", [{"cursor": "!!"}, {"cursor": "é"}, {"limit": "0"}, {"limit": "x"}])
def test_odd_pages(client: TestClient, params: dict[str, str]) -> None:
    answer = client.get("/v1/jobs", params=params)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{next(iter(params))}"


def test_no_such_job(client: TestClient) -> None:
    for answer in (client.get("/v1/jobs/x"), client.delete("/v1/jobs/x"), client.get("/v1/jobs/x/results")):
        assert answer.status_code == 404


def test_a_key_makes_one_job(client: TestClient) -> None:
    key = {"Idempotency-Key": "nightly-1"}
    first, second = (
        client.post("/v1/jobs", json={"articles": ARTICLES}, headers=key).headers["location"]
        for _ in range(2)
    )
    assert first == second
    other = client.post("/v1/jobs", json={"articles": ARTICLES[:1]}, headers=key)
    assert other.status_code == 422
    assert len(client.get("/v1/jobs").json()["jobs"]) == 1


def test_a_stopped_service_hands_its_articles_back(tmp_path: Path) -> None:
    writer = CountingWriter()
    with TestClient(app_with(tmp_path, writer, shutdown_seconds=0.1)) as client:
        until_ready(client)
        writer.gate.clear()
        place = client.post("/v1/jobs", json={"articles": ARTICLES}).headers["location"]
        writer.begun.acquire(timeout=10)
    with TestClient(app_with(tmp_path)) as client:
        assert ended(client, place)["done"] == 2


class TestStore:
    @pytest.fixture
    def now(self) -> list[float]:
        return [1_000.0]

    @pytest.fixture
    def store(self, tmp_path: Path, now: list[float]) -> JobStore:
        return JobStore(tmp_path / "jobs.sqlite", retention=100.0, clock=lambda: now[0])

    def test_a_dead_workers_article_is_written_by_another_and_ends_once(
        self, store: JobStore, now: list[float]
    ) -> None:
        job = store.create("", ["article"], "{}")
        dead = store.claim("dead", 10)
        assert dead is not None
        assert store.claim("alive", 10) is None
        now[0] += 11
        alive = store.claim("alive", 10)
        assert alive is not None
        assert alive.attempt == 2
        assert not store.end(dead, "done", "late")
        assert store.end(alive, "done", result_line(0, None, "done", "brief", "{}"))
        assert not store.end(alive, "done", "twice")
        assert store.get("", job).done == 1

    def test_a_renewed_lease_holds(self, store: JobStore, now: list[float]) -> None:
        store.create("", ["article"], "{}")
        assert store.claim("one", 10)
        now[0] += 9
        assert len(store.renew("one", 10)) == 1
        now[0] += 9
        assert store.claim("two", 10) is None

    def test_an_article_that_kills_is_tried_so_often(self, store: JobStore, now: list[float]) -> None:
        store.create("", ["article"], "{}")
        for attempt in (1, 2, 3, 4):
            claim = store.claim(f"worker-{attempt}", 10)
            assert claim is not None
            assert claim.attempt == attempt
            now[0] += 11

    def test_handing_back_counts_as_no_attempt(self, store: JobStore) -> None:
        store.create("", ["article"], "{}")
        for _ in range(5):
            claim = store.claim("one", 10)
            assert claim is not None
            assert claim.attempt == 1
            store.hand_back(claim)

    def test_jobs_belong_to_their_owner(self, store: JobStore) -> None:
        job = store.create("mine", ["article"], "{}")
        with pytest.raises(NotFoundError):
            store.get("other", job)
        with pytest.raises(NotFoundError):
            store.cancel("other", job)
        assert store.page("other", before=None, limit=10) == []

    def test_keys_belong_to_their_owner(self, store: JobStore) -> None:
        first = store.create("mine", ["a"], "{}", Idempotency("mine", "k", b"1"))
        assert store.create("mine", ["a"], "{}", Idempotency("mine", "k", b"1")) == first
        assert store.create("other", ["a"], "{}", Idempotency("other", "k", b"2")) != first
        with pytest.raises(IdempotencyMismatchError):
            store.create("mine", ["a"], "{}", Idempotency("mine", "k", b"2"))

    def test_purging(self, store: JobStore, now: list[float]) -> None:
        old, open_ = store.create("", ["a"], "{}"), store.create("", ["b"], "{}")
        store.cancel("", old)
        now[0] += 101
        new = store.create("", ["c"], "{}")
        store.cancel("", new)
        assert store.purge() == 1
        assert [job.id for job in store.page("", before=None, limit=10)] == [new, open_]

    def test_several_workers_of_one_file_share_without_overlap(self, tmp_path: Path) -> None:
        path = tmp_path / "shared.sqlite"
        JobStore(path, retention=100).create("", [str(n) for n in range(120)], "{}")
        taken: list[int] = []

        def work(name: str) -> None:
            mine = JobStore(path, retention=100)
            while claim := mine.claim(name, 30):
                if mine.end(claim, "done", "{}"):
                    taken.append(claim.number)
            mine.close()

        threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(taken) == list(range(120))
