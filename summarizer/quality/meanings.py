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
from summarizer.quality.fidelity import embedded_similarity
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


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the calibration, with the shares that it catches."""
    parser = argparse.ArgumentParser(description="Calibrate the meaning check.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/mt/dev.tsv"))
    options = parser.parse_args(arguments)
    pairs = list(read_pairs(options.data))
    similarity = embedded_similarity(pairs)
    good = {way: [] for way in ("en-ar", "ar-en")}  # type: dict[str, list[tuple[float, float]]]
    short = {way: [] for way in good}  # type: dict[str, list[tuple[float, float]]]
    other: list[float] = []
    for i, pair in enumerate(pairs):
        other.append(similarity(pair.english, pairs[(i + 1) % len(pairs)].arabic) or 0.0)
        for way, both in (
            ("en-ar", Pair(pair.english, pair.arabic, ENGLISH, ARABIC)),
            ("ar-en", Pair(pair.arabic, pair.english, ARABIC, ENGLISH)),
        ):
            for target, points in ((both.target, good), (truncated_with_stop(both, random.Random(i)), short)):
                if target:
                    deviation = length_deviation(
                        both.source, target, both.source_language, both.target_language
                    )
                    points[way].append((similarity(both.source, target) or 0.0, deviation))
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
