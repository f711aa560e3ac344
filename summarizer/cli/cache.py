"""``mujaz cache``: what is kept, and how to get rid of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli import console

if TYPE_CHECKING:
    from summarizer.cache import ManagedCache

app = typer.Typer(
    no_args_is_help=True,
    help="See and empty the cache of briefs, which answers a repeated request at once.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?([kmgt]?)(i?)b?", re.IGNORECASE)
_AGE = re.compile(r"(\d+(?:\.\d+)?) ?([smhdw])", re.IGNORECASE)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def parse_size(text: str) -> int:
    """Bytes of a size such as ``500``, ``100MB`` or ``1.5G`` (powers of 1000), or ``100MiB`` (of 1024)."""
    match = _SIZE.fullmatch(text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is no size; write 500KB, 100MB or 2GB")
    return int(float(match[1]) * (1024 if match[3] else 1000) ** " kmgt".index(match[2].lower() or " "))


def parse_age(text: str) -> float:
    """Seconds of an age such as ``90s``, ``12h``, ``30d`` or ``4w``."""
    match = _AGE.fullmatch(text.strip())
    if not match:
        raise typer.BadParameter(f"{text!r} is no age; write 12h, 30d or 4w")
    return float(match[1]) * _SECONDS[match[2].lower()]


@app.command()
def stats(as_json: Json = False) -> None:
    """Show how many briefs are kept, and how much room they take."""
    with _opened() as cache:
        found = cache.stats()
    if as_json:
        console.write_json(asdict(found))
        return
    bound = f" of {console.size(found.max_bytes)}" if found.max_bytes is not None else ""
    console.write(f"Where    {found.where}")
    console.write(f"Briefs   {found.entries:,}")
    console.write(f"Size     {console.size(found.bytes)}{bound}")
    if found.oldest_seconds is not None:
        console.write(f"Oldest   {console.duration(found.oldest_seconds)} ago")


@app.command()
def prune(
    older_than: Annotated[
        float | None,
        typer.Option(parser=parse_age, metavar="AGE", help="Remove what is older, such as 12h, 30d or 4w."),
    ] = None,
    max_size: Annotated[
        int | None,
        typer.Option(
            parser=parse_size, metavar="SIZE", help="Remove the least used until this size is kept."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Remove old briefs, or the least used ones.

    Examples:

    ```
    mujaz cache prune --older-than 30d
    mujaz cache prune --max-size 100MB
    ```
    """
    if older_than is None and max_size is None:
        raise typer.BadParameter(
            "Say what to remove. Example: mujaz cache prune --older-than 30d",
            param_hint="'--older-than' / '--max-size'",
        )
    with _opened() as cache:
        removed = cache.prune(max_bytes=max_size, older_than=older_than)
    _report(removed, as_json=as_json)


@app.command()
def clear(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False, as_json: Json = False
) -> None:
    """Remove every brief that is kept."""
    with _opened() as cache:
        found = cache.stats()
        if not yes:
            question = f"Remove {found.entries:,} briefs ({console.size(found.bytes)}) from {found.where}?"
            typer.confirm(question, abort=True, err=True)
        removed = cache.clear()
    _report(removed, as_json=as_json)


def _report(removed: int, *, as_json: bool) -> None:
    if as_json:
        console.write_json({"removed": removed})
    else:
        console.write(f"{removed:,} briefs removed")


@contextmanager
def _opened() -> Iterator[ManagedCache]:
    from summarizer.cache import open_cache

    cache = open_cache(console.data_folder() / console.CACHE_FILE)
    try:
        yield cache
    finally:
        cache.close()
