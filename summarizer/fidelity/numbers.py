"""Are the numbers of a sentence those of its translation? See ``docs/checks/number.md``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from summarizer.briefs import Check, CheckKind, Span, Status
from summarizer.fidelity.arabic_numerals import NUMERALS, arabic_phrase
from summarizer.fidelity.english_numerals import english_phrase
from summarizer.fidelity.number import Demand, Number, NumberKind, Phrase
from summarizer.fidelity.pairing import pair
from summarizer.fidelity.reading import Reading, read
from summarizer.languages import Language

__all__ = ["Demand", "Number", "NumberKind", "check_numbers", "find_numbers"]

_ARABIC_CLITICS = {"و", "ب", "ل", "ك", "ف", "ال", "وال", "بال", "لل", "كال", "فال", "ول", "وب", "ولل", "وبال", "فب", "ا"}
#: Words that a hyphen ties to a figure without making a name of it.
_TIED = {
    "mid", "pre", "post", "early", "late", "non", "sub", "under", "over", "top", "since", "to", "and", "or", "age", "aged", "by",
    "part", "day", "a", "of", "no", "number", "من", "الي", "حتي", "بين", "عام", "سنه", "او", "ال",
}  # fmt: skip
_CURRENCIES = {"usd", "us", "eur", "gbp", "rs", "rm", "aed", "sar", "egp", "chf", "hk", "c", "nz"}
_UNITS = {
    "st", "nd", "rd", "th", "s", "am", "pm", "a", "p", "m", "cm", "mm", "km", "nm", "kg", "g", "mg", "ml", "l", "ft", "in", "lb", "lbs", "oz",
    "mph", "kph", "kmh", "hz", "khz", "mhz", "ghz", "kb", "mb", "gb", "tb", "w", "kw", "mw", "gw", "v", "h", "hr", "hrs", "min",
    "mins", "sec", "secs", "ms", "y", "yr", "yrs", "yo", "ish", "x", "p", "pp", "pc", "pct", "k", "mn", "mln", "mil", "bn", "b", "tn", "trn",
    "c", "f", "ha", "bpm", "c", "nmol", "mmol", "px", "usd", "eur", "gbp", "million", "billion", "trillion", "thousand", "years", "year",
}  # fmt: skip
_PERCENT = {"%", "percent", "pct", "percentage", "بالمئه", "بالمايه", "بالمائه"}
_PERCENT_PAIRS = {("per", "cent")} | {(a, b) for a in ("في", "ب", "فى") for b in ("المئه", "المايه", "المائه", "الميه")}
_RANGE_JOINTS = {"-", "to", "and", "or", "الي", "و", "او", "حتي", "~"}
_O_CLOCK = {"الساعه", "والساعه", "بالساعه"}


def check_numbers(source: str, target: str, source_language: Language, target_language: Language) -> list[Check]:
    """Compare the numbers of two sentences; one check for each number of either side that is asked for.

    In the order of the source, what was only added last. Numbers that people write freely (``Demand.NEVER``)
    appear only where they answer for another one.
    """
    ours = find_numbers(source, source_language)
    theirs = find_numbers(target, target_language)
    checks: list[Check] = []
    for left, right, same in pair(ours, theirs):
        checks.append(_check(left, right, same=same))
    return checks


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
        return Check(CheckKind.NUMBER, source, "", Status.MISSING, detail=f'The number "{source}" is missing.')
    return Check(CheckKind.NUMBER, "", target, Status.ADDED, detail=f'The number "{target}" is not in the source.')


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
            i = max(phrase.end, _percent_end(reading, phrase.end), _century_end(reading, phrase))
        else:
            i += 1
    numbers = [_number(reading, phrase, arabic=arabic) for phrase in phrases]
    return _join_ranges(reading, phrases, numbers)


def _number(reading: Reading, phrase: Phrase, *, arabic: bool) -> Number:
    """The phrase with what stands around it: percent, names, suffixes, times, decades, centuries."""
    first = reading.tokens[phrase.start]
    start, end = phrase.start, max(phrase.end, _percent_end(reading, phrase.end))
    kind, demand, values = phrase.kind, phrase.demand, list(phrase.values)
    if first.kind == "figures" and phrase.end == phrase.start + 1:
        kind, demand, values = _figures_in_place(reading, phrase)
    elif kind is NumberKind.DECADE and arabic:
        values += _century_of_decade(reading, phrase)
    if arabic and kind is not NumberKind.NAME and _word_before(reading, phrase.start) in _O_CLOCK:
        kind, values = NumberKind.TIME, _spoken_time(reading, phrase, values)
    unit = "%" if end > phrase.end else ""
    if not unit and _percent_before(reading, start):
        unit, start = "%", start - 1
    span = Span(*reading.span(reading.tokens[start].start, reading.tokens[end - 1].end))
    surface, spelled = span.of(reading.original), first.kind == "word"
    return Number(values[0], surface, span, kind, unit, demand, frozenset(values), spelled=spelled)


def _figures_in_place(reading: Reading, phrase: Phrase) -> tuple[NumberKind, Demand, list[Fraction]]:
    token, values = reading.tokens[phrase.start], list(phrase.values)
    value = values[0]
    after = reading.tokens[phrase.end].text.lower() if reading.gap(phrase.end - 1) == "" and phrase.end < len(reading.tokens) else ""
    if after == "'" or after.startswith("'"):
        after = after.strip("'")
    nearby = _near(reading, phrase.end, 3)
    if token.form == "time" or nearby[:1] in (["am"], ["pm"]) or nearby[:2] in (["a", "."], ["p", "."]):
        late = value + 12
        return NumberKind.TIME, Demand.ALWAYS, [value, *([late] if value < 12 else [value - 12])]
    if after == "s" and value.denominator == 1 and value % 10 == 0:
        century = [value / 100 + 1, Fraction(0)] if value % 100 == 0 and value else []
        return NumberKind.DECADE, Demand.ALWAYS, [value, value % 100, *([1900 + value] if value < 100 else []), *century]
    if after in ("st", "nd", "rd", "th"):
        return NumberKind.ORDINAL, Demand.ALWAYS, values
    if _is_name(reading, phrase.start, after):
        return NumberKind.NAME, Demand.IF_CHANGED, values
    return phrase.kind, Demand.ALWAYS, values


def _near(reading: Reading, i: int, count: int) -> list[str]:
    return [token.text.lower() for token in reading.tokens[i : i + count]]


def _word_before(reading: Reading, i: int) -> str:
    return reading.tokens[i - 1].text if i and not reading.gap(i - 1).strip() else ""


def _is_name(reading: Reading, i: int, after: str) -> bool:
    """Whether the figure at token ``i`` is part of a name: "COVID-19", "F-16", "H1N1", "G20", "5G"."""
    if after.isalpha() and after.isascii() and after not in _UNITS:
        return True
    if not i or reading.gap(i - 1):
        return False
    before = reading.tokens[i - 1]
    if before.kind == "word":
        typo = not before.text.isascii() and len(reading.tokens[i].text) > 1  # "حوالي200": a space is missing
        return not typo and before.text.lower() not in _ARABIC_CLITICS | _CURRENCIES
    if reading.written(before.start) in "-‐‑/" and i > 1 and not reading.gap(i - 2):
        tied = reading.tokens[i - 2]
        return tied.kind == "word" and tied.text.lower() not in _TIED | _ARABIC_CLITICS and tied.text.lower() not in NUMERALS
    return False


def _percent_end(reading: Reading, i: int) -> int:
    """Where the percent sign or words that start at token ``i`` end; ``i`` if there are none."""
    after = _near(reading, i, 2)
    if after[:1] and after[0] in _PERCENT:
        return i + 1
    return i + 2 if tuple(after) in _PERCENT_PAIRS else i


def _percent_before(reading: Reading, i: int) -> bool:
    """Whether "%75" is meant; the sign of "40%50" belongs to the 40."""
    if not i or reading.gap(i - 1) or reading.tokens[i - 1].text != "%":
        return False
    return i == 1 or reading.gap(i - 2) != "" or reading.tokens[i - 2].kind != "figures"


def _century(reading: Reading, phrase: Phrase) -> Phrase | None:
    """The century of "ثمانينيات القرن العشرين" and of "1980 من القرن العشرين", which is no number of its own."""
    near = _near(reading, phrase.end, 2)
    if phrase.kind is NumberKind.DECADE and near[:1] == ["القرن"]:
        start = phrase.end + 1
    elif near == ["من", "القرن"] and phrase.values[0] % 10 == 0 and phrase.values[0] >= 1000:
        start = phrase.end + 2
    else:
        return None
    following = arabic_phrase(reading, start) if start < len(reading.tokens) else None
    return following if following and following.values[0] > 1 else None


def _century_end(reading: Reading, phrase: Phrase) -> int:
    century = _century(reading, phrase)
    return century.end if century else 0


def _century_of_decade(reading: Reading, phrase: Phrase) -> list[Fraction]:
    century = _century(reading, phrase)
    return [100 * (century.values[0] - 1) + phrase.values[0]] if century else []


def _spoken_time(reading: Reading, phrase: Phrase, values: list[Fraction]) -> list[Fraction]:
    """ "الساعة الخامسة والنصف": the readings of an hour, with the half, quarter or third after it."""
    hour = values[0] if values[0].denominator == 1 else Fraction(int(values[0]))
    minutes = {
        ("والنصف",): 30, ("ونصف",): 30, ("والربع",): 15, ("وربع",): 15, ("والثلث",): 20, ("وثلث",): 20,
        ("الا", "ربعا"): -15, ("الا", "الربع"): -15, ("الا", "ربع"): -15, ("الا", "ثلثا"): -20, ("الا", "الثلث"): -20,
    }  # fmt: skip
    after = _near(reading, phrase.end, 2)
    shift = minutes.get(tuple(after[:1])) or minutes.get(tuple(after)) or 0
    if reading.tokens[phrase.end - 1].text in ("والنصف", "ونصف"):
        shift = 30
    times = [hour + Fraction(shift, 100) if shift >= 0 else hour - 1 + Fraction(60 + shift, 100)] if shift else []
    both = [*times, *values]
    return [*both, *(value + 12 for value in both if value < 12), *(value - 12 for value in both if value >= 13)]


def _join_ranges(reading: Reading, phrases: Sequence[Phrase], numbers: list[Number]) -> list[Number]:
    """Give the first end of "3-5 million", "40 to 50%" and "2002-04" what the second says about it."""
    for k in range(len(numbers) - 2, -1, -1):
        left, right = phrases[k], phrases[k + 1]
        between = [token.text.lower() for token in reading.tokens[left.end : right.start]] if right.start - left.end <= 3 else ["?"]
        between = [text for text in between if text not in "$£€¥%"]
        if len(between) != 1 or between[0] not in _RANGE_JOINTS:
            continue
        a, b = numbers[k], numbers[k + 1]
        if Demand.NEVER in (a.demand, b.demand) or NumberKind.NAME in (a.kind, b.kind):
            continue
        if b.unit and not a.unit:
            a = replace(a, unit=b.unit, unit_sure=False)
        if right.scale > 1 and left.scale == 1:
            a = replace(a, readings=a.readings | {a.value * right.scale})
        if between[0] == "-":
            a = replace(a, kind=NumberKind.RANGE_END if a.kind is NumberKind.EXACT else a.kind)
            full = _full_end(a.value, b.value)
            b = replace(
                b, kind=NumberKind.RANGE_END if b.kind is NumberKind.EXACT else b.kind, readings=b.readings | full
            )
        numbers[k], numbers[k + 1] = a, b
    return numbers


def _full_end(first: Fraction, end: Fraction) -> frozenset[Fraction]:
    """2004 for the end of "2002-04"."""
    if first.denominator == end.denominator == 1 and 1000 <= first < 3000 and end < 100:
        return frozenset({first - first % 100 + end})
    return frozenset()
