"""From checks to a verdict, a penalty for reranking, and what was repaired: ``docs/checks/README.md``."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from summarizer.briefs import Check, CheckKind, Status, Verdict

#: What one failed check costs in ``penalty``, 1 being a wrong fact. A negation that may be lost counts like
#: a wrong number. Loops, a missing translation and the wrong language are worse than any wrong fact; what
#: is only unlikely (length, meaning) or loses no fact (a Latin word) counts less.
WEIGHTS: dict[CheckKind, float] = {
    CheckKind.NUMBER: 1.0,
    CheckKind.DATE: 1.0,
    CheckKind.NAME: 0.8,
    CheckKind.NEGATION: 1.0,
    CheckKind.TERM: 0.6,
    CheckKind.LANGUAGE: 3.0,
    CheckKind.REPETITION: 2.0,
    CheckKind.LENGTH: 1.0,
    CheckKind.UNTRANSLATED: 0.8,
    CheckKind.MEANING: 0.6,
}
#: Kinds whose failure fails the brief; the others warn.
FAILING = frozenset(
    {
        CheckKind.NUMBER,
        CheckKind.DATE,
        CheckKind.NAME,
        CheckKind.NEGATION,
        CheckKind.LANGUAGE,
        CheckKind.REPETITION,
    }
)


def severity(check: Check) -> Verdict:
    """What ``check`` alone would make of the verdict.

    A wrong fact, the wrong language, a loop and a translation that was cut off fail; everything else warns.
    """
    if check.ok:
        return Verdict.PASS
    cut_off = check.kind is CheckKind.LENGTH and check.status is Status.MISSING
    return Verdict.FAIL if check.kind in FAILING or cut_off else Verdict.WARN


def verdict(checks: Sequence[Check]) -> Verdict:
    """The severest of ``checks``; PASS if there are none."""
    found = {severity(check) for check in checks}
    return next((v for v in (Verdict.FAIL, Verdict.WARN) if v in found), Verdict.PASS)


def penalty(checks: Sequence[Check]) -> float:
    """The weighted sum of the problems, 0 if there is none.

    The n-th problem of a kind counts 1/n of the first: three lost names of a list are not three times as bad
    as one, and a long sentence has more to lose.
    """
    counts = Counter(check.kind for check in checks if not check.ok)
    return math.fsum(
        WEIGHTS[kind] * sum(1 / n for n in range(1, count + 1)) for kind, count in counts.items()
    )


def repaired(checks_before: Sequence[Check], checks_after: Sequence[Check]) -> list[Check]:
    """``checks_after`` with KEPT made REPAIRED where ``checks_before`` (another candidate's) had a problem.

    An item is the same if kind and source words agree. A problem with nothing to stand for it afterwards (an
    added number that is gone, a loop) is listed at the end, as repaired.
    """
    wrong = [check for check in checks_before if not check.ok]
    result = list(checks_after)
    for problem in wrong:
        same = next(
            (
                i
                for i, check in enumerate(result)
                if check.kind is problem.kind and check.status is Status.KEPT and _same_item(problem, check)
            ),
            None,
        )
        if same is not None:
            detail = problem.detail and f"Repaired: {problem.detail}"
            result[same] = replace(result[same], status=Status.REPAIRED, detail=detail)
        elif not any(check.kind is problem.kind and not check.ok for check in checks_after):
            detail = problem.detail and f"Repaired: {problem.detail}"
            result.append(replace(problem, status=Status.REPAIRED, target="", detail=detail))
    return result


def _same_item(problem: Check, check: Check) -> bool:
    whole_sentence = {CheckKind.LENGTH, CheckKind.MEANING, CheckKind.LANGUAGE, CheckKind.NEGATION}
    return problem.kind in whole_sentence or (problem.source != "" and problem.source == check.source)
