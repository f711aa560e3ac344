import pytest
from hypothesis import given
from hypothesis import strategies as st
from sacrebleu.metrics import CHRF

from summarizer.backends.agreement import agreement

LETTERS = st.text(alphabet="ابتثجح abcde", min_size=8, max_size=40).filter(
    lambda t: len("".join(t.split())) > 6
)


@given(LETTERS, LETTERS)
def test_one_sample_gives_the_chrf_of_sacrebleu(candidate, sample):
    expected = CHRF(eps_smoothing=True).sentence_score(candidate, [sample]).score / 100
    assert agreement([candidate], [sample])[0] == pytest.approx(expected, abs=1e-3)


@given(st.lists(LETTERS, min_size=1, max_size=4), st.lists(LETTERS, min_size=1, max_size=4))
def test_it_is_a_mean_over_the_samples(candidates, samples):
    singly = [agreement(candidates, [sample]) for sample in samples]
    expected = [sum(column) / len(samples) for column in zip(*singly, strict=True)]
    assert agreement(candidates, samples) == pytest.approx(expected)


def test_the_usual_translation_agrees_more_than_the_stray():
    samples = ["وصلت الحافلة صباح اليوم", "وصلت الحافلة هذا الصباح", "الحافلة وصلت صباحا"]
    usual, stray = agreement(["وصلت الحافلة صباحا", "غرقت السفينة ليلا"], samples)
    assert usual > stray


def test_repeated_samples_count_as_often_as_they_were_drawn():
    one, two = (
        agreement(["abcdefgh"], ["abcdefgh", "zzzzzzzz"]),
        agreement(["abcdefgh"], ["abcdefgh"] * 3 + ["zzzzzzzz"]),
    )
    assert one == [0.5]
    assert two == [0.75]


def test_nothing_is_like_nothing():
    assert agreement(["", "a"], [""]) == [1.0, 0.0]
