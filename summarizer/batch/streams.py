"""Opens what a batch reads: files and standard input, plain, gzip or zstd, piece by piece."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, cast

from summarizer.errors import ArticleTooLongError, UnreadableInputError

#: Bytes of one record, at most; what is longer is skipped without being held in memory.
MAX_BYTES = 32 * 2**20

#: The name of standard input.
STDIN = "-"

_BUFFER = 2**16
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"


class Meter:
    """How much of the input was read, in bytes of the files as they are on disk.

    ``total`` is None where it cannot be known, as with standard input.
    """

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._before = 0
        self._open: BinaryIO | None = None

    @property
    def fraction(self) -> float | None:
        """0 to 1."""
        if self._total is None:
            return None
        inside = self._open.tell() if self._open is not None else 0
        return min(1.0, (self._before + inside) / max(1, self._total))

    @contextmanager
    def watch(self, raw: BinaryIO, size: int) -> Iterator[None]:
        """Counts what is read from ``raw``, a file of ``size`` bytes."""
        self._open = raw
        try:
            yield
        finally:
            self._open = None
            self._before += size


class _Sound(io.RawIOBase):
    """Reads a compressed stream, and tells damage in one way whatever the compression."""

    def __init__(self, stream: Any, name: str, kind: str) -> None:
        self._stream, self._name, self._kind = stream, name, kind

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        from backports.zstd import ZstdError

        try:
            # Not ``read``, which fails for all that it was asked where only the end of that is damaged.
            data = self._stream.read1(len(buffer))
        except EOFError:
            raise UnreadableInputError(
                f"{self._name} breaks off in the middle of its {self._kind} data",
                value=self._name,
                hint="Records before that place were read; copy the file again for the others",
            ) from None
        except (ZstdError, zlib.error, gzip.BadGzipFile) as error:
            raise UnreadableInputError(
                f"{self._name} is damaged {self._kind} data: {error}",
                value=self._name,
                hint="Records before that place were read; copy the file again for the others",
            ) from None
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def open_input(name: str, meter: Meter) -> Iterator[BinaryIO]:
    """Opens a file, or standard input for ``-``, and takes its compression off, told by its first bytes.

    Raises:
        UnreadableInputError: it cannot be opened; while reading, too: damaged or truncated compressed data.
    """
    if name == STDIN:
        given = sys.stdin.buffer
        # A program that calls the command may have put any stream in its place.
        buffered = given if isinstance(given, io.BufferedReader) else io.BufferedReader(given)  # type: ignore[type-var]
        yield _plain(buffered, "Standard input")
        return
    path = Path(name)
    try:
        file = path.open("rb")
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableInputError(f"{name} cannot be opened: {error.strerror}", value=name) from None
    with file, meter.watch(file.raw, size):  # type: ignore[arg-type]
        yield _plain(file, name)


def _plain(stream: BinaryIO, name: str) -> BinaryIO:
    magic = cast("io.BufferedReader", stream).peek(4)[:4]
    if magic.startswith(_GZIP):
        return io.BufferedReader(_Sound(gzip.open(stream), name, "gzip"), _BUFFER)
    if magic == _ZSTD:
        from backports import zstd

        return io.BufferedReader(_Sound(zstd.open(stream), name, "zstd"), _BUFFER)
    return stream


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    r"""Lines with their numbers, from 1, without ``\n`` or ``\r\n``.

    A line longer than ``MAX_BYTES`` is skipped and gives None.
    """
    number = 0
    while line := stream.readline(MAX_BYTES):
        number += 1
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if len(line) < MAX_BYTES or line.endswith(b"\n"):
            yield number, line.removesuffix(b"\n").removesuffix(b"\r")
            continue
        while (rest := stream.readline(_BUFFER)) and not rest.endswith(b"\n"):
            pass
        yield number, None


def whole(stream: BinaryIO, name: str) -> bytes:
    """Everything in ``stream``.

    Raises:
        ArticleTooLongError: more than ``MAX_BYTES``.
        UnreadableInputError: it breaks off, is damaged, or cannot be read.
    """
    try:
        data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableInputError(f"{name} cannot be read: {error.strerror or error}", value=name) from None
    if len(data) > MAX_BYTES:
        raise too_long(name)
    return data


def too_long(name: str) -> ArticleTooLongError:
    """The error of a record that is not even looked into."""
    return ArticleTooLongError(
        f"{name} is larger than {MAX_BYTES // 2**20} MB",
        value=name,
        hint="One article is expected in a record",
    )
