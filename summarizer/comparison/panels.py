"""The tables and charts of a report, as its template wants them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from summarizer.comparison import charts, wording
from summarizer.comparison.measures import DECIDING
from summarizer.comparison.result import Result
from summarizer.comparison.strategy import contrasts, decide, mean


def kind(system: dict[str, Any]) -> str:
    """The class by which a system is coloured."""
    if system["name"] == wording.CEILING:
        return "ceiling"
    if system["profile"] or system["name"].endswith("-selection"):
        return "own"
    return "other"


def table(result: Result, article: str) -> dict[str, Any]:
    """Each system's headline figures with their intervals, and how they compare with the first system's."""
    known = wording.metrics(result)
    columns = wording.columns(result, article)
    first = result["systems"][0]["name"]
    rows = []
    for system in result["systems"]:
        cells = [_cell(result, system["name"], article, column, first) for column in columns]
        if any(cell["value"] != "–" for cell in cells):
            rows.append({"system": system, "cells": cells})
    for at, (metric, _) in enumerate(columns):
        _mark_best(
            [row["cells"][at] for row in rows if row["system"]["name"] != wording.CEILING], known[metric]
        )
    return {
        "article": article,
        "title": wording.direction(article),
        "first": first,
        "columns": [
            {
                "title": known[metric]["title"],
                "of": wording.brief_of(language),
                "better": arrow(known[metric]),
            }
            for metric, language in columns
        ],
        "rows": rows,
    }


def _cell(result: Result, system: str, article: str, column: tuple[str, str], first: str) -> dict[str, Any]:
    metric = wording.metrics(result)[column[0]]
    figure = next(_figures(result, system, article, *column), None)
    if figure is None:
        return {"value": "–", "interval": "", "mark": "", "verdict": "", "raw": None, "best": False}
    verdict = next(
        (
            test["verdict"]
            for test in contrasts(result, article, system, first)
            if (test["metric"], test["language"]) == column
        ),
        "",
    )
    return {
        "value": wording.number(metric, figure["mean"]),
        "interval": f"{wording.number(metric, figure['low'])} to {wording.number(metric, figure['high'])}",
        "mark": wording.mark(verdict) if verdict else "",
        "verdict": verdict,
        "raw": figure["mean"],
        "best": False,
    }


def _mark_best(cells: Sequence[dict[str, Any]], metric: dict[str, Any]) -> None:
    values = [cell["raw"] for cell in cells if cell["raw"] is not None]
    if len(set(values)) < 2 or metric["higher_is_better"] is None:
        return
    best = max(values) if metric["higher_is_better"] else min(values)
    for cell in cells:
        cell["best"] = cell["raw"] == best


def _figures(
    result: Result, system: str, article: str, metric: str, language: str
) -> Iterator[dict[str, Any]]:
    for figure in result["figures"]:
        if (figure["system"], figure["article"], figure["metric"], figure["language"]) == (
            system,
            article,
            metric,
            language,
        ):
            yield figure


def arrow(metric: dict[str, Any]) -> str:
    """Which way is better, in words; empty where neither is."""
    return {True: "higher is better", False: "lower is better", None: ""}[metric["higher_is_better"]]


def bars(result: Result, article: str) -> dict[str, Any]:
    """A group of bars for every headline figure of one direction, all of one scale within the group."""
    known = wording.metrics(result)
    groups = []
    for column in wording.columns(result, article):
        metric = known[column[0]]
        found = [
            (system, figure)
            for system in result["systems"]
            for figure in _figures(result, system["name"], article, *column)
        ]
        most = charts.nice(max((figure["high"] or 0.0) for _, figure in found) or 1.0)
        if metric["range"][1] is not None:
            most = min(most, metric["range"][1])
        groups.append(
            {
                "title": metric["title"],
                "of": wording.brief_of(column[1]),
                "better": arrow(metric),
                "most": wording.number(metric, most),
                "rows": [
                    {
                        "system": system["name"],
                        "value": wording.number(metric, figure["mean"]),
                        "chart": charts.bar(
                            figure["mean"],
                            figure["low"],
                            figure["high"],
                            most,
                            kind(system),
                            f"{system['name']}: {wording.number(metric, figure['mean'])}, "
                            f"interval {wording.number(metric, figure['low'])} "
                            f"to {wording.number(metric, figure['high'])}",
                        ),
                    }
                    for system, figure in found
                ],
            }
        )
    return {"article": article, "title": wording.direction(article), "groups": groups}


def gaps(result: Result) -> list[dict[str, Any]]:
    """Gaps by direction; turned so that the right side always says that the Arabic brief is better."""
    known = wording.metrics(result)
    groups = []
    for data in result["data"]:
        rows = []
        for gap in result["gaps"]:
            if gap["article"] != data["language"]:
                continue
            metric = known[gap["metric"]]
            sign = 1.0 if metric["higher_is_better"] else -1.0
            low, high = sorted((sign * gap["low"], sign * gap["high"]))
            text = f"{wording.signed(metric, sign * gap['difference'])}, {wording.probability(gap['p'])}"
            if abs(gap["difference"]) <= gap["margin"] > 0:
                text += f", within ±{wording.number(metric, gap['margin'])}"
            rows.append(
                {
                    "system": gap["system"],
                    "metric": metric["title"],
                    "verdict": gap["verdict"],
                    "text": text,
                    "n": gap["n"],
                    "numbers": (sign * gap["difference"], low, high),
                    "scale": wording.factor(metric),
                }
            )
        if rows:
            most = charts.nice(max(max(abs(v) * row["scale"] for v in row["numbers"]) for row in rows))
            for row in rows:
                middle, low, high = (value * row["scale"] for value in row.pop("numbers"))
                row["chart"] = charts.gap(
                    middle, low, high, most, row["verdict"].split()[0], f"{row['system']}, {row['metric']}"
                )
            groups.append({"title": wording.direction(data["language"]), "rows": rows, "most": f"{most:g}"})
    return groups


def matrix(result: Result) -> dict[str, Any]:
    """Strategies by directions, for every profile that was compared."""
    known = wording.metrics(result)
    decisions = {(d.profile, d.article): d for d in decide(result)}
    rows = []
    for system in result["systems"]:
        if not system["profile"]:
            continue
        cells = []
        for data in result["data"]:
            article = data["language"]
            used = {
                output["strategy"]
                for item in result["items"]
                if item["language"] == article
                for output in item["outputs"]
                if output["system"] == system["name"] and output["strategy"]
            }
            decision = decisions.get((system["profile"], article))
            lines = []
            for metric, language in wording.columns(result, article):
                if metric not in DECIDING or (language == article and metric != "rouge1"):
                    continue
                value = mean(result, system["name"], article, metric, language)
                if value is not None:
                    lines.append(
                        (
                            known[metric]["title"],
                            wording.brief_of(language),
                            wording.number(known[metric], value),
                        )
                    )
            cells.append(
                {
                    "strategies": sorted(used),
                    "lines": lines,
                    "won": bool(decision and decision.winner and decision.winner in used),
                }
            )
        rows.append({"system": system["name"], "cells": cells})
    return {
        "columns": [f"{wording.direction(data['language'])}" for data in result["data"]],
        "rows": rows,
        "decisions": [
            {
                "title": f"{d.profile}, {wording.direction(d.article)}",
                "reason": d.reason,
                "winner": d.winner,
                "evidence": d.evidence,
            }
            for d in decisions.values()
        ],
    }


def scatter(result: Result) -> list[dict[str, Any]]:
    """What each brief has of the main points against what went wrong in it, by direction."""
    known = wording.metrics(result)
    names = [system["name"] for system in result["systems"] if system["profile"]]
    groups = []
    for data in result["data"]:
        article = data["language"]
        chosen = next(
            (
                m
                for m in ("rouge1", "candidate_salience", "salience")
                if (m, article) in wording.columns(result, article)
            ),
            None,
        )
        if chosen is None or not names:
            continue
        metric = known[chosen]
        points = [
            charts.Point(
                output["scores"][chosen][article] * wording.factor(metric),
                float(sum(output["checks"].values())),
                charts.SERIES[names.index(output["system"]) % len(charts.SERIES)],
                f"{output['system']}, {item['id']}",
            )
            for item in result["items"]
            if item["language"] == article
            for output in item["outputs"]
            if output["system"] in names and output["scores"].get(chosen, {}).get(article) is not None
        ]
        if points:
            groups.append(
                {
                    "title": wording.direction(article),
                    "metric": metric["title"],
                    "chart": charts.scatter(
                        points,
                        x_most=charts.nice(max(point.x for point in points)),
                        y_most=max(2.0, max(point.y for point in points)),
                    ),
                    "legend": [(name, charts.SERIES[i % len(charts.SERIES)]) for i, name in enumerate(names)],
                }
            )
    return groups
