import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from summarizer.briefs import Article, BriefPair, Options
from summarizer.cache import CachedWriter, MemoryCache, RedisCache
from summarizer.errors import CacheError, GenerationError
from summarizer.protocols import Progress
from tests.samples import sample_article, sample_pair


class CountingWriter:
    """Answers with the sample; ``open`` holds back the answer until it is set."""

    identity = "counting"

    def __init__(self) -> None:
        self.count = 0
        self.open = threading.Event()
        self.open.set()
        self.started = threading.Event()
        self.error: Exception | None = None

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        self.count += 1
        self.started.set()
        assert self.open.wait(10)
        if self.error:
            raise self.error
        if progress:
            progress("done", 1.0)
        return replace(sample_pair(), article=article, id=article.id or "from-text")


class BrokenCache:
    def __init__(self) -> None:
        self.broken = True

    def get(self, key: str) -> tuple[bytes, float] | None:
        if self.broken:
            raise CacheError("The cache is gone")
        return None

    def put(self, key: str, value: bytes) -> None:
        self.get(key)

    def close(self) -> None: ...


ARTICLE = sample_article()


def test_a_miss_is_written_and_a_hit_is_not(clock):
    writer = CountingWriter()
    cached = CachedWriter(writer, MemoryCache(10, clock=clock))
    first = cached.write(ARTICLE)
    clock.pass_(30)
    second = cached.write(ARTICLE)
    assert writer.count == 1
    assert (first.cache.hit, first.cache.age_seconds) == (False, 0)
    assert (second.cache.hit, second.cache.age_seconds) == (True, 30)
    assert first.cache.key == second.cache.key
    assert replace(second, cache=first.cache) == first
    assert cached.identity == writer.identity


def test_another_option_is_another_brief():
    writer = CountingWriter()
    cached = CachedWriter(writer, MemoryCache(10))
    cached.write(ARTICLE, Options(sentences=2))
    assert not cached.write(ARTICLE, Options(sentences=3)).cache.hit
    assert writer.count == 2


def test_a_hit_carries_the_id_of_its_request():
    cached = CachedWriter(CountingWriter(), MemoryCache(10))
    cached.write(replace(ARTICLE, id="first"))
    pair = cached.write(replace(ARTICLE, id="second", from_html=True))
    assert pair.cache.hit
    assert (pair.id, pair.article.id, pair.article.from_html) == ("second", "second", True)


def test_progress_is_passed_on():
    heard = []
    CachedWriter(CountingWriter(), MemoryCache(10)).write(
        ARTICLE, Options(), lambda stage, done: heard.append((stage, done))
    )
    assert heard == [("done", 1.0)]


def run_together(cached: CachedWriter, writer: CountingWriter, ids: list[str]):
    """Starts one request for each id, lets the writer answer when all of them wait."""
    writer.open.clear()
    waiting = threading.Semaphore(0)
    with ThreadPoolExecutor(len(ids)) as pool:
        first = pool.submit(cached.write, replace(ARTICLE, id=ids[0]))
        assert writer.started.wait(10)
        others = [
            pool.submit(cached.write, replace(ARTICLE, id=id_), Options(), lambda *_: waiting.release())
            for id_ in ids[1:]
        ]
        for _ in others:
            assert waiting.acquire(timeout=10)
        writer.open.set()
    return [first, *others]


def test_identical_requests_in_flight_are_written_once():
    writer = CountingWriter()
    cached = CachedWriter(writer, MemoryCache(10))
    pairs = [future.result() for future in run_together(cached, writer, ["a", "b", "c", "d"])]
    assert writer.count == 1
    assert [pair.id for pair in pairs] == ["a", "b", "c", "d"]
    assert [pair.cache.hit for pair in pairs] == [False, True, True, True]


def test_an_exception_reaches_all_who_wait_and_is_not_kept():
    writer = CountingWriter()
    writer.error = GenerationError("no")
    cached = CachedWriter(writer, MemoryCache(10))
    futures = run_together(cached, writer, ["a", "b", "c"])
    assert writer.count == 1
    assert all(future.exception() is writer.error for future in futures)
    writer.error = None
    assert not cached.write(ARTICLE).cache.hit
    assert writer.count == 2


@pytest.mark.parametrize("stored", [b"", b"damaged", b"x\x9c"])
def test_a_stored_brief_that_cannot_be_read_is_written_anew(stored):
    writer, cache = CountingWriter(), MemoryCache(10)
    cached = CachedWriter(writer, cache)
    key = cached.write(ARTICLE).cache.key
    cache.put(key, stored)
    assert not cached.write(ARTICLE).cache.hit
    assert cached.write(ARTICLE).cache.hit
    assert writer.count == 2


def test_a_failing_cache_costs_no_brief_and_one_warning(caplog):
    cache = BrokenCache()
    cached = CachedWriter(CountingWriter(), cache)
    for _ in range(3):
        assert not cached.write(ARTICLE).cache.hit
    assert len(caplog.records) == 1
    assert "The cache is gone" in caplog.text
    cache.broken = False
    cached.write(ARTICLE)
    cache.broken = True
    cached.write(ARTICLE)
    assert len(caplog.records) == 2


def test_a_redis_server_that_goes_away_costs_no_brief(redis_server, caplog):
    cache = RedisCache(redis_server.url)
    cached = CachedWriter(CountingWriter(), cache)
    cached.write(ARTICLE)
    assert cached.write(ARTICLE).cache.hit
    redis_server.stop()
    assert not cached.write(ARTICLE).cache.hit
    assert not cached.write(ARTICLE).cache.hit
    assert len(caplog.records) == 1
    redis_server.start()
    cached.write(ARTICLE)
    assert cached.write(ARTICLE).cache.hit
    cache.close()
