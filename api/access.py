"""Who may ask, and how often."""

from __future__ import annotations

import hashlib
import hmac
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from limits import RateLimitItem, parse
from limits.errors import StorageError
from limits.storage import MemoryStorage, StorageTypes, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from starlette.requests import Request

from api.bodies import header
from api.errors import RateLimitError, UnauthorizedError
from summarizer.errors import ConfigurationError

logger = logging.getLogger(__name__)

#: Seconds that a storage of counts may take; it is asked on the event loop.
STORAGE_SECONDS = 0.5
#: Seconds for which a storage that failed is not asked.
AWAY_SECONDS = 10.0


@dataclass(frozen=True)
class Key:
    """An API key: its name, the SHA-256 of the key, and its own rate limit if it has one.

    Keys are 256 random bits (``python -m api.keys``), which no guessing finds, so a slow hash would only
    make every request slow.
    """

    name: str
    sha256: bytes
    limit: RateLimitItem | None = None


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of a file: ``name sha256 [limit]`` a line; lines that start with # are comments.

    Raises:
        ConfigurationError: the file cannot be read, or a line is not of this form.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The keys file {path} cannot be read: {error}", value=str(path)) from error
    keys: dict[str, Key] = {}
    for number, line in enumerate(lines, 1):
        cells = line.split()
        if not cells or cells[0].startswith("#"):
            continue
        try:
            key = _key_of(cells)
        except ValueError as error:
            raise ConfigurationError(
                f"Line {number} of {path} is not a key",
                hint="python -m api.keys NAME prints such a line: name, SHA-256, a limit such as 60/minute",
            ) from error
        keys[key.name] = key
    return tuple(keys.values())


def _key_of(cells: list[str]) -> Key:
    name, digest, *limit = cells
    if len(digest) != 64 or len(limit) > 1:
        raise ValueError(cells)
    return Key(name, bytes.fromhex(digest), parse(limit[0]) if limit else None)


class Access:
    """Admits requests: by key where there are keys, and within the rate limit where there is one.

    ``default_limit`` is for keys without a limit of their own, or for each address where there are no keys.
    While ``storage`` fails, this process counts for itself.
    """

    def __init__(
        self, keys: tuple[Key, ...] | None, default_limit: str | None, storage: str = "memory://"
    ) -> None:
        self._keys = keys
        self._default = parse(default_limit) if default_limit else None
        limited = self._default is not None or any(key.limit for key in keys or ())
        self._limiter = FixedWindowRateLimiter(_storage(storage)) if limited else None
        self._own = FixedWindowRateLimiter(MemoryStorage())
        self._again = 0.0

    def admit(self, request: Request) -> str:
        """The owner of what the request makes: the key's name, or "" where there are no keys.

        The headers that tell of the limit are left in ``request.state.rate_headers``.

        Raises:
            UnauthorizedError: keys are asked for, and none that is known was given.
            RateLimitError: the limit is used up.
        """
        key = self._key(header(request, b"authorization")) if self._keys is not None else None
        limit = (key.limit if key else None) or self._default
        if self._limiter is not None and limit is not None:
            who = key.name if key else request.client.host if request.client else ""
            request.state.rate_headers = self._counted(self._limiter, limit, who)
        return key.name if key else ""

    def _key(self, authorization: str) -> Key:
        scheme, _, token = authorization.partition(" ")
        digest = hashlib.sha256(token.strip().encode("utf-8", "surrogatepass")).digest()
        found = None
        for key in self._keys or ():  # all of them, so that the time does not tell which
            if hmac.compare_digest(key.sha256, digest):
                found = key
        if scheme.lower() != "bearer" or found is None:
            raise UnauthorizedError(
                "The API key is not known" if authorization else "No API key was given",
                hint="Send Authorization: Bearer KEY",
            )
        return found

    def _counted(self, limiter: FixedWindowRateLimiter, limit: RateLimitItem, who: str) -> Mapping[str, str]:
        if time.monotonic() >= self._again:
            try:
                return self._count(limiter, limit, who)
            except StorageError as error:
                kind = type(error.storage_error).__name__
                logger.warning("Requests are counted in this process for %g seconds: %s", AWAY_SECONDS, kind)
                self._again = time.monotonic() + AWAY_SECONDS
        return self._count(self._own, limit, who)

    @staticmethod
    def _count(limiter: FixedWindowRateLimiter, limit: RateLimitItem, who: str) -> Mapping[str, str]:
        admitted = limiter.hit(limit, who)
        window = limiter.get_window_stats(limit, who)
        reset = max(0, int(window.reset_time - time.time()) + 1)
        headers = {
            "RateLimit-Policy": f'"default";q={limit.amount};w={limit.get_expiry()}',
            "RateLimit": f'"default";r={window.remaining};t={reset}',
        }
        if not admitted:
            raise RateLimitError(
                f"{limit.amount} requests in {limit.get_expiry()} seconds are allowed",
                retry_after=reset,
                headers=headers,
            )
        return headers


def _storage(uri: str) -> StorageTypes:
    if not uri.startswith("redis"):
        return storage_from_string(uri, wrap_exceptions=True)
    patience = {"socket_timeout": STORAGE_SECONDS, "socket_connect_timeout": STORAGE_SECONDS}
    return storage_from_string(uri, wrap_exceptions=True, **patience)
