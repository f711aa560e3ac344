"""Ctrl-C, and the request to end that a system sends, in commands that can stop in good order."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from summarizer.cli import console


@contextmanager
def stopping(said: str) -> Iterator[Callable[[], bool]]:
    """Makes the first request a wish to stop, of which ``said`` is told, and the second one an order.

    The order may be obeyed at once, in the middle of whatever is written: that is what --resume is for.
    """
    wishes = 0

    def wish(number: int, _frame: object) -> None:
        nonlocal wishes
        wishes += 1
        if wishes > 1:
            if sys.stderr.isatty():
                sys.stderr.write("\x1b[?25h")  # the progress bar hid the cursor
                sys.stderr.flush()
            os._exit(128 + number)
        console.say(said)

    before = {number: signal.signal(number, wish) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: wishes > 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
