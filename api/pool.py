"""Threads for the models, off the event loop, with a bounded queue in front."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from api.errors import BusyError

T = TypeVar("T")

#: How much the last call counts in the mean duration (exponentially weighted).
RECENT = 0.2


class WorkerPool:
    """Runs at most ``threads`` calls at once and lets at most ``queue`` others wait."""

    def __init__(self, threads: int, queue: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="brief")
        self._threads = threads
        self._queue = queue
        self._lock = threading.Lock()
        self._waiting = 0
        self._running = 0
        self._mean_seconds = 1.0

    @property
    def waiting(self) -> int:
        """Calls that have no thread yet."""
        return self._waiting

    @property
    def running(self) -> int:
        """Calls that have one."""
        return self._running

    def submit(self, call: Callable[[], T]) -> Future[T]:
        """Has ``call`` run by the next free thread.

        Raises:
            BusyError: the queue is full; says when to come back, from how long calls took of late.
        """
        with self._lock:
            idle = self._threads - self._running
            if self._waiting >= self._queue + max(0, idle):
                raise BusyError(
                    f"{self._waiting} requests are waiting already",
                    retry_after=min(60.0, self._waiting * self._mean_seconds / self._threads),
                )
            self._waiting += 1
        try:
            future = self._executor.submit(self._run, call)
        except RuntimeError as error:
            with self._lock:
                self._waiting -= 1
            raise BusyError("The service is shutting down", retry_after=5) from error
        future.add_done_callback(self._withdrawn)
        return future

    def _run(self, call: Callable[[], T]) -> T:
        with self._lock:
            self._waiting -= 1
            self._running += 1
        began = time.monotonic()
        try:
            return call()
        finally:
            with self._lock:
                self._running -= 1
                self._mean_seconds += RECENT * (time.monotonic() - began - self._mean_seconds)

    def _withdrawn(self, future: Future[T]) -> None:
        if future.cancelled():
            with self._lock:
                self._waiting -= 1

    def shutdown(self) -> None:
        """Takes no more calls, drops those that wait, and waits for those that run."""
        self._executor.shutdown(wait=True, cancel_futures=True)
