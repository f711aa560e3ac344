"""The metrics of ``metrics.semantic`` for texts: embeds their sentences and knows the embedder's bands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from summarizer.languages import Language
from summarizer.protocols import Embedder, Matrix
from summarizer.quality.metrics.rouge import Overlap
from summarizer.quality.metrics.semantic import (
    Band,
    bands,
    centred,
    language_confidence,
    lase,
    length_penalty,
    matching,
    probes,
    whole,
)
from summarizer.quality.metrics.tokens import sentences_of

#: Sentences of an article that salience looks at, evenly spaced: more cost time and change little.
ARTICLE_SENTENCES = 16


class Meaning:
    """Compares texts of any supported languages by their sentence vectors."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @cached_property
    def _probes(self) -> dict[str, Matrix]:
        return probes(self._embedder)

    @cached_property
    def _bands(self) -> dict[tuple[str, str], Band]:
        return bands(self._probes)

    @cached_property
    def _centres(self) -> dict[str, Matrix]:
        return {code: vectors.mean(axis=0) for code, vectors in self._probes.items()}

    @cached_property
    def _centred_bands(self) -> dict[tuple[str, str], Band]:
        return bands({code: centred(own, self._centres[code]) for code, own in self._probes.items()})

    def signature(self, left: Language, right: Language, *, texts: bool = False) -> str:
        """How cosines between these languages are scaled, and whose they are: ``band:0.77-1.0|model:...``.

        Those of whole ``texts`` (``likeness``, ``lase``) are centred for each language, which it says.
        """
        band = (self._centred_bands if texts else self._bands)[left.code, right.code]
        scale = f"band:{band.low}-{band.high}"
        return f"{'centred:language|' if texts else ''}{scale}|model:{self._embedder.identity}"

    def warm(self, texts: Sequence[str]) -> None:
        """Embeds sentences together, for an embedder that remembers."""
        self._embedder.embed(list(texts))

    def match(
        self, left: Sequence[str], right: Sequence[str], languages: tuple[Language, Language]
    ) -> Overlap:
        """How well the sentences of ``left`` (precision) and of ``right`` (recall) find each other."""
        band = self._bands[languages[0].code, languages[1].code]
        return matching(self._embedder.embed(left), self._embedder.embed(right), band)

    def lase(
        self, summary: Sequence[str], reference: Sequence[str], languages: tuple[Language, Language]
    ) -> float:
        """LaSE of a summary (first language) against a reference (second); 0 if either is empty."""
        return lase(
            self.likeness(summary, reference, languages),
            language_confidence(" ".join(summary), languages[0]),
            length_penalty(summary, reference, *languages),
        )

    def likeness(
        self, left: Sequence[str], right: Sequence[str], languages: tuple[Language, Language]
    ) -> float:
        """Scaled cosine (0 to 1) of two texts as wholes; 0 if either is empty.

        Sentence vectors are centred for their language first (``metrics.semantic``), so that a text and its
        translation are as near to a third text.
        """
        if not left or not right:
            return 0.0
        band = self._centred_bands[languages[0].code, languages[1].code]
        return band.scaled(float(self._direction(left, languages[0]) @ self._direction(right, languages[1])))

    def _direction(self, sentences: Sequence[str], language: Language) -> Matrix:
        vectors = centred(self._embedder.embed(sentences), self._centres[language.code])
        return whole(vectors, [float(len(sentence)) for sentence in sentences])


def sample(text: str, language: Language) -> list[str]:
    """The sentences that stand for an article."""
    found = sentences_of(text, language)
    step = max(1.0, len(found) / ARTICLE_SENTENCES)
    return [found[int(i * step)] for i in range(min(len(found), ARTICLE_SENTENCES))]
