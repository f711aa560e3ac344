"""The service with a fake writer as a process: ``python -m tests.api.server``, set as the real one.

FAKE_SECONDS is how long a brief takes.
"""

from __future__ import annotations

import os

import uvicorn
from fastapi import FastAPI
from starlette.responses import Response

from api import app as service
from api.logs import log_requests
from tests.api.fakes import CountingWriter

#: Bytes of the bare route with which cached hits are compared: about those of a brief.
BARE = b"{" + b" " * 2_300 + b"}"


def app() -> FastAPI:
    """What ``api.app.from_environment`` makes, with the fake writer in the place of the models."""
    log_requests()
    variables = {name: value for name, value in os.environ.items() if name.startswith("MUJAZ_")}
    return service.create_app(
        service.from_variables(variables),
        build=lambda profile, folder: CountingWriter(float(os.environ.get("FAKE_SECONDS", "0"))),
        shared_metrics=os.environ.get("PROMETHEUS_MULTIPROC_DIR", ""),
    )


def bare() -> FastAPI:
    """A FastAPI app with one route that returns fixed bytes."""
    made = FastAPI()

    @made.post("/v1/briefs")
    async def fixed() -> Response:
        return Response(BARE, media_type="application/json")

    return made


if __name__ == "__main__":
    uvicorn.run(
        f"tests.api.server:{os.environ.get('FAKE_APP', 'app')}",
        factory=True,
        port=int(os.environ["PORT"]),
        workers=int(os.environ.get("WORKERS", "1")),
        log_level="error",
        access_log=False,
    )
