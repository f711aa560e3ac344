"""Was the translation cut off, or did it run on? See ``docs/checks/length.md``.

The logarithm of the ratio of lengths (letters and figures; tashkeel, tatweel and white space not counted) is
nearly normal (Gale and Church 1993, "A program for aligning sentences in bilingual corpora"). Its mean
depends on the direction and a little on the length; its spread shrinks with the length. Both were fitted.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass

from summarizer.briefs import Check, CheckKind, Status
from summarizer.languages import Language
from summarizer.text.normalization import fold


@dataclass(frozen=True)
class LengthModel:
    """log(target / source) has mean ``a + b log n`` and variance ``c + d / n`` for a source of n
    characters."""

    a: float
    b: float
    c: float
    d: float

    def deviation(self, source: int, target: int) -> float:
        """How many standard deviations ``target`` is longer than expected; both in characters, at least 1."""
        log = math.log(target / source)
        return (log - self.a - self.b * math.log(source)) / math.sqrt(self.c + self.d / source)


#: From ``python -m summarizer.quality.lengths`` on the flores-dev, xquad and tico19 parts of the training
#: pairs.
MODELS = {
    ("ar", "en"): LengthModel(0.5386, -0.0867, 0.0128, 0.7424),
    ("en", "ar"): LengthModel(-0.149, -0.0023, 0.01, 1.5449),
}
#: Standard deviations beyond which a length alone is a problem.
SHORTEST = {"en": -3.1, "ar": -2.2}  # by the target's language; Arabic translated from English is wordy
LONGEST = {"en": 3.0, "ar": 3.4}
#: Beyond which it is one together with an end that looks cut off.
SHORTER = -0.3

#: What a letter of an acronym counts for.
ACRONYM_LETTER = 3

_NOT_COUNTED = re.compile(r"[^\w%€$£]+")
_ACRONYM = re.compile(r"\b[A-Z]{2,6}(?=s?\b)")
_CLOSED = re.compile(r"[.!?؟…。][\"'”’»)\]\s\u200e\u200f]*$")
_OPEN_END = re.compile(r"(?:[،,;؛:(\[«“]|(?<=\s)[\"'\-–—])\s*$")
_ENGLISH_DANGLING = """
the a an of and or nor but than from with between because if although though while whose whom their its our
my your every into onto upon among during since until unless whether this these those very more most such
"""
_ARABIC_DANGLING = """
في من إلى على عن أن إن التي الذي الذين اللذين اللتين و أو ثم لكن ولكن مع بين بأن لأن عند منذ خلال لم لن قد
وقد كما حيث بسبب عبر لدى إذ إذا وفي ومن وإلى وعلى وعن وأن والتي والذي بعض كل جميع تلك أكثر نحو ضد لكي كي مما
فيما بينما حين عندما غير أي أية
"""
_DANGLING = {
    "en": frozenset(_ENGLISH_DANGLING.split()),
    "ar": frozenset(_ARABIC_DANGLING.split()),
}
_FOLDED = {code: frozenset(fold(word) for word in words) for code, words in _DANGLING.items()}
_PAIRS = (("(", ")"), ("[", "]"), ("«", "»"), ("“", "”"))


def check_length(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """Always one check (if there is any text): KEPT, MISSING (cut off) or ADDED (runs on).

    ``source`` and ``target`` of the check are the lengths in characters, or the end that was cut off.
    """
    own, other = length(source), length(target)
    if not own or not other:
        return []
    deviation = length_deviation(source, target, source_language, target_language)
    sizes = (f"{own} characters", f"{other} characters")
    if deviation < SHORTEST[target_language.code]:
        return [_check(Status.MISSING, *sizes, "The translation is much shorter than expected.")]
    if deviation > LONGEST[target_language.code]:
        return [_check(Status.ADDED, *sizes, "The translation is much longer than expected.")]
    if deviation < SHORTER and (reason := _cut_off(source, target, source_language, target_language)):
        return [_check(Status.MISSING, _last(source), _last(target), reason)]
    return [Check(CheckKind.LENGTH, *sizes, Status.KEPT)]


def length(text: str) -> int:
    """Letters, figures and signs of quantity in ``text``; those of an acronym count threefold.

    Arabic has no acronyms: it writes "CDC" in full.
    """
    plain = "".join(
        c for c in unicodedata.normalize("NFC", text) if not unicodedata.combining(c) and c != "ـ"
    )
    acronyms = sum(len(found) for found in _ACRONYM.findall(plain))
    return len(_NOT_COUNTED.sub("", plain)) + (ACRONYM_LETTER - 1) * acronyms


def length_deviation(source: str, target: str, source_language: Language, target_language: Language) -> float:
    """How much longer ``target`` is than expected of a translation of ``source``, in standard deviations.

    0 if either has no characters that count.
    """
    own, other = length(source), length(target)
    if not own or not other:
        return 0.0
    return MODELS[source_language.code, target_language.code].deviation(own, other)


def _cut_off(source: str, target: str, source_language: Language, target_language: Language) -> str:
    """Why the end of ``target`` looks cut off, or nothing. An end that is like the source's is none."""
    if _OPEN_END.search(target) and not _OPEN_END.search(source):
        return "The translation ends in the middle of a clause."
    if _dangles(target, target_language) and not _dangles(source, source_language):
        return f'The translation ends on "{_last_word(target)}".'
    if _CLOSED.search(source) and not _CLOSED.search(target):
        return "The source ends a sentence, the translation does not."
    for left, right in _PAIRS:
        if target.count(left) > target.count(right) and source.count(left) <= source.count(right):
            return f'The translation opens "{left}" and does not close it.'
    return ""


def _dangles(text: str, language: Language) -> bool:
    return fold(_last_word(text)).lower() in _FOLDED[language.code]


def _last_word(text: str) -> str:
    """The last word; nothing if a figure or a closing bracket or quote follows it."""
    found = re.search(r"[^\W\d_]+(?:[\u064b-\u0652]+[^\W\d_]*)*(?=[\s.!?؟…,،;؛:]*$)", text)
    return found.group() if found else ""


def _last(text: str) -> str:
    return " ".join(text.split()[-3:])


def _check(status: Status, source: str, target: str, detail: str) -> Check:
    return Check(CheckKind.LENGTH, source, target, status, detail=detail)
