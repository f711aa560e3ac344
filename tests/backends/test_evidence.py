import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.evidence import MOST, content, rests_on
from tests.fakes import FakeEmbedder

SENTENCES = [
    "The council reopened the bridge on Monday after 40 days.",
    "Farmers had asked for a ferry.",
    "The repair cost 3 million dollars.",
    "Schools stayed closed for a week.",
]


def attributed(text, scope=range(4)):
    embedder = FakeEmbedder()
    return rests_on(text, embedder.embed([text])[0], SENTENCES, embedder.embed(SENTENCES), list(scope))


def test_a_sentence_rests_on_the_one_most_like_it():
    assert attributed("The farmers asked for a ferry.") == (1,)


def test_numbers_that_one_sentence_lacks_are_found_in_another(monkeypatch):
    monkeypatch.setattr("summarizer.backends.evidence.MARGIN", 0.5)
    assert attributed("The council reopened the bridge; the repair cost 3 million.") == (0, 2)


def test_nothing_outside_the_scope_is_evidence():
    assert attributed("The farmers asked for a ferry.", [0, 2, 3]) != (1,)
    with pytest.raises(ValueError, match="scope"):
        attributed("anything", [])


def test_words_are_compared_by_their_beginnings_and_numbers_whole():
    assert content("Reopened in 2021, reopening 3.5 times") == {"reope", "2021", "3.5", "times"}


@given(st.text(max_size=80), st.sets(st.integers(0, 3), min_size=1))
def test_evidence_is_sorted_distinct_and_within_the_scope(text, scope):
    found = attributed(text, sorted(scope))
    assert 1 <= len(found) <= MOST
    assert list(found) == sorted(set(found))
    assert set(found) <= scope


def test_vectors_decide_where_words_do_not():
    vectors = np.eye(4, dtype=np.float32)
    assert rests_on("…", vectors[2], SENTENCES, vectors, [0, 1, 2, 3]) == (2,)
