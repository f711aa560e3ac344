"""Served chat models: against a server that misbehaves on purpose, and against ``transformers serve``."""

from __future__ import annotations

import importlib.util
import logging
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from summarizer.backends.chat import Chat, ChatSummarizer, ChatTranslator, Completion, Message
from summarizer.backends.extractive import ExtractiveSummarizer
from summarizer.backends.openai_compatible import LONGEST_PAUSE, RemoteChat
from summarizer.briefs import Options
from summarizer.errors import ConfigurationError, GenerationError, RemoteError
from summarizer.languages import ARABIC, ENGLISH
from summarizer.pipeline import Pipeline
from summarizer.translation import Reranking, TranslationChooser
from tests.backends import tiny_causal as tiny
from tests.backends.misbehaving import (
    Behaviour,
    MisbehavingServer,
    completion,
    drips,
    fails,
    resets,
    says,
    sends,
    serving,
    sleeps,
)
from tests.fakes import FakeEmbedder, article_of

SECRET, ARTICLE = "sk-hush-hush", "the council opened secret berths"


def user(text: str = ARTICLE) -> list[Message]:
    return [Message("user", text)]


class Pauses(list[float]):
    """Collects pauses instead of making them."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def ask(
    server: MisbehavingServer, *, count: int = 1, n: int = 1, pauses: Pauses | None = None, **more: Any
) -> list[list[Completion]]:
    settings = {
        "timeout": 5.0,
        "retries": 3,
        "key": SECRET,
        "pause": pauses if pauses is not None else Pauses(),
    }
    chat: Chat = RemoteChat(server.url, "tiny", **settings | more)
    try:
        return chat.complete([user(f"{ARTICLE} {i}") for i in range(count)], max_tokens=50, n=n)
    finally:
        chat.close()  # type: ignore[attr-defined]


def test_what_is_sent_and_what_comes_back() -> None:
    with serving(says("صباح الخير", logprobs=[-0.25, -0.75])) as server:
        assert ask(server) == [[Completion("صباح الخير", -0.5, True)]]
        [(path, headers, body)] = server.requests
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == f"Bearer {SECRET}"
    assert body["model"] == "tiny"
    assert body["messages"] == [{"role": "user", "content": f"{ARTICLE} 0"}]
    assert (body["max_tokens"], body["temperature"], body["stream"]) == (50, 0.0, False)
    assert "n" not in body


def test_without_a_key_none_is_sent() -> None:
    with serving(says("hello")) as server:
        assert ask(server, key=None) == [[Completion("hello", None, True)]]
        assert "Authorization" not in server.requests[0][1]


def test_several_answers_are_several_requests_with_seeds() -> None:
    with serving(says("one"), says("two"), says("one")) as server:
        [row] = ask(server, n=3, concurrency=1)
        bodies = [body for _, _, body in server.requests]
    assert [c.text for c in row] == ["one", "two"]
    assert [(b["seed"], b["temperature"] > 0) for b in bodies] == [(0, False), (1, True), (2, True)]


def test_answers_stand_in_the_order_of_the_conversations() -> None:
    def echo(handler: Any, request: Any) -> None:
        text = request["messages"][0]["content"]
        time.sleep(0.002 * (20 - int(text.rsplit(" ", 1)[1])))
        says(text)(handler, request)

    with serving(echo) as server:
        rows = ask(server, count=20, concurrency=8)
    assert [row[0].text for row in rows] == [f"{ARTICLE} {i}" for i in range(20)]


def test_concurrency_is_bounded_over_all_threads() -> None:
    with serving(sleeps(0.03, says("hello"))) as server:
        chat = RemoteChat(server.url, "tiny", concurrency=3)
        threads = [
            threading.Thread(target=chat.complete, args=([user()] * 6,), kwargs={"max_tokens": 5})
            for _ in range(3)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        chat.close()
        assert len(server.requests) == 18
        assert server.busiest == 3


@pytest.mark.parametrize(
    "behaviour",
    [
        fails(500),
        fails(502),
        fails(503),
        fails(429),
        resets,
        sends(completion("hello"), cut=40),
        sends(b'{"choices": [{"message": {"content": "hel'),
        sends(b"<html>Bad gateway</html>"),
        sleeps(1.2, says("late")),
        drips(1.2),
    ],
    ids=["500", "502", "503", "429", "reset", "died", "cut-json", "html", "slow", "drip"],
)
def test_a_failure_that_passes_is_outlived(behaviour: Behaviour) -> None:
    pauses = Pauses()
    with serving(behaviour, behaviour, says("hello")) as server:
        timeout = 0.5 if behaviour.__qualname__.startswith(("sleeps", "drips")) else 20.0
        assert ask(server, pauses=pauses, timeout=timeout) == [[Completion("hello", None, True)]]
        assert len(server.requests) == 3
    assert 0.25 <= pauses[0] <= 0.5 <= pauses[1] <= 1.0


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (fails(500), r"answered 500 \(3 attempts\)"),
        (resets, r"broke the connection off \(\w+\) \(3 attempts\)"),
        (sends(b"{"), r"JSON that is cut off or none \(3 attempts\)"),
        (sleeps(0.6, says("late")), r"did not answer within 0.2 s \(3 attempts\)"),
        (drips(0.6), r"did not answer within 0.2 s \(3 attempts\)"),
    ],
)
def test_a_failure_that_stays_is_a_typed_error(behaviour: Behaviour, message: str) -> None:
    timeout = 0.2 if "0.2" in message else 20.0
    with serving(behaviour) as server, pytest.raises(RemoteError, match=message) as caught:
        ask(server, retries=2, timeout=timeout)
    assert caught.value.hint


def test_nobody_there_is_a_typed_error() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(RemoteError, match=r"cannot be reached \(2 attempts\)"):
        RemoteChat(url, "tiny", retries=1, pause=Pauses()).complete([user()], max_tokens=5)


def test_pauses_grow_and_have_an_end() -> None:
    pauses = Pauses()
    with serving(fails(503)) as server, pytest.raises(RemoteError):
        ask(server, pauses=pauses, retries=9)
    assert len(pauses) == 9
    assert pauses[0] < pauses[2] < pauses[4]
    assert max(pauses) <= LONGEST_PAUSE


def test_the_server_says_how_long_to_wait() -> None:
    pauses = Pauses()
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True)
    with serving(fails(429, Retry_After="7"), fails(503, Retry_After=date), says("hello")) as server:
        ask(server, pauses=pauses)
    assert pauses[0] == 7.0
    assert 20 < pauses[1] <= 30


def test_nobody_waits_an_hour() -> None:
    pauses = Pauses()
    with serving(fails(429, Retry_After="3600")) as server, pytest.raises(RemoteError, match="wait 3600 s"):
        ask(server, pauses=pauses)
    assert pauses == []


@pytest.mark.parametrize("header", ["soon", "-5", "1e9999", "99999999999999999999"])
def test_a_strange_retry_after_is_not_obeyed(header: str) -> None:
    pauses = Pauses()
    with serving(fails(429, Retry_After=header), says("hello")) as server:
        ask(server, pauses=pauses)
    assert pauses[0] <= 1.0


@pytest.mark.parametrize(("status", "hint"), [(401, "key"), (403, "key"), (404, "called tiny"), (400, "log")])
def test_a_refusal_is_not_repeated(status: int, hint: str) -> None:
    with (
        serving(fails(status)) as server,
        pytest.raises(RemoteError, match=f"status {status}, out_of_order") as e,
    ):
        ask(server)
    assert hint in e.value.hint
    assert len(server.requests) == (2 if status == 400 else 1)  # once more without logprobs


def test_a_server_that_refuses_logprobs_is_asked_without_from_then_on() -> None:
    def strict(handler: Any, request: Any) -> None:
        (fails(422) if "logprobs" in request else says("hello"))(handler, request)

    with serving(strict) as server:
        assert len(ask(server, count=3, concurrency=1)) == 3
        assert [("logprobs" in body) for _, _, body in server.requests] == [True, False, False, False]


def test_redirects_are_not_followed() -> None:
    with serving(says("caught")) as elsewhere:
        redirect = sends(b"", 307, {"Location": f"{elsewhere.url}/v1/chat/completions"})
        with serving(redirect) as server, pytest.raises(RemoteError, match="redirects elsewhere"):
            ask(server)
        assert elsewhere.requests == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"choices": []},
        {"choices": [{}]},
        {"choices": [{"message": {"content": 5}}]},
        {"choices": "x"},
    ],
)
def test_what_is_no_completion_is_a_typed_error(body: object) -> None:
    with serving(sends(body)) as server, pytest.raises(GenerationError, match="no chat completion"):
        ask(server)


def test_an_answer_without_end_is_a_typed_error() -> None:
    with serving(sends(b" " * (5 << 20))) as server, pytest.raises(GenerationError, match="without end"):
        ask(server)


def test_a_truncated_answer_is_not_finished() -> None:
    with serving(says("half an", "length"), says(None), says("<think>hm</think>all")) as server:
        rows = ask(server, count=3, concurrency=1)
    assert [row[0] for row in rows] == [
        Completion("half an", None, False),
        Completion("", None, True),
        Completion("all", None, True),
    ]


def test_neither_key_nor_article_is_logged_or_in_an_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for behaviour in (fails(500), fails(401), resets, sends({"choices": ARTICLE}), says(f"{ARTICLE} again")):
        with serving(behaviour) as server:
            try:
                ask(server, retries=1)
            except (RemoteError, GenerationError) as error:
                shown = f"{error} {error!r} {error.value} {error.hint} {error.__cause__!r}"
                assert SECRET not in shown
                assert ARTICLE not in shown
    assert "trying again" in caplog.text
    assert SECRET not in caplog.text
    assert ARTICLE not in caplog.text
    assert SECRET not in repr(RemoteChat("http://localhost", "tiny", key=SECRET))


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with serving(says("hello")) as server:
        assert ask(server, retries=0) == [[Completion("hello", None, True)]]


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://localhost:8000", ()),
        ("http://127.0.0.1:8000/v1", ()),
        ("http://[::1]:8000/v1/", ()),
        ("https://llm.example.org/v1", ("https://llm.example.org",)),
        ("https://llm.example.org:443/team/v1", ("https://LLM.example.org/team",)),
    ],
)
def test_addresses_that_may_be_called(url: str, allowed: tuple[str, ...]) -> None:
    chat = RemoteChat(url, "tiny", allowed=allowed)
    assert "(remote," in chat.identity
    assert "/v1/v1" not in chat._url
    assert chat._url.endswith("/v1/chat/completions")


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://llm.example.org", ()),
        ("http://llm.example.org", ("https://llm.example.org",)),
        ("https://llm.example.org:8443", ("https://llm.example.org",)),
        ("https://llm.example.org.evil.test", ("https://llm.example.org",)),
        ("https://llm.example.org/other", ("https://llm.example.org/team",)),
        ("https://llm.example.org/teamwork", ("https://llm.example.org/team",)),
        ("https://llm.example.org/team/../other", ("https://llm.example.org/team",)),
        ("http://localhost.evil.test", ()),
        ("http://localhost@evil.test", ()),
        ("http://10.0.0.7:8000", ()),
        ("http://localhost:8000/?to=evil", ()),
        ("file:///etc/passwd", ()),
        ("localhost:8000", ()),
        ("http://localhost:port", ()),
        ("", ()),
    ],
)
def test_addresses_that_may_not_be_called(url: str, allowed: tuple[str, ...]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        RemoteChat(url, "tiny", allowed=allowed)
    assert caught.value.hint


def test_a_transport_can_stand_in_for_the_network() -> None:
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=completion("hello")))
    chat = RemoteChat(
        "https://llm.example.org", "tiny", allowed=["https://llm.example.org"], transport=transport
    )
    assert chat.complete([user()], max_tokens=5) == [[Completion("hello", None, True)]]
    assert chat.complete([], max_tokens=5) == []


def test_counts_are_estimated_from_above() -> None:
    chat = RemoteChat("http://localhost", "tiny")
    assert chat.count_tokens("") == 0
    assert chat.count_tokens("The council opened new berths.") >= 8
    assert chat.count_tokens("افتتح المجلس مراسي جديدة.") >= 12


# What the model says rather than what the server does


def test_a_wrong_language_and_chatter_are_asked_again() -> None:
    def echo(handler: Any, request: Any) -> None:
        prompt = request["messages"][0]["content"]
        if "An earlier answer" not in prompt:
            says("Voici la traduction." if "bread" in prompt else f"Here is the translation: {tiny.ARABIC}")(
                handler, request
            )
        else:
            says(tiny.ARABIC)(handler, request)

    with serving(echo) as server:
        translator = ChatTranslator(RemoteChat(server.url, "tiny"))
        found = translator.translate(["fish and bread", "the boats came"], ENGLISH, ARABIC)
        reminders = [b["messages"][0]["content"] for _, _, b in server.requests[2:]]
    assert [row[0].text for row in found] == [tiny.ARABIC, tiny.ARABIC]
    assert len(reminders) == 2
    assert any("was not clean Arabic" in reminder for reminder in reminders)
    assert any("had an introduction" in reminder for reminder in reminders)


def test_a_server_that_only_chatters_translates_nothing() -> None:
    with serving(says("I'm sorry, but I can't assist with that.")) as server:
        translator = ChatTranslator(RemoteChat(server.url, "tiny"), retries=2)
        assert translator.translate(["fish and bread"], ENGLISH, ARABIC) == [[]]
        assert len(server.requests) == 3


# Against the real thing


@pytest.fixture(scope="module")
def transformers_serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The base URL of ``transformers serve`` and the name of the parrot that it serves."""
    if not all(importlib.util.find_spec(name) for name in ("openai", "accelerate")):
        pytest.skip("transformers serve needs the packages openai and accelerate")
    folder = tiny.write(tmp_path_factory.mktemp("serve") / "parrot", "qwen2", tiny.ARABIC)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve", str(folder)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu", "--dtype", "float32"]
    log = folder.parent / "log"
    with log.open("wb") as out:
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1"}
        process = subprocess.Popen(command, stdout=out, stderr=out, env=environment)
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process, log)
            yield url, str(folder)
        finally:
            process.terminate()
            process.wait(30)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    with httpx2.Client(trust_env=False) as client:
        for _ in range(1200):
            assert process.poll() is None, log.read_text(errors="replace")[-2000:]
            try:
                if client.get(f"{url}/health").status_code == 200:
                    return
            except httpx2.TransportError:
                time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def test_transformers_serve_answers_and_says_where_it_cut(transformers_serve: tuple[str, str]) -> None:
    url, model = transformers_serve
    chat = RemoteChat(url, model, concurrency=2)
    whole = chat.complete([user("hello"), user("open the berths")], max_tokens=60)
    assert whole == [[Completion(tiny.ARABIC, None, True)]] * 2
    [[cut]] = chat.complete([user("hello")], max_tokens=3)
    assert not cut.finished
    assert tiny.ARABIC.startswith(cut.text)


def test_a_brief_by_transformers_serve(transformers_serve: tuple[str, str]) -> None:
    url, model = transformers_serve
    chat, embedder = RemoteChat(url, model), FakeEmbedder()
    writer = Pipeline(
        ExtractiveSummarizer(embedder),
        TranslationChooser(ChatTranslator(chat), embedder, Reranking(candidates=1, repair=0)),
        embedder,
        profile="remote",
        models={},
        strategies={},
    )
    pair = writer.write(article_of(tiny.ENGLISH, "Bakers sold bread to the crews."), Options(sentences=1))
    assert [s.text for s in pair.arabic.sentences] == [tiny.ARABIC]
    with pytest.raises(GenerationError, match="no answer"):  # it answers English with Arabic, and is caught
        ChatSummarizer(chat, embedder, retries=0).propose(article_of("the boats came"), Options(), ENGLISH)
    article = article_of(tiny.ARABIC, language=ARABIC)
    candidates, usage = ChatSummarizer(chat, embedder).propose(article, Options(sentences=1), ARABIC)
    assert [c.text for c in candidates] == [tiny.ARABIC]
    assert not usage.truncated


def test_transformers_serve_refuses_another_model(transformers_serve: tuple[str, str]) -> None:
    with pytest.raises(RemoteError, match="refused"):
        RemoteChat(transformers_serve[0], "another", retries=0).complete([user()], max_tokens=5)
