"""Fits the length model of ``summarizer.fidelity.length`` and prints its constants.

    python -m summarizer.quality.lengths [--data ../shared/data/mt/train.tsv.xz]

Least squares for the mean, then of the squared residuals on 1 / n for the variance; pairs further than three
standard deviations off (misaligned ones) are left out in a second round. Each source weighs the same.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from summarizer.fidelity.length import LengthModel, length
from summarizer.quality.pairs import read_pairs

#: Of the log ratio of endless texts: they never agree better than within a tenth.
LEAST_VARIANCE = 0.01
SOURCES = ("flores-dev", "xquad", "tico19")


def fit(lengths: Sequence[tuple[int, int]], weights: Sequence[float] | None = None) -> LengthModel:
    """The model of pairs of lengths in characters, source first; at least ten pairs, all lengths positive."""
    pairs = np.asarray(lengths, float)
    weight = np.ones(len(pairs)) if weights is None else np.asarray(weights, float)
    n, ratio = pairs[:, 0], np.log(pairs[:, 1] / pairs[:, 0])
    kept = np.ones(len(pairs), bool)
    for _ in range(3):
        b, a = np.polyfit(np.log(n[kept]), ratio[kept], 1, w=np.sqrt(weight[kept]))
        residual = ratio - a - b * np.log(n)
        inverse, square, w = 1 / n[kept], residual[kept] ** 2, weight[kept]
        d, c = np.polyfit(inverse, square, 1, w=np.sqrt(w))
        if c < LEAST_VARIANCE:
            c = LEAST_VARIANCE
            d = (w * inverse * (square - c)).sum() / (w * inverse**2).sum()
        d = max(d, 0.0)
        kept = np.abs(residual) < 3 * np.sqrt(c + d / n)
    return LengthModel(*(round(float(x), 4) for x in (a, b, c, d)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the two models as they stand in ``summarizer/fidelity/length.py``."""
    parser = argparse.ArgumentParser(description="Fit the length model of the fidelity checks.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/mt/train.tsv.xz"))
    options = parser.parse_args(arguments)
    pairs = [pair for pair in read_pairs(options.data) if pair.domain in SOURCES]
    counts = {domain: sum(pair.domain == domain for pair in pairs) for domain in SOURCES}
    pairs = [pair for pair in pairs if length(pair.arabic) and length(pair.english)]
    sizes = [(length(pair.arabic), length(pair.english)) for pair in pairs]
    weights = [1 / counts[pair.domain] for pair in pairs]
    for name, order in (('("ar", "en")', (0, 1)), ('("en", "ar")', (1, 0))):
        model = fit([(size[order[0]], size[order[1]]) for size in sizes], weights)
        sys.stdout.write(f"{name}: LengthModel({model.a}, {model.b}, {model.c}, {model.d}),\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
