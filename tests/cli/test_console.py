from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.cli import console
from summarizer.cli.inputs import language, languages, lines
from summarizer.languages import ARABIC, ENGLISH


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (253_100_000, "253.1 MB"), (4 * 10**12, "4.0 TB")],
)
def test_size(count: int, text: str) -> None:
    assert console.size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.012, "12 ms"), (3.41, "3.4 s"), (125, "2 min 5 s"), (12_000, "3 h 20 min"), (86_400 * 12, "12 days")],
)
def test_duration(seconds: float, text: str) -> None:
    assert console.duration(seconds) == text


@given(st.text())
def test_printable_drives_no_terminal(text: str) -> None:
    assert all(c.isprintable() for c in console.printable(text))


def test_utf8_in_a_latin_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    console.use_utf8()
    console.write("موجز \ud800")
    assert raw.getvalue() == "موجز \\ud800\n".encode()


def test_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "x"))
    assert console.data_folder() == tmp_path / "x"
    monkeypatch.setenv("MUJAZ_HOME", "")
    monkeypatch.setattr("summarizer.assembly.default_data_folder", lambda: tmp_path)
    assert console.data_folder() == tmp_path


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_and_width(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert not console.color()
    assert console.width() == 0
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "77")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert console.color()
    assert console.width() == 77
    monkeypatch.setenv("NO_COLOR", "1")
    assert not console.color()


def test_progress_shows_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = io.StringIO()
    monkeypatch.setattr(sys, "stderr", quiet)
    with console.progress() as report:
        report("translate", 0.5)
    assert quiet.getvalue() == ""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with console.progress() as report:
        report("summarize", 0.0)
        report("translate", 0.5)
        report("translate", 1.0)
    assert "translate" in terminal.getvalue()


def test_languages() -> None:
    assert language(" AR ") == ARABIC
    assert language("english") == ENGLISH
    assert languages("en,ar,en") == (ENGLISH, ARABIC)


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", codec="utf-8"))))
def test_lines_end_at_line_feeds_only(texts: list[str]) -> None:
    stream = io.BytesIO("".join(f"{text}\r\n" for text in texts).encode())
    expected = [texts[0].removeprefix("\ufeff"), *texts[1:]] if texts else []
    assert list(lines(stream)) == expected
