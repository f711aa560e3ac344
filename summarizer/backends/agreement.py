"""How far translations of one text agree with what the model would say of it at random.

A text has many translations, and a model that is unsure spreads its probability over them. The likeliest one
can be a stray; one that is like most of the others is right more often (minimum Bayes risk decoding: Eikema &
Aziz 2020, "Is MAP Decoding All You Need?"; by chrF: Freitag et al. 2022).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

#: Character n-grams up to this length, and how many times recall weighs as much as precision: as in chrF2.
_LONGEST = 6
_BETA = 2

_Profile = list[Counter[str]]


def agreement(candidates: Sequence[str], samples: Sequence[str]) -> list[float]:
    """The mean chrF2 (Popović 2015; 0 to 1) of each candidate against all ``samples``, at least one.

    White space does not count. Two texts without a character are alike.
    """
    others = [_profile(sample) for sample in samples]
    return [sum(_chrf(own, other) for other in others) / len(others) for own in map(_profile, candidates)]


def _profile(text: str) -> _Profile:
    letters = "".join(text.split())
    return [Counter(letters[i : i + n] for i in range(len(letters) - n + 1)) for n in range(1, _LONGEST + 1)]


def _chrf(candidate: _Profile, reference: _Profile) -> float:
    """The mean F score over the lengths of n-grams that either text has."""
    scores = []
    for own, other in zip(candidate, reference, strict=True):
        total = own.total() + _BETA**2 * other.total()
        if total:  # F = (1 + b²) p r / (b² p + r), where p and r are shares of the same matches
            scores.append((1 + _BETA**2) * (own & other).total() / total)
    return sum(scores) / len(scores) if scores else 1.0
