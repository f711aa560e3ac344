"""Articles a minute: a loop over one article after the other, against a batch of the same articles.

    python -m tests.batch.measure_speed --articles 20                  the lite profile
    python -m tests.batch.measure_speed --fake --workers 2             fake engines at real work

With the lite profile, both run in this process without a cache, and must give the same briefs. With
``--fake``, a batch with ``--workers`` processes is held against one with a single process.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from summarizer.batch import Job, Settings, brief_many, run_batch
from summarizer.briefs import BriefPair
from tests.batch.articles import make_article, write_records
from tests.batch.fakes import QuickWriters
from tests.batch.normal import outputs


def texts(count: int, file: Path | None) -> list[str]:
    """The texts of a JSONL file (``text``), cut to 600 words, or made-up articles."""
    if file is None:
        return [make_article(number)[1] for number in range(1, count + 1)]

    def read() -> Iterator[str]:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                yield " ".join(json.loads(line)["text"].split(" ")[:600])

    return [text for text, _ in zip(read(), range(count), strict=False)]


def lite(count: int, file: Path | None) -> None:
    """One after the other, and together."""
    from summarizer.assembly import build_writer, default_data_folder
    from summarizer.profiles import load_profile
    from summarizer.text.reading import read_article

    given = texts(count, file)
    profile, folder = load_profile("lite"), default_data_folder()
    alone = build_writer(profile, data_folder=folder)
    alone.write(read_article(given[0]))  # loads the models
    began = time.perf_counter()
    loop = [alone.write(read_article(text, id=f"item:{i}")) for i, text in enumerate(given, 1)]
    slow = time.perf_counter() - began
    together = build_writer(profile, data_folder=folder, gather=True)
    together.write(read_article(given[0]))
    began = time.perf_counter()
    batch = [outcome.pair for outcome in brief_many(given, writer=together)]
    fast = time.perf_counter() - began
    same = sum(_said(one) == _said(other) for one, other in zip(loop, batch, strict=True))
    _print("loop", len(given), slow)
    _print("batch", len(given), fast)
    sys.stdout.write(f"{slow / fast:.2f} times as fast; {same} of {len(given)} briefs are the same\n")
    sys.exit(same != len(given))


def fake(count: int, workers: int, seconds: float) -> None:
    """One process, and several."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        records = str(write_records(folder / "in.jsonl", count))
        took = []
        for number in (1, workers):
            job = Job((records,), folder / f"{number}.jsonl", "quick", Settings(), workers=number)
            began = time.perf_counter()
            run_batch(replace(job, concurrency=8), QuickWriters(seconds, work=True))
            took.append(time.perf_counter() - began)
            _print(f"{number} process{'es' * (number > 1)}", count, took[-1])
        same = outputs(folder / "1.jsonl")[:2] == outputs(folder / f"{workers}.jsonl")[:2]
    sys.stdout.write(f"{took[0] / took[1]:.2f} times as fast; the same bytes: {'yes' if same else 'no'}\n")
    sys.exit(not same)


def _said(pair: BriefPair | None) -> BriefPair | None:
    return pair and replace(pair, timings={})


def _print(name: str, count: int, seconds: float) -> None:
    sys.stdout.write(f"{name:>12}: {seconds:.1f} s, {60 * count / seconds:.1f} articles a minute\n")
    sys.stdout.flush()


def main() -> None:
    """Measures, and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=20)
    parser.add_argument("--file", type=Path, help="JSONL with a field text")
    parser.add_argument("--fake", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=0.1, help="work of a fake article")
    arguments = parser.parse_args()
    if arguments.fake:
        fake(arguments.articles, arguments.workers, arguments.seconds)
    else:
        lite(arguments.articles, arguments.file)


if __name__ == "__main__":
    main()
