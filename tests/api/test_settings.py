"""Settings from variables."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.settings import Settings, from_variables
from summarizer.errors import ConfigurationError

DOCS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_nothing_set_is_the_defaults() -> None:
    assert from_variables({"PATH": "/bin", "MUJAZ_THREADS": ""}) == Settings()


def test_values() -> None:
    found = from_variables(
        {"MUJAZ_THREADS": "3", "MUJAZ_PROFILES": "lite, big", "MUJAZ_FETCH": "true", "MUJAZ_HOME": "/tmp/x"}
    )
    assert (found.threads, found.profiles, found.fetch, found.home) == (
        3,
        ("lite", "big"),
        True,
        Path("/tmp/x"),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("MUJAZ_THREADS", "none"), ("MUJAZ_THREADS", "0"), ("MUJAZ_TREADS", "2"), ("MUJAZ_RATE_LIMIT", "often")],
)
def test_wrong_ones_are_named(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        from_variables({name: value})


def test_every_setting_is_documented() -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`MUJAZ_{name.upper()}`" not in text] == []
