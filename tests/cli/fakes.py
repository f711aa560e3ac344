"""What stands in for the engines in the tests of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from summarizer.briefs import Article, BriefPair, Glossary, Options, Verdict
from summarizer.languages import Language
from summarizer.protocols import Matrix, Progress
from summarizer.translation import Chosen
from tests.samples import sample_pair

ARABIC_WORDS = "هذه جملة عربية كُتبت بدل الترجمة، وهي طويلة بقدر كافٍ"
ENGLISH_WORDS = "This is an English sentence in place of the translation"


@dataclass
class FakeWriter:
    """Answers every article with the sample brief and remembers what it was asked."""

    verdict: Verdict = Verdict.WARN
    asked: list[tuple[Article, Options]] = field(default_factory=list)
    error: BaseException | None = None
    identity: str = "fake"

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        self.asked.append((article, options))
        if progress:
            progress("translate", 0.5)
        if self.error is not None:
            raise self.error
        pair = sample_pair()
        return replace(pair, fidelity=replace(pair.fidelity, verdict=self.verdict))


@dataclass
class FakeChooser:
    """Translates into a fixed sentence that ends in the source's number of characters."""

    batches: list[int] = field(default_factory=list)
    glossary: Glossary | None = None
    answer: str | None = None

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        glossary: Glossary = Glossary(),
        progress: Progress | None = None,
    ) -> list[Chosen]:
        self.batches.append(len(texts))
        self.glossary = glossary
        words = ARABIC_WORDS if target.code == "ar" else ENGLISH_WORDS
        hinted = tuple(term for term in glossary.terms(source))
        return [
            Chosen(self.answer or f"{words} {len(text)}.", 0.9, 0.9, (), (), hinted=hinted) for text in texts
        ]


@dataclass
class FakeEmbedder:
    """Sees the second half of what it is given as the translations of the first half, in order."""

    shift: int = 0
    identity: str = "fake"

    def embed(self, texts: Sequence[str]) -> Matrix:
        half = len(texts) // 2
        unit = np.eye(half, dtype=np.float32)
        return np.concatenate([unit, np.roll(unit, self.shift, axis=0)])
