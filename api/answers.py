"""Finished answers: the bytes that a client gets for a brief, with their entity tag."""

from __future__ import annotations

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from starlette.responses import Response

from summarizer.briefs import BriefPair, CacheInfo
from summarizer.wire import dumps


class _Spelled(Response):
    """A response whose ``raw_headers`` are set by whoever makes it."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        """Leaves out what takes a fifth of the time of a repeated answer."""


@dataclass(frozen=True)
class Answer:
    """A brief in the wire format.

    ``brief`` is its id (the cache key), ``etag`` the strong entity tag with its quotes, ``written`` the time
    (seconds since the epoch) at which it was computed, ``hit`` whether it came from the cache.
    """

    body: bytes
    etag: str
    brief: str
    written: float
    hit: bool
    verdict: str

    def again(self) -> Answer:
        """The same answer, given from a cache."""
        return self if self.hit else replace(self, hit=True)

    @cached_property
    def _lasting(self) -> dict[str, str]:
        return {
            "ETag": self.etag,
            "Cache-Control": "private, no-cache",
            "X-Cache": "hit" if self.hit else "miss",
            "Content-Location": f"/v1/briefs/{self.brief}",
        }

    @cached_property
    def _spelled(self) -> list[tuple[bytes, bytes]]:
        sent = self._lasting | {"Content-Length": str(len(self.body)), "Content-Type": "application/json"}
        return [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in sent.items()]

    def _age(self) -> int:
        return max(0, int(time.time() - self.written))

    def headers(self) -> dict[str, str]:
        """What the HTTP response says about it, however its bytes are sent."""
        return self._lasting | ({"Age": str(self._age())} if self.hit else {})

    def response(self) -> Response:
        """The HTTP response with its bytes, whose headers are spelled out once and not for each request."""
        response = _Spelled(self.body)
        response.raw_headers = [*self._spelled, *([(b"age", b"%d" % self._age())] if self.hit else [])]
        return response


def answer_of(pair: BriefPair, *, explain: bool = False) -> Answer:
    """``pair`` as an answer.

    Its bytes depend on the content alone, so that the entity tag can be strong: the ``id`` is the cache key,
    and ``cache`` always says what it said when the brief was written. Whether this answer was kept, and for
    how long, is said by the headers.
    """
    key = pair.cache.key
    body = dumps(replace(pair, id=key, cache=CacheInfo(key)), explain=explain).encode("utf-8")
    return Answer(
        body=body,
        etag=etag_of(body),
        brief=key,
        written=time.time() - pair.cache.age_seconds,
        hit=pair.cache.hit,
        verdict=pair.fidelity.verdict.value,
    )


def etag_of(body: bytes) -> str:
    """The strong entity tag of a body: 128 bits of its SHA-256, in quotes."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether the header ``If-None-Match`` names ``etag`` (weak comparison, RFC 9110, 13.1.2)."""
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags


class Answers:
    """The latest answers of this process by the digest of their requests, up to ``max_bytes``.

    A repeated request is answered without reading its article again. ``max_age`` is in seconds.
    """

    def __init__(self, max_bytes: int, *, max_age: float | None = None) -> None:
        self._max_bytes = max_bytes
        self._max_age = max_age
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, Answer] = OrderedDict()
        self._bytes = 0

    def get(self, digest: bytes) -> Answer | None:
        """The answer to the request with this digest."""
        with self._lock:
            answer = self._kept.get(digest)
            if answer is None:
                return None
            if self._max_age is not None and time.time() - answer.written > self._max_age:
                self._drop(digest)
                return None
            self._kept.move_to_end(digest)
            return answer

    def put(self, digest: bytes, answer: Answer) -> None:
        """Keeps ``answer``; the least recently used ones go if there is no room."""
        if len(answer.body) > self._max_bytes:
            return
        with self._lock:
            self._drop(digest)
            self._kept[digest] = answer.again()
            self._bytes += len(answer.body)
            while self._bytes > self._max_bytes:
                self._drop(next(iter(self._kept)))

    def _drop(self, digest: bytes) -> None:
        dropped = self._kept.pop(digest, None)
        if dropped is not None:
            self._bytes -= len(dropped.body)


def digest_of(*parts: Mapping[str, str] | bytes) -> bytes:
    """SHA-256 of a request: its body and what else decides the answer."""
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else repr(sorted(part.items())).encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.digest()
