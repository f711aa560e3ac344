"""Cuts a text that is too long for a model into parts that are not, without losing a word."""

from __future__ import annotations

from collections.abc import Callable

from summarizer.backends.clauses import Limits, split_clauses

#: Parts that a clause may be cut into have at least so many words; shorter ones translate badly.
_SHORTEST = 4


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
