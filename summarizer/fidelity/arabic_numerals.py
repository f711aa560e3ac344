"""Numbers in Arabic words: "مئتين وخمسين ألفا", "الثالثة عشرة", "ثلثي", "3.5 مليون", the dual "شهرين".

Gender, case and the clitics و ف ب ل ك ال are covered by the tables in ``arabic_number_words``.
"""

from __future__ import annotations

from fractions import Fraction

from summarizer.fidelity.arabic_number_words import (
    DENOMINATORS,
    DUALS,
    HALVES,
    NOT_NUMERALS,
    NUMERALS,
    ONES,
    PREFIXES,
    Numeral,
)
from summarizer.fidelity.number import NumberKind, Phrase
from summarizer.fidelity.reading import Reading


def numeral(word: str) -> tuple[str, Numeral] | None:
    """The clitics before a numeral and the numeral, or None."""
    if word in NOT_NUMERALS:
        return None
    if word in NUMERALS:
        return "", NUMERALS[word]
    for prefix in PREFIXES:
        if word.startswith(prefix) and (found := NUMERALS.get(word[len(prefix) :])):
            return prefix, found
    return None


def is_dual(word: str) -> bool:
    """Whether ``word`` (folded) is a dual noun: "شهرين", "دولتان", "سيارتا"."""
    if len(word) >= 5 and word.endswith(("تان", "تين")):
        return True
    if len(word) >= 6 and word.endswith("تا"):
        return True
    return any(word[cut:] in DUALS for cut in range(min(4, len(word))))


def arabic_phrase(reading: Reading, i: int) -> Phrase | None:
    """The number that starts at token ``i``, or None. Figures with a scale ("800 ألف") count as one."""
    token = reading.tokens[i]
    if token.kind == "figures":
        return _figures(reading, i)
    if token.kind == "other":
        return None
    found = numeral(token.text)
    if not found:
        count = 2 if is_dual(token.text) else 1 if token.text.removeprefix("و") in ONES else 0
        half = _word(reading, i + 1) in ("ونصف", "والنصف")
        if not count or (count == 1 and not half):
            return None
        values = (Fraction(count) + Fraction(1, 2), Fraction(count)) if half else (Fraction(count),)
        return Phrase(i, i + 1 + half, values, required=False)
    if found[0].startswith("ال") and reading.written(token.start) != "ا":  # "ألستون" is no "الستون"
        return None
    return _words(reading, i, found[1])


def _word(reading: Reading, i: int) -> str:
    """Token ``i`` if only white space parts it from the one before, or ""."""
    return reading.tokens[i].text if i < len(reading.tokens) and not reading.gap(i - 1).strip() else ""


def _joined(reading: Reading, i: int) -> tuple[int, bool, str, Numeral | None]:
    """The numeral at token ``i`` if only white space parts it from the one before.

    Returns the index after it, whether "و" comes before it, its other clitics, and the numeral.
    """
    if i >= len(reading.tokens) or reading.gap(i - 1).strip() or reading.tokens[i].kind != "word":
        return i, False, "", None
    word = reading.tokens[i].text
    if word == "و" and i + 1 < len(reading.tokens) and not reading.gap(i).strip():
        found = numeral(reading.tokens[i + 1].text) if reading.tokens[i + 1].kind == "word" else None
        return (i + 2, True, found[0], found[1]) if found else (i, False, "", None)
    found = numeral(word)
    if not found:
        return i, False, "", None
    if word == "واحد" and reading.written(reading.tokens[i].start + 1) == "أ":  # "وأحد عشر", not "واحد"
        return i + 1, True, "", found[1]
    prefix, value = found
    return i + 1, prefix.startswith("و"), prefix.removeprefix("و"), value


def _words(reading: Reading, start: int, first: Numeral) -> Phrase:
    if first.role in ("loose", "part", "many", "decade"):
        return _alone(reading, start, first)
    total, group, floor, scale = Fraction(0), Fraction(0), Fraction(10**15), 1
    readings: tuple[Fraction, ...] = first.values
    ordinal, last = first.role == "ordinal", first.role
    if first.role == "scale":
        total, floor, scale = first.values[0], first.values[0], int(first.values[0])
    elif first.role == "dual scale":
        total, floor, scale = first.values[0], first.values[0] / 2, int(first.values[0] / 2)
    else:
        group = first.values[0]
    end = start + 1
    while True:
        after, conjoined, clitic, found = _joined(reading, end)
        if not found:
            break
        step = _step(last, found, conjoined=conjoined, clitic=clitic, group=group, floor=floor)
        if step is None:
            break
        how, value = step
        if how == "scale":
            total, group, floor, scale = total + group * value, Fraction(0), value, int(value)
        elif how == "add scale":
            total, floor = total + value, value if found.role == "scale" else value / 2
        elif how == "times":
            group *= value
        else:
            group += value
        last = {"ten": "teen", "hundred": "hundreds", "many": "scale", "dual scale": "scale"}.get(
            found.role, found.role
        )
        if found.role == "ten" and conjoined:
            last = "teen"
        ordinal = ordinal or found.role == "ordinal"
        readings = ()
        end = after
    value = total + group
    readings = readings or (value,)
    end, readings = _and_a_part(reading, end, readings, scale)
    kind = NumberKind.ORDINAL if ordinal else NumberKind.EXACT
    if ordinal and 3 <= value <= 10:
        readings = (*readings, Fraction(1) / value)
    required = value >= 3
    if end == start + 1 and first.values[0] == 1000:  # "ألف" is also "wrote", "ألفا" also alpha
        required = False
    if (
        not ordinal
        and 3 <= value <= 10
        and (parts := _joined(reading, end)[3] is None and _parts(reading, end))
    ):
        return Phrase(start, end + 1, (value / parts,))
    return Phrase(start, end, readings, kind, required, scale)


def _step(
    last: str, found: Numeral, *, conjoined: bool, clitic: str, group: Fraction, floor: Fraction
) -> tuple[str, Fraction] | None:
    """How ``found`` joins the number so far: ("add" | "times" | "scale" | "add scale", value), or None."""
    value = found.values[0]
    if not conjoined:
        if clitic not in ("", "ال"):
            return None
        if found.role == "ten" and last in ("unit", "ordinal") and group % 10 and not clitic:
            return "add", Fraction(10)
        if found.role == "hundred" and last == "unit" and 3 <= group <= 9:
            return "times", Fraction(100)
        if found.role in ("scale", "many") and last != "scale" and group and 1000 <= value < floor:
            return "scale", value
        return None
    small = found.role in ("unit", "ordinal", "ten", "tens")
    if found.role == "tens" and last in ("unit", "ordinal") and 0 < group % 100 < 10:
        return "add", value
    if last in ("hundred", "hundreds") and small and clitic in ("", "ال"):
        return "add", value
    if last in ("scale", "dual scale") and clitic in ("", "ال"):
        if small or found.role in ("hundred", "hundreds"):
            return "add", value
        if found.role in ("scale", "dual scale") and value < floor:
            return "add scale", value
    return None


def _alone(reading: Reading, start: int, first: Numeral) -> Phrase:
    if first.role == "decade":
        return Phrase(start, start + 1, first.values, NumberKind.DECADE)
    if first.role == "part":
        return Phrase(start, start + 1, first.values)
    if first.values[0] == Fraction(1, 2):
        after, conjoined, _, scale = _joined(reading, start + 1)
        if scale and not conjoined and scale.role == "scale":
            value = scale.values[0]
            return Phrase(start, after, (value / 2,), scale=int(value))
    kind = NumberKind.APPROXIMATE if first.role == "many" else NumberKind.EXACT
    return Phrase(start, start + 1, first.values, kind, False)


def _parts(reading: Reading, i: int) -> int:
    """The denominator of "ثلاثة أرباع" at token ``i``, or 0."""
    if i >= len(reading.tokens) or reading.gap(i - 1).strip():
        return 0
    word = reading.tokens[i].text.removeprefix("ال")
    return next(
        (
            DENOMINATORS[word[: len(word) - cut]]
            for cut in range(3)
            if word[: len(word) - cut] in DENOMINATORS
        ),
        0,
    )


def _and_a_part(
    reading: Reading, end: int, readings: tuple[Fraction, ...], scale: int
) -> tuple[int, tuple[Fraction, ...]]:
    """ "ونصف", "وربع" after a number or after its noun: "مليون ونصف", "خمس سنوات ونصف"."""
    for i in (end, end + 1):
        if i >= len(reading.tokens) or reading.gap(i - 1).strip():
            break
        part = HALVES.get(reading.tokens[i].text)
        if part and i == end:
            after, conjoined, _, again = _joined(reading, i + 1)
            if again and not conjoined and again.role == "scale" and again.values[0] == scale:
                i = after - 1  # "مليون ونصف المليون"
            said = readings[:1] if scale == 1 else ()
            return i + 1, (readings[0] + part * scale, *said)
        if part:
            return end, (*readings, readings[0] + part)
    return end, readings


def _figures(reading: Reading, start: int) -> Phrase:
    """ "3.5 مليون", "20 ألفا و500", "3 آلاف ومئة"."""
    values = reading.tokens[start].values
    end, conjoined, clitic, found = _joined(reading, start + 1)
    if found and found.role == "hundred" and not conjoined and not clitic and values[0] < 100:
        return Phrase(start, end, (values[0] * 100,))
    if not found or conjoined or clitic or found.role not in ("scale", "many") or found.values[0] < 1000:
        end, values = _and_a_part(reading, start + 1, values, 1)
        return Phrase(start, end, values)
    scale = found.values[0]
    value = values[0] * scale
    if more := _more_figures(reading, end, scale):
        return Phrase(start, more[0], (value + more[1], value), scale=int(scale))
    after, conjoined, clitic, found = _joined(reading, end)
    if found and _step("scale", found, conjoined=conjoined, clitic=clitic, group=Fraction(0), floor=scale):
        rest = _words(reading, after - 1, found)
        if rest.values[0] < scale:
            return Phrase(start, rest.end, (value + rest.values[0],), scale=int(scale))
    end, values = _and_a_part(reading, end, (value,), int(scale))
    return Phrase(start, end, values, scale=int(scale))


def _more_figures(reading: Reading, i: int, scale: Fraction) -> tuple[int, Fraction] | None:
    """ "و500" after "20 ألفا": where it ends and what it adds."""
    if (
        i + 1 >= len(reading.tokens)
        or reading.tokens[i].text != "و"
        or reading.tokens[i + 1].kind != "figures"
    ):
        return None
    if reading.gap(i - 1).strip() or reading.gap(i).strip():
        return None
    after, conjoined, _, found = _joined(reading, i + 2)
    value = reading.tokens[i + 1].values[0]
    if found and not conjoined and found.role in ("scale", "many"):
        value, end = value * found.values[0], after
    else:
        end = i + 2
    return (end, value) if value < scale else None
