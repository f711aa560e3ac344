import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality.metrics.extractiveness import (
    compression,
    coverage,
    density,
    fragments,
    novelty,
    redundancy,
)
from summarizer.quality.metrics.tokens import Tokenizer

ARTICLE = Tokenizer(ENGLISH)("The council opened seventy berths for the boats and the boats came back")
ARABIC_ARTICLE = Tokenizer(ARABIC)("افتتح المجلس سبعين رصيفا للقوارب وعادت القوارب إلى المرفأ")


def test_english_by_hand() -> None:
    # "the council" and "the boats came" are fragments of 2 and 3 tokens; "said" is new.
    summary = Tokenizer(ENGLISH)("The council said the boats came")
    assert fragments(ARTICLE, summary) == [2, 3]
    assert coverage(ARTICLE, summary) == pytest.approx(5 / 6)
    assert density(ARTICLE, summary) == pytest.approx((4 + 9) / 6)
    assert compression(ARTICLE, summary) == pytest.approx(13 / 6)
    assert novelty(ARTICLE, summary, 1) == pytest.approx(1 / 6)
    assert novelty(ARTICLE, summary, 2) == pytest.approx(2 / 5)


def test_arabic_by_hand() -> None:
    # "افتتح المجلس" and "القوارب الي" are fragments; "أعلن" is new.
    summary = Tokenizer(ARABIC)("افتتح المجلس أعلن القوارب الى")
    assert fragments(ARABIC_ARTICLE, summary) == [2, 2]
    assert coverage(ARABIC_ARTICLE, summary) == pytest.approx(4 / 5)
    assert density(ARABIC_ARTICLE, summary) == pytest.approx(8 / 5)
    assert novelty(ARABIC_ARTICLE, summary, 2) == pytest.approx(2 / 4)


def test_nothing_is_nothing() -> None:
    assert (
        coverage(ARTICLE, [])
        == density(ARTICLE, [])
        == compression(ARTICLE, [])
        == novelty(ARTICLE, [], 1)
        == 0
    )
    assert redundancy([]) == 0
    assert coverage([], ["boats"]) == 0


def test_the_article_itself_is_one_fragment() -> None:
    assert fragments(ARTICLE, ARTICLE) == [len(ARTICLE)]
    assert coverage(ARTICLE, ARTICLE) == 1
    assert density(ARTICLE, ARTICLE) == len(ARTICLE)


def test_a_repeated_sentence_is_redundant() -> None:
    sentence = Tokenizer(ENGLISH)("the boats came back")
    assert redundancy([sentence]) == 0
    assert redundancy([sentence, sentence]) == pytest.approx(1 / 2)


TOKENS = st.lists(st.sampled_from("abcd"), max_size=15)


@given(TOKENS, TOKENS)
def test_fragments_are_runs_of_the_article(article: list[str], summary: list[str]) -> None:
    lengths = fragments(article, summary)
    assert sum(lengths) == sum(token in article for token in summary)
    joined = "".join(article)
    at = 0
    for length in lengths:
        while summary[at] not in article:
            at += 1
        assert "".join(summary[at : at + length]) in joined
        at += length
