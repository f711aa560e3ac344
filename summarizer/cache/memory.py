"""A cache in this process's memory."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from summarizer.cache.stats import CacheStats


class MemoryCache:
    """Keeps up to ``max_entries`` values; the least recently used goes first.

    ``max_age`` (seconds) makes older values a miss. ``clock`` gives the time in seconds.
    """

    def __init__(
        self,
        max_entries: int,
        *,
        max_age: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._max_entries = max_entries
        self._max_age = max_age
        self._clock = clock
        self._lock = threading.Lock()
        self._entries: OrderedDict[str, tuple[bytes, float]] = OrderedDict()

    def get(self, key: str) -> tuple[bytes, float] | None:
        """The stored value and its age in seconds, or None."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            value, created = entry
            age = self._clock() - created
            if self._max_age is not None and age > self._max_age:
                del self._entries[key]
                return None
            self._entries.move_to_end(key)
            return value, age

    def put(self, key: str, value: bytes) -> None:
        """Stores ``value``, in the place of an earlier one of the same key."""
        with self._lock:
            self._entries[key] = (value, self._clock())
            self._entries.move_to_end(key)
            while len(self._entries) > self._max_entries:
                self._entries.popitem(last=False)

    def stats(self) -> CacheStats:
        """How full it is now."""
        with self._lock:
            now = self._clock()
            return CacheStats(
                where="memory:",
                entries=len(self._entries),
                bytes=self._bytes(),
                oldest_seconds=max((now - created for _, created in self._entries.values()), default=None),
            )

    def prune(self, *, max_bytes: int | None = None, older_than: float | None = None) -> int:
        """Removes entries older than ``older_than`` seconds, then the least used until ``max_bytes`` hold."""
        with self._lock:
            before = len(self._entries)
            if older_than is not None:
                limit = self._clock() - older_than
                for key in [key for key, (_, created) in self._entries.items() if created < limit]:
                    del self._entries[key]
            if max_bytes is not None:
                excess = self._bytes() - max_bytes
                while self._entries and excess > 0:
                    key, (value, _) = self._entries.popitem(last=False)
                    excess -= len(key) + len(value)
            return before - len(self._entries)

    def clear(self) -> int:
        """Removes every entry; returns how many there were."""
        with self._lock:
            count = len(self._entries)
            self._entries.clear()
            return count

    def close(self) -> None:
        """Nothing to close."""

    def _bytes(self) -> int:
        return sum(len(key) + len(value) for key, (value, _) in self._entries.items())
