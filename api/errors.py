"""What goes wrong between a client and the service, below ``MujazError``.

::

    ServiceError
    ├── MalformedBodyError       not JSON, not UTF-8, or nested too deeply
    ├── InvalidRequestError      JSON, but not the request that it should be; names the fields
    ├── BodyTooLargeError, BodyTimeoutError, MediaTypeError, HostError
    ├── NotFoundError, MethodError
    ├── UnauthorizedError, RateLimitError
    ├── BusyError, NotReadyError, TimeLimitError     all with a time to come back
    ├── IdempotencyConflictError, IdempotencyMismatchError
    ├── FetchOffError, FetchRefusedError, FetchFailedError
    └── InternalError            a defect
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from summarizer.errors import MujazError


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field. ``pointer`` is a JSON pointer into the body (RFC 6901)."""

    pointer: str
    detail: str


@dataclass(frozen=True)
class Kind:
    """A class of problems: the name in its ``type``, its HTTP status, and its title."""

    slug: str
    status: int
    title: str
    headers: Mapping[str, str] = field(default_factory=dict)


class ServiceError(MujazError):
    """The root of the service's own errors. ``retry_after`` is in seconds."""

    kind: ClassVar[Kind] = Kind("service", 500, "The service failed")

    def __init__(
        self,
        message: str,
        *,
        value: object = None,
        hint: str = "",
        retry_after: float | None = None,
        fields: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, value=value, hint=hint)
        self.retry_after = retry_after
        self.fields = tuple(fields)
        self.headers = dict(headers or {})


class MalformedBodyError(ServiceError):
    """The body is not JSON in UTF-8, or is nested too deeply."""

    kind = Kind("malformed-body", 400, "The body is not acceptable JSON")


class InvalidRequestError(ServiceError):
    """The body or the query is not what the endpoint takes; ``fields`` says where."""

    kind = Kind("invalid-request", 422, "The request has invalid fields")


class BodyTooLargeError(ServiceError):
    """The body has more bytes than are taken."""

    kind = Kind("body-too-large", 413, "The body is too large")


class BodyTimeoutError(ServiceError):
    """The body did not arrive in time."""

    kind = Kind("body-timeout", 408, "The body did not arrive in time")


class MediaTypeError(ServiceError):
    """The body is not declared as JSON."""

    kind = Kind("unsupported-media-type", 415, "The body must be application/json")


class HostError(ServiceError):
    """The request was meant for another host."""

    kind = Kind("unknown-host", 421, "This service does not answer for that host")


class NotFoundError(ServiceError):
    """There is no such resource."""

    kind = Kind("not-found", 404, "Not found")


class MethodError(ServiceError):
    """The resource does not take this method."""

    kind = Kind("method-not-allowed", 405, "Method not allowed")


class UnauthorizedError(ServiceError):
    """No API key, or none that is known."""

    kind = Kind("unauthorized", 401, "An API key is needed", {"WWW-Authenticate": "Bearer"})


class RateLimitError(ServiceError):
    """Too many requests of one key or address."""

    kind = Kind("rate-limited", 429, "Too many requests")


class BusyError(ServiceError):
    """The queue is full."""

    kind = Kind("busy", 503, "The service is busy")


class NotReadyError(ServiceError):
    """The models are still being loaded, or could not be."""

    kind = Kind("not-ready", 503, "The service is not ready")


class TimeLimitError(ServiceError):
    """The brief took longer than it may."""

    kind = Kind("time-limit", 503, "The brief took too long")


class IdempotencyConflictError(ServiceError):
    """A request with this idempotency key is being answered."""

    kind = Kind("idempotency-in-flight", 409, "A request with this key is being answered")


class IdempotencyMismatchError(ServiceError):
    """This idempotency key was used with another body."""

    kind = Kind("idempotency-mismatch", 422, "This key was used for another request")


class FetchOffError(ServiceError):
    """The service does not fetch pages."""

    kind = Kind("fetching-off", 403, "This service does not fetch pages")


class FetchRefusedError(ServiceError):
    """The address is one that the service must not ask."""

    kind = Kind("fetch-refused", 422, "This address is not fetched")


class FetchFailedError(ServiceError):
    """The page could not be had."""

    kind = Kind("fetch-failed", 422, "The page could not be fetched")


class InternalError(ServiceError):
    """A defect of the service."""

    kind = Kind("internal", 500, "The service failed")
