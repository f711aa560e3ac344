"""The writers of the service: one a profile, loaded off the event loop, and ready when they have answered."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from api.errors import FieldError, InvalidRequestError, NotReadyError
from api.flights import Abandoned
from summarizer.briefs import Article, BriefPair, Options
from summarizer.cache.writer import CachedWriter
from summarizer.errors import GenerationError, MujazError
from summarizer.profiles import Profile, load_profile
from summarizer.protocols import BriefWriter, Cache, Progress
from summarizer.text.reading import read_article

logger = logging.getLogger(__name__)

#: Builds the writer of a profile, without a cache; models are under the folder.
Build = Callable[[Profile, Path], BriefWriter]

#: What every writer must answer before it is asked anything else.
CANARIES = (
    "The river bridge opened to cars again on Sunday, two years after a ship damaged it. "
    "The repair took eight months longer than planned.",
    "افتُتح جسر النهر أمام السيارات يوم الأحد بعد عامين من اصطدام سفينة به. "
    "واستغرق الإصلاح ثمانية أشهر أكثر مما كان مقررًا.",
)

#: Seconds after which a client should ask again while the models are loaded.
LOADING_SECONDS = 5.0


def assembling(
    device: str = "auto", dtype: str = "auto", variables: Mapping[str, str] | None = None
) -> Build:
    """Builds by the library's assembly; ``variables`` are those in which profiles look for their keys.

    Articles that are written at once share the translator's batches, where its answers do not depend on that.
    """

    def build(profile: Profile, home: Path) -> BriefWriter:
        from summarizer.assembly import Runtime, build_writer

        known = variables or {}
        keys = {name: known[name] for name in profile.key_variables if known.get(name)}
        return build_writer(profile, data_folder=home, gather=True, runtime=Runtime(device, dtype, keys))

    return build


class _Unread:
    """A cache that only stores (``kept``), or does not even that."""

    def __init__(self, kept: Cache | None) -> None:
        self._kept = kept

    def get(self, key: str) -> None:  # noqa: ARG002 - the protocol's signature
        return None

    def put(self, key: str, value: bytes) -> None:
        if self._kept is not None:
            self._kept.put(key, value)

    def close(self) -> None:
        """The cache behind it is closed by whoever opened it."""


@dataclass(frozen=True)
class Engine:
    """A profile's writer, as the cache directives of a request ask for it."""

    profile: Profile
    models: Mapping[str, str]
    usual: CachedWriter
    refreshing: CachedWriter
    forgetful: CachedWriter

    @classmethod
    def of(cls, profile: Profile, models: Mapping[str, str], writer: BriefWriter, cache: Cache) -> Engine:
        """``writer`` with ``cache``: looked up, only stored to, and not used at all."""
        return cls(
            profile,
            models,
            usual=CachedWriter(writer, cache),
            refreshing=CachedWriter(writer, _Unread(cache)),
            forgetful=CachedWriter(writer, _Unread(None)),
        )

    def writer(self, directives: frozenset[str]) -> CachedWriter:
        """The writer for a request's ``Cache-Control``: ``no-store``, ``no-cache``, or neither."""
        if "no-store" in directives:
            return self.forgetful
        return self.refreshing if "no-cache" in directives else self.usual


class Engines:
    """Loads the writers of ``profiles`` in a thread of its own."""

    def __init__(self, profiles: tuple[str, ...], home: Path, cache: Cache, build: Build) -> None:
        self._names = profiles
        self._home = home
        self._cache = cache
        self._build = build
        self._engines: dict[str, Engine] = {}
        self._error: MujazError | None = None
        self.settled = threading.Event()

    def load(self) -> None:
        """Builds every writer and has it answer the canaries. What goes wrong is told by ``get``."""
        engines: dict[str, Engine] = {}
        try:
            for name in self._names:
                profile = load_profile(name)
                writer = self._build(profile, self._home)
                models: Mapping[str, str] = {}
                for canary in CANARIES:
                    pair = writer.write(read_article(canary), Options(sentences=1))
                    models = _checked(pair).models
                engines[profile.name] = Engine.of(profile, models, writer, self._cache)
        except MujazError as error:
            logger.warning("The models cannot be loaded. %s", error)
            self._error = error
        except Exception as error:
            logger.exception("The models cannot be loaded")
            self._error = MujazError(f"The models cannot be loaded: {type(error).__name__}")
        else:
            self._engines = engines
        self.settled.set()

    @property
    def ready(self) -> bool:
        """Whether every writer has answered."""
        return bool(self._engines)

    def check(self) -> None:
        """Returns if the writers are ready.

        Raises:
            NotReadyError: they are being loaded, or could not be; says why.
        """
        if self._error is not None:
            raise NotReadyError(self._error.message, hint=self._error.hint, retry_after=60)
        if not self._engines:
            raise NotReadyError("The models are being loaded", retry_after=LOADING_SECONDS)

    def get(self, name: str | None, pointer: str = "/profile") -> Engine:
        """The engine of a profile; of the first one for None.

        Raises:
            NotReadyError: see ``check``.
            InvalidRequestError: there is no such profile here.
        """
        self.check()
        engine = next(iter(self._engines.values())) if name is None else self._engines.get(name)
        if engine is None:
            message = f"This service has the profiles {', '.join(self._engines)}"
            raise InvalidRequestError(message, value=name, fields=[FieldError(pointer, message)])
        return engine

    def all(self) -> Mapping[str, Engine]:
        """The engines that are ready, by the name of their profile, the default first."""
        return self._engines


def _checked(pair: BriefPair) -> BriefPair:
    if not (pair.arabic.sentences and pair.english.sentences):
        raise GenerationError(f"Profile {pair.profile} answered the canary with an empty brief")
    return pair


def write(
    writer: BriefWriter, article: Article, options: Options, progress: Progress | None = None
) -> BriefPair:
    """The brief of ``article``, also if an identical request that it waited for was abandoned by its client.

    Raises:
        Abandoned: this request is abandoned itself.
        MujazError: whatever the writer raises.
    """
    while True:
        try:
            return writer.write(article, options, progress)
        except Abandoned:
            # Raised by the report of the request that was first. Ours raises here if we are abandoned too.
            if progress is not None:
                progress("again", 0.0)
