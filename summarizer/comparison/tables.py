"""From scores of outputs to figures: means with intervals, tests between systems, gaps between languages.

A figure belongs to a system, a *direction* (the language of the articles; the other brief is its
translation), a metric, and the language of the brief that was measured. Only scores with the same signature
are put together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from summarizer.comparison.measures import measure
from summarizer.quality.records import Item
from summarizer.quality.scores import Score, common_signature
from summarizer.quality.statistics import Interval, Paired, bootstrap, holm, paired

RESAMPLES = 2000

#: The scores of one output, by (system, item).
Scores = Mapping[tuple[str, str], Sequence[Score]]


@dataclass(frozen=True, order=True)
class Series:
    """What a series of values is about. ``article`` and ``language`` are codes of languages."""

    article: str
    metric: str
    language: str
    signature: str


@dataclass(frozen=True)
class Figure:
    """The mean of a system over the items of one direction."""

    system: str
    series: Series
    interval: Interval


@dataclass(frozen=True)
class Contrast:
    """How ``system`` compares with ``other`` on the items that both have; ``p`` is corrected (Holm) for the
    number of pairs of systems in the series.
    """

    system: str
    other: str
    series: Series
    paired: Paired


@dataclass(frozen=True)
class Gap:
    """How the Arabic briefs of a system compare with its English ones, item by item.

    A difference within ``margin`` is the metric's own, and not distinguishable whatever its p.
    """

    system: str
    article: str
    metric: str
    signature: str
    paired: Paired
    margin: float = 0.0


def values(items: Sequence[Item], scores: Scores) -> dict[Series, dict[str, dict[str, float]]]:
    """Every value: by series, system, and item. Scores that may not be put together are different series."""
    languages = {item.id: item.language.code for item in items}
    found: dict[tuple[str, str, str], list[tuple[str, str, Score]]] = defaultdict(list)
    for (system, item), given in scores.items():
        for score in given:
            found[languages[item], score.metric, score.language].append((system, item, score))
    series: dict[Series, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for (article, metric, language), rows in sorted(found.items()):
        common = common_signature(score.signature for _, _, score in rows)
        for system, item, score in rows:
            key = Series(article, metric, language, common or score.signature)
            series[key][system][item] = score.value
    return {key: dict(by_system) for key, by_system in series.items()}


def figures(series: Mapping[Series, Mapping[str, Mapping[str, float]]], *, seed: int = 0) -> list[Figure]:
    """The mean of each system in each series, with its 95% bootstrap interval."""
    return [
        Figure(system, key, bootstrap(_in_order(by_item), seed=seed, resamples=RESAMPLES))
        for key, by_system in series.items()
        for system, by_item in by_system.items()
    ]


def contrasts(
    series: Mapping[Series, Mapping[str, Mapping[str, float]]],
    order: Sequence[str],
    metrics: Iterable[str],
    *,
    seed: int = 0,
) -> list[Contrast]:
    """Every pair of systems in every series of ``metrics`` that have a better and a worse.

    ``order`` are the names of the systems: of two, the later one is compared with the earlier.
    """
    wanted = set(metrics)
    found = []
    for key, by_system in series.items():
        higher = measure(key.metric).higher_is_better
        if key.metric not in wanted or higher is None:
            continue
        family: dict[tuple[str, str], Paired] = {}
        for other, system in combinations([name for name in order if name in by_system], 2):
            common = sorted(by_system[system].keys() & by_system[other].keys())
            if common:
                family[system, other] = paired(
                    [by_system[system][item] for item in common],
                    [by_system[other][item] for item in common],
                    higher_is_better=higher,
                    seed=seed,
                    resamples=RESAMPLES,
                )
        found += [
            Contrast(system, other, key, test) for (system, other), test in _corrected(family, higher).items()
        ]
    return found


def gaps(series: Mapping[Series, Mapping[str, Mapping[str, float]]], *, seed: int = 0) -> list[Gap]:
    """Arabic against English, for every system and metric whose scores of both briefs are comparable."""
    found = []
    for key, by_system in series.items():
        kind = measure(key.metric)
        if key.language != "ar" or kind.higher_is_better is None or kind.margin is None:
            continue
        english = next(
            (
                other
                for other in series
                if (other.article, other.metric, other.language) == (key.article, key.metric, "en")
            ),
            None,
        )
        for system, by_item in by_system.items():
            partner = series[english].get(system, {}) if english else {}
            common = sorted(by_item.keys() & partner.keys())
            if common:
                test = paired(
                    [by_item[item] for item in common],
                    [partner[item] for item in common],
                    higher_is_better=kind.higher_is_better,
                    seed=seed,
                    resamples=RESAMPLES,
                )
                if abs(test.difference.mean) <= kind.margin:
                    test = replace(test, verdict="not distinguishable")
                found.append(Gap(system, key.article, key.metric, key.signature, test, kind.margin))
    return found


def _corrected(family: Mapping[tuple[str, str], Paired], higher: bool) -> dict[tuple[str, str], Paired]:
    names = {f"{number:06}": pair for number, pair in enumerate(family)}
    corrected = holm({name: family[pair] for name, pair in names.items()}, higher_is_better=higher)
    return {names[name]: test for name, test in corrected.items()}


def _in_order(by_item: Mapping[str, float]) -> list[float]:
    """The values in an order that does not depend on which item was finished first."""
    return [by_item[item] for item in sorted(by_item)]
