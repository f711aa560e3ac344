"""A writer of briefs that remembers what it wrote."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from dataclasses import replace

from summarizer.briefs import Article, BriefPair, CacheInfo, Options
from summarizer.cache.key import cache_key
from summarizer.errors import CacheError
from summarizer.protocols import BriefWriter, Cache, Progress
from summarizer.wire import from_stored, to_stored

logger = logging.getLogger(__name__)


class CachedWriter:
    """Puts ``cache`` in front of ``writer``, and is a writer itself.

    Identical requests that arrive while the first is being answered wait for its answer, or for its
    exception; this holds for the threads of one process. A cache that fails costs time, never a brief: it
    is reported once in the log, and the brief is written without it.
    """

    def __init__(self, writer: BriefWriter, cache: Cache) -> None:
        self._writer = writer
        self._cache = cache
        self._lock = threading.Lock()
        self._in_flight: dict[str, Future[BriefPair]] = {}
        self._failing = False

    @property
    def identity(self) -> str:
        """The identity of the writer behind the cache."""
        return self._writer.identity

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        """The brief of ``article``, from the cache if it is there.

        ``pair.cache`` says which: ``hit`` is False only for the request that had the brief written.
        """
        key = cache_key(article, options, self._writer.identity)
        with self._lock:
            flight = self._in_flight.get(key)
            if flight is None:
                mine: Future[BriefPair] = Future()
                self._in_flight[key] = mine
        if flight is not None:
            if progress is not None:
                progress("wait", 0.0)
            pair = flight.result()
            return _for_request(pair, article, replace(pair.cache, hit=True))
        try:
            pair = self._look_up(key, article) or self._compute(key, article, options, progress)
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            mine.set_result(pair)
            return pair
        finally:
            with self._lock:
                del self._in_flight[key]

    def _look_up(self, key: str, article: Article) -> BriefPair | None:
        try:
            found = self._cache.get(key)
        except CacheError as error:
            self._report(error)
            return None
        if found is None:
            return None
        stored, age = found
        try:
            pair = from_stored(stored)
        except CacheError as error:
            logger.info("The entry %s is computed anew. %s", key, error)
            return None
        return _for_request(pair, article, CacheInfo(key, hit=True, age_seconds=age))

    def _compute(self, key: str, article: Article, options: Options, progress: Progress | None) -> BriefPair:
        pair = replace(self._writer.write(article, options, progress), cache=CacheInfo(key))
        try:
            self._cache.put(key, to_stored(pair))
        except CacheError as error:
            self._report(error)
        else:
            self._failing = False
        return pair

    def _report(self, error: CacheError) -> None:
        """One warning for each time that the cache begins to fail."""
        if not self._failing:
            logger.warning("Going on without the cache. %s", error)
        self._failing = True


def _for_request(pair: BriefPair, article: Article, cache: CacheInfo) -> BriefPair:
    """``pair`` under the id and the article of the request at hand, which has the same text."""
    return replace(pair, id=article.id or pair.id, article=article, cache=cache)
