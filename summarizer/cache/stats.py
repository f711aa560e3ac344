"""What every cache of this package offers beside ``protocols.Cache``: figures and housekeeping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from summarizer.protocols import Cache


@dataclass(frozen=True)
class CacheStats:
    """How full a cache is.

    ``bytes`` is the room taken (for a file: the part of it in use), ``max_bytes`` its bound, None where
    the bound is not one of bytes; ``oldest_seconds`` is the age of the oldest entry, None without entries.
    """

    where: str
    entries: int
    bytes: int
    max_bytes: int | None = None
    oldest_seconds: float | None = None


class ManagedCache(Cache, Protocol):
    """A cache that can be looked into and emptied."""

    def stats(self) -> CacheStats:
        """How full it is now."""
        ...

    def prune(self, *, max_bytes: int | None = None, older_than: float | None = None) -> int:
        """Removes entries older than ``older_than`` seconds, then the least used until ``max_bytes`` hold.

        Returns how many entries were removed.
        """
        ...

    def clear(self) -> int:
        """Removes every entry; returns how many there were."""
        ...
