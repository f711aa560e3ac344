import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.tokenize import tokenize

from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality.metrics.tokens import Tokenizer, sentences_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كُتُبٌ", "كتب"),  # tashkeel
        ("مـــرحبا", "مرحبا"),  # tatweel
        ("أُسرة إلى", "اسره الي"),  # hamza carriers, ta marbuta, alef maqsura
        ("٧٥ قاربا", "75 قاربا"),  # Arabic-Indic digits
        ("۷۵ قاربا", "75 قاربا"),  # Persian digits
        ("الميناء\u200f", "الميناء"),  # a mark that nobody sees
    ],
)
def test_folding_makes_spellings_equal_and_without_it_they_differ(one: str, other: str) -> None:
    assert Tokenizer(ARABIC)(one) == Tokenizer(ARABIC)(other)
    if "\u200f" not in one:
        assert Tokenizer(ARABIC, folding=False)(one) != Tokenizer(ARABIC, folding=False)(other)


def test_a_word_with_tashkeel_is_one_token_even_without_folding() -> None:
    assert Tokenizer(ARABIC, folding=False)("كُتُبٌ، وَرَق") == ["كُتُبٌ", "وَرَق"]


def test_clitics_count_only_without_stemming() -> None:
    plain, stemmed = Tokenizer(ARABIC), Tokenizer(ARABIC, stemming=True)
    assert plain("والميناء") != plain("الميناء")
    assert stemmed("والميناء") == stemmed("الميناء") == stemmed("ميناء")
    assert stemmed("بالقارب") == stemmed("وللقارب") == stemmed("قارب")
    assert stemmed("والد") == ["والد"]  # a father, no conjunction


def test_english_endings_go_with_stemming_and_short_words_stay() -> None:
    assert Tokenizer(ENGLISH, stemming=True)("Boats was anchored") == ["boat", "was", "anchor"]


def test_marks_are_no_tokens() -> None:
    assert Tokenizer(ENGLISH)("“Stop!”, he said — it's 7:30_pm.") == [
        "stop",
        "he",
        "said",
        "it",
        "s",
        "7",
        "30",
        "pm",
    ]
    assert Tokenizer(ARABIC)("«قف!»، قال؛ أين؟") == ["قف", "قال", "اين"]


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_text_has_the_tokens_of_rouge_score(text: str) -> None:
    # rouge-score takes controls for white space; for a reader they are nothing.
    printable = "".join(c if c.isprintable() or c.isspace() else " " for c in text)
    assert Tokenizer(ENGLISH)(printable) == tokenize(printable, None)


def test_lines_and_full_stops_separate_sentences() -> None:
    assert sentences_of("One two.\nThree four. Five six.", ENGLISH) == [
        "One two.",
        "Three four.",
        "Five six.",
    ]


def test_signatures_say_what_was_done() -> None:
    assert Tokenizer(ARABIC).signature == "tokens:unicode|fold:yes|stem:no"
    assert Tokenizer(ENGLISH, folding=False, stemming=True).signature.endswith(
        "fold:no|stem:snowball-english"
    )
