"""The real service on loopback, with a writer of hand-made briefs, for looking at the web page.

``python -m tests.api.page_server [PORT]`` serves it; paste one of the pages of ``tests.samples``, or any
article, whose brief is then made of its own sentences. ``SLOWLY`` in an article keeps it at one stage until
its request is cancelled.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import uvicorn

from api.app import create_app
from api.settings import Settings
from summarizer.briefs import (
    Alignment,
    Article,
    Brief,
    BriefPair,
    Check,
    CheckKind,
    Choice,
    Fidelity,
    Options,
    Origin,
    Sentence,
    Status,
    Strategy,
    Usage,
    Verdict,
)
from summarizer.languages import ARABIC, ENGLISH
from summarizer.profiles import Profile
from summarizer.protocols import BriefWriter, Progress
from tests import samples

STAGES = (("summarize", 0.1), ("translate", 0.2), ("check", 0.6), ("select", 0.8), ("align", 0.9))


class SampleWriter:
    """Answers with the samples, or with a brief made of the article's first sentences.

    ``pause`` is how many seconds each stage takes. ``seen`` holds what was asked.
    """

    identity = "sample-writer@1"

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.seen: list[tuple[Article, Options]] = []
        self.abandoned = threading.Event()

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        self.seen.append((article, options))
        for stage, done in STAGES:
            if progress:
                progress(stage, done)
            time.sleep(self.pause)
            while "SLOWLY" in article.text and progress:
                time.sleep(0.01)
                try:
                    progress(stage, done)
                except Exception:
                    self.abandoned.set()
                    raise
        for page, sample in (
            (samples.ENGLISH_PAGE, samples.sample_pair()),
            (samples.ARABIC_PAGE, samples.arabic_sample_pair()),
        ):
            if article.text == page:
                return replace(sample, style=options.style)
        return made_of(article, options)


def made_of(article: Article, options: Options) -> BriefPair:
    """A brief of the article's own sentences; the other language says which sentence it stands for."""
    taken = article.sentences[: options.sentences]
    own = tuple(Sentence(s.text, Origin.EXTRACTED, (s.span,)) for s in taken)
    spelled = "الجملة {}" if article.language is ENGLISH else "Sentence {}"
    other = tuple(
        Sentence(spelled.format(i + 1) + f" ({s.text[-24:]})", Origin.TRANSLATED, (s.span,))
        for i, s in enumerate(taken)
    )
    source, target = (
        Brief(article.language, own),
        Brief(ENGLISH if article.language == ARABIC else ARABIC, other),
    )
    arabic, english = (source, target) if article.language == ARABIC else (target, source)
    return BriefPair(
        id="made",
        article=article,
        arabic=arabic,
        english=english,
        alignments=tuple(Alignment(i, i, 0.9) for i in range(len(taken))),
        fidelity=Fidelity(Verdict.PASS, (Check(CheckKind.MEANING, "", "", Status.KEPT, 0),)),
        strategy=Strategy.SUMMARIZE_THEN_TRANSLATE,
        profile="lite",
        models=samples.MODELS,
        usage=Usage(article.words, article.words),
        style=options.style,
        choices=tuple(
            Choice(s.text, (s.span,), 0.9, 0.8, 0.85, True, "salience ranks 1 of 2, adequacy 0.80")
            for s in taken
        ),
        timings={"total": 0.1},
    )


@contextmanager
def serving(writer: SampleWriter, home: Path, port: int = 0) -> Iterator[str]:
    """The address of a service that answers with ``writer``; it is stopped at the end."""

    def build(profile: Profile, folder: Path) -> BriefWriter:
        return writer

    settings = Settings(home=home, cache=str(home / "briefs.sqlite"), job_threads=0, shutdown_seconds=2)
    app = create_app(settings, build=build)
    listener = socket.create_server(("127.0.0.1", port))
    server = uvicorn.Server(
        uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener])), name="page server"
    )
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started or not app.state.service.engines.ready:
            if time.monotonic() > until or not thread.is_alive():
                raise TimeoutError("The service did not start")
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=15)
        listener.close()


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(
            SampleWriter(pause=0.5), Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 8020
        ) as address,
    ):
        print(address, flush=True)  # noqa: T201
        threading.Event().wait()
