"""Holds Ray against a local run: the same bytes, also when it goes on with a run that was cut short.

    pip install 'mujaz[ray]' && python -m tests.batch.measure_ray --records 200 --workers 2

Starts a cluster on this machine; prints the times, and exits with 1 if a byte differs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from summarizer.batch import Engine, Job, Settings, Start, run_batch
from tests.batch.articles import write_records
from tests.batch.fakes import QuickWriters
from tests.batch.normal import outputs


def main() -> None:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.0, help="work of an article")
    arguments = parser.parse_args()
    source = QuickWriters(arguments.seconds, work=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = str(write_records(folder / "in.jsonl", arguments.records, bad_every=7))
        local = Job((records,), folder / "local.jsonl", "quick", Settings(), concurrency=8)
        ray = replace(
            local, output=folder / "ray.jsonl", engine=Engine.RAY, workers=arguments.workers, concurrency=8
        )
        for job in (local, ray):
            began = time.perf_counter()
            tally = run_batch(job, source)
            took = time.perf_counter() - began
            sys.stdout.write(
                f"{job.engine:>6}, {job.workers} workers: {tally.records} records, {took:.1f} s\n"
            )
            sys.stdout.flush()
        same = outputs(local.output)[:2] == outputs(ray.output)[:2]
        sys.stdout.write(f"the same bytes: {'yes' if same else 'no'}\n")
        cut = ray.output.read_bytes()
        ray.output.write_bytes(cut[: len(cut) // 2])
        kept = ray.output.read_bytes().count(b"\n")
        errors = ray.paths.errors.read_bytes().splitlines(keepends=True)
        bad = range(7, arguments.records + 1, 7)
        first = next(n for n in range(1, arguments.records) if n - sum(b <= n for b in bad) == kept)
        ray.paths.errors.write_bytes(b"".join(errors[: sum(b <= first for b in bad)]))
        run_batch(replace(ray, start=Start.RESUME), source)
        resumed = outputs(local.output)[:2] == outputs(ray.output)[:2]
        sys.stdout.write(f"the same bytes after a resumption: {'yes' if resumed else 'no'}\n")
    sys.exit(not (same and resumed))


if __name__ == "__main__":
    main()
