"""How the service has its writers built: where models run, and which keys they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.engines import assembling
from api.settings import from_variables
from summarizer import assembly
from summarizer.assembly import Runtime
from summarizer.profiles import load_profile
from tests.cli.fakes import FakeWriter


@pytest.mark.parametrize(
    ("profile", "keys"), [("lite", {}), ("remote", {"MUJAZ_REMOTE_KEY": "secret"})], ids=["lite", "remote"]
)
def test_a_profile_is_told_the_keys_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, profile: str, keys: dict[str, str]
) -> None:
    asked: list[Runtime] = []

    def build(*args: object, runtime: Runtime, gather: bool, **kwargs: object) -> FakeWriter:
        assert gather
        asked.append(runtime)
        return FakeWriter()

    monkeypatch.setattr(assembly, "build_writer", build)
    variables = {"MUJAZ_REMOTE_KEY": "secret", "OTHER": "x"}
    assembling("cpu", "float32", variables)(load_profile(profile), tmp_path)
    assert asked == [Runtime("cpu", "float32", keys)]


def test_the_variables_of_the_environment() -> None:
    settings = from_variables(
        {"MUJAZ_DEVICE": "cuda:1", "MUJAZ_DTYPE": "bfloat16", "MUJAZ_REMOTE_KEY": "secret"}
    )
    assert (settings.device, settings.dtype) == ("cuda:1", "bfloat16")
    assert "secret" not in repr(settings)
