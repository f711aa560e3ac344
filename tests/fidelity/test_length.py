import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Status
from summarizer.fidelity.length import MODELS, check_length, length, length_deviation
from summarizer.languages import ARABIC, ENGLISH

ENGLISH_TEXT = (
    "The harbour council said on Monday that the old lighthouse would be repaired"
    " before the winter storms arrive."
)
ARABIC_TEXT = (
    "قال مجلس الميناء يوم الاثنين إن المنارة القديمة سيجري إصلاحها قبل أن تصل عواصف الشتاء إلى الساحل."
)


def to_arabic(target: str, source: str = ENGLISH_TEXT) -> Status:
    [check] = check_length(source, target, ENGLISH, ARABIC)
    return check.status


def test_a_usual_translation_is_kept_both_ways() -> None:
    assert to_arabic(ARABIC_TEXT) is Status.KEPT
    assert check_length(ARABIC_TEXT, ENGLISH_TEXT, ARABIC, ENGLISH)[0].ok


def test_much_too_short_is_missing() -> None:
    assert to_arabic("قال المجلس ذلك.") is Status.MISSING


def test_much_too_long_is_added() -> None:
    assert to_arabic(f"{ARABIC_TEXT} {ARABIC_TEXT}") is Status.ADDED


@pytest.mark.parametrize("end", ["إلى", "،", "(", "في.", "الذي"])
def test_a_shorter_one_that_ends_in_the_middle_is_missing(end: str) -> None:
    start = "قال مجلس الميناء يوم الاثنين إن المنارة القديمة سيجري إصلاحها"
    assert to_arabic(f"{start} {end}") is Status.MISSING
    assert to_arabic(f"{start} قبل الشتاء.") is Status.KEPT


def test_a_lost_full_stop_counts_only_where_the_text_is_shorter_too() -> None:
    assert to_arabic("قال مجلس الميناء يوم الاثنين إن المنارة القديمة سيجري إصلاحها قبل") is Status.MISSING
    assert to_arabic(ARABIC_TEXT.rstrip(".")) is Status.KEPT


def test_a_source_that_ends_so_too_excuses_the_end() -> None:
    source = "The council will repair the old lighthouse and the long wall of the harbour, and"
    assert to_arabic("سيصلح المجلس المنارة القديمة وجدار الميناء و", source) is Status.KEPT


@pytest.mark.parametrize(("source", "target"), [("", ARABIC_TEXT), (ENGLISH_TEXT, ""), ("...", "!")])
def test_without_letters_there_is_nothing_to_compare(source: str, target: str) -> None:
    assert check_length(source, target, ENGLISH, ARABIC) == []
    assert length_deviation(source, target, ENGLISH, ARABIC) == 0.0


def test_length_counts_letters_and_figures_only() -> None:
    assert length("كَتَبَـ  5 رسائل!") == length("كتب 5 رسائل") == 9
    assert length("the UN") == 3 + 3 * 2


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 5000))
def test_longer_is_more_deviant(source: int, shorter: int, more: int) -> None:
    for model in MODELS.values():
        assert model.deviation(source, shorter) < model.deviation(source, shorter + more)


@given(st.text(), st.text())
def test_at_most_one_check(source: str, target: str) -> None:
    assert len(check_length(source, target, ARABIC, ENGLISH)) <= 1
