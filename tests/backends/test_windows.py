from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.windows import cut


def words(text):
    return len(text.split())


@given(st.lists(st.text("abقل,،؛", min_size=1, max_size=6), max_size=60).map(" ".join), st.integers(1, 12))
def test_no_part_is_too_long_and_no_word_is_lost(text, limit):
    parts = cut(text, words, limit)
    assert " ".join(parts).split() == text.split()
    assert all(words(part) <= limit for part in parts)


@given(st.text("abc", min_size=1, max_size=200), st.integers(1, 9))
def test_an_endless_word_is_cut_between_characters(word, limit):
    parts = cut(word, len, limit)
    assert "".join(parts) == word
    assert all(len(part) <= limit for part in parts)


def test_a_clause_is_the_first_place_to_cut():
    text = "the ministry opened the new bridge, while three old schools near the harbour stayed closed"
    assert cut(text, words, 12) == [
        "the ministry opened the new bridge,",
        "while three old schools near the harbour stayed closed",
    ]


def test_what_is_short_enough_stays_whole():
    assert cut("  two words ", words, 2) == ["two words"]
    assert cut("", words, 1) == [""]
    assert cut("ab", lambda _: 5, 1) == ["a", "b"]  # a character that is too long stays
