import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status
from summarizer.fidelity import check_sentence
from summarizer.fidelity.opposites import PAIRS, check_opposites
from summarizer.languages import ARABIC, ENGLISH


@pytest.mark.parametrize(
    ("english", "arabic", "words"),
    [
        ("The terminal reopened on Monday.", "تم إغلاق المحطة يوم الاثنين.", ("reopened", "اغلاق")),
        ("Prices fell last year.", "ارتفعت الأسعار العام الماضي.", ("fell", "ارتفعت")),
        ("Parliament approved the budget.", "رفض البرلمان الميزانية.", ("approved", "رفض")),
        ("The ships left after the storm.", "غادرت السفن قبل العاصفة.", ("after", "قبل")),
        ("The government paid for it.", "دفعت ثمنه الوزارة.", ("government", "الوزاره")),
        ("The president has resigned.", "استقال رئيس الوزراء.", ("president", "رييس الوزراء")),
        ("Twelve people were injured.", "قتل اثنا عشر شخصا.", ("injured", "قتل")),
    ],
)
def test_the_opposite_is_reported_in_both_directions(
    english: str, arabic: str, words: tuple[str, str]
) -> None:
    for source, target, languages, expected in (
        (english, arabic, (ENGLISH, ARABIC), words),
        (arabic, english, (ARABIC, ENGLISH), words[::-1]),
    ):
        [check] = check_opposites(source, target, *languages)
        assert (check.source, check.target) == expected
        assert (check.kind, check.status) == (CheckKind.NEGATION, Status.CHANGED)
        assert check in check_sentence(source, target, *languages)


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("The terminal reopened on Monday.", "أعيد افتتاح المحطة يوم الاثنين."),
        ("The shop opened late and closed early.", "أغلق المتجر مبكرا."),
        ("The prime minister has resigned.", "استقال رئيس مجلس الوزراء."),
        ("The president met the premier.", "التقى الرئيس رئيس الحكومة."),
        ("The terminal reopened.", "لم تعد المحطة مغلقة وأعيد فتحها."),
        ("A wider road was built.", "ارتفعت الأسعار."),
    ],
)
def test_a_faithful_or_unclear_pair_is_silent(english: str, arabic: str) -> None:
    assert check_opposites(english, arabic, ENGLISH, ARABIC) == []


def test_no_word_stands_at_both_poles() -> None:
    for one, other in PAIRS:
        for mine, theirs in zip(one, other, strict=True):
            assert not set(mine.split()) & set(theirs.split())


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_taken(source: str, target: str) -> None:
    check_opposites(source, target, ENGLISH, ARABIC)
