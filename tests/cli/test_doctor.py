from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer import assembly
from summarizer.cli import canaries, machine
from summarizer.cli.machine import Finding, State
from summarizer.errors import ModelIntegrityError
from summarizer.languages import ARABIC, ENGLISH
from summarizer.profiles import load_profile
from tests.cli.conftest import Run
from tests.cli.fakes import FakeChooser, FakeEmbedder, FakeWriter


@pytest.fixture(autouse=True)
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine and models that are in order, so that each test breaks one thing."""
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    monkeypatch.setattr(machine, "memory", lambda: Finding("Memory", State.OK, "enough"))
    monkeypatch.setattr(canaries, "models", lambda *_, **__: [Finding("Models", State.OK, "verified")])


def test_all_is_well(
    run: Run, writer: FakeWriter, chooser: FakeChooser, embedder: FakeEmbedder, home: Path
) -> None:
    result = run("doctor", "--json")
    found = json.loads(result.stdout)
    states = {check["name"]: check["state"] for check in found["checks"]}
    assert {name for name, state in states.items() if state == "fail"} == set(), found
    assert found["ok"] is True
    assert result.exit_code == 0
    assert {"Python", "Packages", "Cache", "Models", "Embeddings", "Translate en to ar"} <= set(states)
    timed = {check["name"] for check in found["checks"] if check["seconds"] is not None}
    assert timed == {"Load the models", "One sentence", "Batch of 8", "Example brief"}
    assert len(writer.asked[0][0].sentences) >= 6
    assert chooser.batches == [4, 4, 1, 8]


def test_the_table_says_what_to_do(
    run: Run, writer: FakeWriter, chooser: FakeChooser, embedder: FakeEmbedder
) -> None:
    embedder.shift = 1
    result = run("doctor")
    assert result.exit_code == 1
    assert "fail  Embeddings" in " ".join(result.stdout.split(" ")).replace("   ", "  ")
    assert "mujaz models verify" in result.stdout
    assert "1 failed" in result.stdout


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("هذه إجابة بالعربية في كلا الاتجاهين وهي كافية", "is not English"),
        ("This is an answer in English in both directions of the test", "is not Arabic"),
        ("نعم", "too short"),
        ("جملة طويلة جدا لا تنتهي أبدا " * 20, "too"),
    ],
)
def test_translations_in_the_wrong_language_or_length(
    run: Run,
    writer: FakeWriter,
    chooser: FakeChooser,
    embedder: FakeEmbedder,
    answer: str,
    said: str,
) -> None:
    chooser.answer = answer
    result = run("doctor", "--json")
    assert result.exit_code == 1
    assert said in result.stdout


def test_engines_that_do_not_load(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise ModelIntegrityError("The weights are not those of the profile", hint="mujaz models pull lite")

    monkeypatch.setattr(assembly, "build_embedder", refuse)
    found = json.loads(run("doctor", "--json").stdout)
    last = found["checks"][-1]
    assert (last["name"], last["state"]) == ("Load the models", "fail")
    assert last["remedy"] == "mujaz models pull lite"


def test_a_crash_in_one_check_leaves_the_others(
    run: Run, writer: FakeWriter, chooser: FakeChooser, embedder: FakeEmbedder
) -> None:
    writer.error = RuntimeError("broken")
    found = json.loads(run("doctor", "--json").stdout)
    states = {check["name"]: check for check in found["checks"]}
    assert states["Example brief"]["detail"] == "RuntimeError: broken"
    assert states["Peak memory"]["state"] == "ok"


def test_quick_loads_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "build_embedder", None)
    result = run("doctor", "--quick")
    assert result.exit_code == 0
    assert "Cache" in result.stdout
    assert "Embeddings" not in result.stdout


def test_an_unknown_profile_is_a_finding(run: Run) -> None:
    result = run("doctor", "--profile", "huge")
    assert result.exit_code == 1
    assert "huge" in result.stdout


def test_a_home_that_cannot_be_written_ends_it(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "file" / "home"))
    result = run("doctor")
    assert result.exit_code == 1
    assert "MUJAZ_HOME" in result.stdout


@pytest.mark.lite
def test_the_real_engines_pass(home: Path) -> None:
    profile = load_profile("lite")
    assert canaries.embeddings(assembly.build_embedder(profile)).state is State.OK


def test_canaries_are_pairs_of_both_languages() -> None:
    assert all(english.isascii() and not arabic.isascii() for english, arabic in canaries.PAIRS)
    finding = canaries.translations(FakeChooser(), ENGLISH, ARABIC)  # type: ignore[arg-type]
    assert finding.state is State.OK
