import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Status, Term
from summarizer.fidelity.terms import check_terms

MAYOR = Term("mayor", "رئيس البلدية")


@pytest.mark.parametrize("target", ["قال رئيس البلدية", "لرئيس البلديّة", "ورئيس بلدية المدينة"])
def test_inflected_terms_are_kept(target):
    [check] = check_terms("The mayor's house", target, [MAYOR])
    assert check.status is Status.KEPT
    assert check.source == "mayor"


def test_a_missing_term():
    [check] = check_terms("Two mayors met", "التقى عمدتان", [MAYOR])
    assert (check.source, check.target, check.status) == ("mayors", "", Status.MISSING)
    assert "رئيس البلدية" in check.detail


def test_terms_that_do_not_occur_are_not_checked():
    assert check_terms("Nobody came", "لم يأت أحد", [MAYOR]) == []


def test_the_longer_term_wins():
    terms = [Term("bank", "مصرف"), Term("central bank", "البنك المركزي")]
    [check] = check_terms("The central bank met", "اجتمع البنك المركزي", terms)
    assert (check.source, check.ok) == ("central bank", True)


def test_into_english():
    [check] = check_terms("وافقت المصارف", "The banks agreed", [Term("مصارف", "bank")])
    assert check.target == "banks"


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=10), st.text(max_size=10))
def test_any_text(source, target, left, right):
    for check in check_terms(source, target, [Term(left, right)]):
        assert check.source in source
        assert check.target in target
