"""``/v1/comparisons``: systems measured side by side on a client's own articles. A comparison is a job."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from enum import StrEnum

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers import digest_of
from api.bodies import parse, read_body
from api.jobs.store import COMPARISON, Progress
from api.routes.common import Owner, accepted, idempotency, service_of
from api.routes.jobs import PAGE, state_of
from api.schemas import ComparisonRequest, ComparisonStatus
from api.service import Service
from summarizer.comparison.report import render_report
from summarizer.comparison.result import dumps

router = APIRouter(tags=["comparisons"])


class Format(StrEnum):
    """How the figures are given."""

    JSON = "json"
    HTML = "html"


def status_of(job: Progress) -> ComparisonStatus:
    """A comparison as the client sees it."""
    return ComparisonStatus(
        id=job.id,
        state=state_of(job),
        created=datetime.fromtimestamp(job.created, UTC),
        outputs=job.articles,
        done=job.done,
        failed=job.failed,
        cancelled=job.cancelled,
    )


@router.post("/v1/comparisons", operation_id="create_comparison", summary="Compare systems", status_code=202)
async def create(request: Request, owner: Owner) -> Response:
    """Has up to 8 systems summarize up to 100 articles, and measures them; `Location` is where to ask.

    Systems are `lead`, `lexrank`, `textrank`, `oracle`, a profile, or a profile with a strategy
    (`lite/translate-then-summarize`). All get the same budget of words. A comparison that was accepted is
    done, whatever happens to the service in between. For more articles there is `mujaz compare`.
    """
    service = service_of(request)
    settings = service.settings
    body = await read_body(request, limit=settings.max_body_bytes, seconds=settings.body_seconds)
    key = idempotency(request, owner, digest_of(b"comparison", body))
    asked = parse(ComparisonRequest, body, max_depth=settings.max_json_depth)
    articles, options = await asyncio.to_thread(service.comparing.work, asked)
    job = await asyncio.to_thread(service.jobs.create, owner, articles, options, key, kind=COMPARISON)
    service.runner.wake()
    status = status_of(await asyncio.to_thread(service.jobs.get, owner, job, kind=COMPARISON))
    return accepted(status, f"/v1/comparisons/{job}")


@router.get(
    "/v1/comparisons/{id}",
    operation_id="get_comparison",
    summary="How far a comparison is",
    response_model=ComparisonStatus,
)
async def read(request: Request, response: Response, owner: Owner, id: str) -> ComparisonStatus:  # noqa: A002
    """Says how far a comparison is."""
    response.headers["Cache-Control"] = "no-store"
    jobs = service_of(request).jobs
    return status_of(await asyncio.to_thread(jobs.get, owner, id[:100], kind=COMPARISON))


@router.delete(
    "/v1/comparisons/{id}",
    operation_id="cancel_comparison",
    summary="Cancel a comparison",
    response_model=ComparisonStatus,
)
async def cancel(request: Request, response: Response, owner: Owner, id: str) -> ComparisonStatus:  # noqa: A002
    """Cancels what is left of a comparison. What was written stays, and is measured."""
    response.headers["Cache-Control"] = "no-store"
    jobs = service_of(request).jobs
    return status_of(await asyncio.to_thread(jobs.cancel, owner, id[:100], kind=COMPARISON))


@router.get(
    "/v1/comparisons/{id}/result",
    operation_id="get_comparison_result",
    summary="The figures of a comparison",
)
async def result(
    request: Request,
    owner: Owner,
    id: str,  # noqa: A002
    format: Format = Format.JSON,  # noqa: A002
) -> Response:
    """Gives the figures of what has ended so far, with intervals and tests, as JSON or as a page of HTML."""
    service = service_of(request)
    body = await asyncio.to_thread(_result, service, owner, id[:100], format)
    headers = {"Cache-Control": "no-store"}
    if format is Format.HTML:
        headers["Content-Disposition"] = f'attachment; filename="comparison-{id[:12]}.html"'
        return Response(body, media_type="text/html", headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _result(service: Service, owner: str, id: str, format: Format) -> bytes:  # noqa: A002
    job = service.jobs.get(owner, id, kind=COMPARISON)
    lines: list[str] = []
    last = -1
    while page := service.jobs.results(job.seq, after=last, limit=PAGE):
        lines += [line for _, line in page]
        last = page[-1][0]
    found = service.comparing.result(job.options, lines)
    text = render_report(found) if format is Format.HTML else dumps(found)
    return text.encode("utf-8", "backslashreplace" if format is Format.JSON else "replace")
