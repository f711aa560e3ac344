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
    """Systems by figures: the mean, half of its interval's width, and how it compares with the first."""
    from rich.markup import escape

    known = wording.metrics(result)
    columns = wording.columns(result, article)
    first = result["systems"][0]["name"]
    table = _table(wording.direction(article))
    table.add_column("System", no_wrap=True)
    for metric, language in columns:
        whose = wording.brief_of(language).removesuffix(" brief").removesuffix(" briefs")
        table.add_column(f"{known[metric]['title']}\n[dim]{whose}[/dim]", justify="right")
    values = {
        (f["system"], f["metric"], f["language"]): f for f in result["figures"] if f["article"] == article
    }
    for system in result["systems"]:
        name = system["name"]
        verdicts = {
            (test["metric"], test["language"]): test["verdict"]
            for test in contrasts(result, article, name, first)
        }
        cells = []
        for metric, language in columns:
            figure = values.get((name, metric, language))
            if figure is None:
                cells.append("–")
                continue
            half = (figure["high"] - figure["low"]) / 2
            mean = figure["mean"]
            text = (
                f"{wording.number(known[metric], mean)} ±{wording.number(known[metric], half, beside=mean)}"
            )
            verdict = verdicts.get((metric, language), "")
            sign = f" [{_COLORS[verdict]}]{wording.mark(verdict)}[/]" if verdict else "  "
            cells.append(text + sign)
        if set(cells) != {"–"}:
            table.add_row(escape(name), *cells)
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
