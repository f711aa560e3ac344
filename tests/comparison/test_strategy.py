from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from summarizer.briefs import Strategy
from summarizer.comparison.strategy import Decision, decide, write_strategies
from summarizer.errors import ProfileError
from summarizer.profiles import load_profile

ONE, TWO = "summarize-then-translate", "translate-then-summarize"
LITE = Path(__file__).parents[2] / "configs" / "lite.toml"


def compared(*verdicts: tuple[str, str]) -> dict[str, Any]:
    """A result in which the second strategy was tested against the first, with these verdicts by metric."""
    names = {f"lite/{ONE}": ONE, f"lite/{TWO}": TWO}
    return {
        "created": "2026-01-02T03:04:05+00:00",
        "systems": [{"name": name, "profile": "lite"} for name in names]
        + [{"name": "lead", "profile": None}],
        "data": [{"language": "ar", "items": 40}],
        "items": [
            {
                "language": "ar",
                "outputs": [{"system": name, "strategy": strategy} for name, strategy in names.items()],
            }
        ],
        "figures": [
            {"system": name, "article": "ar", "metric": metric, "language": "both", "mean": 1.5}
            for name in names
            for metric, _ in verdicts
        ],
        "tests": [
            {
                "system": f"lite/{TWO}",
                "other": f"lite/{ONE}",
                "article": "ar",
                "metric": metric,
                "language": "both",
                "difference": 0.5,
                "low": 0.1,
                "high": 0.9,
                "p": 0.01,
                "n": 40,
                "verdict": verdict,
            }
            for metric, verdict in verdicts
        ],
    }


def test_better_in_something_and_worse_in_nothing_wins() -> None:
    [decision] = decide(compared(("failed_checks", "better"), ("lase", "not distinguishable")))
    assert (decision.profile, decision.article, decision.winner) == ("lite", "ar", TWO)
    assert len(decision.evidence) == 2
    assert "1.500 against 1.500" in decision.evidence[0]


def test_the_first_of_the_pair_can_win_too() -> None:
    [decision] = decide(compared(("failed_checks", "worse")))
    assert decision.winner == ONE
    assert "better" in decision.evidence[0]


@pytest.mark.parametrize(
    "verdicts",
    [
        [("failed_checks", "better"), ("lase", "worse")],
        [("failed_checks", "not distinguishable")],
        [("words", "better")],
        [],
    ],
)
def test_otherwise_nothing_wins(verdicts: list[tuple[str, str]]) -> None:
    [decision] = decide(compared(*verdicts))
    assert decision.winner == ""
    assert "not distinguishable" in decision.reason


def test_one_strategy_alone_is_no_decision() -> None:
    result = compared(("failed_checks", "better"))
    result["systems"] = result["systems"][1:]
    assert decide(result) == []


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_bytes(LITE.read_bytes())
    return path


def won(article: str = "ar", winner: str = TWO) -> Decision:
    return Decision("lite", article, winner, f"{winner} is better", ("failed_checks 1 against 2",))


def test_what_won_is_written_with_its_evidence(profile: Path) -> None:
    before = profile.read_text()
    assert write_strategies(profile, [won()], compared())
    after = profile.read_text()
    assert load_profile(str(profile)).strategies == {"ar": Strategy(TWO)}
    assert "# mujaz compare: ar: failed_checks 1 against 2\n" in after
    assert "(40 articles, 2026-01-02)" in after
    lines = after.splitlines()
    assert [line for line in before.splitlines() if line not in lines] == []


def test_a_later_comparison_replaces_an_earlier_one_of_the_same_language_only(profile: Path) -> None:
    write_strategies(profile, [won("ar"), won("en")], compared())
    write_strategies(profile, [won("ar", ONE)], compared())
    assert load_profile(str(profile)).strategies == {"ar": Strategy(ONE), "en": Strategy(TWO)}
    text = profile.read_text()
    assert text.count("# mujaz compare: ar:") == 2
    assert text.count("[strategies]") == 1
    assert text.count("\nar = ") == 1
    write_strategies(profile, [won("ar", ONE)], compared())
    assert profile.read_text() == text


def test_comments_of_others_stay(profile: Path) -> None:
    text = profile.read_text().replace("[summarizer]", '[strategies]\n# mine\nen = "auto"\n\n[summarizer]')
    profile.write_text(text)
    write_strategies(profile, [won()], compared())
    assert '[strategies]\n# mine\nen = "auto"\n# mujaz compare: ar:' in profile.read_text()
    assert load_profile(str(profile)).summarizer.engine == "extractive"


def test_nothing_won_changes_nothing(profile: Path) -> None:
    assert not write_strategies(profile, [won(winner="")], compared())
    assert profile.read_bytes() == LITE.read_bytes()


def test_a_form_that_cannot_be_changed_is_refused(profile: Path) -> None:
    text = profile.read_text().replace("name =", 'strategies = { ar = "auto" }\nname =', 1)
    profile.write_text(text)
    with pytest.raises(ProfileError):
        write_strategies(profile, [won()], compared())
    assert profile.read_text() == text
