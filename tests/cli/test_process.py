"""The command as a process of its own: streams, signals, what it imports."""

from __future__ import annotations

import os
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).parents[2]
MUJAZ = [sys.executable, "-m", "summarizer.cli"]

#: Runs the command with the fake writer in the place of the pipeline.
WITH_FAKE = """\
import sys
from summarizer import assembly
from summarizer.cli import main
from tests.cli.fakes import FakeWriter
assembly.build_writer = lambda *a, **k: FakeWriter()
main()
"""


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "MUJAZ_HOME": str(home), "HOME": str(home), "PYTHONPATH": str(ROOT), **more}


def test_version(tmp_path: Path) -> None:
    done = subprocess.run([*MUJAZ, "--version"], env=environment(tmp_path), capture_output=True, text=True)
    assert done.returncode == 0
    assert done.stdout.startswith("mujaz 0.")
    assert done.stderr == ""


def test_arabic_in_the_c_locale(tmp_path: Path, article: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITH_FAKE, "brief", str(article), "--json"],
        env=environment(tmp_path, LANG="C", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"),
        capture_output=True,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr
    assert '"الع' in done.stdout.decode("utf-8") or '"direction": "rtl"' in done.stdout.decode("utf-8")
    assert any("\u0600" < c < "\u06ff" for c in done.stdout.decode("utf-8"))
    assert done.stderr == b""


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, article: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-c", WITH_FAKE, "brief", str(article)],
        env=environment(tmp_path),
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    )
    os.close(write)
    assert done.stderr == b""
    assert done.returncode == 0


def test_help_goes_nowhere_quietly_too(tmp_path: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [*MUJAZ, "--help"], env=environment(tmp_path), stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


def unread(pipe: IO[bytes]) -> int:
    """Bytes in the pipe that its reader has not taken yet."""
    import fcntl
    import termios

    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a child")
def test_control_c(tmp_path: Path) -> None:
    # A shell tells what it runs in the background to ignore Ctrl-C, and so do its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*MUJAZ, "brief", "-"],
        env=environment(tmp_path),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    # It reads until the end of the input, which never comes; filling the pipe shows that it has begun.
    for _ in range(40):
        process.stdin.write(b"x" * 10_000)
    process.stdin.flush()
    deadline = time.monotonic() + 60
    while unread(process.stdin) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)  # until it waits for more: Python does not look at signals between two reads
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130, stderr.decode()
    assert b"Traceback" not in stderr


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; from summarizer.cli import app\n"
        "try: app(['brief', '--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'torch', 'transformers', 'trafilatura', 'babel', 'ctranslate2', 'sqlite3'} "
        "& set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_help_shows_every_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [*MUJAZ, "--help"], env=environment(tmp_path), capture_output=True, encoding="utf-8", check=True
    )
    for command in ("brief", "translate", "models", "cache", "doctor"):
        assert command in done.stdout
    assert "mujaz brief article.txt" in done.stdout


def test_no_arguments_show_the_help(tmp_path: Path) -> None:
    done = subprocess.run(MUJAZ, env=environment(tmp_path), capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "Usage" in done.stdout + done.stderr
