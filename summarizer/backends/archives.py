"""Carries checkpoints to a machine without a network: one tar file with a manifest of SHA-256 sums.

The first member is the manifest; the others are files: "1/config.json" belongs to the first model that it
lists. Reading trusts nothing: a member must be a plain file that the manifest lists, of the size and hash
that it states; what is unpacked gets its name when all of it is there.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from summarizer.backends.checkpoints import (
    COMMIT,
    FORMAT,
    HUB,
    HUB_NAME,
    MANIFEST,
    Reference,
    find,
    folder_name,
    is_wanted,
    make_manifest,
    model_files,
    read_manifest,
)
from summarizer.backends.files import hash_file, sync
from summarizer.errors import ConfigurationError, ModelIntegrityError, UnreadableInputError
from summarizer.protocols import Progress

_BLOCK, _COPY = 512, 1 << 20
_LIST = "manifest.json"
_LONGEST_LIST = 4 * 2**20
_PART = ".unpack-"
_SHA256 = re.compile("[0-9a-f]{64}")


def pack(references: Sequence[Reference], models: Path, file: Path, progress: Progress | None = None) -> int:
    """Writes the checkpoints into one archive; returns its size. An older file is replaced at the end.

    Raises:
        ConfigurationError: there is none of a hub among them.
        ModelMissingError: one is not here.
        ModelIntegrityError: a file is not what its manifest says.
    """
    report = progress or (lambda _stage, _done: None)
    entries: list[dict[str, Any]] = []
    sources: list[tuple[Path, str, dict[str, Any], str]] = []
    for reference in references:
        if reference.is_folder:
            continue
        folder = find(reference, models).folder
        files = _described(folder)
        named = {"model": reference.model, "revision": reference.revision, "licence": reference.licence}
        entries.append({**named, "files": files})
        sources += [(folder, name, files[name], f"{len(entries)}/{name}") for name in sorted(files)]
    if not entries:
        raise ConfigurationError(
            "There is no model of a hub to pack",
            hint="pip carries what comes with pip (pip download mujaz); a folder of yours is copied as it is",
        )
    total = sum(entry["size"] for _, _, entry, _ in sources)
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as output:
            with tarfile.open(fileobj=output, mode="w", format=tarfile.GNU_FORMAT) as archive:
                text = json.dumps({"format": FORMAT, "models": entries}, indent=1, sort_keys=True).encode()
                _add(archive, _LIST, len(text), BytesIO(text))
                done = 0
                for folder, name, entry, member in sources:
                    report(f"packing {folder.name}: {name}", done / max(1, total))
                    with (folder / name).open("rb") as source:
                        hashing = _Hashing(source)
                        _add(archive, member, entry["size"], hashing)
                    if hashing.digest.hexdigest() != entry["sha256"]:
                        raise ModelIntegrityError(
                            f"{folder / name} is not what was fetched",
                            value=name,
                            hint=f"Remove {folder} and fetch it again: mujaz models pull",
                        )
                    done += entry["size"]
            output.flush()
            os.fsync(output.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    report("packed", 1.0)
    return file.stat().st_size


def unpack(file: Path, models: Path, progress: Progress | None = None) -> list[Path]:
    """Puts the models of an archive where ``find`` looks; returns their folders. Those that are here stay.

    Raises:
        UnreadableInputError: it is no archive of ``pack``.
        ModelIntegrityError: it holds something else than its manifest says.
        ConfigurationError: there is no room for it.
    """
    from filelock import FileLock

    hub = models / HUB
    hub.mkdir(parents=True, exist_ok=True)
    with file.open("rb") as source, FileLock(hub / ".lock-unpack"):
        # Whoever holds the lock is the only one: folders of others are of dead processes.
        for left in hub.glob(f"{_PART}*"):
            shutil.rmtree(left, ignore_errors=True)
        part = Path(tempfile.mkdtemp(prefix=_PART, dir=hub))
        try:
            entries = _unpack_into(source, part, progress or (lambda _stage, _done: None))
            return [_settle(entry, part / str(number), hub) for number, entry in enumerate(entries, 1)]
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _unpack_into(source: IO[bytes], part: Path, report: Progress) -> list[Mapping[str, Any]]:
    members = _members(source)
    name, size = next(members, ("", 0))
    if name != _LIST or size > _LONGEST_LIST:
        raise _foreign("it does not begin with a manifest")
    entries = _entries(source.read(size))
    source.seek(-size % _BLOCK, os.SEEK_CUR)
    expected = {
        f"{number}/{name}": described
        for number, entry in enumerate(entries, 1)
        for name, described in entry["files"].items()
    }
    total = sum(described["size"] for described in expected.values())
    if total > shutil.disk_usage(part).free:
        raise ConfigurationError(
            f"The archive takes {total:,} bytes and {shutil.disk_usage(part).free:,} are free",
            value=total,
            hint="Free some room, or set MUJAZ_HOME to another disk",
        )
    done = 0
    for name, size in members:
        described = expected.pop(name, None)
        if described is None or size != described["size"]:
            raise _wrong(name, "is not in its manifest" if described is None else "has another size")
        report(f"unpacking {name}", done / max(1, total))
        path = part / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if _copy(source, path, size) != described["sha256"]:
            raise _wrong(name, "has another SHA-256 than its manifest says")
        source.seek(-size % _BLOCK, os.SEEK_CUR)
        done += size
    if expected:
        raise _wrong(min(expected), "is missing: the archive was cut off")
    report("unpacked", 1.0)
    return entries


def _settle(entry: Mapping[str, Any], part: Path, hub: Path) -> Path:
    """Gives a model that is whole its place, unless it is there."""
    name = folder_name(entry["model"], entry["revision"])
    target = hub / name
    if target.is_dir() and read_manifest(target) is not None:
        return target
    text = make_manifest(entry["model"], entry["revision"], entry["licence"], entry["files"])
    (part / MANIFEST).write_text(text, encoding="utf-8")
    for path in part.rglob("*"):
        sync(path)
    if target.is_dir():  # copied by hand, whole or not: what was checked takes its place
        target.rename(part.with_name(f"{part.name}.old"))
    part.rename(target)
    sync(hub)
    return target


def _members(source: IO[bytes]) -> Iterator[tuple[str, int]]:
    """Name and size of each member; the consumer reads its bytes, filled up to whole blocks.

    Only plain files pass: no links, folders, devices or extended headers, which ``pack`` never writes.
    """
    while True:
        block = source.read(_BLOCK)
        if len(block) < _BLOCK:
            raise _foreign("it ends in the middle")
        if not block.strip(b"\0"):
            return
        try:
            member = tarfile.TarInfo.frombuf(block, "utf-8", "strict")
        except (tarfile.TarError, UnicodeDecodeError) as error:
            raise _foreign(str(error)) from error
        if member.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
            raise _wrong(member.name, "is no plain file")
        yield member.name, member.size


def _entries(text: bytes) -> list[Mapping[str, Any]]:
    """The models of a manifest, every name in which is safe to use as a path."""
    try:
        value = json.loads(text)
        entries: list[Mapping[str, Any]] = value["models"]
        fine = value["format"] == FORMAT and all(
            HUB_NAME.fullmatch(entry["model"])
            and COMMIT.fullmatch(entry["revision"])
            and isinstance(entry["licence"], str)
            and entry["files"]
            and all(
                is_wanted(name)
                and re.fullmatch(r"\w[\w.-]*(/\w[\w.-]*)?", name, re.ASCII)
                and type(described["size"]) is int
                and described["size"] >= 0
                and _SHA256.fullmatch(described["sha256"])
                for name, described in entry["files"].items()
            )
            for entry in entries
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _foreign("its manifest cannot be read") from error
    if not fine:
        raise _wrong(_LIST, "names models or files that no checkpoint has")
    return entries


def _described(folder: Path) -> dict[str, dict[str, Any]]:
    manifest = read_manifest(folder)
    if manifest is not None:
        files: dict[str, dict[str, Any]] = manifest["files"]
        return files
    paths = [(path.relative_to(folder).as_posix(), path) for path in model_files(folder)]
    return {
        name: {"size": path.stat().st_size, "sha256": hash_file(path)}
        for name, path in paths
        if is_wanted(name)
    }


class _Hashing:
    """Reads a file and hashes what it reads."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        block = self._file.read(size)
        self.digest.update(block)
        return block


def _add(archive: tarfile.TarFile, name: str, size: int, source: Any) -> None:
    member = tarfile.TarInfo(name)  # a short name: longer ones than 100 bytes need an extended header
    member.size = size  # no times and owners: the same models give the same bytes
    try:
        archive.addfile(member, source)
    except OSError as error:
        raise ModelIntegrityError(
            f"{name} changed while it was packed: {error}", value=name, hint="Run: mujaz models verify"
        ) from error


def _copy(source: IO[bytes], path: Path, size: int) -> str:
    digest = hashlib.sha256()
    with path.open("xb") as output:
        while size:
            block = source.read(min(size, _COPY))
            if not block:
                raise _foreign("it ends in the middle")
            digest.update(block)
            output.write(block)
            size -= len(block)
    return digest.hexdigest()


def _foreign(reason: str) -> UnreadableInputError:
    return UnreadableInputError(
        f"This is no whole archive of mujaz models pack: {reason}",
        hint="Make it again with: mujaz models pack PROFILE FILE.tar",
    )


def _wrong(name: str, reason: str) -> ModelIntegrityError:
    return ModelIntegrityError(
        f"The archive's member {name!r} {reason}; nothing was unpacked",
        value=name,
        hint="Make it again with: mujaz models pack PROFILE FILE.tar",
    )
