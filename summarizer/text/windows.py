"""Packing consecutive sentences into the windows that a model can read."""

from __future__ import annotations

from collections.abc import Sequence


def windows(lengths: Sequence[int], limit: int, overlap: int = 0) -> list[range]:
    """Ranges of sentence indexes, each of at most ``limit`` tokens, that cover all sentences in order.

    ``lengths`` holds the tokens of each sentence; a sentence longer than ``limit`` is a window of its own.
    Up to ``overlap`` sentences of a window begin the next one, as many as leave room for a new sentence.

    Raises:
        ValueError: ``limit`` is below 1, or ``overlap`` or a length is negative.
    """
    if limit < 1 or overlap < 0 or any(length < 0 for length in lengths):
        raise ValueError("limit must be at least 1, overlap and lengths at least 0")
    result: list[range] = []
    start = 0
    while start < len(lengths):
        end, total = start + 1, lengths[start]
        while end < len(lengths) and total + lengths[end] <= limit:
            total += lengths[end]
            end += 1
        result.append(range(start, end))
        if end == len(lengths):
            break
        start = end
        total = lengths[end]
        while start > max(end - overlap, result[-1].start + 1) and total + lengths[start - 1] <= limit:
            start -= 1
            total += lengths[start]
    return result
