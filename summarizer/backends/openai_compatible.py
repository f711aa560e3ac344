"""Chat models behind a service that speaks OpenAI's protocol: vLLM, TGI, Ollama, llama.cpp and the like.

Only what all of them understand is sent: model, messages, max_tokens, temperature and seed; and logprobs,
which some ignore and which is left out once a server refused it. Several answers are several requests, since
most servers do not know ``n``.

Article text leaves the machine here, so the address must be allowed by name, redirects are not followed,
proxies of the environment are not used, and neither key nor text is ever logged or put into an error.
"""

from __future__ import annotations

import ipaddress
import json
import logging
import math
import random
import re
import threading
import time
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

from summarizer.backends.answers import without_thoughts
from summarizer.backends.conversations import Completion, Message
from summarizer.errors import ConfigurationError, GenerationError, RemoteError

log = logging.getLogger(__name__)

#: Answers that may be different when the same is asked again.
_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
#: Seconds: the first pause before a retry, the longest one, and the longest that a server may ask for.
FIRST_PAUSE, LONGEST_PAUSE, LONGEST_WAIT = 0.5, 20.0, 60.0
#: An answer is text of some kilobytes; a server that sends more is no chat model.
_MOST_BYTES = 4 << 20
#: How freely the second and further answers to a conversation are drawn; the first is greedy.
_TEMPERATURE = 0.7


class _PassingError(Exception):
    """A failure that may pass; ``wait`` is how many seconds the server asked for, if it did."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class RemoteChat:
    """A ``Chat`` over ``POST {base_url}/v1/chat/completions``. Safe to share between threads.

    Args:
        base_url: where the service is, with or without the ``/v1`` at its end.
        model: the name by which the service knows the model.
        key: sent as a bearer token; None sends none. It is the caller's business where it comes from.
        allowed: addresses beside this machine that may be called: scheme, host, port, and where given a path
            that the address must begin with ("https://llm.example.org/team").
        timeout: seconds that one request may take in all.
        retries: how often a request is repeated after a failure that may pass.
        concurrency: requests at the same time, over all threads.
        context: tokens that the service takes, prompt and answer together.
        transport: an ``httpx2`` transport to use instead of the network, for tests.
        pause: waits some seconds.

    Raises:
        ConfigurationError: the address is none, or is not allowed.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        key: str | None = None,
        allowed: Sequence[str] = (),
        timeout: float = 60.0,
        retries: int = 3,
        concurrency: int = 4,
        context: int = 8192,
        transport: Any = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        if timeout <= 0 or retries < 0 or concurrency < 1 or context < 1:
            raise ValueError("timeout, concurrency and context must be positive, retries not negative")
        self._url = _endpoint(base_url, allowed)
        self._model, self._key = model, key
        self._timeout, self._retries, self._concurrency = timeout, retries, concurrency
        self._transport, self._pause = transport, pause
        self._slots = threading.BoundedSemaphore(concurrency)
        self._lock = threading.Lock()
        self._opened: Any = None
        self._logprobs = True
        self.context = context

    @property
    def identity(self) -> str:
        """The address, the model's name there, and how answers are drawn; no more is known of a service."""
        return f"{self._model}@{self._url.removesuffix('/v1/chat/completions')}(remote,greedy,no-thoughts)"

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text``, estimated from above: three ASCII characters or one and a half others are one.

        The server alone has the tokenizer. English takes about four characters a token and Arabic two to
        three in today's vocabularies, so windows are smaller than they could be, not larger.
        """
        plain = sum(character.isascii() for character in text)
        return math.ceil(plain / 3 + (len(text) - plain) / 1.5)

    def complete(
        self, conversations: Sequence[Sequence[Message]], *, max_tokens: int, n: int = 1
    ) -> list[list[Completion]]:
        """Up to ``n`` distinct answers of each conversation, the greedy one first, then as they were drawn.

        Raises:
            RemoteError: the service cannot be reached, refuses, or fails again and again.
            GenerationError: it answered something that is no completion.
        """
        if n < 1 or max_tokens < 1:
            raise ValueError("n and max_tokens must be at least 1")
        if not conversations:
            return []
        bodies = [self._body(c, max_tokens, draw) for c in conversations for draw in range(n)]
        with ThreadPoolExecutor(min(self._concurrency, len(bodies)), "mujaz-remote") as pool:
            futures = [pool.submit(self._ask, body) for body in bodies]
            try:
                answers = [future.result() for future in futures]
            except BaseException:
                for future in futures:
                    future.cancel()
                raise
        groups = [answers[i : i + n] for i in range(0, len(answers), n)]
        return [_distinct(group) for group in groups]

    def close(self) -> None:
        """Closes the connections; the next request opens new ones."""
        with self._lock:
            opened, self._opened = self._opened, None
        if opened is not None:
            opened.close()

    def _body(self, conversation: Sequence[Message], max_tokens: int, draw: int) -> dict[str, Any]:
        return {
            "model": self._model,
            "messages": [{"role": m.role, "content": m.content} for m in conversation],
            "max_tokens": max_tokens,
            "temperature": _TEMPERATURE if draw else 0.0,
            "seed": draw,
            "stream": False,
        }

    def _client(self) -> Any:
        with self._lock:
            if self._opened is None:
                import httpx2

                self._opened = httpx2.Client(
                    timeout=self._timeout,
                    trust_env=False,
                    follow_redirects=False,
                    transport=self._transport,
                    headers={"Accept": "application/json", "User-Agent": "mujaz"},
                )
                weakref.finalize(self, self._opened.close)  # whoever drops the engine need not close it
            return self._opened

    def _ask(self, body: Mapping[str, Any]) -> Completion:
        """One completion, with log-probabilities where the service gives them."""
        if not self._logprobs:
            return self._persistently(body)
        try:
            return self._persistently({**body, "logprobs": True})
        except RemoteError as error:
            if error.value not in (400, 422):
                raise
        answer = self._persistently(body)
        self._logprobs = False
        return answer

    def _persistently(self, body: Mapping[str, Any]) -> Completion:
        """One completion, asked for again while the failure may pass."""
        for attempt in range(self._retries + 1):
            try:
                with self._slots:
                    return self._once(body)
            except _PassingError as error:
                reason, wait = str(error), error.wait
            last = attempt == self._retries
            if last or (wait or 0) > LONGEST_WAIT:
                asked = f", and asks to wait {wait:.0f} s" if wait else ""
                raise RemoteError(
                    f"The service at {self._origin} {reason}{asked} "
                    f"({attempt + 1} attempt{'s' if attempt else ''})",
                    value=self._origin,
                    hint="Check that it runs and is not overloaded, or raise the timeout",
                )
            # Full jitter (Brooker 2015, "Exponential Backoff And Jitter"): clients that failed together
            # do not come back together.
            longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt)
            pause = max(wait or 0.0, random.uniform(longest / 2, longest))
            log.info("The service at %s %s; trying again in %.1f s", self._origin, reason, pause)
            self._pause(pause)
        raise AssertionError("the last attempt returns or raises")

    @property
    def _origin(self) -> str:
        parts = urlsplit(self._url)
        return f"{parts.scheme}://{parts.netloc}"

    def _once(self, body: Mapping[str, Any]) -> Completion:
        """One request; raises _PassingError where the next may do better."""
        import httpx2

        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        deadline = time.monotonic() + self._timeout
        data = b""
        try:
            with self._client().stream("POST", self._url, json=body, headers=headers) as response:
                # A server that sends a byte now and then never meets the timeout of one read.
                for chunk in response.iter_bytes():
                    data += chunk
                    if len(data) > _MOST_BYTES:
                        raise GenerationError(
                            f"The service at {self._origin} answers without end", value=self._origin
                        )
                    if time.monotonic() > deadline:
                        raise _PassingError(f"did not answer within {self._timeout:g} s")
        except httpx2.TimeoutException:
            raise _PassingError(f"did not answer within {self._timeout:g} s") from None
        except httpx2.ConnectError:
            raise _PassingError("cannot be reached") from None
        except httpx2.TransportError as error:
            raise _PassingError(f"broke the connection off ({type(error).__name__})") from None
        except httpx2.RequestError as error:
            raise _PassingError(f"answered unreadably ({type(error).__name__})") from None
        if response.status_code == 200:
            return self._completion(data)
        if response.status_code in _PASSING:
            wait = _seconds(response.headers.get("Retry-After"))
            raise _PassingError(f"answered {response.status_code}", wait)
        raise self._refusal(response.status_code, data)

    def _completion(self, data: bytes) -> Completion:
        try:
            answer = json.loads(data)
        except (ValueError, RecursionError):
            raise _PassingError("answered with JSON that is cut off or none") from None
        try:
            choice = answer["choices"][0]
            text, reason = choice["message"].get("content"), choice.get("finish_reason")
        except (TypeError, KeyError, IndexError, AttributeError):
            text, reason = 0, ""
        if text is not None and not isinstance(text, str):
            raise GenerationError(
                f"The service at {self._origin} answered with something that is no chat completion",
                value=self._origin,
                hint="Check that the address is that of an OpenAI-compatible service",
            )
        spoken, thought = without_thoughts(text or "")
        return Completion(spoken, _mean_logprob(choice), thought and reason not in ("length", "max_tokens"))

    def _refusal(self, status: int, data: bytes) -> RemoteError:
        hints = {
            401: "Check the key",
            403: "Check the key and what it permits",
            404: f"Check the base URL, and that the service has a model called {self._model}",
            413: "Give the model's context in the profile, so that requests are made smaller",
        }
        redirected = 300 <= status < 400
        hint = "Give the address that it redirects to" if redirected else hints.get(status, "")
        return RemoteError(
            f"The service at {self._origin} {'redirects elsewhere' if redirected else 'refused'} "
            f"(status {status}{_code(data)})",
            value=status,
            hint=hint
            or "See the log of the service; what it answered may quote the article and is not shown",
        )


def _distinct(completions: Sequence[Completion]) -> list[Completion]:
    found: dict[str, Completion] = {}
    for completion in completions:
        found.setdefault(completion.text, completion)
    return list(found.values())


def _mean_logprob(choice: Mapping[str, Any]) -> float | None:
    """The mean of the answer's token log-probabilities, where the server gives them."""
    found = choice.get("logprobs")
    tokens = found.get("content") if isinstance(found, Mapping) else None
    if not isinstance(tokens, list) or not tokens:
        return None
    values = [token.get("logprob") if isinstance(token, Mapping) else None for token in tokens]
    numbers = [float(v) for v in values if isinstance(v, int | float) and math.isfinite(v)]
    return round(sum(numbers) / len(numbers), 4) if len(numbers) == len(values) else None


def _code(data: bytes) -> str:
    """The error's own short name ("model_not_found"); never its message, which may quote what was sent."""
    try:
        error = json.loads(data)["error"]
        code = error.get("code") or error.get("type")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ""
    return f", {code}" if isinstance(code, str) and re.fullmatch(r"[A-Za-z][A-Za-z_]{2,40}", code) else ""


def _seconds(header: str | None) -> float | None:
    """The seconds that a Retry-After header asks for (RFC 9110: a number, or a date)."""
    if not header:
        return None
    if re.fullmatch(r"\s*\d{1,9}(?:\.\d+)?\s*", header):
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def _endpoint(base_url: str, allowed: Sequence[str]) -> str:
    """The address of the completions; raises ConfigurationError unless it is this machine's or allowed."""
    parts = _parts(base_url)
    if not _loopback(parts.hostname or "") and not any(_covers(_parts(a), parts) for a in allowed):
        raise ConfigurationError(
            f"The address {parts.scheme}://{parts.netloc} is not on the list of allowed services",
            value=f"{parts.scheme}://{parts.netloc}",
            hint="Articles would be sent there. If that is wanted, add it to `allowed` in the profile",
        )
    path = parts.path.rstrip("/")
    path = path if path.endswith("/v1") else f"{path}/v1"
    return f"{parts.scheme}://{parts.netloc}{path}/chat/completions"


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        parts = SplitResult("", "", "", "", "")
    strange = parts.query or parts.fragment or "@" in parts.netloc or ".." in parts.path.split("/")
    if parts.scheme not in ("http", "https") or not parts.hostname or strange:
        raise ConfigurationError(
            "The base URL of a service must be http(s)://host[:port][/path], without user, query or fragment",
            value=parts.hostname or "",
            hint='For example "http://localhost:8000" or "https://llm.example.org/v1"',
        )
    return parts


def _covers(allowed: SplitResult, wanted: SplitResult) -> bool:
    ports = {"http": 80, "https": 443}
    same = (allowed.scheme, allowed.hostname) == (wanted.scheme, wanted.hostname)
    same_port = (allowed.port or ports[allowed.scheme]) == (wanted.port or ports[wanted.scheme])
    path = allowed.path.rstrip("/")
    return same and same_port and (wanted.path.rstrip("/") + "/").startswith(path + "/")


def _loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
