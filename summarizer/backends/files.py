"""Hashing, reading in blocks, bringing files to the disk, and making a folder once."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

_BLOCK = 1 << 20


def blocks(paths: Iterable[Path]) -> Iterator[bytes]:
    """The bytes of the files one after the other, a mebibyte at a time."""
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def hash_file(*paths: Path) -> str:
    """SHA-256 of the files' joined bytes, in hexadecimal."""
    digest = hashlib.sha256()
    for block in blocks(paths):
        digest.update(block)
    return digest.hexdigest()


def sync(path: Path) -> None:
    """Brings a file or folder to the disk; a folder only where the system can open one."""
    if path.is_dir() and os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_once(folder: Path, kind: str, fill: Callable[[Path], None], *, lock: str) -> bool:
    """Has ``fill`` make ``folder``, which is not there yet, unless it is; returns whether it did.

    Safe in several processes at once. It is made beside its place, under the file lock ``lock``, and renamed
    when it is complete: a reader sees all of it or nothing, also after ``kill -9``. What dead makers of the
    same ``kind`` left is removed.
    """
    from filelock import FileLock

    if folder.is_dir():
        return False
    parent, prefix = folder.parent, f".part-{kind}-"
    parent.mkdir(parents=True, exist_ok=True)
    with FileLock(parent / lock):
        # Whoever holds the lock is the only maker: every other part folder of the kind belongs to a dead one.
        for left in parent.glob(f"{prefix}*"):
            shutil.rmtree(left, ignore_errors=True)
        if folder.is_dir():
            return False
        part = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        try:
            fill(part / "made")
            (part / "made").rename(folder)
            sync(parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    return True
