import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.fidelity.undertranslation import LEAST, content_words, lost_words

SENTENCE = ("The", "foreign", "aid", "left.")


def scored(*values: float) -> list[tuple[str, float]]:
    return list(zip(SENTENCE, values, strict=True))


def test_a_word_that_the_translation_does_not_make_likelier_is_lost() -> None:
    alone = scored(-3.0, -11.0, -9.0, -14.0)
    assert lost_words(scored(-0.1, -16.0, -1.0, -2.0), alone) == ("foreign",)
    assert lost_words(scored(-0.1, -16.0, -1.0, -15.0), alone) == ("foreign", "left")


def test_a_rare_word_that_the_translation_makes_likelier_is_not() -> None:
    assert lost_words(scored(-0.1, -13.0, -1.0, -2.0), scored(-3.0, -20.0, -9.0, -14.0)) == ()


def test_nor_is_a_likely_one() -> None:
    assert lost_words(scored(-5.0, -9.9, -1.0, -2.0), scored(-3.0, -4.0, -9.0, -14.0)) == ()
    assert lost_words(scored(-5.0, -9.9, -1.0, -2.0), scored(-3.0, -4.0, -9.0, -14.0), least=-4.5) == (
        "The",
        "foreign",
    )


def test_words_are_shown_without_punctuation_and_once() -> None:
    given, alone = (
        [("«جونز»،", -20.0), ("—", -20.0), ("جونز", -20.0)],
        [("«جونز»،", -9.0), ("—", -9.0), ("جونز", -9.0)],
    )
    assert lost_words(given, alone) == ("جونز",)


def test_a_reader_is_told_of_words_that_say_something_by_themselves() -> None:
    words = ("and", "foreign", "The", "before", "يوم", "وفي", "الأجنبية", "ويوم", "وفد", "عامًا", "قبل")
    assert content_words(words) == ("foreign", "before", "الأجنبية", "وفد", "قبل")


def test_the_words_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="same words"):
        lost_words([("aid", -1.0)], [("help", -1.0)])


@given(st.lists(st.tuples(st.text(max_size=8), st.floats(-50, 0), st.floats(-50, 0)), max_size=12))
def test_only_words_of_the_sentence_are_lost(words: list[tuple[str, float, float]]) -> None:
    lost = lost_words([(w, a) for w, a, _ in words], [(w, b) for w, _, b in words])
    assert all(any(word in w and a < LEAST and a < b for w, a, b in words) for word in lost)
    assert len(set(lost)) == len(lost)
