"""The SQLite file behind ``SQLiteCache``: opening it, and replacing it when it is damaged.

The file is in write-ahead-log mode: readers never wait, writers wait for each other, and a killed process
leaves nothing half written (https://www.sqlite.org/wal.html). ``PRAGMA synchronous=NORMAL`` may lose the
last entries when the power fails, which a cache can bear, and never damages the file.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

from summarizer.errors import CacheError

logger = logging.getLogger(__name__)

#: Written into the file's header, so that the database of another program is not taken for a cache.
APPLICATION_ID = 0x4D756A7A  # "Mujz"

#: How long one process waits for another's write, in seconds.
BUSY_SECONDS = 15.0


_TABLES = f"""
BEGIN;
PRAGMA application_id = {APPLICATION_ID};
CREATE TABLE IF NOT EXISTS entries (
    key TEXT PRIMARY KEY, value BLOB NOT NULL, created REAL NOT NULL, used REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS entries_by_use ON entries (used);
COMMIT;
"""


def open_database(path: Path, *, suspect: bool = False) -> sqlite3.Connection:
    """A connection to the file at ``path``, made with its folders if need be; one process at a time.

    ``suspect`` has the whole file checked. A damaged one is moved aside, with a warning, and a new one begun.

    Raises:
        CacheError: the file belongs to another program.
        sqlite3.Error, OSError: the file cannot be made or written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.with_name(path.name + ".lock")):
        if suspect and not _sound(path):
            _move_aside(path)
        try:
            return _connect(path)
        except sqlite3.Error as error:
            if not lost(error):
                raise
        _move_aside(path)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        new = _is_new(connection, path)
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA journal_size_limit = {4 * 2**20}")
        if new:
            connection.executescript(_TABLES)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_new(connection: sqlite3.Connection, path: Path) -> bool:
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if tables and owner != APPLICATION_ID:
        raise CacheError(
            f"{path} is the database of another program",
            value=str(path),
            hint="Choose another place for the cache",
        )
    return not tables


def _move_aside(path: Path) -> None:
    aside = f"{path.name}.damaged-{time.time_ns()}"
    for suffix in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + suffix).rename(path.with_name(aside + suffix))
    logger.warning("The cache %s was damaged. It was moved aside as %s, and a new one begun.", path, aside)


@contextlib.contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Holds ``lock`` against other processes; the system lets go of it when this one dies."""
    with contextlib.closing(sqlite3.connect(lock, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        yield


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing; waits for other writers before it starts, so that it cannot fail half-way for them."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def lost(error: sqlite3.Error) -> bool:
    """Whether the file is damaged or no database."""
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) or (
        code == sqlite3.SQLITE_IOERR_SHORT_READ
    )


def _sound(path: Path) -> bool:
    with contextlib.closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as connection:
        try:
            row = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            if lost(error):
                return False
            raise
    return bool(row == ("ok",))


def bytes_used(connection: sqlite3.Connection) -> int:
    """The pages of the file that hold something, in bytes."""
    pages, free, size = (
        connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("page_count", "freelist_count", "page_size")
    )
    return int((pages - free) * size)
