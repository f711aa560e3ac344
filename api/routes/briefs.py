"""``/v1/briefs``: one article in, one brief out, at once or as events."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from enum import StrEnum
from typing import Any

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import request_response

from api.answers import Answer, answer_of, digest_of, etag_of, matches
from api.bodies import header, parse, read_body
from api.errors import NotFoundError
from api.events import answer_events, flight_events
from api.flights import Flight
from api.jobs.store import Idempotency
from api.routes.common import Owner, admit, directives, idempotency, service_of
from api.schemas import BriefRequest
from api.service import Service

EVENTS = "text/event-stream"
_ID_DIGITS = frozenset("0123456789abcdef")


class Direct(APIRoute):
    """A route whose endpoint takes the request itself.

    What FastAPI does to solve dependencies and to close them is half of what a repeated answer takes.
    """

    def __init__(self, path: str, endpoint: Callable[[Request], Coroutine[Any, Any, Response]], **how: Any):
        super().__init__(path, endpoint, **how)
        self.app = request_response(endpoint)


writing = APIRouter(route_class=Direct)
router = APIRouter()


class Format(StrEnum):
    """How a kept brief is given."""

    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


@writing.post("/v1/briefs", operation_id="create_brief", summary="Write a brief", tags=["briefs"])
async def create(request: Request) -> Response:
    """Writes the brief of one article in Arabic and English, or gives the one that was written before.

    With `Accept: text/event-stream` the answer is a stream of events: `stage` (what is being done, and how
    much of it), `partial` (a pair of sentences), `result` (the brief), or `error` (a problem document).

    `Cache-Control: no-cache` has it written anew; `no-store` keeps no trace of it either.
    """
    service = service_of(request)
    owner = await admit(request)
    body = await read_body(
        request, limit=service.settings.max_body_bytes, seconds=service.settings.body_seconds
    )
    given = directives(request)
    digest = digest_of(b"brief", body, ",".join(sorted(given)).encode())
    key = idempotency(request, owner, digest)
    streaming = EVENTS in header(request, b"accept")
    if key is not None:
        replayed = await asyncio.to_thread(service.jobs.begin, key, service.settings.time_limit * 1.2)
        if replayed is not None:
            kept = await asyncio.to_thread(_revived, replayed)
            return _reply(request, kept, streaming=streaming)
    try:
        known = None if given else service.answers.get(digest)
        if known is not None:
            service.metrics.repeated.inc()
            if key is not None:
                await _landed(service, digest, given, key, known)
            return _reply(request, known, streaming=streaming)
        asked = parse(BriefRequest, body, max_depth=service.settings.max_json_depth)
        work = service.work(asked, given)
        if streaming:
            flight = service.flights.join(digest, work)
            return StreamingResponse(
                _stream(service, digest, given, key, flight, request.state.request_id),
                media_type=EVENTS,
                headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
            )
        answer = await service.flights.answer(digest, work)
        await _landed(service, digest, given, key, answer)
        return _reply(request, answer, streaming=False)
    except BaseException:
        if key is not None:
            await asyncio.shield(asyncio.to_thread(service.jobs.forget, key))
        raise


async def _stream(
    service: Service,
    digest: bytes,
    given: frozenset[str],
    key: Idempotency | None,
    flight: Flight,
    request_id: str,
) -> AsyncIterator[bytes]:
    async def landed(answer: Answer) -> None:
        await _landed(service, digest, given, key, answer)

    try:
        async for part in flight_events(flight, service.settings.time_limit, request_id, landed):
            yield part
    finally:
        service.flights.leave(digest, flight)
        if key is not None:
            await asyncio.shield(asyncio.to_thread(service.jobs.forget, key))


async def _landed(
    service: Service, digest: bytes, given: frozenset[str], key: Idempotency | None, answer: Answer
) -> None:
    if not given:
        service.answers.put(digest, answer)
    if key is not None:
        await asyncio.to_thread(service.jobs.keep, key, answer.body.decode("utf-8"))


def _revived(body: str) -> Answer:
    brief = json.loads(body)
    data = body.encode("utf-8")
    return Answer(
        data, etag_of(data), brief["id"], time.time(), hit=True, verdict=brief["fidelity"]["verdict"]
    )


def _reply(request: Request, answer: Answer, *, streaming: bool) -> Response:
    request.scope["state"]["cache"] = "hit" if answer.hit else "miss"
    if streaming:
        return Response(b"".join(answer_events(answer)), media_type=EVENTS, headers=answer.headers())
    return answer.response()


@router.get("/v1/briefs/{id}", operation_id="get_brief", summary="Read a brief again", tags=["briefs"])
async def read(
    request: Request,
    owner: Owner,  # noqa: ARG001 - asked for its admission
    id: str,  # noqa: A002 - the parameter's name in the URL
    format: Format = Format.JSON,  # noqa: A002
    explain: bool = False,
) -> Response:
    """Gives a brief that was written before, as long as the cache has it.

    The id is the brief's `id`: a hash of everything that it depends on. `If-None-Match` is heeded. `format`
    gives it as Markdown or as a page of HTML to download.
    """
    service = service_of(request)
    if len(id) != 64 or not _ID_DIGITS.issuperset(id):
        raise NotFoundError("There is no such brief", hint="An id has 64 hexadecimal digits")
    digest = digest_of(b"kept", id.encode(), format.encode(), b"explain" if explain else b"")
    answer = service.answers.get(digest)
    if answer is None:
        answer = await asyncio.to_thread(_kept, service, id, format, explain)
        service.answers.put(digest, answer)
    headers = answer.headers()
    request.state.cache = "hit"
    if matches(request.headers.get("if-none-match"), answer.etag):
        return Response(status_code=304, headers=headers)
    media_type, suffix = {
        Format.JSON: ("application/json", ""),
        Format.MARKDOWN: ("text/markdown", ".md"),
        Format.HTML: ("text/html", ".html"),
    }[format]
    if suffix:
        headers["Content-Disposition"] = f'attachment; filename="brief-{id[:12]}{suffix}"'
    return Response(answer.body, media_type=media_type, headers=headers)


def _kept(service: Service, brief: str, format: Format, explain: bool) -> Answer:  # noqa: A002
    pair = service.kept(brief)
    answer = answer_of(pair, explain=explain)
    if format is Format.JSON:
        return answer
    from summarizer.rendering import render_html, render_markdown

    text = render_html(pair) if format is Format.HTML else render_markdown(pair)
    body = text.encode("utf-8", "replace")
    return replace(answer, body=body, etag=etag_of(body))
