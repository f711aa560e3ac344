import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer

from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality.metrics.rouge import (
    Overlap,
    combine,
    rouge,
    rouge_l,
    rouge_lsum,
    rouge_n,
    subsequence_length,
)
from summarizer.quality.metrics.tokens import Tokenizer

EN, AR = Tokenizer(ENGLISH), Tokenizer(ARABIC)

WORDS = st.sampled_from(["the", "port", "boat", "of", "3", "opened", "المرفأ", "قارب", "فتح", "في"])
SENTENCES = st.lists(st.lists(WORDS, min_size=1, max_size=7), max_size=5)


class Spaces:
    """Gives rouge-score the tokens that we have."""

    def tokenize(self, text: str) -> list[str]:
        return text.split()


@given(SENTENCES, SENTENCES)
def test_the_same_tokens_get_the_figures_of_rouge_score(
    summary: list[list[str]], reference: list[list[str]]
) -> None:
    names = ["rouge1", "rouge2", "rougeL", "rougeLsum"]
    given_texts = ["\n".join(" ".join(s) for s in text) for text in (reference, summary)]
    expected = RougeScorer(names, tokenizer=Spaces()).score(*given_texts)
    found = rouge(summary, reference)
    for name in names:
        assert found[name].precision == pytest.approx(expected[name].precision)
        assert found[name].recall == pytest.approx(expected[name].recall)
        assert found[name].f == pytest.approx(expected[name].fmeasure)


def test_english_by_hand() -> None:
    # common words: the, council, opened, berths (4 of 5 and of 6); pairs: "the council", "council opened"
    ours, theirs = EN("The council opened northern berths"), EN("The council opened seventy new berths")
    assert rouge_n(ours, theirs, 1) == Overlap(4 / 5, 4 / 6)
    assert rouge_n(ours, theirs, 2) == Overlap(2 / 4, 2 / 5)
    assert rouge_l(ours, theirs) == Overlap(4 / 5, 4 / 6)
    assert rouge_n(ours, theirs, 1).f == pytest.approx(8 / 11)


def test_arabic_by_hand() -> None:
    # افتتح and الارصفه in common of 4 and 5 words; no pair; "المجلس" is not "مجلس"
    ours, theirs = AR("افتتح المجلس الأرصفة أمس"), AR("افتتح مجلس المدينة اليوم الارصفة")
    assert rouge_n(ours, theirs, 1) == Overlap(2 / 4, 2 / 5)
    assert rouge_n(ours, theirs, 2) == Overlap(0, 0)
    assert rouge_l(ours, theirs) == Overlap(2 / 4, 2 / 5)


def test_the_union_of_subsequences_by_hand() -> None:
    # Lin (2004), section 3.2: reference w1..w5, two sentences that share w1 w2 and w1 w3 w5: the union is 4.
    reference = [["w1", "w2", "w3", "w4", "w5"]]
    summary = [["w1", "w2", "w6", "w7", "w8"], ["w1", "w3", "w8", "w9", "w5"]]
    assert rouge_lsum(summary, reference) == Overlap(4 / 10, 4 / 5)


def test_unrelated_arabic_sentences_with_the_same_digits_are_no_match() -> None:
    ours, theirs = "افتتح المجلس 3 أرصفة عام 2023", "توفي 3 أشخاص في حريق شب سنة 2023"
    wrong = RougeScorer(["rouge1"]).score(theirs, ours)["rouge1"].fmeasure
    assert wrong == 1.0  # the reason why these metrics are here
    assert rouge_n(AR(ours), AR(theirs), 1).f == pytest.approx(2 * (2 / 6) * (2 / 8) / (2 / 6 + 2 / 8))


@pytest.mark.parametrize("tokens", [EN("one two three four"), AR("واحد اثنان ثلاثة أربعة")])
def test_identical_reversed_and_empty(tokens: list[str]) -> None:
    assert all(value == Overlap(1, 1) for value in rouge([tokens], [tokens]).values())
    turned = rouge([tokens[::-1]], [tokens])
    assert turned["rouge1"].f == 1.0
    assert turned["rouge2"].f == 0.0
    assert turned["rougeL"].f == pytest.approx(1 / 4)
    assert all(value.f == 0 for value in rouge([], [tokens]).values())
    assert all(value.f == 0 for value in rouge([tokens], []).values())
    assert all(value.f == 0 for value in rouge([], []).values())


def test_saying_a_word_again_earns_nothing() -> None:
    assert rouge_n(["port"] * 4, ["port", "opened"], 1) == Overlap(1 / 4, 1 / 2)


@given(st.lists(WORDS, max_size=12), st.lists(WORDS, max_size=12))
def test_the_subsequence_is_as_long_either_way_and_within_its_bounds(
    one: list[str], other: list[str]
) -> None:
    length = subsequence_length(one, other)
    assert length == subsequence_length(other, one)
    common = sum(min(one.count(w), other.count(w)) for w in set(one))
    assert length <= common
    assert (length > 0) == (common > 0)


def test_several_references_by_mean_and_by_the_best() -> None:
    figures = [{"rouge1": 0.2}, {"rouge1": 0.6}]
    assert combine(figures, "mean") == {"rouge1": pytest.approx(0.4)}
    assert combine(figures, "best") == {"rouge1": 0.6}
