"""The only place that builds engines from a profile."""

from __future__ import annotations

from pathlib import Path

from summarizer.assembly.engines import Engines, Runtime, calibration, notes, reranking
from summarizer.cache import open_cache
from summarizer.cache.writer import CachedWriter
from summarizer.once import once
from summarizer.pipeline import Pipeline
from summarizer.profiles import Profile, load_profile
from summarizer.protocols import BriefWriter, Cache, Embedder, Progress, Rescorer, Translator
from summarizer.translation import TranslationChooser

__all__ = [
    "Runtime",
    "build_chooser",
    "build_embedder",
    "build_translator",
    "build_writer",
    "default_data_folder",
    "default_writer",
]


def default_data_folder() -> Path:
    """Where built models and cached briefs are kept unless told otherwise."""
    from platformdirs import user_cache_path

    return user_cache_path("mujaz", appauthor=False)


def build_embedder(
    profile: Profile, *, data_folder: Path | None = None, runtime: Runtime = Runtime()
) -> Embedder:
    """The profile's embedder; what was fetched is in ``data_folder``, or in this user's.

    Raises:
        ModelMissingError: its weights are not here.
        ModelIntegrityError: they are not the ones that the profile pins.
        ConfigurationError: the runtime's device is not here.
    """
    return Engines(profile, data_folder or default_data_folder(), runtime).embedder


def build_translator(
    profile: Profile,
    *,
    data_folder: Path,
    progress: Progress | None = None,
    threads: int = 0,
    runtime: Runtime = Runtime(),
) -> Translator:
    """The profile's translator; the lite one is built into ``data_folder / "models"`` when first asked.

    ``threads`` bounds the cores that it uses (0: all that it can use).

    Raises:
        ModelMissingError: its weights are not installed, or not fetched.
        ModelIntegrityError: they are not the ones that the profile pins.
        ConfigurationError: the runtime's device is not here.
    """
    return Engines(profile, data_folder, runtime, threads=threads, progress=progress).translator


def build_chooser(
    profile: Profile,
    *,
    data_folder: Path,
    progress: Progress | None = None,
    runtime: Runtime = Runtime(),
) -> TranslationChooser:
    """The profile's translator with its reranking; raises as ``build_translator``."""
    engines = Engines(profile, data_folder, runtime, progress=progress)
    return _chooser(profile, engines.translator, engines.embedder)


def build_writer(
    profile: Profile,
    *,
    data_folder: Path,
    cache: Cache | None = None,
    progress: Progress | None = None,
    gather: bool = False,
    threads: int = 0,
    embedder: Embedder | None = None,
    translator: Translator | None = None,
    runtime: Runtime = Runtime(),
) -> BriefWriter:
    """The pipeline of a profile, behind ``cache`` where one is given; raises as ``build_translator``.

    ``embedder`` and ``translator`` are the profile's own, built already, for writers that share them.
    With ``gather``, articles that are written at the same time by several threads share the translator's
    batches, where it promises that its answers do not depend on the batch. Only the lite one does.
    """
    from summarizer.backends.microbatch import GatheringWriter, MicroBatchingTranslator

    engines = Engines(profile, data_folder, runtime, threads=threads, progress=progress)
    embedder = embedder or engines.embedder
    translator = translator or engines.translator
    gathering = MicroBatchingTranslator(translator) if gather and profile.gathers else None
    summarizer = engines.summarizer(embedder)
    pipeline = Pipeline(
        summarizer,
        _chooser(profile, gathering or translator, embedder, translator),
        embedder,
        profile=profile.name,
        models={
            "summarizer": summarizer.identity,
            "translator": translator.identity,
            "embedder": embedder.identity,
        },
        strategies={str(code): strategy for code, strategy in profile.strategies.items()},
        settings=profile.selection,
        pool=profile.pool,
        notes=notes(profile),
    )
    writer = GatheringWriter(pipeline, gathering) if gathering else pipeline
    return CachedWriter(writer, cache) if cache is not None else writer


def _chooser(
    profile: Profile, translator: Translator, embedder: Embedder, rescorer: Translator | None = None
) -> TranslationChooser:
    """``rescorer`` is the translator itself, where ``translator`` is something in front of it."""
    judge = rescorer or translator
    return TranslationChooser(
        translator,
        embedder,
        reranking(profile),
        calibration(profile),
        judge if isinstance(judge, Rescorer) else None,
    )


@once
def default_writer(profile: str) -> BriefWriter:
    """One writer a profile for the whole process, with the brief cache of this user."""
    folder = default_data_folder()
    return build_writer(load_profile(profile), data_folder=folder, cache=open_cache(folder / "briefs.sqlite"))
