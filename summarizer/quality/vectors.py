"""An embedder that remembers: a sentence of a brief, a reference and an article is often the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from summarizer.protocols import Embedder, Matrix
from summarizer.quality.memory import Memory

#: Texts that are kept, at most (about 1.5 kB each); the least recently used go first.
MOST = 50_000


class KeptVectors:
    """An ``Embedder`` that asks another one about each text once. Safe to share between threads.

    Given to the engines that write briefs as well as to a ``Scorer``, it spares the scorer most of its work.
    """

    def __init__(self, embedder: Embedder, *, most: int = MOST) -> None:
        self._embedder = embedder
        self._kept: Memory[str, Matrix] = Memory(most)

    @property
    def identity(self) -> str:
        """That of the embedder, since the vectors are the same."""
        return self._embedder.identity

    def embed(self, texts: Sequence[str]) -> Matrix:
        """L2-normalized vectors, shape (len(texts), dimensions), float32."""
        if not texts:
            return self._embedder.embed([])  # its shape is the embedder's to say
        return np.stack(self._kept.answers(texts, self._embedder.embed))
