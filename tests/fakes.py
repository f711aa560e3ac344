"""Engines that need no weights. They are first-class: the same protocols, the same promises."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np

from summarizer.briefs import Article, Options, Origin, SourceSentence, Span, Term, Usage
from summarizer.languages import ENGLISH, Language
from summarizer.protocols import Candidate, Matrix, Translation

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنه"
_TO_ARABIC = str.maketrans(_LATIN + _LATIN.upper(), _ARABIC + _ARABIC)
_TO_LATIN = str.maketrans(_ARABIC, _LATIN)


def to_arabic(text: str) -> str:
    """English words letter by letter in Arabic letters: a translation that a test can predict."""
    return text.translate(_TO_ARABIC)


def to_english(text: str) -> str:
    """The inverse of ``to_arabic`` (in lower case)."""
    return text.translate(_TO_LATIN)


class FakeEmbedder:
    """Bags of hashed words; a text and its ``to_arabic`` have the same vector."""

    identity = "fake-embedder@1"

    def __init__(self) -> None:
        self.calls = 0

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.calls += 1
        vectors = np.zeros((len(texts), 256), np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", to_english(text).lower()) or ["<empty>"]:
                vectors[row, zlib.crc32(word.encode()) % 256] += 1.0
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors / np.maximum(norms, 1e-9)


class FakeTranslator:
    """Spells words in the other script. ``flaws`` are applied to the first candidate of each text."""

    identity = "fake-translator@1"

    def __init__(self, flaws: dict[str, str] | None = None, *, always: bool = False) -> None:
        self.flaws = flaws or {}
        self.always = always
        self.seen: list[tuple[str, tuple[Term, ...]]] = []

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        assert source != target
        answers = []
        for i, text in enumerate(texts):
            self.seen.append((text, tuple(terms[i]) if terms else ()))
            good = to_arabic(text) if source == ENGLISH else to_english(text).capitalize()
            flawed = good
            for old, new in self.flaws.items():
                flawed = flawed.replace(old, new)
            candidates = [flawed] if self.always else [flawed, good]
            distinct = list(dict.fromkeys(candidates))[:n]
            answers.append([Translation(t, -0.1 * (k + 1)) for k, t in enumerate(distinct)])
        return answers


class FakeSummarizer:
    """Writes the article's first words of each sentence, as an abstractive model would."""

    identity = "fake-summarizer@1"

    def __init__(self, *, direct: bool = False) -> None:
        self.direct = direct

    def writes(self, source: Language, target: Language) -> bool:
        return self.direct or source == target

    def propose(
        self, article: Article, options: Options, language: Language
    ) -> tuple[list[Candidate], Usage]:
        candidates = []
        for i, sentence in enumerate(article.sentences):
            text = sentence.text
            if language != article.language:
                text = to_arabic(text) if language.code == "ar" else to_english(text)
            candidates.append(Candidate(text, (i,), 1.0 - i / 10, Origin.ABSTRACTED))
        return candidates, Usage(article.words, article.words)


def article_of(*sentences: str, language: Language = ENGLISH, title: str | None = None) -> Article:
    """An article made of these sentences, one a line, with true offsets."""
    lines = [title, *sentences] if title is not None else list(sentences)
    text = "\n".join(lines)
    spans, at = [], 0
    for number, line in enumerate(lines):
        spans.append(SourceSentence(line, Span(at, at + len(line)), number))
        at += len(line) + 1
    head = spans.pop(0) if title is not None else None
    return Article(text, language, tuple(spans), title=head)
