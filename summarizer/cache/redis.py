"""A cache in a Redis server, shared by machines (extra ``redis``)."""

from __future__ import annotations

import importlib
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from summarizer.cache.stats import CacheStats
from summarizer.errors import CacheError, MissingExtraError

#: Every key of this program begins so; the digit is the version of how values are laid out.
PREFIX = "mujaz:brief:1:"

_CREATED = struct.Struct(">d")  # each value is preceded by its time of creation, in seconds since 1970
_BATCH = 500


class RedisCache:
    """Keeps values in the Redis database at ``url`` (``redis://``, ``rediss://`` or ``unix://``).

    ``max_age`` (seconds) is left to the server as each value's time to live. How much is kept is the server's
    affair: give it ``maxmemory`` and ``maxmemory-policy allkeys-lru``. No call waits longer than about
    ``timeout`` seconds.

    Raises:
        MissingExtraError: the client library is not installed.
        CacheError: the address is wrong or the server does not answer; later also from every method.
    """

    def __init__(
        self,
        url: str,
        *,
        max_age: float | None = None,
        timeout: float = 2.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        try:
            redis = importlib.import_module("redis")
        except ModuleNotFoundError as error:
            raise MissingExtraError(
                "A Redis cache needs the redis package", value=url, hint="pip install 'mujaz[redis]'"
            ) from error
        self._where = _without_password(url)
        self._max_age = max_age
        self._clock = clock
        self._failures: tuple[type[Exception], ...] = (redis.exceptions.RedisError, OSError)
        try:
            self._client: Any = redis.Redis.from_url(
                url, socket_timeout=timeout, socket_connect_timeout=timeout, health_check_interval=30
            )
        except ValueError as error:
            raise CacheError(
                f"{self._where} is not the address of a Redis server",
                value=self._where,
                hint="It looks like redis://host:6379/0",
            ) from error
        try:
            with self._talking():
                self._client.ping()
        except CacheError:
            self._client.close()
            raise

    def get(self, key: str) -> tuple[bytes, float] | None:
        """The stored value and its age in seconds, or None."""
        with self._talking():
            stored = self._client.get(PREFIX + key)
        if stored is None or len(stored) < _CREATED.size:
            return None
        (created,) = _CREATED.unpack_from(stored)
        return stored[_CREATED.size :], max(0.0, self._clock() - created)

    def put(self, key: str, value: bytes) -> None:
        """Stores ``value``, in the place of an earlier one of the same key."""
        life = None if self._max_age is None else max(1, round(self._max_age * 1000))
        with self._talking():
            self._client.set(PREFIX + key, _CREATED.pack(self._clock()) + value, px=life)

    def stats(self) -> CacheStats:
        """How full it is now. Looks at every entry."""
        entries = list(self._entries())
        return CacheStats(
            where=self._where,
            entries=len(entries),
            bytes=sum(size for _, _, size in entries),
            oldest_seconds=max((self._clock() - created for _, created, _ in entries), default=None),
        )

    def prune(self, *, max_bytes: int | None = None, older_than: float | None = None) -> int:
        """Removes entries older than ``older_than`` seconds, then the oldest until ``max_bytes`` hold.

        Looks at every entry. The oldest go first, for only the server knows the least used.
        """
        entries = sorted(self._entries(), key=lambda entry: entry[1])
        limit = float("-inf") if older_than is None else self._clock() - older_than
        total = sum(size for _, _, size in entries)
        removed = 0
        with self._talking():
            for key, created, size in entries:
                if created >= limit and (max_bytes is None or total <= max_bytes):
                    break
                removed += self._client.delete(key)
                total -= size
        return removed

    def clear(self) -> int:
        """Removes every entry of this program; returns how many there were."""
        removed = 0
        with self._talking():
            for key in self._client.scan_iter(PREFIX + "*", count=_BATCH):
                removed += self._client.delete(key)
        return removed

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def _entries(self) -> Iterator[tuple[bytes, float, int]]:
        """Key, time of creation and size in bytes of each entry."""
        with self._talking():
            keys = sorted(set(self._client.scan_iter(PREFIX + "*", count=_BATCH)))
            for first in range(0, len(keys), _BATCH):
                batch = keys[first : first + _BATCH]
                pipe = self._client.pipeline(transaction=False)
                for key in batch:
                    pipe.getrange(key, 0, _CREATED.size - 1)
                    pipe.strlen(key)
                answers = pipe.execute()
                for key, created, size in zip(batch, answers[::2], answers[1::2], strict=True):
                    if len(created) == _CREATED.size:
                        yield key, _CREATED.unpack(created)[0], len(key) + size

    @contextmanager
    def _talking(self) -> Iterator[None]:
        try:
            yield
        except self._failures as error:
            raise CacheError(
                f"The Redis server at {self._where} does not answer: {error}",
                value=self._where,
                hint="Start it, correct the address, or do without the cache (--no-cache)",
            ) from error


def _without_password(url: str) -> str:
    """``url`` fit for logs."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
