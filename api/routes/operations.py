"""Profiles, health, readiness and metrics."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.routes.common import Owner, service_of
from api.schemas import Health, ProfileInfo, ProfileList

router = APIRouter(tags=["operations"])


@router.get("/v1/profiles", operation_id="list_profiles", summary="The profiles of this service")
async def profiles(request: Request, response: Response, owner: Owner) -> ProfileList:  # noqa: ARG001
    """Lists the profiles that are loaded, with the licence of their models and their measured quality."""
    service = service_of(request)
    service.engines.check()
    response.headers["Cache-Control"] = "private, max-age=60"
    return ProfileList(
        profiles=[
            ProfileInfo(
                name=engine.profile.name,
                title=engine.profile.title,
                license=engine.profile.license,
                default=number == 0,
                max_words=engine.profile.max_words,
                models=dict(engine.models),
                quality=list(engine.profile.quality),
            )
            for number, engine in enumerate(service.engines.all().values())
        ]
    )


@router.get("/healthz", operation_id="health", summary="Whether the process answers")
async def health() -> Health:
    """Answers while the process does; says nothing about the models."""
    return Health(status="ok")


@router.get("/readyz", operation_id="readiness", summary="Whether the models have answered")
async def readiness(request: Request) -> Health:
    """Answers 200 once every profile has written a brief of two fixed articles."""
    service_of(request).engines.check()
    return Health(status="ready")


@router.get("/metrics", operation_id="metrics", summary="Metrics for Prometheus", response_class=Response)
async def metrics(request: Request) -> Response:
    """Gives the metrics in the text format of Prometheus."""
    service = service_of(request)
    service.metrics.waiting.set(service.pool.waiting)
    service.metrics.running.set(service.pool.running)
    service.metrics.ready.set(int(service.engines.ready))
    return Response(service.metrics.page(), media_type="text/plain; version=0.0.4; charset=utf-8")
