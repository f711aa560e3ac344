import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.digits import DIGITS, digits_in, needed_digits
from summarizer.languages import ARABIC, ENGLISH


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("The council opened the bridge.", ""),
        ("One of them was the first to leave.", ""),
        ("In 2016 some 3,500 came.", "012356"),
        ("Ten people came.", "01"),
        ("It was built in the nineties, by ninety men.", "0129"),
        ("at half past seven", "0123456789"),
        ("two and a half kilometres", "0123456789"),
        ("the G20", "02"),
    ],
)
def test_english_numbers_need_their_digits(text: str, digits: str) -> None:
    assert needed_digits(text, ENGLISH) == frozenset(digits)


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("افتتح المجلس الجسر.", ""),
        ("وصل رجلان.", ""),
        ("في عام ٢٠١٦", "0126"),
        ("مليوني دولار", "02"),
        ("في التسعينيات", "0129"),
        ("في السابعة والنصف", "0123456789"),
    ],
)
def test_arabic_numbers_need_their_digits(text: str, digits: str) -> None:
    assert needed_digits(text, ARABIC) == frozenset(digits)


def test_words_that_are_asked_for_may_have_digits() -> None:
    assert needed_digits("The virus spread.", ENGLISH, ["كوفيد-19"]) == frozenset("19")


@given(st.text(max_size=80))
def test_the_digits_of_a_text_are_needed(text: str) -> None:
    assert digits_in(text) <= needed_digits(text, ENGLISH) <= DIGITS


def test_digits_of_any_script_are_digits() -> None:
    assert digits_in("7 ٣ ۴ km²") == frozenset("734")
