"""The ablation table, on cases made by hand."""

from __future__ import annotations

import pytest

from summarizer.briefs import Term
from summarizer.translation import Reranking
from training.ablation import Case, Option, confidence, measure, reranked, told


def option(
    text: str, model: float = -0.5, words: float = -5.0, penalty: float = 0.0, back: float | None = None
) -> Option:
    return Option(text, model, 0.9, words, (), penalty, 50.0, back)


def case(**fields: object) -> Case:
    values: dict[str, object] = {
        "domain": "news",
        "direction": "en-ar",
        "text": "The ministry raised the alarm over floods.",
        "reference": "دقت الوزارة ناقوس الخطر بشأن الفيضانات.",
        "terms": (Term("floods", "فيضانات"), Term("alarm", "إنذار")),
        "hinted": (option("دقت الوزارة جرس الخطر بسبب الفيضانات."),),
        "plain": (),
        "mended": (),
    }
    return Case(**{**values, **fields})  # type: ignore[arg-type]


def test_a_hint_that_the_human_did_not_take_is_told_apart() -> None:
    assert [check.ok for check in told(case(), case().reference)] == [False, True]
    score, numbers, names, obedience, of_all, loops, empty = measure([case()], lambda c: c.hinted[0]).split()
    assert (obedience, of_all) == ("100.0", "50.0")
    assert (numbers, names, loops, empty) == ("0.0", "0.0", "0", "0")
    assert 50 < float(score) < 100


def test_no_answer_is_counted() -> None:
    assert measure([case(), case()], lambda c: None).split()[-1] == "2"


@pytest.mark.parametrize(("weights", "expected"), [(Reranking(words=0.0), "b"), (Reranking(words=1.0), "a")])
def test_the_dictionary_can_turn_the_choice(weights: Reranking, expected: str) -> None:
    options = (option("a", -0.6, words=-5.0), option("b", -0.5, words=-6.0))
    assert reranked(weights)(case(hinted=options)).text == expected  # type: ignore[union-attr]


def test_a_second_round_counts_only_where_the_first_failed() -> None:
    mended = (option("c", -0.1),)
    good, bad = (option("a"),), (option("a", penalty=1.0),)
    assert reranked(Reranking())(case(hinted=good, mended=mended)).text == "a"  # type: ignore[union-attr]
    assert reranked(Reranking())(case(hinted=bad, mended=mended)).text == "c"  # type: ignore[union-attr]


def test_what_does_not_lead_back_is_told_apart() -> None:
    cases = [case(hinted=(option("a", back=-4.0),)), case(hinted=(option("a", back=-1.0),))]
    lost = [line for line in confidence(cases).splitlines() if "not leading back" in line]
    assert [line.split()[4] for line in lost] == ["1", "0"]
