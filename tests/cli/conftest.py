"""A runner, an empty home, and fakes in the place of the engines."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from summarizer import assembly
from summarizer.cli import app
from tests.cli.fakes import FakeChooser, FakeEmbedder, FakeWriter

ENGLISH_TEXT = """\
Two villages get a well

The water company opened a new well between two villages on Thursday. It gives 900 litres a minute.

Farmers in both villages had asked for the well since the dry summer of 2021. The company says that the work \
cost less than it had planned, and that a second well will follow next year.
"""


class Run:
    """Runs ``mujaz`` in this process and returns what it printed."""

    def __call__(self, *arguments: str | Path, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, [str(a) for a in arguments], input=stdin)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder."""
    folder = tmp_path / "home"
    monkeypatch.setenv("MUJAZ_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _logging() -> Iterator[None]:
    """The commands configure logging for their process; the tests share theirs."""
    level = logging.getLogger("summarizer").level
    yield
    logging.captureWarnings(False)
    logging.getLogger("summarizer").setLevel(level)


@pytest.fixture
def run() -> Run:
    return Run()


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(ENGLISH_TEXT, encoding="utf-8")
    return file


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> FakeWriter:
    fake = FakeWriter()
    monkeypatch.setattr(assembly, "build_writer", lambda *a, **k: fake)
    return fake


@pytest.fixture
def chooser(monkeypatch: pytest.MonkeyPatch) -> FakeChooser:
    fake = FakeChooser()
    monkeypatch.setattr(assembly, "build_chooser", lambda *a, **k: fake)
    return fake


@pytest.fixture
def embedder(monkeypatch: pytest.MonkeyPatch) -> FakeEmbedder:
    fake = FakeEmbedder()
    monkeypatch.setattr(assembly, "build_embedder", lambda *a, **k: fake)
    return fake
