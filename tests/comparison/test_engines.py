from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from summarizer.briefs import Term
from summarizer.comparison import engines
from summarizer.comparison.engines import RememberingEmbedder, RememberingTranslator
from summarizer.languages import ARABIC, ENGLISH
from tests.fakes import FakeEmbedder, FakeTranslator


class Recording(FakeEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[str]] = []

    def embed(self, texts: Sequence[str]) -> Any:
        self.asked.append(list(texts))
        return super().embed(texts)


def test_texts_are_embedded_once_and_vectors_are_in_order() -> None:
    behind = Recording()
    embedder = RememberingEmbedder(behind)
    embedder.embed(["one", "two"])
    again = embedder.embed(["three", "two", "one", "two"])
    assert behind.asked == [["one", "two"], ["three"]]
    assert np.array_equal(again, FakeEmbedder().embed(["three", "two", "one", "two"]))
    assert embedder.identity == behind.identity
    assert embedder.embed([]).shape == (0, 256)


def test_what_is_forgotten_is_embedded_again(monkeypatch: Any) -> None:
    monkeypatch.setattr(engines, "VECTORS", 2)
    behind = Recording()
    embedder = RememberingEmbedder(behind)
    for text in ("one", "two", "three", "one"):
        embedder.embed([text])
    assert behind.asked == [["one"], ["two"], ["three"], ["one"]]
    assert embedder.embed(["four", "five", "six"]).shape == (3, 256)


def test_translations_are_remembered_with_all_that_they_depend_on() -> None:
    behind = FakeTranslator()
    translator = RememberingTranslator(behind)
    first = translator.translate(["rain", "snow"], ENGLISH, ARABIC, n=2)
    assert first == FakeTranslator().translate(["rain", "snow"], ENGLISH, ARABIC, n=2)
    assert translator.translate(["snow", "rain"], ENGLISH, ARABIC, n=2) == first[::-1]
    assert len(behind.seen) == 2
    term = Term("rain", "مطر")
    translator.translate(["rain"], ENGLISH, ARABIC, n=3)
    translator.translate(["rain"], ENGLISH, ARABIC, n=2, terms=[[term]])
    assert behind.seen[2:] == [("rain", ()), ("rain", (term,))]


def test_an_answer_cannot_be_changed_from_outside() -> None:
    translator = RememberingTranslator(FakeTranslator())
    translator.translate(["rain"], ENGLISH, ARABIC)[0].clear()
    assert translator.translate(["rain"], ENGLISH, ARABIC)[0]
