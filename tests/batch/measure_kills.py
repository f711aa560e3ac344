"""Kills a batch at random moments, resumes it, and compares its files with those of an untouched run.

    python -m tests.batch.measure_kills --records 2000 --kills 50

Prints what happened, and exits with 1 if a byte differs (``timings`` and ``cache`` apart).
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

from summarizer.batch import Job, Settings, Start, run_batch
from summarizer.text.detection import detect
from tests.batch.articles import make_article, write_records
from tests.batch.fakes import QuickWriters
from tests.batch.normal import outputs

#: The run that ends itself stands for a process that was not killed in time.
LONGEST = 0.8


def run(folder: Path, name: str, start: Start, workers: int, seconds: float) -> None:
    """Runs the batch in this process."""
    job = Job(
        (str(folder / "records.jsonl"),),
        folder / f"{name}.jsonl",
        "quick",
        Settings(),
        start=start,
        workers=workers,
        concurrency=8,
    )
    run_batch(job, QuickWriters(seconds))


def run_and_kill(folder: Path, after: float, workers: int, seconds: float) -> bool:
    """Resumes the batch in a child and kills that after so many seconds; whether it was still at work."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            run(folder, "killed", Start.RESUME, workers, seconds)
            code = 0
        finally:
            os._exit(code)
    until = time.monotonic() + after
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            if status:
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
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    make_article(1)
    detect("Loaded before the first fork, so that the children begin at once.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_records(folder / "records.jsonl", arguments.records, bad_every=7)
        run(folder, "whole", Start.NEW, 1, 0.0)
        expected = outputs(folder / "whole.jsonl")
        kills, runs = 0, 0
        results = folder / "killed.jsonl"
        while kills < arguments.kills:
            if not run_and_kill(folder, chance.uniform(0.0, LONGEST), arguments.workers, arguments.seconds):
                runs += 1
                _compare(expected, outputs(results))
                for path in (results, folder / "killed.errors.jsonl", folder / "killed.manifest.json"):
                    path.unlink()
                continue
            kills += 1
        run(folder, "killed", Start.RESUME, 1, 0.0)
        _compare(expected, outputs(results))
        lines = len(expected[0].splitlines()), len(expected[1].splitlines())
    sys.stdout.write(
        f"{arguments.records} records ({lines[0]} briefs, {lines[1]} errors), {arguments.kills} kills over "
        f"{runs + 1} runs, {arguments.workers} workers: byte-identical\n"
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
