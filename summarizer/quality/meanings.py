"""Fits the thresholds of ``summarizer.fidelity.meaning`` to the lite profile's embedder and prints them.

    python -m summarizer.quality.meanings [--data ../shared/data/mt/dev.tsv]

``floor`` is where one good translation in a hundred lies below. ``less`` takes the slope that catches most
half-truncated translations (full stop added) at the threshold below which one good one in 67 lies. Printed
beside them: how many exchanged and truncated translations fall below.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.fidelity.length import length_deviation
from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality.corruptions import Pair, truncated_with_stop
from summarizer.quality.fidelity import CachedSimilarity, embedded_similarity
from summarizer.quality.pairs import read_pairs

FLOOR_SHARE, LESS_SHARE = 1.0, 1.5  # percent of good translations that may lie below
SLOPES = (0.0, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03)

Points = npt.NDArray[np.float64]  # columns: cosine, length deviation


def scores(points: Points, slope: float) -> Points:
    """The cosines, less ``slope`` for each standard deviation of missing length."""
    return np.asarray(points[:, 0] + slope * np.minimum(points[:, 1], -0.5))


def best_slope(good: Points, short: Points, floor: float) -> tuple[float, float, float]:
    """(threshold, slope, share of ``short`` that is caught), with ``floor`` in force too."""
    found = []
    for slope in SLOPES:
        threshold = float(np.percentile(scores(good, slope), LESS_SHARE))
        caught = float(np.mean((scores(short, slope) < threshold) | (short[:, 0] < floor)))
        found.append((caught, -slope, threshold))
    caught, slope, threshold = max(found)
    return threshold, -slope, caught


def _point(similarity: CachedSimilarity, pair: Pair, target: str) -> tuple[float, float]:
    deviation = length_deviation(pair.source, target, pair.source_language, pair.target_language)
    return similarity(pair.source, target), deviation


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the calibration, with the shares that it catches."""
    parser = argparse.ArgumentParser(description="Calibrate the meaning check.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/mt/dev.tsv"))
    options = parser.parse_args(arguments)
    pairs = list(read_pairs(options.data))
    both = [
        pair
        for p in pairs
        for pair in (Pair(p.english, p.arabic, ENGLISH, ARABIC), Pair(p.arabic, p.english, ARABIC, ENGLISH))
    ]
    cut = [truncated_with_stop(pair, random.Random(i)) or "" for i, pair in enumerate(both)]
    similarity = embedded_similarity([*(pair.target for pair in both), *cut])
    good: dict[str, list[tuple[float, float]]] = {"en-ar": [], "ar-en": []}
    short: dict[str, list[tuple[float, float]]] = {"en-ar": [], "ar-en": []}
    for pair, cut_off in zip(both, cut, strict=True):
        way = f"{pair.source_language}-{pair.target_language}"
        good[way].append(_point(similarity, pair, pair.target))
        if cut_off:
            short[way].append(_point(similarity, pair, cut_off))
    shifted = [*pairs[1:], pairs[0]]
    other = [similarity(a.english, b.arabic) for a, b in zip(pairs, shifted, strict=True)]
    floor = float(np.percentile([cosine for cosine, _ in good["en-ar"]], FLOOR_SHARE))
    below = np.mean(np.asarray(other) < floor)
    sys.stdout.write(f"floor {floor:.4f}: {below:.1%} of exchanged sentences lie below\n")
    for way in good:
        threshold, slope, caught = best_slope(np.asarray(good[way]), np.asarray(short[way]), floor)
        line = f"less {way}: ({threshold:.4f}, {slope}): {caught:.1%} of truncated sentences lie below"
        sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
