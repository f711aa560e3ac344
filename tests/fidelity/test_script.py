import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status
from summarizer.fidelity.script import check_language
from summarizer.languages import ARABIC, ENGLISH

ENGLISH_TEXT = "The ferry sails to Malta on Sunday."
ARABIC_TEXT = "تبحر العبّارة إلى مالطا يوم الأحد."


def problems(source: str, target: str, *, to_arabic: bool = True) -> list[Status]:
    languages = (ENGLISH, ARABIC) if to_arabic else (ARABIC, ENGLISH)
    checks = check_language(source, target, *languages)
    assert {check.kind for check in checks} == {CheckKind.LANGUAGE}
    return [check.status for check in checks if not check.ok]


def test_a_translation_in_its_language_is_kept() -> None:
    assert problems(ENGLISH_TEXT, ARABIC_TEXT) == []
    assert problems(ARABIC_TEXT, ENGLISH_TEXT, to_arabic=False) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("The firm Nordlicht Shipping Holdings sold it.", "باعته شركة Nordlicht Shipping Holdings."),
        ("5 μg of α-amylase", "5 μg من ألفا أميليز α"),
        ("The sign read 東京.", "كان مكتوباً على اللافتة 東京."),
        ("NATO", "NATO"),
        ("12.5%", "12.5%"),
    ],
)
def test_names_symbols_and_what_the_source_writes_may_stay(source: str, target: str) -> None:
    assert problems(source, target) == []


def test_nothing_is_no_translation() -> None:
    assert problems(ENGLISH_TEXT, "  ") == [Status.MISSING]


def test_a_copy_of_the_source_is_in_the_wrong_language() -> None:
    assert problems(ENGLISH_TEXT, ENGLISH_TEXT) == [Status.CHANGED]
    assert problems(ARABIC_TEXT, ARABIC_TEXT, to_arabic=False) == [Status.CHANGED]


def test_another_text_in_the_wrong_script_is_too() -> None:
    assert problems(ENGLISH_TEXT, "Le bateau part dimanche pour une île.") == [Status.CHANGED]


def test_persian_letters_are_not_arabic() -> None:
    assert problems(ENGLISH_TEXT, "کشتی یکشنبه به مالت می‌رود و برمی‌گردد.") == [Status.CHANGED]


@pytest.mark.parametrize("stray", ["также", "问题", "κόσμος", "שלום"])
def test_a_third_script_is_added(stray: str) -> None:
    assert problems(ENGLISH_TEXT, f"{ARABIC_TEXT} {stray}") == [Status.ADDED]


def test_garbled_characters_are_reported() -> None:
    assert problems(ENGLISH_TEXT, f"{ARABIC_TEXT} \ufffd") == [Status.CHANGED]
    assert problems(ARABIC_TEXT, f"{ENGLISH_TEXT} cafÃ©", to_arabic=False) == [Status.CHANGED]


@pytest.mark.parametrize("leftover", ["\nEnglish: The ferry", "\nTerms: ferry", "<unused7>", "<eos>"])
def test_leftovers_of_the_prompt_and_the_model_are_added(leftover: str) -> None:
    assert Status.ADDED in problems(ENGLISH_TEXT, ARABIC_TEXT + leftover)


def test_a_prompt_word_of_the_source_is_none() -> None:
    assert problems("Text: the ferry sails.", "Text: تبحر العبارة اليوم إلى الجزيرة.") == []


@given(st.text(), st.text())
def test_every_text_gets_an_answer(source: str, target: str) -> None:
    assert check_language(source, target, ENGLISH, ARABIC)
    assert check_language(source, target, ARABIC, ENGLISH)
