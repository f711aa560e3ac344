"""Peak memory of a batch: over many records it must be that over few.

    python -m tests.batch.measure_memory --records 1000 10000

Prints the peak resident set of a process for each number of records, and exits with 1 if the largest is
more than 10% above the smallest. Engines are fake: what is measured is reading, waiting and writing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

_CHILD = """
import json, resource, sys
from pathlib import Path
from summarizer.batch import Job, Settings, run_batch
from tests.batch.fakes import QuickWriters

folder = Path(sys.argv[1])
job = Job((str(folder / "in.jsonl"),), folder / "out.jsonl", "quick", Settings())
tally = run_batch(job, QuickWriters())
print(json.dumps([tally.records, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


def peak(records: int) -> float:
    """Peak resident set, in MB, of a process that runs a batch of so many records."""
    from tests.batch.articles import write_records

    with tempfile.TemporaryDirectory() as folder:
        write_records(Path(folder) / "in.jsonl", records)
        command = [sys.executable, "-c", _CHILD, folder]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    written, kilobytes = json.loads(done.stdout)
    assert written == records
    return float(kilobytes / 1024)


def main() -> None:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[1_000, 10_000])
    arguments = parser.parse_args()
    peaks = []
    for records in arguments.records:
        peaks.append(peak(records))
        sys.stdout.write(f"{records:>8,} records: {peaks[-1]:.1f} MB\n")
        sys.stdout.flush()
    growth = max(peaks) / min(peaks) - 1
    sys.stdout.write(f"growth: {growth:.1%}\n")
    sys.exit(growth > 0.1)


if __name__ == "__main__":
    main()
