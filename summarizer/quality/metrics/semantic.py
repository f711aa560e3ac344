"""Metrics of meaning over sentence vectors: the same scale within a language and across languages.

- precision, recall, F: greedy matching as in BERTScore (Zhang et al. 2020), with sentences in place of
  tokens, since the profile's embedder embeds sentences;
- LaSE: meaning x language confidence x length penalty (Bhattacharjee et al. 2023, "CrossSum", section 5),
  with this embedder in place of LaBSE.

A cosine is read relative to the embedder's own band (``Band``), as BERTScore rescales with a baseline: 0 is
what unrelated sentences get, 1 is the same sentence or, across languages, a translation.

Whole texts are compared by vectors that are centred for each language (Libovický, Rosa and Fraser 2020, "On
the Language Neutrality of Pre-trained Multilingual Representations", Findings of EMNLP): what all sentences
of a language have in common is taken off. It says nothing about a text, and grows with every sentence that a
mean is made of; within the narrow band of two languages, translations would gain by it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from summarizer.fidelity.length import MODELS
from summarizer.fidelity.length import length as characters
from summarizer.languages import Language
from summarizer.protocols import Embedder, Matrix
from summarizer.quality.metrics.probes import PROBES
from summarizer.quality.metrics.rouge import NOTHING, Overlap
from summarizer.text.detection import detect

#: Words that a summary may be longer than its reference before it pays, as in CrossSum.
FREE_WORDS = 6
#: Characters that stand for a word, where languages differ in how many words they use.
_WORD = 5


@dataclass(frozen=True)
class Band:
    """Cosines of unrelated sentences (``low``) and of equal or parallel ones (``high``)."""

    low: float
    high: float

    def scaled(self, cosine: float) -> float:
        """``cosine`` as 0 (unrelated) to 1 (the same), cut off at both ends."""
        return min(1.0, max(0.0, (cosine - self.low) / max(1e-6, self.high - self.low)))


def probes(embedder: Embedder) -> dict[str, Matrix]:
    """The vectors of the probes by language, (16, d), in the same order: 32 short sentences to embed."""
    return {
        "ar": embedder.embed([arabic for arabic, _ in PROBES]),
        "en": embedder.embed([english for _, english in PROBES]),
    }


def bands(vectors: Mapping[str, Matrix]) -> dict[tuple[str, str], Band]:
    """The band of each pair of languages, given vectors (n, d) of parallel sentences by language."""
    found = {}
    for left in vectors:
        for right in vectors:
            apart = ~np.eye(len(vectors[left]), dtype=bool)
            cosine = vectors[left] @ vectors[right].T
            high = float(np.diag(cosine).mean())
            found[left, right] = Band(round(float(cosine[apart].mean()), 3), round(high, 3))
    return found


def centred(vectors: Matrix, centre: Matrix) -> Matrix:
    """Vectors (n, d) without the centre (d,) of their language, L2-normalized again."""
    rest: Matrix = vectors - centre
    return rest / np.maximum(np.linalg.norm(rest, axis=1, keepdims=True), 1e-9)  # type: ignore[no-any-return]


def matching(summary: Matrix, reference: Matrix, band: Band) -> Overlap:
    """Precision: the mean over the summary's sentences of their best match; recall: over the reference's.

    Vectors have shape (sentences, d), L2-normalized. Nothing matches an empty side.
    """
    if not len(summary) or not len(reference):
        return NOTHING
    cosine = summary @ reference.T
    return Overlap(
        float(np.mean([band.scaled(float(best)) for best in cosine.max(axis=1)])),
        float(np.mean([band.scaled(float(best)) for best in cosine.max(axis=0)])),
    )


def whole(vectors: Matrix, weights: Sequence[float]) -> Matrix:
    """The direction (d,) of a text: the mean of its sentence vectors (n, d), weighed by their lengths."""
    total: Matrix = np.asarray(weights, np.float32) @ vectors
    norm = float(np.linalg.norm(total))
    return total / norm if norm > 0 else total


def lase(meaning: float, confidence: float, penalty: float) -> float:
    """LaSE, 0 to 1: the scaled cosine of two texts, times the other two factors."""
    return meaning * confidence * penalty


def language_confidence(text: str, language: Language) -> float:
    """1 where ``text`` is detected as ``language``, else the probability left for it."""
    if not text.strip():
        return 0.0
    found = detect(text)
    if found.language == language:
        return 1.0
    return round(max(0.0, 1.0 - found.confidence), 4) if found.language is not None else 0.0


def length_penalty(
    summary: Sequence[str], reference: Sequence[str], language: Language, reference_language: Language
) -> float:
    """CrossSum's: 1 up to the reference's length and 6 words, then ``exp(1 - length / allowed)``.

    Both are lists of sentences, counted in characters (six words are thirty). Where the languages differ, a
    sentence of the reference has the length that its translation is expected to have (``fidelity.length``).
    """
    own = sum(characters(sentence) for sentence in summary)
    others = [float(length) for sentence in reference if (length := characters(sentence))]
    if language != reference_language:
        model = MODELS[reference_language.code, language.code]
        others = [length * math.exp(model.a + model.b * math.log(length)) for length in others]
    allowed = sum(others) + FREE_WORDS * _WORD
    return 1.0 if own <= allowed else math.exp(1.0 - own / allowed)
