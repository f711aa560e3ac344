import hashlib
import logging
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from summarizer.cache import SQLiteCache
from summarizer.errors import CacheError

#: Writes and reads entries whose values can be checked from their keys; says so line by line.
WORKER = """
import hashlib, random, sys
from summarizer.cache.sqlite import SQLiteCache

path, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
rng = random.Random(seed)
cache = SQLiteCache(path, max_bytes=2_000_000)
print("ready", flush=True)
for _ in range(count):
    key = f"key-{rng.randrange(300)}"
    value = hashlib.sha256(key.encode()).digest() * (1 + int(key[4:]) * 2)
    found = cache.get(key)
    if found is not None and found[0] != value:
        sys.exit(f"{key} is wrong")
    cache.put(key, value)
cache.close()
"""


def start(path: Path, seed: int, count: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WORKER, str(path), str(seed), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def check_every_entry(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        keys = [key for (key,) in connection.execute("SELECT key FROM entries")]
    connection.close()
    cache = SQLiteCache(path)
    for key in keys:
        found = cache.get(key)
        assert found is not None
        assert found[0] == hashlib.sha256(key.encode()).digest() * (1 + int(key[4:]) * 2)
    cache.close()
    return len(keys)


def fill(cache: SQLiteCache, names: str, size: int = 10_000) -> None:
    for name in names:
        cache.put(name, name.encode() * size)


def aside(path: Path) -> list[Path]:
    return [p for p in path.parent.iterdir() if ".damaged-" in p.name and p.name[-4:] not in ("-wal", "-shm")]


def test_eight_processes_begin_and_use_one_file(tmp_path):
    path = tmp_path / "cache.sqlite"
    workers = [start(path, seed, 60) for seed in range(8)]
    for worker in workers:
        _, errors = worker.communicate()
        assert (worker.returncode, errors) == (0, b"")
    assert check_every_entry(path) > 100
    assert aside(path) == []


def test_killed_writers_leave_a_sound_file(tmp_path):
    path = tmp_path / "cache.sqlite"
    rng = random.Random(7)
    for attempt in range(5):
        workers = [start(path, attempt * 10 + i, 100_000) for i in range(3)]
        for worker in workers:
            assert worker.stdout is not None
            assert worker.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0.01, 0.25))
        for worker in workers:
            worker.send_signal(signal.SIGKILL)
            _, errors = worker.communicate()
            assert (worker.returncode, errors) == (-signal.SIGKILL, b"")
        assert check_every_entry(path) > 0
    assert aside(path) == []


def test_threads_share_a_cache(tmp_path):
    cache = SQLiteCache(tmp_path / "cache.sqlite")

    def work(number: int) -> bool:
        key = str(number % 20)
        cache.put(key, key.encode() * 100)
        found = cache.get(key)
        return found is not None and found[0] == key.encode() * 100

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(400)))
    assert cache.stats().entries == 20
    cache.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_process_opens_the_file_anew(tmp_path):
    cache = SQLiteCache(tmp_path / "cache.sqlite")
    cache.put("a", b"parent")
    child = os.fork()
    if child == 0:
        right = cache.get("a") is not None
        cache.put("b", b"child")
        os._exit(0 if right else 1)
    assert os.waitpid(child, 0)[1] == 0
    found = cache.get("b")
    assert found is not None
    assert found[0] == b"child"
    cache.close()


def test_the_file_stays_under_its_bound(tmp_path):
    path = tmp_path / "cache.sqlite"
    cache = SQLiteCache(path, max_bytes=400_000)
    rng = random.Random(1)
    for number in range(300):
        cache.put(str(number), rng.randbytes(rng.randrange(30_000)))
        assert cache.stats().bytes <= 400_000
    assert cache.get("299") is not None
    assert cache.get("0") is None
    cache.close()
    assert path.stat().st_size < 500_000


def test_the_least_used_go_first(tmp_path, clock):
    cache = SQLiteCache(tmp_path / "cache.sqlite", max_bytes=120_000, clock=clock)
    for name in "abcdefgh":
        cache.put(name, name.encode() * 10_000)
        clock.pass_(100)
    cache.get("a")
    clock.pass_(100)
    fill(cache, "ijkl")
    assert cache.get("a") is not None
    assert cache.get("b") is None
    assert cache.get("l") is not None
    cache.close()


def test_a_value_larger_than_the_cache_is_not_stored(tmp_path, caplog):
    cache = SQLiteCache(tmp_path / "cache.sqlite", max_bytes=100_000)
    cache.put("small", b"1")
    cache.put("large", bytes(100_000))
    assert cache.get("large") is None
    assert cache.get("small") is not None
    assert "too large" in caplog.text
    cache.close()


def test_old_values_are_a_miss(tmp_path, clock):
    cache = SQLiteCache(tmp_path / "cache.sqlite", max_age=10, clock=clock)
    cache.put("a", b"1")
    clock.pass_(11)
    assert cache.get("a") is None
    cache.close()


def test_a_clock_that_went_back_gives_no_negative_age(tmp_path, clock):
    cache = SQLiteCache(tmp_path / "cache.sqlite", clock=clock)
    cache.put("a", b"1")
    clock.pass_(-100)
    assert cache.get("a") == (b"1", 0)
    cache.close()


def test_clearing_gives_the_room_back(tmp_path):
    path = tmp_path / "cache.sqlite"
    cache = SQLiteCache(path)
    fill(cache, "abcdefghij", 100_000)
    cache.clear()
    assert path.stat().st_size < 100_000
    cache.close()


def damage_header(path: Path) -> None:
    path.write_bytes(b"This is no database. " * 500)


def damage_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    path.write_bytes(content)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize("damage", [damage_header, damage_pages, cut])
@pytest.mark.parametrize("open_already", [False, True], ids=["closed", "open"])
def test_a_damaged_file_is_moved_aside(tmp_path, caplog, damage, open_already):
    path = tmp_path / "cache.sqlite"
    cache = SQLiteCache(path)
    fill(cache, "abcdefghijklmnop", 300_000)  # more than SQLite keeps in memory
    cache.prune()  # moves the log into the file
    if not open_already:
        cache.close()
    damage(path)
    if not open_already:
        cache = SQLiteCache(path)
    with caplog.at_level(logging.WARNING):
        fill(cache, "abcdefghijklmnop")
        for name in "abcdefghijklmnop":
            cache.get(name)
        cache.stats()
    assert "moved aside" in caplog.text
    assert len(aside(path)) == 1
    cache.put("new", b"1")
    found = cache.get("new")
    assert found is not None
    cache.close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_many_processes_move_a_damaged_file_aside_once(tmp_path):
    path = tmp_path / "cache.sqlite"
    damage_header(path)
    workers = [start(path, seed, 30) for seed in range(4)]
    for worker in workers:
        worker.communicate()
        assert worker.returncode == 0
    assert len(aside(path)) == 1
    assert check_every_entry(path) > 50


def test_a_folder_that_was_removed_is_made_again(tmp_path):
    path = tmp_path / "folder" / "cache.sqlite"
    cache = SQLiteCache(path)
    cache.put("a", b"1")
    for part in path.parent.iterdir():
        part.unlink()
    path.parent.rmdir()
    cache.put("b", b"2")
    assert cache.get("b") is not None
    assert path.exists()
    cache.close()


def test_the_database_of_another_program_is_left_alone(tmp_path):
    path = tmp_path / "theirs.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (id)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(CacheError, match="another program"):
        SQLiteCache(path)
    assert path.read_bytes() == before
    assert aside(path) == []


def test_a_place_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(CacheError) as caught:
        SQLiteCache(tmp_path / "file" / "cache.sqlite")
    assert "--no-cache" in caught.value.hint
    with pytest.raises(CacheError):
        SQLiteCache(tmp_path)  # a folder


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(CacheError):
            SQLiteCache(tmp_path / "cache.sqlite")
    finally:
        tmp_path.chmod(0o700)


def test_a_closed_cache_says_so(tmp_path):
    cache = SQLiteCache(tmp_path / "cache.sqlite")
    cache.close()
    cache.close()
    with pytest.raises(CacheError, match="closed"):
        cache.get("a")
