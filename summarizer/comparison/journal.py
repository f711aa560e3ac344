"""The journal of a comparison: what every system wrote for every item, kept as it comes.

A folder with ``run.json``, which says what is compared, and ``outputs.jsonl``, one line for each output. The
lines of an item are appended with one write and are on the disk before the next item's: after a kill at any
moment, whole lines are there and at most half a line at the end, which is cut off when the run goes on.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from summarizer.batch.output import read_lines, read_manifest, repair, write_manifest
from summarizer.errors import ConfigurationError, MujazError
from summarizer.quality.records import Output

#: Raise it when a line changes its form.
FORMAT = 1


@dataclass(frozen=True)
class Failure:
    """Why a system has no output for an item."""

    item: str
    system: str
    error: str
    message: str

    @classmethod
    def of(cls, item: str, system: str, error: Exception) -> Failure:
        """The failure that an exception means."""
        message = error.message if isinstance(error, MujazError) else str(error)
        return cls(item, system, type(error).__name__, message)


#: What became of one system and one item.
Outcome = Output | Failure


@dataclass(frozen=True)
class Entry:
    """An outcome as the journal has it.

    ``session`` counts the processes that worked on the run, from 0; ``elapsed`` are the seconds from the
    begin of that process to this entry. ``cached``: the brief was written before the comparison.
    """

    outcome: Outcome
    session: int = 0
    elapsed: float = 0.0
    cached: bool = False


class Journal:
    """The journal in ``folder``, locked while it is open; use it in a ``with``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._run, self._outputs = folder / "run.json", folder / "outputs.jsonl"

    def __enter__(self) -> Self:
        from filelock import FileLock, Timeout

        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(self.folder / "lock", timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            raise ConfigurationError(
                f"Another comparison is writing to {self.folder}",
                value=str(self.folder),
                hint="Let it end first",
            ) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    @property
    def begun(self) -> bool:
        """Whether a run was begun here."""
        return self._run.exists()

    def begin(self, description: Mapping[str, Any]) -> None:
        """Forgets any earlier run, and begins one of this description."""
        self._run.unlink(missing_ok=True)  # first: outputs without it are nobody's
        self._outputs.unlink(missing_ok=True)
        write_manifest(self._run, {"journal": FORMAT, "run": dict(description)})

    def resume(self, description: Mapping[str, Any]) -> list[Entry]:
        """What the run of this description has written so far.

        Raises:
            ConfigurationError: the journal is one of another comparison; says in what it differs.
        """
        before = read_manifest(self._run)
        now = json.loads(json.dumps(description))
        if before.get("journal") != FORMAT:
            changed = ["the version of Mujaz"]
        else:
            changed = [key for key in now if before["run"].get(key) != now[key]]
        if changed:
            raise ConfigurationError(
                f"The comparison in {self.folder} is another one: it differs in {', '.join(changed)}",
                value=str(self.folder),
                hint="Give what it was begun with, or --overwrite to begin anew",
            )
        repair(self._outputs)
        return [_entry(line.value) for line in read_lines(self._outputs)]

    @contextmanager
    def appending(self) -> Iterator[Appender]:
        """Opens the journal for new entries."""
        with self._outputs.open("ab", buffering=0) as file:
            yield Appender(file.fileno())

    def remove(self) -> None:
        """Removes the journal from the disk."""
        shutil.rmtree(self.folder, ignore_errors=True)


class Appender:
    """Appends entries to an open file."""

    def __init__(self, file: int) -> None:
        self._file = file

    def append(self, entries: Sequence[Entry]) -> None:
        """Writes entries, which are on the disk when this returns."""
        lines = "".join(json.dumps(_line(entry), ensure_ascii=False) + "\n" for entry in entries)
        rest = lines.encode("utf-8", "backslashreplace")
        while rest:
            rest = rest[os.write(self._file, rest) :]
        os.fsync(self._file)


def _line(entry: Entry) -> dict[str, Any]:
    outcome = entry.outcome
    kind = "output" if isinstance(outcome, Output) else "failure"
    value = asdict(outcome)
    return {
        kind: value,
        "session": entry.session,
        "elapsed": round(entry.elapsed, 3),
        "cached": entry.cached,
    }


def _entry(line: Mapping[str, Any]) -> Entry:
    outcome: Outcome
    if "failure" in line:
        outcome = Failure(**line["failure"])
    else:
        fields = dict(line["output"])
        fields["briefs"] = {code: tuple(sentences) for code, sentences in fields["briefs"].items()}
        outcome = Output(**fields)
    return Entry(outcome, line["session"], line["elapsed"], line["cached"])
