"""A service whose briefs are written by the real pipeline over engines without weights."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api.app import create_app
from api.settings import Settings
from summarizer.briefs import Article, BriefPair, Options
from summarizer.pipeline import Pipeline
from summarizer.protocols import Progress, Translation
from summarizer.translation import TranslationChooser
from tests.fakes import FakeEmbedder, FakeSummarizer, FakeTranslator

ENGLISH_TEXT = """\
Two villages get a well

The water company opened a new well between two villages on Thursday. It gives 900 litres a minute.

Farmers in both villages had asked for the well since the dry summer of 2021. The company says that the work \
cost less than it had planned, and that a second well will follow next year.
"""

ARABIC_TEXT = """\
بئر جديدة لقريتين

افتتحت شركة المياه يوم الخميس بئرًا جديدة بين قريتين. وتعطي البئر 900 لتر في الدقيقة.

وكان المزارعون قد طالبوا بالبئر منذ الصيف الجاف عام 2021. وقالت الشركة إن كلفة العمل أقل مما خططت له.
"""


class Translating(FakeTranslator):
    """Remembers nothing of what it was asked, so that memory can be measured."""

    def translate(self, *args: Any, **kwargs: Any) -> list[list[Translation]]:
        try:
            return super().translate(*args, **kwargs)
        finally:
            self.seen.clear()


def pipeline() -> Pipeline:
    embedder = FakeEmbedder()
    chooser = TranslationChooser(Translating(), embedder)
    return Pipeline(
        FakeSummarizer(), chooser, embedder, profile="lite", models={"summarizer": "fake"}, strategies={}
    )


class CountingWriter:
    """The pipeline, with its calls counted; the canaries are not. ``gate`` holds it up until it is set.

    ``seconds`` is how long a brief takes, in small steps with a report after each.
    """

    def __init__(self, seconds: float = 0.0) -> None:
        self._pipeline = pipeline()
        self.identity = self._pipeline.identity
        self.seconds = seconds
        self.gate = threading.Event()
        self.gate.set()
        self.begun = threading.Semaphore(0)
        self.written: deque[str] = deque(maxlen=100)
        self.error: BaseException | None = None
        self._lock = threading.Lock()

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        if options.sentences != 1:
            with self._lock:
                self.written.append(article.text)
            self.begun.release()
            self._hold(progress)
            if self.error is not None:
                raise self.error
        return self._pipeline.write(article, options, progress)

    def _hold(self, progress: Progress | None) -> None:
        ends = time.monotonic() + self.seconds
        while not self.gate.is_set() or time.monotonic() < ends:
            if progress:
                progress("translate", 0.5)
            if not self.gate.wait(0.01):
                continue
            time.sleep(max(0.0, min(0.01, ends - time.monotonic())))


def app_with(
    home: Path, writer: CountingWriter | None = None, build: Callable[..., Any] | None = None, **settings: Any
) -> FastAPI:
    """The app with a fake writer in an empty home; every host is answered, as tests call it "testserver"."""
    fake = writer or CountingWriter()
    return create_app(
        Settings(home=home, hosts=("*",), **settings), build=build or (lambda profile, folder: fake)
    )
