"""Finds out which records an earlier run finished, so that only the others are worked on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import chain

from summarizer.batch.formats import Read
from summarizer.batch.output import Paths, Written, cut, read_lines
from summarizer.batch.records import Record
from summarizer.errors import ConfigurationError

#: Told of every line that was there already: ``(value, is_error)``.
Seen = Callable[[dict[str, object], bool], None]


def unfinished(
    records: Iterable[Read], paths: Paths, seen: Seen, *, ordered: bool, accept_changes: bool = False
) -> Iterator[Read]:
    """The records that no line in the files at ``paths`` is about.

    A run in input order leaves a beginning of the input behind, so both files are walked along with the
    records. A line that does not belong to the record at its place means that the input is another one.

    Raises:
        ConfigurationError: the input is another one, and ``accept_changes`` is off. With it, both files are
            cut at the first line that does not fit.
    """
    if ordered:
        return _after(records, paths, seen, accept_changes=accept_changes)
    return _missing(records, paths, seen, accept_changes=accept_changes)


def _after(records: Iterable[Read], paths: Paths, seen: Seen, *, accept_changes: bool) -> Iterator[Read]:
    results, errors = read_lines(paths.results), read_lines(paths.errors)
    result, error = next(results, None), next(errors, None)
    stream = iter(records)
    for record in stream:
        if error is not None and error.value.get("record") == record.number:
            seen(error.value, True)
            error = next(errors, None)
        elif result is not None and _is_about(result, record):
            seen(result.value, False)
            result = next(results, None)
        else:
            if result is not None or error is not None:
                _refuse(record, result, error, paths, accept_changes=accept_changes)
            # A file must not be read on once there is appended to it.
            results.close()
            errors.close()
            yield from chain([record], stream)
            return
    if result is not None or error is not None:
        _refuse(None, result, error, paths, accept_changes=accept_changes)


def _is_about(result: Written, record: Read) -> bool:
    return isinstance(record, Record) and result.value.get("id") == record.id


def _refuse(
    record: Read | None, result: Written | None, error: Written | None, paths: Paths, *, accept_changes: bool
) -> None:
    """Stops, or cuts both files where they begin to differ from the input."""
    if accept_changes:
        cut(paths.results, result.offset if result else None)
        cut(paths.errors, error.offset if error else None)
        return
    if record is None:
        message = "The input is shorter than what was written of it"
    else:
        message = f"From record {record.number} on, {paths.results} is not about this input"
    raise ConfigurationError(
        message,
        value=str(paths.results),
        hint="Give the same inputs in the same order; --accept-changes drops what does not fit, "
        "--overwrite starts again",
    )


def _missing(records: Iterable[Read], paths: Paths, seen: Seen, *, accept_changes: bool) -> Iterator[Read]:
    # "": a temporary file, which whichever thread drops this generator may close
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as done:
        done.execute("PRAGMA journal_mode = OFF")
        done.execute("CREATE TABLE briefs (id BLOB PRIMARY KEY) WITHOUT ROWID")
        done.execute("CREATE TABLE errors (number INTEGER PRIMARY KEY)")
        done.execute("BEGIN")
        left = 0
        for line in read_lines(paths.results):
            done.execute("INSERT OR IGNORE INTO briefs VALUES (?)", (_key(str(line.value.get("id"))),))
            seen(line.value, False)
            left += 1
        for line in read_lines(paths.errors):
            done.execute("INSERT OR IGNORE INTO errors VALUES (?)", (line.value.get("record"),))
            seen(line.value, True)
            left += 1
        for record in records:
            if _is_done(done, record):
                left -= 1
            else:
                yield record
        if left and not accept_changes:
            raise ConfigurationError(
                f"{left} lines in {paths.results} and {paths.errors} are not about this input",
                value=str(paths.results),
                hint="Every record of the input is done; --accept-changes keeps those lines beside them",
            )


def _is_done(done: sqlite3.Connection, record: Read) -> bool:
    if done.execute("SELECT 1 FROM errors WHERE number = ?", (record.number,)).fetchone():
        return True
    found = done.execute("SELECT 1 FROM briefs WHERE id = ?", (_key(record.id),)).fetchone()
    return isinstance(record, Record) and found is not None


def _key(id: str) -> bytes:  # noqa: A002
    return id.encode("utf-8", "surrogatepass")
