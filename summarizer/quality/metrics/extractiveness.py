"""How a summary uses the words of its article, and how often it says the same.

Coverage, density and compression: Grusky, Naaman and Artzi (2018), "Newsroom: A dataset of 1.3 million
summaries with diverse extractive strategies", section 4. Novelty: the share of n-grams that the article does
not have (See, Liu and Manning 2017, section 6). Redundancy: the share of n-grams that were said before
(1 minus distinct-n of Li et al. 2016).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from summarizer.quality.metrics.rouge import Tokens, ngrams


def fragments(article: Tokens, summary: Tokens) -> list[int]:
    """Lengths of the extractive fragments: greedily, from left to right, the longest run of tokens of the
    summary that the article has, too (figure 3 of the paper).
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(article):
        places[token].append(at)
    lengths = []
    i = 0
    while i < len(summary):
        longest = 0
        for at in places.get(summary[i], ()):
            # A longer run must at least agree at the end of the longest one so far.
            if longest and summary[i + longest : i + longest + 1] != article[at + longest : at + longest + 1]:
                continue
            length = 0
            while (
                i + length < len(summary)
                and at + length < len(article)
                and summary[i + length] == article[at + length]
            ):
                length += 1
            longest = max(longest, length)
        if longest:
            lengths.append(longest)
        i += max(1, longest)
    return lengths


def coverage(article: Tokens, summary: Tokens) -> float:
    """Share of the summary's tokens in extractive fragments, 0 to 1; 0 for no summary."""
    return sum(fragments(article, summary)) / len(summary) if summary else 0.0


def density(article: Tokens, summary: Tokens) -> float:
    """Mean length of the fragment that a token of the summary belongs to, in tokens."""
    lengths = fragments(article, summary)
    return sum(length * length for length in lengths) / len(summary) if summary else 0.0


def compression(article: Tokens, summary: Tokens) -> float:
    """Tokens of the article for each token of the summary; 0 for no summary."""
    return len(article) / len(summary) if summary else 0.0


def novelty(article: Tokens, summary: Tokens, n: int) -> float:
    """Share of the summary's n-grams that the article does not have, 0 to 1."""
    ours, theirs = ngrams(summary, n), ngrams(article, n)
    total = ours.total()
    return sum(count for gram, count in ours.items() if gram not in theirs) / total if total else 0.0


def redundancy(summary: Sequence[Tokens], n: int = 2) -> float:
    """Share of the n-grams inside sentences that occurred before in the summary, 0 to 1."""
    total = 0
    seen: set[tuple[str, ...]] = set()
    for sentence in summary:
        grams = ngrams(sentence, n)
        total += grams.total()
        seen.update(grams)
    return 1.0 - len(seen) / total if total else 0.0
