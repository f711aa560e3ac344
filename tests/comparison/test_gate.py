from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from summarizer import assembly
from summarizer.comparison import gate
from summarizer.comparison.gate import Data, Floor, Floors, Order, check, read_floors
from summarizer.comparison.systems import Systems
from summarizer.errors import ConfigurationError
from tests.fakes import FakeEmbedder, FakeTranslator

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def result_with(value: float, verdict: str) -> dict[str, Any]:
    common = {"article": "en", "metric": "rouge1", "language": "en"}
    return {
        "figures": [{"system": "ours", **common, "mean": value}],
        "tests": [
            {
                "system": "ours", "other": "lead", **common, "difference": 0.1, "low": 0.0, "high": 0.2,
                "p": 0.01, "n": 30, "verdict": verdict,
            }
        ],
    }  # fmt: skip


def data(*bounds: Floor | Order) -> Data:
    return Data(
        file="x.jsonl",
        language="en",
        systems=("ours",),
        floor=tuple(bound for bound in bounds if isinstance(bound, Floor)),
        order=tuple(bound for bound in bounds if isinstance(bound, Order)),
    )


@pytest.mark.parametrize(
    ("least", "most", "value", "holds"),
    [
        (0.4, None, 0.4, True),
        (0.4, None, 0.39, False),
        (None, 0.5, 0.5, True),
        (None, 0.5, 0.51, False),
        (0.4, 0.5, 0.45, True),
    ],
)
def test_a_floor(least: float | None, most: float | None, value: float, holds: bool) -> None:
    floor = Floor(system="ours", metric="rouge1", language="en", least=least, most=most)
    [finding] = check(data(floor), result_with(value, "better"))
    assert finding.holds is holds


def test_what_was_not_measured_does_not_hold() -> None:
    floor = Floor(system="theirs", metric="rouge1", language="en", least=0.0)
    [finding] = check(data(floor), result_with(1.0, "better"))
    assert not finding.holds
    assert finding.measured == "not measured"


@pytest.mark.parametrize(
    ("must_be", "verdict", "holds"),
    [
        ("better", "better", True),
        ("better", "not distinguishable", False),
        ("better", "worse", False),
        ("not worse", "better", True),
        ("not worse", "not distinguishable", True),
        ("not worse", "worse", False),
    ],
)
def test_an_order(must_be: Any, verdict: str, holds: bool) -> None:
    order = Order(system="ours", other="lead", metrics=("rouge1",), language="en", must_be=must_be)
    [finding] = check(data(order), result_with(1.0, verdict))
    assert finding.holds is holds


def test_an_order_that_was_not_tested_does_not_hold() -> None:
    order = Order(system="ours", other="lead", metrics=("rouge2",), language="en", must_be="not worse")
    [finding] = check(data(order), result_with(1.0, "better"))
    assert not finding.holds


@pytest.mark.parametrize("path", [HERE / "floors.toml", ROOT / "tests" / "quality" / "floors.toml"])
def test_the_committed_files_are_floors(path: Path) -> None:
    floors = read_floors(path)
    assert all(data.floor and data.order for data in floors.data if "lite-selection" in data.systems)


@pytest.mark.parametrize("text", ["[[data]]\nfile = 1", "[[data", "[[flaw]]"])
def test_a_wrong_file_says_where(tmp_path: Path, text: str) -> None:
    path = tmp_path / "floors.toml"
    path.write_text(text)
    with pytest.raises(ConfigurationError, match=r"floors\.toml"):
        read_floors(path)


def test_data_that_is_not_there_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "build_embedder", lambda profile, **_: FakeEmbedder())
    said: list[str] = []
    assert gate.run(Floors(data=(data(),)), tmp_path, Systems(tmp_path), said.append)
    assert "left out" in said[0]


def test_a_run_over_our_own_articles_with_fakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "build_embedder", lambda profile, **_: FakeEmbedder())
    monkeypatch.setattr(assembly, "build_translator", lambda profile, **_: FakeTranslator())
    asked = Data(
        file="articles.jsonl",
        language="ar",
        systems=("lead", "lite"),
        limit=2,
        floor=(
            Floor(system="lite", metric="rouge1", language="ar", least=0.01),
            Floor(system="lite", metric="rouge1", language="ar", least=0.99),
        ),
    )
    said: list[str] = []
    assert not gate.run(Floors(data=(asked,)), HERE, Systems(tmp_path), said.append)
    assert "2 articles" in said[0]
    assert [line.split()[0] for line in said[1:]] == ["ok", "BROKEN"]


@pytest.mark.lite
def test_the_selection_of_lite_on_our_own_articles(tmp_path: Path) -> None:
    """The part of `make quality` that runs everywhere; the rest needs data that we may not commit."""
    said: list[str] = []
    assert gate.run(read_floors(HERE / "floors.toml"), HERE, Systems(tmp_path), said.append), said
