from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from summarizer.batch.mapping import mapped


@pytest.mark.parametrize("ordered", [True, False])
def test_every_item_is_answered_once(ordered: bool) -> None:
    def slow_if_even(item: int) -> int:
        time.sleep(0.01 * (item % 2 == 0))
        return item * 10

    with ThreadPoolExecutor(4) as pool:
        found = list(mapped(slow_if_even, range(40), pool, ahead=8, ordered=ordered))
    assert sorted(found) == [item * 10 for item in range(40)]
    if ordered:
        assert found == sorted(found)


def test_without_order_a_slow_item_holds_nobody_up() -> None:
    release = threading.Event()

    def first_waits(item: int) -> int:
        if item == 0:
            assert release.wait(10)
        return item

    with ThreadPoolExecutor(2) as pool:
        found = mapped(first_waits, range(5), pool, ahead=2, ordered=False)
        early = [next(found) for _ in range(4)]
        release.set()
        assert (early, list(found)) == ([1, 2, 3, 4], [0])


@pytest.mark.parametrize("ordered", [True, False])
def test_no_more_is_taken_than_is_allowed(ordered: bool) -> None:
    taken = 0

    def endless() -> Iterator[int]:
        nonlocal taken
        while True:
            taken += 1
            yield taken

    with ThreadPoolExecutor(2) as pool:
        found = mapped(lambda item: item, endless(), pool, ahead=6, ordered=ordered)
        for given in range(1, 100):
            next(found)
            assert taken <= given + 6
        found.close()  # type: ignore[attr-defined]


def test_an_exception_ends_it() -> None:
    def fails(item: int) -> int:
        if item == 3:
            raise ValueError(item)
        return item

    with ThreadPoolExecutor(2) as pool, pytest.raises(ValueError, match="3"):
        list(mapped(fails, range(10), pool, ahead=4))
