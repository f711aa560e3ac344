"""What the routes share: engines, caches, threads and jobs. An app's lifespan starts and stops it."""

from __future__ import annotations

import asyncio
import logging
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from api.access import Access, read_keys
from api.answers import Answer, Answers, answer_of
from api.comparing import Comparing
from api.engines import Build, Engines, write
from api.errors import NotFoundError
from api.fetching import Fetcher
from api.flights import Flights, Work
from api.jobs.runner import JobRunner
from api.jobs.store import BRIEFS, COMPARISON, Claim, JobStore
from api.metrics import Metrics
from api.pool import WorkerPool
from api.schemas import BriefOptions, BriefRequest, JobArticle
from api.settings import Settings
from summarizer.briefs import Article, BriefPair, CacheInfo
from summarizer.cache import ManagedCache, open_cache
from summarizer.errors import CacheError
from summarizer.languages import LANGUAGES
from summarizer.protocols import Progress
from summarizer.text.reading import read_article
from summarizer.wire import from_stored

logger = logging.getLogger(__name__)

#: Files in the home folder. The cache is the one of the command line, so that they share briefs.
CACHE_FILE = "briefs.sqlite"
JOBS_FILE = "jobs.sqlite"


@dataclass
class Service:
    """The parts of a running service."""

    settings: Settings
    home: Path
    cache: ManagedCache
    answers: Answers
    engines: Engines
    pool: WorkerPool
    flights: Flights
    jobs: JobStore
    runner: JobRunner
    comparing: Comparing
    access: Access
    fetcher: Fetcher
    metrics: Metrics

    @classmethod
    def start(cls, settings: Settings, build: Build, metrics: Metrics) -> Service:
        """Opens everything and begins to load the models.

        Raises:
            ConfigurationError: a file that the settings name is not usable.
            CacheError: the cache or the file of jobs cannot be opened.
        """
        home = settings.home.expanduser().absolute() if settings.home else _default_home()
        keys = read_keys(settings.keys_file) if settings.keys_file else None
        cache = open_cache(settings.cache or home / CACHE_FILE, max_age=settings.cache_max_age)
        engines = Engines(settings.profiles, home, cache, build)
        pool = WorkerPool(settings.threads, settings.queue)
        fetcher = Fetcher.of(settings)
        jobs = JobStore(home / JOBS_FILE, retention=settings.job_retention)
        comparing = Comparing(engines)
        service = cls(
            settings=settings,
            home=home,
            cache=cache,
            answers=Answers(settings.answers_bytes, max_age=settings.cache_max_age),
            engines=engines,
            pool=pool,
            flights=Flights(pool, settings.time_limit),
            jobs=jobs,
            runner=JobRunner(
                jobs,
                {
                    BRIEFS: (
                        "brief",
                        lambda claim, progress: _job_brief(engines, fetcher, claim, progress),
                    ),
                    COMPARISON: ("output", comparing.output),
                },
                engines.settled,
                threads=settings.job_threads,
                lease=settings.job_lease,
                attempts=settings.job_attempts,
                time_limit=settings.time_limit,
                ended=metrics.articles.inc,
            ),
            comparing=comparing,
            access=Access(keys, settings.rate_limit, settings.rate_storage),
            fetcher=fetcher,
            metrics=metrics,
        )
        # A daemon: a service that is stopped while it loads does not wait for the models.
        threading.Thread(target=engines.load, name="load", daemon=True).start()
        service.runner.start()
        return service

    async def stop(self) -> None:
        """Finishes what runs, within the settings' time, and hands back the rest."""
        seconds = self.settings.shutdown_seconds
        jobs = asyncio.create_task(asyncio.to_thread(self.runner.stop, seconds))
        try:
            await asyncio.wait_for(asyncio.to_thread(self.pool.shutdown), seconds)
        except TimeoutError:
            logger.warning("Briefs were still being written after %g seconds", seconds)
        await jobs
        self.jobs.close()
        self.cache.close()

    def work(self, request: BriefRequest, directives: frozenset[str]) -> Work:
        """The computation that answers ``request``.

        Raises:
            NotReadyError, InvalidRequestError: there is no engine for it.
            FetchOffError: it has a URL, and fetching is off.
        """
        engine = self.engines.get(request.profile)
        if request.url is not None:
            self.fetcher.check_allowed()

        def compute(progress: Progress) -> Answer:
            article = read(request, self.fetcher, engine.profile.max_words, progress)
            with self.metrics.writing.time():
                pair = write(engine.writer(directives), article, request.options(), progress)
            self._count(pair)
            return answer_of(pair, explain=request.explain)

        return compute

    def _count(self, pair: BriefPair) -> None:
        self.metrics.briefs.labels(
            pair.profile,
            pair.article.language.code,
            pair.fidelity.verdict.value,
            "hit" if pair.cache.hit else "miss",
        ).inc()

    def kept(self, brief: str) -> BriefPair:
        """A brief that was written before, by its id.

        Raises:
            NotFoundError: it is not (or no longer) in the cache.
        """
        found = self.cache.get(brief)
        try:
            pair = from_stored(found[0]) if found else None
        except CacheError:
            pair = None
        if pair is None or found is None:
            raise NotFoundError(
                "There is no such brief, or no longer", hint="Briefs are kept as long as the cache has room"
            )
        return _from_cache(pair, brief, found[1])


def read(source: BriefRequest | JobArticle, fetcher: Fetcher, max_words: int, progress: Progress) -> Article:
    """The article of a request, fetched first if it is given as a URL.

    Raises:
        InputError: it is no article.
        ServiceError: the page cannot be fetched.
    """
    language = LANGUAGES[source.language] if source.language else None
    if source.url is not None:
        progress("fetch", 0.0)
        page = fetcher.fetch(source.url)
        return read_article(page, language=language, max_words=max_words)
    progress("read", 0.0)
    if source.html is not None:
        return read_article(source.html, html=True, language=language, max_words=max_words)
    return read_article(source.text or "", html=False, language=language, max_words=max_words)


def _job_brief(engines: Engines, fetcher: Fetcher, claim: Claim, progress: Progress) -> str:
    article = JobArticle.model_validate_json(claim.article)
    options = BriefOptions.model_validate_json(claim.options)
    engine = engines.get(options.profile)
    page = read(article, fetcher, engine.profile.max_words, progress)
    answer = answer_of(write(engine.usual, page, options.options(), progress), explain=options.explain)
    return answer.body.decode("utf-8")


def _from_cache(pair: BriefPair, key: str, age: float) -> BriefPair:
    return replace(pair, cache=CacheInfo(key, hit=True, age_seconds=age))


def _default_home() -> Path:
    from summarizer.assembly import default_data_folder

    return default_data_folder()
