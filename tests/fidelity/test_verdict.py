import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Check, CheckKind, Status, Verdict
from summarizer.fidelity.verdict import FAILING, WEIGHTS, penalty, repaired, severity, verdict

CHECKS = st.lists(
    st.builds(
        Check,
        st.sampled_from(CheckKind),
        st.sampled_from(["", "12", "Malta"]),
        st.sampled_from(["", "12", "21"]),
        st.sampled_from(Status),
    ),
    max_size=6,
)


def check(kind: CheckKind, status: Status = Status.CHANGED, source: str = "12", target: str = "21") -> Check:
    return Check(kind, source, target, status, detail="" if status is Status.KEPT else "Wrong.")


@pytest.mark.parametrize("kind", sorted(FAILING))
def test_wrong_facts_fail(kind: CheckKind) -> None:
    assert verdict([check(kind)]) is Verdict.FAIL


@pytest.mark.parametrize("kind", [CheckKind.TERM, CheckKind.UNTRANSLATED, CheckKind.MEANING])
def test_soft_problems_warn(kind: CheckKind) -> None:
    assert verdict([check(kind)]) is Verdict.WARN


def test_a_translation_cut_off_fails_and_a_long_one_warns() -> None:
    assert severity(check(CheckKind.LENGTH, Status.MISSING)) is Verdict.FAIL
    assert severity(check(CheckKind.LENGTH, Status.ADDED)) is Verdict.WARN


def test_nothing_and_what_is_kept_or_repaired_pass() -> None:
    assert verdict([]) is Verdict.PASS
    assert verdict([check(k, s) for k in CheckKind for s in (Status.KEPT, Status.REPAIRED)]) is Verdict.PASS


def test_the_severest_check_decides() -> None:
    checks = [check(CheckKind.MEANING), check(CheckKind.NUMBER), check(CheckKind.NUMBER, Status.KEPT)]
    assert verdict(checks) is Verdict.FAIL


def test_every_kind_has_a_weight() -> None:
    assert set(WEIGHTS) == set(CheckKind)
    assert min(WEIGHTS.values()) > 0


def test_later_problems_of_a_kind_count_less() -> None:
    name = check(CheckKind.NAME)
    assert penalty([name, name]) == pytest.approx(WEIGHTS[CheckKind.NAME] * 1.5)


@given(CHECKS, CHECKS)
def test_more_problems_never_cost_less(some: list[Check], more: list[Check]) -> None:
    assert 0 <= penalty(some) <= penalty(some + more) + 1e-9


@given(CHECKS)
def test_the_penalty_is_nought_exactly_where_the_verdict_passes(checks: list[Check]) -> None:
    assert (penalty(checks) == 0) == (verdict(checks) is Verdict.PASS)


def test_a_kept_item_that_was_wrong_before_is_repaired() -> None:
    before = [check(CheckKind.NUMBER), check(CheckKind.NAME, Status.KEPT, "Malta", "مالطا")]
    kept = check(CheckKind.NUMBER, Status.KEPT, "12", "12")
    after = repaired(before, [kept, before[1]])
    assert [c.status for c in after] == [Status.REPAIRED, Status.KEPT]
    assert "Wrong." in after[0].detail


def test_a_loop_that_is_gone_is_listed_as_repaired() -> None:
    loop = check(CheckKind.REPETITION, Status.ADDED, "", "بل بل بل")
    [entry] = repaired([loop], [])
    assert (entry.kind, entry.status, entry.target) == (CheckKind.REPETITION, Status.REPAIRED, "")


def test_what_stays_wrong_stays_reported() -> None:
    before = [check(CheckKind.NUMBER)]
    after = [check(CheckKind.NUMBER, target="13")]
    assert repaired(before, after) == after


@given(CHECKS, CHECKS)
def test_repairs_change_no_verdict_and_hide_nothing(before: list[Check], after: list[Check]) -> None:
    result = repaired(before, after)
    assert [c for c in result if not c.ok] == [c for c in after if not c.ok]
    assert verdict(result) is verdict(after)
