"""``/v1/comparisons``: durable, measured, and apart from other jobs."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from api.jobs.store import BRIEFS, COMPARISON, JobStore
from summarizer import assembly
from summarizer.comparison import systems
from summarizer.comparison.result import schema
from tests.api.conftest import until_ready
from tests.api.fakes import ARABIC_TEXT, ENGLISH_TEXT, CountingWriter, app_with
from tests.fakes import FakeEmbedder

ITEMS: list[dict[str, Any]] = [
    {
        "id": "well",
        "text": ENGLISH_TEXT,
        "language": "en",
        "references": {"en": ["Two villages get a well."]},
    },
    {"id": "bir", "text": ARABIC_TEXT, "language": "ar"},
]
ASKED = {"items": ITEMS, "systems": ["lead", "lite"], "words": 40}


@pytest.fixture(autouse=True)
def _measuring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "build_embedder", lambda profile, **_: FakeEmbedder())


def ended(client: TestClient, place: str) -> Any:
    for _ in range(1000):
        status = client.get(place).json()
        if status["state"] in ("done", "cancelled"):
            return status
        time.sleep(0.01)
    raise AssertionError(status)


def test_a_comparison_from_start_to_end(client: TestClient) -> None:
    accepted = client.post("/v1/comparisons", json=ASKED)
    assert accepted.status_code == 202, accepted.text
    place = accepted.headers["location"]
    assert accepted.json()["outputs"] == 4
    status = ended(client, place)
    assert (status["done"], status["failed"]) == (4, 0)
    found = client.get(f"{place}/result")
    assert found.headers["cache-control"] == "no-store"
    jsonschema.validate(found.json(), schema())
    assert [system["outputs"] for system in found.json()["systems"]] == [2, 2]
    figures = {(f["system"], f["article"], f["metric"]) for f in found.json()["figures"]}
    assert {("lead", "en", "rouge1"), ("lite", "en", "rouge1"), ("lite", "ar", "failed_checks")} <= figures
    assert ("lead", "ar", "rouge1") not in figures  # it has no reference
    assert [item["words"] for item in found.json()["items"]] == [
        len(ENGLISH_TEXT.split()),
        len(ARABIC_TEXT.split()),
    ]
    page = client.get(f"{place}/result", params={"format": "html"})
    assert page.headers["content-type"].startswith("text/html")
    assert "What the figures say" in page.text


def test_what_fails_is_told_and_the_rest_is_measured(client: TestClient) -> None:
    items = [{**ITEMS[0], "id": "empty", "text": "7 8 9"}, ITEMS[1]]
    place = client.post("/v1/comparisons", json={"items": items, "systems": ["lite"]}).headers["location"]
    status = ended(client, place)
    assert (status["done"], status["failed"]) == (1, 1)
    result = client.get(f"{place}/result").json()
    assert [(f["item"], f["system"], f["error"]) for f in result["failures"]] == [
        ("empty", "lite", "empty-article")
    ]


def test_cancelling_keeps_what_is_done(client: TestClient, writer: CountingWriter) -> None:
    writer.gate.clear()
    asked = {"items": ITEMS, "systems": ["lead", "lite"]}
    place = client.post("/v1/comparisons", json=asked).headers["location"]
    writer.begun.acquire(timeout=10)
    assert client.delete(place).json()["state"] == "cancelled"
    result = client.get(f"{place}/result").json()
    assert [system["outputs"] for system in result["systems"]] == [1, 0]


def test_it_is_no_job_of_briefs(client: TestClient) -> None:
    place = client.post("/v1/comparisons", json=ASKED).headers["location"]
    own = place.rpartition("/")[2]
    assert client.get(f"/v1/jobs/{own}").status_code == 404
    assert client.get("/v1/jobs").json()["jobs"] == []
    job = client.post("/v1/jobs", json={"articles": [{"text": ENGLISH_TEXT}]}).json()["id"]
    missing = client.get(f"/v1/comparisons/{job}")
    assert missing.status_code == 404
    assert "comparison" in missing.json()["detail"]


def test_it_survives_a_restart(tmp_path: Path) -> None:
    held = CountingWriter()
    held.gate.clear()
    with TestClient(app_with(tmp_path, held, shutdown_seconds=0.1)) as client:
        place = until_ready(client).post("/v1/comparisons", json=ASKED).headers["location"]
        held.begun.acquire(timeout=10)
    with TestClient(app_with(tmp_path, job_lease=0.2)) as client:
        assert ended(until_ready(client), place)["done"] == 4
    held.gate.set()


def test_the_same_key_gives_the_same_comparison(client: TestClient) -> None:
    headers = {"Idempotency-Key": "once"}
    first = client.post("/v1/comparisons", json=ASKED, headers=headers).json()["id"]
    assert client.post("/v1/comparisons", json=ASKED, headers=headers).json()["id"] == first
    other = client.post("/v1/comparisons", json={**ASKED, "words": 50}, headers=headers)
    assert other.json()["type"] == "urn:mujaz:problem:idempotency-mismatch"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"systems": ["tall"]}, "/systems/0"),
        ({"systems": ["lead", "lite/sideways"]}, "/systems/1"),
        ({"systems": ["lead", "lead"]}, ""),
        ({"systems": []}, "/systems"),
        ({"items": [ITEMS[0], ITEMS[0]]}, ""),
        ({"words": 1}, "/words"),
        ({"items": [{**ITEMS[0], "language": "fr"}]}, "/items/0/language"),
    ],
)
def test_wrong_requests_say_where(client: TestClient, change: dict[str, Any], pointer: str) -> None:
    answer = client.post("/v1/comparisons", json={**ASKED, **change})
    assert answer.status_code == 422, answer.text
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


def test_a_baseline_that_is_not_installed_is_a_501(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systems, "find_spec", lambda name: None)
    assert client.post("/v1/comparisons", json={**ASKED, "systems": ["lexrank"]}).status_code == 501


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A file of jobs as it was before there were comparisons."""
    path = tmp_path / "jobs.sqlite"
    JobStore(path, retention=100).close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("ALTER TABLE jobs DROP COLUMN kind")
        connection.execute("INSERT INTO jobs (id, owner, created, options) VALUES ('j', '', 0, '{}')")
    return path


def test_an_older_file_of_jobs_is_taken_over(old: Path) -> None:
    store = JobStore(old, retention=100)
    assert store.get("", "j", kind=BRIEFS).id == "j"
    new = store.create("", ["{}"], "{}", kind=COMPARISON)
    claim = store.claim("me", 10)
    assert claim is not None
    assert claim.kind == COMPARISON
    assert store.get("", new, kind=COMPARISON).running == 1
    store.close()
