"""Fits the thresholds of ``summarizer.fidelity.meaning`` to the lite profile's embedder and prints them.

    python -m summarizer.quality.meanings [--data ../shared/data/mt/dev.tsv]

``floor`` is where one good translation in a hundred lies below. ``less`` takes the slope and the threshold
that catch most half-truncated translations (full stop added) while in no domain more than 2.5% of the good
ones lie below it or the floor. Printed beside them: how many exchanged and truncated ones fall below.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.fidelity.length import length_deviation
from summarizer.quality.corruptions import Pair
from summarizer.quality.fidelity import (
    TRUNCATED_WITH_STOP,
    CachedSimilarity,
    corrupted,
    directions,
    embedded_similarity,
)
from summarizer.quality.pairs import read_pairs

FLOOR_SHARE = 1.0  # percent of good translations that lie below the floor
LESS_SHARES = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)  # and below the second threshold, to choose from
MOST_ALARMS = 0.025
SLOPES = (0.0, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03)

Points = npt.NDArray[np.float64]  # columns: cosine, length deviation


def scores(points: Points, slope: float) -> Points:
    """The cosines, less ``slope`` for each standard deviation of missing length."""
    return np.asarray(points[:, 0] + slope * np.minimum(points[:, 1], -0.5))


def best_slope(good: Mapping[str, Points], short: Points, floor: float) -> tuple[float, float, float]:
    """(threshold, slope, share of ``short`` that is caught), with ``floor`` in force too.

    ``good`` holds the points of each domain. Without a choice that keeps to ``MOST_ALARMS``, the threshold
    is -1, and the floor alone catches what it catches.
    """
    everything = np.concatenate(list(good.values()))
    found = [(float(np.mean(short[:, 0] < floor)), 0.0, -1.0)]
    for slope in SLOPES:
        for share in LESS_SHARES:
            threshold = float(np.percentile(scores(everything, slope), share))
            alarms = max(_share_below(points, slope, threshold, floor) for points in good.values())
            if alarms <= MOST_ALARMS:
                found.append((_share_below(short, slope, threshold, floor), -slope, threshold))
    caught, slope, threshold = max(found)
    return threshold, -slope, caught


def _share_below(points: Points, slope: float, threshold: float, floor: float) -> float:
    return float(np.mean((scores(points, slope) < threshold) | (points[:, 0] < floor)))


def _point(similarity: CachedSimilarity, pair: Pair, target: str) -> tuple[float, float]:
    deviation = length_deviation(pair.source, target, pair.source_language, pair.target_language)
    return similarity(pair.source, target), deviation


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the calibration, with the shares that it catches."""
    parser = argparse.ArgumentParser(description="Calibrate the meaning check.")
    parser.add_argument("--data", type=Path, default=Path("../shared/data/mt/dev.tsv"))
    parser.add_argument("--profile", default="lite", help="whose embedder: a profile's name or .toml file")
    options = parser.parse_args(arguments)
    pairs = list(read_pairs(options.data))
    both = list(directions(pairs))
    cut = [corrupted(TRUNCATED_WITH_STOP, pair, 0, i) or "" for i, (_, pair, _) in enumerate(both)]
    similarity = embedded_similarity([*(pair.target for _, pair, _ in both), *cut], options.profile)
    good: dict[str, dict[str, list[tuple[float, float]]]] = {"en-ar": {}, "ar-en": {}}
    short: dict[str, list[tuple[float, float]]] = {"en-ar": [], "ar-en": []}
    for (domain, pair, _), cut_off in zip(both, cut, strict=True):
        way = f"{pair.source_language}-{pair.target_language}"
        good[way].setdefault(domain, []).append(_point(similarity, pair, pair.target))
        if cut_off:
            short[way].append(_point(similarity, pair, cut_off))
    shifted = [*pairs[1:], pairs[0]]
    other = [similarity(a.english, b.arabic) for a, b in zip(pairs, shifted, strict=True)]
    floor = float(
        np.percentile([point[0] for points in good["en-ar"].values() for point in points], FLOOR_SHARE)
    )
    below = np.mean(np.asarray(other) < floor)
    sys.stdout.write(f"floor {floor:.4f}: {below:.1%} of exchanged sentences lie below\n")
    for way in good:
        threshold, slope, caught = best_slope(
            {domain: np.asarray(points) for domain, points in good[way].items()},
            np.asarray(short[way]),
            floor,
        )
        line = f"less {way}: ({threshold:.4f}, {slope}): {caught:.1%} of truncated sentences lie below"
        sys.stdout.write(f"{line}\n")
    faithful = np.concatenate([np.asarray(points)[:, 0] for points in good["en-ar"].values()])
    sys.stdout.write(f"unrelated {np.mean(other):.4f}, faithful {np.mean(faithful):.4f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
