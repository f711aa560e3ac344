"""What a number in a sentence is, to the check that compares two sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from summarizer.briefs import Span


class NumberKind(StrEnum):
    """How a number is written."""

    EXACT = "exact"
    ORDINAL = "ordinal"
    RANGE_END = "range end"
    APPROXIMATE = "approximate"
    TIME = "time"
    DECADE = "decade"
    NAME = "name"


@dataclass(frozen=True)
class Number:
    """A number as it stands in a sentence.

    ``value`` is its likeliest value, ``readings`` every value that it may mean ("5:30 p.m." is 5.30 and
    17.30, "1990s" is 1990 and 90, "1.234" in Arabic is 1.234 and 1234). ``unit`` is "%" or "";
    ``unit_sure`` is false where the percent sign is inferred from the other end of a range.
    ``spelled`` is true for words, false for figures. A number that is not ``required`` is one that people
    write freely (one, first, both, half, the Arabic dual): its absence is not reported.
    """

    value: Fraction
    surface: str
    span: Span
    kind: NumberKind = NumberKind.EXACT
    unit: str = ""
    required: bool = True
    readings: frozenset[Fraction] = field(default_factory=frozenset)
    unit_sure: bool = True
    spelled: bool = False


@dataclass(frozen=True)
class Phrase:
    """What a reader of numerals found: tokens ``start`` to ``end`` (exclusive) and what they may mean."""

    start: int
    end: int
    values: tuple[Fraction, ...]
    kind: NumberKind = NumberKind.EXACT
    required: bool = True
    scale: int = 1
