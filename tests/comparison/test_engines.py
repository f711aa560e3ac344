from __future__ import annotations

from summarizer.briefs import Term
from summarizer.comparison.engines import RememberingTranslator
from summarizer.languages import ARABIC, ENGLISH
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
