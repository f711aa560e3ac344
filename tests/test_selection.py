import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.selection import Settings, select, worth


def vectors(*rows: list[float]) -> np.ndarray:
    matrix = np.array(rows, np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


DIFFERENT = vectors([1, 0, 0], [0, 1, 0], [0, 0, 1])
LENGTHS = [(10, 10)] * 3


def test_a_sentence_that_translates_badly_loses_to_a_nearly_as_salient_one() -> None:
    picks = select([0.8, 0.75, 0.1], [0.1, 0.9, 0.9], DIFFERENT, LENGTHS, sentences=1)
    assert [p.chosen for p in picks] == [False, True, False]
    assert "translation carries it less well (adequacy 0.10)" in picks[0].reason


def test_without_a_trade_off_only_salience_counts() -> None:
    settings = Settings(trade_off=0.0)
    picks = select([0.8, 0.75, 0.1], [0.0, 0.9, 0.9], DIFFERENT, LENGTHS, sentences=1, settings=settings)
    assert [p.chosen for p in picks] == [True, False, False]


def test_a_repetition_is_not_taken() -> None:
    twins = vectors([1, 0, 0], [1, 0.01, 0], [0, 0, 1])
    picks = select([0.9, 0.85, 0.3], [0.9, 0.9, 0.9], twins, LENGTHS, sentences=2)
    assert [p.chosen for p in picks] == [True, False, True]


def test_what_was_not_translated_cannot_be_taken() -> None:
    picks = select([0.9, 0.5, 0.4], [None, 0.2, None], DIFFERENT, LENGTHS, sentences=3)
    assert [p.chosen for p in picks] == [False, True, False]
    assert picks[0].reason == "not salient enough to be translated"


@pytest.mark.parametrize("lengths", [[(10, 1)] * 3, [(1, 10)] * 3])
def test_words_bound_both_languages(lengths: list[tuple[int, int]]) -> None:
    picks = select([0.9, 0.8, 0.7], [0.5] * 3, DIFFERENT, lengths, sentences=3, words=20)
    assert [p.chosen for p in picks] == [True, True, False]
    assert picks[2].reason == "would exceed 20 words"


@pytest.mark.parametrize(("lengths", "taken"), [((10, 1), 2), ((1, 10), 3)])
def test_words_may_bound_the_language_of_the_article_alone(lengths: tuple[int, int], taken: int) -> None:
    picks = select(
        [0.9, 0.8, 0.7],
        [0.5] * 3,
        DIFFERENT,
        [lengths] * 3,
        sentences=3,
        words=20,
        settings=Settings(bounds="article"),
    )
    assert sum(pick.chosen for pick in picks) == taken


@pytest.mark.parametrize("long", [(50, 50), (50, 9), (9, 50)])
def test_one_sentence_is_taken_over_the_bound_only_where_none_is_within(long: tuple[int, int]) -> None:
    picks = select([0.9, 0.5], [0.5] * 2, DIFFERENT[:2], [long, (9, 10)], sentences=1, words=10)
    assert [p.chosen for p in picks] == [False, True]
    assert picks[0].reason == "would exceed 10 words"
    picks = select([0.9, 0.5], [0.5] * 2, DIFFERENT[:2], [long, (11, 10)], sentences=1, words=10)
    assert [p.chosen for p in picks] == [True, False]


def test_nothing_to_select_from() -> None:
    assert select([], [], np.zeros((0, 3), np.float32), [], sentences=3) == []


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8), st.integers(1, 8))
def test_no_more_are_taken_than_asked_for_and_never_none(
    scores: list[tuple[float, float]], sentences: int
) -> None:
    n = len(scores)
    picks = select(
        [s for s, _ in scores],
        [a for _, a in scores],
        np.eye(n, dtype=np.float32),
        [(5, 5)] * n,
        sentences=sentences,
    )
    assert sum(p.chosen for p in picks) == min(n, sentences)


@pytest.mark.parametrize(
    ("salience", "other", "wins"),
    [(0.60, 0.65, False), (0.60, 0.45, False), (0.60, 0.35, True), (0.90, 0.60, True)],
)
def test_a_lost_number_costs_as_much_as_a_few_places_in_the_article(
    salience: float, other: float, wins: bool
) -> None:
    # A faithful translation has an adequacy of about 0.55, and one failed number takes it times exp(-1).
    # That is worth 0.14, as much as 0.23 of salience: not what lifts the lead over the rest.
    adequacies = [0.55 * math.exp(-1.0), 0.55, 0.0]
    picks = select([salience, other, 0.0], adequacies, DIFFERENT, LENGTHS, sentences=1)
    assert picks[0].chosen is wins
    without = Settings(trade_off=0.0)
    picks = select([salience, other, 0.0], adequacies, DIFFERENT, LENGTHS, sentences=1, settings=without)
    assert picks[0].chosen is (salience > other)


def test_worth_is_the_documented_mixture() -> None:
    assert worth(0.5, 1.0, 0.4) == pytest.approx(0.7)
