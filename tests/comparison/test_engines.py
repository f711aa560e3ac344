from __future__ import annotations

from collections.abc import Sequence

from summarizer.briefs import Term
from summarizer.comparison.engines import RememberingTranslator, remembering
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.protocols import Likelihood, Rescorer
from tests.fakes import FakeTranslator


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


def test_what_is_forgotten_is_translated_again() -> None:
    behind = FakeTranslator()
    translator = RememberingTranslator(behind, most=2)
    for text in ("one", "two", "three", "one"):
        translator.translate([text], ENGLISH, ARABIC)
    assert [text for text, _ in behind.seen] == ["one", "two", "three", "one"]
    assert len(translator.translate(["four", "five", "six", "four"], ENGLISH, ARABIC)) == 4


class ScoringTranslator(FakeTranslator):
    """Scores a translation by its length; of one letter it cannot say."""

    def __init__(self) -> None:
        super().__init__()
        self.scored: list[tuple[str, str]] = []

    def score(
        self, texts: Sequence[str], translations: Sequence[str], source: Language, target: Language
    ) -> list[Likelihood | None]:
        self.scored += zip(texts, translations, strict=True)
        return [likely(-float(len(text))) if len(text) > 1 else None for text in translations]


def likely(mean: float) -> Likelihood:
    return Likelihood(mean, ())


def test_what_remembers_can_do_what_is_behind_it_and_no_more() -> None:
    assert not isinstance(remembering(FakeTranslator()), Rescorer)
    behind = ScoringTranslator()
    translator = remembering(behind)
    assert isinstance(translator, Rescorer)
    assert translator.identity == behind.identity
    assert translator.score(["rain", "x"], ["مطر", "س"], ENGLISH, ARABIC) == [likely(-3.0), None]
    again = translator.score(["x", "rain", "rain"], ["س", "مطر", "المطر"], ENGLISH, ARABIC)
    assert again == [None, likely(-3.0), likely(-5.0)]
    assert behind.scored == [("rain", "مطر"), ("x", "س"), ("rain", "المطر")]
    translator.score(["rain"], ["مطر"], ARABIC, ENGLISH)  # another direction
    assert len(behind.scored) == 4
    assert translator.translate(["rain"], ENGLISH, ARABIC) == behind.translate(["rain"], ENGLISH, ARABIC)
