"""``python -m tests.api.measure_workers``: two workers and a Redis cache (redis-server) share hits."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.api.fakes import ENGLISH_TEXT
from tests.api.live import ask
from tests.api.processes import free_port, served


def main() -> int:
    """Asks two workers for the same briefs over many connections; each must be computed only once."""
    program = shutil.which("redis-server")
    if program is None:
        sys.stdout.write("redis-server is not installed: apt-get install redis-server\n")
        return 1
    port = free_port()
    with tempfile.TemporaryDirectory() as name:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", name]
        redis = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            time.sleep(1)
            shared = Path(name) / "metrics"
            shared.mkdir()
            with served(
                Path(name) / "home",
                WORKERS="2",
                MUJAZ_CACHE=f"redis://127.0.0.1:{port}/0",
                MUJAZ_ANSWERS_BYTES="0",  # only the shared cache can make a hit
                PROMETHEUS_MULTIPROC_DIR=str(shared),
            ) as (address, _):
                time.sleep(5)  # both workers are ready
                caches: Counter[str] = Counter()
                for number in range(10):
                    for _ in range(10):
                        made = {"text": f"{ENGLISH_TEXT}\nThis is article {number} of ten.", "sentences": 2}
                        status, headers, _ = ask(f"{address}/v1/briefs", made)
                        caches[headers["x-cache"] if status == 200 else str(status)] += 1
                metrics = ask(f"{address}/metrics")[2].decode()
                workers = len({file.stem.split("_")[-1] for file in shared.glob("counter_*.db")})
                made = {"articles": [{"text": f"{ENGLISH_TEXT}\nArticle {n}."} for n in range(20)]}
                place = ask(f"{address}/v1/jobs", made)[1]["location"]
                while (status := json.loads(ask(address + place)[2]))["state"] != "done":
                    time.sleep(0.1)
        finally:
            redis.kill()
            redis.wait()
    computed = sum(
        float(line.rsplit(" ", 1)[1])
        for line in metrics.splitlines()
        if line.startswith("mujaz_briefs_total") and 'cache="miss"' in line
    )
    sys.stdout.write(
        f"requests 100  caches {dict(caches)}  computed {computed:.0f} of 10 briefs  "
        f"workers that answered {workers}  job {status['done']} of 20\n"
    )
    return int(computed != 10 or caches["hit"] != 90 or status["done"] != 20)


if __name__ == "__main__":
    sys.exit(main())
