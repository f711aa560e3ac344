"""A chat service on loopback that does what a test tells it to, request by request."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

#: What a request is answered with: writes to the handler, given the decoded body.
Behaviour = Callable[[BaseHTTPRequestHandler, Mapping[str, Any]], None]


def completion(text: str | None, reason: str = "stop", logprobs: list[float] | None = None) -> dict[str, Any]:
    """A chat completion as OpenAI's protocol has it."""
    scores = {"content": [{"token": "t", "logprob": value} for value in logprobs]} if logprobs else None
    choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": reason}
    return {"object": "chat.completion", "choices": [choice | {"logprobs": scores}], "usage": {}}


def sends(
    body: object, status: int = 200, headers: Mapping[str, str] | None = None, *, cut: int | None = None
) -> Behaviour:
    """Answers ``body`` as JSON, or as it is where it is bytes; only its first ``cut`` bytes are sent.

    A cut body still announces its whole length, as when a server dies in the middle.
    """
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()

    def behave(handler: BaseHTTPRequestHandler, request: Mapping[str, Any]) -> None:
        handler.send_response(status)
        for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data[:cut])
        handler.close_connection = cut is not None

    return behave


def says(text: str | None, reason: str = "stop", logprobs: list[float] | None = None) -> Behaviour:
    """Answers a completion of ``text``."""
    return sends(completion(text, reason, logprobs))


def fails(status: int, **headers: str) -> Behaviour:
    """Answers an error whose message quotes the request, as some servers' do."""

    def behave(handler: BaseHTTPRequestHandler, request: Mapping[str, Any]) -> None:
        message = f"cannot take {json.dumps(request)} with {handler.headers.get('Authorization')}"
        error = {"error": {"message": message, "code": "out_of_order"}}
        sends(error, status, {name.replace("_", "-"): value for name, value in headers.items()})(
            handler, request
        )

    return behave


def sleeps(seconds: float, then: Behaviour) -> Behaviour:
    """Is silent first."""

    def behave(handler: BaseHTTPRequestHandler, request: Mapping[str, Any]) -> None:
        time.sleep(seconds)
        then(handler, request)

    return behave


def drips(seconds: float) -> Behaviour:
    """Sends a space now and then, so that no single read takes long, for ``seconds``."""

    def behave(handler: BaseHTTPRequestHandler, request: Mapping[str, Any]) -> None:
        handler.send_response(200)
        handler.end_headers()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.02)
        handler.close_connection = True

    return behave


def resets(handler: BaseHTTPRequestHandler, request: Mapping[str, Any]) -> None:
    """Resets the connection instead of answering."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


class MisbehavingServer(ThreadingHTTPServer):
    """Answers the n-th request as the n-th behaviour says, and all further ones as the last.

    ``requests`` holds (path, headers, body) of each, ``busiest`` the most that were open at once.
    """

    daemon_threads = True

    def __init__(self, *behaviours: Behaviour) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behaviours = behaviours
        self.requests: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.busy = self.busiest = 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is what these tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: MisbehavingServer

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        server = self.server
        with server.lock:
            number = len(server.requests)
            server.requests.append((self.path, dict(self.headers.items()), body))
            server.busy += 1
            server.busiest = max(server.busiest, server.busy)
        try:
            server.behaviours[min(number, len(server.behaviours) - 1)](self, body)
        finally:
            with server.lock:
                server.busy -= 1

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Says nothing."""


@contextlib.contextmanager
def serving(*behaviours: Behaviour) -> Iterator[MisbehavingServer]:
    """A server that is up inside the block."""
    server = MisbehavingServer(*behaviours)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
