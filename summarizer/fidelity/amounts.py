"""Are the vague amounts of a sentence those of its translation: hundreds, tens of thousands, millions?

People write them freely, so that one which is left out is not reported; but hundreds of dead are not hundreds
of thousands. See ``docs/checks/number.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.briefs import Check, CheckKind, Status
from summarizer.fidelity.number import Number, NumberKind

_JOINTS = frozenset({"", "of", "من"})


@dataclass(frozen=True)
class Amount:
    """A vague amount as it stands in a text, and its order of magnitude (tens and dozens: 1)."""

    surface: str
    order: int


def check_amounts(source: str, target: str, ours: Sequence[Number], theirs: Sequence[Number]) -> list[Check]:
    """At most one check: an amount of the source that the target lacks, and one there that the source lacks.

    ``ours`` and ``theirs`` are the numbers of the two texts (``find_numbers``). An amount of the other side
    that is written out as a number (2,000 for thousands) is nobody's rival.
    """
    here, there = amounts(source, ours), amounts(target, theirs)
    lost = next((amount for amount in here if not _stands(amount, there)), None)
    new = next((amount for amount in there if not _stands(amount, here)), None)
    if lost is None or new is None:
        return []
    detail = f'The number "{lost.surface}" became "{new.surface}".'
    return [Check(CheckKind.NUMBER, lost.surface, new.surface, Status.CHANGED, detail=detail)]


def amounts(text: str, numbers: Sequence[Number]) -> list[Amount]:
    """The vague amounts among the ``numbers`` of ``text``, in order; "tens of thousands" is one."""
    found: list[Amount] = []
    start, end = 0, -1
    for number in numbers:
        if number.kind is not NumberKind.APPROXIMATE:
            continue
        order = len(str(int(number.value))) - 1
        if end >= 0 and text[end : number.span.start].strip() in _JOINTS and order > found[-1].order:
            found[-1] = Amount(text[start : number.span.end], found[-1].order + order)
        else:
            start = number.span.start
            found.append(Amount(number.surface, order))
        end = number.span.end
    return found


def _stands(amount: Amount, others: Sequence[Amount]) -> bool:
    return any(amount.order == other.order for other in others)
