"""Are the dates of a sentence those of its translation? See ``docs/checks/date.md``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from summarizer.briefs import Check, CheckKind, Status
from summarizer.fidelity.date import Date, DateKind
from summarizer.fidelity.date_finder import find_dates
from summarizer.languages import Language

__all__ = ["Date", "DateKind", "check_dates", "find_dates"]


def check_dates(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """Compare months with their days and years, weekdays, relative dates and halves of the day.

    A date that is said several times on one side may be said once on the other.
    """
    ours, theirs = find_dates(source, source_language), find_dates(target, target_language)
    checks: list[Check] = []
    for kind in DateKind:
        left = [date for date in ours if date.kind is kind]
        right = [date for date in theirs if date.kind is kind]
        if kind in (DateKind.MONTH, DateKind.WEEKDAY):
            checks += _calendar(left, right)
        else:
            checks += _relative(left, right)
    return checks


def _calendar(ours: Sequence[Date], theirs: Sequence[Date]) -> Iterator[Check]:
    """Months or weekdays: kept, or with another day or year, or changed, missing, added."""
    mine, others = _by_value(ours), _by_value(theirs)
    left = [date for date in ours if date.value not in others]
    right = [date for date in theirs if date.value not in mine]
    changed = _pair(left, right)
    conflicts = {value: _conflict(mine[value], others[value]) for value in mine if value in others}
    for date in ours:
        if date.value in conflicts:
            yield conflicts[date.value].get(date.span.start) or _check(date, others[date.value][0], same=True)
        elif date.span.start in changed:
            yield _check(date, changed[date.span.start])
        elif date.required:
            yield _check(date, None)
    answered = {date.span.start for date in changed.values()}
    for date in right:
        if date.required and date.span.start not in answered:
            yield _check(None, date)


def _by_value(dates: Sequence[Date]) -> dict[int, list[Date]]:
    groups: dict[int, list[Date]] = defaultdict(list)
    for date in dates:
        groups[date.value].append(date)
    return dict(groups)


def _pair(left: Sequence[Date], right: Sequence[Date]) -> dict[int, Date]:
    """Which unanswered dates stand for each other, by where ours starts: sure ones first, each in order."""
    changed: dict[int, Date] = {}
    answered: set[int] = set()
    for ours_sure, theirs_sure in ((True, True), (True, False), (False, True)):
        first = [date for date in left if date.required is ours_sure and date.span.start not in changed]
        second = [date for date in right if date.required is theirs_sure and date.span.start not in answered]
        for date, other in zip(first, second, strict=False):
            changed[date.span.start] = other
            answered.add(other.span.start)
    return changed


def _conflict(ours: Sequence[Date], theirs: Sequence[Date]) -> dict[int, Check]:
    """Checks of dates in the same month whose day or year is not on the other side, by where ours starts.

    Only where every mention on both sides says one: "4 and 5 March" names a day that is not beside it.
    """
    conflicts: dict[int, Check] = {}
    parts: tuple[tuple[str, Callable[[Date], int]], ...] = (
        ("day", lambda date: date.day),
        ("year", lambda date: date.year),
    )
    for name, part in parts:
        mine, said = {part(date) for date in ours}, {part(date) for date in theirs}
        wrong = next((date for date in theirs if part(date) not in mine), None)
        if wrong is None or 0 in mine or 0 in said:
            continue
        for date in ours:
            if part(date) not in said:
                detail = f'"{date.surface}" and "{wrong.surface}" differ in the {name}.'
                check = Check(CheckKind.DATE, date.surface, wrong.surface, Status.CHANGED, detail=detail)
                conflicts.setdefault(date.span.start, check)
    return conflicts


def _relative(ours: Sequence[Date], theirs: Sequence[Date]) -> Iterator[Check]:
    """Relative dates and halves: changed only where both sides say one and they contradict each other."""
    mine, others = _by_value(ours), _by_value(theirs)
    for date in ours:
        if date.value in others:
            yield _check(date, others[date.value][0], same=True)
    left = [date for date in ours if date.value not in others]
    right = [date for date in theirs if date.value not in mine]
    for date, other in zip(left, right, strict=False):
        yield _check(date, other)


def _check(left: Date | None, right: Date | None, *, same: bool = False) -> Check:
    source, target = left.surface if left else "", right.surface if right else ""
    if same:
        return Check(CheckKind.DATE, source, target, Status.KEPT)
    if left and right:
        return Check(CheckKind.DATE, source, target, Status.CHANGED, detail=f'"{source}" became "{target}".')
    if left:
        return Check(CheckKind.DATE, source, "", Status.MISSING, detail=f'The date "{source}" is missing.')
    return Check(
        CheckKind.DATE, "", target, Status.ADDED, detail=f'The date "{target}" is not in the source.'
    )
