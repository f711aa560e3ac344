"""The service on a port of the loopback interface, for what needs real connections."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI


@contextmanager
def running(app: FastAPI, *, seconds: float = 30.0) -> Iterator[str]:
    """Serves ``app`` in a thread; gives its address once the models have answered."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        until(f"http://127.0.0.1:{port}/readyz", 200, seconds=seconds)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


def until(url: str, status: int, *, seconds: float = 30.0) -> None:
    """Asks ``url`` until it answers with ``status``."""
    ends = time.monotonic() + seconds
    while ask(url)[0] != status:
        if time.monotonic() > ends:
            raise AssertionError(f"{url} did not answer {status}: {ask(url)}")
        time.sleep(0.05)


def ask(
    url: str,
    body: Any = None,
    method: str | None = None,
    timeout: float = 60.0,
    headers: Mapping[str, str] | None = None,
) -> tuple[int, Any, Any]:
    """Status, headers and body of an answer; status 0 if there is none."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        url, data, ({"Content-Type": "application/json"} if data else {}) | dict(headers or {}), method=method
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()
    except OSError as error:
        return 0, {}, str(error).encode()
