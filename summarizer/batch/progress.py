"""Tells how far a batch is: a bar on a terminal, lines in a log, JSON for machines. All on standard error."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from summarizer.batch.manifest import Tally
from summarizer.batch.run import Watch
from summarizer.batch.work import Line

#: Seconds between two lines, in a log and for machines.
LOG_SECONDS = 30.0
JSON_SECONDS = 1.0


class Display(StrEnum):
    """How progress is shown."""

    BAR = "bar"
    LINES = "lines"
    JSON = "json"


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    ``fraction`` (0 to 1) is how much of the input is done and ``seconds_left`` what the rest will take; both
    are None where they cannot be known. ``per_minute`` counts the records of this process.
    """

    records: int
    briefs: int
    failed: int
    cache_hits: int
    per_minute: float
    seconds: float
    fraction: float | None
    seconds_left: float | None


class Clock:
    """Makes a ``Progress`` of counts and time."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._began = now()
        self._first: float | None = None

    def progress(self, tally: Tally, fraction: float | None) -> Progress:
        """Where the run stands now."""
        seconds = self._now() - self._began
        done = tally.records - tally.finished_before
        if self._first is None and fraction is not None:
            # What an earlier run did cost no time in this one.
            self._first = fraction * tally.finished_before / tally.records if tally.records else 0.0
        left = None
        if fraction is not None and self._first is not None and fraction > self._first:
            left = seconds * (1.0 - fraction) / (fraction - self._first)
        return Progress(
            records=tally.records,
            briefs=tally.briefs,
            failed=tally.failed,
            cache_hits=tally.cache_hits,
            per_minute=round(60.0 * done / seconds, 1) if seconds > 0 else 0.0,
            seconds=round(seconds, 1),
            fraction=None if fraction is None else round(fraction, 4),
            seconds_left=None if left is None else round(left, 1),
        )


@contextmanager
def shown(display: Display) -> Iterator[Watch]:
    """A listener for ``run_batch`` that shows what it is told."""
    clock = Clock()
    if display is Display.BAR:
        with _bar(clock) as watch:
            yield watch
        return
    every = LOG_SECONDS if display is Display.LINES else JSON_SECONDS
    write = _write_line if display is Display.LINES else _write_json
    last = time.monotonic()
    latest: Progress | None = None

    def watch_lines(line: Line, tally: Tally) -> None:
        nonlocal last, latest
        latest = clock.progress(tally, line.fraction)
        if time.monotonic() - last >= every:
            write(latest)
            last = time.monotonic()

    try:
        yield watch_lines
    finally:
        if latest is not None:
            write(latest)


@contextmanager
def _bar(clock: Clock) -> Iterator[Watch]:
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns: tuple[Any, ...] = (
        SpinnerColumn(),
        TextColumn("{task.fields[counts]}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, counts="starting", left="")

        def watch(line: Line, tally: Tally) -> None:
            now = clock.progress(tally, line.fraction)
            known = now.fraction is not None
            bar.update(
                task,
                counts=sentence(now),
                total=1.0 if known else None,
                completed=now.fraction or 0.0,
                left=f"{_clock_time(now.seconds_left)} left" if now.seconds_left is not None else "",
            )

        yield watch


def sentence(now: Progress) -> str:
    """The counts in words: ``1,204 briefs, 3 failed, 17 from the cache, 41 a minute``."""
    parts = [f"{now.briefs:,} briefs"]
    if now.failed:
        parts.append(f"{now.failed:,} failed")
    if now.cache_hits:
        parts.append(f"{now.cache_hits:,} from the cache")
    return ", ".join([*parts, f"{now.per_minute:,.0f} a minute"])


def _write_line(now: Progress) -> None:
    text = sentence(now)
    if now.fraction is not None:
        text = f"{now.fraction:.0%}, {text}"
    if now.seconds_left:
        text = f"{text}, {_clock_time(now.seconds_left)} left"
    sys.stderr.write(f"mujaz: {text}\n")
    sys.stderr.flush()


def _write_json(now: Progress) -> None:
    sys.stderr.write(json.dumps(asdict(now)) + "\n")
    sys.stderr.flush()


def _clock_time(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))
