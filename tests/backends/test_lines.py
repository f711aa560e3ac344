import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.lines import loops, one_line


@given(st.text())
def test_one_line_has_no_breaks_and_is_stable(text):
    line = one_line(text)
    assert line.splitlines() in ([], [line])
    assert one_line(line) == line


@pytest.mark.parametrize(
    "text",
    ["no no no no", "of the Defense of the Defense of the Defense", "قال إن قال إن قال إن قال إن"],
)
def test_loops_are_seen(text):
    assert loops(text)


@pytest.mark.parametrize(
    "text", ["", "very very good", "Ali met Ali and Ali left", "a b a b a c", "العام بعد العام بعد العام"]
)
def test_legitimate_repetition_is_no_loop(text):
    assert not loops(text)
