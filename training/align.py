"""A word aligner: IBM Model 1 in both directions, trained by EM and intersected.

Source: Brown et al. 1993, "The Mathematics of Statistical Machine Translation"; intersection of both
directions after Och & Ney 2003. It only has to find the surest links, from which terminology hints
are drawn, so a simple model with a strict intersection is enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ENGLISH_WORD = re.compile(r"[A-Za-z]+(?:[-'’][A-Za-z]+)*")
ARABIC_WORD = re.compile("[\u0621-\u063a\u0641-\u064a]+")
_FOLD = str.maketrans("أإآىة", "ااايه")
_PREFIXES = ("وال", "فال", "بال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك", "س")


def stem(word: str) -> str:
    """Folds an Arabic word and takes its most common prefix off, leaving at least three letters."""
    word = word.translate(_FOLD)
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word


@dataclass(frozen=True)
class Link:
    """English word ``english`` of a pair translates Arabic word ``arabic``, with this confidence."""

    english: int
    arabic: int
    score: float


def _encode(texts: Sequence[list[str]]) -> tuple[list[npt.NDArray[np.int64]], int]:
    ids: dict[str, int] = {}
    rows = [np.array([ids.setdefault(w, len(ids)) for w in words], np.int64) for words in texts]
    return rows, len(ids)


def expect(
    pair: npt.NDArray[np.int64],
    place: npt.NDArray[np.int64],
    given: npt.NDArray[np.int64],
    size: int,
    rounds: int,
) -> npt.NDArray[np.float64]:
    """Model 1 by expectation maximization, from equal probabilities.

    Each possible link (n,) has the number of its pair of words in ``pair`` and that of the word of the text
    which it explains in ``place``. ``given`` (types,) is the given word of each pair, one of ``size``.

    Returns:
        The probability of each pair of words (types,): those of one given word add up to one.
    """
    table = np.ones(len(given))
    for _ in range(rounds):
        weight = table[pair]
        weight /= np.bincount(place, weight)[place]
        counts = np.bincount(pair, weight, minlength=len(given))
        table = counts / np.bincount(given, counts, minlength=size)[given]
    return table


def align(english: Sequence[list[str]], arabic: Sequence[list[str]], rounds: int = 6) -> list[list[Link]]:
    """Links of each pair of tokenized sentences (English lower-cased, Arabic stemmed).

    A link is kept when it is the best choice of both words and the geometric mean of the two
    posteriors is at least 0.25.
    """
    left, n_left = _encode(english)
    right, n_right = _encode(arabic)
    sizes = np.array([len(a) * len(b) for a, b in zip(left, right, strict=True)])
    ends = np.cumsum(sizes)
    words_left = np.concatenate([np.repeat(a, len(b)) for a, b in zip(left, right, strict=True)])
    words_right = np.concatenate([np.tile(b, len(a)) for a, b in zip(left, right, strict=True)])
    base_left = np.cumsum([0] + [len(a) for a in left])
    base_right = np.cumsum([0] + [len(b) for b in right])
    place_left = np.concatenate(
        [
            np.repeat(np.arange(len(a)), len(b)) + base
            for a, b, base in zip(left, right, base_left, strict=False)
        ]
    )
    place_right = np.concatenate(
        [
            np.tile(np.arange(len(b)), len(a)) + base
            for a, b, base in zip(left, right, base_right, strict=False)
        ]
    )
    types, pair = np.unique(words_left * n_right + words_right, return_inverse=True)
    type_left, type_right = types // n_right, types % n_right
    posteriors = []
    for given, n_given, place in ((type_left, n_left, place_right), (type_right, n_right, place_left)):
        table = expect(pair, place, given, n_given, rounds)
        weight = table[pair]
        posteriors.append(weight / np.bincount(place, weight)[place])
    score = np.sqrt(posteriors[0] * posteriors[1])
    links: list[list[Link]] = []
    start = 0
    for index, end in enumerate(ends):
        a, b = len(left[index]), len(right[index])
        found: list[Link] = []
        if a and b:
            grid = score[start:end].reshape(a, b)
            for i in range(a):
                j = int(grid[i].argmax())
                if grid[i, j] >= 0.25 and int(grid[:, j].argmax()) == i:
                    found.append(Link(i, j, float(grid[i, j])))
        links.append(found)
        start = end
    return links
