"""What the words and signs around a number say about it: percent, times, decades, names."""

from __future__ import annotations

from fractions import Fraction

from summarizer.fidelity.arabic_number_words import NUMERALS, PREFIXES
from summarizer.fidelity.arabic_numerals import arabic_phrase
from summarizer.fidelity.number import NumberKind, Phrase
from summarizer.fidelity.reading import Reading


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_CLITICS = frozenset(PREFIXES)
#: Words that a hyphen ties to a figure without making a name of it ("mid-1990s").
_TIED = _CLITICS | _set(
    "mid pre post early late non sub under over top since to and or age aged by part day a of no number "
    "من الي حتي بين عام سنه او"
)
_CURRENCIES = _set("usd us eur gbp rs rm aed sar egp chf hk c nz")
#: What may be written to a figure without making a name of it ("48h", "20cm").
_UNITS = _set(
    "st nd rd th s am pm a p m cm mm km nm kg g mg ml l ft in lb lbs oz mph kph kmh hz khz mhz ghz "
    "kb mb gb tb w kw mw gw "
    "v h hr hrs min mins sec secs ms y yr yrs yo ish x pp pc pct k mn mln mil bn b tn trn c f ha bpm px "
    "nmol mmol usd eur gbp million billion trillion thousand year years"
)
_PERCENT = {"%", "percent", "pct", "percentage", "بالمئه", "بالمايه", "بالمائه"}
_PERCENT_PAIRS = {("per", "cent")} | {
    (a, b) for a in ("في", "ب", "فى") for b in ("المئه", "المايه", "المائه", "الميه")
}
_O_CLOCK = {"الساعه", "والساعه", "بالساعه"}


def figures_in_place(reading: Reading, phrase: Phrase) -> tuple[NumberKind, list[Fraction]]:
    """What a figure on its own is, by what stands around it: a time, a decade, an ordinal, part of a name."""
    token, values = reading.tokens[phrase.start], list(phrase.values)
    value = values[0]
    after = _glued(reading, phrase.end)
    nearby = _near(reading, phrase.end, 3)
    if token.form == "time" or nearby[:1] in (["am"], ["pm"]) or nearby[:2] in (["a", "."], ["p", "."]):
        return NumberKind.TIME, [value, value + 12 if value < 12 else value - 12]
    if after == "s" and value.denominator == 1 and value % 10 == 0:
        century = [value / 100 + 1, Fraction(0)] if value % 100 == 0 and value else []
        return NumberKind.DECADE, [value, value % 100, *([1900 + value] if value < 100 else []), *century]
    if after in ("st", "nd", "rd", "th"):
        return NumberKind.ORDINAL, values
    if _is_name(reading, phrase.start, after):
        return NumberKind.NAME, values
    return phrase.kind, values


def _glued(reading: Reading, i: int) -> str:
    """Token ``i`` in lower case if nothing parts it from the one before, without an apostrophe ("1990's")."""
    if i >= len(reading.tokens) or reading.gap(i - 1):
        return ""
    if reading.tokens[i].text == "'" and not reading.gap(i):
        i += 1
    return reading.tokens[i].text.lower() if i < len(reading.tokens) else ""


def suffix_end(reading: Reading, i: int) -> int:
    """Where "th" of "5th", "s" of "1990s" and "'s" of "1990's" end, the suffix starting at token ``i``."""
    return i + 2 if reading.tokens[i].text == "'" else i + 1


def _near(reading: Reading, i: int, count: int) -> list[str]:
    return [token.text.lower() for token in reading.tokens[i : i + count]]


def _is_name(reading: Reading, i: int, after: str) -> bool:
    """Whether the figure at token ``i`` is part of a name: "COVID-19", "F-16", "H1N1", "G20", "5G"."""
    if after.isalpha() and after.isascii() and after not in _UNITS:
        return True
    if not i or reading.gap(i - 1):
        return False
    before = reading.tokens[i - 1]
    if before.kind == "word":
        typo = not before.text.isascii() and len(reading.tokens[i].text) > 1  # "حوالي200": a space is missing
        return not typo and before.text.lower() not in _CLITICS | _CURRENCIES
    if reading.written(before.start) in "-‐‑/" and i > 1 and not reading.gap(i - 2):
        tied = reading.tokens[i - 2]
        return tied.kind == "word" and tied.text.lower() not in _TIED and tied.text.lower() not in NUMERALS
    return False


def percent_end(reading: Reading, i: int) -> int:
    """Where the percent sign or words that start at token ``i`` end; ``i`` if there are none."""
    after = _near(reading, i, 2)
    if after[:1] and after[0] in _PERCENT:
        return i + 1
    return i + 2 if tuple(after) in _PERCENT_PAIRS else i


def percent_before(reading: Reading, i: int) -> bool:
    """Whether "%75" is meant; the sign of "40%50" belongs to the 40."""
    if not i or reading.gap(i - 1) or reading.tokens[i - 1].text != "%":
        return False
    return i == 1 or reading.gap(i - 2) != "" or reading.tokens[i - 2].kind != "figures"


def _century(reading: Reading, phrase: Phrase) -> Phrase | None:
    """The century of "ثمانينيات القرن العشرين" or "1980 من القرن العشرين": no number of its own."""
    near = _near(reading, phrase.end, 2)
    if phrase.kind is NumberKind.DECADE and near[:1] == ["القرن"]:
        start = phrase.end + 1
    elif near == ["من", "القرن"] and phrase.values[0] % 10 == 0 and phrase.values[0] >= 1000:
        start = phrase.end + 2
    else:
        return None
    following = arabic_phrase(reading, start) if start < len(reading.tokens) else None
    return following if following and following.values[0] > 1 else None


def century_end(reading: Reading, phrase: Phrase) -> int:
    """Where the century that belongs to the phrase ends, 0 if there is none."""
    century = _century(reading, phrase)
    return century.end if century else 0


def century_of_decade(reading: Reading, phrase: Phrase) -> list[Fraction]:
    """The year that "ثمانينيات القرن الثامن عشر" begins with, if its century is said."""
    century = _century(reading, phrase)
    return [100 * (century.values[0] - 1) + phrase.values[0]] if century else []


def follows_o_clock(reading: Reading, phrase: Phrase) -> bool:
    """Whether "الساعة" stands before the number."""
    i = phrase.start
    return i > 0 and not reading.gap(i - 1).strip() and reading.tokens[i - 1].text in _O_CLOCK


def spoken_time(reading: Reading, phrase: Phrase, values: list[Fraction]) -> list[Fraction]:
    """ "الساعة الخامسة والنصف": the readings of an hour, with the half, quarter or third after it."""
    hour = values[0] if values[0].denominator == 1 else Fraction(int(values[0]))
    shifts = {
        ("والنصف",): 30, ("ونصف",): 30, ("والربع",): 15, ("وربع",): 15, ("والثلث",): 20, ("وثلث",): 20,
        ("الا", "ربعا"): -15, ("الا", "الربع"): -15, ("الا", "ربع"): -15,
        ("الا", "ثلثا"): -20, ("الا", "الثلث"): -20,
    }  # fmt: skip
    after = _near(reading, phrase.end, 2)
    shift = shifts.get(tuple(after[:1])) or shifts.get(tuple(after)) or 0
    if reading.tokens[phrase.end - 1].text in ("والنصف", "ونصف"):
        shift = 30
    times = (
        [hour + Fraction(shift, 100) if shift > 0 else hour - 1 + Fraction(60 + shift, 100)] if shift else []
    )
    both = [*times, *values]
    return [*both, *(value + 12 if value < 12 else value - 12 for value in both)]
