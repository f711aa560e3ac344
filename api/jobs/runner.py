"""Writes the articles of jobs, in threads of this process, beside whatever other processes do the same."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Mapping

from api.errors import InternalError, NotReadyError, TimeLimitError
from api.flights import Abandoned
from api.jobs.store import Claim, JobStore, result_line
from api.problems import problem
from summarizer.errors import MujazError
from summarizer.protocols import Progress

logger = logging.getLogger(__name__)

#: Does what one article of a job asks for; gives the result as JSON.
Work = Callable[[Claim, Progress], str]

#: Seconds between two looks for new articles, which other processes may have accepted.
POLL_SECONDS = 1.0
#: Seconds between two looks for jobs that are too old.
PURGE_SECONDS = 600.0


class JobRunner:
    """Claims articles and ends them. ``lease`` and ``time_limit`` are in seconds.

    ``works`` are, by the kind of the job, what its results are called and what is done for each.

    An article that was claimed ``attempts`` times and never ended (it may kill whoever writes it) is failed.
    Waits for ``settled`` before it claims anything. ``ended`` is called after each article.
    """

    def __init__(
        self,
        store: JobStore,
        works: Mapping[str, tuple[str, Work]],
        settled: threading.Event,
        *,
        threads: int,
        lease: float,
        attempts: int,
        time_limit: float,
        ended: Callable[[], None],
    ) -> None:
        self._store = store
        self._works = works
        self._settled = settled
        self._lease = lease
        self._attempts = attempts
        self._time_limit = time_limit
        self._ended = ended
        self._name = f"{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._stopping = threading.Event()
        self._giving_up = threading.Event()
        self._woken = threading.Condition()
        self._held: set[tuple[int, int, int]] = set()
        self._lost: set[tuple[int, int, int]] = set()
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._loop, name=f"job-{n}", daemon=True) for n in range(threads)
        ]
        self._heart = threading.Thread(target=self._beat, name="job-lease", daemon=True)

    def start(self) -> None:
        """Starts the threads, if there are any."""
        if self._threads:
            for thread in [*self._threads, self._heart]:
                thread.start()

    def wake(self) -> None:
        """Has the threads look for articles now."""
        with self._woken:
            self._woken.notify_all()

    def stop(self, seconds: float) -> None:
        """Claims nothing more, gives what runs ``seconds`` to end, and hands back the rest."""
        self._stopping.set()
        self._settled.set()
        self.wake()
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, deadline - time.monotonic()))
        self._giving_up.set()
        for thread in self._threads:
            if thread.is_alive():
                thread.join(1.0)

    def _loop(self) -> None:
        self._settled.wait()
        while not self._stopping.is_set():
            try:
                claim = self._store.claim(self._name, self._lease)
            except sqlite3.Error as error:
                logger.warning("Jobs cannot be claimed: %s", type(error).__name__)
                claim = None
            if claim is None:
                with self._woken:
                    if not self._stopping.is_set():
                        self._woken.wait(POLL_SECONDS)
                continue
            self._run(claim)

    def _run(self, claim: Claim) -> None:
        hold = (claim.job, claim.number, claim.attempt)
        with self._lock:
            self._held.add(hold)
        try:
            state, line = self._result(claim, hold)
            if self._store.end(claim, state, line):
                self._ended()
        except (Abandoned, NotReadyError):
            # Cancelled (then nothing is left to hand back), or the service stops or has no models.
            self._store.hand_back(claim)
            if not self._stopping.is_set():
                self._stopping.wait(POLL_SECONDS)
        except sqlite3.Error as error:
            # The lease runs out, and the article is written again.
            logger.warning("The result of an article cannot be kept: %s", type(error).__name__)
        finally:
            with self._lock:
                self._held.discard(hold)
                self._lost.discard(hold)

    def _result(self, claim: Claim, hold: tuple[int, int, int]) -> tuple[str, str]:
        given = json.loads(claim.article).get("id")
        error: Exception
        if claim.attempt > self._attempts:
            error = InternalError(f"It was begun {self._attempts} times and never ended")
        else:
            try:
                name, work = self._works[claim.kind]
                return "done", result_line(claim.number, given, "done", name, work(claim, self._report(hold)))
            except (Abandoned, NotReadyError):
                raise
            except MujazError as caught:
                error = caught
            except Exception as caught:  # noqa: BLE001 - one article must not end the thread
                logger.warning("%s in an article of a job", type(caught).__name__)
                error = caught
        return "failed", result_line(claim.number, given, "failed", "problem", json.dumps(problem(error)))

    def _report(self, hold: tuple[int, int, int]) -> Progress:
        deadline = time.monotonic() + self._time_limit

        def report(stage: str, done: float) -> None:  # noqa: ARG001 - the protocol's signature
            if self._giving_up.is_set() or hold in self._lost:
                raise Abandoned
            if time.monotonic() > deadline:
                raise TimeLimitError(f"It was not done after {self._time_limit:g} seconds")

        return report

    def _beat(self) -> None:
        """Renews the leases; notes which articles are no longer ours, because their job was cancelled."""
        purged = time.monotonic()
        while not self._giving_up.wait(self._lease / 3):
            with self._lock:
                held = set(self._held)
            try:
                ours = self._store.renew(self._name, self._lease)
                if time.monotonic() - purged > PURGE_SECONDS:
                    self._store.purge()
                    purged = time.monotonic()
            except sqlite3.Error as error:
                logger.warning("Leases cannot be renewed: %s", type(error).__name__)
                continue
            with self._lock:
                self._lost = (self._lost | (held - ours)) & self._held
