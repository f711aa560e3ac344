"""Holds the quality of summaries against floors in a committed file, which change by hand alone.

    python -m summarizer.comparison.gate --data ../shared/data/summ --floors tests/quality/floors.toml

For every data set that the file names, systems write summaries (with the cache), and the means of their
figures must not be below the floors, nor above the ceilings; and where the file says that a system is to be
better than another one, or not worse, the paired test must say so. Data that is not there is left out.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summarizer.comparison.journal import Journal
from summarizer.comparison.measures import measuring_profile, score_all
from summarizer.comparison.result import Result, compose
from summarizer.comparison.run import write_all
from summarizer.comparison.strategy import contrasts, mean
from summarizer.comparison.systems import System, Systems
from summarizer.errors import ConfigurationError, MujazError
from summarizer.quality import datasets
from summarizer.quality.records import Item
from summarizer.quality.scores import Scorer


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Floor(_Section):
    """A bound of the mean of one figure: ``least``, ``most``, or both."""

    system: str
    metric: str
    language: Literal["ar", "en", "both"]
    least: float | None = None
    most: float | None = None


class Order(_Section):
    """What the paired test of ``system`` against ``other`` must say in each of ``metrics``."""

    system: str
    other: str
    metrics: tuple[str, ...]
    language: Literal["ar", "en", "both"]
    must_be: Literal["better", "not worse"]


class Data(_Section):
    """The articles in ``language`` of a file; ``systems`` summarize the first ``limit`` of them."""

    file: str
    language: Literal["ar", "en"]
    systems: Annotated[tuple[str, ...], Field(min_length=1)]
    limit: Annotated[int, Field(ge=1)] | None = None
    words: Annotated[int, Field(ge=10)] | None = None
    floor: tuple[Floor, ...] = ()
    order: tuple[Order, ...] = ()


class Floors(_Section):
    """A file of floors."""

    data: tuple[Data, ...]


@dataclass(frozen=True)
class Finding:
    """One bound, what was measured, and whether it holds."""

    bound: str
    measured: str
    holds: bool


def read_floors(path: Path) -> Floors:
    """The floors of a file.

    Raises:
        ConfigurationError: it is none.
    """
    try:
        return Floors.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}", value=str(path)) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{path}: {key}: {first['msg']}", value=first.get("input")) from error


def check(data: Data, result: Result) -> Iterator[Finding]:
    """Every bound of one data set."""
    for floor in data.floor:
        yield _bounded(floor, mean(result, floor.system, data.language, floor.metric, floor.language))
    for order in data.order:
        for metric in order.metrics:
            yield _ordered(order, metric, result, data.language)


def _bounded(floor: Floor, value: float | None) -> Finding:
    name = f"{floor.system} {floor.metric} ({floor.language})"
    least = "" if floor.least is None else f" at least {floor.least:g}"
    most = "" if floor.most is None else f" at most {floor.most:g}"
    holds = (
        value is not None
        and (floor.least is None or value >= floor.least)
        and (floor.most is None or value <= floor.most)
    )
    return Finding(name + least + most, "not measured" if value is None else f"{value:.4f}", holds)


def _ordered(order: Order, metric: str, result: Result, article: str) -> Finding:
    bound = f"{order.system} {order.must_be} than {order.other}: {metric} ({order.language})"
    for test in contrasts(result, article, order.system, order.other):
        if (test["metric"], test["language"]) == (metric, order.language):
            verdict = test["verdict"]
            holds = verdict == "better" if order.must_be == "better" else verdict != "worse"
            return Finding(bound, f"{verdict}, {test['difference']:+.4f}, p = {test['p']:.4f}", holds)
    return Finding(bound, "not tested", False)


def measure(data: Data, items: Sequence[Item], systems: Sequence[System], scorer: Scorer) -> Result:
    """The comparison that the bounds of ``data`` are held against."""
    with tempfile.TemporaryDirectory(prefix="mujaz-gate-") as folder, Journal(Path(folder)) as journal:
        written = write_all(items, systems, journal, words=data.words, concurrency=2)
    scores, seconds = score_all(items, written.outputs, scorer)
    return compose(
        items,
        systems,
        written.outputs,
        written.failures,
        scores,
        words=data.words,
        metrics=sorted({metric for order in data.order for metric in order.metrics}),
        seconds={"briefs": written.seconds, "metrics": seconds},
        cached=written.cached,
    )


def run(floors: Floors, folder: Path, systems: Systems, say: Callable[[str], None]) -> bool:
    """Checks every data set that is in ``folder``; whether all bounds hold."""
    scorer = Scorer(systems.embedder(measuring_profile()))
    every = True
    for data in floors.data:
        path = folder / data.file
        if not path.exists():
            say(f"{path} is not there: left out")
            continue
        own = (item for item in datasets.read(path) if item.language.code == data.language)
        items = list(islice(own, data.limit))
        result = measure(data, items, [systems.open(name) for name in data.systems], scorer)
        say(f"{data.file}, {len(items)} articles, {', '.join(data.systems)}")
        for failure in result["failures"]:
            say(f"  FAILED  {failure['system']}, {failure['item']}: {failure['message']}")
            every = False
        for finding in check(data, result):
            say(f"  {'ok    ' if finding.holds else 'BROKEN'}  {finding.bound}: {finding.measured}")
            every = every and finding.holds
    return every


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 every bound holds, 1 one does not."""
    from summarizer.assembly import default_data_folder
    from summarizer.cache import open_cache

    parser = argparse.ArgumentParser(description="Hold the quality of summaries against committed floors.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/summ"))
    parser.add_argument("--floors", type=Path, default=Path("tests/quality/floors.toml"))
    options = parser.parse_args(arguments)
    home = default_data_folder()

    def say(line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    try:
        with closing(open_cache(home / "briefs.sqlite")) as cache:
            holds = run(read_floors(options.floors), options.data, Systems(home, cache), say)
    except MujazError as error:
        say(str(error))
        return 1
    say("every bound holds" if holds else "BROKEN: a bound does not hold; floors change by hand alone")
    return 0 if holds else 1


if __name__ == "__main__":
    raise SystemExit(main())
