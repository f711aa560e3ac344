"""Fetches checkpoints from a hub, by ``huggingface_hub``. The only module that downloads, and only when
somebody asks it to.

What was fetched before an interruption is kept and gone on with, byte for byte; every file is compared with
the hash that the hub states for the commit, and the folder gets its name when all are there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.backends.checkpoints import (
    HUB,
    MANIFEST,
    Reference,
    by_hand,
    find,
    folder_name,
    is_wanted,
    make_manifest,
    missing,
)
from summarizer.backends.files import blocks, hash_file, sync
from summarizer.errors import ConfigurationError, ModelIntegrityError, ModelMissingError
from summarizer.protocols import Progress

PUBLIC_HUB = "https://huggingface.co"
_PART, _PARTIAL = ".part-", ".partial"
_SECONDS = 30.0


@dataclass(frozen=True)
class _Remote:
    """A file as the hub describes it: ``sha256`` of a large one, ``blob``, git's hash, of any."""

    name: str
    size: int
    sha256: str
    blob: str

    def agrees(self, path: Path) -> bool:
        """Whether the bytes at ``path`` are those of the commit."""
        if path.stat().st_size != self.size:
            return False
        return hash_file(path) == self.sha256 if self.sha256 else _git_hash(path) == self.blob


def pull(
    reference: Reference,
    models: Path,
    *,
    endpoint: str | None = None,
    token: str | None = None,
    progress: Progress | None = None,
    name: str = "",
) -> Path:
    """The folder of a checkpoint, which is fetched unless it is here.

    Args:
        endpoint: another hub than the public one.
        token: of a user who may read a gated or private model. None is nobody, whatever the machine knows.
        name: what was asked for, to be said in errors.

    Raises:
        ModelMissingError: the hub cannot be reached, or does not have it.
        ModelIntegrityError: what came is not what the hub, or the profile, says it is.
        ConfigurationError: the checkpoint has no weights in safetensors, or there is no room for it.
    """
    asked = name or reference.model
    if reference.is_folder or reference.folder(models).is_dir():
        return find(reference, models, pull=asked).folder
    from filelock import FileLock

    hub = models / HUB
    hub.mkdir(parents=True, exist_ok=True)
    part = hub / f"{_PART}{folder_name(reference.model, reference.revision)}"
    with FileLock(hub / f".lock-{reference.model.replace('/', '--')}"):
        if reference.folder(models).is_dir():
            return find(reference, models, pull=asked).folder
        with _told(reference, models, asked):
            _fetch(reference, part, endpoint or PUBLIC_HUB, token, progress or (lambda _stage, _done: None))
        part.rename(reference.folder(models))
        sync(hub)
    return find(reference, models, pull=asked).folder


def _fetch(reference: Reference, part: Path, endpoint: str, token: str | None, report: Progress) -> None:
    """Fills the folder ``part``, which may hold some of it."""
    remotes = _listed(reference, endpoint, token)
    total = sum(remote.size for remote in remotes)
    part.mkdir(exist_ok=True)
    here = sum(path.stat().st_size for path in part.rglob("*") if path.is_file())
    free = shutil.disk_usage(part).free
    if total - here > free:
        raise ConfigurationError(
            f"{reference.model} takes {total - here:,} bytes more, and {free:,} are free",
            value=str(part),
            hint="Free some room, or keep models elsewhere",
        )
    done, files = 0, {}
    for remote in remotes:
        path, before = part / remote.name, done

        def told(count: int, before: int = before, remote: _Remote = remote) -> None:
            report(f"{reference.model}: {remote.name}", (before + count) / max(1, total))

        if not (path.is_file() and remote.agrees(path)):
            _fetch_file(reference, remote, path, endpoint, token, told)
        digest = hash_file(path)
        if reference.files.get(remote.name, digest) != digest:
            path.unlink()
            raise ModelIntegrityError(
                f"{remote.name} of {reference.key} is not the file that the profile pins",
                value=digest,
                hint=f"Its SHA-256 must be {reference.files[remote.name]}; correct the profile",
            )
        files[remote.name] = {"size": remote.size, "sha256": digest}
        told(remote.size)
        done += remote.size
    for path in [*part.rglob(f"*{_PARTIAL}")]:
        path.unlink()
    text = make_manifest(reference.model, reference.revision, reference.licence, files)
    (part / MANIFEST).write_text(text, encoding="utf-8")
    for path in part.rglob("*"):
        sync(path)
    sync(part)


def _listed(reference: Reference, endpoint: str, token: str | None) -> list[_Remote]:
    """The files of the commit that are wanted, in the order of their sizes."""
    from huggingface_hub import HfApi

    api = HfApi(endpoint=endpoint, token=token or False)
    info = api.model_info(reference.model, revision=reference.revision, files_metadata=True, timeout=_SECONDS)
    found = [
        _Remote(
            entry.rfilename,
            int(entry.size or 0),
            entry.lfs.sha256 if entry.lfs else "",
            entry.blob_id or "",
        )
        for entry in info.siblings or ()
        if is_wanted(entry.rfilename)
    ]
    names = {remote.name for remote in found}
    if not any(name.endswith(".safetensors") for name in names) or "config.json" not in names:
        raise ConfigurationError(
            f"{reference.key} has no weights in safetensors",
            value=reference.key,
            hint="Pickled weights are not fetched, since reading them runs code. Choose a revision that has "
            "model.safetensors, or convert it by save_pretrained and name the folder in a profile",
        )
    if any(not (remote.sha256 or remote.blob) for remote in found):
        raise ModelIntegrityError(f"The hub states no hashes for {reference.key}", value=endpoint)
    return sorted(found, key=lambda remote: (remote.size, remote.name))


def _fetch_file(
    reference: Reference,
    remote: _Remote,
    path: Path,
    endpoint: str,
    token: str | None,
    told: Callable[[int], None],
) -> None:
    """Brings one file to ``path``; goes on with what an earlier attempt left beside it."""
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get

    partial = path.with_name(path.name + _PARTIAL)
    path.parent.mkdir(parents=True, exist_ok=True)
    with partial.open("ab") as file:
        if file.tell() > remote.size:
            file.truncate(0)
            file.seek(0)
        begun = file.tell()
        http_get(
            hf_hub_url(reference.model, remote.name, revision=reference.revision, endpoint=endpoint),
            file,
            resume_size=begun,
            # Compressed on the way, the file could not be gone on with.
            headers={"Accept-Encoding": "identity"} | _authorization(token),
            expected_size=remote.size,
            displayed_filename=remote.name,
            tqdm_class=_meter(told, begun),
        )
        file.flush()
        os.fsync(file.fileno())
    if not remote.agrees(partial):
        partial.unlink()
        raise ModelIntegrityError(
            f"{remote.name} of {reference.key} did not arrive as the hub has it",
            value=remote.name,
            hint="Run the same command again; it fetches this file anew",
        )
    partial.replace(path)


def _authorization(token: str | None) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


def _meter(told: Callable[[int], None], begun: int) -> Any:
    """A class in the place of tqdm's, which tells how many bytes of the file are here."""

    class Meter:
        """Counts bytes."""

        def __init__(self, *_: Any, **__: Any) -> None:
            self._count = begun

        def __enter__(self) -> Meter:
            return self

        def __exit__(self, *_: object) -> None:
            """Nothing is shown that had to be closed."""

        def update(self, count: int) -> None:
            """Adds ``count`` bytes."""
            self._count += count
            told(self._count)

    return Meter


@contextmanager
def _told(reference: Reference, models: Path, asked: str) -> Iterator[None]:
    """Turns what goes wrong on the way into errors that say what to do."""
    import httpx2
    from huggingface_hub import errors

    try:
        yield
    except (errors.GatedRepoError, errors.RepositoryNotFoundError) as error:
        raise ModelMissingError(
            f"The hub does not give {reference.model} to us: it is gated, private, or not there",
            value=reference.key,
            hint=f"Accept its terms at https://huggingface.co/{reference.model} and set HF_TOKEN to a token "
            "of yours that may read it",
        ) from error
    except (errors.RevisionNotFoundError, errors.RemoteEntryNotFoundError) as error:
        raise ModelMissingError(
            f"The hub has {reference.model}, but not all of its revision {reference.revision}",
            value=reference.key,
            hint="Correct the profile: History, under Files of the model's page, lists its commits",
        ) from error
    except (errors.OfflineModeIsEnabled, httpx2.HTTPError, OSError) as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        absent = missing(reference, models, asked)
        raise ModelMissingError(
            f"{reference.model} cannot be fetched: {reason}",
            value=absent.value,
            hint="The same command goes on where it stopped. Without a network: "
            + by_hand(reference, models, asked),
        ) from error


def _git_hash(path: Path) -> str:
    """The name that git gives to a file's content."""
    digest = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
    for block in blocks([path]):
        digest.update(block)
    return digest.hexdigest()
