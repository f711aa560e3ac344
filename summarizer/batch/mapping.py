"""Applies a function to an endless stream with a bounded number of items on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def mapped(
    function: Callable[[Item], Result],
    items: Iterable[Item],
    pool: Executor,
    *,
    ahead: int,
    ordered: bool = True,
) -> Iterator[Result]:
    """``function`` of each item, computed in ``pool``; at most ``ahead`` items are taken and not yet yielded.

    The order is that of the items, or, with ``ordered`` off, that in which they are finished. Raises what
    ``function`` raises.
    """
    answers = _in_order if ordered else _as_finished
    futures: deque[Future[Result]] = deque()
    try:
        for item in items:
            futures.append(pool.submit(function, item))
            yield from answers(futures, ahead - 1)
        yield from answers(futures, 0)
    finally:
        for future in futures:
            future.cancel()


def _in_order(futures: deque[Future[Result]], room: int) -> Iterator[Result]:
    while futures and (len(futures) > room or futures[0].done()):
        yield futures.popleft().result()


def _as_finished(futures: deque[Future[Result]], room: int) -> Iterator[Result]:
    while True:
        if len(futures) > room:
            wait(futures, return_when=FIRST_COMPLETED)
        done = [future for future in futures if future.done()]
        for future in done:
            futures.remove(future)
        yield from (future.result() for future in done)
        if len(futures) <= room:
            return
