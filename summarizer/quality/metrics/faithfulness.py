"""How much of what can be checked came through: shares of numbers, dates and names.

Both figures count the checks of ``summarizer.fidelity``, which read figures and words, both scripts and both
calendars; what a sentence does not have is not counted, so a rate is None where there was nothing to check.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from summarizer.briefs import Check, Status
from summarizer.fidelity import check_dates, check_names, check_numbers
from summarizer.languages import Language

_CHECKS = {"number": check_numbers, "date": check_dates, "name": check_names}


def rates(pairs: Sequence[tuple[str, str]], source: Language, target: Language) -> dict[str, float | None]:
    """Share (0 to 1) of the ``number``, ``date`` and ``name`` checks of sentence pairs that found no fault.

    ``pairs`` are (source sentence, its translation), or whole texts where sentences do not correspond.
    A pair without a translation counts all that the source had as lost.
    """
    found: dict[str, list[Check]] = {
        kind: [one for ours, theirs in pairs for one in check(ours, theirs, source, target)]
        for kind, check in _CHECKS.items()
    }
    return {kind: share(checks) for kind, checks in found.items()}


def share(checks: Sequence[Check]) -> float | None:
    """Share of the checks that found no fault; None without any."""
    counted = Counter(check.ok for check in checks)
    return counted[True] / counted.total() if counted else None


def support(article: str, brief: str, article_language: Language, language: Language) -> float | None:
    """Share of the numbers of a brief that its article has, in whichever language; None without numbers.

    What the brief leaves out is no fault.
    """
    checks = check_numbers(article, brief, article_language, language)
    said = [check for check in checks if check.status is not Status.MISSING]
    return share(said)
