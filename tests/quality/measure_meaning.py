"""Whether a brief and its translation score alike: figures of texts that overlap equally, by language.

    python -m tests.quality.measure_meaning [--data FILE.tsv] [--pairs 240]

The data are consecutive sentences with their translations by people (domain, English, Arabic). Each text that
is scored has a fixed overlap with another one of 4 or of 16 sentences: its first ones, every second or fourth
one, none but the next ones, or some from further on. The overlap does not depend on the language, so that a
metric which may be compared across languages gives the same figure for the text in the other's language and
for its translation. "plain" is the likeness without centring. What a metric differs by at most
is its margin in ``comparison.measures.ACROSS_LANGUAGES``.
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

#: Sentences of the other text: those of a short reference, and those that stand for an article.
SIZES = (4, 16)
#: The sentences of the text by the size of the other one, counted from where that begins.
OVERLAPS: dict[str, Callable[[int], Sequence[int]]] = {
    "the same": range,
    "three quarters": lambda size: range(size * 3 // 4),
    "half": lambda size: range(size // 2),
    "every second": lambda size: range(0, size, 2),
    "every fourth": lambda size: range(1, size, 4),
    "the next ones": lambda size: range(size, 2 * size),
    "from further on": lambda size: range(80, 80 + size),
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


def figures(texts: dict[Language, list[str]], metric: Metric, own: Sequence[int], size: int) -> list[float]:
    """Means of an English text in English and in Arabic, then of an Arabic one in Arabic and in English."""
    count = len(texts[ENGLISH])
    return [
        fmean(
            metric(
                [texts[language][(start + i) % count] for i in own],
                texts[other][start : start + size],
                (language, other),
            )
            for start in range(0, count - size, size // 2)
        )
        for other in (ENGLISH, ARABIC)
        for language in (other, ARABIC if other is ENGLISH else ENGLISH)
    ]


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.measure_meaning")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/mt/dev.tsv"))
    parser.add_argument("--pairs", type=int, default=240, help="sentences of each domain")
    given = parser.parse_args(arguments)
    embedder = KeptVectors(build_embedder(measuring_profile()))
    meaning = Meaning(embedder)
    metrics: dict[str, Metric] = {
        "plain": plain(embedder),
        "salience, LaSE": meaning.likeness,
        "Meaning F": lambda left, right, languages: meaning.match(left, right, languages).f,
    }
    lines = [line.rstrip("\n").split("\t") for line in given.data.read_text(encoding="utf-8").splitlines()]
    margins = dict.fromkeys(metrics, 0.0)
    for domain in dict.fromkeys(line[0] for line in lines):
        own = [line for line in lines if line[0] == domain][: given.pairs]
        texts = {ENGLISH: [line[1] for line in own], ARABIC: [line[2] for line in own]}
        sys.stdout.write(f"\n{domain}, {len(own)} sentences\n\n")
        sys.stdout.write(
            "| metric | sentences | text | English: same, translated | Arabic: same, translated |\n"
        )
        sys.stdout.write("|---|---|---|---|---|\n")
        for name, metric in metrics.items():
            for size in SIZES:
                for overlap, chosen in OVERLAPS.items():
                    ee, ae, aa, ea = figures(texts, metric, chosen(size), size)
                    both = f"{ee:.2f}, {ae:.2f} | {aa:.2f}, {ea:.2f}"
                    sys.stdout.write(f"| {name} | {size} | {overlap} | {both} |\n")
                    margins[name] = max(margins[name], abs(ee - ae), abs(aa - ea))
    for name, margin in margins.items():
        sys.stdout.write(f"\n{name}: at most {margin:.2f} apart\n")


if __name__ == "__main__":
    main(sys.argv[1:])
