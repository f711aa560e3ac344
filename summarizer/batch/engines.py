"""Runs the per-record function over a stream: in the threads of one process, or in several processes."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack
from itertools import chain, islice
from typing import Protocol

from summarizer.batch.formats import Read
from summarizer.batch.mapping import mapped
from summarizer.batch.work import Briefing, Line, Settings
from summarizer.errors import ModelError
from summarizer.protocols import BriefWriter


class WriterSource(Protocol):
    """Opens writers; can be pickled, so that every worker process opens its own."""

    def open(self, *, share: int = 1) -> AbstractContextManager[BriefWriter]:
        """A writer for as long as the context lasts, one of ``share`` on this machine."""
        ...


def in_threads(
    records: Iterable[Read], writer: BriefWriter, settings: Settings, *, concurrency: int, ordered: bool
) -> Generator[Line, None, None]:
    """Lines of the records, ``concurrency`` of which are written at once in this process."""
    with ThreadPoolExecutor(concurrency, thread_name_prefix="brief") as pool:
        work = Briefing(writer, settings).line
        yield from mapped(work, records, pool, ahead=2 * concurrency, ordered=ordered)


def in_processes(
    records: Iterable[Read],
    source: WriterSource,
    settings: Settings,
    *,
    workers: int,
    concurrency: int,
    ordered: bool,
) -> Generator[Line, None, None]:
    """Lines of the records, written by ``workers`` processes, which take ``concurrency`` records at a time.

    Raises:
        ModelError: a worker died.
    """
    pool = ProcessPoolExecutor(
        workers,
        # A fork would copy the locks and threads of the model libraries in whatever state they are.
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(source, settings, workers, concurrency),
    )
    with pool:
        groups = _groups(records, concurrency)
        try:
            for lines in mapped(_work, groups, pool, ahead=2 * workers, ordered=ordered):
                yield from lines
        except BrokenProcessPool as error:
            raise ModelError(
                "A worker process died, perhaps for want of memory",
                value=workers,
                hint="Go on with --resume and fewer --workers",
            ) from error


class Worker:
    """Works on groups of records, in the order of each group; what a worker process or actor holds."""

    def __init__(self, source: WriterSource, settings: Settings, workers: int, concurrency: int) -> None:
        self._stack = ExitStack()  # open until the process ends
        self._briefing = Briefing(self._stack.enter_context(source.open(share=workers)), settings)
        self._pool = ThreadPoolExecutor(concurrency, thread_name_prefix="brief")

    def work(self, records: Sequence[Read]) -> list[Line]:
        """The lines of the records; they are written at once, so that their sentences share batches."""
        return list(self._pool.map(self._briefing.line, records))


_worker: Worker


def _start(source: WriterSource, settings: Settings, workers: int, concurrency: int) -> None:
    """Makes this process a worker."""
    global _worker
    # Ctrl-C goes to every process of the terminal; the parent decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _worker = Worker(source, settings, workers, concurrency)


def _work(records: Sequence[Read]) -> list[Line]:
    return _worker.work(records)


def _end_with_parent() -> None:
    """Ends this process when its parent is killed, which the pool would not notice."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)


def _groups(records: Iterable[Read], size: int) -> Iterator[tuple[Read, ...]]:
    iterator = iter(records)
    for first in iterator:
        yield tuple(chain([first], islice(iterator, size - 1)))
