"""A comparison as JSON: what was compared, every figure with its interval and signature, every item.

``docs/compare.md`` describes the format and ``schema`` gives its JSON Schema. The report and the tables of
the terminal are made of it alone.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from statistics import fmean
from typing import Any

from summarizer.comparison import tables
from summarizer.comparison.journal import Failure
from summarizer.comparison.measures import headlines, measure
from summarizer.comparison.systems import System, budget
from summarizer.languages import LANGUAGES
from summarizer.quality.records import Item, Output
from summarizer.quality.scores import Score
from summarizer.quality.statistics import Paired

#: Version of the format. Raise it whenever a field changes its meaning or goes.
VERSION = 1

#: Items below which a comparison says little, and says so.
FEW = 20

Result = dict[str, Any]


def compose(
    items: Sequence[Item],
    systems: Sequence[System],
    outputs: Sequence[Output],
    failures: Sequence[Failure],
    scores: tables.Scores,
    *,
    words: int | None = None,
    metrics: Sequence[str] = (),
    seconds: Mapping[str, float] | None = None,
    cached: int = 0,
    notes: Sequence[str] = (),
    lengths: Mapping[str, int] | None = None,
    seed: int = 0,
) -> Result:
    """The result of a comparison: only dicts, lists, strings, numbers, booleans and None.

    ``metrics`` are those that are shown first and tested; without any, the usual ones. ``seconds`` says how
    long the ``briefs`` and the ``metrics`` took, ``cached`` how many briefs were written before, ``lengths``
    the words of the articles by id where the items do not have their texts any more.
    """
    series = tables.values(items, scores)
    measured = {key.metric for key in series}
    chosen = [name for name in metrics if name in measured] or headlines(measured)
    order = [system.name for system in systems]
    written = {(output.system, output.item): output for output in outputs}
    return {
        "comparison": VERSION,
        "mujaz": version("mujaz"),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "budget": {
            "words": words,
            "mean": {
                code: round(fmean(budget(item, words) for item in own), 1)
                for code, own in _by_language(items)
            },
        },
        "data": [
            {
                "language": code,
                "items": len(own),
                "references": {
                    other: sum(other in item.references for item in own) for other in sorted(LANGUAGES)
                },
            }
            for code, own in _by_language(items)
        ],
        "systems": [_system(system, outputs, failures) for system in systems],
        "metrics": [_metric(name) for name in sorted(measured)],
        "headlines": chosen,
        "figures": [
            {
                "system": figure.system,
                **_series(figure.series),
                "mean": _round(figure.interval.mean),
                "low": _round(figure.interval.low),
                "high": _round(figure.interval.high),
                "n": figure.interval.n,
            }
            for figure in tables.figures(series, seed=seed)
        ],
        "tests": [
            {"system": test.system, "other": test.other, **_series(test.series), **_paired(test.paired)}
            for test in tables.contrasts(series, order, chosen, seed=seed)
        ],
        "gaps": [
            {
                "system": gap.system,
                "article": gap.article,
                "metric": gap.metric,
                "signature": gap.signature,
                **_paired(gap.paired),
                "margin": gap.margin,
            }
            for gap in tables.gaps(series, seed=seed)
        ],
        "items": [
            _item(
                item,
                (lengths or {}).get(item.id, len(item.text.split())),
                [written[name, item.id] for name in order if (name, item.id) in written],
                scores,
            )
            for item in items
        ],
        "failures": [
            {"item": f.item, "system": f.system, "error": f.error, "message": f.message} for f in failures
        ],
        "timings": {
            "briefs": round((seconds or {}).get("briefs", 0.0), 2),
            "metrics": round((seconds or {}).get("metrics", 0.0), 2),
            "cached": cached,
        },
        "notes": [*notes, *_notes(items, systems, words)],
    }


def dumps(result: Result, *, indent: int | None = None) -> str:
    """The result as JSON text, with Arabic as it is."""
    return json.dumps(result, ensure_ascii=False, allow_nan=False, indent=indent)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a result."""
    text = (files("summarizer.comparison") / "result.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _by_language(items: Sequence[Item]) -> list[tuple[str, list[Item]]]:
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        found[item.language.code].append(item)
    return sorted(found.items())


def _system(system: System, outputs: Sequence[Output], failures: Sequence[Failure]) -> dict[str, Any]:
    own = [output for output in outputs if output.system == system.name]
    return {
        "name": system.name,
        "title": system.title,
        "profile": system.profile or None,
        "strategy": system.strategy or None,
        "outputs": len(own),
        "failures": sum(failure.system == system.name for failure in failures),
    }


def _metric(name: str) -> dict[str, Any]:
    kind = measure(name)
    least, most = kind.metric.range
    return {
        "name": name,
        "title": kind.metric.title,
        "formula": kind.metric.formula,
        "source": kind.metric.source,
        "higher_is_better": kind.metric.higher_is_better,
        "range": [least if math.isfinite(least) else None, most if math.isfinite(most) else None],
        "across_languages": kind.across_languages,
    }


def _series(series: tables.Series) -> dict[str, str]:
    return {
        "article": series.article,
        "metric": series.metric,
        "language": series.language,
        "signature": series.signature,
    }


def _paired(test: Paired) -> dict[str, Any]:
    return {
        "difference": _round(test.difference.mean),
        "low": _round(test.difference.low),
        "high": _round(test.difference.high),
        "n": test.difference.n,
        "p": _round(test.p),
        "verdict": test.verdict,
    }


def _item(item: Item, words: int, outputs: Sequence[Output], scores: tables.Scores) -> dict[str, Any]:
    return {
        "id": item.id,
        "language": item.language.code,
        "title": item.title,
        "words": words,
        "references": {code: list(texts) for code, texts in sorted(item.references.items())},
        "outputs": [_output(output, scores.get((output.system, item.id), ())) for output in outputs],
    }


def _output(output: Output, scores: Sequence[Score]) -> dict[str, Any]:
    checks = output.detail.get("fidelity", {}).get("checks", [])
    by_metric: dict[str, dict[str, float | None]] = defaultdict(dict)
    for score in scores:
        by_metric[score.metric][score.language] = _round(score.value)
    return {
        "system": output.system,
        "briefs": {code: list(sentences) for code, sentences in sorted(output.briefs.items())},
        "verdict": output.verdict,
        "checks": dict(output.checks),
        "problems": [check for check in checks if check["status"] not in ("kept", "repaired")],
        "strategy": output.detail.get("strategy"),
        "seconds": output.seconds,
        "scores": dict(sorted(by_metric.items())),
    }


def _notes(items: Sequence[Item], systems: Sequence[System], words: int | None) -> list[str]:
    notes = []
    few = [f"{len(own)} {LANGUAGES[code].name}" for code, own in _by_language(items) if len(own) < FEW]
    if few:
        notes.append(
            f"Few articles ({' and '.join(few)}): the intervals are wide, and differences that are there "
            "may not be distinguishable."
        )
    for code, own in _by_language(items):
        if words is None and not any(item.references for item in own):
            notes.append(
                f"The {LANGUAGES[code].name} articles have no references: only metrics that need none were "
                "computed."
            )
    both = [system.name for system in systems if system.writes_pairs and system.bounds == "both"]
    if both:
        notes.append(
            f"{', '.join(both)} kept to the budget in both languages. Where the translation needs more "
            "words, the brief in the article's language is shorter than those of the other systems."
        )
    return notes


def _round(value: float) -> float | None:
    return round(float(value), 5) if math.isfinite(value) else None
