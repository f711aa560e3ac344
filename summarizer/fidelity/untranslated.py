"""Did words of the source stay untranslated? See ``docs/checks/untranslated.md``.

Names, acronyms, units, web addresses and quoted titles may stay as they are. Lower-case Latin words in an
Arabic sentence, and Arabic words in an English one, may not, nor may places whose Arabic names are known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.briefs import Check, CheckKind, Status
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.lexicon.gazetteer import find_names, translations

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[\w-]+(?:\.[\w-]+)+(?:/\S*)?|[@#]\w+", re.ASCII)
_LATIN = re.compile(r"(?<![\w-])[A-Za-zÀ-ɏ]+(?:['’-][A-Za-zÀ-ɏ]+)*(?![\w-])")
_LATIN_RUN = re.compile(rf"{_LATIN.pattern}(?: {_LATIN.pattern})*")
_PLACES = ("city", "region", "country")
_ARABIC = re.compile(r"[\u0621-\u063f\u0641-\u064a\u0671-\u06d3][\u0610-\u061a\u0621-\u065f\u0670-\u06d3]*")
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|‘[^’]*’|\([^)]*\)|\[[^\]]*\]|(?<!\w)'[^']*'(?!\w)")
_SHORT = """
wifi km cm mm m kg g mg ng ml l dl kb mb gb tb hz khz mhz ghz kw mw gw kwh mph kph ft in lb lbs oz am pm p r
n x vs et al de la le van von der den del da di el al bin ibn abu los las du des e i s t c d a b
"""
_UNITS = frozenset(_SHORT.split())


def check_untranslated(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """One failed check naming the words, or nothing."""
    if source.strip() and source.strip() == target.strip() and _has_words(source, source_language):
        detail = "The source was copied."
        return [Check(CheckKind.UNTRANSLATED, source, target, Status.CHANGED, detail=detail)]
    arabic = target_language.script == "Arab"
    words = _left_in_latin(target) if arabic else _left_in_arabic(target)
    if not words:
        return []
    shown = " ".join(words)
    detail = f'"{shown}" is not in {target_language.name}.'
    return [Check(CheckKind.UNTRANSLATED, shown, shown, Status.CHANGED, detail=detail)]


def _left_in_latin(target: str) -> list[str]:
    """Lower-case Latin words of at least three letters, and places; not in quotes, brackets or addresses."""
    plain = _QUOTED.sub(" ", _ADDRESS.sub(" ", target))
    words = _LATIN.findall(plain)
    left = [w for w in words if w.islower() and len(w) > 2 and w not in _UNITS]
    if not any(w.istitle() for w in words):
        return left
    # A place beside other Latin words is part of a name: "Paris Match".
    alone = (match.group() for match in _LATIN_RUN.finditer(plain))
    return left + [run for run in alone if not run.isupper() and _is_place(run)]


def _is_place(text: str) -> bool:
    names = find_names(text, ENGLISH)
    return any(n.surface == text and n.kind in _PLACES and translations(n, ARABIC) for n in names)


def _left_in_arabic(target: str) -> list[str]:
    return _ARABIC.findall(_QUOTED.sub(" ", target))


def _has_words(text: str, language: Language) -> bool:
    words: Sequence[str] = _ARABIC.findall(text) if language.script == "Arab" else _LATIN.findall(text)
    return any(w.islower() or language.script == "Arab" for w in words)
