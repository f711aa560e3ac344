"""``mujaz serve``: what it hands to uvicorn."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.cli.conftest import Run


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    calls: list[dict[str, Any]] = []
    names = ("MUJAZ_PROFILES", "MUJAZ_KEYS_FILE", "PROMETHEUS_MULTIPROC_DIR")
    for name in names:
        monkeypatch.setenv(name, "")  # so that it is as it was before, afterwards
        monkeypatch.delenv(name)

    def run(app: str, **options: Any) -> None:
        calls.append({"app": app, **options, "env": {name: os.environ.get(name) for name in names}})

    monkeypatch.setattr(uvicorn, "run", run)
    return calls


def test_defaults(run: Run, served: list[dict[str, Any]]) -> None:
    done = run("serve")
    assert done.exit_code == 0, done.stderr
    [call] = served
    assert (call["host"], call["port"], call["workers"]) == ("127.0.0.1", 8000, 1)
    assert call["env"]["PROMETHEUS_MULTIPROC_DIR"] is None
    assert done.stderr == "mujaz: listening on http://127.0.0.1:8000\n"


def test_the_factory_exists(served: list[dict[str, Any]], run: Run) -> None:
    run("serve")
    module, _, name = served[0]["app"].partition(":")
    assert callable(getattr(__import__(module, fromlist=[name]), name))


def test_several_workers_share_a_folder_of_metrics(run: Run, served: list[dict[str, Any]]) -> None:
    run("serve", "--workers", "2", "--profile", "lite")
    [call] = served
    assert call["workers"] == 2
    assert call["env"]["MUJAZ_PROFILES"] == "lite"
    folder = Path(call["env"]["PROMETHEUS_MULTIPROC_DIR"])
    assert folder.is_absolute()
    assert not folder.exists()  # it is removed with the service


def test_an_open_door_is_told(run: Run, served: list[dict[str, Any]]) -> None:
    assert "MUJAZ_KEYS_FILE" in run("serve", "--host", "0.0.0.0").stderr
