"""What is said about a comparison, in plain English, and said alike in the terminal and in the report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from summarizer.briefs import Strategy
from summarizer.comparison.result import Result
from summarizer.comparison.strategy import contrasts, decide, mean
from summarizer.comparison.systems import BLIND
from summarizer.languages import LANGUAGES
from summarizer.quality.scores import BOTH

#: A system of which no system can know what it knows.
CEILING = "oracle"
FLOOR = "lead"

#: What a selection that hears the translation should change, and what it should not.
_OF_SELECTION = ("failed_checks", "failed_briefs", "rouge1", "candidate_salience")

_MARKS = {"better": "▲", "worse": "▼", "not distinguishable": "≈"}


def direction(code: str) -> str:
    """``Arabic articles``."""
    return f"{LANGUAGES[code].name} articles"


def brief_of(language: str) -> str:
    """Which brief was measured: ``Arabic brief``, or ``both briefs``."""
    return "both briefs" if language == BOTH else f"{LANGUAGES[language].name} brief"


def factor(metric: Mapping[str, Any]) -> float:
    """Metrics from 0 to 1 are shown times 100, as is usual for them."""
    return 100.0 if metric["range"] == [0.0, 1.0] else 1.0


def number(metric: Mapping[str, Any], value: float | None, *, beside: float = 0.0) -> str:
    """A figure of the metric for people: ``47.6``, ``0.42``; as precise as the figure that it stands
    ``beside``.
    """
    if value is None:
        return "–"
    shown = value * factor(metric)
    large = max(abs(shown), abs(beside) * factor(metric)) >= 10
    coarse = factor(metric) > 1 or metric["range"] == [0.0, 100.0] or large
    return f"{shown:.1f}" if coarse else f"{shown:.2f}"


def signed(metric: Mapping[str, Any], value: float | None) -> str:
    """A difference, with its sign: ``+1.2``."""
    if value is None:
        return "–"
    text = number(metric, abs(value))
    return f"{'−' if value < 0 else '+'}{text}"


def mark(verdict: str) -> str:
    """The verdict as one character."""
    return _MARKS[verdict]


def probability(p: float | None) -> str:
    """``p = 0.03``, or ``p < 0.001``."""
    if p is None:
        return ""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.1 else f"p = {p:.2f}"


def metrics(result: Result) -> dict[str, dict[str, Any]]:
    """The metrics of a result by name."""
    return {metric["name"]: metric for metric in result["metrics"]}


def columns(result: Result, article: str) -> list[tuple[str, str]]:
    """Metric and language of the figures that are shown first for one direction."""
    found = {(f["metric"], f["language"]) for f in result["figures"] if f["article"] == article}
    languages = [article, *(code for code in LANGUAGES if code != article), BOTH]
    return [
        (metric, language)
        for metric in result["headlines"]
        for language in languages
        if (metric, language) in found
    ]


def title(result: Result) -> str:
    """What was compared, in a few words."""
    count = len(result["systems"])
    what = f"{count} systems" if count != 1 else result["systems"][0]["name"]
    data = " and ".join(f"{data['items']} {LANGUAGES[data['language']].name}" for data in result["data"])
    return f"{what} on {data} articles"


def budget(result: Result) -> str:
    """How long the summaries were allowed to be."""
    if result["budget"]["words"]:
        return f"{result['budget']['words']} words for every article"
    lengths = ", ".join(
        f"{mean_words:.0f} words on average for {direction(code)}"
        for code, mean_words in result["budget"]["mean"].items()
    )
    return f"as long as the references: {lengths}"


def timings(result: Result) -> str:
    """How long writing and measuring took, and how they compare."""
    briefs, measuring = result["timings"]["briefs"], result["timings"]["metrics"]
    words = f"writing took {seconds(briefs)}, the metrics {seconds(measuring)}"
    if result["timings"]["cached"]:
        words += f" ({result['timings']['cached']} briefs came from the cache)"
    elif briefs > 0 and any(system["profile"] for system in result["systems"]):
        words += f" ({100 * measuring / briefs:.1f}% of it)"
    return words


def seconds(value: float) -> str:
    """``0.4 s``, ``2 min 5 s``, ``3 h 20 min``."""
    if value < 60:
        return f"{value:.1f} s"
    if value < 3600:
        return f"{value // 60:.0f} min {value % 60:.0f} s"
    return f"{value // 3600:.0f} h {value % 3600 // 60:.0f} min"


def findings(result: Result) -> list[str]:
    """What the figures say, in sentences that hold whatever language one reads."""
    return [*_over_the_floor(result), *_blind(result), *_gaps(result), *_strategies(result)]


def _over_the_floor(result: Result) -> Iterator[str]:
    """Every system against the first sentences of the article, by the headlines of the article's language."""
    names = [system["name"] for system in result["systems"]]
    if FLOOR not in names:
        return
    for data in result["data"]:
        article = data["language"]
        alike: dict[str, list[str]] = {}
        for name in names:
            if name in (FLOOR, CEILING):
                continue
            tests = [test for test in contrasts(result, article, name, FLOOR) if test["language"] == article]
            if tests:
                alike.setdefault(_by_verdict(result, tests), []).append(name)
        for said, same in alike.items():
            verb = "is" if len(same) == 1 else "are"
            yield f"{direction(article)}: compared with {FLOOR}, {_and(same)} {verb} {said}."


def _blind(result: Result) -> Iterator[str]:
    """A selection that hears the translation against one that does not."""
    known = metrics(result)
    names = [system["name"] for system in result["systems"]]
    for blind in [name for name in names if name.endswith(BLIND)]:
        usual = blind.removesuffix(BLIND)
        name = next((n for n in (usual, f"{usual}/{Strategy.SUMMARIZE_THEN_TRANSLATE}") if n in names), "")
        for data in result["data"] if name else ():
            article = data["language"]
            said = []
            for test in _ordered(result, contrasts(result, article, name, blind)):
                if test["metric"] not in _OF_SELECTION:
                    continue
                kind = known[test["metric"]]
                before, after = (
                    number(kind, mean(result, system, article, test["metric"], test["language"]))
                    for system in (blind, name)
                )
                verdict = "" if test["verdict"] == "not distinguishable" else f", {test['verdict']}"
                said.append(f"{kind['title']} {before} → {after} ({probability(test['p'])}{verdict})")
            if said:
                yield (
                    f"{direction(article)}: once the translation has a say in the selection "
                    f"({blind} → {name}): {'; '.join(said)}."
                )


def _gaps(result: Result) -> Iterator[str]:
    for data in result["data"]:
        alike: dict[str, list[str]] = {}
        for system in result["systems"]:
            found = [
                gap
                for gap in result["gaps"]
                if (gap["article"], gap["system"]) == (data["language"], system["name"])
            ]
            if found:
                alike.setdefault(_by_verdict(result, found), []).append(system["name"])
        for said, same in alike.items():
            yield (
                f"{direction(data['language'])}: compared with the English briefs of {_and(same)}, "
                f"the Arabic ones are {said}."
            )


def _strategies(result: Result) -> Iterator[str]:
    for decision in decide(result):
        yield f"{direction(decision.article)}, profile {decision.profile}: {decision.reason}."


def _by_verdict(result: Result, tests: Sequence[Mapping[str, Any]]) -> str:
    """``better in ROUGE-1 (+2.1, p = 0.01); not distinguishable in LaSE and Salience``."""
    known = metrics(result)
    parts = []
    for verdict in ("better", "worse", "not distinguishable"):
        said = []
        for test in _ordered(result, [test for test in tests if test["verdict"] == verdict]):
            metric = known[test["metric"]]
            figures = f" ({signed(metric, test['difference'])}, {probability(test['p'])})"
            said.append(metric["title"] + (figures if verdict != "not distinguishable" else ""))
        if said:
            parts.append(f"{verdict} in {_and(said)}")
    return "; ".join(parts)


def _ordered(result: Result, tests: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """In the order of the headlines, and then by name."""
    order = result["headlines"]
    return sorted(
        tests,
        key=lambda test: (
            order.index(test["metric"]) if test["metric"] in order else len(order),
            test["metric"],
        ),
    )


def _and(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
