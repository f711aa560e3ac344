"""What a date in a sentence is, to the check that compares two sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from summarizer.briefs import Span


class DateKind(StrEnum):
    """What part of a calendar a date names."""

    MONTH = "month"
    WEEKDAY = "weekday"
    DAY = "day"
    WEEK = "relative week"
    RELATIVE_MONTH = "relative month"
    YEAR = "relative year"
    HALF = "half of the day"


@dataclass(frozen=True)
class Date:
    """A month (1 to 12, Hijri 101 to 112), a weekday (1 is Monday), a relative day, week, month or year, or
    the half of a day: 1 before noon, 2 after.

    Relative ones count from now: -1 is yesterday, last week. ``day`` and ``year`` stand beside a month,
    0 where they are not said. A date that is not ``required`` may be another word ("May", "مارس") or may
    be left out by a translator: its absence is not reported.
    """

    kind: DateKind
    value: int
    surface: str
    span: Span
    required: bool = True
    day: int = 0
    year: int = 0
