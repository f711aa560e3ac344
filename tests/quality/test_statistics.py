import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.quality.statistics import Interval, Paired, bootstrap, holm, paired

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=30)


@given(VALUES)
def test_the_interval_holds_the_mean_and_stays_within_the_values(values: list[float]) -> None:
    found = bootstrap(values, resamples=200)
    assert found.n == len(values)
    assert found.mean == pytest.approx(sum(values) / len(values), abs=1e-9)
    assert min(values) - 1e-9 <= found.low <= found.high <= max(values) + 1e-9


def test_the_interval_is_about_two_standard_errors() -> None:
    values = np.random.default_rng(3).normal(5, 2, 400).tolist()
    found = bootstrap(values)
    error = float(np.std(values)) / math.sqrt(400)
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    assert found.low < 5 < found.high


def test_the_same_values_and_seed_give_the_same_interval() -> None:
    values = np.random.default_rng(4).normal(size=40).tolist()
    assert bootstrap(values) == bootstrap(values)
    assert bootstrap(values, seed=1) != bootstrap(values, seed=2)


def test_few_values() -> None:
    assert bootstrap([0.3]) == Interval(0.3, 0.3, 0.3, 1)
    none = bootstrap([])
    assert none.n == 0
    assert math.isnan(none.mean)


@pytest.mark.parametrize(
    "call",
    [
        lambda: bootstrap([1.0, math.nan]),
        lambda: bootstrap([1.0], level=1.0),
        lambda: bootstrap([1.0], resamples=0),
        lambda: paired([1.0], [1.0, 2.0]),
        lambda: paired([math.inf], [1.0]),
    ],
)
def test_what_makes_no_sense_is_refused(call: object) -> None:
    with pytest.raises(ValueError, match=r"values|bootstrap"):
        call()  # type: ignore[operator]


def test_a_clear_difference_is_found_in_its_direction() -> None:
    chance = np.random.default_rng(1)
    b = chance.normal(50, 10, 60)
    a = b + 2 + chance.normal(0, 2, 60)
    assert paired(a.tolist(), b.tolist()).verdict == "better"
    assert paired(b.tolist(), a.tolist()).verdict == "worse"
    assert paired(a.tolist(), b.tolist(), higher_is_better=False).verdict == "worse"
    assert paired(a.tolist(), b.tolist()).p < 0.01
    assert paired(a.tolist(), b.tolist()).difference.low > 0


def test_a_difference_by_chance_is_none() -> None:
    chance = np.random.default_rng(2)
    a, b = chance.normal(50, 10, 60), chance.normal(50, 10, 60)
    found = paired(a.tolist(), b.tolist())
    assert found.verdict == "not distinguishable"
    assert found.p > 0.05


def test_equal_series_single_items_and_none_tell_nothing() -> None:
    assert paired([1.0, 2.0], [1.0, 2.0]).p == 1.0
    assert paired([9.0], [1.0]).verdict == "not distinguishable"
    assert paired([], []).verdict == "not distinguishable"


def test_p_by_hand() -> None:
    # Four differences of 1: of the 16 ways to sign them, 2 have a mean as far from 0.
    found = paired([2.0] * 4, [1.0] * 4, resamples=4000)
    assert found.p == pytest.approx(2 / 16, abs=0.02)


def test_false_alarms_are_as_rare_as_promised() -> None:
    chance = np.random.default_rng(7)
    series = [chance.normal(size=(2, 25)) for _ in range(300)]
    called = sum(
        paired(a.tolist(), b.tolist(), resamples=400).verdict != "not distinguishable" for a, b in series
    )
    assert called <= 0.09 * 300


def test_holm_by_hand() -> None:
    def test_with(p: float) -> Paired:
        return Paired(Interval(1.0, 0.0, 2.0, 10), p, "better")

    tests = {"a": test_with(0.03), "b": test_with(0.01), "c": test_with(0.04), "d": test_with(0.005)}
    found = holm(tests)
    assert {name: round(test.p, 6) for name, test in found.items()} == {
        "a": 0.06,
        "b": 0.03,
        "c": 0.06,
        "d": 0.02,
    }
    assert [found[name].verdict for name in "abcd"] == [
        "not distinguishable",
        "better",
        "not distinguishable",
        "better",
    ]


@given(st.dictionaries(st.text(max_size=3), st.floats(0.0001, 1), max_size=8))
def test_a_correction_never_makes_anything_surer(ps: dict[str, float]) -> None:
    tests = {name: Paired(Interval(1.0, 0.0, 2.0, 5), p, "better") for name, p in ps.items()}
    found = holm(tests)
    assert list(found) == list(tests)
    assert all(tests[name].p <= found[name].p <= 1 for name in tests)
