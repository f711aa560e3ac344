"""Checks that the user's glossary terms are translated as the glossary says."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.briefs import Check, CheckKind, Status, Term
from summarizer.lexicon.stems import occurrences
from summarizer.lexicon.tokens import tokens


def check_terms(source: str, target: str, terms: Sequence[Term]) -> list[Check]:
    """One check for each term that stands in ``source``: KEPT with its words in ``target``, or MISSING.

    Inflected forms count (plural and possessive, Arabic clitics and endings). Where one term is part of a
    longer one of the glossary that stands at the same place, only the longer one is checked.
    """
    here, there = tokens(source), tokens(target)
    found = [(term, occurrences(term.source, source, here)) for term in dict.fromkeys(terms)]
    found.sort(key=lambda item: -len(item[0].source))
    taken: list[tuple[int, int]] = []
    checks: list[tuple[int, Check]] = []
    for term, spans in found:
        free = [s for s in spans if not any(a < s.end and s.start < b for a, b in taken)]
        if not free:
            continue
        taken += [(s.start, s.end) for s in free]
        hits = occurrences(term.target, target, there)
        surface = free[0].of(source)
        if hits:
            check = Check(CheckKind.TERM, surface, hits[0].of(target), Status.KEPT)
        else:
            detail = f"the glossary says {term.target} for {term.source}"
            check = Check(CheckKind.TERM, surface, "", Status.MISSING, detail=detail)
        checks.append((free[0].start, check))
    return [check for _, check in sorted(checks, key=lambda item: item[0])]


def obedience(source: str, target: str, terms: Sequence[Term]) -> float:
    """The share of the terms standing in ``source`` whose words ``target`` has, 0 to 1; 1 where none does."""
    checks = check_terms(source, target, terms)
    return sum(check.ok for check in checks) / len(checks) if checks else 1.0
