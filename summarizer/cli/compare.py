"""``mujaz compare``: how good the briefs are in each language, and which strategy is better where."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from summarizer.cli import comparing, console, inputs, running
from summarizer.errors import ConfigurationError

#: The exit code when some outputs are missing.
SOME_FAILED = 3

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
            help="Words of each summary in the article's language, at most. If you do not say: as long as "
            "the references.",
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
    device: running.Device = "auto",
    dtype: running.Dtype = "auto",
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
    chosen_metrics = comparing.metrics_of(metrics)
    files = comparing.files_of(outputs)
    compared_profiles = comparing.profile_names(profiles, systems)
    if write_strategy is not None and len(compared_profiles) != 1:
        raise typer.BadParameter(
            "It takes the strategies of one profile: --profiles", param_hint="'--write-strategy'"
        )
    asked = names(
        comparing.system_names(systems, profiles, files),
        compared_profiles,
        comparing.strategies_of(strategies),
    )
    if not asked and not files:
        raise typer.BadParameter("There is nothing to compare", param_hint="'--systems'")
    items = comparing.read_items(data, layout, limit)
    with ExitStack() as stack:
        opened = stack.enter_context(comparing.opened(no_cache=no_cache, device=device, dtype=dtype))
        found, notes = comparing.open_systems(opened, asked, strict=systems is not None)
        compared = [*found, *comparing.given_systems(files)]
        kept = stack.enter_context(comparing.journal_of(journal, items, compared, words))
        if kept.begun and not resume and not overwrite:
            raise ConfigurationError(
                f"There is an earlier run of this comparison in {kept.folder}",
                value=str(kept.folder),
                hint="Go on with it (--resume), or begin again (--overwrite)",
            )
        written = comparing.write(items, compared, kept, words=words, resume=resume, concurrency=concurrency)
        if not written.complete:
            console.say("interrupted; the same command with --resume goes on from here")
            raise typer.Exit(130)
        result = comparing.measure(
            items,
            compared,
            written,
            opened,
            words=words,
            metrics=chosen_metrics,
            stemming=stemming,
            notes=notes,
        )
        comparing.show(result, report=report, as_json=as_json, dumps=dumps)
        if journal is None:
            kept.remove()
    if write_strategy is not None:
        comparing.write_strategy(write_strategy, result, compared_profiles[0])
    if written.failures:
        first = written.failures[0]
        console.say(
            f"{len(written.failures)} of {len(written.outcomes)} outputs are missing; the first: "
            f"{first.system}, {first.item}: {first.error}: {first.message}"
        )
        raise typer.Exit(SOME_FAILED)
