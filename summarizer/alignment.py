"""Aligns the sentences of two briefs by the similarity of their embeddings."""

from __future__ import annotations

import numpy as np

from summarizer.briefs import Alignment
from summarizer.protocols import Matrix


def align(arabic: Matrix, english: Matrix, minimum: float = 0.0) -> tuple[Alignment, ...]:
    """One-to-one alignments of sentence vectors, in the order of the Arabic sentences.

    ``arabic`` has shape (n, d) and ``english`` (m, d), both L2-normalized. The most similar pair is
    aligned first, then the most similar of what is left (competitive linking, Melamed 2000), down to
    a cosine of ``minimum``. Ties go to the pair nearest to the diagonal.
    """
    if not len(arabic) or not len(english):
        return ()
    similarity = np.clip(arabic @ english.T, -1.0, 1.0)
    ranked = sorted(
        (
            (float(similarity[i, j]), -abs(i - j), i, j)
            for i in range(len(arabic))
            for j in range(len(english))
        ),
        reverse=True,
    )
    rows: set[int] = set()
    columns: set[int] = set()
    links: list[Alignment] = []
    for score, _, i, j in ranked:
        if score >= minimum and i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            links.append(Alignment(i, j, round(score, 4)))
    return tuple(sorted(links, key=lambda link: link.arabic))
