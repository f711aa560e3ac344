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
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from summarizer.briefs import Article, BriefPair, Options, Term
from summarizer.languages import Language
from summarizer.protocols import BriefWriter, Progress, Translation, Translator

Answers = list[list[Translation]]

#: Called while an answer is waited for; what it raises ends the wait.
Check = Callable[[], None]

#: Seconds between two calls of a check.
CHECK_SECONDS = 0.25


@dataclass(eq=False)
class _Request:
    """What one thread asks for and waits for; ``withdrawn`` once it does not wait any more."""

    texts: Sequence[str]
    terms: Sequence[Sequence[Term]]
    direction: tuple[Language, Language, int]
    answers: Future[Answers] = field(default_factory=Future)
    withdrawn: bool = False


class MicroBatchingTranslator:
    """A ``Translator`` in front of ``translator`` that joins the requests of several threads.

    It calls the translator as soon as every thread inside ``caller`` waits for it, ``max_texts`` sentences
    have come together, or the first of them has waited ``max_wait`` seconds; one call at a time, in a thread
    of its own, so that whoever waits can go away without taking the answers of the others along. If the
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
        self._own = threading.local()

    @property
    def identity(self) -> str:
        """The identity of the translator: what is batched together changes no answer."""
        return self._translator.identity

    @contextmanager
    def caller(self, check: Check | None = None) -> Iterator[None]:
        """Announces that the thread inside may come to translate, so that it is waited for.

        While it waits for translations, ``check`` is called every ``CHECK_SECONDS`` in this thread.
        """
        with self._changed:
            self._callers += 1
        self._own.check = check
        try:
            yield
        finally:
            self._own.check = None
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
        """As the translator answers; waits for others first. Raises what the thread's check raises."""
        if not texts:
            return []
        request = _Request(texts, terms or [()] * len(texts), (source, target, n))
        with self._changed:
            self._waiting.append(request)
            self._changed.notify_all()
        try:
            self._wait(request, getattr(self._own, "check", None))
        except BaseException:
            self._withdraw(request)
            raise
        return request.answers.result()

    def _wait(self, request: _Request, check: Check | None) -> None:
        """Waits until ``request`` is answered; begins the call if it is time for it."""
        until = time.monotonic() + self._max_wait
        while True:
            with self._changed:
                if request.answers.done():
                    return
                seconds = CHECK_SECONDS if check else None
                if request in self._waiting and not self._running:
                    left = until - time.monotonic()
                    if left <= 0 or self._due():
                        self._begin()
                    else:
                        seconds = min(left, seconds or left)
                self._changed.wait(seconds)
            if check:
                check()

    def _due(self) -> bool:
        collected = sum(len(request.texts) for request in self._waiting)
        return len(self._waiting) >= self._callers or collected >= self._max_texts

    def _begin(self) -> None:
        # Not a daemon: the interpreter must not end below the engine.
        threading.Thread(target=self._run, args=(self._waiting,), name="translate").start()
        self._waiting, self._running = [], True

    def _withdraw(self, request: _Request) -> None:
        with self._changed:
            request.withdrawn = True
            if request in self._waiting:
                self._waiting.remove(request)
            self._changed.notify_all()

    def _run(self, requests: Sequence[_Request]) -> None:
        try:
            self._answer(requests)
        except BaseException as error:  # noqa: BLE001 - raised where it is waited for
            for request in requests:
                if not request.answers.done():
                    request.answers.set_exception(error)
        finally:
            with self._changed:
                self._running = False
                self._changed.notify_all()

    def _answer(self, requests: Sequence[_Request]) -> None:
        groups: dict[tuple[Language, Language, int], list[_Request]] = defaultdict(list)
        for request in requests:
            groups[request.direction].append(request)
        for group in groups.values():
            wanted = [request for request in group if not request.withdrawn]
            if not wanted:
                continue
            try:
                self._answer_together(wanted)
            except Exception:  # noqa: BLE001 - found again, and raised, in the request that it belongs to
                for request in wanted:
                    if not request.withdrawn:
                        self._answer_alone(request)
            with self._changed:
                self._changed.notify_all()

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
        """As the writer writes; while it waits for translations, ``progress`` hears its last report again.

        So a report that raises, because nobody wants the brief any more, ends it within ``CHECK_SECONDS``,
        also if other articles are in the same batch. Their answers still come.
        """
        if progress is None:
            with self._translator.caller():
                return self._writer.write(article, options)
        repeated = _Repeated(progress)
        with self._translator.caller(repeated.again):
            return self._writer.write(article, options, repeated)


class _Repeated:
    """A progress listener whose last report can be repeated."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._last = ("translate", 0.0)

    def __call__(self, stage: str, done: float) -> None:
        self._last = (stage, done)
        self._progress(stage, done)

    def again(self) -> None:
        self._progress(*self._last)
