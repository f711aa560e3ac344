from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from summarizer.cache import open_cache
from summarizer.cli.cache import parse_age, parse_size
from tests.cli.conftest import Run


@pytest.fixture
def filled(home: Path) -> Path:
    cache = open_cache(home / "briefs.sqlite")
    for i in range(5):
        cache.put(f"key{i}", bytes(2000))
    cache.close()
    return home


def test_stats(run: Run, filled: Path) -> None:
    text = run("cache", "stats").stdout
    assert "Briefs   5" in text
    assert str(filled / "briefs.sqlite") in text
    assert "kB of 256.0 MB" in text
    found = json.loads(run("cache", "stats", "--json").stdout)
    assert found["entries"] == 5
    assert found["oldest_seconds"] < 3600


def test_stats_of_an_empty_home(run: Run) -> None:
    result = run("cache", "stats")
    assert result.exit_code == 0
    assert "Briefs   0" in result.stdout
    assert "Oldest" not in result.stdout


def test_prune_by_age_and_size(run: Run, filled: Path) -> None:
    assert run("cache", "prune", "--older-than", "1d").stdout == "0 briefs removed\n"
    removed = json.loads(run("cache", "prune", "--max-size", "0", "--json").stdout)["removed"]
    assert removed == 5


def test_prune_asks_what(run: Run, filled: Path) -> None:
    result = run("cache", "prune")
    assert result.exit_code == 2
    assert "--older-than 30d" in result.stderr


def test_clear_asks_first(run: Run, filled: Path) -> None:
    refused = run("cache", "clear", stdin="n\n")
    assert refused.exit_code == 1
    assert "Remove 5 briefs" in refused.stderr
    assert "removed" not in refused.stdout
    assert run("cache", "clear", stdin="").exit_code == 1
    assert run("cache", "clear", stdin="y\n").stdout.endswith("5 briefs removed\n")
    assert json.loads(run("cache", "clear", "--yes", "--json").stdout) == {"removed": 0}


def test_a_file_of_another_program_is_left_alone(run: Run, home: Path) -> None:
    home.mkdir()
    (home / "briefs.sqlite").mkdir()
    result = run("cache", "stats")
    assert result.exit_code == 1
    assert "bug" not in result.stderr


@pytest.mark.parametrize(
    ("text", "count"),
    [("0", 0), ("500", 500), ("1kb", 1000), ("100MB", 10**8), ("1.5G", 15 * 10**8), ("2 GiB", 2**31)],
)
def test_sizes(text: str, count: int) -> None:
    assert parse_size(text) == count


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("12h", 43_200), ("1.5d", 129_600), ("4w", 2_419_200)]
)
def test_ages(text: str, seconds: float) -> None:
    assert parse_age(text) == seconds


@given(st.text(max_size=8))
def test_what_is_no_size_or_age_is_refused_politely(text: str) -> None:
    for parse in (parse_size, parse_age):
        try:
            assert parse(text) >= 0
        except typer.BadParameter:
            assert not text.strip().isdecimal() or parse is parse_age
