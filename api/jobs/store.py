"""Jobs in one SQLite file, shared by threads and processes.

Every article of a job has one row and ends exactly once: a worker *claims* it with a lease, *renews* the
lease while it works, and *ends* it only if the lease is still its own. A worker that dies stops renewing, and
another one claims the article. ``synchronous=FULL``: a job that was accepted survives a power failure.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from api.errors import IdempotencyConflictError, IdempotencyMismatchError, NotFoundError
from summarizer.cache.database import BUSY_SECONDS, transaction

#: Seconds for which an idempotency key is remembered.
IDEMPOTENCY_SECONDS = 86_400.0

_TABLES = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS jobs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, owner TEXT NOT NULL,
    created REAL NOT NULL, options TEXT NOT NULL, cancelled INTEGER NOT NULL DEFAULT 0,
    kind TEXT NOT NULL DEFAULT 'briefs'
);
CREATE INDEX IF NOT EXISTS jobs_by_owner ON jobs (owner, seq);
CREATE TABLE IF NOT EXISTS articles (
    job INTEGER NOT NULL REFERENCES jobs (seq) ON DELETE CASCADE, number INTEGER NOT NULL,
    article TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'queued', worker TEXT, lease REAL,
    attempts INTEGER NOT NULL DEFAULT 0,
    result TEXT, ended REAL, PRIMARY KEY (job, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS articles_open ON articles (job, number) WHERE state IN ('queued', 'running');
CREATE INDEX IF NOT EXISTS articles_by_worker ON articles (worker) WHERE state = 'running';
CREATE TABLE IF NOT EXISTS idempotency (
    owner TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL, created REAL NOT NULL, lease REAL,
    reply TEXT, PRIMARY KEY (owner, key)
) WITHOUT ROWID;
COMMIT;
"""


#: What a job is: briefs of articles, or a comparison, each "article" of which is one output of one system.
BRIEFS = "briefs"
COMPARISON = "comparison"


@dataclass(frozen=True)
class Progress:
    """A job as it is now; the counts are of articles."""

    seq: int
    id: str
    created: float
    options: str
    cancel_asked: bool
    articles: int
    queued: int
    running: int
    done: int
    failed: int
    cancelled: int


@dataclass(frozen=True)
class Claim:
    """An article that a worker holds. ``attempt`` tells its hold from an earlier one of the same worker."""

    job: int
    number: int
    attempt: int
    worker: str
    article: str
    options: str
    kind: str


@dataclass(frozen=True)
class Idempotency:
    """What a request with an idempotency key is known by: whose, which key, and the digest of its body."""

    owner: str
    key: str
    digest: bytes


class JobStore:
    """The jobs in the file ``path``. ``retention``: seconds that a job which has ended is kept.

    ``clock`` gives the time in seconds since the epoch; processes of one store need the same.
    """

    def __init__(self, path: Path, *, retention: float, clock: Callable[[], float] = time.time) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._retention = retention
        self._clock = clock
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA foreign_keys = ON")
        self._connection.executescript(_TABLES)
        with self._writing() as connection:
            # A file of an earlier version, in which every job was one of briefs.
            if "kind" not in {row[1] for row in connection.execute("PRAGMA table_info(jobs)")}:
                connection.execute("ALTER TABLE jobs ADD COLUMN kind TEXT NOT NULL DEFAULT 'briefs'")

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._connection

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, transaction(self._connection):
            yield self._connection

    # For clients

    def create(
        self,
        owner: str,
        articles: Sequence[str],
        options: str,
        idempotency: Idempotency | None = None,
        *,
        kind: str = BRIEFS,
    ) -> str:
        """Accepts a job and returns its id; the same id again for the same idempotency key.

        Raises:
            IdempotencyMismatchError: the key was used with another body.
        """
        job = secrets.token_hex(16)
        with self._writing() as connection:
            if idempotency is not None:
                reply = self._claim_key(connection, idempotency, lease=None)
                if reply is not None:
                    return reply
            seq = connection.execute(
                "INSERT INTO jobs (id, owner, created, options, kind) VALUES (?, ?, ?, ?, ?)",
                (job, owner, self._clock(), options, kind),
            ).lastrowid
            connection.executemany(
                "INSERT INTO articles (job, number, article) VALUES (?, ?, ?)",
                ((seq, number, article) for number, article in enumerate(articles)),
            )
            if idempotency is not None:
                self._keep_reply(connection, idempotency, job)
        return job

    def get(self, owner: str, job: str, *, kind: str = BRIEFS) -> Progress:
        """A job of ``owner`` and of this kind.

        Raises:
            NotFoundError: there is none, or it is somebody else's.
        """
        found = self._list("WHERE owner = ? AND id = ? AND kind = ?", (owner, job, kind))
        if not found:
            what = "job" if kind == BRIEFS else kind
            raise NotFoundError(f"There is no such {what}, or no longer")
        return found[0]

    def page(self, owner: str, *, before: int | None, limit: int) -> list[Progress]:
        """Up to ``limit`` jobs of briefs of ``owner``, the latest first, older than the sequence number
        ``before``.
        """
        where = "WHERE owner = ? AND kind = ? AND seq < ? ORDER BY seq DESC LIMIT ?"
        return self._list(where, (owner, BRIEFS, before if before is not None else 2**62, limit))

    def _list(self, where: str, values: tuple[object, ...]) -> list[Progress]:
        counts = ", ".join(
            f"(SELECT count(*) FROM articles WHERE job = seq{state})"
            for state in [
                "",
                *(f" AND state = '{s}'" for s in ("queued", "running", "done", "failed", "cancelled")),
            ]
        )
        with self._open() as connection:
            rows = connection.execute(
                f"SELECT seq, id, created, options, cancelled, {counts} FROM jobs {where}",
                values,
            ).fetchall()
        return [Progress(row[0], row[1], row[2], row[3], bool(row[4]), *row[5:]) for row in rows]

    def cancel(self, owner: str, job: str, *, kind: str = BRIEFS) -> Progress:
        """Ends every article of a job that has not ended. What is done stays.

        Raises:
            NotFoundError: there is no such job of ``owner``.
        """
        seq = self.get(owner, job, kind=kind).seq
        with self._writing() as connection:
            connection.execute("UPDATE jobs SET cancelled = 1 WHERE seq = ?", (seq,))
            connection.execute(
                "UPDATE articles SET state = 'cancelled', worker = NULL, ended = ?, article = '' "
                "WHERE job = ? AND state IN ('queued', 'running')",
                (self._clock(), seq),
            )
        return self.get(owner, job, kind=kind)

    def results(self, seq: int, *, after: int = -1, limit: int = 100) -> list[tuple[int, str]]:
        """Number and result of the articles of a job that have ended, in order, after number ``after``."""
        with self._open() as connection:
            return connection.execute(
                "SELECT number, result FROM articles WHERE job = ? AND number > ? AND result IS NOT NULL "
                "ORDER BY number LIMIT ?",
                (seq, after, limit),
            ).fetchall()

    # For workers

    def claim(self, worker: str, seconds: float) -> Claim | None:
        """The next article that nobody holds, held by ``worker`` for ``seconds``; None if there is none."""
        with self._writing() as connection:
            now = self._clock()
            row = connection.execute(
                "SELECT job, number FROM articles WHERE state IN ('queued', 'running') "
                "AND (state = 'queued' OR lease < ?) ORDER BY job, number LIMIT 1",
                (now,),
            ).fetchone()
            if row is None:
                return None
            [(attempt, article)] = connection.execute(
                "UPDATE articles SET state = 'running', worker = ?, lease = ?, attempts = attempts + 1 "
                "WHERE job = ? AND number = ? RETURNING attempts, article",
                (worker, now + seconds, *row),
            ).fetchall()
            options, kind = connection.execute(
                "SELECT options, kind FROM jobs WHERE seq = ?", (row[0],)
            ).fetchone()
        return Claim(row[0], row[1], attempt, worker, article, options, kind)

    def renew(self, worker: str, seconds: float) -> set[tuple[int, int, int]]:
        """Holds everything that ``worker`` holds for ``seconds`` from now: (job, number, attempt) of each."""
        with self._writing() as connection:
            return set(
                connection.execute(
                    "UPDATE articles SET lease = ? WHERE worker = ? AND state = 'running' "
                    "RETURNING job, number, attempts",
                    (self._clock() + seconds, worker),
                ).fetchall()
            )

    def end(self, claim: Claim, state: str, result: str) -> bool:
        """Ends a claimed article as ``done`` or ``failed``; False, and nothing is done, if it was lost."""
        with self._writing() as connection:
            ended = connection.execute(
                # The article's text is not needed any more.
                "UPDATE articles SET state = ?, result = ?, ended = ?, worker = NULL, article = '' "
                "WHERE job = ? AND number = ? AND state = 'running' AND worker = ? AND attempts = ?",
                (state, result, self._clock(), claim.job, claim.number, claim.worker, claim.attempt),
            )
            return ended.rowcount == 1

    def hand_back(self, claim: Claim) -> None:
        """Gives a claimed article back to the queue, as if it had not been tried."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE articles SET state = 'queued', worker = NULL, attempts = attempts - 1 "
                "WHERE job = ? AND number = ? AND state = 'running' AND worker = ? AND attempts = ?",
                (claim.job, claim.number, claim.worker, claim.attempt),
            )

    def purge(self) -> int:
        """Removes jobs that have ended and are older than the retention, and old idempotency keys."""
        with self._writing() as connection:
            now = self._clock()
            connection.execute("DELETE FROM idempotency WHERE created < ?", (now - IDEMPOTENCY_SECONDS,))
            return connection.execute(
                "DELETE FROM jobs WHERE created < ? AND NOT EXISTS "
                "(SELECT 1 FROM articles WHERE job = seq AND state IN ('queued', 'running'))",
                (now - self._retention,),
            ).rowcount

    # Idempotency keys of other requests

    def begin(self, idempotency: Idempotency, seconds: float) -> str | None:
        """The reply that was kept for a key, or None, and then the key is taken for ``seconds``.

        Raises:
            IdempotencyConflictError: a request with this key is being answered.
            IdempotencyMismatchError: the key was used with another body.
        """
        with self._writing() as connection:
            return self._claim_key(connection, idempotency, lease=self._clock() + seconds)

    def keep(self, idempotency: Idempotency, reply: str) -> None:
        """Keeps the reply to the request with this key."""
        with self._writing() as connection:
            self._keep_reply(connection, idempotency, reply)

    def forget(self, idempotency: Idempotency) -> None:
        """Frees a key whose request failed, so that it can be sent again."""
        with self._writing() as connection:
            connection.execute(
                "DELETE FROM idempotency WHERE owner = ? AND key = ? AND reply IS NULL",
                (idempotency.owner, idempotency.key),
            )

    def _claim_key(
        self, connection: sqlite3.Connection, idempotency: Idempotency, lease: float | None
    ) -> str | None:
        now = self._clock()
        row = connection.execute(
            "SELECT digest, lease, reply FROM idempotency WHERE owner = ? AND key = ? AND created > ?",
            (idempotency.owner, idempotency.key, now - IDEMPOTENCY_SECONDS),
        ).fetchone()
        if row is not None:
            digest, held, reply = row
            if digest != idempotency.digest:
                raise IdempotencyMismatchError(
                    "This Idempotency-Key was sent with another body", hint="Use a new key for a new request"
                )
            if reply is not None:
                return str(reply)
            if held is not None and held > now:
                raise IdempotencyConflictError(
                    "The first request with this key has no answer yet", retry_after=1
                )
        connection.execute(
            "INSERT OR REPLACE INTO idempotency VALUES (?, ?, ?, ?, ?, NULL)",
            (idempotency.owner, idempotency.key, idempotency.digest, now, lease),
        )
        return None

    @staticmethod
    def _keep_reply(connection: sqlite3.Connection, idempotency: Idempotency, reply: str) -> None:
        connection.execute(
            "UPDATE idempotency SET reply = ? WHERE owner = ? AND key = ?",
            (reply, idempotency.owner, idempotency.key),
        )


def result_line(number: int, article: str | None, state: str, name: str, value: str) -> str:
    """One line of a job's results, in JSON; ``value`` is JSON itself, and not parsed again."""
    head = json.dumps({"number": number, "id": article, "state": state})
    return f'{head[:-1]}, "{name}": {value}}}'
