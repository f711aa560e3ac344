"""Numbers in words, written for the tests and unlike the code under test: from the value to the words."""

from __future__ import annotations

ENGLISH_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
ENGLISH_SCALES = ((10**9, "billion"), (10**6, "million"), (10**3, "thousand"))

MASCULINE = "واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة"
FEMININE = "واحدة اثنتان ثلاث أربع خمس ست سبع ثماني تسع عشر"
TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"
TENS_OBLIQUE = "عشرين ثلاثين أربعين خمسين ستين سبعين ثمانين تسعين"
HUNDREDS = "مئة مئتان ثلاثمئة أربعمئة خمسمئة ستمئة سبعمئة ثمانمئة تسعمئة"
HUNDREDS_OBLIQUE = "مائة مائتين ثلاثمائة أربعمائة خمسمائة ستمائة سبعمائة ثمانمائة تسعمائة"
SCALES = (
    (10**9, "مليار", "ملياران", "مليارين", "مليارات"),
    (10**6, "مليون", "مليونان", "مليونين", "ملايين"),
    (10**3, "ألف", "ألفان", "ألفين", "آلاف"),
)


def english(value: int, *, joint: str = " and ") -> str:
    """British ("two hundred and six") or, with a blank ``joint``, American English."""
    for scale, word in ENGLISH_SCALES:
        if value >= scale:
            rest = value % scale
            between = joint if 0 < rest < 100 else " "
            return f"{english(value // scale, joint=joint)} {word}" + (
                between + english(rest, joint=joint) if rest else ""
            )
    if value >= 100:
        rest = value % 100
        return f"{english(value // 100)} hundred" + (joint + english(rest) if rest else "")
    if value >= 20:
        tens = ENGLISH_TENS.split()[value // 10 - 2]
        return f"{tens}-{english(value % 10)}" if value % 10 else tens
    return ENGLISH_ONES.split()[value]


def arabic(value: int, *, oblique: bool = False, feminine: bool = False) -> str:
    """Modern Standard Arabic, in the nominative or the oblique case, counting masculine or feminine nouns."""
    return " و".join(_arabic_parts(value, oblique=oblique, feminine=feminine))


def _arabic_parts(value: int, *, oblique: bool, feminine: bool) -> list[str]:
    parts = []
    for scale, one, dual, dual_oblique, many in SCALES:
        count, value = divmod(value, scale)
        if count == 1:
            parts.append(one)
        elif count == 2:
            parts.append(dual_oblique if oblique else dual)
        elif count:
            noun = many if 3 <= count % 100 <= 10 else one
            parts.append(f"{' و'.join(_below_thousand(count, oblique=oblique, feminine=False))} {noun}")
    return parts + _below_thousand(value, oblique=oblique, feminine=feminine)


def _below_thousand(value: int, *, oblique: bool, feminine: bool) -> list[str]:
    parts = []
    hundreds, rest = divmod(value, 100)
    if hundreds:
        parts.append((HUNDREDS_OBLIQUE if oblique else HUNDREDS).split()[hundreds - 1])
    units = (FEMININE if feminine else MASCULINE).split()
    if 1 <= rest <= 10:
        parts.append(units[rest - 1])
    elif rest in (11, 12):
        first = ("إحدى", "اثنتا") if feminine else ("أحد", "اثنا")
        parts.append(f"{first[rest - 11]} {'عشرة' if feminine else 'عشر'}")
    elif 13 <= rest <= 19:
        parts.append(f"{units[rest - 11]} {'عشرة' if feminine else 'عشر'}")
    elif rest >= 20:
        if rest % 10:
            parts.append(units[rest % 10 - 1])
        parts.append((TENS_OBLIQUE if oblique else TENS).split()[rest // 10 - 2])
    return parts
