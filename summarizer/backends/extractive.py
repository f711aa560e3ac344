"""Extractive summarization: scores each sentence of the article by how central it is.

Salience mixes signals, each scaled to 0..1 within the article:

- centroid: cosine to the mean of all sentence vectors (Radev et al. 2004);
- graph: LexRank-style degree over above-average similarities (Erkan & Radev 2004);
- words: cosine to the mean tf-idf vector of the sentences' words, which is Radev's centroid as it was;
- position: news says the main thing first (``1 / (1 + i / reach)``);
- length: sentences of up to twenty words say less;
- focus: cosine to the user's query, where there is one.

Sentences that cannot stand alone (very short, a dangling pronoun or connective at the start, a
question) pay a penalty. So does a sentence right after a more salient one, on which it mostly elaborates.
The weights are measured: docs/selection.md.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from typing import ClassVar

import numpy as np

from summarizer.briefs import Article, Options, Origin, Usage
from summarizer.languages import Language
from summarizer.protocols import Candidate, Embedder, Matrix
from summarizer.text.normalization import digits, fold

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


_WORD = re.compile(r"[^\W_]+")
#: Words from which a sentence is no longer short.
_FULL_LENGTH = 20


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; see the module's text.

    ``reach`` is the position, in sentences, whose prior is half of the first one's. ``stand_alone`` is the
    largest penalty of a sentence that cannot, ``follow`` that of one right after a more salient one.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}  # profiles refuse unknown keys

    centroid: float = 0.1
    graph: float = 0.0
    words: float = 0.2
    position: float = 1.0
    reach: float = 6.0
    length: float = 0.2
    focus: float = 1.5
    stand_alone: float = 0.25
    follow: float = 0.15
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
    cosine = vectors @ vectors.T
    np.fill_diagonal(cosine, 0.0)
    mean = float(cosine.sum()) / max(1, count * (count - 1))
    signals = [
        (weights.centroid, scale(vectors @ vectors.mean(axis=0))),
        (weights.graph, scale(np.clip(cosine - mean, 0.0, None).sum(axis=1))),
        (weights.words, scale(_to_word_centroid(texts))),
        (weights.position, (1.0 / (1.0 + np.arange(count) / weights.reach)).astype(np.float32)),
        (weights.length, np.array([min(1.0, len(t.split()) / _FULL_LENGTH) for t in texts], np.float32)),
    ]
    if query is not None:
        signals.append((weights.focus, scale(vectors @ query)))
    total = sum((weight * signal for weight, signal in signals), np.zeros(count, np.float32))
    alone = np.array([dependence(text, language, weights) for text in texts], dtype=np.float32)
    score = total / sum(weight for weight, _ in signals) - weights.stand_alone * alone
    score = np.clip(score - weights.follow * _followers(score), 0.0, 1.0)
    return [round(float(value), 4) for value in score]


def _to_word_centroid(texts: list[str]) -> Matrix:
    """Cosine of each text's tf-idf vector to the mean of all, with idf over the texts themselves."""
    bags = [Counter(_WORD.findall(digits(fold(text)).lower())) for text in texts]
    found = Counter(word for bag in bags for word in bag)
    columns = {word: column for column, word in enumerate(found)}
    matrix = np.zeros((len(texts), max(1, len(columns))), np.float32)
    for row, bag in enumerate(bags):
        for word, times in bag.items():
            matrix[row, columns[word]] = times * np.log1p(len(texts) / found[word])
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    cosine: Matrix = matrix @ matrix.mean(axis=0)
    return cosine


def _followers(score: Matrix) -> Matrix:
    """1 for each sentence right after a more salient one that is no follower itself, else 0."""
    follows = np.zeros(len(score), np.float32)
    for i in range(1, len(score)):
        if not follows[i - 1] and score[i - 1] >= score[i]:
            follows[i] = 1.0
    return follows


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
