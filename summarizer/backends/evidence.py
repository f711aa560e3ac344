"""On which sentences of the article a written sentence rests."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from summarizer.protocols import Matrix

#: At most so many sentences are the evidence of one.
MOST = 3
#: A further sentence's cosine is at most this much below the best one's.
MARGIN = 0.08
_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]{4,}")


def content(text: str) -> frozenset[str]:
    """Numbers, and words of four letters or more cut to their first five, by which sentences are compared."""
    return frozenset(word[:5].casefold() if word[0].isalpha() else word for word in _WORD.findall(text))


def rests_on(
    text: str, vector: Matrix, sentences: Sequence[str], vectors: Matrix, scope: Sequence[int]
) -> tuple[int, ...]:
    """Indexes, ascending, of the sentences of ``scope`` that ``text`` most likely was made from.

    The first is the one with the highest cosine. A summary often joins two sentences, so others within
    ``MARGIN`` of it follow as long as each has words or numbers of the text that those before it have not.
    ``vector`` has shape (d,), ``vectors`` (len(sentences), d), both L2-normalized.

    Raises:
        ValueError: ``scope`` is empty.
    """
    if not scope:
        raise ValueError("scope must hold at least one sentence")
    cosine = np.asarray(vectors[list(scope)] @ vector)
    order = sorted(range(len(scope)), key=lambda i: (-float(cosine[i]), scope[i]))
    chosen = [scope[order[0]]]
    missing = content(text) - content(sentences[chosen[0]])
    near = [scope[i] for i in order[1:] if cosine[i] >= cosine[order[0]] - MARGIN]
    while missing and near and len(chosen) < MOST:
        best = max(near, key=lambda i: len(missing & content(sentences[i])))
        gained = missing & content(sentences[best])
        if not gained:
            break
        chosen.append(best)
        near.remove(best)
        missing -= gained
    return tuple(sorted(chosen))
