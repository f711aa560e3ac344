"""What ``mujaz compare`` does: reads data, opens systems, has them write, measures, and shows the result."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from summarizer.briefs import Strategy
from summarizer.cli import console, running
from summarizer.cli.interrupts import stopping
from summarizer.errors import ConfigurationError, MissingExtraError

if TYPE_CHECKING:
    from summarizer.comparison.journal import Journal
    from summarizer.comparison.result import Result
    from summarizer.comparison.run import Step, Written
    from summarizer.comparison.systems import System, Systems
    from summarizer.quality.records import Item

#: Where the journals are whose place nobody named, in the data folder.
JOURNALS = "comparisons"


def read_items(paths: Sequence[Path], layout: str, limit: int | None) -> list[Item]:
    """The articles of the files, the first ``limit`` of each."""
    from typing import get_args

    from summarizer.quality import datasets

    known = get_args(datasets.Layout)
    if layout not in known:
        raise typer.BadParameter(f"{layout!r} is not one of {', '.join(known)}", param_hint="'--layout'")
    items: list[Item] = []
    for path in paths:
        items += islice(datasets.read(path, layout=layout), limit)  # type: ignore[arg-type]
    if not items:
        raise ConfigurationError("The data has no articles", value=[str(path) for path in paths])
    return items


def profile_names(profiles: str | None, systems: str | None) -> list[str]:
    """The profiles that write briefs; the default one unless systems were named."""
    if profiles is None:
        return ["lite"] if systems is None else []
    return [] if profiles == "none" else _list(profiles)


def system_names(systems: str | None, profiles: str | None, files: dict[str, Path]) -> list[str]:
    """What is compared with: the baselines and the selection alone, unless told."""
    from summarizer.comparison.systems import BASELINES, SELECTION

    if systems is not None:
        return _list(systems)
    if files and profiles is None:
        return list(BASELINES)
    return [*BASELINES, *(f"{name}{SELECTION}" for name in profile_names(profiles, None))]


def strategies_of(given: str) -> list[Strategy] | None:
    """The strategies of a list; None for all that a profile has."""
    if given == "all":
        return None
    found = _list(given)
    for name in found:
        if name not in list(Strategy):
            raise typer.BadParameter(
                f"{name!r} is not one of {', '.join(Strategy)}", param_hint="'--strategies'"
            )
    return [Strategy(name) for name in found]


def metrics_of(given: str | None) -> list[str]:
    """The metrics of a list."""
    from summarizer.comparison import measures

    found = _list(given or "")
    unknown = [name for name in found if name not in measures.names()]
    if unknown:
        raise typer.BadParameter(
            f"{', '.join(unknown)}: the metrics are {', '.join(measures.names())}", param_hint="'--metrics'"
        )
    return found


def files_of(given: Sequence[str]) -> dict[str, Path]:
    """The files of ``NAME=FILE`` by name."""
    files: dict[str, Path] = {}
    for entry in given:
        name, _, path = entry.partition("=")
        if not name or not path or name in files:
            raise typer.BadParameter(f"{entry!r}: give NAME=FILE, each name once", param_hint="'--outputs'")
        files[name] = Path(path)
    return files


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


@contextmanager
def opened(*, no_cache: bool, device: str, dtype: str) -> Iterator[Systems]:
    """What opens systems, with the cache of briefs."""
    from summarizer.cache import open_cache
    from summarizer.comparison.systems import Systems

    folder = console.data_folder()
    with ExitStack() as stack:
        cache = None if no_cache else stack.enter_context(closing(open_cache(folder / console.CACHE_FILE)))
        yield Systems(
            folder,
            cache,
            gather=True,
            # A profile whose engines take no notice of them would refuse them.
            runtime=lambda profile: (
                running.runtime(profile, device, dtype) if profile.references else running.runtime(profile)
            ),
        )


def open_systems(systems: Systems, asked: Sequence[str], *, strict: bool) -> tuple[list[System], list[str]]:
    """The systems; those of the usual ones that are not installed are left out, with a note."""
    found, notes = [], []
    with console.progress() as progress:
        for name in asked:
            try:
                found.append(systems.open(name, progress))
            except MissingExtraError as error:
                if strict:
                    raise
                notes.append(f"{name} was left out: {error}.")
    for note in notes:
        console.say(note)
    return found, notes


def given_systems(files: dict[str, Path]) -> list[System]:
    """The systems whose outputs are in files."""
    from summarizer.comparison.systems import given
    from summarizer.quality import datasets

    return [
        given(name, path, {output.item: output for output in datasets.read_outputs(path, name)})
        for name, path in files.items()
    ]


def journal_of(
    folder: Path | None, items: Sequence[Item], systems: Sequence[System], words: int | None
) -> Journal:
    """The journal in ``folder``, or in one of the data folder that is named by what is compared."""
    from summarizer.comparison.journal import Journal
    from summarizer.comparison.run import describe

    if folder is not None:
        return Journal(folder)
    described = json.dumps(describe(items, systems, words), sort_keys=True)
    name = hashlib.sha256(described.encode()).hexdigest()[:16]
    return Journal(console.data_folder() / JOURNALS / name)


def write(
    items: Sequence[Item],
    systems: Sequence[System],
    journal: Journal,
    *,
    words: int | None,
    resume: bool,
    concurrency: int,
) -> Written:
    """Has the systems write, and shows how far they are."""
    from summarizer.comparison.run import write_all

    said = "stopping; once more to stop at once"
    with stopping(said) as stopped, _watched() as watch:
        return write_all(
            items,
            systems,
            journal,
            words=words,
            resume=resume,
            concurrency=concurrency,
            watch=watch,
            stopped=stopped,
        )


@contextmanager
def _watched() -> Iterator[Callable[[Step], None]]:
    """Shows how far the run is: a bar on a terminal, a line at every tenth elsewhere."""
    if sys.stderr.isatty():
        with console.progress() as progress:
            yield lambda step: progress(
                f"{step.done:,} of {step.total:,} outputs"
                + (f", {step.failed:,} failed" if step.failed else "")
                + (f" ({step.system})" if step.system else ""),
                step.done / max(1, step.total),
            )
        return
    last = -1

    def watch(step: Step) -> None:
        nonlocal last
        tenth = 10 * step.done // max(1, step.total)
        if tenth > last:
            last = tenth
            failed = f", {step.failed:,} failed" if step.failed else ""
            console.say(f"{step.done:,} of {step.total:,} outputs{failed}")

    yield watch


def measure(
    items: Sequence[Item],
    systems: Sequence[System],
    written: Written,
    opened: Systems,
    *,
    words: int | None,
    metrics: Sequence[str],
    stemming: bool,
    notes: Sequence[str],
) -> Result:
    """The result of what was written."""
    from summarizer.comparison.measures import measuring_profile, score_all
    from summarizer.comparison.result import compose
    from summarizer.quality.scores import Scorer

    scorer = Scorer(opened.embedder(measuring_profile()), stemming=stemming)
    scores, seconds = score_all(items, written.outputs, scorer)
    return compose(
        items,
        systems,
        written.outputs,
        written.failures,
        scores,
        words=words,
        metrics=metrics,
        seconds={"briefs": written.seconds, "metrics": seconds},
        cached=written.cached,
        notes=notes,
    )


def show(result: Result, *, report: Path | None, as_json: bool, dumps: Callable[..., str]) -> None:
    """Prints the tables, or the JSON, and writes the report."""
    from summarizer.comparison import terminal, wording
    from summarizer.comparison.report import render_report

    if report is not None:
        report.write_text(render_report(result), encoding="utf-8", errors="replace")
        console.say(f"report written to {report}")
    if as_json:
        console.write(dumps(result))
    else:
        for table in terminal.tables(result):
            console.write_table(table)
            console.write("")
        for finding in wording.findings(result):
            console.write(finding)
    for note in result["notes"]:
        console.say(note)
    console.say(wording.timings(result))


def write_strategy(path: Path, result: dict[str, Any], profile: str) -> None:
    """Writes what won into a profile, made as a copy of ``profile`` if need be, and says what it did."""
    from summarizer.comparison.strategy import decide, write_strategies
    from summarizer.profiles import profile_folder

    decisions = decide(result)
    if not decisions:
        console.say("two strategies or more are needed to say which won; nothing was written")
        return
    for decision in decisions:
        console.say(f"{decision.article}: {decision.reason}")
    if not any(decision.winner for decision in decisions):
        console.say(f"nothing won, so {path} was not changed")
        return
    if not path.exists():
        source = Path(profile) if profile.endswith(".toml") else profile_folder() / f"{profile}.toml"
        path.write_bytes(source.read_bytes())
    write_strategies(path, decisions, result)
    console.say(f"written to {path}")
