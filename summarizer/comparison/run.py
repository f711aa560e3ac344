"""Has systems write the summaries of items, from the beginning or from where an earlier process stopped."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from itertools import chain

from summarizer.batch.mapping import mapped
from summarizer.comparison.journal import Entry, Failure, Journal, Outcome
from summarizer.comparison.systems import System, budget
from summarizer.errors import ModelIntegrityError, ModelMissingError
from summarizer.quality.records import Item, Output


class Stopped(Exception):  # noqa: N818 - it ends a computation, and is no error
    """Raised inside a system whose output nobody waits for any more."""


@dataclass(frozen=True)
class Step:
    """How far a run is: ``done`` of ``total`` outputs, the last one of ``system`` for ``item``."""

    done: int
    total: int
    failed: int
    system: str = ""
    item: str = ""


@dataclass(frozen=True)
class Written:
    """What all systems wrote: outcomes in the order of the items, and of the systems for each.

    ``seconds`` is how long they took, in all processes that worked on it, waiting for each other included.
    ``cached`` counts the briefs that were written before the comparison. ``complete`` is False for a run
    that was stopped.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float
    cached: int
    complete: bool

    @property
    def outputs(self) -> list[Output]:
        """The outputs alone."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, Output)]

    @property
    def failures(self) -> list[Failure]:
        """The failures alone."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, Failure)]


def describe(items: Sequence[Item], systems: Sequence[System], words: int | None) -> dict[str, object]:
    """Everything that the outputs of a run depend on, for telling one run from another."""
    data = hashlib.sha256()
    for item in items:
        row = [
            item.id,
            item.text,
            item.language.code,
            {k: list(v) for k, v in sorted(item.references.items())},
        ]
        data.update(json.dumps(row).encode())
    return {
        "data": f"{len(items)} items {data.hexdigest()[:32]}",
        "budget": words or "reference",
        "systems": {
            system.name: hashlib.sha256(system.identity.encode("utf-8", "surrogatepass")).hexdigest()[:32]
            for system in systems
        },
    }


def write_all(
    items: Sequence[Item],
    systems: Sequence[System],
    journal: Journal,
    *,
    words: int | None = None,
    resume: bool = False,
    concurrency: int = 4,
    watch: Callable[[Step], None] = lambda _step: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Written:
    """Has every system write every item, ``concurrency`` items at once, and keeps it all in ``journal``.

    The systems take turns on an item, so that they can share what they compute. With ``resume``, what
    ``journal`` holds is not written again, but for failures. When ``stopped`` says so,
    what is on its way is dropped as soon as it reports.

    Raises:
        ConfigurationError: ``journal`` is one of another comparison.
        ModelMissingError, ModelIntegrityError: a system can answer nothing.
    """
    description = describe(items, systems, words)
    if resume and journal.begun:
        entries = journal.resume(description)
    else:
        entries = []
        journal.begin(description)
    session = 1 + max((entry.session for entry in entries), default=-1)
    # What failed is tried again: the server may be back, or the defect mended.
    done = (entry for entry in entries if isinstance(entry.outcome, Output))
    kept = {(entry.outcome.item, entry.outcome.system): entry for entry in done}
    total = len(items) * len(systems)
    began = time.monotonic()

    def work(item: Item) -> list[Entry]:
        found: list[Entry] = []
        for system in systems:
            if (item.id, system.name) in kept:
                continue
            try:
                outcome = _written(item, system, budget(item, words), stopped)
            except Stopped:
                break
            cached = isinstance(outcome, Output) and bool(outcome.detail.get("cache", {}).get("hit"))
            found.append(Entry(outcome, session, time.monotonic() - began, cached))
        return found

    open_items = [item for item in items if any((item.id, s.name) not in kept for s in systems)]
    watch(_step(kept, total))
    with journal.appending() as journalled, ThreadPoolExecutor(concurrency, "compare") as pool:
        # The first item alone: what is loaded on first use is then loaded once.
        first = map(work, _until(stopped, open_items[:1]))
        others = mapped(work, _until(stopped, open_items[1:]), pool, ahead=concurrency, ordered=False)
        with closing(others):  # type: ignore[type-var]
            for found in chain(first, others):
                journalled.append(found)
                for entry in found:
                    kept[entry.outcome.item, entry.outcome.system] = entry
                    watch(_step(kept, total, entry))
    every = [kept.get((item.id, system.name)) for item in items for system in systems]
    present = [entry for entry in every if entry is not None]
    return Written(
        outcomes=tuple(entry.outcome for entry in present),
        seconds=_seconds(present),
        cached=sum(entry.cached for entry in present),
        complete=len(present) == total,
    )


def _written(item: Item, system: System, words: int, stopped: Callable[[], bool]) -> Outcome:
    """What the system makes of the item, be it an error."""

    def report(_stage: str, _done: float) -> None:
        if stopped():
            raise Stopped

    try:
        return system.write(item, words, report)
    except (Stopped, ModelMissingError, ModelIntegrityError):
        raise
    except Exception as error:  # noqa: BLE001 - one article must not end the comparison
        return Failure.of(item.id, system.name, error)


def _seconds(entries: Sequence[Entry]) -> float:
    """How long the processes worked, each from its begin to its last entry."""
    last: dict[int, float] = {}
    for entry in entries:
        last[entry.session] = max(last.get(entry.session, 0.0), entry.elapsed)
    return sum(last.values())


def _step(kept: dict[tuple[str, str], Entry], total: int, entry: Entry | None = None) -> Step:
    failed = sum(isinstance(known.outcome, Failure) for known in kept.values())
    if entry is None:
        return Step(len(kept), total, failed)
    return Step(len(kept), total, failed, entry.outcome.system, entry.outcome.item)


def _until(stopped: Callable[[], bool], items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        if stopped():
            return
        yield item
