"""Numbered sentences on their way from an article, over the parts of it, to a brief."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from summarizer.backends.answers import Line
from summarizer.text.normalization import visible


@dataclass(frozen=True)
class Note:
    """A numbered sentence for the model to read: the article's, or one that was written about a part of it.

    ``sentences`` are the article's that it rests on (none: not known), ``rank`` its place in its answer,
    from 0 (first) to below 1.
    """

    number: int
    text: str
    sentences: tuple[int, ...]
    rank: float


def texts_by_number(group: Sequence[Note]) -> dict[int, str]:
    """The text of each number; parts of one sentence have the same."""
    texts: dict[int, str] = {}
    for note in group:
        texts[note.number] = f"{texts[note.number]} {note.text}" if note.number in texts else note.text
    return texts


def notes_from(lines: Sequence[Line], notes: Mapping[int, Note]) -> list[Note]:
    """The lines of an answer as notes, each with the evidence of the ``notes`` whose numbers it gave."""
    return [
        Note(
            0,
            visible(line.text),
            tuple(sorted({i for number in line.numbers for i in notes[number].sentences})),
            rank / len(lines),
        )
        for rank, line in enumerate(lines)
    ]


def renumbered(groups: Sequence[Sequence[Note]]) -> list[Note]:
    """What was written about all groups, in the article's order and numbered, a text that recurs once."""
    notes: dict[str, Note] = {}
    for note in (note for group in groups for note in group):
        twin = notes.get(note.text)
        together = tuple(sorted({*note.sentences, *(twin.sentences if twin else ())}))
        notes[note.text] = replace(twin or note, sentences=together)
    return [replace(note, number=number) for number, note in enumerate(notes.values(), start=1)]
