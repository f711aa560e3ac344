"""Engines that cost nothing, or as much as is asked, for the tests and measurements of batches."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from summarizer.backends.extractive import ExtractiveSummarizer
from summarizer.backends.microbatch import GatheringWriter, MicroBatchingTranslator
from summarizer.briefs import (
    Alignment,
    Article,
    Brief,
    BriefPair,
    Fidelity,
    Options,
    Origin,
    Sentence,
    Strategy,
    Term,
    Usage,
    Verdict,
)
from summarizer.cache import open_cache
from summarizer.cache.writer import CachedWriter
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.pipeline import Pipeline
from summarizer.protocols import BriefWriter, Progress, Translation, Translator
from summarizer.translation import TranslationChooser
from tests.fakes import FakeEmbedder, FakeTranslator, to_arabic, to_english


class PacedTranslator(FakeTranslator):
    """Takes ``seconds`` a call, and remembers how many sentences each call had.

    ``work`` burns the processor for the time, as a model would; otherwise it sleeps.
    """

    def __init__(self, seconds: float = 0.0, *, work: bool = False) -> None:
        super().__init__()
        self.seconds = seconds
        self.work = work
        self.calls: list[int] = []

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        self.calls.append(len(texts))
        if self.work:
            until = time.process_time() + self.seconds
            while time.process_time() < until:
                pass
        elif self.seconds:
            time.sleep(self.seconds)
        answers = super().translate(texts, source, target, n=n, terms=terms)
        self.seen.clear()
        return answers


def fake_writer(
    translator: Translator | None = None, *, gather: bool = True, name: str = "fake"
) -> BriefWriter:
    """The real pipeline over fake engines."""
    translator = translator or FakeTranslator()
    gathering = MicroBatchingTranslator(translator) if gather else None
    embedder = FakeEmbedder()
    pipeline = Pipeline(
        ExtractiveSummarizer(embedder),
        TranslationChooser(gathering or translator, embedder),
        embedder,
        profile=name,
        models={"translator": translator.identity, "embedder": embedder.identity},
        strategies={},
    )
    return GatheringWriter(pipeline, gathering) if gathering else pipeline


class QuickWriter:
    """Writes the article's first sentences and their ``to_arabic``: for volume, without checks.

    Takes ``seconds`` an article, asleep, or at work where ``work`` says so.
    """

    def __init__(self, seconds: float = 0.0, *, work: bool = False, identity: str = "quick@1") -> None:
        self.seconds = seconds
        self.work = work
        self.identity = identity
        self.written: list[str] = []

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        self.written.append(article.id)
        began = time.perf_counter()
        if self.work:
            until = time.thread_time() + self.seconds
            while time.thread_time() < until:
                pass
        elif self.seconds:
            time.sleep(self.seconds)
        kept = article.sentences[: options.sentences]
        own = tuple(Sentence(s.text, Origin.EXTRACTED, (s.span,)) for s in kept)
        turn = to_arabic if article.language == ENGLISH else to_english
        other = tuple(Sentence(turn(s.text), Origin.TRANSLATED, (s.span,)) for s in kept)
        sides = (other, own) if article.language == ENGLISH else (own, other)
        return BriefPair(
            id=article.id,
            article=article,
            arabic=Brief(ARABIC, sides[0]),
            english=Brief(ENGLISH, sides[1]),
            alignments=tuple(Alignment(i, i, 1.0) for i in range(len(kept))),
            fidelity=Fidelity((Verdict.PASS, Verdict.WARN, Verdict.FAIL)[len(article.text) % 3], ()),
            strategy=Strategy.SUMMARIZE_THEN_TRANSLATE,
            profile="quick",
            models={"translator": self.identity},
            usage=Usage(article.words, article.words),
            style=options.style,
            timings={"total": time.perf_counter() - began},
        )


@dataclass(frozen=True)
class QuickWriters:
    """A ``WriterSource`` of quick writers; ``cache`` is as in ``open_cache``."""

    seconds: float = 0.0
    work: bool = False
    cache: str | None = None
    identity: str = "quick@1"

    @contextmanager
    def open(self, *, share: int = 1) -> Iterator[BriefWriter]:
        writer = QuickWriter(self.seconds, work=self.work, identity=self.identity)
        if self.cache is None:
            yield writer
            return
        with closing(open_cache(self.cache)) as cache:
            yield CachedWriter(writer, cache)


@dataclass(frozen=True)
class FakeWriters:
    """A ``WriterSource`` of fake engines; ``cache`` is as in ``open_cache``."""

    seconds: float = 0.0
    work: bool = False
    cache: str | None = None
    name: str = "fake"

    @contextmanager
    def open(self, *, share: int = 1) -> Iterator[BriefWriter]:
        writer = fake_writer(PacedTranslator(self.seconds, work=self.work), name=self.name)
        if self.cache is None:
            yield writer
            return
        with closing(open_cache(self.cache)) as cache:
            yield CachedWriter(writer, cache)
