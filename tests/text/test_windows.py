import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.windows import windows

LENGTHS = st.lists(st.integers(0, 30), max_size=40)


def test_packs_greedily() -> None:
    assert windows([3, 3, 3, 3], 7) == [range(2), range(2, 4)]


def test_a_long_sentence_stands_alone() -> None:
    assert windows([2, 50, 2], 10) == [range(1), range(1, 2), range(2, 3)]


def test_overlap_repeats_the_last_sentences() -> None:
    assert windows([2, 2, 2, 2, 2], 6, overlap=1) == [range(3), range(2, 5)]


def test_nothing_gives_no_window() -> None:
    assert windows([], 5) == []


@pytest.mark.parametrize(("lengths", "limit", "overlap"), [([1], 0, 0), ([1], 5, -1), ([-1], 5, 0)])
def test_impossible_requests(lengths: list[int], limit: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        windows(lengths, limit, overlap)


@given(LENGTHS, st.integers(1, 50), st.integers(0, 5))
def test_windows_fit_cover_and_advance(lengths: list[int], limit: int, overlap: int) -> None:
    result = windows(lengths, limit, overlap)
    assert sorted({index for window in result for index in window}) == list(range(len(lengths)))
    for window in result:
        assert len(window) == 1 or sum(lengths[i] for i in window) <= limit
    for before, after in itertools.pairwise(result):
        assert before.start < after.start
        assert before.stop < after.stop
        assert before.stop - after.start <= overlap
