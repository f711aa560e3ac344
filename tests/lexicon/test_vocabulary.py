import re

import pytest

from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.lexicon.data import listed, rows
from summarizer.lexicon.vocabulary import Vocabulary, vocabulary
from tests.lexicon.find_unsure import is_unsure

LATIN = re.compile(r"[A-Za-zé0-9]+(?:[ '’.-]+[A-Za-zé0-9]+)*")
ARABIC_WORDS = re.compile("[\u0621-\u063a\u0641-\u064a]+(?:[ -][\u0621-\u063a\u0641-\u064a]+)*")


def test_every_line_is_written_as_its_script_wants() -> None:
    for english, arabic, only in (row[:3] for row in rows("vocabulary.tsv", 3)):
        assert only in ("", "en", "ar")
        assert listed(english)
        assert listed(arabic)
        assert all(LATIN.fullmatch(form) for form in listed(english)), english
        assert all(ARABIC_WORDS.fullmatch(form) for form in listed(arabic)), arabic


SMALL = Vocabulary.of(
    [
        ["landslide", "انهيار أرضي;انزلاق تربة", ""],
        ["commitment;pledge", "التزام", ""],
        ["electoral system", "نظام انتخابي", ""],
        ["baker", "خباز", ""],
        ["bank", "مصرف", ""],
        ["pledge", "تعهد", ""],
        ["amid", "وسط", "en"],
        ["later word", "قدم", "ar"],
    ],
    unsure={("en", ("bank",))},
)


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("A landslide buried the road.", ENGLISH, [("landslide", "انهيار أرضي")]),
        ("Landslide buries the road.", ENGLISH, [("Landslide", "انهيار أرضي")]),
        ("The bakers of Baker Street met a baker.", ENGLISH, [("baker", "خباز")]),
        ("Reform of the Electoral System", ENGLISH, [("Electoral System", "نظام انتخابي")]),
        ("electoral. System", ENGLISH, [("electoral. System", "نظام انتخابي")]),
        ("electoral (system)", ENGLISH, []),
        ("The bank lent it amid fears.", ENGLISH, [("amid", "وسط")]),
        ("a later word", ENGLISH, []),
        ("pledge", ENGLISH, [("pledge", "التزام")]),
        ("تعهد", ARABIC, [("تعهد", "pledge")]),
        ("وقع انهيارٌ أرضيّ.", ARABIC, [("انهيارٌ أرضيّ", "landslide")]),
        ("بعد الانهيار الأرضي", ARABIC, [("الانهيار الأرضي", "landslide")]),
        ("وبالالتزام نفسه", ARABIC, [("وبالالتزام", "commitment")]),
        ("التزام", ARABIC, [("التزام", "commitment")]),
        ("إصلاح النظام الإنتخابي", ARABIC, [("النظام الإنتخابي", "electoral system")]),
        ("في وسط المصرف", ARABIC, [("المصرف", "bank")]),
        ("", ARABIC, []),
    ],
)
def test_words_are_found_by_hand(text: str, language: Language, found: list[tuple[str, str]]) -> None:
    assert [(w.span.of(text), w.form.others[0]) for w in SMALL.find(text, language)] == found


def test_the_longest_phrase_wins() -> None:
    text = "The court rejected the no-confidence motion."
    phrases = {w.span.of(text) for w in vocabulary().find(text, ENGLISH)}
    assert "no-confidence motion" in phrases


@pytest.mark.parametrize(
    ("kept", "total", "unsure"), [(0, 1, False), (0, 2, True), (1, 2, False), (4, 9, True), (9, 9, False)]
)
def test_a_form_is_unsure_where_most_translators_say_something_else(
    kept: int, total: int, unsure: bool
) -> None:
    assert is_unsure(kept, total) is unsure
