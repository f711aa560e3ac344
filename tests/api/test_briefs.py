"""``/v1/briefs``: what comes back, from where, and what is refused."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import jsonschema
import pytest
from starlette.testclient import TestClient

from summarizer import wire
from summarizer.errors import GenerationError, LanguageError
from tests.api.conftest import until_ready
from tests.api.fakes import ARABIC_TEXT, ENGLISH_TEXT, CountingWriter, app_with


def post(
    client: TestClient, text: str = ENGLISH_TEXT, headers: dict[str, str] | None = None, **more: Any
) -> Any:
    return client.post("/v1/briefs", json={"text": text, "sentences": 2, **more}, headers=headers)


@pytest.mark.parametrize(("text", "language"), [(ENGLISH_TEXT, "en"), (ARABIC_TEXT, "ar")])
def test_a_brief_in_the_wire_format(client: TestClient, text: str, language: str) -> None:
    answer = post(client, text)
    assert answer.status_code == 200
    brief = answer.json()
    jsonschema.validate(brief, wire.schema())
    assert brief["article"]["language"] == language
    assert len(brief["arabic"]["sentences"]) == len(brief["english"]["sentences"]) == 2
    for sentence in brief["arabic" if language == "ar" else "english"]["sentences"]:
        [evidence] = sentence["evidence"]
        assert text[evidence["start"] : evidence["end"]] == sentence["text"]


def test_options_reach_the_writer(client: TestClient) -> None:
    glossary = [{"arabic": "بئر", "english": "well"}]
    brief = post(client, style="bullets", headline=True, explain=True, glossary=glossary).json()
    assert brief["style"] == "bullets"
    assert brief["english"]["headline"]["text"] == "Two villages get a well"
    assert [choice["chosen"] for choice in brief["explain"]].count(True) == 2
    assert brief["id"] != post(client, style="bullets", headline=True).json()["id"]


def test_html_counts_in_its_visible_text(client: TestClient) -> None:
    page = f"<html><body><h1>News</h1><p>{ENGLISH_TEXT.splitlines()[2]}</p></body></html>"
    brief = client.post("/v1/briefs", json={"html": page, "sentences": 2}).json()
    [first, *_] = brief["english"]["sentences"]
    [evidence] = first["evidence"]
    assert brief["article"]["text"][evidence["start"] : evidence["end"]] == first["text"]


def test_a_repeated_request_has_the_same_bytes_and_says_that_it_is_a_hit(
    client: TestClient, writer: CountingWriter
) -> None:
    first, second = post(client), post(client)
    assert (first.headers["x-cache"], second.headers["x-cache"]) == ("miss", "hit")
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert second.headers["cache-control"] == "private, no-cache"
    assert int(second.headers["age"]) >= 0
    assert len(writer.written) == 1


def test_a_reordered_request_is_a_hit_too(client: TestClient, writer: CountingWriter) -> None:
    first = client.post("/v1/briefs", json={"text": ENGLISH_TEXT, "sentences": 2})
    second = client.post("/v1/briefs", json={"sentences": 2, "text": ENGLISH_TEXT, "headline": False})
    assert second.headers["x-cache"] == "hit"
    assert first.content == second.content
    assert len(writer.written) == 1


def test_cache_directives(client: TestClient, writer: CountingWriter) -> None:
    hidden = post(client, headers={"Cache-Control": "no-store"})
    assert client.get(hidden.headers["content-location"]).status_code == 404
    post(client)
    again = post(client, headers={"Cache-Control": "no-cache"})
    assert again.headers["x-cache"] == "miss"
    assert len(writer.written) == 3
    assert post(client).headers["x-cache"] == "hit"


def test_a_kept_brief_by_its_id(client: TestClient) -> None:
    made = post(client)
    place = made.headers["content-location"]
    assert place == f"/v1/briefs/{made.json()['id']}"
    read = client.get(place)
    assert read.content == made.content
    tag = made.headers["etag"]
    for condition in (tag, f'"other", W/{tag}', "*"):
        unchanged = client.get(place, headers={"If-None-Match": condition})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == tag
    assert client.get(place, headers={"If-None-Match": '"other"'}).status_code == 200
    assert "explain" in client.get(place, params={"explain": True}).json()


@pytest.mark.parametrize(("format_", "begins"), [("markdown", "text/markdown"), ("html", "text/html")])
def test_downloads(client: TestClient, format_: str, begins: str) -> None:
    place = post(client).headers["content-location"]
    page = client.get(place, params={"format": format_})
    assert page.headers["content-type"].startswith(begins)
    assert page.headers["content-disposition"].startswith("attachment")
    assert "It gives 900 litres a minute." in page.text


@pytest.mark.parametrize("id_", ["0" * 64, "0" * 63, "X" * 64, "..%2f..%2fetc"])
def test_no_such_brief(client: TestClient, id_: str) -> None:
    assert client.get(f"/v1/briefs/{id_}").status_code == 404


def test_identical_requests_at_once_are_computed_once(client: TestClient, writer: CountingWriter) -> None:
    writer.gate.clear()
    with ThreadPoolExecutor(100) as threads:
        answers = [threads.submit(post, client) for _ in range(100)]
        writer.begun.acquire(timeout=10)
        flights = client.app.state.service.flights  # type: ignore[attr-defined]
        while sum(flight.waiters for flight in flights._flying.values()) < 100:
            threading.Event().wait(0.01)
        writer.gate.set()
        done = [answer.result() for answer in answers]
    assert {answer.status_code for answer in done} == {200}
    assert len({answer.content for answer in done}) == 1
    assert len(writer.written) == 1


def test_a_full_queue_says_when_to_come_back(tmp_path: Path) -> None:
    writer = CountingWriter()
    with (
        TestClient(app_with(tmp_path, writer, threads=1, queue=1)) as client,
        ThreadPoolExecutor(2) as threads,
    ):
        until_ready(client)
        writer.gate.clear()
        held = [threads.submit(post, client, ENGLISH_TEXT)]
        writer.begun.acquire(timeout=10)
        held.append(threads.submit(post, client, ARABIC_TEXT))
        service = client.app.state.service  # type: ignore[attr-defined]
        while service.pool.waiting < 1:
            threading.Event().wait(0.01)
        refused = post(client, ENGLISH_TEXT + " The end is near.")
        writer.gate.set()
        assert [answer.result().status_code for answer in held] == [200, 200]
        assert refused.status_code == 503
        assert refused.json()["type"] == "urn:mujaz:problem:busy"
        assert int(refused.headers["retry-after"]) >= 1


def test_the_time_limit_frees_the_thread(tmp_path: Path) -> None:
    writer = CountingWriter()
    with TestClient(app_with(tmp_path, writer, threads=1, time_limit=2.0)) as client:
        until_ready(client)
        writer.gate.clear()
        late = post(client)
        assert late.status_code == 503
        assert late.json()["type"] == "urn:mujaz:problem:time-limit"
        writer.gate.set()
        assert post(client).status_code == 200


def test_not_ready_before_the_canaries_are_answered(tmp_path: Path) -> None:
    loading = threading.Event()

    def build(profile: Any, folder: Path) -> CountingWriter:
        loading.wait(10)
        return CountingWriter()

    with TestClient(app_with(tmp_path, build=build)) as client:
        assert client.get("/healthz").status_code == 200
        for answer in (client.get("/readyz"), post(client), client.get("/v1/profiles")):
            assert answer.status_code == 503
            assert answer.json()["type"] == "urn:mujaz:problem:not-ready"
            assert "retry-after" in answer.headers
        loading.set()
        until_ready(client)


def test_models_that_cannot_be_loaded_leave_it_not_ready(tmp_path: Path) -> None:
    def build(profile: Any, folder: Path) -> CountingWriter:
        raise GenerationError("The model says nothing", hint="Replace it")

    with TestClient(app_with(tmp_path, build=build)) as client:
        client.app.state.service.engines.settled.wait(10)  # type: ignore[attr-defined]
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["detail"] == "The model says nothing"


def test_errors_of_the_library_are_problems(client: TestClient, writer: CountingWriter) -> None:
    writer.error = LanguageError("Neither Arabic nor English", hint="Try another")
    answer = post(client)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:mujaz:problem:language"
    assert answer.json()["hint"] == "Try another"
    writer.error = RuntimeError("a secret of the article")
    defect = post(client)
    assert defect.status_code == 500
    assert defect.json()["type"] == "urn:mujaz:problem:internal"
    assert "secret" not in defect.text
    writer.error = None
    assert post(client).status_code == 200


def test_real_articles_only(client: TestClient) -> None:
    assert post(client, "1 2 3").json()["type"] == "urn:mujaz:problem:empty-article"
    assert post(client, strategy="direct").json()["type"] == "urn:mujaz:problem:configuration"
    assert post(client, profile="grand").json()["errors"][0]["pointer"] == "/profile"
    assert post(client, "word " * 50_001).status_code == 413


def test_urls_are_off(client: TestClient) -> None:
    answer = client.post("/v1/briefs", json={"url": "https://example.org/"})
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:mujaz:problem:fetching-off"


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_events(client: TestClient, writer: CountingWriter) -> None:
    writer.seconds = 0.3
    streamed = post(client, headers={"Accept": "text/event-stream"})
    assert streamed.headers["content-type"].startswith("text/event-stream")
    found = events(streamed.text)
    names = [name for name, _ in found]
    assert names[0] == "stage"
    assert names[-3:] == ["partial", "partial", "result"]
    assert {"translate", "select"} <= {data["stage"] for name, data in found if name == "stage"}
    assert found[-1][1] == post(client).json()
    assert found[-2][1]["english"] == found[-1][1]["english"]["sentences"][1]
    kept = events(post(client, headers={"Accept": "text/event-stream"}).text)
    assert [name for name, _ in kept] == ["partial", "partial", "result"]


def test_an_error_in_the_middle_of_events(client: TestClient, writer: CountingWriter) -> None:
    writer.error = GenerationError("The model says nothing")
    found = events(post(client, headers={"Accept": "text/event-stream"}).text)
    assert found[-1][0] == "error"
    assert found[-1][1]["type"] == "urn:mujaz:problem:generation"


class TestIdempotency:
    KEY: ClassVar = {"Idempotency-Key": "k-1"}

    def test_replay_and_mismatch(self, client: TestClient, writer: CountingWriter) -> None:
        headers = {**self.KEY, "Cache-Control": "no-store"}
        first, second = post(client, headers=headers), post(client, headers=headers)
        assert first.content == second.content
        assert len(writer.written) == 1
        other = post(client, ARABIC_TEXT, headers=headers)
        assert other.status_code == 422
        assert other.json()["type"] == "urn:mujaz:problem:idempotency-mismatch"

    def test_in_flight(self, client: TestClient, writer: CountingWriter) -> None:
        writer.gate.clear()
        with ThreadPoolExecutor(1) as threads:
            first = threads.submit(post, client, headers=self.KEY)
            writer.begun.acquire(timeout=10)
            second = post(client, headers=self.KEY)
            writer.gate.set()
            assert first.result().status_code == 200
        assert second.status_code == 409
        assert second.json()["type"] == "urn:mujaz:problem:idempotency-in-flight"

    def test_a_failure_frees_the_key(self, client: TestClient, writer: CountingWriter) -> None:
        writer.error = GenerationError("once")
        assert post(client, headers=self.KEY).status_code == 500
        writer.error = None
        assert post(client, headers=self.KEY).status_code == 200

    def test_odd_keys(self, client: TestClient) -> None:
        assert post(client, headers={"Idempotency-Key": "k" * 201}).status_code == 422
