import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.normalization import digits, fold, invisible_runs, visible

TEXTS = st.text(st.characters() | st.sampled_from("أإآٱؤئىيةهكکیﻻﷲًٌَُِّْـ٠٣۵ \n\t\x00\u200f\u200b\ufeff"))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("مُحَمَّدٌ", "محمد"),
        ("أحمد", "احمد"),
        ("إسرائيل", "اسراييل"),
        ("آذار", "اذار"),
        ("مؤتمر", "موتمر"),
        ("على", "علي"),
        ("جامعة", "جامعه"),
        ("كـــتاب", "كتاب"),
        ("ایران", "ايران"),
        ("ﻻ", "لا"),
        ("ا\u0654حمد", "أحمد"),
        ("رحمٰن", "رحمن"),
    ],
)
def test_spelling_variants_fold_together(left: str, right: str) -> None:
    assert fold(left) == fold(right)


def test_fold_keeps_what_is_not_arabic() -> None:
    assert fold("Café U.N. 3.5% ٣ m²") == "Café U.N. 3.5% ٣ m²"


def test_fold_keeps_words_apart() -> None:
    assert fold("كتب") != fold("كاتب")
    assert fold("سماء") != fold("سما")


def test_digits_of_both_traditions() -> None:
    assert digits("٢٠٢٤ و۱۹۹۹ و2001") == "2024 و1999 و2001"


def test_visible_drops_what_is_not_seen() -> None:
    assert visible("\ufeff \u202bقال\u202c\x00\u00a0 الوزير\u200f\n\tأمس ") == "قال الوزير أمس"


@given(TEXTS)
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_digits_keep_every_offset(text: str) -> None:
    assert len(digits(text)) == len(text)
    assert all(a == b or b in "0123456789" for a, b in zip(text, digits(text), strict=True))


@given(TEXTS)
def test_visible_is_the_text_without_invisible_runs_and_white_space(text: str) -> None:
    dropped = {index for start, end in invisible_runs(text) for index in range(start, end)}
    kept = "".join(c for index, c in enumerate(text) if index not in dropped and not c.isspace())
    assert "".join(visible(text).split()) == kept
    assert visible(visible(text)) == visible(text)
