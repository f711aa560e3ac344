"""Checkpoints in the form of Hugging Face: where they are on this machine, whether they are whole, and
what they are called.

A checkpoint of the hub lies in a folder of plain files, ``hub/<organization>--<name>@<commit>``, with a
manifest of their sizes and hashes; ``hub`` fetches it, ``archives`` carries it to another machine. Nothing
here opens a socket or looks into other caches.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from summarizer.backends.files import hash_file
from summarizer.errors import ModelIntegrityError, ModelMissingError
from summarizer.protocols import Progress

HUB = "hub"
MANIFEST = "mujaz-manifest.json"
FORMAT = 1

#: A model of the hub: an organization (or user) and a name.
HUB_NAME = re.compile(r"(?!.*(?:--|\.\.))[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
COMMIT = re.compile(r"[0-9a-f]{40}")

#: Files of a repository that a model needs, or its licence does. Pickled weights run code when they are
#: read, and other formats are never loaded here.
WANTED = (
    "model*.safetensors", "model*.safetensors.index.json", "config.json", "generation_config.json",
    "tokenizer*.json", "tokenizer.model", "special_tokens_map.json", "added_tokens.json", "vocab.json",
    "vocab.txt", "merges.txt", "source.spm", "target.spm", "*.bpe.model", "spiece.model", "spm.model",
    "chat_template.*", "modules.json", "sentence_bert_config.json", "config_sentence_transformers.json",
    "[0-9]_*/config.json", "[0-9]_*/model.safetensors", "LICENSE*", "NOTICE*", "USE_POLICY*", "README.md",
)  # fmt: skip
#: What a folder of the user's own may have besides, and what makes it another model.
_LOCAL = (*WANTED, "pytorch_model*.bin", "pytorch_model*.index.json", "*.safetensors")
_WORDS = ("LICENSE*", "NOTICE*", "USE_POLICY*", "README.md")


@dataclass(frozen=True)
class Reference:
    """A checkpoint that a profile names.

    ``model`` is "organization/name" on the hub with ``revision``, a commit; or the path of a folder, with
    none. ``size`` is how many bytes there are to fetch (0: unknown), ``files`` the SHA-256 of files that the
    profile pins besides.
    """

    model: str
    revision: str
    licence: str
    size: int = 0
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder on this machine, which the hub has no part in."""
        return not self.revision

    @property
    def key(self) -> str:
        """The model and its revision, or the folder's path."""
        return self.model if self.is_folder else f"{self.model}@{self.revision}"

    def folder(self, models: Path) -> Path:
        """Where it lies, or would lie, when built models are in ``models``."""
        return Path(self.model) if self.is_folder else models / HUB / folder_name(self.model, self.revision)


@dataclass(frozen=True)
class Found:
    """A checkpoint that is here. ``name`` and ``revision`` identify its bytes; ``checked`` says whether
    they were compared with hashes when they came (a folder that somebody copied was not).
    """

    folder: Path
    name: str
    revision: str
    checked: bool


def folder_name(model: str, revision: str) -> str:
    """The name of the folder of a model of the hub."""
    return f"{model.replace('/', '--')}@{revision}"


def find(reference: Reference, models: Path, *, pull: str = "") -> Found:
    """The checkpoint on this machine. Reads sizes, and hashes only what came without a manifest.

    ``pull`` is what the command ``mujaz models pull`` must be given to fetch it.

    Raises:
        ModelMissingError: it is not here; says which command fetches it, and how to bring it without one.
        ModelIntegrityError: files are missing, or others than the profile pins.
    """
    folder = reference.folder(models)
    if not (folder / "config.json").is_file():
        raise missing(reference, models, pull or reference.model)
    manifest = read_manifest(folder)
    if manifest is None:
        found = _hashes(folder, models)
        _compare(reference, folder, found)
        digest = _digest(found)[:16]
        if reference.is_folder:
            return Found(folder, folder.name, digest, checked=False)
        return Found(folder, reference.model, f"{reference.revision}/{digest}", checked=False)
    for name, entry in manifest["files"].items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != entry["size"]:
            raise _broken(reference, folder, name)
    _compare(reference, folder, {name: entry["sha256"] for name, entry in manifest["files"].items()})
    return Found(folder, manifest["model"], manifest["revision"], checked=True)


def verify(reference: Reference, models: Path, progress: Progress | None = None) -> Found:
    """Hashes every file of a checkpoint that is here, and compares it with the manifest and the profile.

    Raises:
        ModelMissingError, ModelIntegrityError: as ``find``.
    """
    found = find(reference, models)
    manifest = read_manifest(found.folder)
    if manifest is None:
        _compare(reference, found.folder, _hashes(found.folder, models, afresh=True))
        return found
    for number, (name, entry) in enumerate(manifest["files"].items()):
        if progress:
            progress(f"hashing {reference.model}: {name}", number / len(manifest["files"]))
        if hash_file(found.folder / name) != entry["sha256"]:
            raise _broken(reference, found.folder, name)
    return found


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """``model``, ``revision``, ``licence`` and ``files`` (size and sha256 by name); None if there is none.

    Raises:
        ModelIntegrityError: there is one, but it cannot be read.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        whole = all(
            [manifest["model"], manifest["revision"], *(f["sha256"] for f in manifest["files"].values())]
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unreadable(folder) from error
    if not whole:
        raise _unreadable(folder)
    return manifest


def make_manifest(model: str, revision: str, licence: str, files: Mapping[str, Mapping[str, Any]]) -> str:
    """The manifest of a checkpoint as text. ``files`` has ``size`` and ``sha256`` by name."""
    value = {"format": FORMAT, "model": model, "revision": revision, "licence": licence, "files": files}
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def model_files(folder: Path) -> Iterator[Path]:
    """The files of a folder that belong to its model, in the order of their names."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and any(
            fnmatch(name, pattern) and _levels_agree(name, pattern) for pattern in _LOCAL
        ):
            yield path


def is_wanted(name: str) -> bool:
    """Whether a file of a repository is fetched."""
    return any(fnmatch(name, pattern) and _levels_agree(name, pattern) for pattern in WANTED)


def missing(reference: Reference, models: Path, pull: str) -> ModelMissingError:
    """Says that a checkpoint is not here, and what to do with and without a network."""
    folder = reference.folder(models)
    if reference.is_folder:
        return ModelMissingError(
            f"There is no checkpoint in {folder}",
            value=reference.model,
            hint="The profile names this folder; it must hold config.json, the tokenizer's files and "
            "model.safetensors",
        )
    return ModelMissingError(
        f"The model {reference.model} is not on this machine",
        value=reference.key,
        hint=f"Fetch it: mujaz models pull {pull}. Without a network: {by_hand(reference, models, pull)}",
    )


def by_hand(reference: Reference, models: Path, pull: str) -> str:
    """What to copy where on a machine that has no network."""
    return (
        f"on a machine that has one, mujaz models pull {pull} and mujaz models pack {pull} FILE.tar, and "
        f"here mujaz models unpack FILE.tar; or copy the files of "
        f"https://huggingface.co/{reference.model}/tree/{reference.revision} (safetensors, *.json, "
        f"tokenizer) into {reference.folder(models)}"
    )


def _levels_agree(name: str, pattern: str) -> bool:
    return name.count("/") == pattern.count("/")  # the * of fnmatch crosses folders


def _compare(reference: Reference, folder: Path, found: Mapping[str, str]) -> None:
    for name, expected in reference.files.items():
        if found.get(name) != expected:
            raise ModelIntegrityError(
                f"{folder / name} is not the file that the profile pins",
                value=found.get(name),
                hint=f"Its SHA-256 must be {expected}; correct the profile, or fetch the model again",
            )


def _unreadable(folder: Path) -> ModelIntegrityError:
    return ModelIntegrityError(
        f"The manifest of {folder} cannot be read", value=str(folder), hint=f"Remove {folder}"
    )


def _broken(reference: Reference, folder: Path, name: str) -> ModelIntegrityError:
    return ModelIntegrityError(
        f"{folder / name} is not what was fetched",
        value=name,
        hint=f"Remove {folder} and run: mujaz models pull {reference.model}",
    )


def _digest(hashes: Mapping[str, str]) -> str:
    """One hash for all files that change what a model answers."""
    lines = [
        f"{digest}  {name}\n"
        for name, digest in sorted(hashes.items())
        if not any(fnmatch(name, pattern) for pattern in _WORDS)
    ]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _hashes(folder: Path, models: Path, *, afresh: bool = False) -> dict[str, str]:
    """SHA-256 by name of the files of a model without a manifest.

    They are remembered by path, size and time of change in ``hashes.json``, so that loading stays fast.
    """
    memory = models / "hashes.json"
    known: dict[str, list[Any]] = {}
    with suppress(OSError, ValueError):
        known = json.loads(memory.read_text(encoding="utf-8"))
    hashes, changed = {}, False
    for path in model_files(folder):
        place, stat = str(path.absolute()), path.stat()
        seen = known.get(place)
        if afresh or not seen or seen[:2] != [stat.st_size, stat.st_mtime_ns]:
            seen = known[place] = [stat.st_size, stat.st_mtime_ns, hash_file(path)]
            changed = True
        hashes[path.relative_to(folder).as_posix()] = str(seen[2])
    if changed:
        with suppress(OSError):  # a memory that cannot be kept only costs time
            _replace(memory, json.dumps(known, indent=1))
    return hashes


def _replace(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".hashes-")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
