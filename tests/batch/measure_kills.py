"""Kills a batch at random moments, resumes it, and compares its files with those of an untouched run.

    python -m tests.batch.measure_kills --records 2000 --kills 50
    python -m tests.batch.measure_kills --lite --records 100 --kills 20

With ``--lite`` it is the command ``mujaz batch`` that is killed, at work with the real models. Prints what
happened, and exits with 1 if a byte differs (``timings`` and ``cache`` apart).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from summarizer.batch import Job, Settings, Start, run_batch
from summarizer.text.detection import detect
from tests.batch.articles import make_article, write_records
from tests.batch.fakes import QuickWriters
from tests.batch.normal import outputs

#: The run that ends itself stands for a process that was not killed in time.
LONGEST = 0.8


@dataclass(frozen=True)
class Fake:
    """Batches of quick engines, in children of this process."""

    folder: Path
    workers: int
    seconds: float
    longest: float = LONGEST

    def run(self, name: str, start: Start, *, quick: bool = True) -> None:
        """The whole batch, in this process, and as fast as it goes if ``quick``."""
        job = Job(
            (str(self.folder / "records.jsonl"),),
            self.folder / f"{name}.jsonl",
            "quick",
            Settings(),
            start=start,
            workers=1 if quick else self.workers,
            concurrency=8,
        )
        run_batch(job, QuickWriters(0.0 if quick else self.seconds))

    def begin(self, name: str) -> int:
        """The process that resumes the batch."""
        child = os.fork()
        if child == 0:
            code = 1
            try:
                self.run(name, Start.RESUME, quick=False)
                code = 0
            finally:
                os._exit(code)
        return child


@dataclass(frozen=True)
class Lite:
    """``mujaz batch`` without a cache, so that every brief is written by the models."""

    folder: Path
    longest: float = 30.0

    def run(self, name: str, start: Start) -> None:
        """The whole batch; exit code 3 says that some records are bad, as they are meant to be."""
        done = subprocess.run(self._command(name, resume=start is Start.RESUME), check=False)
        if done.returncode not in (0, 3):
            sys.exit(f"A run failed with exit code {done.returncode}")

    def begin(self, name: str) -> int:
        """The process that resumes the batch."""
        return subprocess.Popen(self._command(name, resume=True)).pid

    def _command(self, name: str, *, resume: bool) -> list[str]:
        given = [str(self.folder / "records.jsonl"), "-o", str(self.folder / f"{name}.jsonl")]
        options = ["--no-cache", "--sentences", "2", *(["--resume"] if resume else [])]
        return [sys.executable, "-m", "summarizer.cli", "batch", *given, *options]


def run_and_kill(batch: Fake | Lite, after: float) -> bool:
    """Resumes the batch in a child and kills that after so many seconds; whether it was still at work."""
    child = batch.begin("killed")
    until = time.monotonic() + after
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            if os.waitstatus_to_exitcode(status) not in (0, 3):
                sys.exit(f"A resumed run failed with status {status}")
            return False
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def main() -> None:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=0.01, help="time that an article takes")
    parser.add_argument("--lite", action="store_true", help="the lite profile, by the command")
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    make_article(1)
    detect("Loaded before the first fork, so that the children begin at once.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        batch = Lite(folder) if arguments.lite else Fake(folder, arguments.workers, arguments.seconds)
        write_records(folder / "records.jsonl", arguments.records, bad_every=7)
        batch.run("whole", Start.NEW)
        expected = outputs(folder / "whole.jsonl")
        kills, runs = 0, 0
        results = folder / "killed.jsonl"
        while kills < arguments.kills:
            if not run_and_kill(batch, chance.uniform(0.0, batch.longest)):
                runs += 1
                _compare(expected, outputs(results))
                for path in (results, folder / "killed.errors.jsonl", folder / "killed.manifest.json"):
                    path.unlink()
                continue
            kills += 1
        batch.run("killed", Start.RESUME)
        _compare(expected, outputs(results))
        lines = len(expected[0].splitlines()), len(expected[1].splitlines())
    engines = "lite" if arguments.lite else f"{arguments.workers} workers"
    sys.stdout.write(
        f"{arguments.records} records ({lines[0]} briefs, {lines[1]} errors), {arguments.kills} kills over "
        f"{runs + 1} runs, {engines}: byte-identical\n"
    )


def _compare(expected: tuple[str, str, str], found: tuple[str, str, str]) -> None:
    for what, one, other in zip(("results", "errors", "manifest"), expected, found, strict=True):
        if one != other:
            for line, (a, b) in enumerate(zip(one.splitlines(), other.splitlines(), strict=False), 1):
                if a != b:
                    sys.exit(f"The {what} differ in line {line}:\n{a}\n{b}")
            sys.exit(f"The {what} differ in length")


if __name__ == "__main__":
    main()
