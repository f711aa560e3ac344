from __future__ import annotations

import pytest

from summarizer.comparison import tables
from summarizer.quality.scores import BOTH, Score
from tests.comparison import samples

ITEMS = samples.items(6)
ENGLISH = [item.id for item in ITEMS if item.language.code == "en"]


def scores_of(values: dict[str, list[float]], metric: str = "rouge1", language: str = "en") -> dict:  # type: ignore[type-arg]
    return {
        (system, item): [Score(metric, value, "same", language)]
        for system, row in values.items()
        for item, value in zip(ENGLISH, row, strict=False)
    }


def test_a_figure_is_the_mean_over_the_items_of_a_direction() -> None:
    scores = scores_of({"a": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]})
    scores["a", "ar-0"] = [Score("rouge1", 0.9, "same", "ar")]
    arabic, english = tables.figures(tables.values(ITEMS, scores))
    assert (arabic.series.article, arabic.interval.mean, arabic.interval.n) == ("ar", 0.9, 1)
    assert (english.series.article, english.interval.n) == ("en", 6)
    assert english.interval.mean == pytest.approx(0.35)
    assert english.interval.low < 0.35 < english.interval.high


def test_scores_with_other_signatures_are_other_series() -> None:
    scores = {
        ("a", "en-0"): [Score("rouge1", 0.2, "folded", "en")],
        ("a", "en-1"): [Score("rouge1", 0.4, "as it is", "en")],
    }
    assert sorted(f.series.signature for f in tables.figures(tables.values(ITEMS, scores))) == [
        "as it is",
        "folded",
    ]


def test_references_may_differ_in_number() -> None:
    scores = {
        ("a", "en-0"): [Score("rouge1", 0.2, "rouge1|refs:1|x", "en")],
        ("a", "en-1"): [Score("rouge1", 0.4, "rouge1|refs:5|x", "en")],
    }
    [figure] = tables.figures(tables.values(ITEMS, scores))
    assert figure.interval.n == 2
    assert "refs:several" in figure.series.signature


def test_systems_are_compared_on_the_items_that_both_have() -> None:
    scores = scores_of({"a": [0.1] * 6, "b": [0.5] * 5})
    [test] = tables.contrasts(tables.values(ITEMS, scores), ["a", "b"], ["rouge1"])
    assert (test.system, test.other, test.paired.difference.n) == ("b", "a", 5)
    assert test.paired.difference.mean == pytest.approx(0.4)


def test_less_is_better_where_the_metric_says_so() -> None:
    scores = scores_of({"a": [3.0] * 6, "b": [1.0] * 6}, "failed_checks", BOTH)
    [test] = tables.contrasts(tables.values(ITEMS, scores), ["a", "b"], ["failed_checks"])
    assert test.paired.verdict == "better"


def test_more_pairs_of_systems_make_a_test_stricter() -> None:
    two = {"a": [0.1] * 6, "b": [0.5] * 6}
    [alone] = tables.contrasts(tables.values(ITEMS, scores_of(two)), ["a", "b"], ["rouge1"])
    many = {**two, "c": [0.3] * 6, "d": [0.2] * 6}
    among = tables.contrasts(tables.values(ITEMS, scores_of(many)), list("abcd"), ["rouge1"])
    assert len(among) == 6
    assert next(t for t in among if (t.system, t.other) == ("b", "a")).paired.p > alone.paired.p


def test_metrics_that_are_neither_better_nor_worse_are_not_tested() -> None:
    scores = scores_of({"a": [3.0] * 6, "b": [1.0] * 6}, "words")
    assert tables.contrasts(tables.values(ITEMS, scores), ["a", "b"], ["words"]) == []


def test_a_gap_pairs_both_briefs_of_the_same_article() -> None:
    scores = {
        ("a", item): [Score("embedding_f", 0.6, "ar-band", "ar"), Score("embedding_f", 0.8, "en-band", "en")]
        for item in ENGLISH
    }
    [gap] = tables.gaps(tables.values(ITEMS, scores))
    assert (gap.system, gap.article, gap.metric) == ("a", "en", "embedding_f")
    assert gap.paired.difference.mean == pytest.approx(-0.2)
    assert gap.paired.verdict == "worse"


def test_a_gap_within_the_metrics_own_difference_says_nothing() -> None:
    scores = {
        ("a", item): [Score("lase", 0.75, "ar-band", "ar"), Score("lase", 0.8, "en-band", "en")]
        for item in ENGLISH
    }
    [gap] = tables.gaps(tables.values(ITEMS, scores))
    assert gap.margin >= 0.05
    assert gap.paired.p < 0.05
    assert gap.paired.verdict == "not distinguishable"


@pytest.mark.parametrize("metric", ["rouge1", "chrf", "words"])
def test_there_is_no_gap_in_what_has_no_common_scale(metric: str) -> None:
    scores = {
        ("a", item): [Score(metric, 0.6, "same", "ar"), Score(metric, 0.8, "same", "en")] for item in ENGLISH
    }
    assert tables.gaps(tables.values(ITEMS, scores)) == []
