import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Status
from summarizer.fidelity.repetition import check_repetition

SOURCE = "The council repairs the northern wall before winter."


@pytest.mark.parametrize(
    "target",
    [
        "يصلح المجلس الجدار يصلح المجلس الجدار",
        "يصلح المجلس السور، يصلح المجلس السور",
        "نعم نعم نعم نعم",
        "يصلح الجدار هههههههههه",
        "لالالالالالا",
        "قال المجلس. قال المجلس. قال المجلس.",
        "يصلح المجلس جدار الميناء الشمالي قبل الشتاء القادم"
        " ثم يصلح المجلس جدار الميناء الشمالي قبل الشتاء القادم",
    ],
)
def test_loops_are_added(target: str) -> None:
    [check] = check_repetition(SOURCE, target)
    assert check.status is Status.ADDED
    assert check.target
    assert check.target in target


@pytest.mark.parametrize(
    "target",
    [
        "يصلح المجلس الجدار الشمالي قبل الشتاء.",
        "تقدموا رويداً رويداً نحو الجدار.",
        "He had had enough.",
        "فيروسات كورونا (فيروسات كورونا) معروفة.",
        "It is a cyclical event. A cyclical event comes back.",
        "1 1 1 1 1",
        "-----",
    ],
)
def test_ordinary_repetition_is_none(target: str) -> None:
    assert check_repetition(SOURCE, target) == []


def test_what_the_source_repeats_may_be_repeated() -> None:
    assert check_repetition("We will win, we will win!", "سوف ننتصر، سوف ننتصر!") == []
    assert check_repetition("no no no no", "لا لا لا لا") == []
    assert check_repetition("no no no", "لا لا لا لا لا") != []


def test_the_repeated_words_are_named() -> None:
    [check] = check_repetition(SOURCE, "سيصلح الجدار القديم الجدار القديم الجدار القديم")
    assert check.target == "الجدار القديم"
    assert "3 times" in check.detail


@given(st.text())
def test_a_text_never_repeats_more_than_itself(text: str) -> None:
    assert check_repetition(text, text) == []


@given(st.lists(st.sampled_from(["wall", "boat", "storm", "mayor"]), min_size=2, max_size=6, unique=True))
def test_every_phrase_that_follows_itself_is_found(words: list[str]) -> None:
    phrase = " ".join(words)
    assert check_repetition("", f"{phrase} {phrase}")
