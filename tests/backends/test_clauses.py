from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.clauses import Limits, split_clauses

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
