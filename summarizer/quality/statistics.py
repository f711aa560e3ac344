"""How sure a figure is: intervals, paired tests, and the correction for several comparisons.

Sources: Efron & Tibshirani (1993), "An Introduction to the Bootstrap" (percentile intervals); Koehn (2004),
"Statistical significance tests for machine translation evaluation" (paired bootstrap over the same items);
Noreen (1989), "Computer-intensive methods for testing hypotheses", as used by Riezler & Maxwell (2005)
(approximate randomization); Holm (1979), "A simple sequentially rejective multiple test procedure".
Everything is deterministic for the same values and seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

Verdict = Literal["better", "worse", "not distinguishable"]
Vector = npt.NDArray[np.float64]

#: Resamples that are held in memory at once, in values.
_CHUNK = 2_000_000


@dataclass(frozen=True)
class Interval:
    """The mean of ``n`` values, and the range that holds it with the confidence that was asked for."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Paired:
    """How the first of two series of the same items differs from the second.

    ``p`` is two-sided. ``verdict`` says what the first is; "better" means higher unless the test was told
    otherwise. One item, or none, tells nothing: ``p`` is 1.
    """

    difference: Interval
    p: float
    verdict: Verdict


def bootstrap(
    values: Sequence[float], *, seed: int = 0, resamples: int = 2000, level: float = 0.95
) -> Interval:
    """Percentile bootstrap interval of the mean; of no values all figures are NaN, of one they are it.

    Raises ValueError for values that are not finite, less than one resample, or a level outside 0 to 1.
    """
    data = _finite(values)
    if resamples < 1 or not 0.0 < level < 1.0:
        raise ValueError("a bootstrap needs resamples and a level between 0 and 1")
    if data.size == 0:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    means = np.concatenate(list(_means(data, seed, resamples)))
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(data.mean()), float(low), float(high), int(data.size))


def paired(
    a: Sequence[float],
    b: Sequence[float],
    *,
    higher_is_better: bool = True,
    seed: int = 0,
    resamples: int = 2000,
    level: float = 0.95,
) -> Paired:
    """Compare two series of figures about the same items, in the same order.

    The interval is the bootstrap of the differences, ``p`` comes from approximate randomization: how often
    differences with signs drawn at random have a mean at least as far from 0, counting the observed one
    ((hits + 1) / (resamples + 1)). "better" or "worse" needs ``p`` up to ``1 - level``.

    Raises ValueError if the series differ in length or hold values that are not finite.
    """
    if len(a) != len(b):
        raise ValueError(f"the same items are compared: {len(a)} and {len(b)} values")
    differences = _finite(a) - _finite(b)
    interval = bootstrap(differences.tolist(), seed=seed, resamples=resamples, level=level)
    p = _randomization(differences, seed, resamples)
    return Paired(interval, p, _verdict(interval.mean, p, 1 - level, higher_is_better=higher_is_better))


def holm(
    tests: Mapping[str, Paired], *, higher_is_better: bool = True, level: float = 0.95
) -> dict[str, Paired]:
    """The same tests with ``p`` corrected for their number, and the verdicts that follow.

    All tests together then call a difference that is none with a probability of at most ``1 - level``.
    """
    ranked = sorted(tests, key=lambda name: (tests[name].p, name))
    corrected: dict[str, Paired] = {}
    floor = 0.0
    for rank, name in enumerate(ranked):
        test = tests[name]
        floor = max(floor, min(1.0, test.p * (len(ranked) - rank)))
        verdict = _verdict(test.difference.mean, floor, 1 - level, higher_is_better=higher_is_better)
        corrected[name] = replace(test, p=floor, verdict=verdict)
    return {name: corrected[name] for name in tests}


def _verdict(difference: float, p: float, alpha: float, *, higher_is_better: bool) -> Verdict:
    # p is a ratio of counts: 0.05 must not fail for how binary fractions round 1 - 0.95.
    if not p <= alpha + 1e-12 or difference == 0:
        return "not distinguishable"
    return "better" if (difference > 0) == higher_is_better else "worse"


def _randomization(differences: Vector, seed: int, resamples: int) -> float:
    if differences.size < 2:
        return 1.0
    observed = abs(float(differences.sum()))
    # Sums of the same numbers in another order may differ in the last digit, and must count as equal.
    observed -= 1e-9 * float(np.abs(differences).sum())
    hits = 0
    chance = np.random.default_rng(seed)
    for count in _chunks(resamples, differences.size):
        signs = chance.integers(0, 2, (count, differences.size), dtype=np.int8) * 2 - 1
        hits += int((np.abs(signs @ differences) >= observed).sum())
    return (hits + 1) / (resamples + 1)


def _means(data: Vector, seed: int, resamples: int) -> Iterator[Vector]:
    chance = np.random.default_rng(seed)
    for count in _chunks(resamples, data.size):
        yield data[chance.integers(0, data.size, (count, data.size))].mean(axis=1)


def _chunks(resamples: int, size: int) -> Iterator[int]:
    step = max(1, _CHUNK // max(1, size))
    for start in range(0, resamples, step):
        yield min(step, resamples - start)


def _finite(values: Sequence[float]) -> Vector:
    data = np.asarray(values, np.float64)
    if data.ndim != 1 or not np.isfinite(data).all():
        raise ValueError("values must be one series of finite numbers")
    return data
