"""Which digits a faithful translation can need: those of the numbers that its source says.

A small translator invents numbers: a year that was not said, an age, a distance in other units. What it may
not write it does not invent, so the search is kept from digits that the source cannot account for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from summarizer.fidelity.numbers import find_numbers
from summarizer.languages import Language

#: Every digit: the search is free.
DIGITS = frozenset("0123456789")
#: What spelled tens may need besides their own digits: "التسعينيات" may become the 1990s.
_OF_DECADES = frozenset("129")


def digits_in(text: str) -> frozenset[str]:
    """The decimal digits of ``text``, of any script, as 0 to 9."""
    found = (unicodedata.decimal(character, None) for character in text)
    return frozenset(str(digit) for digit in found if digit is not None)


def needed_digits(text: str, language: Language, terms: Iterable[str] = ()) -> frozenset[str]:
    """The digits that a translation of ``text`` may have; ``terms`` are words that it is asked to use.

    All of them where a time or a fraction is said in words ("half past seven" may become 7:30), none where
    there is no number but such as people write freely ("one of them").
    """
    needed = digits_in(text).union(*map(digits_in, terms))
    numbers = find_numbers(text, language)
    spelled = [number for number in numbers if number.spelled and number.required]
    if spelled and any(number.value.denominator > 1 for number in numbers if number.spelled):
        return DIGITS
    for number in spelled:
        needed |= digits_in(str(number.value))
        if 20 <= number.value < 100 and number.value % 10 == 0:
            needed |= _OF_DECADES
    return needed
