import pytest

from summarizer.languages import ARABIC, ENGLISH, LANGUAGES, Language, find, other


def test_languages_are_keyed_by_their_code() -> None:
    assert {code: language.code for code, language in LANGUAGES.items()} == {"ar": "ar", "en": "en"}


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("ar", ARABIC),
        ("AR", ARABIC),
        (" Arabic ", ARABIC),
        ("العربية", ARABIC),
        ("english", ENGLISH),
        ("fr", None),
    ],
)
def test_find_by_code_or_name(name: str, language: Language | None) -> None:
    assert find(name) == language


def test_other_is_its_own_inverse() -> None:
    for language in LANGUAGES.values():
        assert other(language) != language
        assert other(other(language)) == language
    assert other(ARABIC) == ENGLISH


def test_arabic_is_written_from_the_right() -> None:
    assert (ARABIC.direction, ENGLISH.direction) == ("rtl", "ltr")
    assert str(ARABIC) == "ar"
