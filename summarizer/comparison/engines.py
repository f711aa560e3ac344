"""Engines that remember what they answered, so that systems which ask the same things share the work.

Two pipelines that differ in selection alone translate the same sentences, and every metric of meaning needs
the vectors that the pipeline has computed already.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

import numpy as np

from summarizer.briefs import Term
from summarizer.languages import Language
from summarizer.protocols import Embedder, Matrix, Translation, Translator

Value = TypeVar("Value")

#: Texts that are remembered: those of some hundred articles. A vector takes 1.5 KB.
VECTORS = 50_000
TRANSLATIONS = 10_000


class _Memory(Generic[Value]):
    """The latest ``most`` values by key, for several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def put(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._kept[key] = value
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


class RememberingEmbedder:
    """Embeds each text once; has the identity of the embedder behind it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._memory = _Memory[Matrix](VECTORS)

    @property
    def identity(self) -> str:
        """That of the embedder behind it, which gives the same vectors."""
        return self._embedder.identity

    def embed(self, texts: Sequence[str]) -> Matrix:
        """L2-normalized vectors, shape (len(texts), dimensions), float32."""
        known = {text: self._memory.get(text) for text in texts}
        missing = [text for text, vector in known.items() if vector is None]
        if missing:
            for text, vector in zip(missing, self._embedder.embed(missing), strict=True):
                known[text] = vector
                self._memory.put(text, vector)
        rows = [vector for text in texts if (vector := known[text]) is not None]
        return np.stack(rows) if rows else self._embedder.embed([])


class RememberingTranslator:
    """Translates each text once for the same languages, number of candidates and terms."""

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._memory = _Memory[list[Translation]](TRANSLATIONS)

    @property
    def identity(self) -> str:
        """That of the translator behind it, whose answers do not depend on what else it is asked."""
        return self._translator.identity

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        """Up to ``n`` distinct translations of each text, best first, in the order of ``texts``."""
        told = [tuple(some) for some in terms] if terms else [()] * len(texts)
        keys = [(text, source.code, target.code, n, some) for text, some in zip(texts, told, strict=True)]
        known = {key: self._memory.get(key) for key in keys}
        missing = [key for key, answer in known.items() if answer is None]
        if missing:
            answers = self._translator.translate(
                [key[0] for key in missing], source, target, n=n, terms=[key[4] for key in missing]
            )
            for key, fresh in zip(missing, answers, strict=True):
                known[key] = fresh
                self._memory.put(key, fresh)
        return [list(answer) for key in keys if (answer := known[key]) is not None]
