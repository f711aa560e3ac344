from __future__ import annotations

import subprocess
import sys


def test_killed_at_random_moments_it_ends_with_the_same_bytes() -> None:
    """A small part of ``python -m tests.batch.measure_kills``, which kills 50 times over 2,000 records."""
    command = [sys.executable, "-m", "tests.batch.measure_kills", "--records", "150", "--kills", "6"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "byte-identical" in done.stdout
