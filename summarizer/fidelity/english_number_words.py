"""The words of English numbers, in lower case."""

from __future__ import annotations

from fractions import Fraction

_UNITS = (
    "zero one two three four five six seven eight nine ten "
    "eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _split(words: str) -> list[str]:
    return words.split()


CARDINALS = {word: value for value, word in enumerate(_split(_UNITS))} | {
    word: 10 * value for value, word in enumerate(_split(_TENS), start=2)
}
SCALES = {
    word + ending: 1000**power
    for power, word in enumerate(("thousand", "million", "billion", "trillion"), start=1)
    for ending in ("", "s")
}
del SCALES["thousands"]  # "two thousands" is not said; "thousands" alone is vague
SHORT_SCALES = {"k": 10**3, "mil": 10**6, "m": 10**6, "mn": 10**6, "mln": 10**6} | {
    "b": 10**9, "bn": 10**9, "tn": 10**12, "trn": 10**12
}  # fmt: skip
#: Short scales that are as often something else ("5m" may be metres), and so only one of two readings.
UNSURE_SCALES = {"k", "m", "b", "mil"}

_IRREGULAR = {
    "zero": "", "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
ORDINALS = {
    _IRREGULAR.get(word, word[:-1] + "ieth" if word.endswith("y") else word + "th"): value
    for word, value in (
        CARDINALS | {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
    ).items()
    if word != "zero"
}
DECADES = {word[:-1] + "ies": value for word, value in CARDINALS.items() if word.endswith("y")}
DENOMINATORS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    word + ending: value for word, value in ORDINALS.items() for ending in ("", "s") if 3 <= value <= 10
}

_HALF, _QUARTER = Fraction(1, 2), Fraction(1, 4)
#: Vague amounts, which no figure answers for.
VAGUE = {
    "tens": 10, "dozens": 12, "scores": 20, "hundred": 100, "hundreds": 100, "thousands": 1000,
    **SCALES, "thousand": 1000,
}  # fmt: skip


def _loose() -> dict[str, tuple[Fraction | int, ...]]:
    table: dict[str, tuple[Fraction | int, ...]] = {}

    def add(words: str, *values: Fraction | int) -> None:
        table.update(dict.fromkeys(words.split(), values))

    add("once single sole solo alone firstly", 1)
    add("twice both pair pairs couple couples duo twin twins double doubled doubles doubling", 2)
    add("twofold dual bilateral secondly seconds", 2)
    add("thrice triple tripled tripling trio threefold trilateral tripartite triplets thirdly triad", 3)
    add("trimester trimesters", 3)
    add("quadruple quadrupled quartet fourfold fourthly semifinal semifinals", 4)
    add("fivefold quintet", 5)
    add("tenfold decade decades", 10)
    add("dozen noon midday", 12)
    add("midnight", 12, 0)
    add("score", 20)
    add("century centuries centenary", 100)
    add("millennium", 1000)
    add("fortnight", 14, 2)
    add("weekly weeklong", 7, 1)
    add("half halves halved", _HALF, 50, 30)
    add("quarter quarters", _QUARTER, 25, 15)
    return table


#: Words that carry a number and do not ask for one on the other side.
LOOSE = _loose()
