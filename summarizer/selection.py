"""Translation-aware selection: which candidates make the brief.

A candidate is worth ``(1 - trade_off) * salience + trade_off * adequacy``: how central it is, and how
well its best translation carries it. Candidates are taken greedily, each paying for what it repeats of
those already taken (maximal marginal relevance, Carbonell & Goldstein 1998). With ``trade_off`` 0 the
translation has no say; with 1 only the translation has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from summarizer.protocols import Matrix

#: Which briefs a bound of words holds for: both, or only the one in the article's language.
Bounds = Literal["both", "article"]


@dataclass(frozen=True)
class Settings:
    """The documented parameters of selection.

    ``redundancy`` weighs the penalty for repeating what was taken; ``similar`` is the relative
    similarity (0 to 1 within the article) from which a candidate counts as a repetition outright.
    ``bounds`` says which briefs ``words`` bounds; comparisons bound only the article's language, so that a
    brief is as long there as a summary that was never translated.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}  # profiles refuse unknown keys

    trade_off: float = 0.4
    redundancy: float = 0.1
    similar: float = 0.92
    bounds: Bounds = "both"


@dataclass(frozen=True)
class Pick:
    """What selection made of one candidate: its final score, and why it was taken or not."""

    chosen: bool
    score: float
    reason: str


def worth(salience: float, adequacy: float, trade_off: float) -> float:
    """What a candidate is worth before redundancy (see the module's formula)."""
    return (1.0 - trade_off) * salience + trade_off * adequacy


def select(
    saliences: Sequence[float],
    adequacies: Sequence[float | None],
    vectors: Matrix,
    lengths: Sequence[tuple[int, int]],
    *,
    sentences: int,
    words: int | None = None,
    settings: Settings = Settings(),
) -> list[Pick]:
    """Decides on each candidate.

    ``vectors`` are the candidates' embeddings (n, d), ``lengths`` their words in the article's language and
    in the other one, and ``words`` bounds the briefs that ``settings.bounds`` names. A candidate whose
    adequacy is None was not translated, and cannot be taken. At least one candidate is taken where any was
    translated: where none is as short as ``words``, the best one.
    """
    n = len(saliences)
    if n == 0:
        return []
    cosine = vectors @ vectors.T
    # Sentence encoders squeeze all cosines into a narrow band: read them relative to the article's own.
    floor = float(np.median(cosine[~np.eye(n, dtype=bool)])) if n > 2 else 0.0
    relative = np.clip((cosine - floor) / max(1e-6, 1.0 - floor), 0.0, 1.0)
    base = [
        worth(s, a, settings.trade_off) if a is not None else -1.0
        for s, a in zip(saliences, adequacies, strict=True)
    ]
    picks = [
        Pick(False, round(b, 4), "not salient enough to be translated" if a is None else "")
        for a, b in zip(adequacies, base, strict=True)
    ]
    remaining = [i for i in range(n) if adequacies[i] is not None]
    taken: list[int] = []
    used, bounded = [0, 0], 2 if settings.bounds == "both" else 1

    def exceeds(i: int) -> bool:
        return words is not None and any(
            u + length > words for u, length in zip(used[:bounded], lengths[i][:bounded], strict=True)
        )

    fitting = not all(exceeds(i) for i in remaining)
    while remaining and len(taken) < sentences:

        def marginal(i: int) -> float:
            repeats = max((float(relative[i, j]) for j in taken), default=0.0)
            return base[i] - settings.redundancy * repeats

        best = max(remaining, key=lambda i: (marginal(i), -i))
        remaining.remove(best)
        score = round(marginal(best), 4)
        twin = max(taken, key=lambda j: relative[best, j], default=None)
        if twin is not None and relative[best, twin] >= settings.similar:
            picks[best] = Pick(False, score, "repeats a candidate that was taken")
        elif exceeds(best) and (taken or fitting):
            picks[best] = Pick(False, score, f"would exceed {words} words")
        else:
            taken.append(best)
            used = [u + length for u, length in zip(used, lengths[best], strict=True)]
            picks[best] = Pick(True, score, _why_taken(best, saliences, adequacies))
    for i in remaining:
        picks[i] = Pick(False, round(base[i], 4), _why_left(i, taken, saliences, adequacies))
    return picks


def _why_taken(i: int, saliences: Sequence[float], adequacies: Sequence[float | None]) -> str:
    rank = 1 + sum(s > saliences[i] for s in saliences)
    return f"salience ranks {rank} of {len(saliences)}, adequacy {adequacies[i]:.2f}"


def _why_left(
    i: int, taken: Sequence[int], saliences: Sequence[float], adequacies: Sequence[float | None]
) -> str:
    weakest = min((saliences[j] for j in taken), default=0.0)
    if saliences[i] >= weakest:
        return f"salient, but its translation carries it less well (adequacy {adequacies[i]:.2f})"
    return "less salient than those taken"
