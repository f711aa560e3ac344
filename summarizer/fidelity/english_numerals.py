"""Numbers in English words: "two hundred and fifty thousand", "twenty-first", "two-thirds", "$2bn"."""

from __future__ import annotations

import re
from fractions import Fraction

from summarizer.fidelity.english_number_words import (
    CARDINALS,
    DECADES,
    DENOMINATORS,
    LOOSE,
    ORDINALS,
    SCALES,
    SHORT_SCALES,
    UNSURE_SCALES,
    VAGUE,
)
from summarizer.fidelity.number import NumberKind, Phrase
from summarizer.fidelity.reading import Reading

_HALF = Fraction(1, 2)
_ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})$")


def english_phrase(reading: Reading, i: int) -> Phrase | None:
    """The number that starts at token ``i``, or None. Figures with a scale ("3.5 million") count as one."""
    token = reading.tokens[i]
    if token.kind == "other":
        return None
    word = token.text.lower()
    if token.kind == "word":
        if word in ("a", "an") and (phrase := _counted_one(reading, i)):
            return phrase
        if word == "half" and (phrase := _half_a_scale(reading, i)):
            return phrase
        if word in DECADES:
            value = DECADES[word]
            return Phrase(i, i + 1, (Fraction(value), Fraction(1900 + value)), NumberKind.DECADE)
        if word == "third" and _next(reading, i + 1)[1] in ("party", "parties"):
            return None
        if word in ORDINALS:
            return _ordinal(i, i + 1, ORDINALS[word])
        if word in VAGUE:
            return Phrase(i, i + 1, (Fraction(VAGUE[word]),), NumberKind.APPROXIMATE, False)
        if word in LOOSE:
            return Phrase(i, i + 1, tuple(map(Fraction, LOOSE[word])), required=False)
        if len(token.text) > 1 and token.text.isupper() and _ROMAN.match(token.text):
            return Phrase(i, i + 1, (Fraction(_roman(token.text)),), NumberKind.ORDINAL, False)
        if word not in CARDINALS:
            return None
    return _cardinal(reading, i)


def _word(reading: Reading, i: int) -> str:
    """Token ``i`` in lower case if it is joined to the one before it by a space, a hyphen or nothing."""
    if i >= len(reading.tokens) or (reading.gap(i - 1).strip() if i else ""):
        return ""
    return reading.tokens[i].text.lower()


def _next(reading: Reading, i: int) -> tuple[int, str]:
    """The word at ``i``, stepping over one hyphen between two words."""
    word = _word(reading, i)
    if word == "-" and reading.gap(i - 1) == "" and reading.gap(i) == "":
        return i + 1, _word(reading, i + 1)
    return i, word


def _cardinal(reading: Reading, start: int) -> Phrase:
    """Units, tens, hundreds and scales, as they add and multiply in English."""
    token = reading.tokens[start]
    figures = token.kind == "figures"
    values = list(token.values) if figures else [Fraction(CARDINALS[token.text.lower()])]
    total, group, floor, scale = Fraction(0), values[0], 10**15, 1
    last = "figures" if figures else ("tens" if group >= 20 else "units")
    end = start + 1
    while True:
        joined = False
        i, word = _next(reading, end)
        if word == "+" and figures:  # "300+ billion"
            i, word = _next(reading, i + 1)
        if word == "and" and (last in ("hundred", "scale")):
            i, word = _next(reading, i + 1)
            joined = True
        if word in CARDINALS and word != "zero":
            value = CARDINALS[word]
            below = 10 if last == "tens" else 100 if last in ("hundred", "scale") else 0
            if not value < below or (last == "tens" and joined):
                break
            group += value
            last = "tens" if value >= 20 else "units"
        elif word == "hundred" and not joined and last in ("units", "tens", "figures") and 0 < group < 100:
            group, last, values = group * 100, "hundred", []
        elif word == "dozen" and not joined and not total and 0 < group < 100:
            return Phrase(start, i + 1, (group * 12,), NumberKind.EXACT, group > 1)
        elif word in SCALES and not joined and group and SCALES[word] < floor:
            floor = scale = SCALES[word]
            total, group, last, values = total + group * floor, Fraction(0), "scale", []
        elif (
            figures
            and last == "figures"
            and word in SHORT_SCALES
            and (reading.gap(end - 1) == "" or word not in UNSURE_SCALES)
            and not _spelled_on(reading, i)
        ):
            values = (
                [group * SHORT_SCALES[word], group] if word in UNSURE_SCALES else [group * SHORT_SCALES[word]]
            )
            if word == "m" and start and reading.tokens[start - 1].text in "$£€¥":
                values = values[:1]
            return Phrase(start, i + 1, tuple(values), scale=SHORT_SCALES[word])
        elif word in ORDINALS and not figures:
            value = ORDINALS[word]
            if last == "tens" and word == "second" and not joined:  # "twenty-second" may be 20 seconds
                return Phrase(start, i + 1, (total + group + 2, total + group), NumberKind.ORDINAL)
            if last == "tens" and value < 10 and not joined:
                return _ordinal(start, i + 1, int(total + group + value))
            if last in ("hundred", "scale") and value < 100 and word != "second":
                return _ordinal(start, i + 1, int(total + group + value))
            if word in ("hundredth", "thousandth", "millionth", "billionth") and group and not joined:
                return _ordinal(start, i + 1, int(total + group * value))
            break
        else:
            break
        end = i + 1
        figures = figures and last in ("hundred", "scale", "figures")
    amount = total + group
    if (not figures and last in ("units", "tens") and end == start + 1) or (figures and last == "figures"):
        fraction = _fraction(reading, start, end, amount)
        if fraction:
            return fraction
    half_end, scale_after = _and_a_half(reading, end)
    if half_end:
        more = (amount + _HALF) * scale_after if last != "scale" else amount + _HALF * scale
        readings = (more,) if scale_after > 1 or last == "scale" else (more, amount)
        return Phrase(start, half_end, readings, scale=max(scale, scale_after))
    required = reading.tokens[start].kind == "figures" or amount >= 3
    return Phrase(
        start, end, tuple(values) if len(values) > 1 else (amount,), NumberKind.EXACT, required, scale
    )


def _spelled_on(reading: Reading, i: int) -> bool:
    """Whether the one letter at token ``i`` is followed by a figure, as in a name ("5G7")."""
    return reading.gap(i) == "" and i + 1 < len(reading.tokens) and reading.tokens[i + 1].kind == "figures"


def _ordinal(start: int, end: int, value: int) -> Phrase:
    fractions = (Fraction(1, value),) if 3 <= value <= 10 else ()
    required = value >= 3
    return Phrase(start, end, (Fraction(value), *fractions), NumberKind.ORDINAL, required)


def _fraction(reading: Reading, start: int, end: int, value: Fraction) -> Phrase | None:
    """ "two-thirds", "three quarters", "one fifth"."""
    i, word = _next(reading, end)
    denominator = DENOMINATORS.get(word)
    if not denominator or value.denominator > 1 or not 0 < value < denominator:
        return None
    if (value > 1) != word.endswith("s") or word == "half":
        return None
    part = value / denominator
    return Phrase(start, i + 1, (part, *_percent(part)), required=value > 1)


def _percent(part: Fraction) -> tuple[Fraction, ...]:
    return ((part * 100),) if (part * 100).denominator == 1 else ()


def _and_a_half(reading: Reading, end: int) -> tuple[int, int]:
    """ "and a half [million]" after a number: where it ends and its scale, or (0, 1)."""
    if [_word(reading, end + k) for k in range(3)] != ["and", "a", "half"]:
        return 0, 1
    i, word = _next(reading, end + 3)
    return (i + 1, SCALES[word]) if word in SCALES else (end + 3, 1)


def _counted_one(reading: Reading, start: int) -> Phrase | None:
    """ "a hundred [and twenty]", "a million [and a half]", "a third", "a dozen"."""
    i, word = _next(reading, start + 1)
    if word == "hundred" or word in SCALES:
        scale = 100 if word == "hundred" else SCALES[word]
        rest = (
            _cardinal(reading, i + 2)
            if _word(reading, i + 1) == "and" and _word(reading, i + 2) in CARDINALS
            else None
        )
        if rest and rest.values[0] < scale and rest.scale == 1:
            return Phrase(start, rest.end, (scale + rest.values[0],))
        half_end, _ = _and_a_half(reading, i + 1)
        if half_end:
            return Phrase(start, half_end, (Fraction(scale * 3, 2),), scale=scale)
        follows = _next(reading, i + 1)[1]
        if word == "hundred" and follows in SCALES:
            return Phrase(start, i + 2, (Fraction(100 * SCALES[follows]),), scale=SCALES[follows])
        return Phrase(start, i + 1, (Fraction(scale),), scale=scale)
    if word in DENOMINATORS and word not in ("half", "quarter") and not word.endswith("s"):
        part = Fraction(1, DENOMINATORS[word])
        value = Fraction(DENOMINATORS[word])
        return Phrase(start, i + 1, (part, value, *_percent(part)), required=value >= 3)
    half_end, _ = _and_a_half(reading, i + 1)
    return Phrase(start, half_end, (1 + _HALF,), required=False) if half_end else None


def _half_a_scale(reading: Reading, start: int) -> Phrase | None:
    """ "half a million", "half-million"."""
    i, word = _next(reading, start + 1)
    if word == "a":
        i, word = _next(reading, i + 1)
    if word in SCALES or word == "dozen":
        return Phrase(start, i + 1, (_HALF * SCALES.get(word, 12),), scale=SCALES.get(word, 12))
    return None


def _roman(numeral: str) -> int:
    values = [{"I": 1, "V": 5, "X": 10, "L": 50}[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))
