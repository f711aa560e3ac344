"""``python -m tests.api.measure_kills [ROUNDS]``: kill -9 at random moments of jobs (30 unless told)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.api.kills import finish, rounds

if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as folder:
        accepted = rounds(Path(folder), count, articles=6, seed=7)
        found = finish(Path(folder), accepted, seconds=300)
    sys.stdout.write(
        f"kills {count}  " + "  ".join(f"{name} {value}" for name, value in found.items()) + "\n"
    )
    sys.exit(int(any(found[name] for name in ("unfinished", "missing", "twice", "damaged"))))
