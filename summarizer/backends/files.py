"""Hashing, reading in blocks, and bringing files to the disk."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
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
