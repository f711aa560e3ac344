"""What several endpoints need of a request, or answer."""

from __future__ import annotations

import re
from typing import Annotated, cast

from fastapi import Depends
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from api.bodies import header
from api.errors import FieldError, InvalidRequestError
from api.jobs.store import Idempotency
from api.service import Service

_KEY = re.compile(r"[\x21-\x7e]{1,200}")


def service_of(request: Request) -> Service:
    """The app's service."""
    return cast(Service, request.app.state.service)


async def admit(request: Request) -> str:
    """Who asks; see ``Access.admit``. (A plain function would be sent to a thread.)"""
    owner = service_of(request).access.admit(request)
    request.scope["state"]["owner"] = owner
    return owner


Owner = Annotated[str, Depends(admit)]


def directives(request: Request) -> frozenset[str]:
    """The directives of ``Cache-Control`` that the service heeds: ``no-cache`` and ``no-store``."""
    given = header(request, b"cache-control")
    if not given:
        return frozenset()
    return frozenset(part.strip().lower() for part in given.split(",")) & {"no-cache", "no-store"}


def idempotency(request: Request, owner: str, digest: bytes) -> Idempotency | None:
    """The request's ``Idempotency-Key``, if it has one.

    Raises:
        InvalidRequestError: the key is empty, too long, or not in visible ASCII.
    """
    if b"idempotency-key" not in request.scope["state"]["headers"]:
        return None
    key = header(request, b"idempotency-key")
    if not _KEY.fullmatch(key):
        message = "An Idempotency-Key has 1 to 200 visible ASCII characters"
        raise InvalidRequestError(message, fields=[FieldError("", message)])
    return Idempotency(owner, key, digest)


def accepted(status: BaseModel, location: str) -> Response:
    """The answer to work that will be done: how far it is now, and where to ask later."""
    return Response(
        status.model_dump_json(),
        status_code=202,
        media_type="application/json",
        headers={"Location": location, "Cache-Control": "no-store"},
    )
