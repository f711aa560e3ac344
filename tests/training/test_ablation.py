"""The ablation table, on cases made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from summarizer.briefs import Check, CheckKind, Status, Term
from summarizer.translation import Reranking
from training.ablation import UNTRACED, Case, Option, confidence, is_doubted, measure, reranked, told

WRONG = (Check(CheckKind.NUMBER, "5", "6", Status.CHANGED),)


def option(
    text: str,
    model: float = -0.5,
    words: float = -5.0,
    checks: tuple[Check, ...] = (),
    agreement: float | None = None,
    back: float | None = None,
) -> Option:
    return Option(text, model, 0.9, words, checks, 50.0, agreement, back)


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
    good, bad = (option("a"),), (option("a", checks=WRONG),)
    assert reranked(Reranking())(case(hinted=good, mended=mended)).text == "a"  # type: ignore[union-attr]
    assert reranked(Reranking())(case(hinted=bad, mended=mended)).text == "c"  # type: ignore[union-attr]


def test_agreement_turns_the_choice_where_it_is_known_of_all() -> None:
    stray, usual = option("a", -0.4, agreement=0.3), option("b", -0.6, agreement=0.6)
    assert reranked(Reranking(**UNTRACED))(case(hinted=(stray, usual))).text == "b"  # type: ignore[union-attr]
    unknown = (stray, option("b", -0.6))
    assert reranked(Reranking(**UNTRACED))(case(hinted=unknown)).text == "a"  # type: ignore[union-attr]


def test_obedience_turns_the_choice() -> None:
    free, obedient = replace(option("a", -0.4), obedience=0.0), option("b", -0.5)
    assert reranked(Reranking())(case(hinted=(free, obedient))).text == "a"  # type: ignore[union-attr]
    settings = Reranking(obedience=1.0)
    assert reranked(settings)(case(hinted=(free, obedient))).text == "b"  # type: ignore[union-attr]


def test_lost_words_turn_the_choice_among_the_best() -> None:
    losing, whole = replace(option("a", -0.4, back=-1.0), lost=1), option("b", -0.5, back=-1.0)
    others = tuple(option(text, -0.45, back=-1.0) for text in "cde")
    assert reranked(Reranking(repair=0))(case(hinted=(losing, whole))).text == "b"  # type: ignore[union-attr]
    assert reranked(Reranking(repair=0, lost=0.0))(case(hinted=(losing, whole))).text == "a"  # type: ignore[union-attr]
    far = reranked(Reranking(repair=0))(case(hinted=(losing, whole, *others)))
    assert far is not None
    assert far.text == "c"  # the fifth is not traced
    assert reranked(Reranking(**UNTRACED))(case(hinted=(losing, whole))).text == "a"  # type: ignore[union-attr]


def test_made_up_words_turn_the_choice() -> None:
    odd, plain = replace(option("a", -0.4), coined=1), option("b", -0.5)
    assert reranked(Reranking(repair=0))(case(hinted=(odd, plain))).text == "a"  # type: ignore[union-attr]
    assert reranked(Reranking(repair=0, coined=0.5))(case(hinted=(odd, plain))).text == "b"  # type: ignore[union-attr]


def test_without_samples_only_the_first_of_the_candidates_are_looked_at() -> None:
    hinted = (*(option(text, -0.5) for text in "abcdef"), option("g", -0.1))
    assert reranked(Reranking())(case(hinted=hinted)).text == "g"  # type: ignore[union-attr]
    assert reranked(Reranking(), samples=False)(case(hinted=hinted)).text == "a"  # type: ignore[union-attr]


def test_a_doubt_asks_for_a_repair_where_there_were_no_samples_and_does_not_choose() -> None:
    options = (option("a", -0.4, back=-2.0), option("b", -0.58, back=-1.7))
    better = (option("c", -0.1),)
    assert [is_doubted(one, Reranking()) for one in options] == [True, False]
    assert reranked(Reranking())(case(hinted=options)).text == "a"  # type: ignore[union-attr]
    assert reranked(Reranking())(case(hinted=options, mended=better)).text == "c"  # type: ignore[union-attr]
    assert reranked(Reranking(**UNTRACED))(case(hinted=options, mended=better)).text == "a"  # type: ignore[union-attr]
    sampled = tuple(replace(one, agreement=0.5) for one in options)
    assert reranked(Reranking())(case(hinted=sampled, mended=better)).text == "a"  # type: ignore[union-attr]


def test_what_does_not_lead_back_is_told_apart() -> None:
    cases = [case(hinted=(option("a", back=-4.0),)), case(hinted=(option("a", back=-1.2),))]
    rows = {
        line[7:32].strip(): line.split()[-2]
        for line in confidence(cases, Reranking()).splitlines()
        if "en-ar" in line
    }
    assert rows["back -99.00 to -2.50"] == "1"
    assert rows["back -1.50 to -1.00"] == "1"
    assert rows["itself -0.50 to -0.40"] == "2"
