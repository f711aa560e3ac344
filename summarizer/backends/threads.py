"""How the engines' threads behave on a machine that has other things to do."""

from __future__ import annotations

import os


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
