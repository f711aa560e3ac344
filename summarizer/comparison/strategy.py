"""Which strategy won in which direction, and how a profile comes to say so.

A strategy wins over another one if it is better in at least one of the deciding metrics and worse in none
(paired tests, corrected for the number of systems). It wins the direction if it wins over every other
strategy of the profile that was compared. Everything else is not distinguishable, and changes nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.comparison.measures import DECIDING
from summarizer.comparison.result import Result
from summarizer.errors import ProfileError
from summarizer.profiles import load_profile

#: How a line of evidence begins, so that the next comparison can replace it.
MARK = "# mujaz compare: "


@dataclass(frozen=True)
class Decision:
    """What came out for the articles of one language. ``winner`` is empty where nothing did.

    ``reason`` is a sentence, ``evidence`` a line for each figure behind it.
    """

    profile: str
    article: str
    winner: str
    reason: str
    evidence: tuple[str, ...] = ()


def decide(result: Result) -> list[Decision]:
    """The decision for every profile and direction in which two strategies or more were compared."""
    decisions = []
    for profile in dict.fromkeys(system["profile"] for system in result["systems"] if system["profile"]):
        for data in result["data"]:
            strategies = _strategies(result, profile, data["language"])
            if len(strategies) > 1:
                decisions.append(_decision(result, profile, data["language"], strategies))
    return decisions


def _strategies(result: Result, profile: str, article: str) -> dict[str, str]:
    """The strategies that a profile was compared with in one direction: name of the system by strategy."""
    systems = [s["name"] for s in result["systems"] if s["profile"] == profile]
    found: dict[str, str] = {}
    for item in result["items"]:
        for output in item["outputs"]:
            if item["language"] == article and output["system"] in systems and output["strategy"]:
                found.setdefault(output["strategy"], output["system"])
    return found


def _decision(result: Result, profile: str, article: str, strategies: Mapping[str, str]) -> Decision:
    for strategy, system in strategies.items():
        others = {name: other for name, other in strategies.items() if name != strategy}
        found = {name: _verdicts(result, article, system, other) for name, other in others.items()}
        if all("better" in verdicts and "worse" not in verdicts for verdicts in found.values()):
            evidence = [
                line
                for name, other in others.items()
                for line in _evidence(result, article, (strategy, system), (name, other))
            ]
            reason = f"{strategy} is better than {' and '.join(others)}"
            return Decision(profile, article, strategy, reason, tuple(evidence))
    [(one, first), *rest] = strategies.items()
    evidence = [line for other in rest for line in _evidence(result, article, (one, first), other)]
    reason = f"{' and '.join(strategies)} are not distinguishable, or each is better in something"
    return Decision(profile, article, "", reason, tuple(evidence))


def contrasts(result: Result, article: str, system: str, other: str) -> list[dict[str, Any]]:
    """The tests of ``system`` against ``other``, whichever of the two was named first."""
    found = []
    for test in result["tests"]:
        if test["article"] != article:
            continue
        if (test["system"], test["other"]) == (system, other):
            found.append(test)
        elif (test["system"], test["other"]) == (other, system):
            turned = {"better": "worse", "worse": "better"}
            found.append(
                {
                    **test,
                    "system": system,
                    "other": other,
                    "difference": -test["difference"],
                    "low": -test["high"],
                    "high": -test["low"],
                    "verdict": turned.get(test["verdict"], test["verdict"]),
                }
            )
    return found


def mean(result: Result, system: str, article: str, metric: str, language: str) -> float | None:
    """The mean of one figure, or None if it was not measured."""
    for figure in result["figures"]:
        if (figure["system"], figure["article"], figure["metric"], figure["language"]) == (
            system,
            article,
            metric,
            language,
        ):
            value: float | None = figure["mean"]
            return value
    return None


def _verdicts(result: Result, article: str, system: str, other: str) -> list[str]:
    return [t["verdict"] for t in contrasts(result, article, system, other) if t["metric"] in DECIDING]


def _evidence(result: Result, article: str, one: tuple[str, str], other: tuple[str, str]) -> list[str]:
    lines = []
    for test in contrasts(result, article, one[1], other[1]):
        if test["metric"] not in DECIDING:
            continue
        here = mean(result, one[1], article, test["metric"], test["language"])
        there = mean(result, other[1], article, test["metric"], test["language"])
        lines.append(
            f"{test['metric']} ({test['language']}) {here:.3f} against {there:.3f} of {other[0]}: "
            f"{test['verdict']}, p = {test['p']:.4f}, {test['n']} articles"
        )
    return lines


def write_strategies(path: Path, decisions: Sequence[Decision], result: Result) -> bool:
    """Writes what won into the profile at ``path``, with the evidence as comments; False if nothing won.

    Everything else in the file stays as it is, byte for byte.

    Raises:
        ProfileError: the file is no profile, or has its strategies in a form that is not a section.
    """
    won = [decision for decision in decisions if decision.winner]
    if not won:
        return False
    load_profile(str(path))
    text = path.read_text(encoding="utf-8")
    changed = _with(
        text, won, f"{sum(d['items'] for d in result['data'])} articles, {result['created'][:10]}"
    )
    before = tomllib.loads(text)
    expected = {
        **before,
        "strategies": {**before.get("strategies", {}), **{d.article: d.winner for d in won}},
    }
    if _parsed(changed) != expected:
        raise ProfileError(
            f"{path} has its strategies in a form that cannot be changed here",
            value=str(path),
            hint="Write them as a section: [strategies], and a line for each language",
        )
    temporary = path.with_name(f"{path.name}.new")
    temporary.write_text(changed, encoding="utf-8")
    temporary.replace(path)
    load_profile(str(path))
    return True


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def _with(text: str, won: Sequence[Decision], source: str) -> str:
    lines = text.splitlines()
    start = next((i for i, line in enumerate(lines) if re.fullmatch(r"\[strategies\]\s*(#.*)?", line)), None)
    if start is None:
        # Before the sections of which there are many, so that it does not become part of one.
        at = next((i for i, line in enumerate(lines) if line.startswith("[[")), len(lines))
        new = [*_section(won, source), ""]
        if at == len(lines):
            new = ["", *new[:-1]]
        return "\n".join([*lines[:at], *new, *lines[at:]]) + "\n"
    end = next((i for i in range(start + 1, len(lines)) if lines[i].startswith("[")), len(lines))
    codes = [decision.article for decision in won]
    kept = [line for line in lines[start + 1 : end] if not _is_about(line, codes)]
    while kept and not kept[-1].strip():
        kept.pop()
    section = [lines[start], *kept, *_section(won, source)[1:]]
    return "\n".join([*lines[:start], *section, *([""] if end < len(lines) else []), *lines[end:]]) + "\n"


def _is_about(line: str, codes: Sequence[str]) -> bool:
    """Whether a line of the section sets one of these languages, or is earlier evidence for it."""
    return any(re.match(rf"{code}\s*=", line) or line.startswith(f"{MARK}{code}: ") for code in codes)


def _section(won: Sequence[Decision], source: str) -> list[str]:
    lines = ["[strategies]"]
    for decision in won:
        head = f"{MARK}{decision.article}: "
        lines.append(f"{head}{decision.reason} ({source})")
        lines += [f"{head}{line}" for line in decision.evidence]
        lines.append(f'{decision.article} = "{decision.winner}"')
    return lines
