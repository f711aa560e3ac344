"""ROUGE-N, ROUGE-L and ROUGE-Lsum over tokens that are given.

Formulas: Lin (2004), "ROUGE: A Package for Automatic Evaluation of Summaries", with the clipped counts and
the union of longest common subsequences of ROUGE 1.5.5, as ``rouge-score`` 0.1.2 computes them: given the
same tokens, the figures are identical. Everything is a fraction from 0 to 1.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

Tokens = Sequence[str]
Multi = Literal["mean", "best"]


@dataclass(frozen=True)
class Overlap:
    """Precision (share of the summary), recall (share of the reference) and F1, their harmonic mean."""

    precision: float
    recall: float

    @property
    def f(self) -> float:
        """2PR / (P + R), or 0."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total > 0 else 0.0


NOTHING = Overlap(0.0, 0.0)


def ngrams(tokens: Tokens, n: int) -> Counter[tuple[str, ...]]:
    """How often each run of ``n`` tokens occurs."""
    return Counter(tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1))


def rouge_n(summary: Tokens, reference: Tokens, n: int) -> Overlap:
    """ROUGE-N: n-grams in common, each counted at most as often as on the other side."""
    ours, theirs = ngrams(summary, n), ngrams(reference, n)
    common = sum((ours & theirs).values())
    return Overlap(common / max(1, ours.total()), common / max(1, theirs.total()))


def rouge_l(summary: Tokens, reference: Tokens) -> Overlap:
    """ROUGE-L: the longest common subsequence of the whole texts."""
    if not summary or not reference:
        return NOTHING
    common = subsequence_length(summary, reference)
    return Overlap(common / len(summary), common / len(reference))


def rouge_lsum(summary: Sequence[Tokens], reference: Sequence[Tokens]) -> Overlap:
    """ROUGE-Lsum: for each sentence of the reference, the union of its subsequences with every sentence of
    the summary (section 3.2 of the paper); no token counts twice. Both are lists of sentences.
    """
    length, wanted = sum(map(len, summary)), sum(map(len, reference))
    if not length or not wanted:
        return NOTHING
    left = Counter(token for sentence in summary for token in sentence)
    due = Counter(token for sentence in reference for token in sentence)
    hits = 0
    for sentence in reference:
        union: set[int] = set()
        for candidate in summary:
            union.update(_subsequence(sentence, candidate))
        for index in sorted(union):
            token = sentence[index]
            if left[token] > 0 and due[token] > 0:
                hits += 1
                left[token] -= 1
                due[token] -= 1
    return Overlap(hits / length, hits / wanted)


def subsequence_length(left: Tokens, right: Tokens) -> int:
    """Length of the longest common subsequence, bit-parallel (Hyyrö 2004, "Bit-parallel LCS-length
    computation revisited"): one integer operation stands for a row of the table.
    """
    places: dict[str, int] = {}
    for i, token in enumerate(left):
        places[token] = places.get(token, 0) | (1 << i)
    full = (1 << len(left)) - 1
    row = full
    for token in right:
        match = row & places.get(token, 0)
        row = ((row + match) | (row - match)) & full
    return len(left) - row.bit_count()


def _subsequence(reference: Tokens, candidate: Tokens) -> list[int]:
    """Indexes in ``reference`` of one longest common subsequence: of several, the one that ROUGE 1.5.5 takes,
    since the union over sentences depends on it.
    """
    if not set(reference) & set(candidate):
        return []
    table = [[0] * (len(candidate) + 1)]
    for token in reference:
        above, row = table[-1], [0]
        for j, other in enumerate(candidate):
            row.append(above[j] + 1 if token == other else max(above[j + 1], row[j]))
        table.append(row)
    found = []
    i, j = len(reference), len(candidate)
    while i and j:
        if reference[i - 1] == candidate[j - 1]:
            found.append(i - 1)
            i -= 1
            j -= 1
        elif table[i][j - 1] > table[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return found


def rouge(summary: Sequence[Tokens], reference: Sequence[Tokens]) -> dict[str, Overlap]:
    """``rouge1``, ``rouge2``, ``rougeL`` and ``rougeLsum`` of two texts, given as lists of sentences."""
    ours = [token for sentence in summary for token in sentence]
    theirs = [token for sentence in reference for token in sentence]
    return {
        "rouge1": rouge_n(ours, theirs, 1),
        "rouge2": rouge_n(ours, theirs, 2),
        "rougeL": rouge_l(ours, theirs),
        "rougeLsum": rouge_lsum(summary, reference),
    }


def combine(figures: Sequence[Mapping[str, float]], multi: Multi) -> dict[str, float]:
    """One figure for each metric from those against each reference.

    ``mean``: expected agreement with one of the people who wrote a reference; it does not grow with their
    number. ``best``: against the nearest reference (what ``rouge-score`` and chrF call multi-reference).
    """
    choose: Callable[[Sequence[float]], float] = max if multi == "best" else fmean
    return {name: choose([figure[name] for figure in figures]) for name in figures[0]}
