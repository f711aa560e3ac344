import sys

import pytest

from summarizer.cache import RedisCache
from summarizer.errors import CacheError, MissingExtraError


def test_a_missing_client_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(MissingExtraError) as caught:
        RedisCache("redis://127.0.0.1:1/0")
    assert "pip install 'mujaz[redis]'" in str(caught.value)


def test_a_server_that_is_not_there():
    with pytest.raises(CacheError) as caught:
        RedisCache("redis://user:secret@127.0.0.1:1/0")
    assert "127.0.0.1:1" in str(caught.value)
    assert "secret" not in f"{caught.value} {caught.value.value}"


def test_a_wrong_address():
    with pytest.raises(CacheError, match="address"):
        RedisCache("redis://127.0.0.1:1/0?socket_timeout=soon")


def test_a_server_that_goes_away_and_comes_back(redis_server):
    cache = RedisCache(redis_server.url)
    cache.put("a", b"1")
    redis_server.stop()
    with pytest.raises(CacheError):
        cache.get("a")
    with pytest.raises(CacheError):
        cache.put("a", b"1")
    with pytest.raises(CacheError):
        cache.stats()
    redis_server.start()
    assert cache.get("a") is None
    cache.put("a", b"2")
    assert cache.get("a")[0] == b"2"
    cache.close()


def test_age_is_left_to_the_server(redis_server):
    import redis

    cache = RedisCache(redis_server.url, max_age=60)
    cache.put("a", b"1")
    with redis.Redis.from_url(redis_server.url) as client:
        (key,) = client.keys("*")
        assert key == b"mujaz:brief:1:a"
        assert 0 < client.ttl(key) <= 60
    cache.close()


def test_the_keys_of_others_are_left_alone(redis_server):
    import redis

    cache = RedisCache(redis_server.url)
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("theirs", "1")
        client.set("mujaz:brief:1:short", "1")
        assert cache.get("short") is None
        assert cache.stats().entries == 0
        assert cache.clear() == 1
        assert client.get("theirs") == b"1"
    cache.close()
