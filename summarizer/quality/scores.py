"""Every metric of an output at once, each score with the signature that says how it was computed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from summarizer.protocols import Embedder
from summarizer.quality.records import Item, Output

#: ``Score.language`` of metrics that look at both briefs of a pair together.
BOTH = "both"


@dataclass(frozen=True)
class Score:
    """One figure about one output.

    ``language`` is the code of the brief that was measured, or ``BOTH``. Scores may be averaged or compared
    only where their signatures agree (``comparable`` says so).
    """

    metric: str
    value: float
    signature: str
    language: str


@dataclass(frozen=True)
class Metric:
    """What a metric is. ``range`` is (least, most); ``higher_is_better`` is None where neither is."""

    name: str
    title: str
    formula: str
    source: str
    higher_is_better: bool | None
    range: tuple[float, float]
    needs: Literal["reference", "article", "pair", "brief"]


METRICS: Mapping[str, Metric] = {}


class Scorer:
    """Scores outputs; keeps the vectors of texts that it has embedded.

    Args:
        embedder: for the metrics of meaning; without one they are left out.
        folding: whether Arabic spelling variants count as equal (``text.normalization.fold``).
        stemming: whether tokens are reduced by the Snowball stemmer of their language.
    """

    def __init__(self, embedder: Embedder | None, *, folding: bool = True, stemming: bool = False) -> None:
        self._embedder = embedder
        self._folding = folding
        self._stemming = stemming

    def score(self, item: Item, output: Output) -> list[Score]:
        """Every metric that applies to this output."""
        raise NotImplementedError

    def warm(self, pairs: Iterable[tuple[Item, Output]]) -> None:
        """Embeds what ``score`` will need for these, in one batch."""
        raise NotImplementedError
