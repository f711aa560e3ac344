"""``mujaz models``: what the engines are, under which licence, and whether they are in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli import console

if TYPE_CHECKING:
    from summarizer.backends.store import ModelInfo

app = typer.Typer(
    no_args_is_help=True,
    help="See, build and verify the models. Nothing here opens a network connection.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_COLORS = {"ready": "green", "not built": "yellow", "missing": "red", "broken": "red"}


def _model(name: str) -> str:
    if name != "lite":
        raise typer.BadParameter(f"{name!r} is not a model that is built here; the only one is 'lite'")
    return name


@app.command("list")
def list_(as_json: Json = False) -> None:
    """Show every model: what it does, its licence, size and revision, where it is, and in which state."""
    from summarizer.backends.store import list_models

    _show(list_models(console.model_folder()), as_json=as_json)


@app.command()
def pull(
    name: Annotated[str, typer.Argument(parser=_model, metavar="lite", help="Which model.")],
) -> None:
    """Build a model now, so that the first brief need not.

    The weights of the lite translator came with pip. Here they are checked, merged with the adapter and
    converted, once; nothing is downloaded.
    """
    from summarizer.backends.store import build_lite

    with console.progress() as progress:
        folder = build_lite(console.model_folder(), progress)
    console.write(f"{name} is ready in {folder}")


@app.command()
def verify(as_json: Json = False) -> None:
    """Hash every file and compare it with what it must be; exit with 1 if something is wrong."""
    from summarizer.backends.store import verify_models

    with console.progress() as progress:
        models = verify_models(console.model_folder(), progress)
    _show(models, as_json=as_json)
    if any(model.state in ("missing", "broken") for model in models):
        raise typer.Exit(1)


def _show(models: Sequence[ModelInfo], *, as_json: bool) -> None:
    if as_json:
        location = [str(model.location) if model.location else None for model in models]
        console.write_json(
            [{**asdict(model), "location": place} for model, place in zip(models, location, strict=True)]
        )
        return
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 1, 0))
    for heading in ("Model", "State", "What it is", "Where"):
        table.add_column(heading, overflow="fold", no_wrap=heading == "State")
    for model in models:
        color = _COLORS[model.state]
        size = f", {console.size(model.size)}" if model.size else ""
        what = [model.task, f"{model.licence}{size}", f"revision {model.revision}"]
        where = [str(model.location)] if model.location else []
        table.add_row(
            escape(model.name),
            f"[{color}]{model.state}[/{color}]",
            escape("\n".join(what)),
            escape("\n".join([*where, model.note] if model.note else where)),
        )
    console.write_table(table)
