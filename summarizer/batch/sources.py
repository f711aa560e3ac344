"""From the names on the command line to a stream of numbered records, with duplicates noticed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from summarizer.batch.formats import Read, read_csv, read_feed, read_jsonl, read_page
from summarizer.batch.records import BadRecord, Place
from summarizer.batch.streams import STDIN, Meter, open_input
from summarizer.errors import DuplicateIdError, MujazError, UnreadableInputError


class Format(StrEnum):
    """What an input holds."""

    JSONL = "jsonl"
    CSV = "csv"
    FEED = "feed"
    PAGE = "page"


_ENDINGS = {
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".rss": Format.FEED,
    ".atom": Format.FEED,
    ".xml": Format.FEED,
    ".txt": Format.PAGE,
    ".html": Format.PAGE,
    ".htm": Format.PAGE,
}
_READERS = {Format.JSONL: read_jsonl, Format.CSV: read_csv, Format.FEED: read_feed}


def format_of(name: str) -> Format | None:
    """What a file holds, told by its name without ``.gz`` or ``.zst``; None where the name does not say."""
    return _ENDINGS.get(Path(name.removesuffix(".gz").removesuffix(".zst")).suffix.lower())


def check_inputs(names: Sequence[str], wanted: Format | None = None) -> None:
    """Looks whether every input is there and its format known, before anything is done.

    Raises:
        UnreadableInputError: one is not there, its name does not say what it holds, or it is given twice.
    """
    for place, name in enumerate(names):
        if name in names[:place]:
            raise UnreadableInputError(f"{_shown(name)} is given twice", value=name)
        if name == STDIN:
            continue
        path = Path(name)
        if not path.exists():
            raise UnreadableInputError(f"There is no file or folder {name}", value=name)
        if path.is_dir():
            if not any(True for _ in _pages(path)):
                raise UnreadableInputError(f"The folder {name} has no .txt or .html file", value=name)
        elif wanted is None and format_of(name) is None:
            raise UnreadableInputError(
                f"The name {name} does not say what it holds",
                value=name,
                hint="Say it: --format jsonl, csv, feed or page",
            )


def read_inputs(names: Sequence[str], wanted: Format | None = None) -> Generator[Read, None, None]:
    """Every record of the inputs, numbered from 1, duplicates noticed; holds one at a time in memory.

    ``wanted`` is what standard input (JSONL unless said) and files of no known ending hold.
    """
    meter = Meter(_bytes(names))
    return noticed(numbered(_all(names, wanted, meter), meter))


def numbered(records: Iterable[Read], meter: Meter) -> Iterator[Read]:
    """The records, counted from 1."""
    for number, record in enumerate(records, 1):
        yield replace(record, number=number, fraction=meter.fraction)


def noticed(records: Iterable[Read]) -> Generator[Read, None, None]:
    """The records, with a repeated id made an error and repeated content remarked.

    What was seen is kept in a temporary file, so that memory does not grow with the batch.
    """
    # "": a temporary file, gone at the end. It may be closed by whichever thread drops this generator.
    with closing(sqlite3.connect("", isolation_level=None, check_same_thread=False)) as seen:
        seen.execute("PRAGMA journal_mode = OFF")
        seen.execute("PRAGMA cache_size = -4096")  # 4 MB
        seen.execute("CREATE TABLE ids (id BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID")
        seen.execute("CREATE TABLE contents (digest BLOB PRIMARY KEY, id BLOB) WITHOUT ROWID")
        seen.execute("BEGIN")
        for record in records:
            if isinstance(record, BadRecord):
                yield record
                continue
            key = record.id.encode("utf-8", "surrogatepass")
            first = seen.execute("SELECT number FROM ids WHERE id = ?", (key,)).fetchone()
            if first is not None:
                yield _duplicate(record, first[0])
                continue
            seen.execute("INSERT INTO ids VALUES (?, ?)", (key, record.number))
            same = seen.execute("SELECT id FROM contents WHERE digest = ?", (record.digest,)).fetchone()
            if same is None:
                seen.execute("INSERT INTO contents VALUES (?, ?)", (record.digest, key))
                yield record
            else:
                yield replace(record, same_as=same[0].decode("utf-8", "surrogatepass"))


def _duplicate(record: Read, first: int) -> BadRecord:
    error = DuplicateIdError(
        f"Record {first} has the id {record.id!r} too",
        value=record.id,
        hint="The first one was taken; give the others ids of their own",
    )
    return BadRecord(error, record.place, record.id, record.number, record.fraction)


def _all(names: Sequence[str], wanted: Format | None, meter: Meter) -> Iterator[Read]:
    for name in names:
        path = Path(name)
        if name != STDIN and path.is_dir():
            for page in _pages(path):
                yield from _file(str(page), Format.PAGE, meter, page.relative_to(path).as_posix())
        else:
            kind = (None if name == STDIN else format_of(name)) or wanted or Format.JSONL
            yield from _file(name, kind, meter, "stdin" if name == STDIN else path.name)


def _file(name: str, kind: Format, meter: Meter, id: str) -> Iterator[Read]:  # noqa: A002
    """The records of one file; one error for what is wrong with the file as a whole."""
    last: int | None = None
    try:
        with open_input(name, meter) as stream:
            if kind is Format.PAGE:
                yield read_page(stream, name, id)
                return
            folder = Path() if name == STDIN else Path(name).parent
            for record in _READERS[kind](stream, _shown(name), folder):
                last = record.place.line
                yield record
    except MujazError as error:
        yield BadRecord(error, Place(_shown(name), None if last is None else last + 1))
    except OSError as error:
        message = f"{_shown(name)} cannot be read: {error.strerror or error}"
        yield BadRecord(UnreadableInputError(message, value=name), Place(_shown(name), last))


def _pages(folder: Path) -> Iterator[Path]:
    """The .txt and .html files of a folder and those under it, in the same order on every machine."""
    for root, folders, files in os.walk(folder):
        folders.sort()
        for file in sorted(files):
            if format_of(file) is Format.PAGE:
                yield Path(root) / file


def _bytes(names: Sequence[str]) -> int | None:
    """The bytes of all inputs as they are on disk; None if standard input is one of them."""
    if STDIN in names:
        return None
    total = 0
    for path in map(Path, names):
        total += sum(page.stat().st_size for page in _pages(path)) if path.is_dir() else path.stat().st_size
    return total


def _shown(name: str) -> str:
    return "standard input" if name == STDIN else name
