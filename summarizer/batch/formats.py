"""Reads records out of JSONL, CSV, feeds (RSS, Atom) and single pages.

Every reader yields a ``BadRecord`` for what it cannot read and goes on with the next one.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any, BinaryIO

from summarizer.batch.records import (
    BadRecord,
    Place,
    Record,
    content_of,
    language_of,
    options_of,
    plain,
    record_id,
)
from summarizer.batch.streams import MAX_BYTES, Meter, lines, open_input, too_long, whole
from summarizer.errors import MujazError, RecordError, UnreadableInputError

#: What comes out of an input: a record, or what is wrong with it.
Read = Record | BadRecord

_CONTENT_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ATOM = "{http://www.w3.org/2005/Atom}"
_XHTML_DIV = "{http://www.w3.org/1999/xhtml}div"


def read_jsonl(stream: BinaryIO, source: str, folder: Path) -> Iterator[Read]:
    """One JSON object a line; empty lines are skipped. ``path`` counts from ``folder``."""
    for number, line in lines(stream):
        place = Place(source, number)
        if line is None:
            yield BadRecord(too_long(f"Line {number} of {source}"), place)
        elif number == 1 and line.startswith((b"\xff\xfe", b"\xfe\xff")):
            error = UnreadableInputError(
                f"{source} is UTF-16", value=source, hint="Convert it: iconv -f utf-16 -t utf-8"
            )
            yield BadRecord(error, place)
            return
        elif line.strip():
            yield _json_record(line, place, folder)


def read_csv(stream: BinaryIO, source: str, folder: Path) -> Iterator[Read]:
    """A header line and one record a row; commas, semicolons or tabs. ``options.focus`` names an option."""
    csv.field_size_limit(MAX_BYTES)
    # Bytes that are not UTF-8 become lone surrogates, which are refused record by record.
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        first = text.readline()
        delimiter = max(",;\t", key=first.count)
        header = next(csv.reader([first], delimiter=delimiter), [])
        names = [name.strip() for name in header]
        if not {"text", "html", "path"} & set(names) or len(set(names)) < len(names):
            error = RecordError(
                f'The first line of {source} must name the columns, each once, "text", "html" or "path" '
                "among them",
                value=first[:200],
                hint="docs/batch.md shows a CSV file",
            )
            yield BadRecord(error, Place(source, 1))
            return
        yield from _rows(text, names, delimiter, source, folder)
    finally:
        text.detach()


def _rows(
    text: io.TextIOWrapper, names: list[str], delimiter: str, source: str, folder: Path
) -> Iterator[Read]:
    rows = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        place = Place(source, rows.line_num + 2)
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRecord(RecordError(f"This is no CSV row: {error}", value=place.line), place)
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            uneven = RecordError(f"The row has {len(row)} cells, the header {len(names)}", value=row[:1])
            yield BadRecord(uneven, place)
            continue
        cells = {name: cell for name, cell in zip(names, row, strict=True) if cell.strip()}
        options = {
            name.partition(".")[2]: cell for name, cell in cells.items() if name.startswith("options.")
        }
        fields: dict[str, Any] = dict(cells)
        fields["options"] = {name: plain(cell, name) for name, cell in options.items()}
        yield record_of(fields, place, folder)


def read_feed(stream: BinaryIO, source: str, folder: Path) -> Iterator[Read]:  # noqa: ARG001
    """The entries of an RSS or Atom file, as pages of HTML; the id is the entry's guid, or its link."""
    from lxml import etree  # type: ignore[import-untyped]

    data = whole(stream, source)
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(data, parser) if data.strip() else None
    entries = [] if root is None else list(root.iter("{*}item", "{*}entry"))
    if not entries:
        error = UnreadableInputError(f"{source} has no entry of an RSS or Atom feed", value=source)
        yield BadRecord(error, Place(source, None if root is None else root.sourceline))
    for entry in entries:
        place = Place(source, entry.sourceline)
        title, body = _said(entry.find("{*}title")), _body(entry)
        page = f"<html><body><article><h1>{title}</h1>{body}</article></body></html>" if body else None
        fields = {"id": _entry_id(entry), "html": page}
        yield record_of({name: value for name, value in fields.items() if value}, place, Path())


def read_page(stream: BinaryIO, source: str, id: str) -> Read:  # noqa: A002
    """A whole file as one record."""
    place = Place(source)
    try:
        html = True if source.removesuffix(".gz").removesuffix(".zst").endswith((".html", ".htm")) else None
        return Record(id, whole(stream, source), place, html=html)
    except MujazError as error:
        return BadRecord(error, place, id)


def _json_record(line: bytes, place: Place, folder: Path) -> Read:
    try:
        fields = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError:
        return BadRecord(RecordError("The line is not UTF-8 text", value=line[:80]), place)
    except RecursionError:
        return BadRecord(RecordError("The line is nested too deeply", value=line[:80]), place)
    except ValueError as error:
        return BadRecord(RecordError(f"The line is not JSON: {error}", value=line[:80]), place)
    if not isinstance(fields, dict):
        return BadRecord(RecordError("The line is JSON, but not an object", value=line[:80]), place)
    return record_of(fields, place, folder)


def record_of(fields: Mapping[str, Any], place: Place, folder: Path = Path()) -> Read:
    """The record of named fields, or what is wrong with it. ``path`` counts from ``folder``."""
    id = ""  # noqa: A001
    try:
        id = record_id(fields.get("id"), place)  # noqa: A001
        kind, value = content_of(fields)
        language = language_of(fields.get("language"))
        options = options_of(fields.get("options"))
        if kind != "path":
            return Record(id, value, place, kind == "html", language, options)
        with open_input(str(folder / value), Meter(None)) as stream:
            page = read_page(stream, value, id)
        if isinstance(page, BadRecord):
            return BadRecord(page.error, place, id)
        return Record(id, page.content, place, page.html, language, options)
    except MujazError as error:
        return BadRecord(error, place, id)
    except ValueError as error:  # a NUL in a path
        return BadRecord(RecordError(f"The path cannot be opened: {error}"), place, id)


def _body(entry: Any) -> str:
    """The fullest text that an entry has, as HTML."""
    from lxml import etree

    for name in (_CONTENT_ENCODED, f"{_ATOM}content", "{*}description", f"{_ATOM}summary"):
        found = entry.find(name)
        if found is None:
            continue
        kind = found.get("type", "html" if name in (_CONTENT_ENCODED, "{*}description") else "text")
        if kind == "xhtml" and (div := found.find(_XHTML_DIV)) is not None:
            return str(etree.tostring(div, encoding="unicode", with_tail=False))
        text = "".join(found.itertext()).strip()
        if text:
            return escape(text) if kind == "text" else text
    return ""


def _said(element: Any) -> str:
    return "" if element is None else escape(" ".join("".join(element.itertext()).split()))


def _entry_id(entry: Any) -> str | None:
    for name in ("{*}guid", f"{_ATOM}id", "{*}link"):
        found = entry.find(name)
        if found is not None:
            value = "".join(found.itertext()).strip() or found.get("href", "").strip()
            if value:
                return str(value)
    return None
