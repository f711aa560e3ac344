"""What every request gets: an id, security headers, a log line, metrics, an answer to any exception."""

from __future__ import annotations

import json
import logging
import random
import re
import time
import traceback
from collections.abc import Mapping, Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import HostError, InternalError
from api.metrics import Metrics
from api.problems import problem_response

access_log = logging.getLogger("api.access")
logger = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = {"GET", "POST", "DELETE", "HEAD", "OPTIONS"}

#: On every response.
SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: On what is no page: it may load nothing, and nobody may frame it.
DATA = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
#: On the web page, which brings a policy of its own: links and windows tell other sites nothing.
PAGE = {"Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin"}


def _raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


_OF_DATA, _OF_PAGE = _raw(SECURITY | DATA), _raw(SECURITY | PAGE)


#: What no other site can call itself; health checks inside a container use it.
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Envelope:
    """Wraps the whole app.

    ``hosts`` are the names that are answered (``*``: all) beside those of the loopback interface, so that a
    page of another site cannot reach a service on the loopback interface by pointing its own name there.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, hosts: Sequence[str]) -> None:
        self._app = app
        self._metrics = metrics
        # Ids tell requests apart and guard nothing, so they need not cost a system call each.
        self._ids = random.Random()
        self._hosts = None if "*" in hosts else LOOPBACK | {host.lower() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        # The first of each name, as a dictionary: an answer to a repeated request looks seven of them up.
        headers = dict(reversed(scope["headers"]))
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        request_id = given if _REQUEST_ID.fullmatch(given) else f"{self._ids.getrandbits(128):032x}"
        scope.setdefault("state", {}).update(request_id=request_id, headers=headers)
        status, size = 0, 0

        async def sending(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
                self._decorate(scope, message, request_id)
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            await send(message)

        try:
            if self._hosts is not None and _host(headers) not in self._hosts:
                error = HostError(
                    "The host is not known", hint="The setting MUJAZ_HOSTS lists the known ones"
                )
                await problem_response(error, request_id)(scope, receive, sending)
            else:
                await self._app(scope, receive, sending)
        except Exception as error:
            # Where it happened, and not what it says: messages may quote an article.
            frames = traceback.extract_tb(error.__traceback__)[-6:]
            where = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
            logger.critical("%s in request %s at %s", type(error).__name__, request_id, where)
            scope["state"]["problem"] = InternalError.kind.slug
            self._metrics.refused.labels(InternalError.kind.slug).inc()
            if status:
                raise
            await problem_response(InternalError("This is a defect; it was logged"), request_id)(
                scope, receive, sending
            )
        finally:
            self._note(scope, request_id, status, size, time.perf_counter() - began)

    @staticmethod
    def _decorate(scope: Scope, message: Message, request_id: str) -> None:
        raw = message.setdefault("headers", [])
        own_policy = any(name == b"content-security-policy" for name, _ in raw)
        raw += _OF_PAGE if own_policy else _OF_DATA
        raw.append((b"x-request-id", request_id.encode()))
        if limits := scope["state"].get("rate_headers"):
            headers = MutableHeaders(raw=raw)
            for name, value in limits.items():
                headers.setdefault(name, value)

    def _note(self, scope: Scope, request_id: str, status: int, size: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.note(method, route, status, seconds)
        if access_log.isEnabledFor(logging.INFO):
            # Written by hand, as the JSON of everything takes longer than finding a repeated answer: only
            # the owner may hold a character that JSON escapes.
            state = scope["state"]
            line = (
                f'{{"event": "request", "time": {time.time():.3f}, "id": "{request_id}", '
                f'"method": "{method}", "route": "{route}", "status": {status}, '
                f'"seconds": {seconds:.4f}, "bytes": {size}'
            )
            if owner := state.get("owner"):
                line += f', "owner": {json.dumps(owner)}'
            for name in ("cache", "problem"):
                if name in state:
                    line += f', "{name}": "{state[name]}"'
            access_log.info(line + "}")


def _host(headers: Mapping[bytes, bytes]) -> str:
    host = headers.get(b"host", b"").decode("latin-1").lower()
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
