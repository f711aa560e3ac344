"""``mujaz doctor``: does it work here, and how long do things take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli import console, running

if TYPE_CHECKING:
    from summarizer.cli.machine import Finding
    from summarizer.protocols import Progress

_COLORS = {"ok": "green", "warn": "yellow", "fail": "red"}


def doctor(
    profile: Annotated[str, typer.Option(help="Which engines to try: a profile's name or file.")] = "lite",
    device: running.Device = "auto",
    dtype: running.Dtype = "auto",
    quick: Annotated[
        bool, typer.Option("--quick", help="Leave out what loads the models: canaries and times.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check this machine, the models and the cache, and say how long things take here.

    Translates fixed sentences in both directions, compares embeddings, writes one brief, and prints a table
    with what to do about every problem. Builds the translator if that was never done. Exits with 1 if
    something failed.

    Examples:

    ```
    mujaz doctor
    mujaz doctor --quick --json
    ```
    """
    with console.progress() as progress:
        findings = list(
            examine(profile, console.data_folder(), progress, quick=quick, device=device, dtype=dtype)
        )
    failed = [finding for finding in findings if finding.state == "fail"]
    if as_json:
        console.write_json({"ok": not failed, "checks": [asdict(finding) for finding in findings]})
    else:
        _show(findings)
    if failed:
        raise typer.Exit(1)


def examine(
    profile_name: str,
    folder: Path,
    progress: Progress,
    *,
    quick: bool,
    device: str = "auto",
    dtype: str = "auto",
) -> Iterator[Finding]:
    """All findings, in the order of the table; what a failed check would make pointless is left out."""
    from summarizer.cli import canaries, machine

    progress("machine", 0.0)
    usable = True
    for finding in machine.machine(folder):
        usable = usable and not (finding.name == "Data folder" and finding.state == "fail")
        yield finding
    if not usable:
        return
    yield canaries.attempt("Cache", lambda: canaries.cache(folder))
    progress("models", 0.0)
    from summarizer.profiles import load_profile

    try:
        profile = load_profile(profile_name)
    except Exception as error:  # noqa: BLE001 - whatever it is, the table shall say it
        yield canaries.failure("Profile", error)
        return
    yield machine.Finding("Profile", machine.State.OK, f"{profile.name}: {profile.license}")
    yield from canaries.models(profile, folder / "models", progress, build=not quick)
    if not quick:
        yield from canaries.engines(profile, folder, progress, running.runtime(profile, device, dtype))


def _show(findings: Sequence[Finding]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        color = _COLORS[finding.state]
        detail = escape(finding.detail) + (
            f"\n[bold]{escape(finding.remedy)}[/bold]" if finding.remedy else ""
        )
        table.add_row(f"[{color}]{finding.state}[/{color}]", escape(finding.name), detail)
    console.write_table(table)
    counts = {state: sum(finding.state == state for finding in findings) for state in _COLORS}
    console.write(f"\n{counts['ok']} ok, {counts['warn']} to look at, {counts['fail']} failed")
