"""The paragraphs of a plain text: blocks between line breaks, hard-wrapped lines joined."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from summarizer.briefs import Span
from summarizer.text.boilerplate import is_terminated

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_WIDEST = 130  # a text with longer lines is not wrapped at a column
_NARROWEST = 45


@dataclass(frozen=True)
class Block:
    """A paragraph, heading or line. ``tag`` is its HTML element, empty in plain text."""

    span: Span
    text: str
    tag: str = ""


def paragraphs(text: str) -> list[Block]:
    """The blocks of ``text``: one for each line, or for each group of hard-wrapped lines.

    A line break may be forced by a column width if the next line's first word would hardly have fitted on
    the line; with fonts of unequal letters, "hardly" means four fifths of the widest line. That is believed
    only if most breaks between adjacent lines look so, and most of these stand inside a sentence.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(text) if not match.group().isspace()]
    pairs = list(pairwise(lines))
    near = [_adjacent(text, a, b) for a, b in pairs]
    width = max((line.end - line.start for line in lines), default=0)
    forced = [
        close and (a.end - a.start) + 1 + _first_word(text, b) > 0.8 * width
        for (a, b), close in zip(pairs, near, strict=True)
    ]
    inside = sum(full and not is_terminated(a.of(text)) for (a, _), full in zip(pairs, forced, strict=True))
    wrapped = _NARROWEST <= width <= _WIDEST and inside >= 3 and inside >= 0.5 * sum(near)
    blocks: list[Span] = []
    for index, line in enumerate(lines):
        if wrapped and index and forced[index - 1]:
            blocks[-1] = Span(blocks[-1].start, line.end)
        else:
            blocks.append(line)
    return [Block(span, span.of(text)) for span in (_stripped(text, span) for span in blocks)]


def _adjacent(text: str, line: Span, following: Span) -> bool:
    """Whether no blank line stands between two lines."""
    between = text[line.end : following.start]
    return len(between) <= 2 and between.count("\n") <= 1


def _first_word(text: str, line: Span) -> int:
    head = text[line.start : min(line.end, line.start + _WIDEST)].lstrip()
    return len(head.split(None, 1)[0]) if head else 0


def _stripped(text: str, span: Span) -> Span:
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()))
