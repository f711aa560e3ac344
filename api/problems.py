"""Errors as problem details (RFC 9457). Their ``type`` is stable: a namespace and a name of the table."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from starlette.responses import Response

from api.errors import InternalError, Kind, ServiceError
from summarizer import errors

MEDIA_TYPE = "application/problem+json"
NAMESPACE = "urn:mujaz:problem:"

#: The library's error tree. What the client can mend is a 4xx; what the operator must mend is a 5xx.
LIBRARY: dict[type[errors.MujazError], Kind] = {
    errors.MujazError: Kind("error", 500, "Mujaz failed"),
    errors.ConfigurationError: Kind("configuration", 422, "This cannot be combined"),
    errors.ProfileError: Kind("profile", 422, "There is no such profile here"),
    errors.MissingExtraError: Kind("missing-extra", 501, "The service lacks an optional part"),
    errors.InputError: Kind("input", 422, "The input cannot become a brief"),
    errors.UnreadableInputError: Kind("unreadable-input", 422, "The input is not text"),
    errors.EmptyArticleError: Kind("empty-article", 422, "No article was found"),
    errors.ArticleTooLongError: Kind("article-too-long", 413, "The article is too long"),
    errors.LanguageError: Kind("language", 422, "The language is not supported"),
    errors.GlossaryError: Kind("glossary", 422, "The glossary is not valid"),
    errors.RecordError: Kind("record", 422, "A record is not valid"),
    errors.DuplicateIdError: Kind("duplicate-id", 422, "Two articles have the same id"),
    errors.ModelError: Kind("model", 500, "A model failed"),
    errors.ModelMissingError: Kind("model-missing", 503, "A model is not installed"),
    errors.ModelIntegrityError: Kind("model-integrity", 503, "A model is damaged"),
    errors.GenerationError: Kind("generation", 500, "A model gave no usable answer"),
    errors.RemoteError: Kind("remote", 502, "A service that runs a model failed"),
    errors.CacheError: Kind("cache", 500, "The cache failed"),
}


def kind_of(error: BaseException) -> Kind:
    """The class of problems that an exception belongs to: its own, or that of its nearest ancestor."""
    if isinstance(error, ServiceError):
        return error.kind
    return next((LIBRARY[c] for c in type(error).__mro__ if c in LIBRARY), InternalError.kind)


def service_kinds(root: type[ServiceError] = ServiceError) -> Iterator[Kind]:
    """The kinds of the service's own errors."""
    for child in root.__subclasses__():
        yield child.kind
        yield from service_kinds(child)


def problem(error: BaseException, request_id: str = "") -> dict[str, Any]:
    """The problem document of an exception. What is not ours to show (a defect's message) is not shown."""
    kind = kind_of(error)
    document: dict[str, Any] = {
        "type": NAMESPACE + kind.slug,
        "title": kind.title,
        "status": kind.status,
        "detail": error.message
        if isinstance(error, errors.MujazError)
        else "This is a defect; it was logged",
    }
    if isinstance(error, errors.MujazError) and error.hint:
        document["hint"] = error.hint
    if request_id:
        document["request_id"] = request_id
    if isinstance(error, ServiceError) and error.fields:
        document["errors"] = [{"pointer": f.pointer, "detail": f.detail} for f in error.fields]
    return document


def problem_response(error: BaseException, request_id: str = "") -> Response:
    """The response that tells a client of ``error``."""
    kind = kind_of(error)
    headers = dict(kind.headers) | {"Cache-Control": "no-store"}
    if isinstance(error, ServiceError):
        headers |= error.headers
        if error.retry_after is not None:
            headers["Retry-After"] = str(max(1, math.ceil(error.retry_after)))
    elif kind.status == 503:
        headers["Retry-After"] = "60"
    # ASCII: a message may quote half a surrogate pair, which UTF-8 refuses.
    body = json.dumps(problem(error, request_id)).encode("ascii")
    return Response(body, status_code=kind.status, media_type=MEDIA_TYPE, headers=headers)
