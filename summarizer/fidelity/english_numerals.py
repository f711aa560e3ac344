"""Numbers in English words: "two hundred and fifty thousand", "twenty-first", "two-thirds", "$2bn"."""

from __future__ import annotations

import re
from fractions import Fraction

from summarizer.fidelity.number import Demand, NumberKind, Phrase
from summarizer.fidelity.reading import Reading

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
CARDINALS = {word: value for value, word in enumerate(_UNITS)} | {
    word: 10 * value for value, word in enumerate(_TENS, start=2)
}
SCALES = {
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "millions": 10**6, "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
_SHORT_SCALES = {
    "k": 10**3, "m": 10**6, "mn": 10**6, "mln": 10**6, "mil": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12, "trn": 10**12,
}  # fmt: skip
#: Short scales that are as often something else ("5m" may be metres), and so only one of two readings.
_UNSURE_SCALES = {"k", "m", "b", "mil"}
_IRREGULAR_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fifth": 5, "eighth": 8, "ninth": 9, "twelfth": 12,
    "hundredth": 100, "thousandth": 1000, "millionth": 10**6, "billionth": 10**9,
}  # fmt: skip
ORDINALS = (
    {
        word + "th": value
        for word, value in CARDINALS.items()
        if not word.endswith("y") and word + "th" not in ("oneth", "twoth", "threeth", "fiveth", "eightth", "nineth", "twelveth", "zeroth")
    }
    | {word[:-1] + "ieth": value for word, value in CARDINALS.items() if word.endswith("y")}
    | _IRREGULAR_ORDINALS
)  # fmt: skip
_DENOMINATORS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "sixth": 6,
    "sixths": 6, "seventh": 7, "sevenths": 7, "eighth": 8, "eighths": 8, "ninths": 9, "tenth": 10, "tenths": 10,
}  # fmt: skip
_DECADES = {word[:-1] + "ies": value for word, value in CARDINALS.items() if word.endswith("y")}

_HALF = Fraction(1, 2)
_QUARTER = Fraction(1, 4)
#: Words that carry a number without demanding one from the other side.
_SOFT: dict[str, tuple[Fraction | int, ...]] = {
    "once": (1,), "single": (1,), "sole": (1,), "twice": (2,), "both": (2,), "pair": (2,), "pairs": (2,), "couple": (2,),
    "couples": (2,), "duo": (2,), "twin": (2,), "twins": (2,), "double": (2,), "doubled": (2,), "doubles": (2,), "doubling": (2,),
    "twofold": (2,), "dual": (2,), "bilateral": (2,), "thrice": (3,), "triple": (3,), "tripled": (3,), "tripling": (3,),
    "trio": (3,), "threefold": (3,), "trilateral": (3,), "tripartite": (3,), "triplets": (3,), "quadruple": (4,),
    "quadrupled": (4,), "quartet": (4,), "fourfold": (4,), "fivefold": (5,), "tenfold": (10,), "decade": (10,),
    "decades": (10,), "century": (100,), "centuries": (100,), "centenary": (100,), "millennium": (1000,), "fortnight": (14, 2),
    "half": (_HALF, 50, 30), "halves": (_HALF,), "halved": (_HALF, 50), "quarter": (_QUARTER, 25, 15),
    "quarters": (_QUARTER, 25), "noon": (12,), "midday": (12,), "midnight": (12, 0), "hundreds": (100,), "thousands": (1000,),
    "millions": (10**6,), "billions": (10**9,), "trillions": (10**12,), "dozens": (12,), "tens": (10,), "score": (20,), "scores": (20,),
    "trimester": (3,), "trimesters": (3,), "triad": (3,),
    "hundred": (100,), "thousand": (1000,), "million": (10**6,), "billion": (10**9,), "trillion": (10**12,), "dozen": (12,),
    "secondly": (2,), "firstly": (1,), "weekly": (7, 1), "weeklong": (7, 1), "seconds": (2,),
    "thirdly": (3,), "fourthly": (4,), "semifinal": (4,), "semifinals": (4,), "solo": (1,), "alone": (1,),
}  # fmt: skip
_MANY = {"hundred", "thousand", "million", "billion", "trillion", "hundreds", "thousands", "millions", "billions", "trillions", "dozens", "tens", "scores"}
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
        if word in _DECADES:
            value = _DECADES[word]
            return Phrase(i, i + 1, (Fraction(value), Fraction(1900 + value)), NumberKind.DECADE)
        if word == "third" and _next(reading, i + 1)[1] in ("party", "parties"):
            return None
        if word in ORDINALS:
            return _ordinal(i, i + 1, ORDINALS[word])
        if word in _SOFT:
            kind = NumberKind.APPROXIMATE if word in _MANY else NumberKind.EXACT
            return Phrase(i, i + 1, tuple(map(Fraction, _SOFT[word])), kind, Demand.NEVER)
        if len(token.text) > 1 and token.text.isupper() and _ROMAN.match(token.text):
            return Phrase(i, i + 1, (Fraction(_roman(token.text)),), NumberKind.ORDINAL, Demand.NEVER)
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
            return Phrase(start, i + 1, (group * 12,), NumberKind.EXACT, Demand.ALWAYS if group > 1 else Demand.NEVER)
        elif word in SCALES and not joined and group and SCALES[word] < floor:
            floor = scale = SCALES[word]
            total, group, last, values = total + group * floor, Fraction(0), "scale", []
        elif (
            figures
            and last == "figures"
            and word in _SHORT_SCALES
            and (reading.gap(end - 1) == "" or word not in _UNSURE_SCALES)
            and not _spelled_on(reading, i)
        ):
            values = [group * _SHORT_SCALES[word], group] if word in _UNSURE_SCALES else [group * _SHORT_SCALES[word]]
            if word == "m" and start and reading.tokens[start - 1].text in "$£€¥":
                values = values[:1]
            return Phrase(start, i + 1, tuple(values), scale=_SHORT_SCALES[word])
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
    value = total + group
    if not figures and last in ("units", "tens") and end == start + 1 or figures and last == "figures":
        fraction = _fraction(reading, start, end, value)
        if fraction:
            return fraction
    half_end, scale_after = _and_a_half(reading, end)
    if half_end:
        more = (value + _HALF) * scale_after if last != "scale" else value + _HALF * scale
        readings = (more,) if scale_after > 1 or last == "scale" else (more, value)
        return Phrase(start, half_end, readings, scale=max(scale, scale_after))
    demand = Demand.ALWAYS if reading.tokens[start].kind == "figures" or value >= 3 else Demand.NEVER
    return Phrase(start, end, tuple(values) if len(values) > 1 else (value,), NumberKind.EXACT, demand, scale)


def _spelled_on(reading: Reading, i: int) -> bool:
    """Whether the one letter at token ``i`` goes on as a longer form ("m." of "5 a.m." does not come here)."""
    return reading.gap(i) == "" and i + 1 < len(reading.tokens) and reading.tokens[i + 1].kind == "figures"


def _ordinal(start: int, end: int, value: int) -> Phrase:
    fractions = (Fraction(1, value),) if 3 <= value <= 10 else ()
    demand = Demand.ALWAYS if value >= 3 else Demand.NEVER
    return Phrase(start, end, (Fraction(value), *fractions), NumberKind.ORDINAL, demand)


def _fraction(reading: Reading, start: int, end: int, value: Fraction) -> Phrase | None:
    """ "two-thirds", "three quarters", "one fifth"."""
    i, word = _next(reading, end)
    denominator = _DENOMINATORS.get(word)
    if not denominator or value.denominator > 1 or not 0 < value < denominator:
        return None
    if (value > 1) != word.endswith("s") or word == "half":
        return None
    part = value / denominator
    return Phrase(start, i + 1, (part, *_percent(part)), demand=Demand.ALWAYS if value > 1 else Demand.NEVER)


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
        rest = _cardinal(reading, i + 2) if _word(reading, i + 1) == "and" and _word(reading, i + 2) in CARDINALS else None
        if rest and rest.values[0] < scale and rest.scale == 1:
            return Phrase(start, rest.end, (scale + rest.values[0],))
        half_end, _ = _and_a_half(reading, i + 1)
        if half_end:
            return Phrase(start, half_end, (Fraction(scale * 3, 2),), scale=scale)
        follows = _next(reading, i + 1)[1]
        if word == "hundred" and follows in SCALES:
            return Phrase(start, i + 2, (Fraction(100 * SCALES[follows]),), scale=SCALES[follows])
        return Phrase(start, i + 1, (Fraction(scale),), scale=scale)
    if word in _DENOMINATORS and word not in ("half", "quarter") and not word.endswith("s"):
        part = Fraction(1, _DENOMINATORS[word])
        value = Fraction(_DENOMINATORS[word])
        return Phrase(start, i + 1, (part, value, *_percent(part)), demand=Demand.NEVER if value < 3 else Demand.ALWAYS)
    half_end, _ = _and_a_half(reading, i + 1)
    return Phrase(start, half_end, (1 + _HALF,), demand=Demand.NEVER) if half_end else None


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
