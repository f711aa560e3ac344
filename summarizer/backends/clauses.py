"""Cuts texts that are too long for an engine, where clauses begin if it can be, and loses no word."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

#: Places to cut, best first: after strong marks, after commas, before a conjunction that opens a clause.
_BOUNDARIES = (
    re.compile(r"(?<=[؛;:])\s+|\s+(?=[—–]\s)"),
    re.compile(r"(?<=[،,])\s+"),
    re.compile(
        r"\s+(?=(?:and|but|while|which|who|because|although|whereas|بينما|لكن|ولكن|فيما|حيث|كما|وقد|وأن|الذي|التي)\s)",
        re.IGNORECASE,
    ),
    re.compile(r"\s+(?=و\w{3})"),
)

#: Parts that a clause may be cut into have at least so many words; shorter ones translate badly.
_SHORTEST = 4


@dataclass(frozen=True)
class Limits:
    """Texts of more than ``longest`` words are cut, into parts of at least ``shortest`` words."""

    longest: int = 60
    shortest: int = 8


LIMITS = Limits()


def split_clauses(text: str, limits: Limits = LIMITS) -> list[str]:
    """Parts whose words, in order, are exactly the words of ``text``.

    A text within the limit, or without any usable boundary, stays whole. Each cut is made at the best
    kind of boundary there is, and among those at the one nearest to the middle.
    """
    text = text.strip()
    if len(text.split()) <= limits.longest:
        return [text]
    for boundary in _BOUNDARIES:
        cuts = [
            match
            for match in boundary.finditer(text)
            if min(len(text[: match.start()].split()), len(text[match.end() :].split())) >= limits.shortest
        ]
        if cuts:
            middle = len(text) / 2
            cut = min(cuts, key=lambda match: abs(match.start() - middle))
            return [*split_clauses(text[: cut.start()], limits), *split_clauses(text[cut.end() :], limits)]
    return [text]


def cut(text: str, count: Callable[[str], int], limit: int) -> list[str]:
    """Parts of ``text``, each of at most ``limit`` tokens as ``count`` counts them, in order.

    A text is halved where a clause begins, else between two words, else (one endless word) between two
    characters; joined by spaces the parts give back every character but white space at the cuts. A single
    character that has more tokens than the limit stays.

    Raises:
        ValueError: ``limit`` is below 1.
    """
    if limit < 1:
        raise ValueError("limit must be at least 1")
    text = text.strip()
    if len(text) < 2 or count(text) <= limit:
        return [text]
    words = text.split()
    halves = split_clauses(text, Limits(max(1, len(words) - 1), _SHORTEST))
    if len(halves) < 2:
        middle = len(words) // 2
        halves = [" ".join(words[:middle]), " ".join(words[middle:])]
        if len(words) < 2:
            halves = [text[: len(text) // 2], text[len(text) // 2 :]]
    return [part for half in halves for part in cut(half, count, limit)]
