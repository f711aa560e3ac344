"""``python -m tests.api.measure_load``: many requests at once, memory, cached hits beside a bare route."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.api.fakes import ENGLISH_TEXT
from tests.api.processes import served


def request(body: bytes, host: str, path: str = "/v1/briefs", method: str = "POST") -> bytes:
    """The bytes of an HTTP request on a connection that stays open."""
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes, bytes]:
    """Status, head and body of one answer."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    return int(head[9:12]), head.lower(), await reader.readexactly(length)


async def hammer(port: int, body: bytes, connections: int, seconds: float) -> float:
    """Requests a second over ``connections`` connections."""
    ends = time.perf_counter() + seconds
    sent = request(body, "127.0.0.1")

    async def one() -> int:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        count = 0
        while time.perf_counter() < ends:
            writer.write(sent)
            status, _, _ = await answer(reader)
            assert status == 200, status
            count += 1
        writer.close()
        return count

    began = time.perf_counter()
    counts = await asyncio.gather(*(one() for _ in range(connections)))
    return sum(counts) / (time.perf_counter() - began)


async def at_once(port: int, bodies: list[bytes]) -> list[tuple[int, bytes, bytes]]:
    """The answers to requests that are sent at the same time, each on its own connection."""

    async def one(body: bytes) -> tuple[int, bytes, bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request(body, "127.0.0.1"))
        try:
            return await asyncio.wait_for(answer(reader), 120)
        finally:
            writer.close()

    return await asyncio.gather(*(one(body) for body in bodies))


def memory(pid: int) -> float:
    """Resident memory of a process, in MB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise AssertionError(line)


def asked(number: int) -> bytes:
    return json.dumps(
        {"text": f"{ENGLISH_TEXT}\nThe number of this article is {number}.", "sentences": 2}
    ).encode()


def counter(port: int, name: str) -> float:
    import urllib.request

    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
        lines = page.read().decode().splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name))


def identical_and_many(folder: Path) -> bool:
    with served(folder / "many", FAKE_SECONDS="0.2") as (address, _):
        port = int(address.rsplit(":", 1)[1])
        before = counter(port, "mujaz_writing_seconds_count")
        same = asyncio.run(at_once(port, [asked(0)] * 100))
        computed = counter(port, "mujaz_writing_seconds_count") - before
        sys.stdout.write(
            f"identical 100  computed {computed:.0f}  bodies {len({body for _, _, body in same})}  "
            f"statuses {dict(Counter(status for status, _, _ in same))}\n"
        )
        many = asyncio.run(at_once(port, [asked(number) for number in range(500)]))
        statuses = Counter(status for status, _, _ in many)
        silent = sum(status == 503 and b"retry-after:" not in head for status, head, _ in many)
        sys.stdout.write(f"connections 500  statuses {dict(statuses)}  503 without Retry-After {silent}\n")
        return computed == 1 and set(statuses) <= {200, 503} and silent == 0


def flat_memory(folder: Path) -> bool:
    """2,000 requests to warm up, then 10,000: half of them repeated, half of them new."""
    with served(folder / "memory", MUJAZ_ANSWERS_BYTES="1000000") as (address, pid):
        port = int(address.rsplit(":", 1)[1])

        async def send(first: int, count: int) -> None:
            async def one(start: int) -> None:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                for number in range(start, first + count, 8):
                    writer.write(request(asked(number if number % 2 else 1), "127.0.0.1"))
                    assert (await answer(reader))[0] == 200
                writer.close()

            await asyncio.gather(*(one(first + n) for n in range(8)))

        asyncio.run(send(0, 2_000))
        before = memory(pid)
        asyncio.run(send(2_000, 10_000))
        after = memory(pid)
    growth = after / before - 1
    sys.stdout.write(
        f"memory before {before:.1f} MB  after 10,000 requests {after:.1f} MB  growth {growth:.1%}\n"
    )
    return growth <= 0.05


def processor_seconds(pid: int) -> float:
    """Processor time of a process so far, which other load on the machine does not change."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def cached_hits(folder: Path, *, rounds: int = 5, seconds: float = 3.0) -> bool:
    with (
        served(folder / "hits") as (service, service_pid),
        served(folder / "bare", path="/", FAKE_APP="bare") as (bare, bare_pid),
    ):
        servers = {"cached": (service, service_pid), "bare": (bare, bare_pid)}
        asyncio.run(at_once(int(service.rsplit(":", 1)[1]), [asked(0)]))
        rates: dict[str, list[float]] = {name: [] for name in servers}
        costs: dict[str, list[float]] = {name: [] for name in servers}
        for _ in range(rounds):  # in turns, so that other load on the machine meets both
            for name, (address, pid) in servers.items():
                before = processor_seconds(pid)
                rate = asyncio.run(hammer(int(address.rsplit(":", 1)[1]), asked(0), 16, seconds))
                costs[name].append((processor_seconds(pid) - before) / (rate * seconds))
                rates[name].append(rate)
    best = {name: max(found) for name, found in rates.items()}
    cost = {name: min(found) * 1e6 for name, found in costs.items()}
    ratio, cheap = best["cached"] / best["bare"], cost["bare"] / cost["cached"]
    sys.stdout.write(
        f"requests/s  cached hit {best['cached']:.0f}  bare route {best['bare']:.0f}  ratio {ratio:.2f}\n"
        f"processor time a request  cached hit {cost['cached']:.0f} us  bare route {cost['bare']:.0f} us  "
        f"ratio {cheap:.2f}\n"
    )
    return ratio >= 0.7


if __name__ == "__main__":
    parts = {"many": identical_and_many, "memory": flat_memory, "hits": cached_hits}
    chosen = sys.argv[1:] or list(parts)
    with tempfile.TemporaryDirectory() as name:
        passed = [parts[part](Path(name)) for part in chosen]
    sys.exit(int(not all(passed)))
