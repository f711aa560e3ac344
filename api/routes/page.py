"""The web page at ``/``: files of the folder ``api/page``, and nothing from anywhere else."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from api.answers import etag_of, matches
from api.errors import NotFoundError

router = APIRouter(include_in_schema=False)

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
}


@cache
def page_files() -> dict[str, tuple[bytes, str]]:
    """The page's files by name: their bytes and media types."""
    folder = files("api") / "page"
    if not folder.is_dir():
        return {}
    return {
        file.name: (file.read_bytes(), MEDIA_TYPES[suffix])
        for file in folder.iterdir()
        if file.is_file() and (suffix := "." + file.name.rpartition(".")[2]) in MEDIA_TYPES
    }


@router.get("/")
async def index(request: Request) -> Response:
    """The page itself."""
    return _file(request, "index.html")


@router.get("/page/{name}")
async def file(request: Request, name: str) -> Response:
    """A file that the page needs."""
    return _file(request, name)


def _file(request: Request, name: str) -> Response:
    if name not in page_files():
        raise NotFoundError("There is no such page")
    body, media_type = page_files()[name]
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-cache", "ETag": etag_of(body)}
    if matches(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
