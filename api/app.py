"""Builds the app. The only module of the service that reads the environment."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import MAX_FIELDS, pointer
from api.engines import Build, assembling
from api.errors import FieldError, InternalError, InvalidRequestError, MethodError, NotFoundError
from api.logs import log_requests
from api.metrics import Metrics
from api.middleware import Envelope
from api.openapi import DESCRIPTION, complete
from api.problems import kind_of, problem_response
from api.routes import briefs, comparisons, jobs, operations, page
from api.service import Service
from api.settings import Settings, from_variables
from summarizer.errors import MujazError


def create_app(
    settings: Settings = Settings(), *, build: Build | None = None, shared_metrics: str = ""
) -> FastAPI:
    """The service as an ASGI app.

    Args:
        build: builds a profile's writer, in the place of the library's assembly.
        shared_metrics: the folder in which the processes of one service share their metrics.
    """
    metrics = Metrics(shared_metrics)
    builder = build or assembling(settings.device, settings.dtype)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = await asyncio.to_thread(Service.start, settings, builder, metrics)
        app.state.service = service
        try:
            yield
        finally:
            await service.stop()

    app = FastAPI(
        title="Mujaz",
        summary="Parallel Arabic and English news briefs, aligned, traced and checked",
        description=DESCRIPTION,
        version=version("mujaz"),
        lifespan=lifespan,
        docs_url=None,  # both pages load scripts from other hosts
        redoc_url=None,
    )
    app.router.routes += briefs.writing.routes  # included, each request would be matched twice
    for router in (briefs.router, jobs.router, comparisons.router, operations.router, page.router):
        app.include_router(router)
    app.add_exception_handler(MujazError, _answer_error)
    app.add_exception_handler(HTTPException, _answer_error)
    app.add_exception_handler(RequestValidationError, _answer_error)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors_origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=[
                "Authorization",
                "Content-Type",
                "Cache-Control",
                "Idempotency-Key",
                "If-None-Match",
            ],
            expose_headers=["ETag", "Location", "X-Cache", "X-Request-ID", "RateLimit", "RateLimit-Policy"],
        )
    app.add_middleware(Envelope, metrics=metrics, hosts=settings.hosts)
    complete(app)
    return app


async def _answer_error(request: Request, error: Exception) -> Response:
    told = _told(error)
    slug = kind_of(told).slug
    request.state.problem = slug
    request.app.state.service.metrics.refused.labels(slug).inc()
    return problem_response(told, request.state.request_id)


def _told(error: Exception) -> MujazError:
    """The error of our tree that an exception of the framework is."""
    if isinstance(error, MujazError):
        return error
    if isinstance(error, RequestValidationError):
        # Of the query and the path: bodies are parsed by ``bodies``.
        fields = [FieldError(pointer(tuple(e["loc"][1:])), e["msg"]) for e in error.errors()]
        return InvalidRequestError(f"{fields[0].pointer}: {fields[0].detail}", fields=fields[:MAX_FIELDS])
    if isinstance(error, HTTPException):
        if error.status_code == 404:
            return NotFoundError("There is nothing at this path")
        if error.status_code == 405:
            return MethodError("This path does not take that method", headers=dict(error.headers or {}))
    return InternalError("This is a defect; it was logged")


def from_environment() -> FastAPI:
    """The app with the settings of the environment; ``mujaz serve`` makes one in every process."""
    log_requests()
    settings = from_variables(os.environ)
    return create_app(
        settings,
        build=assembling(settings.device, settings.dtype, os.environ),
        shared_metrics=os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""),
    )
