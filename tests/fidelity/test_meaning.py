from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status
from summarizer.fidelity.meaning import E5_SMALL, Calibration, check_meaning
from summarizer.languages import ARABIC, ENGLISH

SOURCE = "The council will repair the northern wall of the harbour before the winter storms arrive."
TARGET = "سيصلح المجلس الجدار الشمالي للميناء قبل أن تصل عواصف الشتاء."
SHORT = "سيصلح المجلس الجدار الشمالي."
PLAIN = Calibration(floor=0.5, less={"en-ar": (0.7, 0.1), "ar-en": (0.7, 0.1)}, question=0.2)


def status(similarity: float, source: str = SOURCE, target: str = TARGET) -> Status:
    [check] = check_meaning(similarity, source, target, ENGLISH, ARABIC, PLAIN)
    assert check.kind is CheckKind.MEANING
    return check.status


def test_similar_is_kept_and_dissimilar_is_changed() -> None:
    assert status(0.9) is Status.KEPT
    assert status(0.3) is Status.CHANGED


def test_a_short_one_must_be_more_similar() -> None:
    assert status(0.88) is Status.KEPT
    assert status(0.88, target=SHORT) is Status.MISSING


def test_questions_lie_further_apart() -> None:
    assert (
        status(0.4, source="Will the council repair the northern wall of the harbour?") is not Status.CHANGED
    )
    assert status(0.4) is Status.CHANGED


def test_the_shipped_thresholds_lie_between_good_and_unrelated() -> None:
    assert 0.7 < E5_SMALL.floor < 0.95
    [check] = check_meaning(0.93, SOURCE, TARGET, ENGLISH, ARABIC)
    assert check.ok


@given(st.floats(-1, 1), st.floats(0, 1))
def test_more_similar_is_never_worse(similarity: float, more: float) -> None:
    rank = {Status.CHANGED: 0, Status.MISSING: 1, Status.KEPT: 2}
    assert rank[status(similarity)] <= rank[status(min(1.0, similarity + more))]
