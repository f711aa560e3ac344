"""Starts ``tests.api.server`` and finds its port."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.api.live import until

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path, port: int, **variables: str) -> subprocess.Popen[bytes]:
    """The service as a process group of its own, so that all its workers can be killed."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = kept | {"MUJAZ_HOME": str(home), "PORT": str(port), "PYTHONPATH": str(ROOT)} | variables
    return subprocess.Popen(
        [sys.executable, "-m", "tests.api.server"],
        env=environment,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(process: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
    """Kills the process and its workers: its own group, and nothing else."""
    if process.poll() is None:
        os.killpg(process.pid, number)
    process.wait(60)


@contextmanager
def served(home: Path, *, path: str = "/readyz", **variables: str) -> Iterator[tuple[str, int]]:
    """The service's address and process id, once it is ready."""
    port = free_port()
    process = start(home, port, **variables)
    try:
        until(f"http://127.0.0.1:{port}{path}", 404 if path == "/" else 200)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        kill(process)
