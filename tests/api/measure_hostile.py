"""``python -m tests.api.measure_hostile [COUNT]``: generated bodies (10,000 unless told)."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from starlette.testclient import TestClient

from tests.api.conftest import until_ready
from tests.api.fakes import app_with
from tests.api.hostile import bodies


def main(count: int) -> int:
    """Sends ``count`` bodies; returns 1 if one got a 5xx or took longer than ten seconds."""
    statuses: Counter[int] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder, TestClient(app_with(Path(folder))) as client:
        until_ready(client)

        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(body=bodies())
        def send(body: bytes) -> None:
            nonlocal slowest
            began = time.perf_counter()
            answer = client.post("/v1/briefs", content=body, headers={"Content-Type": "application/json"})
            slowest = max(slowest, time.perf_counter() - began)
            statuses[answer.status_code] += 1

        send()
    listed = "  ".join(f"{status}: {number}" for status, number in sorted(statuses.items()))
    sys.stdout.write(f"bodies {statuses.total()}  {listed}  slowest {slowest:.2f} s\n")
    return int(any(status >= 500 for status in statuses) or slowest > 10)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
