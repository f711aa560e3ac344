import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status
from summarizer.fidelity.negation import check_negation, find_negation
from summarizer.languages import ARABIC, ENGLISH


def status(english: str, arabic: str) -> Status | None:
    checks = check_negation(english, arabic, ENGLISH, ARABIC)
    return checks[0].status if checks else None


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("The bridge is not open.", "الجسر ليس مفتوحاً."),
        ("They didn’t answer.", "لم يجيبوا."),
        ("The crew cannot land.", "لا يستطيع الطاقم الهبوط."),
        ("Nobody will pay.", "لن يدفع أحد."),
        ("He left without a word.", "غادر دون أن يتكلم."),
        ("They left without shoes.", "غادروا بلا أحذية."),
        ("The baker no longer sells cakes.", "لم يعد الخباز يبيع الكعك."),
        ("He was unhappy about it and did not pay.", "لم يكن سعيداً بذلك ولم يدفع."),
        ("They did not sign.", "رفضوا التوقيع."),
        ("The port was not safe.", "كان الميناء غير آمن."),
        ("The council failed to agree.", "لم يتفق المجلس."),
        ("Neither the mayor nor the judge came.", "لم يأتِ العمدة ولا القاضي."),
        ("Only three boats sank.", "لم يغرق إلا ثلاثة قوارب."),
        ("You must not swim here.", "يجب ألّا تسبح هنا."),
    ],
)
def test_a_carried_negation_is_kept(english: str, arabic: str) -> None:
    assert status(english, arabic) is Status.KEPT


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("The road is still closed.", "لا يزال الطريق مغلقاً."),
        ("The road is still closed.", "ما زال الطريق مغلقاً."),
        ("Many came, especially farmers.", "جاء كثيرون، ولا سيما المزارعون."),
        ("It is undoubtedly true.", "لا شك أن هذا صحيح."),
        ("At least 5 boats sank.", "غرق ما لا يقل عن 5 قوارب."),
        ("See case No. 12.", "انظر القضية رقم 12."),
        ("His chest pain is back.", "عاد ألم صدره."),
        ("What the mayor said is clear.", "ما قاله العمدة واضح."),
        ("It carries not only people but also goods.", "لا ينقل الناس فحسب، بل البضائع أيضاً."),
        ("The judge decides whether or not they stay.", "يقرر القاضي بقاءهم من عدمه."),
    ],
)
def test_what_only_looks_like_a_negation_is_no_problem(english: str, arabic: str) -> None:
    assert status(english, arabic) in (None, Status.KEPT)
    backwards = check_negation(arabic, english, ARABIC, ENGLISH)
    assert all(check.ok for check in backwards)


def test_a_lost_negation_names_its_word() -> None:
    [check] = check_negation("The bridge is not open.", "الجسر مفتوح.", ENGLISH, ARABIC)
    assert (check.kind, check.status, check.source, check.target) == (
        CheckKind.NEGATION,
        Status.MISSING,
        "not",
        "",
    )
    assert "not" in check.detail


def test_an_invented_negation_is_added() -> None:
    [check] = check_negation("فتح العمدة الجسر.", "The mayor did not open the bridge.", ARABIC, ENGLISH)
    assert (check.status, check.target) == (Status.ADDED, "not")


def test_one_of_two_negations_lost_is_a_change() -> None:
    source = "The mayor did not come and the judge did not write."
    [check] = check_negation(source, "لم يأت العمدة وكتب القاضي.", ENGLISH, ARABIC)
    assert check.status is Status.CHANGED


def test_a_licence_of_its_own_cannot_answer_for_a_negator() -> None:
    source = "The illegal shop did not open."
    assert status(source, "لم يفتح المتجر غير القانوني.") is Status.KEPT
    assert status(source, "فتح المتجر غير القانوني.") is Status.MISSING


def test_tashkeel_does_not_hide_a_negator() -> None:
    assert find_negation("لَـمْ يَصِلْ", ARABIC).negators == ("لم",)


@given(st.text(), st.text())
def test_exchanging_the_sides_exchanges_lost_and_added(english: str, arabic: str) -> None:
    forward = check_negation(english, arabic, ENGLISH, ARABIC)
    backward = check_negation(arabic, english, ARABIC, ENGLISH)
    assert [c.ok for c in forward] == [c.ok for c in backward]
    assert [(c.source, c.target) for c in forward] == [(c.target, c.source) for c in backward]
