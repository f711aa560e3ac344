"""Reads JSONL files, plain, gzip or zstd, one object at a time."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from summarizer.errors import RecordError, UnreadableInputError

#: Bytes of one line, at most.
MAX_BYTES = 32 * 2**20

_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The JSON objects of a file with their lines, from 1; empty lines are passed over.

    Raises:
        UnreadableInputError: the file cannot be opened, is damaged or breaks off, or is no UTF-8.
        RecordError: a line is no JSON object, or very long; the message names file and line.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise UnreadableInputError(f"{path} cannot be opened: {error.strerror}", value=str(path)) from None
    with file:
        number = 0
        stream = _plain(file)
        while line := _line(stream, path):
            number += 1
            if len(line) >= MAX_BYTES:
                raise RecordError(f"{path}:{number}: larger than {MAX_BYTES // 2**20} MB", value=number)
            if line.strip():
                yield number, _parsed(line, path, number)


def _parsed(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        fields = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableInputError(f"{path}:{number}: not UTF-8 ({error.reason})", value=number) from None
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}:{number}: no JSON ({error})", value=line[:80]) from None
    if not isinstance(fields, dict):
        raise RecordError(f"{path}:{number}: must be a JSON object", value=line[:80])
    return fields


def _line(stream: BinaryIO, path: Path) -> bytes:
    from backports.zstd import ZstdError

    try:
        return stream.readline(MAX_BYTES)
    except (EOFError, ZstdError, zlib.error, OSError) as error:
        raise UnreadableInputError(f"{path} is damaged or breaks off: {error}", value=str(path)) from None


def _plain(file: BinaryIO) -> BinaryIO:
    """The stream without its compression, which its first bytes tell."""
    magic = cast("io.BufferedReader", file).peek(4)[:4]
    if magic.startswith(_GZIP):
        return cast("BinaryIO", gzip.open(file))
    if magic == _ZSTD:
        from backports import zstd

        return cast("BinaryIO", zstd.open(file))
    return file
