"""Lets articles that are written at the same time share the translator's batches.

A brief asks for about eight sentences, which is far less than a translator can do at once. Threads that
write different articles meet here: their sentences are collected and translated in one call.

The answers must not depend on what a sentence is batched with, and this module cannot make it so: wrap only
a translator that promises it (``backends.lite`` does, and says how). One that does not is called article by
article, which is the only grouping that neither arrival nor a resumed run can change.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from summarizer.briefs import Article, BriefPair, Options, Term
from summarizer.languages import Language
from summarizer.protocols import BriefWriter, Progress, Translation, Translator

Answers = list[list[Translation]]


@dataclass(eq=False)
class _Request:
    """What one thread asks for and waits for."""

    texts: Sequence[str]
    terms: Sequence[Sequence[Term]]
    direction: tuple[Language, Language, int]
    answers: Future[Answers] = field(default_factory=Future)


class MicroBatchingTranslator:
    """A ``Translator`` in front of ``translator`` that joins the requests of several threads.

    It calls the translator as soon as every thread inside ``caller`` waits for it, ``max_texts`` sentences
    have come together, or the first of them has waited ``max_wait`` seconds; one call at a time. If the
    translator fails, each request is repeated alone, so that only the one that cannot be answered fails.
    """

    def __init__(self, translator: Translator, *, max_texts: int = 256, max_wait: float = 0.5) -> None:
        self._translator = translator
        self._max_texts = max_texts
        self._max_wait = max_wait
        self._changed = threading.Condition()
        self._waiting: list[_Request] = []
        self._callers = 0
        self._running = False

    @property
    def identity(self) -> str:
        """The identity of the translator: what is batched together changes no answer."""
        return self._translator.identity

    @contextmanager
    def caller(self) -> Iterator[None]:
        """Announces that the thread inside may come to translate, so that it is waited for."""
        with self._changed:
            self._callers += 1
        try:
            yield
        finally:
            with self._changed:
                self._callers -= 1
                self._changed.notify_all()

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> Answers:
        """As the translator answers; waits for others first."""
        if not texts:
            return []
        request = _Request(texts, terms or [()] * len(texts), (source, target, n))
        if requests := self._wait(request):
            try:
                self._answer(requests)
            finally:
                with self._changed:
                    self._running = False
                    self._changed.notify_all()
        return request.answers.result()

    def _wait(self, request: _Request) -> list[_Request]:
        """Waits until another thread has taken ``request``, or it is on this one to answer all that wait."""
        until = time.monotonic() + self._max_wait
        with self._changed:
            self._waiting.append(request)
            self._changed.notify_all()
            while request in self._waiting:
                if self._running:
                    self._changed.wait()
                elif self._due() or time.monotonic() >= until:
                    requests, self._waiting = self._waiting, []
                    self._running = True
                    self._changed.notify_all()
                    return requests
                else:
                    self._changed.wait(until - time.monotonic())
        return []

    def _due(self) -> bool:
        collected = sum(len(request.texts) for request in self._waiting)
        return len(self._waiting) >= self._callers or collected >= self._max_texts

    def _answer(self, requests: Sequence[_Request]) -> None:
        groups: dict[tuple[Language, Language, int], list[_Request]] = defaultdict(list)
        for request in requests:
            groups[request.direction].append(request)
        try:
            for group in groups.values():
                try:
                    self._answer_together(group)
                except Exception:  # noqa: BLE001 - found again, and raised, in the request that it belongs to
                    for request in group:
                        self._answer_alone(request)
        finally:
            # Only an exception that ends the process (an interrupt) leaves a request without an answer.
            for request in requests:
                if not request.answers.done():
                    request.answers.set_exception(RuntimeError("The translation was interrupted"))

    def _answer_together(self, group: Sequence[_Request]) -> None:
        places = [(request, i) for request in group for i in range(len(request.texts))]
        places.sort(key=lambda place: (len(place[0].texts[place[1]]), place[0].texts[place[1]]))
        source, target, n = group[0].direction
        found = self._translator.translate(
            [request.texts[i] for request, i in places],
            source,
            target,
            n=n,
            terms=[request.terms[i] for request, i in places],
        )
        sorted_back: dict[_Request, Answers] = {request: [[] for _ in request.texts] for request in group}
        for (request, i), answer in zip(places, found, strict=True):
            sorted_back[request][i] = answer
        for request, answers in sorted_back.items():
            request.answers.set_result(answers)

    def _answer_alone(self, request: _Request) -> None:
        source, target, n = request.direction
        try:
            request.answers.set_result(
                self._translator.translate(request.texts, source, target, n=n, terms=request.terms)
            )
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            request.answers.set_exception(error)


class GatheringWriter:
    """A ``BriefWriter`` whose calls from several threads meet in ``translator``, which ``writer`` uses."""

    def __init__(self, writer: BriefWriter, translator: MicroBatchingTranslator) -> None:
        self._writer = writer
        self._translator = translator

    @property
    def identity(self) -> str:
        """The identity of the writer."""
        return self._writer.identity

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        """As the writer writes."""
        with self._translator.caller():
            return self._writer.write(article, options, progress)
