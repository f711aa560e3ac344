"""What all caches have in common."""

import pytest

from summarizer.cache import MemoryCache, RedisCache, SQLiteCache, open_cache
from summarizer.errors import CacheError


@pytest.fixture(params=["memory", "sqlite", "redis"])
def cache(request, tmp_path, clock):
    if request.param == "memory":
        cache = MemoryCache(100, clock=clock)
    elif request.param == "sqlite":
        cache = SQLiteCache(tmp_path / "cache.sqlite", clock=clock)
    else:
        cache = RedisCache(request.getfixturevalue("redis_server").url, clock=clock)
    yield cache
    cache.close()


def test_what_was_put_is_found_with_its_age(cache, clock):
    assert cache.get("a") is None
    cache.put("a", b"one\0\xff")
    clock.pass_(90)
    assert cache.get("a") == (b"one\0\xff", 90)
    cache.put("a", b"two")
    assert cache.get("a") == (b"two", 0)
    assert cache.get("b") is None


def test_an_empty_value_is_a_value(cache):
    cache.put("a", b"")
    assert cache.get("a") == (b"", 0)


def test_stats(cache, clock):
    assert (cache.stats().entries, cache.stats().oldest_seconds) == (0, None)
    cache.put("a", b"x" * 100)
    clock.pass_(7)
    cache.put("b", b"y")
    stats = cache.stats()
    assert (stats.entries, stats.oldest_seconds) == (2, 7)
    assert stats.bytes > 100


def test_prune_by_age(cache, clock):
    cache.put("old", b"1")
    clock.pass_(100)
    cache.put("new", b"2")
    assert cache.prune(older_than=50) == 1
    assert cache.get("old") is None
    assert cache.get("new") == (b"2", 0)
    assert cache.prune(older_than=50) == 0


def test_prune_by_size_takes_the_oldest_first(cache, clock):
    for name in "abcdef":
        cache.put(name, name.encode() * 20_000)
        clock.pass_(1)
    removed = cache.prune(max_bytes=85_000)
    assert 2 <= removed <= 4
    assert cache.get("a") is None
    assert cache.get("f") is not None
    assert cache.stats().bytes <= 85_000
    assert cache.prune(max_bytes=0) == 6 - removed
    assert cache.stats().entries == 0


def test_clear(cache):
    for name in "abc":
        cache.put(name, b"x")
    assert cache.clear() == 3
    assert cache.clear() == 0
    assert cache.get("a") is None


def test_memory_forgets_the_least_used(clock):
    cache = MemoryCache(2, clock=clock)
    cache.put("a", b"1")
    cache.put("b", b"2")
    cache.get("a")
    cache.put("c", b"3")
    assert cache.get("b") is None
    assert cache.get("a") is not None
    assert cache.get("c") is not None


def test_memory_forgets_the_old(clock):
    cache = MemoryCache(2, max_age=10, clock=clock)
    cache.put("a", b"1")
    clock.pass_(10)
    assert cache.get("a") == (b"1", 10)
    clock.pass_(0.5)
    assert cache.get("a") is None
    assert cache.stats().entries == 0


def test_open_cache(tmp_path, redis_server):
    kinds = {
        "memory:": MemoryCache,
        str(tmp_path / "a" / "b.sqlite"): SQLiteCache,
        tmp_path / "c.sqlite": SQLiteCache,
        redis_server.url: RedisCache,
    }
    for where, kind in kinds.items():
        cache = open_cache(where, max_age=60)
        assert isinstance(cache, kind)
        cache.put("a", b"1")
        assert cache.get("a") is not None
        cache.close()


def test_open_cache_refuses_another_scheme():
    with pytest.raises(CacheError, match="http://") as caught:
        open_cache("http://127.0.0.1/")
    assert "redis://" in caught.value.hint
