"""Identical requests that arrive together share one computation, which stops when nobody waits any more."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import dataclass

from api.answers import Answer
from api.errors import NotReadyError, TimeLimitError
from api.pool import WorkerPool
from summarizer.protocols import Progress

#: Writes a brief and reports its progress; a report may raise ``Abandoned``.
Work = Callable[[Progress], Answer]


class Abandoned(Exception):  # noqa: N818 - it ends a computation, and never reaches a client
    """Raised inside a computation whose answer nobody wants any more."""


@dataclass(frozen=True)
class Stage:
    """How far a brief is: what is being done, and how much of it is done (0 to 1)."""

    stage: str
    done: float


class Flight:
    """One computation in the pool. ``time_limit`` counts from when it gets a thread."""

    def __init__(self, work: Work, time_limit: float) -> None:
        self._work = work
        self._time_limit = time_limit
        self._loop = asyncio.get_running_loop()
        self._listeners: set[asyncio.Queue[Stage | None]] = set()
        self._latest = Stage("queue", 0.0)
        self._unwanted = threading.Event()
        self.answer: asyncio.Future[Answer] = self._loop.create_future()
        self.waiters = 0

    def start(self, pool: WorkerPool) -> None:
        """Hands the computation to ``pool``.

        Raises:
            BusyError: its queue is full.
        """
        self._pooled: Future[Answer] = pool.submit(self._compute)
        self._pooled.add_done_callback(self._ended)

    def abandon(self) -> None:
        """Stops the computation: at once if it waits for a thread, else at its next report."""
        self._unwanted.set()
        self._pooled.cancel()

    def _compute(self) -> Answer:
        deadline = time.monotonic() + self._time_limit

        def report(stage: str, done: float) -> None:
            if self._unwanted.is_set():
                raise Abandoned
            if time.monotonic() > deadline:
                raise TimeLimitError(
                    f"It was not done after {self._time_limit:g} seconds",
                    hint="Send a shorter article, ask for fewer sentences, or use a job",
                    retry_after=self._time_limit,
                )
            with suppress(RuntimeError):  # the loop ended while the service stops
                self._loop.call_soon_threadsafe(self._tell, Stage(stage, round(done, 3)))

        return self._work(report)

    def _ended(self, pooled: Future[Answer]) -> None:
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._finish, pooled)

    def _finish(self, pooled: Future[Answer]) -> None:
        if not self.answer.done():
            try:
                self.answer.set_result(pooled.result())
            except (Abandoned, CancelledError):
                self.answer.set_exception(NotReadyError("The service is shutting down", retry_after=5))
            except Exception as error:  # noqa: BLE001 - whatever it is, the requests shall have it
                self.answer.set_exception(error)
            self.answer.exception()  # it may be that nobody waits: no warning then
        self._tell(None)

    def _tell(self, stage: Stage | None) -> None:
        if stage is not None:
            if stage == self._latest:  # reports are repeated while the models work, to see who still waits
                return
            self._latest = stage
        for listener in self._listeners:
            listener.put_nowait(stage)

    async def stages(self) -> AsyncIterator[Stage]:
        """The stages from now on, until the answer (or its exception) is there."""
        queue: asyncio.Queue[Stage | None] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield self._latest
            if self.answer.done():
                return
            while (stage := await queue.get()) is not None:
                yield stage
        finally:
            self._listeners.discard(queue)


class Flights:
    """The computations of this process, by the digest of their requests. For the event loop's thread only."""

    def __init__(self, pool: WorkerPool, time_limit: float) -> None:
        self._pool = pool
        self._time_limit = time_limit
        self._flying: dict[bytes, Flight] = {}

    def join(self, digest: bytes, work: Work) -> Flight:
        """The computation for a request: the one that is under way, or a new one. ``leave`` it afterwards.

        Raises:
            BusyError: a new one is needed, and the queue is full.
        """
        flight = self._flying.get(digest)
        if flight is None:
            flight = Flight(work, self._time_limit)
            flight.start(self._pool)
            self._flying[digest] = flight
            mine = flight
            flight.answer.add_done_callback(lambda _: self._landed(digest, mine))
        flight.waiters += 1
        return flight

    def leave(self, digest: bytes, flight: Flight) -> None:
        """One request less waits; without any, the computation is abandoned."""
        flight.waiters -= 1
        if flight.waiters == 0 and not flight.answer.done():
            self._landed(digest, flight)
            flight.abandon()

    def _landed(self, digest: bytes, flight: Flight) -> None:
        if self._flying.get(digest) is flight:
            del self._flying[digest]

    async def answer(self, digest: bytes, work: Work) -> Answer:
        """The answer to a request.

        Raises:
            BusyError: the queue is full.
            TimeLimitError: it takes too long, be it in the queue or in the models.
            MujazError: whatever ``work`` raises.
        """
        flight = self.join(digest, work)
        try:
            return await wait(flight, self._time_limit)
        finally:
            self.leave(digest, flight)


async def wait(flight: Flight, seconds: float) -> Answer:
    """The answer of ``flight``, if it comes within ``seconds`` (a little more: its own limit speaks first).

    Raises:
        TimeLimitError: it does not.
    """
    try:
        return await asyncio.wait_for(asyncio.shield(flight.answer), seconds * 1.1)
    except TimeoutError as error:
        raise TimeLimitError(
            f"No answer after {seconds:g} seconds", hint="Try later, or use a job", retry_after=seconds
        ) from error
