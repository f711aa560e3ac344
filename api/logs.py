"""The service's own log: one line of JSON a request, on standard error.

Lines are gathered and written together, because a system call a line is a large part of what a cached
answer costs. A line waits ``DELAY`` seconds at most; a warning takes what waits with it at once.
"""

from __future__ import annotations

import logging
import sys
import threading
from typing import TextIO

DELAY = 0.1


class GatheringHandler(logging.Handler):
    """Writes the lines of ``DELAY`` seconds in one call, from a thread of its own."""

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__()
        self._stream = stream or sys.stderr
        self._lines: list[str] = []
        self._some = threading.Event()
        self._closed = threading.Event()
        self._thread: threading.Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps the line of ``record`` for the next writing."""
        try:
            self._lines.append(self.format(record))
        except Exception:  # noqa: BLE001 - a record that cannot be formatted must not stop a request
            self.handleError(record)
            return
        if record.levelno >= logging.WARNING:
            self._write()
        elif not self._some.is_set():
            # Started here and not before: a process that is forked keeps its handlers, not its threads.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="log", daemon=True)
                self._thread.start()
            self._some.set()

    def _run(self) -> None:
        while not self._closed.is_set():
            self._some.wait()
            self._closed.wait(DELAY)
            self._some.clear()
            self.flush()

    def flush(self) -> None:
        """Writes what waits."""
        self.acquire()
        try:
            self._write()
        finally:
            self.release()

    def _write(self) -> None:
        lines, self._lines = self._lines, []
        if lines:
            try:
                self._stream.write("\n".join(lines) + "\n")
                self._stream.flush()
            except (OSError, ValueError):  # nobody reads standard error any more
                pass

    def close(self) -> None:
        """Writes what waits and ends the thread."""
        self._closed.set()
        self._some.set()
        self.flush()
        super().close()


def log_requests() -> None:
    """Sends the log of the service and of the library to standard error."""
    # What the lines do not show is not collected (Python's logging HOWTO, "Optimization").
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None
    handler = GatheringHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    for name in ("api", "summarizer"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        if not logger.handlers:
            logger.addHandler(handler)
        logger.propagate = False
