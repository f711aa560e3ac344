"""Reads request bodies: bounded in size, depth and time, and told apart from what they should be by field."""

from __future__ import annotations

import asyncio
import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from api.errors import (
    BodyTimeoutError,
    BodyTooLargeError,
    FieldError,
    InvalidRequestError,
    MalformedBodyError,
    MediaTypeError,
)

Model = TypeVar("Model", bound=BaseModel)

#: Strings (which may hold brackets) and brackets; an unterminated string runs to the end.
_TOKENS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)

#: How many fields an answer names at most.
MAX_FIELDS = 20


def header(request: Request, name: bytes) -> str:
    """The first header of that lower-case name, or ""."""
    value: bytes = request.scope["state"]["headers"].get(name, b"")  # request.state makes an object each time
    return value.decode("latin-1")


async def read_body(request: Request, *, limit: int, seconds: float) -> bytes:
    """The body of a JSON request.

    Raises:
        MediaTypeError: it is declared as something else.
        BodyTooLargeError: it has more than ``limit`` bytes.
        BodyTimeoutError: it was not complete after ``seconds``.
    """
    declared = header(request, b"content-type")
    if declared.partition(";")[0].strip().lower() != "application/json":
        raise MediaTypeError(
            f"The content type is {declared[:80]!r}" if declared else "The content type is not given",
            hint="Send Content-Type: application/json",
        )
    length = header(request, b"content-length")
    if length.isdecimal() and len(length) < 20 and int(length) > limit:
        raise _too_large(limit)
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            more = True
            while more:  # and not request.stream(), whose generator costs as much as all of this
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ClientDisconnect
                part = message.get("body", b"")
                size += len(part)
                if size > limit:
                    raise _too_large(limit)
                parts.append(part)
                more = message.get("more_body", False)
    except TimeoutError as error:
        raise BodyTimeoutError(f"It was not complete after {seconds:g} seconds") from error
    return b"".join(parts)


def _too_large(limit: int) -> BodyTooLargeError:
    return BodyTooLargeError(
        f"More than {limit:,} bytes",
        hint="Send one article, or several jobs",
        # What is left of the body is not read, so the connection cannot be used again.
        headers={"Connection": "close"},
    )


def depth(body: bytes) -> int:
    """How deeply arrays and objects are nested in a JSON text; counts brackets outside of strings."""
    level = deepest = 0
    for token in _TOKENS.finditer(body):
        first = body[token.start()]
        if first in b"[{":
            level += 1
            deepest = max(deepest, level)
        elif first in b"]}":
            level -= 1
    return deepest


def parse(model: type[Model], body: bytes, *, max_depth: int) -> Model:
    """The ``model`` that a JSON body describes.

    Raises:
        MalformedBodyError: it is no JSON, no UTF-8, or deeper than ``max_depth``.
        InvalidRequestError: it is JSON and not such a model; names the fields.
    """
    if depth(body) > max_depth:
        raise MalformedBodyError(f"Arrays and objects are nested more than {max_depth} deep")
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if found[0]["type"] == "json_invalid":
            raise MalformedBodyError(found[0]["msg"]) from None
        fields = [
            FieldError(pointer(item["loc"]), item["msg"].removeprefix("Value error, ")) for item in found
        ]
        raise InvalidRequestError(
            f"{fields[0].pointer or 'The body'}: {fields[0].detail}"
            + (f", and {len(fields) - 1} more" if len(fields) > 1 else ""),
            fields=fields[:MAX_FIELDS],
        ) from None


def pointer(location: tuple[int | str, ...]) -> str:
    """A place in a body as a JSON pointer (RFC 6901)."""
    return "".join("/" + str(part)[:100].replace("~", "~0").replace("/", "~1") for part in location)
