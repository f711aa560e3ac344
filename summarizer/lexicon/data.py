"""Reads the data files of the lexicon, each once."""

from __future__ import annotations

from pathlib import Path

from summarizer.once import once

DATA = Path(__file__).parent.parent / "data" / "lexicon"


def lines(name: str) -> list[str]:
    """The lines of a data file without comments and empty lines."""
    text = (DATA / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def rows(name: str, columns: int) -> list[list[str]]:
    """The lines of a TSV file, filled up to ``columns`` columns."""
    split = [[cell.strip() for cell in line.split("\t")] for line in lines(name)]
    return [row + [""] * (columns - len(row)) for row in split]


def listed(cell: str) -> list[str]:
    """The values of a cell that holds a list."""
    return [value.strip() for value in cell.split(";") if value.strip()]


@once
def english_words() -> frozenset[str]:
    """Some 64,000 common English words in lower case (SCOWL), and our additions."""
    return frozenset(lines("english_words.txt")) | frozenset(lines("more_words.txt"))
