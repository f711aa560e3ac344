"""Loading once what many threads ask for at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

Ts = TypeVarTuple("Ts")
R = TypeVar("R")


def once(function: Callable[[*Ts], R]) -> Callable[[*Ts], R]:
    """``functools.cache`` for what is heavy to load; arguments are positional.

    ``cache`` lets every thread that comes before the first has finished load its own: sixteen threads
    that begin together would read a language model sixteen times. Here the others wait. A call that
    raises is not remembered.
    """
    results: dict[tuple[object, ...], R] = {}
    lock = threading.RLock()

    @wraps(function)
    def call(*args: *Ts) -> R:
        if args not in results:
            with lock:
                if args not in results:
                    results[args] = function(*args)
        return results[args]

    return call
