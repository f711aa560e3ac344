"""``mujaz compare``: how good the briefs are in each language, and which strategy is better where."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from summarizer.briefs import Strategy
from summarizer.cli import console, inputs
from summarizer.cli.interrupts import stopping
from summarizer.errors import ConfigurationError, MissingExtraError

if TYPE_CHECKING:
    from summarizer.comparison.journal import Journal
    from summarizer.comparison.result import Result
    from summarizer.comparison.run import Step, Written
    from summarizer.comparison.systems import System, Systems
    from summarizer.quality.records import Item

#: The exit code when some outputs are missing.
SOME_FAILED = 3

#: Where the journals are whose place nobody named, in the data folder.
JOURNALS = "comparisons"

_WHAT = "What is compared"
_HOW = "How it is measured and run"


def compare(
    data: Annotated[
        list[Path],
        typer.Argument(
            metavar="DATA.jsonl...",
            help='Records with "text" and, for the metrics that need one, "summary" or "summaries".',
            show_default=False,
        ),
    ],
    report: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write the report: one HTML file.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
    profiles: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Profiles that write briefs in both languages; 'none' for no briefs at all.",
            rich_help_panel=_WHAT,
        ),
    ] = None,
    strategies: Annotated[
        str,
        typer.Option(
            metavar="A,B", help="Strategies of each profile; 'all' for every one.", rich_help_panel=_WHAT
        ),
    ] = "auto",
    systems: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="lead, lexrank, textrank, oracle; PROFILE-selection (selection alone, in the article's "
            "language); PROFILE-blind (the translation has no say in it); PROFILE; PROFILE/STRATEGY.",
            rich_help_panel=_WHAT,
        ),
    ] = None,
    outputs: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=FILE",
            help="What another system wrote, or `mujaz batch`. May be given several times.",
            rich_help_panel=_WHAT,
        ),
    ] = [],  # noqa: B006 - typer's way to say that an option may be repeated
    limit: Annotated[
        int | None, typer.Option(min=1, help="Only the first articles of each file.", rich_help_panel=_WHAT)
    ] = None,
    words: Annotated[
        int | None,
        typer.Option(
            min=10,
            help="Words of each summary, at most. If you do not say: as long as the references.",
            rich_help_panel=_HOW,
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(metavar="reference", help="The same as leaving --words out.", rich_help_panel=_HOW),
    ] = None,
    layout: Annotated[
        str,
        typer.Option(
            metavar="auto|mujaz|xlsum|crosssum|easc", help="Layout of the data.", rich_help_panel=_HOW
        ),
    ] = "auto",
    metrics: Annotated[
        str | None,
        typer.Option(
            metavar="A,B",
            help="Metrics that are shown first and tested (docs/compare.md); the JSON has them all.",
            rich_help_panel=_HOW,
        ),
    ] = None,
    stemming: Annotated[
        bool, typer.Option("--stemming", help="Compare stems, not words, in ROUGE.", rich_help_panel=_HOW)
    ] = False,
    journal: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Keep what the systems write there, also afterwards.", rich_help_panel=_HOW
        ),
    ] = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on where an earlier run stopped, however it did.", rich_help_panel=_HOW
        ),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Forget an earlier run.", rich_help_panel=_HOW)
    ] = False,
    concurrency: Annotated[
        int,
        typer.Option(min=1, max=64, help="Articles that are worked on at once.", rich_help_panel=_HOW),
    ] = 4,
    no_cache: Annotated[
        bool,
        typer.Option(
            "--no-cache", help="Neither look up earlier briefs nor keep these.", rich_help_panel=_HOW
        ),
    ] = False,
    write_strategy: Annotated[
        Path | None,
        typer.Option(
            metavar="PROFILE.toml",
            help="Write into this profile which strategy won for each language, with the evidence. A file "
            "that is not there is made, as a copy of the compared profile.",
        ),
    ] = None,
) -> None:
    """Measure systems side by side: in Arabic and in English, with intervals, and tests of every difference.

    Every system gets the same budget of words for an article. Without references, what needs none is
    measured. Figures are printed as tables; a report is one file that any browser shows.

    A run that was stopped, or killed, goes on with --resume. Exit codes: 0 done, 3 some outputs are missing,
    130 interrupted.

    Examples:

    ```
    mujaz compare news_ar.jsonl news_en.jsonl --report report.html
    mujaz compare news_en.jsonl --profiles none --systems lead,oracle,lite-selection
    mujaz compare news_ar.jsonl --strategies all --limit 50 --write-strategy mine.toml
    mujaz compare news_ar.jsonl --systems lite,lite-blind --outputs other=other.jsonl --json > result.json
    ```
    """
    from summarizer.comparison.result import dumps
    from summarizer.comparison.systems import names

    if resume and overwrite:
        raise typer.BadParameter("Choose one of --resume and --overwrite", param_hint="'--overwrite'")
    if budget not in (None, "reference"):
        raise typer.BadParameter("It can only be 'reference'; --words sets a number", param_hint="'--budget'")
    if budget is not None and words is not None:
        raise typer.BadParameter("Choose one of --words and --budget", param_hint="'--budget'")
    for path in (report, write_strategy):
        if path is not None:
            inputs.writable(path)
    chosen_metrics = _metrics(metrics)
    files = _outputs(outputs)
    asked = names(_systems(systems, profiles, files), _profiles(profiles, systems), _strategies(strategies))
    if not asked and not files:
        raise typer.BadParameter("There is nothing to compare", param_hint="'--systems'")
    items = _items(data, layout, limit)
    with ExitStack() as stack:
        opened = stack.enter_context(_opened(no_cache=no_cache))
        found, notes = _open(opened, asked, strict=systems is not None)
        compared = [*found, *_given(files)]
        kept = stack.enter_context(_journal(journal, items, compared, words))
        if kept.begun and not resume and not overwrite:
            raise ConfigurationError(
                f"An earlier run of this comparison stopped: {kept.folder}",
                value=str(kept.folder),
                hint="Go on with it (--resume), or begin again (--overwrite)",
            )
        written = _write(items, compared, kept, words=words, resume=resume, concurrency=concurrency)
        if not written.complete:
            console.say("interrupted; the same command with --resume goes on from here")
            raise typer.Exit(130)
        result = _measure(
            items,
            compared,
            written,
            opened,
            words=words,
            metrics=chosen_metrics,
            stemming=stemming,
            notes=notes,
        )
        _show(result, report=report, as_json=as_json, dumps=dumps)
        if journal is None:
            kept.remove()
    if write_strategy is not None:
        _write_strategy(write_strategy, result)
    if written.failures:
        first = written.failures[0]
        console.say(
            f"{len(written.failures)} of {len(written.outcomes)} outputs are missing; the first: "
            f"{first.system}, {first.item}: {first.error}: {first.message}"
        )
        raise typer.Exit(SOME_FAILED)


def _items(paths: Sequence[Path], layout: str, limit: int | None) -> list[Item]:
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


def _profiles(profiles: str | None, systems: str | None) -> list[str]:
    if profiles is None:
        return ["lite"] if systems is None else []
    return [] if profiles == "none" else _list(profiles)


def _systems(systems: str | None, profiles: str | None, files: dict[str, Path]) -> list[str]:
    """What is compared with: the baselines and the selection alone, unless told."""
    from summarizer.comparison.systems import BASELINES, SELECTION

    if systems is not None:
        return _list(systems)
    if files and profiles is None:
        return list(BASELINES)
    return [*BASELINES, *(f"{name}{SELECTION}" for name in _profiles(profiles, None))]


def _strategies(given: str) -> list[Strategy]:
    if given == "all":
        return [strategy for strategy in Strategy if strategy is not Strategy.AUTO]
    found = _list(given)
    for name in found:
        if name not in list(Strategy):
            raise typer.BadParameter(
                f"{name!r} is not one of {', '.join(Strategy)}", param_hint="'--strategies'"
            )
    return [Strategy(name) for name in found]


def _metrics(given: str | None) -> list[str]:
    from summarizer.comparison import measures

    found = _list(given or "")
    unknown = [name for name in found if name not in measures.names()]
    if unknown:
        raise typer.BadParameter(
            f"{', '.join(unknown)}: the metrics are {', '.join(measures.names())}", param_hint="'--metrics'"
        )
    return found


def _outputs(given: Sequence[str]) -> dict[str, Path]:
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
def _opened(*, no_cache: bool) -> Iterator[Systems]:
    from summarizer.cache import open_cache
    from summarizer.comparison.systems import Systems

    folder = console.data_folder()
    with ExitStack() as stack:
        cache = None if no_cache else stack.enter_context(closing(open_cache(folder / console.CACHE_FILE)))
        yield Systems(folder, cache, gather=True)


def _open(systems: Systems, asked: Sequence[str], *, strict: bool) -> tuple[list[System], list[str]]:
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


def _given(files: dict[str, Path]) -> list[System]:
    from summarizer.comparison.systems import given
    from summarizer.quality import datasets

    return [
        given(name, path, {output.item: output for output in datasets.read_outputs(path, name)})
        for name, path in files.items()
    ]


def _journal(
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


def _write(
    items: Sequence[Item],
    systems: Sequence[System],
    journal: Journal,
    *,
    words: int | None,
    resume: bool,
    concurrency: int,
) -> Written:
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


def _measure(
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


def _show(result: Result, *, report: Path | None, as_json: bool, dumps: Callable[..., str]) -> None:
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


def _write_strategy(path: Path, result: dict[str, Any]) -> None:
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
    compared = {decision.profile for decision in decisions}
    if len(compared) > 1:
        raise ConfigurationError(
            "Several profiles were compared, and one profile is to be written",
            value=sorted(compared),
            hint="Compare the strategies of one profile: --profiles",
        )
    if not path.exists():
        [name] = compared
        path.write_bytes((profile_folder() / f"{name}.toml").read_bytes())
    write_strategies(path, decisions, result)
    console.say(f"written to {path}")
