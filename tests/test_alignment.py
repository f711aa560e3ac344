import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from summarizer.alignment import align


def unit(rows: list[list[float]]) -> np.ndarray:
    matrix = np.array(rows, np.float32)
    return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def test_most_similar_pairs_are_linked_wherever_they_stand() -> None:
    links = align(unit([[1, 0], [0, 1]]), unit([[0, 1], [1, 0.1]]))
    assert [(a.arabic, a.english) for a in links] == [(0, 1), (1, 0)]
    assert links[1].similarity == 1.0


def test_what_falls_below_the_minimum_stays_alone() -> None:
    assert align(unit([[1, 0]]), unit([[0, 1]]), minimum=0.5) == ()


def test_ties_go_to_the_diagonal() -> None:
    same = unit([[1, 0], [1, 0], [1, 0]])
    assert [(a.arabic, a.english) for a in align(same, same)] == [(0, 0), (1, 1), (2, 2)]


def test_an_empty_brief_has_no_alignments() -> None:
    assert align(np.zeros((0, 2), np.float32), unit([[1, 0]])) == ()


@given(
    arrays(np.float32, st.tuples(st.integers(1, 5), st.just(3)), elements=st.floats(0.125, 1, width=32)),
    arrays(np.float32, st.tuples(st.integers(1, 5), st.just(3)), elements=st.floats(0.125, 1, width=32)),
)
def test_each_sentence_is_linked_at_most_once_and_none_is_left_that_could_be(
    a: np.ndarray, b: np.ndarray
) -> None:
    links = align(unit(a.tolist()), unit(b.tolist()))
    assert len({link.arabic for link in links}) == len({link.english for link in links}) == len(links)
    assert len(links) == min(len(a), len(b))
