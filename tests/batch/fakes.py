"""Engines that cost nothing, or as much as is asked, for the tests and measurements of batches."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from summarizer.backends.extractive import ExtractiveSummarizer
from summarizer.backends.microbatch import GatheringWriter, MicroBatchingTranslator
from summarizer.briefs import Term
from summarizer.cache import open_cache
from summarizer.cache.writer import CachedWriter
from summarizer.languages import Language
from summarizer.pipeline import Pipeline
from summarizer.protocols import BriefWriter, Translation, Translator
from summarizer.translation import TranslationChooser
from tests.fakes import FakeEmbedder, FakeTranslator


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


def fake_writer(translator: Translator | None = None, *, gather: bool = True, name: str = "fake") -> BriefWriter:
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
        cache = open_cache(self.cache)
        try:
            yield CachedWriter(writer, cache)
        finally:
            cache.close()
