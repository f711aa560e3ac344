"""Keeps finished briefs, so that the same request is answered at once.

``cache_key`` says which requests are the same, ``MemoryCache``, ``SQLiteCache`` and ``RedisCache``
keep bytes by key, and ``CachedWriter`` puts any of them in front of a writer of briefs.
"""

from __future__ import annotations

from pathlib import Path

from summarizer.cache.key import cache_key
from summarizer.cache.memory import MemoryCache
from summarizer.cache.redis import RedisCache
from summarizer.cache.sqlite import SQLiteCache
from summarizer.cache.stats import CacheStats, ManagedCache
from summarizer.cache.writer import CachedWriter
from summarizer.errors import CacheError

__all__ = [
    "CachedWriter",
    "CacheStats",
    "ManagedCache",
    "MemoryCache",
    "RedisCache",
    "SQLiteCache",
    "cache_key",
    "open_cache",
]

#: How many briefs ``memory:`` keeps.
MEMORY_ENTRIES = 1_000

#: How large a cache file may grow, in bytes. A brief takes about 4 KB and its article's text.
FILE_BYTES = 256 * 10**6


def open_cache(
    where: str | Path, *, max_bytes: int = FILE_BYTES, max_age: float | None = None
) -> ManagedCache:
    """The cache at ``where``: ``"memory:"``, ``"redis://host:port/db"``, or the path of a file.

    ``max_bytes`` bounds a file, ``max_age`` (seconds) any cache.

    Raises:
        CacheError: it cannot be opened.
        MissingExtraError: Redis is asked for, and its client is not installed.
    """
    if isinstance(where, str):
        if where == "memory:":
            return MemoryCache(MEMORY_ENTRIES, max_age=max_age)
        scheme, separator, _ = where.partition("://")
        if separator and scheme in ("redis", "rediss", "unix"):
            return RedisCache(where, max_age=max_age)
        if separator:
            raise CacheError(
                f'No cache is known by "{scheme}://"',
                value=where,
                hint='Give "memory:", a redis:// address or the path of a file',
            )
    return SQLiteCache(Path(where), max_bytes=max_bytes, max_age=max_age)
