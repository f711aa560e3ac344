"""Text made ready for finding numbers and dates: folded letters, plain digits, and tokens.

Folding is for finding only. Every folded character remembers where it stood, so that a find is always
reported in the words of the sentence as it was given.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

_DROPPED = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # bidi controls, joiners, soft hyphen
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"  # tashkeel, tatweel
)
_FOLDED = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىی", "ي"),
        "ة": "ه",
        "ک": "ك",
        **dict.fromkeys("٪％﹪", "%"),
        **dict.fromkeys("‐‑‒–—―−－", "-"),
        **dict.fromkeys("‘’ʼ", "'"),
        **dict.fromkeys("\u00a0\u2007\u2009\u202f", " "),
    }
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|[\w.+-]{1,64}@[\w.-]{1,255}|\b[a-z][a-z0-9-]{0,62}\.(?:com|org|net|gov|edu|int)\b[^\s<>\"،؛]*",
    re.IGNORECASE | re.ASCII,
)

_FIGURES = (
    r"(?P<version>\d+(?:\.\d+){2,}(?!,\d))"
    r"|(?P<time>(?<![\d:])\d{1,2}:\d{2}(?![\d:]))"
    r"|(?P<grouped>(?<!\d)\d{1,3}(?:(?:,\d{3})+|(?:٬\d{3})+|(?:،\d{3})+)(?:[.٫]\d+)?(?!\d)"
    r"|(?<![\d.])\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?(?!\d)"
    r"|(?<!\d)(?<!\d )[1-9]\d{0,2}(?: \d{3})+(?:[.,٫]\d+)?(?!\d| \d))"
    r"|(?P<reversed>(?<!\d)(?<!\d )000(?: \d{1,3})+(?! ?\d))"
    r"|(?P<decimal>\d+[.٫]\d+|\d+[,،]\d{1,2}(?![\d,،]))"
    r"|(?P<vulgar>\d*[¼-¾⅐-⅞])"
    r"|(?P<whole>\d+)"
)
_TOKEN = re.compile(rf"(?P<figures>{_FIGURES})|(?P<word>[^\W\d_]+(?:'[^\W\d_]+)?)|(?P<other>\S)")

#: Digits beyond this many are not compared: no quantity is that long, and Python limits the conversion.
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a figure (digits with their marks) or any other character of a folded text.

    ``values`` are what a figure may mean, the likeliest first: "1.234" in Arabic may be 1.234 or 1234.
    """

    kind: Literal["word", "figures", "other"]
    text: str
    start: int
    end: int
    values: tuple[Fraction, ...] = ()
    form: str = ""


@dataclass(frozen=True)
class Reading:
    """A text in folded letters. ``offsets[i]`` is where folded character ``i`` stands in ``original``."""

    original: str
    folded: str
    offsets: tuple[int, ...]
    tokens: tuple[Token, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open span of ``original`` behind ``folded[start:end]``."""
        return self.offsets[start], self.offsets[end - 1] + 1

    def written(self, i: int) -> str:
        """Folded character ``i`` as it stands in the original."""
        return self.original[self.offsets[i]]

    def gap(self, i: int) -> str:
        """What stands between token ``i`` and the one after it, "" where there is none."""
        if i + 1 >= len(self.tokens):
            return ""
        return self.folded[self.tokens[i].end : self.tokens[i + 1].start]


def read(text: str, *, arabic: bool) -> Reading:
    """Fold ``text`` and cut it into tokens, without web and mail addresses; linear in its length."""
    folded: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        if _DROPPED.match(character):
            continue
        plain = _plain(character)
        folded.append(plain)
        offsets.extend([offset] * len(plain))
    whole = _ADDRESS.sub(lambda match: " " * len(match.group()), "".join(folded))
    return Reading(text, whole, tuple(offsets), tuple(_tokens(whole, arabic=arabic)))


def _plain(character: str) -> str:
    if character < "\u0080":
        return character
    if "\ufb50" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefc":
        character = unicodedata.normalize("NFKC", character)  # Arabic presentation forms
    elif (digit := unicodedata.decimal(character, None)) is not None:
        return str(digit)
    return character.translate(_FOLDED)


def _tokens(text: str, *, arabic: bool) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        if match.group("figures"):
            form = next(
                name
                for name in ("version", "time", "grouped", "reversed", "decimal", "vulgar", "whole")
                if match.group(name)
            )
            values = tuple(dict.fromkeys(_values(match.group(), form, arabic=arabic)))
            yield Token("figures", match.group(), match.start(), match.end(), values, form)
        else:
            kind: Literal["word", "other"] = "word" if match.group("word") else "other"
            yield Token(kind, match.group(), match.start(), match.end())


def _values(figures: str, form: str, *, arabic: bool) -> Iterator[Fraction]:
    if form == "vulgar":
        yield _integer(figures[:-1] or "0") + Fraction(unicodedata.numeric(figures[-1])).limit_denominator(10)
    elif form == "time":
        hours, minutes = figures.split(":")
        yield Fraction(int(hours)) + Fraction(int(minutes), 100)
    elif form == "grouped":
        decimal = re.search(r"(?<=\d)([.,٫])(\d+)$", figures)
        marks = re.findall(r"[.,٬،٫ ]", figures)
        if decimal and len(marks) > 1 and marks[-1] != marks[0]:
            yield _decimal(re.sub(r"\D", "", figures[: decimal.start()]), decimal.group(2))
            return
        yield _integer(re.sub(r"\D", "", figures))
        if arabic and len(marks) == 1 and marks[0] in ",،":
            yield _decimal(*re.split("[,،]", figures))
    elif form == "decimal":
        whole, part = re.split(r"[.,،٫]", figures)
        yield _decimal(whole, part)
        if "." in figures and len(whole) <= 3 and (part == "000" or (arabic and len(part) == 3)):
            yield _integer(whole + part)
    else:
        yield _integer(re.sub(r"\D", "", figures))


def _integer(digits: str) -> Fraction:
    return Fraction(int(digits[:LONGEST]))


def _decimal(whole: str, part: str) -> Fraction:
    return Fraction(f"{whole[:LONGEST]}.{part[:LONGEST]}")
