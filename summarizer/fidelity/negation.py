"""Is what is denied in a sentence denied in its translation? See ``docs/checks/negation.md``.

Two kinds of words are told apart. A *negator* ("not", "never", "لم", "ليس") turns its clause around and must
be answered in the other language. A *licence* ("unable", "illegal", "refused", "غير") may answer a negator,
since translators write "failed to" for "did not", but it asks for no answer of its own. Idioms that only look
like negation ("لا يزال", still; "No. 5") count as neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from summarizer.briefs import Check, CheckKind, Status
from summarizer.fidelity.negators import negation_pattern
from summarizer.languages import Language

_DECORATION = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]")  # tashkeel and tatweel
_REPEATS = {"ولا", "nor"}  # carry an earlier negation on: "neither .. nor", "لا .. ولا"


@dataclass(frozen=True)
class Negation:
    """The negators and licences of a sentence, in order, as they are written there."""

    negators: tuple[str, ...]
    licences: tuple[str, ...]


def find_negation(text: str, language: Language) -> Negation:
    """The words of negation in ``text``. Tashkeel and tatweel are not reported."""
    found: dict[str, list[str]] = {"idiom": [], "licence": [], "negator": []}
    for match in negation_pattern(language.code).finditer(_plain(text)):
        kind = match.lastgroup or "idiom"
        if kind == "negator" and match.group() in _REPEATS and found["negator"]:
            kind = "licence"
        found[kind].append(match.group())
    return Negation(tuple(found["negator"]), tuple(found["licence"]))


def check_negation(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """One check if either sentence has a negator, none otherwise.

    A negator is answered by a negator, or by a licence that has no counterpart among the licences of its own
    side. Negators without an answer are MISSING (CHANGED, if some others were answered) or ADDED.
    """
    ours, theirs = find_negation(source, source_language), find_negation(target, target_language)
    if not ours.negators and not theirs.negators:
        return []
    words, their_words = ", ".join(ours.negators), ", ".join(theirs.negators)
    if _unanswered(ours, theirs):
        status = Status.CHANGED if theirs.negators else Status.MISSING
        detail = f'The source denies something ("{words}") that the translation does not deny.'
    elif _unanswered(theirs, ours):
        status = Status.CHANGED if ours.negators else Status.ADDED
        detail = f'The translation denies something ("{their_words}") that the source does not deny.'
    else:
        status, detail = Status.KEPT, ""
        words = words or ", ".join(ours.licences)
        their_words = their_words or ", ".join(theirs.licences)
    return [Check(CheckKind.NEGATION, words, their_words, status, detail=detail)]


def _unanswered(asking: Negation, answering: Negation) -> bool:
    spare = max(0, len(answering.licences) - len(asking.licences))
    return len(asking.negators) > len(answering.negators) + spare


def _plain(text: str) -> str:
    return _DECORATION.sub("", text).lower().replace("’", "'").replace("ʼ", "'")
