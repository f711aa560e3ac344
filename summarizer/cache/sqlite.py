"""A cache in one SQLite file, shared by threads and processes."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from summarizer.cache.database import bytes_used, lost, open_database, transaction
from summarizer.cache.stats import CacheStats
from summarizer.errors import CacheError

logger = logging.getLogger(__name__)

#: A hit renews an entry's last use only if that is older than this (in seconds), so that few reads write.
RENEW_SECONDS = 60.0

#: How much of the bound eviction leaves in use, so that not every write has to evict.
FILL = 0.9

Result = TypeVar("Result")

_HINT = "Choose another place for the cache, or do without it (--no-cache)"


class SQLiteCache:
    """Keeps values in the file ``path``, which is made with its folders where it does not exist.

    The file's pages in use stay under ``max_bytes``; the least recently used entries go first. ``max_age``
    (seconds) makes older values a miss. A damaged file is moved aside, with a warning, and a new one begun.

    Raises ``CacheError`` if the file cannot be written or belongs to another program.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        max_bytes: int = 256 * 10**6,
        max_age: float | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = Path(path)
        self._max_bytes = max_bytes
        self._max_age = max_age
        self._clock = clock
        self._lock = threading.Lock()
        self._process = os.getpid()
        self._inherited: list[sqlite3.Connection] = []
        self._connection: sqlite3.Connection | None = self._open()

    def get(self, key: str) -> tuple[bytes, float] | None:
        """The stored value and its age in seconds, or None."""

        def read(connection: sqlite3.Connection) -> tuple[bytes, float] | None:
            row = connection.execute(
                "SELECT value, created, used FROM entries WHERE key = ?", (key,)
            ).fetchone()
            if row is None:
                return None
            value, created, used = row
            now = self._clock()
            age = max(0.0, now - created)
            if self._max_age is not None and age > self._max_age:
                return None
            if now - used > RENEW_SECONDS:
                connection.execute("UPDATE entries SET used = ? WHERE key = ?", (now, key))
            return value, age

        return self._run(read)

    def put(self, key: str, value: bytes) -> None:
        """Stores ``value``, in the place of an earlier one of the same key.

        A value that is larger than the whole cache may be is not stored.
        """
        if len(value) > self._max_bytes * FILL:
            logger.warning("A value of %d bytes is too large for the cache %s", len(value), self._path)
            return

        def write(connection: sqlite3.Connection) -> None:
            now = self._clock()
            with transaction(connection):
                connection.execute(
                    "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", (key, value, now, now)
                )
                if bytes_used(connection) > self._max_bytes:
                    if self._max_age is not None:
                        connection.execute("DELETE FROM entries WHERE created < ?", (now - self._max_age,))
                    _evict(connection, int(self._max_bytes * FILL), keep=key)

        self._run(write)

    def stats(self) -> CacheStats:
        """How full it is now."""

        def look(connection: sqlite3.Connection) -> CacheStats:
            count, oldest = connection.execute("SELECT count(*), min(created) FROM entries").fetchone()
            return CacheStats(
                where=str(self._path),
                entries=count,
                bytes=bytes_used(connection),
                max_bytes=self._max_bytes,
                oldest_seconds=None if oldest is None else max(0.0, self._clock() - oldest),
            )

        return self._run(look)

    def prune(self, *, max_bytes: int | None = None, older_than: float | None = None) -> int:
        """Removes entries older than ``older_than`` seconds, then the least used until ``max_bytes`` hold."""

        def remove(connection: sqlite3.Connection) -> int:
            with transaction(connection):
                before = _count(connection)
                if older_than is not None:
                    connection.execute("DELETE FROM entries WHERE created < ?", (self._clock() - older_than,))
                if max_bytes is not None:
                    _evict(connection, max_bytes)
                removed = before - _count(connection)
            _shrink(connection)
            return removed

        return self._run(remove)

    def clear(self) -> int:
        """Removes every entry; returns how many there were."""

        def remove(connection: sqlite3.Connection) -> int:
            removed = connection.execute("DELETE FROM entries").rowcount
            _shrink(connection)
            return removed

        return self._run(remove)

    def close(self) -> None:
        """Closes the file; later calls raise ``CacheError``."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _run(self, action: Callable[[sqlite3.Connection], Result]) -> Result:
        """What ``action`` returns; begins a new file and tries once more if this one is damaged."""
        if os.getpid() != self._process:
            self._after_fork()
        with self._lock:
            if self._connection is None:
                raise CacheError(f"The cache {self._path} is closed", value=str(self._path))
            try:
                if _file(self._path) != self._opened:  # another process moved it aside, or it was removed
                    self._reopen()
                try:
                    return action(self._connection)
                except sqlite3.Error as error:
                    if not lost(error):
                        raise
                self._reopen(suspect=True)
                return action(self._connection)
            except (sqlite3.Error, OSError) as error:
                raise self._error("used", error) from error

    def _reopen(self, *, suspect: bool = False) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = self._open(suspect=suspect)

    def _after_fork(self) -> None:
        """A connection must not be used, nor closed, in a process that inherited it."""
        self._lock = threading.Lock()
        if self._connection is not None:
            self._inherited.append(self._connection)
            self._connection = self._open()
        self._process = os.getpid()

    def _open(self, *, suspect: bool = False) -> sqlite3.Connection:
        try:
            connection = open_database(self._path, suspect=suspect)
            self._opened = _file(self._path)
        except (sqlite3.Error, OSError) as error:
            raise self._error("opened", error) from error
        return connection

    def _error(self, what: str, error: Exception) -> CacheError:
        return CacheError(
            f"The cache {self._path} cannot be {what}: {error}", value=str(self._path), hint=_HINT
        )


def _file(path: Path) -> tuple[int, int] | None:
    """Which file is at ``path`` now."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino


def _count(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM entries").fetchone()
    return int(count)


def _evict(connection: sqlite3.Connection, limit: int, keep: str = "") -> None:
    """Deletes the least recently used entries until the pages in use fit into ``limit`` bytes."""
    while (excess := bytes_used(connection) - limit) > 0:
        oldest = connection.execute(
            "SELECT key, length(value) FROM entries WHERE key != ? ORDER BY used LIMIT 100", (keep,)
        ).fetchall()
        if not oldest:
            return
        for key, size in oldest:
            connection.execute("DELETE FROM entries WHERE key = ?", (key,))
            excess -= size
            if excess <= 0:
                break


def _shrink(connection: sqlite3.Connection) -> None:
    """Gives free pages back to the file system."""
    connection.executescript("PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE)")
