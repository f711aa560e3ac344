"""--device, --dtype and the keys of services, for every command that writes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import uvicorn

from summarizer import assembly
from summarizer.errors import ConfigurationError
from tests.cli.conftest import Run


@pytest.mark.parametrize("command", ["brief", "translate", "batch", "doctor"])
def test_where_the_models_run_reaches_the_assembly(
    run: Run, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setenv("MUJAZ_REMOTE_KEY", "secret")
    asked: list[assembly.Runtime] = []

    def build(*args: object, runtime: assembly.Runtime, **kwargs: object) -> None:
        asked.append(runtime)
        raise ConfigurationError("enough")

    for name in ("build_writer", "build_chooser", "build_embedder"):
        monkeypatch.setattr(assembly, name, build)
    arguments: dict[str, list[str | Path]] = {
        "brief": [article],
        "translate": [article, "--to", "ar"],
        "batch": [article, "-o", tmp_path / "out.jsonl"],
        "doctor": [],
    }
    run(command, *arguments[command], "--profile", "remote", "--device", "cuda:1", "--dtype", "bfloat16")
    assert asked[0] == assembly.Runtime("cuda:1", "bfloat16", {"MUJAZ_REMOTE_KEY": "secret"})
    assert "secret" not in repr(asked[0])


def test_the_service_is_told_by_its_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: None)
    for name in ("MUJAZ_DEVICE", "MUJAZ_DTYPE"):
        monkeypatch.setenv(name, "")
    run("serve", "--device", "cpu")
    assert (os.environ["MUJAZ_DEVICE"], os.environ["MUJAZ_DTYPE"]) == ("cpu", "")


def test_a_device_that_nothing_takes_is_refused(run: Run, article: Path) -> None:
    result = run("brief", article, "--device", "cuda", "--no-cache")
    assert result.exit_code == 1
    assert "Profile lite has no engine that runs on a device of your choice" in result.stderr
