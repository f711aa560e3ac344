"""What every request gets: an id, security headers, a log line, metrics, an answer to any exception."""

from __future__ import annotations

import json
import logging
import re
import time
import traceback
import uuid
from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import HostError, InternalError
from api.metrics import Metrics
from api.problems import problem_response

access_log = logging.getLogger("api.access")
logger = logging.getLogger(__name__)

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_METHODS = {"GET", "POST", "DELETE", "HEAD", "OPTIONS"}

#: On every response. The web page has a policy of its own, which is kept.
SECURITY = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SECURITY = [(name.lower().encode(), value.encode()) for name, value in SECURITY.items()]


class Envelope:
    """Wraps the whole app.

    ``hosts`` are the names that are answered (``*``: all), so that a page of another site cannot reach a
    service on the loopback interface by pointing its own name there.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, hosts: Sequence[str]) -> None:
        self._app = app
        self._metrics = metrics
        self._hosts = None if "*" in hosts else frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        headers = Headers(scope=scope)
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
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
        headers = MutableHeaders(raw=message.setdefault("headers", []))
        own_policy = "content-security-policy" in headers
        headers.raw.extend(_SECURITY[1:] if own_policy else _SECURITY)
        headers.raw.append((b"x-request-id", request_id.encode()))
        for name, value in scope["state"].get("rate_headers", {}).items():
            if name not in headers:
                headers.append(name, value)

    def _note(self, scope: Scope, request_id: str, status: int, size: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self._metrics.note(method, route, status, seconds)
        if access_log.isEnabledFor(logging.INFO):
            line = {
                "event": "request",
                "time": round(time.time(), 3),
                "id": request_id,
                "method": method,
                "route": route,
                "status": status,
                "seconds": round(seconds, 4),
                "bytes": size,
                "owner": scope["state"].get("owner", ""),
                "cache": scope["state"].get("cache", ""),
                "problem": scope["state"].get("problem", ""),
            }
            access_log.info(json.dumps({name: value for name, value in line.items() if value != ""}))


def _host(headers: Headers) -> str:
    host = headers.get("host", "").lower()
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
