from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.clauses import Limits, cut, split_clauses

WORD = st.sampled_from(
    ["the", "and", "river,", "town;", "وقال", "المدينة،", "النهر؛", "but", "—", "rose", "و"]
)


@given(st.lists(WORD, max_size=200).map(" ".join), st.integers(3, 60), st.integers(1, 10))
def test_no_word_is_lost_or_moved(text, longest, shortest):
    parts = split_clauses(text, Limits(longest, shortest))
    assert " ".join(parts).split() == text.split()
    assert len(parts) == 1 or all(len(part.split()) >= shortest for part in parts)


def test_a_short_text_stays_whole():
    assert split_clauses("He came; she left, and so on.") == ["He came; she left, and so on."]


def test_the_strongest_boundary_wins():
    text = "one two, three four; five six, seven eight"
    assert split_clauses(text, Limits(6, 2)) == ["one two, three four;", "five six, seven eight"]


def test_arabic_marks_are_boundaries():
    text = "وصل الوفد إلى المدينة، ثم غادر إلى الميناء؛ وبقي الحرس في القلعة"
    assert split_clauses(text, Limits(8, 2))[0].endswith("؛")


def test_without_a_boundary_it_stays_whole():
    assert split_clauses("word " * 80, Limits(60, 8)) == [("word " * 80).strip()]


def words(text):
    return len(text.split())


@given(st.lists(st.text("abقل,،؛", min_size=1, max_size=6), max_size=60).map(" ".join), st.integers(1, 12))
def test_a_part_of_a_cut_is_never_too_long(text, limit):
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


def test_what_need_not_be_cut_stays_whole():
    assert cut("  two words ", words, 2) == ["two words"]
    assert cut("", words, 1) == [""]
    assert cut("ab", lambda _: 5, 1) == ["a", "b"]  # a character that is too long stays
