import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Status
from summarizer.fidelity.untranslated import check_untranslated
from summarizer.languages import ARABIC, ENGLISH


def test_lower_case_words_left_in_arabic_are_named() -> None:
    [check] = check_untranslated("The mayor closed the harbour.", "أغلق العمدة the harbour.", ENGLISH, ARABIC)
    assert (check.status, check.source, check.target) == (Status.CHANGED, "the harbour", "the harbour")


@pytest.mark.parametrize(
    ("target", "left"),
    [
        ("وصل الوفد إلى Aleppo مساء.", "Aleppo"),
        ("زار Saudi Arabia وعاد.", "Saudi Arabia"),
        ("وصل الوفد إلى حلب (Aleppo).", ""),
        ("قالت مجلة Paris Match إنه غادر.", ""),
        ("قالت UN إنه غادر.", ""),
    ],
)
def test_places_with_an_arabic_name_may_not_stay(target: str, left: str) -> None:
    checks = check_untranslated("He left.", target, ENGLISH, ARABIC)
    assert [check.target for check in checks] == ([left] if left else [])


def test_arabic_words_left_in_english_are_named() -> None:
    [check] = check_untranslated("أغلق العمدة الميناء.", "The mayor closed الميناء.", ARABIC, ENGLISH)
    assert check.target == "الميناء"


@pytest.mark.parametrize(
    "target",
    [
        "اشترت شركة Nordlicht السفينة.",
        "سجل في www.example.org أو harbour@example.org.",
        "على بعد 5 km من الساحل.",
        'نشرت مقالاً بعنوان "the old wall".',
        "المقاومة (antibody) قوية.",
        "البروتين nsp9 مهم.",
        "تابع @harbournews.",
    ],
)
def test_names_addresses_units_and_quotes_may_stay(target: str) -> None:
    assert check_untranslated("The mayor closed the harbour.", target, ENGLISH, ARABIC) == []


def test_quoted_arabic_may_stay_in_english() -> None:
    assert check_untranslated("كلمة موجز", 'The word "موجز" means brief.', ARABIC, ENGLISH) == []


def test_a_copy_of_the_source_is_one_check() -> None:
    for text, languages in (
        ("The mayor left.", (ENGLISH, ARABIC)),
        ("غادر العمدة.", (ARABIC, ENGLISH)),
    ):
        [check] = check_untranslated(text, text, *languages)
        assert (check.source, check.target) == (text, text)


@pytest.mark.parametrize("text", ["NATO", "12.5%", "", "Nordlicht"])
def test_a_name_or_a_figure_may_be_the_same(text: str) -> None:
    assert check_untranslated(text, text, ENGLISH, ARABIC) == []


@given(st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي ،.ABC123()"))
def test_pure_arabic_has_no_leftovers(target: str) -> None:
    assert check_untranslated("x", target, ENGLISH, ARABIC) == []
