"""Are the numbers of a sentence those of its translation? See ``docs/checks/number.md``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from summarizer.briefs import Check, CheckKind, Span, Status
from summarizer.fidelity.amounts import check_amounts
from summarizer.fidelity.arabic_numerals import arabic_phrase
from summarizer.fidelity.english_numerals import english_phrase
from summarizer.fidelity.number import Number, NumberKind, Phrase
from summarizer.fidelity.pairing import pair
from summarizer.fidelity.reading import Reading, read
from summarizer.fidelity.surroundings import (
    century_end,
    century_of_decade,
    figures_in_place,
    follows_o_clock,
    percent_before,
    percent_end,
    spoken_time,
    suffix_end,
)
from summarizer.languages import Language

__all__ = ["Number", "NumberKind", "check_numbers", "find_numbers"]

_RANGE_JOINTS = {"-", "to", "and", "or", "الي", "و", "او", "حتي", "~"}


def check_numbers(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """Compare the numbers of two sentences; one check for each number of either side that is asked for.

    In the order of the source, what was only added last. Numbers that people write freely (not ``required``)
    appear only where they answer for another one, vague amounts (hundreds) only where another has replaced
    them.
    """
    ours = find_numbers(source, source_language)
    theirs = find_numbers(target, target_language)
    checks: list[Check] = []
    for left, right, same in pair(ours, theirs):
        checks.append(_check(left, right, same=same))
    return checks + check_amounts(source, target, ours, theirs)


def _check(left: Number | None, right: Number | None, *, same: bool) -> Check:
    source, target = left.surface if left else "", right.surface if right else ""
    if same:
        return Check(CheckKind.NUMBER, source, target, Status.KEPT)
    if left and right:
        detail = f'The number "{source}" became "{target}".'
        if left.value == right.value and left.unit != right.unit:
            detail = f'"{source}" and "{target}" differ in the percent sign.'
        return Check(CheckKind.NUMBER, source, target, Status.CHANGED, detail=detail)
    if left:
        return Check(
            CheckKind.NUMBER, source, "", Status.MISSING, detail=f'The number "{source}" is missing.'
        )
    return Check(
        CheckKind.NUMBER, "", target, Status.ADDED, detail=f'The number "{target}" is not in the source.'
    )


def find_numbers(text: str, language: Language) -> list[Number]:
    """The numbers of ``text`` in order, in figures and in words. Web addresses are left out."""
    return numbers_of(read(text, arabic=language.code == "ar"), language)


def numbers_of(reading: Reading, language: Language) -> list[Number]:
    """The numbers of a text that was read already."""
    arabic = language.code == "ar"
    phrases: list[Phrase] = []
    i = 0
    while i < len(reading.tokens):
        phrase = (arabic_phrase if arabic else english_phrase)(reading, i)
        if phrase:
            phrases.append(phrase)
            i = max(phrase.end, percent_end(reading, phrase.end), century_end(reading, phrase))
        else:
            i += 1
    numbers = [_number(reading, phrase, arabic=arabic) for phrase in phrases]
    return _join_ranges(reading, phrases, numbers)


def _number(reading: Reading, phrase: Phrase, *, arabic: bool) -> Number:
    """The phrase with what stands around it: percent, names, suffixes, times, decades, centuries."""
    first = reading.tokens[phrase.start]
    start, end = phrase.start, max(phrase.end, percent_end(reading, phrase.end))
    kind, required, values = phrase.kind, phrase.required, list(phrase.values)
    if first.kind == "figures" and phrase.end == phrase.start + 1:
        kind, values = figures_in_place(reading, phrase)
    elif kind is NumberKind.DECADE and arabic:
        values += century_of_decade(reading, phrase)
    if arabic and kind is not NumberKind.NAME and follows_o_clock(reading, phrase):
        kind, values = NumberKind.TIME, spoken_time(reading, phrase, values)
    unit = "%" if end > phrase.end else ""
    if kind in (NumberKind.ORDINAL, NumberKind.DECADE) and first.kind == "figures":
        end = suffix_end(reading, phrase.end)
    if not unit and percent_before(reading, start):
        unit, start = "%", start - 1
    span = Span(*reading.span(reading.tokens[start].start, reading.tokens[end - 1].end))
    surface, spelled = span.of(reading.original), first.kind == "word"
    return Number(values[0], surface, span, kind, unit, required, frozenset(values), spelled=spelled)


def _join_ranges(reading: Reading, phrases: Sequence[Phrase], numbers: list[Number]) -> list[Number]:
    """Give the first end of "3-5 million", "40 to 50%" and "2002-04" what the second says about it."""
    for k in range(len(numbers) - 2, -1, -1):
        left, right = phrases[k], phrases[k + 1]
        between = (
            [token.text.lower() for token in reading.tokens[left.end : right.start]]
            if right.start - left.end <= 3
            else ["?"]
        )
        between = [text for text in between if text not in "$£€¥%"]
        if len(between) != 1 or between[0] not in _RANGE_JOINTS:
            continue
        a, b = numbers[k], numbers[k + 1]
        if False in (a.required, b.required) or NumberKind.NAME in (a.kind, b.kind):
            continue
        if b.unit and not a.unit:
            a = replace(a, unit=b.unit, unit_sure=False)
        if right.scale > 1 and left.scale == 1:
            a = replace(a, readings=a.readings | {a.value * right.scale})
        if between[0] == "-":
            a = replace(a, kind=NumberKind.RANGE_END if a.kind is NumberKind.EXACT else a.kind)
            full = _full_end(a.value, b.value)
            b = replace(
                b,
                kind=NumberKind.RANGE_END if b.kind is NumberKind.EXACT else b.kind,
                readings=b.readings | full,
            )
        numbers[k], numbers[k + 1] = a, b
    return numbers


def _full_end(first: Fraction, end: Fraction) -> frozenset[Fraction]:
    """2004 for the end of "2002-04"."""
    if first.denominator == end.denominator == 1 and 1000 <= first < 3000 and end < 100:
        return frozenset({first - first % 100 + end})
    return frozenset()
