"""Kills the service at random moments, and looks at what is left."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from pathlib import Path
from typing import Any

from summarizer.wire import from_stored
from tests.api.fakes import ARABIC_TEXT, ENGLISH_TEXT
from tests.api.live import ask, until
from tests.api.processes import free_port, kill, start

SETTINGS = {"MUJAZ_JOB_LEASE": "1", "MUJAZ_JOB_ATTEMPTS": "1000", "FAKE_SECONDS": "0.05"}


def rounds(home: Path, count: int, *, articles: int, seed: int) -> list[tuple[str, int]]:
    """Starts the service, gives it jobs, kills it soon after, ``count`` times: (job, articles) accepted."""
    dice = random.Random(seed)
    accepted: list[tuple[str, int]] = []
    for number in range(count):
        port = free_port()
        process = start(home, port, **SETTINGS)
        try:
            until(f"http://127.0.0.1:{port}/readyz", 200)
            ends = time.monotonic() + dice.uniform(0.02, 1.0)
            while time.monotonic() < ends:
                made = job(articles, f"{number}-{len(accepted)}")
                status, _, body = ask(f"http://127.0.0.1:{port}/v1/jobs", made, timeout=5)
                if status == 202:
                    accepted.append((json.loads(body)["id"], articles))
                time.sleep(dice.uniform(0, 0.3))
        finally:
            kill(process)
    return accepted


def job(articles: int, name: str) -> dict[str, Any]:
    texts = (ENGLISH_TEXT, ARABIC_TEXT, "1 2 3")
    return {
        "articles": [
            {"id": f"{name}-{n}", "text": f"{texts[n % 3]}\n\n{'0' * (n + 1)} {name}"}
            for n in range(articles)
        ],
        "options": {"sentences": 2},
    }


def finish(home: Path, accepted: list[tuple[str, int]], *, seconds: float) -> dict[str, int]:
    """Starts it once more, waits for every job, and counts what is wrong with the results and the cache."""
    port = free_port()
    process = start(home, port, **SETTINGS)
    address = f"http://127.0.0.1:{port}"
    found = {"jobs": len(accepted), "articles": 0, "unfinished": 0, "missing": 0, "twice": 0, "damaged": 0}
    try:
        until(f"{address}/readyz", 200)
        ends = time.monotonic() + seconds
        for name, articles in accepted:
            while (status := json.loads(ask(f"{address}/v1/jobs/{name}")[2]))["state"] != "done":
                if time.monotonic() > ends:
                    found["unfinished"] += 1
                    break
                time.sleep(0.05)
            lines = ask(f"{address}/v1/jobs/{name}/results")[2].decode().splitlines()
            numbers = [json.loads(line)["number"] for line in lines]
            found["articles"] += len(numbers)
            found["missing"] += len(set(range(articles)) - set(numbers))
            found["twice"] += len(numbers) - len(set(numbers))
            found["missing"] += int(status["done"] + status["failed"] != articles)
    finally:
        kill(process)
    return found | {"damaged": damaged(home / "briefs.sqlite"), "cached": cached(home / "briefs.sqlite")}


def _values(path: Path) -> list[bytes]:
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [value for (value,) in connection.execute("SELECT value FROM entries")]
    finally:
        connection.close()


def cached(path: Path) -> int:
    """Briefs in the cache."""
    return len(_values(path))


def damaged(path: Path) -> int:
    """Briefs in the cache that cannot be read."""
    count = 0
    for value in _values(path):
        try:
            from_stored(value)
        except Exception:  # noqa: BLE001 - whatever it is, it is damage
            count += 1
    return count
