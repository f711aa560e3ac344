"""Mechanical corruptions of a sentence: one fact made wrong, everything else kept.

They use word lists of their own, so that a check is not measured against its own tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from summarizer.languages import Language

Corruption = Callable[[str, Language, Random], str | None]


def _words(text: str) -> list[str]:
    return text.split()


_UNITS = _words(
    "three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty"
)
_ARABIC_UNITS = _words("ثلاثة أربعة خمسة ستة سبعة تسعة")
_ARABIC_FEMININE = _words("ثلاث أربع خمس ست سبع تسع")
_ARABIC_TENS = _words("عشرين ثلاثين أربعين خمسين ستين سبعين تسعين")
_ORDINALS = _words("third fourth fifth sixth seventh eighth")
_ARABIC_ORDINALS = _words("الثالث الرابع الخامس السادس السابع الثامن")
_MONTHS = _words("January February March April May June July August September October November December")
_ARABIC_MONTHS = _words("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر")
_WEEKDAYS = _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_ARABIC_WEEKDAYS = _words("الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد")
_HALVES = _words("morning evening")
_ARABIC_HALVES = [_words("صباح مساء"), _words("صباحا مساء"), _words("الصباح المساء")]


def _figures(text: str) -> list[re.Match[str]]:
    found = re.finditer(r"\d+(?:[.,٫٬]\d+)*", text)
    return [match for match in found if "http" not in text[: match.start()].split(" ")[-1]]


def _in_name(text: str, match: re.Match[str]) -> bool:
    return (
        bool(re.search(r"(?:[A-Za-z]|[^\W\d_]{3,})-?$", text[: match.start()]))
        or text[match.end() : match.end() + 1].isalpha()
    )


def change_digit(text: str, language: Language, chance: Random) -> str | None:
    """Another digit for one digit of any figure, COVID-19 included."""
    found = _figures(text)
    if not found:
        return None
    match = chance.choice(found)
    places = [i for i in range(match.start(), match.end()) if text[i].isdecimal()]
    place = chance.choice(places)
    digit = chance.choice([d for d in "123456789" if int(d) != int(text[place])])
    return text[:place] + digit + text[place + 1 :]


def drop_number(text: str, language: Language, chance: Random) -> str | None:
    """A figure that occurs once, and is no part of a name, is dropped."""
    found = [m for m in _figures(text) if not _in_name(text, m) and text.count(m.group()) == 1]
    if not found:
        return None
    match = chance.choice(found)
    return text[: match.start()] + text[match.end() :]


def drop_any_number(text: str, language: Language, chance: Random) -> str | None:
    """Any figure is dropped, names like COVID-19 and repeated ones included."""
    found = _figures(text)
    if not found:
        return None
    match = chance.choice(found)
    return text[: match.start()] + text[match.end() :]


def _swap(lists: list[list[str]]) -> Corruption:
    def corrupt(text: str, language: Language, chance: Random) -> str | None:
        for words in lists:
            for match in re.finditer(r"(?<![\w\u064b-\u0652])\w+(?![\w\u064b-\u0652])", text):
                clitic = re.match(r"[وبلكف]?", match.group())
                for bare in {match.group(), match.group()[clitic.end() if clitic else 0 :]}:
                    if bare in words:
                        other = chance.choice([word for word in words if word != bare])
                        at = match.end() - len(bare)
                        return text[:at] + other + text[match.end() :]
        return None

    return corrupt


def _by_language(english: list[list[str]], arabic: list[list[str]]) -> Corruption:
    def corrupt(text: str, language: Language, chance: Random) -> str | None:
        return _swap(arabic if language.code == "ar" else english)(text, language, chance)

    return corrupt


CORRUPTIONS: dict[str, tuple[str, Corruption]] = {
    "a digit changed": ("number", change_digit),
    "a number dropped": ("number", drop_number),
    "any figure dropped": ("number", drop_any_number),
    "a spelled number replaced": (
        "number",
        _by_language([_UNITS, _ORDINALS], [_ARABIC_UNITS, _ARABIC_FEMININE, _ARABIC_TENS, _ARABIC_ORDINALS]),
    ),
    "a month swapped": ("date", _by_language([_MONTHS], [_ARABIC_MONTHS])),
    "a weekday swapped": ("date", _by_language([_WEEKDAYS], [_ARABIC_WEEKDAYS])),
    "the half of the day swapped": ("date", _by_language([_HALVES], _ARABIC_HALVES)),
}
