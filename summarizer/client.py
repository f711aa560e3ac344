"""A typed client of the service: ``with Client("http://127.0.0.1:8000") as mujaz: mujaz.brief(text=...)``.

What it gives are the service's own JSON objects, typed by what docs/wire-format.md says of them. A refusal
is a ``RefusedError`` with the problem's stable type; where the service says when to come back, the client
waits and asks again, up to ``retries`` times. Nothing is read from the environment.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, NotRequired, Self, TypedDict, Unpack, cast
from uuid import uuid4

from summarizer.errors import MujazError, RemoteError

if TYPE_CHECKING:
    import httpx2

#: Statuses after which the same request may be sent again: it was not begun, or a key keeps it from being
#: done twice.
_LATER = (409, 429, 503)
#: The longest that one wait lasts, in seconds, whatever the service asks for.
_LONGEST = 60.0


class Evidence(TypedDict):
    """Half-open range of code points in the article's text."""

    start: int
    end: int


class SentenceObject(TypedDict):
    """A sentence of a brief."""

    text: str
    origin: Literal["extracted", "abstracted", "translated"]
    evidence: list[Evidence]


class BriefObject(TypedDict):
    """One language's brief."""

    language: Literal["ar", "en"]
    direction: Literal["rtl", "ltr"]
    headline: SentenceObject | None
    sentences: list[SentenceObject]


class AlignmentObject(TypedDict):
    """Which sentence of the Arabic brief says which sentence of the English one says."""

    arabic: int
    english: int
    similarity: float


class CheckObject(TypedDict):
    """One checked item; ``sentence`` is -1 for the headline."""

    kind: str
    sentence: int
    source: str
    target: str
    status: Literal["kept", "repaired", "changed", "missing", "added"]
    detail: NotRequired[str]


class FidelityObject(TypedDict):
    """The verdict and every check behind it."""

    verdict: Literal["pass", "warn", "fail"]
    checks: list[CheckObject]


class PairObject(TypedDict):
    """A brief in both languages: the wire format of docs/wire-format.md."""

    id: str
    article: dict[str, Any]
    arabic: BriefObject
    english: BriefObject
    alignments: list[AlignmentObject]
    fidelity: FidelityObject
    strategy: str
    style: str
    profile: str
    models: dict[str, str]
    cache: dict[str, Any]
    timings: dict[str, float]
    notes: list[str]
    explain: NotRequired[list[dict[str, Any]]]


class TermObject(TypedDict):
    """A glossary entry; it holds in both directions."""

    arabic: str
    english: str


class OptionsObject(TypedDict, total=False):
    """How a brief shall be; what is left out is as the service has it."""

    profile: str
    sentences: int
    words: int
    style: Literal["sentences", "bullets"]
    headline: bool
    strategy: Literal["auto", "summarize-then-translate", "translate-then-summarize", "direct"]
    focus: str
    glossary: Sequence[TermObject]
    explain: bool


class RequestObject(OptionsObject, total=False):
    """One article, in exactly one of three forms, and how its brief shall be."""

    text: str
    html: str
    url: str
    language: Literal["ar", "en"]


class ArticleObject(TypedDict, total=False):
    """An article of a job; its ``id`` comes back with its result."""

    id: str
    text: str
    html: str
    url: str
    language: Literal["ar", "en"]


class JobObject(TypedDict):
    """A job: ``done``, ``failed`` and ``cancelled`` count articles that ended, ``articles`` counts all."""

    id: str
    state: Literal["queued", "running", "done", "cancelled"]
    created: str
    articles: int
    done: int
    failed: int
    cancelled: int


class ItemObject(TypedDict):
    """An article of a comparison, and the summaries that people made of it, by language."""

    id: str
    text: str
    language: Literal["ar", "en"]
    title: NotRequired[str]
    references: NotRequired[Mapping[str, Sequence[str]]]


class ComparisonObject(TypedDict):
    """A comparison: ``outputs`` counts articles times systems, the others count those that ended."""

    id: str
    state: Literal["queued", "running", "done", "cancelled"]
    created: str
    outputs: int
    done: int
    failed: int
    cancelled: int


class ResultObject(TypedDict):
    """One article of a job that ended: it has a ``brief`` or a ``problem``."""

    number: int
    id: str | None
    state: Literal["done", "failed", "cancelled"]
    brief: NotRequired[PairObject]
    problem: NotRequired[dict[str, Any]]


class Event(TypedDict):
    """An event of a brief that is being written: ``stage``, ``partial`` or ``result``, and its data."""

    event: str
    data: dict[str, Any]


class RefusedError(RemoteError):
    """The service refused a request; ``value`` is the problem document (RFC 9457), ``type`` its name.

    ``status`` is the HTTP status.
    """

    def __init__(self, problem: Mapping[str, Any], status: int) -> None:
        message = str(problem.get("detail") or problem.get("title") or f"The service answered {status}")
        super().__init__(message, value=dict(problem), hint=str(problem.get("hint") or ""))
        self.type = str(problem.get("type", "about:blank")).rpartition(":")[2]
        self.status = status


class Client:
    """Talks to a service over connections that stay open; close it, or use it in ``with``.

    Args:
        address: where the service is, such as ``http://127.0.0.1:8000``.
        key: the API key, where the service asks for one.
        timeout: seconds that a brief may take; the service has a limit of its own.
        retries: how often a request is sent again that the service could not take yet.
        transport: in place of the network, in tests.
    """

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        key: str | None = None,
        timeout: float = 180.0,
        retries: int = 3,
        transport: httpx2.BaseTransport | None = None,
    ) -> None:
        import httpx2

        self._http = httpx2.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx2.Timeout(timeout, connect=10.0),
            transport=transport,
            trust_env=False,
        )
        self._address = address
        self._retries = retries

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def brief(self, **request: Unpack[RequestObject]) -> PairObject:
        """The brief of one article, given as ``text``, ``html`` or ``url``.

        Raises:
            RefusedError: the service says why it does not write it.
            RemoteError: the service cannot be reached, or does not answer as it should.
        """
        return cast(PairObject, self._json("POST", "/v1/briefs", _given(request), key=True))

    def events(self, **request: Unpack[RequestObject]) -> Iterator[Event]:
        """The events of a brief while it is written; the last one is ``result``, with the brief.

        Raises:
            RefusedError: the service says why it does not write it, before or while it does.
            RemoteError: the connection broke before the result.
        """
        import httpx2

        headers = {"Accept": "text/event-stream", "Content-Type": "application/json"}
        body = json.dumps(_given(request)).encode("ascii")
        try:
            with self._http.stream("POST", "/v1/briefs", content=body, headers=headers) as answer:
                if answer.status_code != 200:
                    answer.read()
                    raise _refused(answer)
                for event in _events(answer.iter_lines()):
                    if event["event"] == "error":
                        raise RefusedError(event["data"], int(event["data"].get("status", 500)))
                    yield event
                    if event["event"] == "result":
                        return
        except httpx2.HTTPError as error:
            raise self._unreachable(error) from error
        raise RemoteError("The events ended before the result", value=self._address)

    def again(self, brief: str) -> PairObject:
        """A brief that was written before, by its ``id``.

        Raises:
            RefusedError: with the type ``not-found``, the cache has it no more.
        """
        return cast(PairObject, self._json("GET", f"/v1/briefs/{brief}"))

    def submit(self, articles: Iterable[ArticleObject], **options: Unpack[OptionsObject]) -> JobObject:
        """Hands over up to 1,000 articles; once this returns they will be written, whatever happens."""
        body = {"articles": [_given(article) for article in articles], "options": _given(options)}
        return cast(JobObject, self._json("POST", "/v1/jobs", body, key=True))

    def job(self, job: str) -> JobObject:
        """How far a job is."""
        return cast(JobObject, self._json("GET", f"/v1/jobs/{job}"))

    def jobs(self) -> Iterator[JobObject]:
        """All jobs of this key, the latest first."""
        cursor = ""
        while True:
            page = self._json("GET", "/v1/jobs", params={"cursor": cursor} if cursor else {})
            yield from cast(list[JobObject], page["jobs"])
            if not (cursor := page["next"] or ""):
                return

    def wait(self, job: str, *, poll: float = 2.0) -> JobObject:
        """Waits until every article of a job has ended, asking each ``poll`` seconds."""
        while (found := self.job(job))["state"] in ("queued", "running"):
            time.sleep(poll)
        return found

    def cancel(self, job: str) -> JobObject:
        """Cancels what is left of a job."""
        return cast(JobObject, self._json("DELETE", f"/v1/jobs/{job}"))

    def results(self, job: str, *, after: int = -1) -> Iterator[ResultObject]:
        """What has ended of a job so far, in the order of its articles, from number ``after`` + 1 on."""
        import httpx2

        try:
            with self._http.stream("GET", f"/v1/jobs/{job}/results", params={"after": after}) as answer:
                if answer.status_code != 200:
                    answer.read()
                    raise _refused(answer)
                for line in answer.iter_lines():
                    yield cast(ResultObject, self._object(line))
        except httpx2.HTTPError as error:
            raise self._unreachable(error) from error

    def compare(
        self, items: Iterable[ItemObject], systems: Iterable[str], *, words: int | None = None
    ) -> ComparisonObject:
        """Has ``systems`` summarize up to 100 articles within ``words`` each; it is done as a job is.

        Systems are ``lead``, ``lexrank``, ``textrank``, ``oracle``, a profile, or one with a strategy.
        """
        asked = {"items": [_given(item) for item in items], "systems": list(systems), "words": words}
        return cast(ComparisonObject, self._json("POST", "/v1/comparisons", _given(asked), key=True))

    def comparison(self, comparison: str) -> ComparisonObject:
        """How far a comparison is."""
        return cast(ComparisonObject, self._json("GET", f"/v1/comparisons/{comparison}"))

    def comparison_result(self, comparison: str) -> dict[str, Any]:
        """The figures of what has ended so far; docs/compare.md says what they mean."""
        return self._json("GET", f"/v1/comparisons/{comparison}/result")

    def cancel_comparison(self, comparison: str) -> ComparisonObject:
        """Cancels what is left of a comparison."""
        return cast(ComparisonObject, self._json("DELETE", f"/v1/comparisons/{comparison}"))

    def profiles(self) -> list[dict[str, Any]]:
        """The profiles that the service has loaded, with licences and measured quality."""
        return cast(list[dict[str, Any]], self._json("GET", "/v1/profiles")["profiles"])

    def ready(self) -> bool:
        """Whether the service's models have answered."""
        try:
            return bool(self._json("GET", "/readyz", patient=False)["status"] == "ready")
        except RemoteError:
            return False

    def _json(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        params: Mapping[str, Any] | None = None,
        key: bool = False,
        patient: bool = True,
    ) -> dict[str, Any]:
        """The object that a request is answered with. With ``key``, repeating it does nothing twice."""
        import httpx2

        content = None if body is None else json.dumps(body).encode("ascii")
        headers = {"Content-Type": "application/json"} if content is not None else {}
        if key:
            headers["Idempotency-Key"] = uuid4().hex
        for attempt in range(self._retries + 1):
            last = attempt == self._retries or not patient
            try:
                answer = self._http.request(method, path, content=content, params=params, headers=headers)
            except httpx2.TransportError as error:
                if last:
                    raise self._unreachable(error) from error
                time.sleep(0.5 * 2**attempt)
                continue
            if answer.status_code in _LATER and not last:
                time.sleep(_pause(answer, attempt))
                continue
            if answer.status_code >= 400:
                raise _refused(answer)
            return self._object(answer.content)
        raise AssertionError("the last attempt returns or raises")

    def _object(self, text: bytes | str) -> dict[str, Any]:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise RemoteError(
                f"What answers at {self._address} is no Mujaz service: it sent no JSON object",
                value=self._address,
                hint="Check the address; a proxy may answer in its place",
            )
        return found

    def _unreachable(self, error: Exception) -> MujazError:
        return RemoteError(
            f"The service at {self._address} did not answer ({type(error).__name__})",
            value=self._address,
            hint="Is it running? mujaz serve starts it",
        )


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is None, which is the same as not said."""
    return {name: value for name, value in values.items() if value is not None}


def _pause(answer: httpx2.Response, attempt: int) -> float:
    asked = answer.headers.get("retry-after", "")
    return min(_LONGEST, float(asked) if asked.isdigit() else 0.5 * 2**attempt)


def _refused(answer: httpx2.Response) -> RefusedError:
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    return RefusedError(problem if isinstance(problem, dict) else {}, answer.status_code)


def _events(lines: Iterable[str]) -> Iterator[Event]:
    """Server-sent events: each has a name and a line of JSON; comments keep the connection open."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield {"event": name, "data": json.loads(line.removeprefix("data: "))}
