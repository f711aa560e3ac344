import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.lexicon.transliteration import (
    THRESHOLD,
    fold_arabic,
    fold_latin,
    similarity,
    transliterate,
)

PAIRS = [
    ("Lavrov", "لافروف"),
    ("Egeland", "إيغلاند"),
    ("al-Zawahiri", "الظواهري"),
    ("Zawahiri", "الظواهري"),
    ("Mueller", "مولر"),
    ("Schwarzenegger", "شوارزنيجر"),
    ("George", "جورج"),
    ("Michael", "مايكل"),
    ("Knight", "نايت"),
    ("Charles", "تشارلز"),
    ("Juan", "خوان"),
    ("Giuseppe", "جوزيبي"),
    ("Xi", "شي"),
    ("Göring", "غورينغ"),
]


@pytest.mark.parametrize(("latin", "arabic"), PAIRS)
def test_a_name_is_like_its_spelling(latin, arabic):
    assert similarity(latin, arabic) >= THRESHOLD


@pytest.mark.parametrize(
    ("latin", "arabic"), [("Ford", "ميركل"), ("Conte", "قال"), ("Vienna", "بروكسل"), ("Merkel", "باريس")]
)
def test_a_name_is_not_like_another(latin, arabic):
    assert similarity(latin, arabic) < THRESHOLD


def test_doubled_letters_diacritics_and_tashkeel_do_not_matter():
    assert similarity("Mohammed", "محمد") == similarity("Mohammed", "مُحَمَّد")
    assert similarity("São", "ساو") == similarity("Sao", "ساو")


@given(st.text(), st.text())
def test_similarity_is_between_0_and_1(latin, arabic):
    assert 0.0 <= similarity(latin, arabic) <= 1.0


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold_latin(fold_latin(text)) == fold_latin(text)
    assert fold_arabic(fold_arabic(text)) == fold_arabic(text)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12))
def test_a_guess_sounds_like_its_name(name):
    guess = transliterate(name)
    assert not guess or similarity(name, guess) >= 0.5


@pytest.mark.parametrize(
    ("latin", "arabic"), [("Johnson", "جونسون"), ("Dan Morov", "دان موروف"), ("al-Kasim", "الكاسيم")]
)
def test_guesses(latin, arabic):
    assert transliterate(latin) == arabic
