"""Is the translation in its language and script, with nothing else in it? See ``docs/checks/language.md``.

Script decides, letter by letter (Unicode Standard Annex 24), since two languages with two scripts need no
more: what a translator leaves in the wrong language is in the wrong script. Words that the source has too
(names, acronyms, web addresses) are nobody's fault and are not counted.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from summarizer.briefs import Check, CheckKind, Status
from summarizer.languages import Language

_SCRIPTS = {"Arab": "ARABIC", "Latn": "LATIN"}
#: At least this share of the letters that the translator wrote itself is in the target's script.
LEAST_SHARE = 0.5
#: Letters of Persian, Urdu and Kurdish that Arabic does not write, not even in names; "پ گ چ ڤ" it does.
_NOT_ARABIC = frozenset("یکہھےۓٹڈڑںۀەێۆۇېڕڵ")
_MOST_NOT_ARABIC = 0.05

_WORD = re.compile(r"[^\W\d_]+")
_PROMPT = re.compile(
    r"(?:^|[\n.!?؟])[ \t]*(Terms|Arabic|English|Translation|Source|Target|Text"
    r"|النص|الترجمة|العربية|الإنجليزية|المصطلحات) ?:"
)
_TOKEN = re.compile(
    r"<(?:unused\d+|pad|eos|bos|unk|s|/s|mask|2\w{2}|0x[0-9A-F]{2}|(?:start|end)_of_\w+|\|[\w ]+\|)>"
    r"|▁|>>\w+<<"
)
_GARBLED = re.compile(
    "\ufffd|[ØÙÚÛ][\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u2122]|Ã[\u0080-\u00bf]|â€|Â[\u00a0-\u00bf]|ï»¿|ï¿½"
)


def check_language(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """Always one check; a failed one for each thing that does not belong in the translation.

    They are, in order: no text at all; the share of letters in the target's script; letters of a third
    script; garbled characters; words of the prompt and special tokens of a model.
    """
    if not target.strip():
        return [_failed(Status.MISSING, source, target, "There is no translation.")]
    checks = [
        *_wrong_script(source, target, target_language),
        *_third_script(source, target),
        *_garbled(source, target),
        *_leftovers(source, target),
    ]
    return checks or [
        Check(CheckKind.LANGUAGE, source_language.native_name, target_language.native_name, Status.KEPT)
    ]


def script_shares(text: str) -> Counter[str]:
    """How many letters of ``text`` are of each script ("ARABIC", "LATIN", "CYRILLIC", ...)."""
    return Counter(_script(c) for c in text if c.isalpha())


def _wrong_script(source: str, target: str, language: Language) -> list[Check]:
    known = {word.lower() for word in _WORD.findall(source)}
    own = "".join(word for word in _WORD.findall(target) if word.lower() not in known)
    shares = script_shares(own)
    wanted, letters = shares[_SCRIPTS[language.script]], sum(shares.values())
    if not script_shares(target)[_SCRIPTS[language.script]] and script_shares(source):
        names_only = not letters and len(known) <= 3 and all(w[:1].isupper() for w in _WORD.findall(target))
        if not names_only:
            return [
                _failed(Status.CHANGED, source, target, f"There is no {language.name} in the translation.")
            ]
    if letters and wanted < LEAST_SHARE * letters:
        detail = (
            f"Only {wanted} of the {letters} letters that are not copied from the source are {language.name}."
        )
        return [_failed(Status.CHANGED, source, target, detail)]
    foreign = [c for c in own if c in _NOT_ARABIC]
    if language.script == "Arab" and len(foreign) > _MOST_NOT_ARABIC * letters and len(foreign) > 1:
        detail = f"The letters {' '.join(sorted(set(foreign)))} are not written in Arabic."
        return [_failed(Status.CHANGED, source, target, detail)]
    return []


def _third_script(source: str, target: str) -> list[Check]:
    seen = set(script_shares(source))
    strays = [c for c in target if c.isalpha() and _script(c) not in {"ARABIC", "LATIN", "OTHER", *seen}]
    words = [w for w in _WORD.findall(target) if any(c in strays for c in w)]
    # A single Greek letter is a symbol: an α-helix, 5 μg.
    words = [w for w in words if len(w) > 1 or _script(w) != "GREEK"]
    if not words:
        return []
    names = ", ".join(sorted({_script(c).capitalize() for w in words for c in w if c in strays}))
    return [_failed(Status.ADDED, "", " ".join(words[:5]), f"Letters of another script ({names}).")]


def _garbled(source: str, target: str) -> list[Check]:
    found = _GARBLED.search(target)
    if not found or _GARBLED.search(source):
        return []
    return [_failed(Status.CHANGED, "", found.group(), "Characters that were decoded wrongly.")]


def _leftovers(source: str, target: str) -> list[Check]:
    if (found := _PROMPT.search(target)) and not _PROMPT.search(source):
        return [_failed(Status.ADDED, "", f"{found.group(1)}:", "A word of the prompt is left over.")]
    if (found := _TOKEN.search(target)) and found.group() not in source:
        return [_failed(Status.ADDED, "", found.group(), "A special token of the model is left over.")]
    return []


def _failed(status: Status, source: str, target: str, detail: str) -> Check:
    return Check(CheckKind.LANGUAGE, source, target, status, detail=detail)


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    """The script of a letter, the first word of its Unicode name; "OTHER" for symbols that are letters."""
    name = unicodedata.name(unicodedata.normalize("NFKC", character)[0], "OTHER").split()[0].split("-")[0]
    return name if name not in {"MICRO", "MODIFIER", "FEMININE", "MASCULINE", "OHM", "KELVIN"} else "OTHER"
