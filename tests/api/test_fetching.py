"""Fetching, against a server on the loopback interface that counts its visitors."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from api.addresses import is_public
from api.errors import FetchFailedError, FetchOffError, FetchRefusedError, ServiceError
from api.fetching import Fetcher
from tests.api.fakes import ARABIC_TEXT
from tests.api.urls import HOSTILE

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def server(answer: Answer) -> Iterator[tuple[int, list[str]]]:
    visits: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            visits.append(f"{self.headers['Host']}{self.path}")
            answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield running.server_address[1], visits
    finally:
        running.shutdown()
        running.server_close()


def give(
    body: bytes = b"<p>hello</p>", status: int = 200, media: str = "text/html; charset=utf-8", **headers: str
) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", media)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def fetcher(port: int, **more: Any) -> Fetcher:
    """One that finds every name on the loopback interface and, for the test, takes it for public."""
    settings: dict[str, Any] = {"resolver": lambda host, port: ["127.0.0.1"], "allowed": lambda address: True}
    return Fetcher(on=True, **{"ports": (80, 443, port), **settings, **more})


def test_a_page(caplog: pytest.LogCaptureFixture) -> None:
    with server(give(ARABIC_TEXT.encode())) as (port, visits):
        assert fetcher(port).fetch(f"http://news.example:{port}/أخبار?a=1#x").decode() == ARABIC_TEXT
    assert visits == [f"news.example:{port}/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1?a=1"]


def test_off() -> None:
    with pytest.raises(FetchOffError):
        Fetcher(on=False).fetch("http://news.example/")


def test_gzip_and_its_bombs() -> None:
    with server(give(gzip.compress(b"hello"), Content_Encoding="gzip")) as (port, _):
        assert fetcher(port).fetch(f"http://news.example:{port}/") == b"hello"
    bomb = gzip.compress(b"0" * 20_000_000)
    with (
        server(give(bomb, Content_Encoding="gzip")) as (port, _),
        pytest.raises(FetchFailedError, match="more than"),
    ):
        fetcher(port, max_bytes=100_000).fetch(f"http://news.example:{port}/")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (give(status=404), "status 404"),
        (give(status=500), "status 500"),
        (give(media="application/pdf"), "application/pdf"),
        (give(media=""), "no media type"),
        (give(b"x" * 200_000), "more than"),
        (give(b"not gzip", Content_Encoding="gzip"), "gave no page"),
        (give(Content_Encoding="br"), "encoding"),
        (lambda handler: handler.wfile.write(b"garbage\r\n\r\n"), "gave no page"),
        (lambda handler: None, "gave no page"),
    ],
)
def test_answers_that_are_no_page(answer: Answer, message: str) -> None:
    with server(answer) as (port, _), pytest.raises(FetchFailedError, match=message):
        fetcher(port, max_bytes=100_000).fetch(f"http://news.example:{port}/")


def test_a_server_that_drips() -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        give(b"")(handler)
        for _ in range(100):
            try:
                handler.wfile.write(b"x")
            except OSError:
                return
            time.sleep(0.05)

    with server(drip) as (port, _), pytest.raises(FetchFailedError, match="too long"):
        fetcher(port, seconds=0.3).fetch(f"http://news.example:{port}/")


def test_redirects_are_followed_a_few_times() -> None:
    def chain(handler: BaseHTTPRequestHandler) -> None:
        step = int(handler.path[1:])
        give(b"end" if step == 5 else b"", 200 if step == 5 else 302, Location=f"/{step + 1}")(handler)

    with server(chain) as (port, visits):
        assert fetcher(port).fetch(f"http://news.example:{port}/0") == b"end"
        assert len(visits) == 6
        with pytest.raises(FetchFailedError, match="redirects"):
            fetcher(port).fetch(f"http://news.example:{port}/-1")


@pytest.mark.parametrize(
    "location",
    ["http://10.0.0.1/", "http://localhost/", "file:///etc/passwd", "//127.1/", "http://inside.example/"],
)
def test_a_redirect_is_checked_like_the_first_address(location: str) -> None:
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if host == "news.example" else ["10.0.0.1"]

    with server(give(status=302, Location=location)) as (port, visits):
        checked = fetcher(port, resolver=resolver, allowed=lambda address: len(asked) == 1)
        with pytest.raises(FetchRefusedError):
            checked.fetch(f"http://news.example:{port}/")
        assert len(visits) == 1


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """The name is resolved once: what it would resolve to a moment later does not matter."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    with server(give()) as (port, visits):
        fetcher(port, resolver=lambda host, port: next(answers)).fetch(f"http://news.example:{port}/")
        assert len(visits) == 1
    assert next(answers) == ["10.0.0.1"]


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    checked = Fetcher(on=True, resolver=lambda host, port: ["93.184.216.34", "127.0.0.1"])
    with pytest.raises(FetchRefusedError):
        checked.fetch("http://news.example/")


def test_200_hostile_urls_reach_nobody() -> None:
    with server(give()) as (port, visits):
        turns: dict[str, int] = {}

        def resolver(host: str, wanted: int) -> list[str]:
            """What a hostile name server would say; an address is its own."""
            turns[host] = turns.get(host, 0) + 1
            if host.endswith(".example"):
                return {
                    "mixed.example": ["93.184.216.34", "127.0.0.1"],
                    "mapped.example": ["::ffff:127.0.0.1"],
                    "metadata.example": ["169.254.169.254"],
                }.get(host, ["127.0.0.1"])
            return [host] if any(c in host for c in ".:") and "localhost" not in host else ["127.0.0.1"]

        checked = Fetcher(on=True, seconds=1.0, ports=(80, 443, port), resolver=resolver, allowed=is_public)
        for url in [
            *HOSTILE,
            f"http://127.0.0.1:{port}/",
            f"http://localhost:{port}/",
            f"http://[::1]:{port}/",
        ]:
            with pytest.raises(ServiceError):
                checked.fetch(url)
        assert visits == []
