"""Splits sentences that are too long for the lite translator at clause boundaries."""

from __future__ import annotations

import re
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
