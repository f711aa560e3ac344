import pytest
from sacrebleu.metrics import BLEU, CHRF

from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality.metrics.overlap import overlap, signature

SUMMARY, REFERENCE = "The council opened seventy berths.", "The council has opened 70 new berths today."


def test_english_figures_are_those_of_sacrebleu() -> None:
    found = overlap(SUMMARY, REFERENCE, ENGLISH, folding=True)
    assert found == {
        "chrf": CHRF().sentence_score(SUMMARY, [REFERENCE]).score,
        "chrf++": CHRF(word_order=2).sentence_score(SUMMARY, [REFERENCE]).score,
        "bleu": BLEU(tokenize="intl", effective_order=True).sentence_score(SUMMARY, [REFERENCE]).score,
    }


def test_a_chrf_by_hand() -> None:
    # Characters a, b against a, c: precision and recall 1/2 of single characters, 0 of pairs; mean 1/4.
    assert overlap("ab", "ac", ENGLISH, folding=True)["chrf"] == pytest.approx(25.0)
    assert overlap("اب", "اج", ARABIC, folding=True)["chrf"] == pytest.approx(25.0)


def test_spelling_costs_nothing_with_folding() -> None:
    ours, theirs = "افْتَتَحَ المجلس ٧٠ رصيفا في المدينة", "افتتح المجلس 70 رصيفا في المدينه"
    folded, given = (overlap(ours, theirs, ARABIC, folding=folding) for folding in (True, False))
    assert folded == pytest.approx({"chrf": 100.0, "chrf++": 100.0, "bleu": 100.0})
    assert all(given[name] < 90 for name in given)


def test_empty_is_zero_and_identical_is_a_hundred() -> None:
    assert set(overlap("", REFERENCE, ENGLISH, folding=True).values()) == {0.0}
    assert set(overlap(SUMMARY, " \n", ENGLISH, folding=True).values()) == {0.0}
    assert overlap(SUMMARY, SUMMARY, ENGLISH, folding=True) == pytest.approx(
        {"chrf": 100.0, "chrf++": 100.0, "bleu": 100.0}
    )


def test_only_arabic_digits_in_common_are_not_much() -> None:
    found = overlap("افتتح المجلس 3 أرصفة عام 2023", "توفي 3 أشخاص في حريق شب سنة 2023", ARABIC, folding=True)
    assert found["chrf"] < 35
    assert found["bleu"] < 15


def test_signatures_name_sacrebleu_and_the_folding() -> None:
    found = signature("chrf++", folding=True)
    assert "nw:2" in found
    assert "version:" in found
    assert found.endswith("fold:yes")
    assert "tok:intl" in signature("bleu", folding=False)
