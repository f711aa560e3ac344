"""An embedder that remembers: a sentence of a brief, a reference and an article is often the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from summarizer.protocols import Embedder, Matrix

#: Texts that are kept, at most (about 1.5 kB each); the least recently used go first.
MOST = 50_000


class KeptVectors:
    """An ``Embedder`` that asks another one about each text once. Safe to share between threads.

    Given to the engines that write briefs as well as to a ``Scorer``, it spares the scorer most of its work.
    """

    def __init__(self, embedder: Embedder, *, most: int = MOST) -> None:
        self._embedder = embedder
        self._most = most
        self._kept: OrderedDict[str, Matrix] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """That of the embedder, since the vectors are the same."""
        return self._embedder.identity

    def embed(self, texts: Sequence[str]) -> Matrix:
        """L2-normalized vectors, shape (len(texts), dimensions), float32."""
        with self._lock:
            found = {text: self._kept[text] for text in texts if text in self._kept}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        if missing or not texts:
            fresh = self._embedder.embed(missing)
            if not texts:
                return fresh
            found.update(zip(missing, fresh, strict=True))
        with self._lock:
            for text, vector in found.items():
                self._kept[text] = vector
                self._kept.move_to_end(text)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return np.stack([found[text] for text in texts])
