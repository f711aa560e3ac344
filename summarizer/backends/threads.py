"""How the engines use the cores, on a machine that has other things to do."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import TypeVar

Row = TypeVar("Row")


def available_cores() -> int:
    """Cores that this process may use, at most 8: models this small gain nothing from more."""
    affinity = getattr(os, "sched_getaffinity", None)
    return max(1, min(8, len(affinity(0)) if affinity else os.cpu_count() or 1))


def wait_passively() -> None:
    """Makes OpenMP threads sleep at barriers; call it before an engine's library is loaded.

    By default they spin. Where another process wants the same cores, a spinning thread uses up the time
    slice that the one it waits for needs: on two busy cores three sentences took 8.7 s to embed, and 0.1 s
    with sleeping threads. A setting of the user's own stays.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def share(count: int, workers: int, most: int) -> int:
    """Rows of a batch, so that ``count`` of them keep all workers busy; from 1 to ``most``.

    CTranslate2 runs batches side by side, a thread each, or one batch on several threads. The matrices of
    models this small are not worth sharing out: on two cores the former is twice as fast (docs/lite.md).
    """
    return max(1, min(most, -(-count // workers)))


def slices(rows: Sequence[Row], size: int) -> Iterator[Sequence[Row]]:
    """``rows`` in order, ``size`` at a time. (``itertools.batched`` came with Python 3.12.)"""
    return (rows[start : start + size] for start in range(0, len(rows), size))
