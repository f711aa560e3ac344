"""A comparison as tables for the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from summarizer.comparison import wording
from summarizer.comparison.result import Result
from summarizer.comparison.strategy import contrasts

if TYPE_CHECKING:
    from rich.table import Table

_COLORS = {"better": "green", "worse": "red", "not distinguishable": "dim"}


def tables(result: Result) -> Iterator[Table]:
    """The headline figures of every direction, and the gaps between the languages."""
    for data in result["data"]:
        yield _figures(result, data["language"])
    if result["gaps"]:
        yield _gaps(result, result["gaps"])


def _figures(result: Result, article: str) -> Table:
    """Figures by systems: the mean, half of its interval's width, and how it compares with the first."""
    from rich.markup import escape

    known = wording.metrics(result)
    first = result["systems"][0]["name"]
    values = {
        (f["system"], f["metric"], f["language"]): f for f in result["figures"] if f["article"] == article
    }
    names = [s["name"] for s in result["systems"] if any(s["name"] == system for system, _, _ in values)]
    verdicts = {
        (name, test["metric"], test["language"]): test["verdict"]
        for name in names
        for test in contrasts(result, article, name, first)
    }
    table = _table(wording.direction(article))
    table.add_column("", no_wrap=True)
    table.add_column("Brief", no_wrap=True)
    for name in names:
        table.add_column(escape(name.replace("/", "/\n")), justify="right", overflow="fold")
    for metric, language in wording.columns(result, article):
        whose = wording.brief_of(language).removesuffix(" brief").removesuffix(" briefs")
        cells = []
        for name in names:
            figure = values.get((name, metric, language))
            if figure is None:
                cells.append("–  ")
                continue
            mean, half = figure["mean"], (figure["high"] - figure["low"]) / 2
            text = (
                f"{wording.number(known[metric], mean)} ±{wording.number(known[metric], half, beside=mean)}"
            )
            verdict = verdicts.get((name, metric, language), "")
            sign = f"[{_COLORS[verdict]}]{wording.mark(verdict)}[/]" if verdict else " "
            cells.append(f"{text} {sign}")
        table.add_row(known[metric]["title"], whose, *cells)
    return table


def _gaps(result: Result, gaps: list[dict[str, Any]]) -> Table:
    from rich.markup import escape

    known = wording.metrics(result)
    table = _table("Arabic briefs compared with the English ones of the same articles")
    for heading in ("Articles", "System", "Metric", "Difference", "", "Arabic is"):
        table.add_column(heading)
    for gap in gaps:
        metric = known[gap["metric"]]
        table.add_row(
            wording.direction(gap["article"]).removesuffix(" articles"),
            escape(gap["system"]),
            metric["title"],
            wording.signed(metric, gap["difference"]),
            wording.probability(gap["p"]),
            f"[{_COLORS[gap['verdict']]}]{gap['verdict']}[/]",
        )
    return table


def _table(title: str) -> Table:
    from rich.table import Table

    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        pad_edge=False,
        show_edge=False,
        padding=(0, 2, 0, 0),
    )
