"""Which number of one sentence answers for which number of the other."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from fractions import Fraction

from summarizer.fidelity.number import Number, NumberKind

Pair = tuple[Number | None, Number | None, bool]
_Key = tuple[Fraction, str, str]


def pair(ours: Sequence[Number], theirs: Sequence[Number]) -> Iterator[Pair]:
    """Pairs (source number or None, target number or None, whether they say the same).

    Numbers pair one to one, first by value and unit, then by any reading. What is left may share a number
    that is taken already, since a translation repeats a number or says it once ("4 and 5 March" may be
    "4 March and 5 March"), unless something unanswered stands on the other side in its place. Linear.
    """
    match: dict[int, int] = {}
    for exact in (True, False):
        _claim(ours, theirs, match, exact=exact)
    back = {j: i for i, j in match.items()}
    share = {i: j for i, j in _answers(ours, theirs) if i not in match}
    share_back = {j: i for j, i in _answers(theirs, ours) if j not in back}
    left = [i for i in range(len(ours)) if i not in match]
    right = [j for j in range(len(theirs)) if j not in back]
    changed = _changed(ours, theirs, left, right, share, share_back)
    answered = set(changed.values())

    for i, number in enumerate(ours):
        if i in match:
            other = theirs[match[i]]
            if number.required or other.required:
                yield number, other, True
        elif i in changed:
            yield number, theirs[changed[i]], False
        elif i in share:
            if number.required:
                yield number, theirs[share[i]], True
        elif number.required:
            yield number, None, False
    for j, number in enumerate(theirs):
        if j in back or j in answered:
            continue
        if j in share_back:
            if number.required:
                yield ours[share_back[j]], number, True
        elif number.required:
            yield None, number, False


def _channels(number: Number) -> str:
    """Two numbers may answer for each other if they share one of these letters.

    A name's figure (COVID-19) is answered by figures and by words that must be kept, never by a loose
    "both"; hundreds and millions in general ("tens of thousands") only by words, never by a figure, nor by
    one thousand, one million.
    """
    if number.kind is NumberKind.NAME:
        return "f"
    if number.kind is NumberKind.APPROXIMATE:
        return "v"
    if not number.spelled:
        return "fw"
    if not number.required:
        return "wv"
    return "fwv" if number.value < 1000 else "fw"


def _keys(number: Number, *, exact: bool) -> list[_Key]:
    values = [number.value] if exact else [number.value, *sorted(number.readings - {number.value})]
    units = [number.unit] if exact or (number.unit_sure and number.required) else ["%", ""]
    return [(value, unit, channel) for value in values for unit in units for channel in _channels(number)]


def _claim(ours: Sequence[Number], theirs: Sequence[Number], match: dict[int, int], *, exact: bool) -> None:
    taken = set(match.values())
    waiting: dict[_Key, deque[int]] = defaultdict(deque)
    for wanted in (True, False):
        for j, number in enumerate(theirs):
            if j not in taken and number.required is wanted:
                for key in _keys(number, exact=exact):
                    waiting[key].append(j)
    for wanted in (True, False):
        for i, number in enumerate(ours):
            if i in match or number.required is not wanted:
                continue
            for key in _keys(number, exact=exact):
                queue = waiting[key]
                while queue and queue[0] in taken:
                    queue.popleft()
                if queue:
                    match[i] = queue.popleft()
                    taken.add(match[i])
                    break


def _answers(ours: Sequence[Number], theirs: Sequence[Number]) -> Iterator[tuple[int, int]]:
    """Each of ours with the first of theirs that says the same, whether or not it is taken."""
    first: dict[_Key, int] = {}
    for j, number in enumerate(theirs):
        for key in _keys(number, exact=False):
            first.setdefault(key, j)
    for i, number in enumerate(ours):
        found = next((first[key] for key in _keys(number, exact=False) if key in first), None)
        if found is not None:
            yield i, found


def _changed(
    ours: Sequence[Number],
    theirs: Sequence[Number],
    left: Sequence[int],
    right: Sequence[int],
    share: dict[int, int],
    share_back: dict[int, int],
) -> dict[int, int]:
    """Which of the unpaired numbers stand for each other: the likeliest kinds first, in order."""
    changed: dict[int, int] = {}
    answered: set[int] = set()

    def join(a: bool, b: bool, *, shared_left: bool = False, shared_right: bool = False) -> None:
        first = [i for i in left if i not in changed and (i in share) is shared_left and _fits(ours[i], a)]
        second = [
            j
            for j in right
            if j not in answered and (j in share_back) is shared_right and _fits(theirs[j], b)
        ]
        by_value = {theirs[j].value: j for j in reversed(second)}
        rest = []
        for i in first:  # the same figure with and without a percent sign
            j = by_value.pop(ours[i].value, None)
            if j is None:
                rest.append(i)
            else:
                changed[i] = j
                answered.add(j)
        changed.update(zip(rest, [j for j in second if j not in answered], strict=False))
        answered.update(changed.values())

    join(True, True)
    join(True, True, shared_right=True)
    join(True, True, shared_left=True)
    join(True, False)
    join(False, True)
    return changed


def _fits(number: Number, required: bool) -> bool:
    return number.required is required and number.kind is not NumberKind.APPROXIMATE
