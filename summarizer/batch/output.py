"""The files that a batch writes: briefs, errors, manifest. A run can go on with them whatever stopped it.

A line is appended with one write, and both files are flushed to the disk at least every second. After a
kill, each holds whole lines and at most half a line at its end, which ``repair`` removes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from summarizer.batch.work import Line
from summarizer.errors import ConfigurationError, UnreadableInputError

#: Seconds of work that a power cut may cost.
SYNC_SECONDS = 1.0

_BLOCK = 2**16


@dataclass(frozen=True)
class Paths:
    """Where a run writes, told by the name of its results: ``night.jsonl``, ``night.errors.jsonl``, ..."""

    results: Path

    @property
    def errors(self) -> Path:
        """One line for each record that has no brief."""
        return self._beside("errors.jsonl")

    @property
    def manifest(self) -> Path:
        """What was run, and what came of it."""
        return self._beside("manifest.json")

    @property
    def lock(self) -> Path:
        """Held by the process that writes."""
        return self._beside("lock")

    def _beside(self, ending: str) -> Path:
        return self.results.with_name(f"{self.results.name.removesuffix('.jsonl')}.{ending}")


@dataclass(frozen=True)
class Written:
    """A line that an earlier run wrote, and the offset in bytes at which it begins."""

    value: dict[str, Any]
    offset: int


class Outputs:
    """The results and errors of a run, open for appending. Close it, or use it in a ``with``."""

    def __init__(self, paths: Paths) -> None:
        self._results = paths.results.open("ab", buffering=0)
        self._errors = paths.errors.open("ab", buffering=0)
        self._synced = time.monotonic()

    def append(self, line: Line) -> None:
        """Writes one line to the file that it belongs to."""
        file = self._errors if line.error else self._results
        # Half a surrogate pair is no character; "backslashreplace" spells it as JSON does.
        rest = (line.text + "\n").encode("utf-8", "backslashreplace")
        while rest:
            rest = rest[file.write(rest) :]
        if time.monotonic() - self._synced > SYNC_SECONDS:
            self.sync()

    def sync(self) -> None:
        """Has everything written on the disk."""
        os.fsync(self._errors.fileno())
        os.fsync(self._results.fileno())
        self._synced = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.sync()
        finally:
            self._errors.close()
            self._results.close()


def repair(path: Path) -> int:
    """Cuts off what a killed process left at the end of a file of JSON lines; returns how many bytes.

    That is half a line, or, after a power cut, lines of zeros.
    """
    if not path.exists():
        return 0
    with path.open("r+b") as file:
        before = file.seek(0, os.SEEK_END)
        end = _line_start(file, before)  # what follows the last line break is half a line
        while end:
            start = _line_start(file, end - 1)
            file.seek(start)
            if _is_object(file.read(end - start)):
                break
            end = start
        if end < before:
            file.truncate(end)
            os.fsync(file.fileno())
    return before - end


def read_lines(path: Path) -> Generator[Written, None, None]:
    """The lines of a repaired file.

    Raises:
        UnreadableInputError: a line in the middle is no JSON object, which no interrupted run leaves behind.
    """
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                value = json.loads(line)
            except ValueError:
                value = None
            if not isinstance(value, dict):
                raise UnreadableInputError(
                    f"Line {number} of {path} is damaged",
                    value=str(path),
                    hint="Something else wrote to it. Start again with --overwrite",
                )
            yield Written(value, offset)
            offset += len(line)


def cut(path: Path, offset: int | None) -> None:
    """Cuts a file at ``offset``; leaves it as it is for None."""
    if offset is not None:
        with path.open("r+b") as file:
            file.truncate(offset)
            os.fsync(file.fileno())


def write_manifest(path: Path, manifest: dict[str, Any]) -> None:
    """Puts the manifest in the place of an earlier one, whole or not at all."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("w", encoding="utf-8", errors="backslashreplace") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of an earlier run.

    Raises:
        ConfigurationError: there is none, or it cannot be read.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            f"There is no {path} that says how the run was begun",
            value=str(path),
            hint="Without it the run cannot be resumed; start again with --overwrite",
        ) from None
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}", value=str(path)) from error
    if not isinstance(found, dict) or not isinstance(found.get("run"), dict):
        raise ConfigurationError(f"{path} is not the manifest of a run", value=str(path))
    return found


def remove(paths: Paths) -> None:
    """Removes what an earlier run wrote."""
    for path in (paths.manifest, paths.results, paths.errors):
        with suppress(FileNotFoundError):
            path.unlink()


def _line_start(file: Any, end: int) -> int:
    """Where the line begins that ends before ``end``: the offset after the last line break before it."""
    while end:
        start = max(0, end - _BLOCK)
        file.seek(start)
        found = file.read(end - start).rfind(b"\n")
        if found >= 0:
            return int(start + found + 1)
        end = start
    return 0


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False
