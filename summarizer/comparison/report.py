"""A comparison as one HTML file: figures, charts, and the briefs that went worst.

The page loads and runs nothing (a content security policy says so); everything from an article is escaped.
Arabic is shaped by the browser, and each brief has its own direction.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup, escape

from summarizer.briefs import Check, CheckKind, Status
from summarizer.comparison import panels, wording
from summarizer.comparison.result import Result
from summarizer.languages import LANGUAGES
from summarizer.rendering import wording as words
from summarizer.rendering.assets import asset, digest, template

PACKAGE = "summarizer.comparison"

#: Briefs that are shown as the worst.
WORST = 12


def render_report(result: Result) -> str:
    """The page of a comparison."""
    style = asset("brief.css") + asset("report.css", PACKAGE)
    return template("report.html.j2", PACKAGE).render(
        title=wording.title(result),
        created=result["created"][:10],
        version=result["mujaz"],
        budget=wording.budget(result),
        timings=wording.timings(result),
        notes=result["notes"],
        findings=wording.findings(result),
        systems=[{**system, "kind": panels.kind(system)} for system in result["systems"]],
        tables=[panels.table(result, data["language"]) for data in result["data"]],
        bars=[panels.bars(result, data["language"]) for data in result["data"]],
        gaps=panels.gaps(result),
        matrix=panels.matrix(result),
        scatter=panels.scatter(result),
        worst=list(_worst(result)),
        failures=result["failures"],
        methods=_methods(result),
        languages=LANGUAGES,
        style=Markup(style),
        policy=f"default-src 'none'; style-src '{digest(style)}'; img-src data:; base-uri 'none'; "
        "form-action 'none'",
    )


def _worst(result: Result) -> Iterator[dict[str, Any]]:
    """The briefs with the gravest problems, one of each article, both languages side by side."""
    rank = {"fail": 2, "warn": 1, "pass": 0}
    worst: dict[str, tuple[tuple[int, int, float], dict[str, Any], dict[str, Any]]] = {}
    for item in result["items"]:
        for output in item["outputs"]:
            if output["verdict"] is None or not output["problems"]:
                continue
            meaning = output["scores"].get("parallelism", {}).get("both")
            badness = (
                rank.get(output["verdict"], 0),
                len(output["problems"]),
                -(meaning if meaning is not None else 1.0),
            )
            if item["id"] not in worst or badness > worst[item["id"]][0]:
                worst[item["id"]] = (badness, item, output)
    ordered = sorted(worst.values(), key=lambda found: (found[0], found[1]["id"]), reverse=True)
    for _, item, output in ordered[:WORST]:
        yield _entry(item, output)


def _entry(item: dict[str, Any], output: dict[str, Any]) -> dict[str, Any]:
    checks = [_check(problem) for problem in output["problems"]]
    flawed = {check.sentence for check in checks}
    return {
        "id": words.clean(item["id"]),
        "system": output["system"],
        "language": item["language"],
        "title": words.clean(item["title"] or ""),
        "verdict": output["verdict"],
        "words": item["words"],
        "sides": [
            {
                "code": code,
                "name": LANGUAGES[code].native_name,
                "sentences": [
                    (words.clean(text), i in flawed) for i, text in enumerate(output["briefs"][code])
                ],
            }
            for code in (item["language"], *(c for c in LANGUAGES if c != item["language"]))
            if code in output["briefs"]
        ],
        "flaws": [(_place(check), _quoting(words.problem(check))) for check in checks],
        "references": [
            (code, words.clean(text)) for code, texts in item["references"].items() for text in texts[:1]
        ],
    }


def _check(problem: dict[str, Any]) -> Check:
    return Check(
        CheckKind(problem["kind"]),
        problem["source"],
        problem["target"],
        Status(problem["status"]),
        problem["sentence"],
        problem.get("detail", ""),
    )


def _place(check: Check) -> str:
    return f"Sentence {check.sentence + 1}" if check.sentence >= 0 else "Headline"


def _quoting(text: str) -> Markup:
    """English words, in which quotations and Arabic words keep their own direction."""
    return Markup(words.isolate(str(escape(text)), "<bdi>", "</bdi>"))


def _methods(result: Result) -> list[dict[str, Any]]:
    """Every metric that is shown, with its formula, its source, and the signatures of its figures."""
    known = wording.metrics(result)
    shown = {metric for data in result["data"] for metric, _ in wording.columns(result, data["language"])}
    return [
        {
            **known[name],
            "better": panels.arrow(known[name]),
            "signatures": sorted(
                {figure["signature"] for figure in result["figures"] if figure["metric"] == name}
            ),
        }
        for name in result["headlines"]
        if name in shown
    ]
