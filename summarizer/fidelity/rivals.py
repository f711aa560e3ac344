"""Does a translation have a word in place of another that it excludes?

A small translator may write "was closed" for "reopened", a brother for a husband, or kilometres for miles,
which no embedding notices. A source that has a word of a group, whose translation has another one of the
group in its place, is reported. The words stand in ``rivals.tsv``. See ``docs/checks/negation.md`` and
``docs/checks/meaning.md``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from summarizer.briefs import Check, CheckKind, Status
from summarizer.languages import Language
from summarizer.lexicon.data import rows
from summarizer.once import once
from summarizer.text.normalization import fold

_CLITIC = "(?:و|ف)?(?:ب|ل|ك|س)?(?:ال|لل)?"
_ENDING = "(?:هما|ها|هم|هن|ه|نا|وا|ت|ا|ين|ون|ان|ات)?"
#: What stands before a word that is denied.
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|without)(?: \w+)?|n't|(?<!\w)[وف]?(?:عدم|لم|لن|لا|ليس|ليست|دون)) $"
)
_GRAVE = "!"


@dataclass(frozen=True)
class Group:
    """Words that exclude each other: a pattern a language for each member.

    ``grave``: one for the other turns a sentence round.
    """

    name: str
    grave: bool
    members: tuple[Mapping[str, re.Pattern[str]], ...]


@once
def groups() -> tuple[Group, ...]:
    """The groups of ``rivals.tsv``, in its order."""
    found: dict[str, list[Mapping[str, re.Pattern[str]]]] = {}
    for name, english, arabic in rows("rivals.tsv", 3):
        found.setdefault(name, []).append(
            {
                "en": re.compile(rf"\b(?:{'|'.join(english.split())})\b"),
                "ar": re.compile(rf"(?<!\w){_CLITIC}(?:{'|'.join(fold(arabic).split())}){_ENDING}(?!\w)"),
            }
        )
    return tuple(
        Group(name.removeprefix(_GRAVE), name.startswith(_GRAVE), tuple(members))
        for name, members in found.items()
    )


def check_rivals(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """One CHANGED check for each group of which the translation lost a word and has a new one.

    A word's counterpart is any word of the same member. Silent where one of the two words is denied and the
    other is not (failed, عدم نجاح). Grave groups are a matter of negation, others of meaning.
    """
    checks = []
    here, there = _found(source, source_language.code), _found(target, target_language.code)
    for group, said, written in zip(groups(), here, there, strict=True):
        lost = next((s for s, w in zip(said, written, strict=True) if s and not w), None)
        new = next((w for s, w in zip(said, written, strict=True) if w and not s), None)
        if lost and new and _is_denied(lost) is _is_denied(new):
            kind = CheckKind.NEGATION if group.grave else CheckKind.MEANING
            detail = f'"{lost.group()}" became "{new.group()}", which says something else.'
            checks.append(Check(kind, lost.group(), new.group(), Status.CHANGED, detail=detail))
    return checks


@lru_cache(maxsize=64)
def _found(text: str, language: str) -> tuple[tuple[re.Match[str] | None, ...], ...]:
    """Where the members of each group stand first; a source is asked about with each of its translations."""
    folded = fold(text).lower()
    return tuple(tuple(member[language].search(folded) for member in group.members) for group in groups())


def _is_denied(word: re.Match[str]) -> bool:
    return bool(_DENIED.search(word.string[: word.start()]))
