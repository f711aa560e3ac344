"""Different articles at once, with and without sharing the translator's batches, in turns.

    python -m tests.api.measure_gathering                  4 articles at once, lite profile, 4 threads
    python -m tests.api.measure_gathering --articles 8 --threads 2 --rounds 1
    python -m tests.api.measure_gathering --limit 2        how soon after its time limit a thread is free

Both services run in this process over one translator and one embedder, so that only the gathering differs.
Their briefs must be the same.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from summarizer.assembly import build_embedder, build_translator, build_writer, default_data_folder
from summarizer.profiles import load_profile
from tests.api.fakes import app_with
from tests.api.live import ask, running
from tests.batch.articles import make_article

#: What differs between two runs over one article.
VARYING = ("timings", "cache", "id")


def main() -> int:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--articles", type=int, default=4)
    parser.add_argument("--threads", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--limit", type=float, help="seconds that a brief may take; measures only that")
    given = parser.parse_args()
    profile, folder = load_profile("lite"), default_data_folder()
    translator = build_translator(profile, data_folder=folder)
    embedder = build_embedder(profile)
    # Every second made-up article is English: one direction, as the articles of a newsroom have.
    bodies = [
        {"text": make_article(2 * number, 4)[1], "sentences": 2} for number in range(1, given.articles + 1)
    ]
    took: dict[str, list[float]] = {"alone": [], "gathered": []}
    briefs: dict[str, list[Any]] = {}
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        addresses = {}
        for kind in took:

            def build(*_: object, gather: bool = kind == "gathered") -> Any:
                return build_writer(
                    profile, data_folder=folder, gather=gather, translator=translator, embedder=embedder
                )

            app = app_with(
                Path(name) / kind, build=build, threads=given.threads, time_limit=given.limit or 900.0
            )
            addresses[kind] = stack.enter_context(running(app, seconds=600.0))
            if given.limit:
                _print_overrun(kind, app, addresses[kind], given.limit)
        if given.limit:
            return 0
        for _ in range(given.rounds):
            for kind, address in addresses.items():
                began = time.perf_counter()
                briefs[kind] = _at_once(address, bodies)
                took[kind].append(time.perf_counter() - began)
                sys.stdout.write(f"{kind:>9}: {took[kind][-1]:.1f} s for {given.articles} articles\n")
                sys.stdout.flush()
    same = sum(one == other for one, other in zip(briefs["alone"], briefs["gathered"], strict=True))
    ratio = statistics.median(took["alone"]) / statistics.median(took["gathered"])
    sys.stdout.write(
        f"threads {given.threads}  gathered {ratio:.2f} times as fast  "
        f"the same briefs: {same} of {given.articles}\n"
    )
    return int(same < given.articles)


def _at_once(address: str, bodies: list[dict[str, Any]]) -> list[Any]:
    """The briefs of all bodies, asked for at the same time and computed anew, without what may vary."""
    with ThreadPoolExecutor(len(bodies)) as clients:
        answers = list(clients.map(lambda body: _brief(address, body), bodies))
    return [{name: value for name, value in brief.items() if name not in VARYING} for brief in answers]


def _print_overrun(kind: str, app: FastAPI, address: str, limit: float) -> None:
    """Has a long article not done in time, and waits until its thread is free."""
    began = time.perf_counter()
    status = ask(f"{address}/v1/briefs", {"text": make_article(2, 12)[1], "sentences": 8}, timeout=900.0)[0]
    answered = time.perf_counter() - began - limit
    while app.state.service.pool.running:
        time.sleep(0.01)
    free = time.perf_counter() - began - limit
    sys.stdout.write(
        f"{kind:>9}: status {status}, {answered:.2f} s after the limit; the thread free after {free:.2f} s\n"
    )
    sys.stdout.flush()


def _brief(address: str, body: dict[str, Any]) -> Any:
    status, _, answer = ask(
        f"{address}/v1/briefs", body, timeout=900.0, headers={"Cache-Control": "no-store"}
    )
    if status != 200:
        raise RuntimeError(answer.decode())
    return json.loads(answer)


if __name__ == "__main__":
    sys.exit(main())
