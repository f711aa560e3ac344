"""The dictionary, made by hand and as it comes with Mujaz."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.dictionary import FLOOR, Dictionary, dictionary, stems, write


@pytest.fixture
def small(tmp_path: Path) -> Dictionary:
    """house = بيت with probability 1 both ways; door = باب one way only."""
    certain = np.array([0], np.int64)
    path = tmp_path / "small.npz"
    write(
        path,
        ["hous", "door"],
        ["بيت", "باب"],
        {
            "to_arabic": (np.array([0, 0, 1]), np.array([1, 2]), np.append(certain, 0)),
            "to_english": (np.array([0, 0, 1]), np.array([1]), certain),
        },
    )
    return Dictionary.read(path)


def test_words_are_stemmed_and_those_of_the_other_script_left_out() -> None:
    assert stems("The two houses of Wadi, 75 وادي!", ENGLISH) == ["the", "two", "hous", "of", "wadi"]
    assert stems("والبيوت، house والمدرسةُ 75", ARABIC) == ["بيوت", "مدرس"]


def test_the_score_is_the_mean_log_probability_of_both_sides(small: Dictionary) -> None:
    # One word from one word or from nothing: (1 + FLOOR) / 2 in either direction.
    expected = math.log((1 + FLOOR) / 2)
    assert small.score("house", "البيت", ENGLISH) == pytest.approx(expected)
    assert small.score("البيت", "house", ARABIC) == pytest.approx(expected)


def test_directions_are_averaged(small: Dictionary) -> None:
    there, back = math.log((1 + FLOOR) / 2), math.log(FLOOR)
    assert small.score("door", "باب", ENGLISH) == pytest.approx((there + back) / 2)


def test_words_that_are_not_listed_say_nothing(small: Dictionary) -> None:
    assert small.score("house", "البيت", ENGLISH) > small.score("house", "البيت باب", ENGLISH)
    assert small.score("zebra", "حمار", ENGLISH) == 0.0
    assert small.score("", "", ENGLISH) == 0.0


@pytest.mark.parametrize(
    ("text", "good", "wrong"),
    [
        ("The army shelled the village.", "قصف الجيش القرية.", "زار الوزير المستشفى."),
        ("Prices rose sharply in May.", "ارتفعت الأسعار بشدة في مايو.", "انخفض عدد الطلاب في المدارس."),
    ],
)
def test_the_dictionary_of_the_package_knows_a_translation(text: str, good: str, wrong: str) -> None:
    assert dictionary().score(text, good, ENGLISH) > dictionary().score(text, wrong, ENGLISH) + 0.5
    assert dictionary().score(good, text, ARABIC) == pytest.approx(dictionary().score(text, good, ENGLISH))


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gets_a_score(source: str, target: str) -> None:
    assert math.log(FLOOR) <= dictionary().score(source, target, ENGLISH) <= 0.0
