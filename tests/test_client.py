"""The client against the service itself, over real connections, and against one that misbehaves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from summarizer import assembly
from summarizer.client import Client, ItemObject, RefusedError
from summarizer.errors import RemoteError
from tests.api.fakes import ARABIC_TEXT, ENGLISH_TEXT, CountingWriter, app_with
from tests.api.live import running
from tests.fakes import FakeEmbedder


@pytest.fixture(scope="module")
def writer() -> CountingWriter:
    return CountingWriter()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, writer: CountingWriter) -> Iterator[Client]:
    home: Path = tmp_path_factory.mktemp("home")
    with running(app_with(home, writer)) as address, Client(address) as client:
        yield client


def test_a_brief_and_the_same_again(client: Client) -> None:
    pair = client.brief(text=ENGLISH_TEXT, sentences=2)
    assert len(pair["english"]["sentences"]) == len(pair["arabic"]["sentences"]) == 2
    assert pair["arabic"]["direction"] == "rtl"
    evidence = pair["english"]["sentences"][0]["evidence"][0]
    assert ENGLISH_TEXT[evidence["start"] : evidence["end"]] == pair["english"]["sentences"][0]["text"]
    assert client.again(pair["id"]) == pair


def test_events_end_with_the_result(client: Client) -> None:
    events = list(client.events(text=ARABIC_TEXT, sentences=2))
    assert [e["event"] for e in events if e["event"] != "stage"] == ["partial", "partial", "result"]
    assert events[-1]["data"]["article"]["language"] == "ar"


def test_a_job(client: Client) -> None:
    job = client.submit([{"id": "a", "text": ENGLISH_TEXT}, {"id": "b", "text": "7 8 9"}], sentences=2)
    ended = client.wait(job["id"], poll=0.01)
    assert (ended["state"], ended["done"], ended["failed"]) == ("done", 1, 1)
    first, second = client.results(job["id"])
    assert first["brief"]["fidelity"]["verdict"] in ("pass", "warn", "fail")
    assert second["problem"]["type"].endswith("empty-article")
    assert [r["number"] for r in client.results(job["id"], after=0)] == [1]
    assert job["id"] in [known["id"] for known in client.jobs()]
    assert client.cancel(job["id"])["state"] == "done"


def test_a_comparison(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "build_embedder", lambda profile, **_: FakeEmbedder())
    item: ItemObject = {
        "id": "well",
        "text": ENGLISH_TEXT,
        "language": "en",
        "references": {"en": ["Two villages get a well."]},
    }
    asked = client.compare([item], ["lead", "lite"], words=40)
    assert asked["outputs"] == 2
    while (found := client.comparison(asked["id"]))["state"] in ("queued", "running"):
        time.sleep(0.01)
    assert (found["state"], found["done"], found["failed"]) == ("done", 2, 0)
    figures = client.comparison_result(asked["id"])["figures"]
    assert {"lead", "lite"} == {figure["system"] for figure in figures if figure["metric"] == "rouge1"}
    assert client.cancel_comparison(asked["id"])["state"] == "done"
    with pytest.raises(RefusedError, match="This service has the profiles lite"):
        client.compare([item], ["nothing-like-it/direct"])


def test_a_refusal_says_which_and_why(client: Client) -> None:
    with pytest.raises(RefusedError) as caught:
        client.brief(text="7 8 9")
    assert (caught.value.type, caught.value.status) == ("empty-article", 422)
    with pytest.raises(RefusedError) as caught:
        list(client.events(text="7 8 9"))
    assert caught.value.type == "empty-article"
    with pytest.raises(RefusedError, match="no such brief"):
        client.again("0" * 64)


def test_profiles_and_readiness(client: Client) -> None:
    assert [profile["name"] for profile in client.profiles()] == ["lite"]
    assert client.ready()


def test_nobody_there() -> None:
    with Client("http://127.0.0.1:9", retries=0) as client:
        assert not client.ready()
        with pytest.raises(RemoteError, match="mujaz serve"):
            client.brief(text=ENGLISH_TEXT)


def test_a_busy_service_is_asked_again_with_the_same_key() -> None:
    keys = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        keys.append(request.headers["idempotency-key"])
        if len(keys) < 3:
            return httpx2.Response(503, headers={"Retry-After": "0"}, json={"type": "urn:mujaz:problem:busy"})
        return httpx2.Response(200, json={"id": "x"})

    with Client("http://service", transport=httpx2.MockTransport(answer)) as client:
        assert client.brief(text="text")["id"] == "x"
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_a_service_that_stays_busy_is_told_so() -> None:
    busy = httpx2.Response(503, headers={"Retry-After": "0"}, json={"type": "urn:mujaz:problem:busy"})
    transport = httpx2.MockTransport(lambda _: busy)
    with (
        Client("http://service", retries=1, transport=transport) as client,
        pytest.raises(RefusedError) as caught,
    ):
        client.brief(text="text")
    assert caught.value.type == "busy"


def test_events_that_break_off() -> None:
    cut = httpx2.Response(200, text='event: stage\ndata: {"stage": "translate", "done": 0.5}\n\n')
    with Client("http://service", transport=httpx2.MockTransport(lambda _: cut)) as client:
        events = client.events(text="text")
        assert next(events)["event"] == "stage"
        with pytest.raises(RemoteError, match="before the result"):
            next(events)


def test_something_else_that_answers() -> None:
    page = httpx2.Response(200, text="<h1>Welcome to nginx</h1>")
    with Client("http://service", transport=httpx2.MockTransport(lambda _: page)) as client:
        assert not client.ready()
        with pytest.raises(RemoteError, match="no Mujaz service"):
            client.brief(text="text")
        with pytest.raises(RemoteError, match="no Mujaz service"):
            list(client.results("a"))


def test_the_key_is_sent_and_what_is_not_said_is_left_out() -> None:
    seen = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append((request.headers["authorization"], request.content))
        return httpx2.Response(200, json={})

    with Client("http://service", key="secret", transport=httpx2.MockTransport(answer)) as client:
        client.brief(text="text", sentences=2)
    assert seen == [("Bearer secret", b'{"text": "text", "sentences": 2}')]
