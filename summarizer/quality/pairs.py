"""Reads sentence pairs: lines of domain, English and Arabic, between tabs; plain or xz."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from summarizer.errors import UnreadableInputError


@dataclass(frozen=True)
class SentencePair:
    """A sentence and its translation by a person; ``domain`` says where it is from."""

    domain: str
    english: str
    arabic: str


def read_pairs(path: Path) -> Iterator[SentencePair]:
    """The pairs of a file, in order.

    Raises:
        UnreadableInputError: there is no such file, or a line has not three columns.
    """
    if not path.is_file():
        raise UnreadableInputError(
            f"There is no file {path}", value=path, hint="Name a file of sentence pairs with --data"
        )
    with (
        lzma.open(path, "rt", encoding="utf-8")
        if path.suffix == ".xz"
        else path.open(encoding="utf-8") as file
    ):
        for number, line in enumerate(file, 1):
            columns = line.rstrip("\n").split("\t")
            if len(columns) != 3:
                raise UnreadableInputError(
                    f"Line {number} of {path} has {len(columns)} columns, not 3",
                    value=line[:80],
                    hint="A line is: domain, tab, English, tab, Arabic",
                )
            yield SentencePair(*columns)
