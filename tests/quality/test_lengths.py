import math

import numpy as np
import pytest

from summarizer.quality.lengths import fit
from summarizer.quality.meanings import best_slope


def test_the_fit_finds_the_model_that_made_the_pairs() -> None:
    chance = np.random.default_rng(7)
    sizes = chance.integers(15, 300, 20_000)
    logs = 0.3 - 0.05 * np.log(sizes) + chance.normal(size=sizes.size) * np.sqrt(0.02 + 1.0 / sizes)
    pairs = [(int(n), max(1, round(n * math.exp(x)))) for n, x in zip(sizes, logs, strict=True)]
    model = fit(pairs)
    assert model.deviation(100, round(100 * math.exp(0.3 - 0.05 * math.log(100)))) == pytest.approx(
        0, abs=0.1
    )
    assert model.c + model.d / 100 == pytest.approx(0.03, rel=0.15)


def test_misaligned_pairs_do_not_move_the_fit() -> None:
    chance = np.random.default_rng(7)
    good = [(n, max(1, n + int(chance.normal(0, 8)))) for n in chance.integers(40, 200, 3000).tolist()]
    clean, dirty = fit(good), fit(good + [(100, 900)] * 60)
    assert dirty.deviation(100, 70) == pytest.approx(clean.deviation(100, 70), abs=0.5)


def test_a_slope_is_taken_only_where_it_helps() -> None:
    good = np.array([(0.9 + 0.001 * i, 0.0) for i in range(100)])
    short = np.array([(0.92, -3.0)] * 50)
    _, slope, caught = best_slope({"news": good}, short, floor=0.5)
    assert (slope > 0, caught) == (True, 1.0)
    threshold, slope, caught = best_slope({"news": good}, np.array([(0.4, 0.0)] * 5), floor=0.5)
    assert (slope, caught) == (0.0, 1.0)
    assert threshold < 0.91
