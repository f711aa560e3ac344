"""What is measured of an output: the metrics of ``quality``, and what the checks and the selection say."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version

from summarizer.profiles import Profile, load_profile
from summarizer.quality.metrics.described import Metric
from summarizer.quality.records import Item, Output
from summarizer.quality.scores import BOTH, METRICS, Score, Scorer

#: Measures that come with the output itself.
OWN: Mapping[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            name="failed_checks",
            title="Failed checks",
            formula="number of checks that found a problem",
            source="docs/checks/README.md",
            higher_is_better=False,
            range=(0.0, float("inf")),
            needs="pair",
        ),
        Metric(
            name="failed_briefs",
            title="Failed briefs",
            formula="1 for the verdict fail, else 0",
            source="docs/checks/README.md",
            higher_is_better=False,
            range=(0.0, 1.0),
            needs="pair",
        ),
        Metric(
            name="candidate_salience",
            title="Candidate salience",
            formula="mean salience of the candidates that the brief is made of",
            source="docs/selection.md",
            higher_is_better=True,
            range=(0.0, 1.0),
            needs="article",
        ),
    )
}

#: Of these the Arabic and the English brief of the same article may be compared: they have one scale for
#: both languages. Overlap of words or characters has not. The number is how far a text and its translation
#: by a person are apart at most although they overlap equally with a third text, over news and health, short
#: texts and long ones (``python -m tests.quality.measure_meaning``): a gap up to it is the metric's own.
ACROSS_LANGUAGES: Mapping[str, float] = {
    "embedding_f": 0.18,
    "lase": 0.12,
    "salience": 0.12,
    "number_support": 0.0,
    "redundancy": 0.0,
}

#: Shown first, in this order, as far as they were measured.
HEADLINES: Sequence[str] = (
    "rouge1",
    "rouge2",
    "rougeL",
    "embedding_f",
    "lase",
    "salience",
    "candidate_salience",
    "number_fidelity",
    "name_fidelity",
    "failed_checks",
    "failed_briefs",
    "words",
)

#: By these it is decided which strategy won.
DECIDING: Sequence[str] = ("rouge1", "lase", "salience", "failed_checks", "failed_briefs")


@dataclass(frozen=True)
class Measure:
    """A metric as a comparison uses it.

    ``margin`` is the difference between the languages that means nothing, or None where they may not be
    compared at all.
    """

    metric: Metric
    margin: float | None

    @property
    def across_languages(self) -> bool:
        """Whether the briefs of both languages may be compared."""
        return self.margin is not None

    @property
    def higher_is_better(self) -> bool | None:
        """None where neither is better."""
        return self.metric.higher_is_better


def measure(name: str) -> Measure:
    """The measure of this name; KeyError if there is none."""
    return Measure(OWN[name] if name in OWN else METRICS[name], ACROSS_LANGUAGES.get(name))


def measuring_profile() -> Profile:
    """The profile whose embedder measures: always the same one, so that figures can be compared."""
    return load_profile("lite")


def names() -> list[str]:
    """Every measure."""
    return [*METRICS, *OWN]


def headlines(measured: Iterable[str]) -> list[str]:
    """Those of the headlines that were measured."""
    found = set(measured)
    return [name for name in HEADLINES if name in found]


def own_scores(item: Item, output: Output) -> Iterator[Score]:
    """The measures that come with the output."""
    signature = f"mujaz:{version('mujaz')}"
    if output.verdict is not None:
        yield Score("failed_checks", float(sum(output.checks.values())), signature, BOTH)
        yield Score("failed_briefs", float(output.verdict == "fail"), signature, BOTH)
    salience = output.detail.get("candidate_salience")
    if salience is not None:
        yield Score("candidate_salience", float(salience), signature, item.language.code)


def score(item: Item, output: Output, scorer: Scorer) -> list[Score]:
    """Everything that is measured of one output."""
    return [*scorer.score(item, output), *own_scores(item, output)]


def score_all(
    items: Sequence[Item], outputs: Sequence[Output], scorer: Scorer
) -> tuple[dict[tuple[str, str], list[Score]], float]:
    """The scores of every output by (system, item), and the seconds that it took to measure them."""
    began = time.monotonic()
    by_id = {item.id: item for item in items}
    scorer.warm((by_id[output.item], output) for output in outputs)
    scores = {(output.system, output.item): score(by_id[output.item], output, scorer) for output in outputs}
    return scores, time.monotonic() - began
