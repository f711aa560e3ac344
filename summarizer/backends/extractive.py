"""Extractive summarization: scores each sentence of the article by how central it is.

Salience mixes four signals, each scaled to 0..1 within the article:

- centroid: cosine to the mean of all sentence vectors (Radev et al. 2004);
- graph: LexRank-style degree over above-average similarities (Erkan & Radev 2004);
- position: news says the main thing first (``1 / sqrt(1 + i / 3)``);
- focus: cosine to the user's query, where there is one.

Sentences that cannot stand alone (very short, a dangling pronoun or connective at the start, a
question) pay a penalty.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np

from summarizer.briefs import Article, Options, Origin, Usage
from summarizer.languages import Language
from summarizer.protocols import Candidate, Embedder, Matrix

_DANGLING = {
    "en": re.compile(
        r"[\"“'‘]?(he|she|they|it|this|that|these|those|his|her|their|its|but|and|however|also|so|such|"
        r"there|yet|then|instead|otherwise|i|we|you)\b",
        re.IGNORECASE,
    ),
    "ar": re.compile(
        r"[\"“«]?(وأضاف|وقال|وتابع|وأوضح|وأشار|وأكد|كما|لكن|ولكن|غير أن|إلا أن|وهو|وهي|وهم|هو|هي|هم|هذا|هذه|"
        r"ذلك|تلك|وذلك|وهذا|وهذه|لذلك|ولذلك|ثم|أيضا|بالمقابل|وكان|وكانت|أنا|نحن)(?!\w)"
    ),
}


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; see the module's text. ``stand_alone`` is the largest penalty."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}  # profiles refuse unknown keys

    centroid: float = 0.35
    graph: float = 0.25
    position: float = 0.4
    focus: float = 1.5
    stand_alone: float = 0.25
    min_words: int = 7
    max_words: int = 55


def scale(values: Matrix) -> Matrix:
    """Values scaled linearly to 0..1; all 0.5 where they do not differ."""
    low, high = float(values.min()), float(values.max())
    if high - low < 1e-9:
        return np.full_like(values, 0.5)
    scaled: Matrix = (values - low) / (high - low)
    return scaled


def dependence(text: str, language: Language, weights: Weights) -> float:
    """How little a sentence can stand alone: 0 (well) to 1 (not at all)."""
    words = len(text.split())
    cost = 0.0
    if _DANGLING[language.code].match(text):
        cost += 0.5
    if text.rstrip("\"”»' ").endswith(("?", "؟")):
        cost += 0.5
    if words < weights.min_words:
        cost += 0.6
    elif words > weights.max_words:
        cost += 0.4
    return min(1.0, cost)


def saliences(
    vectors: Matrix, texts: list[str], language: Language, weights: Weights, query: Matrix | None = None
) -> list[float]:
    """Salience of each sentence, 0 to 1, given their L2-normalized vectors (n, d) and the query's (d,)."""
    count = len(texts)
    if count == 0:
        return []
    centroid = vectors.mean(axis=0)
    to_centroid = scale(vectors @ centroid)
    cosine = vectors @ vectors.T
    np.fill_diagonal(cosine, 0.0)
    mean = float(cosine.sum()) / max(1, count * (count - 1))
    graph = scale(np.clip(cosine - mean, 0.0, None).sum(axis=1))
    position = (1.0 / np.sqrt(1.0 + np.arange(count) / 3.0)).astype(np.float32)
    total = weights.centroid * to_centroid + weights.graph * graph + weights.position * position
    full = weights.centroid + weights.graph + weights.position
    if query is not None:
        total = total + weights.focus * scale(vectors @ query)
        full += weights.focus
    alone = np.array([dependence(text, language, weights) for text in texts], dtype=np.float32)
    score = np.clip(total / full - weights.stand_alone * alone, 0.0, 1.0)
    return [round(float(value), 4) for value in score]


class ExtractiveSummarizer:
    """Offers the article's own sentences as candidates."""

    def __init__(self, embedder: Embedder, weights: Weights = Weights()) -> None:
        self._embedder = embedder
        self._weights = weights

    @property
    def identity(self) -> str:
        """The method, its weights and the embedder behind it."""
        settings = ",".join(f"{k}={v}" for k, v in asdict(self._weights).items())
        return f"extractive({settings};{self._embedder.identity})"

    def writes(self, source: Language, target: Language) -> bool:
        """An extract is always in the article's own language."""
        return source == target

    def propose(
        self, article: Article, options: Options, language: Language
    ) -> tuple[list[Candidate], Usage]:
        """Every sentence of the article, with its salience."""
        texts = [sentence.text for sentence in article.sentences]
        vectors = self._embedder.embed(texts)
        query = self._embedder.embed([options.focus])[0] if options.focus else None
        values = saliences(vectors, texts, language, self._weights, query)
        candidates = [
            Candidate(text, (i,), value, Origin.EXTRACTED)
            for i, (text, value) in enumerate(zip(texts, values, strict=True))
        ]
        return candidates, Usage(article.words, article.words)
