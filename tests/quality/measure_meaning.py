"""Whether a brief and its translation score alike: figures of texts that overlap equally, by language.

    python -m tests.quality.measure_meaning [--data FILE.tsv] [--pairs 120]

The data are consecutive sentences with their translations by people (domain, English, Arabic). Each text that
is scored has a fixed overlap with another one of four sentences: its first two or three sentences, one of
them, two of them and one more, none but the next ones of the same story, or none at all. The overlap does not
depend on the language, so that a metric which may be compared across languages gives the same figure for the
text in the other's language and for its translation. "plain" is the likeness without centring.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean

import numpy as np

from summarizer.assembly import build_embedder
from summarizer.comparison.measures import measuring_profile
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.quality.metrics.meaning import Meaning
from summarizer.quality.metrics.semantic import bands, probes, whole
from summarizer.quality.vectors import KeptVectors

#: The sentences of the text and of the other one, counted from where the pair begins.
OVERLAPS: dict[str, tuple[Sequence[int], Sequence[int]]] = {
    "the same": (range(4), range(4)),
    "three of four": (range(3), range(4)),
    "half": (range(2), range(4)),
    "one of four": ((1,), range(4)),
    "two and one more": ((2, 3, 4), range(4)),
    "the next ones": (range(4, 8), range(4)),
    "another story": (range(40, 44), range(4)),
}

Languages = tuple[Language, Language]
Metric = Callable[[Sequence[str], Sequence[str], Languages], float]


def plain(embedder: KeptVectors) -> Metric:
    """The scaled cosine of two texts as it would be without centring."""
    known = bands(probes(embedder))

    def likeness(left: Sequence[str], right: Sequence[str], languages: Languages) -> float:
        directions = [whole(embedder.embed(own), [float(len(text)) for text in own]) for own in (left, right)]
        cosine = float(np.dot(*directions))
        return known[languages[0].code, languages[1].code].scaled(cosine)

    return likeness


def rows(texts: dict[Language, list[str]], metric: Metric) -> list[tuple[str, list[float]]]:
    """For each overlap the mean figure of a text of English, of its Arabic side; and the same of Arabic."""
    count = len(texts[ENGLISH])
    found = []
    for name, (own, others) in OVERLAPS.items():
        figures = []
        for language, other in ((ENGLISH, ENGLISH), (ARABIC, ENGLISH), (ARABIC, ARABIC), (ENGLISH, ARABIC)):
            figures.append(
                fmean(
                    metric(
                        [texts[language][(start + i) % count] for i in own],
                        [texts[other][start + i] for i in others],
                        (language, other),
                    )
                    for start in range(0, count - 8, 4)
                )
            )
        found.append((name, figures))
    return found


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.measure_meaning")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/mt/dev.tsv"))
    parser.add_argument("--pairs", type=int, default=120, help="sentences of each domain")
    given = parser.parse_args(arguments)
    embedder = KeptVectors(build_embedder(measuring_profile()))
    meaning = Meaning(embedder)
    metrics: dict[str, Metric] = {
        "plain": plain(embedder),
        "salience, LaSE": meaning.likeness,
        "Meaning F": lambda left, right, languages: meaning.match(left, right, languages).f,
    }
    lines = [line.rstrip("\n").split("\t") for line in given.data.read_text(encoding="utf-8").splitlines()]
    for domain in dict.fromkeys(line[0] for line in lines):
        own = [line for line in lines if line[0] == domain][: given.pairs]
        texts = {ENGLISH: [line[1] for line in own], ARABIC: [line[2] for line in own]}
        sys.stdout.write(f"\n{domain}, {len(own)} sentences\n\n")
        sys.stdout.write("| metric | overlap | English: same, translated | Arabic: same, translated |\n")
        sys.stdout.write("|---|---|---|---|\n")
        for name, metric in metrics.items():
            for overlap, (ee, ae, aa, ea) in rows(texts, metric):
                sys.stdout.write(f"| {name} | {overlap} | {ee:.2f}, {ae:.2f} | {aa:.2f}, {ea:.2f} |\n")


if __name__ == "__main__":
    main(sys.argv[1:])
