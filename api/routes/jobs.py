"""``/v1/jobs``: many articles, written one after the other, kept until their results are fetched."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.answers import digest_of
from api.bodies import parse, read_body
from api.errors import FieldError, InvalidRequestError
from api.jobs.store import Progress
from api.routes.common import Owner, accepted, idempotency, service_of
from api.schemas import JobList, JobRequest, JobState, JobStatus

router = APIRouter(tags=["jobs"])

JSON_LINES = "application/jsonl"
#: Results read from the file at once.
PAGE = 50


def state_of(job: Progress) -> JobState:
    """How far a job is, in one word."""
    if job.queued + job.running == 0:
        return JobState.CANCELLED if job.cancelled else JobState.DONE
    return JobState.QUEUED if job.queued == job.articles else JobState.RUNNING


def status_of(job: Progress) -> JobStatus:
    """A job as the client sees it."""
    return JobStatus(
        id=job.id,
        state=state_of(job),
        created=datetime.fromtimestamp(job.created, UTC),
        articles=job.articles,
        done=job.done,
        failed=job.failed,
        cancelled=job.cancelled,
    )


@router.post("/v1/jobs", operation_id="create_job", summary="Accept many articles", status_code=202)
async def create(request: Request, owner: Owner) -> Response:
    """Accepts up to 1,000 articles; `Location` is where to ask for the job.

    A job that was accepted is done, whatever happens to the service in between, and each of its articles ends
    exactly once: `done`, `failed` or `cancelled`. With an `Idempotency-Key`, sending the request again gives
    the same job.
    """
    service = service_of(request)
    settings = service.settings
    body = await read_body(request, limit=settings.max_job_bytes, seconds=settings.body_seconds)
    key = idempotency(request, owner, digest_of(b"job", body))
    asked = parse(JobRequest, body, max_depth=settings.max_json_depth)
    service.engines.get(asked.options.profile, "/options/profile")
    if any(article.url is not None for article in asked.articles):
        service.fetcher.check_allowed()
    articles = [article.model_dump_json(exclude_defaults=True) for article in asked.articles]
    options = asked.options.model_dump_json(exclude_defaults=True)
    job = await asyncio.to_thread(service.jobs.create, owner, articles, options, key)
    service.runner.wake()
    status = status_of(await asyncio.to_thread(service.jobs.get, owner, job))
    return accepted(status, f"/v1/jobs/{job}")


@router.get(
    "/v1/jobs", operation_id="list_jobs", summary="List jobs, the latest first", response_model=JobList
)
async def list_(
    request: Request,
    response: Response,
    owner: Owner,
    cursor: Annotated[str | None, Query(max_length=100, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> JobList:
    """Lists your jobs. The cursor stays valid while jobs come and go."""
    before = _sequence(cursor) if cursor is not None else None
    found = await asyncio.to_thread(service_of(request).jobs.page, owner, before=before, limit=limit + 1)
    response.headers["Cache-Control"] = "no-store"
    more = _cursor(found[limit - 1].seq) if len(found) > limit else None
    return JobList(jobs=[status_of(job) for job in found[:limit]], next=more)


@router.get("/v1/jobs/{id}", operation_id="get_job", summary="How far a job is", response_model=JobStatus)
async def read(request: Request, response: Response, owner: Owner, id: str) -> JobStatus:  # noqa: A002
    """Says how far a job is."""
    response.headers["Cache-Control"] = "no-store"
    return status_of(await asyncio.to_thread(service_of(request).jobs.get, owner, id[:100]))


@router.delete("/v1/jobs/{id}", operation_id="cancel_job", summary="Cancel a job", response_model=JobStatus)
async def cancel(request: Request, response: Response, owner: Owner, id: str) -> JobStatus:  # noqa: A002
    """Cancels what is left of a job. Results that are there stay; a job that has ended is not changed."""
    response.headers["Cache-Control"] = "no-store"
    return status_of(await asyncio.to_thread(service_of(request).jobs.cancel, owner, id[:100]))


@router.get("/v1/jobs/{id}/results", operation_id="get_job_results", summary="The briefs of a job")
async def results(
    request: Request,
    owner: Owner,
    id: str,  # noqa: A002
    after: Annotated[
        int, Query(ge=-1, le=1_000_000, description="Leave out articles up to this number")
    ] = -1,
) -> Response:
    """Gives one line of JSON for each article that has ended so far, in the order of the articles.

    A line has the article's `number` and `id`, its `state`, and a `brief` or a `problem`.
    """
    store = service_of(request).jobs
    seq = (await asyncio.to_thread(store.get, owner, id[:100])).seq

    async def lines() -> AsyncIterator[bytes]:
        last = after
        while page := await asyncio.to_thread(store.results, seq, after=last, limit=PAGE):
            last = page[-1][0]
            yield "".join(f"{line}\n" for _, line in page).encode()

    return StreamingResponse(lines(), media_type=JSON_LINES, headers={"Cache-Control": "no-store"})


def _cursor(seq: int) -> str:
    return base64.urlsafe_b64encode(b"%d" % seq).decode("ascii").rstrip("=")


def _sequence(cursor: str) -> int:
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except ValueError:
        text = b""
    if not text.isdigit() or len(text) > 18:
        message = "The cursor is not one that this service gave"
        raise InvalidRequestError(message, fields=[FieldError("/cursor", message)])
    return int(text)
