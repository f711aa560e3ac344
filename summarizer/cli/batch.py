"""``mujaz batch``: many articles in, one line of JSON for each brief out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from summarizer.briefs import Options, Strategy, Style
from summarizer.cli import console, inputs, running, wishes
from summarizer.cli.interrupts import stopping

if TYPE_CHECKING:
    from summarizer.batch import Job
    from summarizer.batch.manifest import Tally

#: The exit code when some records have no brief.
SOME_FAILED = 3

_HOW = "How it is run"
_AGAIN = "When there is output already"


def batch(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Files of records (.jsonl, .csv, .tsv), feeds (.rss, .atom, .xml), pages (.txt, .html), "
            "folders of pages; .gz and .zst of them all; '-' is standard input.",
            show_default=False,
        ),
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="OUT.jsonl", help="Where the briefs go, one a line.", show_default=False
        ),
    ],
    html: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Also write a digest to read: pages of all briefs, worst first."),
    ] = None,
    profile: wishes.Profile = "lite",
    sentences: wishes.Sentences = 4,
    words: wishes.Words = None,
    focus: wishes.Focus = None,
    glossary: wishes.Glossary = None,
    headline: wishes.Headline = False,
    strategy: wishes.Strategy = Strategy.AUTO,
    style: wishes.Style = Style.SENTENCES,
    language: wishes.Language = None,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume", help="Go on where an earlier run stopped, however it did.", rich_help_panel=_AGAIN
        ),
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option("--overwrite", help="Remove it, and begin from the start.", rich_help_panel=_AGAIN),
    ] = False,
    accept_changes: Annotated[
        bool,
        typer.Option(
            "--accept-changes",
            help="Resume although options, profile, models or inputs are not what they were.",
            rich_help_panel=_AGAIN,
        ),
    ] = False,
    format: Annotated[  # noqa: A002 - the option's name
        str | None,
        typer.Option(
            metavar="jsonl|csv|feed|page",
            help="What standard input (else: jsonl) and files of no known ending hold.",
            rich_help_panel=_HOW,
        ),
    ] = None,
    unordered: Annotated[
        bool,
        typer.Option(
            "--unordered",
            help="Write each brief when it is finished, not in the order of the input.",
            rich_help_panel=_HOW,
        ),
    ] = False,
    engine: Annotated[
        str,
        typer.Option(
            metavar="local|ray",
            help="Where the work is done: on this machine, or as Ray Data (the extra 'ray').",
            rich_help_panel=_HOW,
        ),
    ] = "local",
    ray_address: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="A Ray cluster, such as ray://head:10001 or auto; without it one is started here.",
            show_default=False,
            rich_help_panel=_HOW,
        ),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(min=1, help="Processes, or actors on Ray; each loads the models.", rich_help_panel=_HOW),
    ] = 1,
    concurrency: Annotated[
        int,
        typer.Option(
            min=1,
            max=256,
            help="Articles that each process writes at once, so that their sentences share batches.",
            rich_help_panel=_HOW,
        ),
    ] = 16,
    device: running.Device = "auto",
    dtype: running.Dtype = "auto",
    cache: Annotated[
        str | None,
        typer.Option(
            metavar="WHERE",
            help="Another cache of briefs: a file, or redis://host:port/db.",
            show_default=False,
            rich_help_panel=_HOW,
        ),
    ] = None,
    no_cache: Annotated[
        bool,
        typer.Option(
            "--no-cache", help="Neither look up earlier briefs nor keep these.", rich_help_panel=_HOW
        ),
    ] = False,
    json_progress: Annotated[
        bool,
        typer.Option(
            "--json-progress",
            help="Tell the progress as a line of JSON every second, on standard error.",
            rich_help_panel=_HOW,
        ),
    ] = False,
) -> None:
    """Write the briefs of many articles, once each, whatever happens on the way.

    For OUT.jsonl, records that cannot be briefed are told in OUT.errors.jsonl, with their line and what is
    wrong, and OUT.manifest.json says what was run and what came of it. A run that was stopped, or killed, or
    lost its power goes on with --resume and ends with the same bytes.

    A record of JSONL is `{"id": "a1", "text": "..."}`; instead of "text" it may have "html" or "path", and
    beside it "language" and "options": `{"sentences": 2, "focus": "..."}`. See docs/batch.md.

    Exit codes: 0 every record has a brief, 3 some have none, 130 interrupted (Ctrl-C: the articles that are
    being written are finished first; once more: at once).

    Examples:

    ```
    mujaz batch articles.jsonl -o night.jsonl --html night
    mujaz batch articles.jsonl -o night.jsonl --resume
    mujaz batch pages/ feeds/*.xml export.csv.gz -o night.jsonl --sentences 2 --headline
    zcat articles.jsonl.gz | mujaz batch - -o night.jsonl
    ```
    """
    from summarizer.batch import Engine, Format, Job, Settings, Start
    from summarizer.batch.writers import ProfileWriters
    from summarizer.profiles import load_profile

    if resume and overwrite:
        raise typer.BadParameter("Choose one of --resume and --overwrite", param_hint="'--overwrite'")
    if accept_changes and not resume:
        raise typer.BadParameter("It goes with --resume", param_hint="'--accept-changes'")
    if cache is not None and no_cache:
        raise typer.BadParameter("Choose one of --cache and --no-cache", param_hint="'--no-cache'")
    if format is not None and format not in list(Format):
        raise typer.BadParameter(f"{format!r} is not one of {', '.join(Format)}", param_hint="'--format'")
    if engine not in list(Engine):
        raise typer.BadParameter(f"{engine!r} is not one of {', '.join(Engine)}", param_hint="'--engine'")
    if ray_address is not None and engine != Engine.RAY:
        raise typer.BadParameter("It goes with --engine ray", param_hint="'--ray-address'")
    inputs.writable(output)
    loaded = load_profile(profile)
    options = Options(
        sentences=sentences,
        words=words,
        style=style,
        headline=headline,
        strategy=strategy,
        focus=focus or None,
        glossary=inputs.glossary(glossary),
    )
    job = Job(
        inputs=tuple(sources),
        output=output,
        profile=loaded.name,
        settings=Settings(options, language, loaded.max_words),
        format=Format(format) if format else None,
        ordered=not unordered,
        start=Start.RESUME if resume else Start.OVERWRITE if overwrite else Start.NEW,
        accept_changes=accept_changes,
        workers=workers,
        concurrency=concurrency,
        engine=Engine(engine),
        ray_address=ray_address,
    )
    folder = console.data_folder()
    place = None if no_cache else cache or folder / console.CACHE_FILE
    writers = ProfileWriters(loaded, folder, place, running.runtime(loaded, device, dtype))
    tally, interrupted = _run(job, writers, json_progress=json_progress)
    if html is not None:
        _write_digest(job, html)
    _conclude(job, tally, interrupted=interrupted)


def _run(job: Job, source: Any, *, json_progress: bool) -> tuple[Tally, bool]:
    from summarizer.batch import run_batch
    from summarizer.batch.progress import Display, shown

    display = Display.JSON if json_progress else Display.BAR if sys.stderr.isatty() else Display.LINES
    said = "finishing the articles that are being written; once more to stop at once"
    with stopping(said) as stopped, shown(display) as watch:
        tally = run_batch(job, source, watch=watch, stopped=stopped)
        return tally, stopped()


def _write_digest(job: Job, folder: Path) -> None:
    from summarizer.rendering.digest import write_digest

    index = write_digest(job.paths.results, job.paths.errors, folder)
    console.say(f"digest written to {index}")


def _conclude(job: Job, tally: Tally, *, interrupted: bool) -> None:
    """Says what came of the run, and ends with the exit code for it."""
    counts = [f"{tally.briefs:,} briefs in {job.paths.results}"]
    verdicts = ", ".join(f"{count:,} {name}" for name, count in sorted(tally.verdicts.items()))
    if verdicts:
        counts.append(f"({verdicts})")
    console.say(" ".join(counts))
    if tally.failed:
        kinds = ", ".join(f"{count:,} {name}" for name, count in tally.errors.most_common())
        console.say(f"{tally.failed:,} records have none, see {job.paths.errors} ({kinds})")
    if tally.same_text:
        console.say(
            f"{tally.same_text:,} records have the same text as an earlier one; their notes say which"
        )
    if interrupted:
        console.say("interrupted; the same command with --resume goes on from here")
        raise typer.Exit(130)
    if tally.failed:
        raise typer.Exit(SOME_FAILED)
