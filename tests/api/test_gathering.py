"""Requests that share the translator's batch: one of them ends, the others do not notice."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from summarizer.backends.microbatch import GatheringWriter, MicroBatchingTranslator
from summarizer.briefs import Term
from summarizer.languages import Language
from summarizer.pipeline import Pipeline
from summarizer.protocols import Translation
from summarizer.translation import Reranking, TranslationChooser
from tests.api.fakes import ENGLISH_TEXT, app_with
from tests.api.live import ask, running
from tests.fakes import FakeEmbedder, FakeSummarizer, FakeTranslator


class Held(FakeTranslator):
    """Answers each call when it is let; the canaries' at once."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[int] = []
        self.begun, self.may = threading.Semaphore(0), threading.Semaphore(2)

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        self.calls.append(len(texts))
        self.begun.release()
        assert self.may.acquire(timeout=60)
        return super().translate(texts, source, target, n=n, terms=terms)


def app_over(translator: Held, home: Path, **settings: Any) -> FastAPI:
    gathering = MicroBatchingTranslator(translator, max_wait=0.01)
    embedder = FakeEmbedder()
    pipeline = Pipeline(
        FakeSummarizer(),
        TranslationChooser(gathering, embedder, Reranking(repair=0)),
        embedder,
        profile="lite",
        models={},
        strategies={},
    )
    return app_with(home, build=lambda profile, folder: GatheringWriter(pipeline, gathering), **settings)


def asked(number: int) -> dict[str, Any]:
    return {"text": f"{ENGLISH_TEXT}\nThe number of this article is {number}.", "sentences": 2}


def until(holds: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < ends
        time.sleep(0.02)


def begun(translator: Held) -> None:
    assert translator.begun.acquire(timeout=20)


def test_a_client_that_goes_away_leaves_the_batch_and_the_others_are_answered(tmp_path: Path) -> None:
    translator = Held()
    app = app_over(translator, tmp_path, threads=3)
    with running(app) as address, ThreadPoolExecutor(2) as clients:
        begun(translator)
        begun(translator)
        pool = app.state.service.pool
        first = clients.submit(ask, f"{address}/v1/briefs", asked(1))
        begun(translator)
        stays = clients.submit(ask, f"{address}/v1/briefs", asked(2))
        goes = http.client.HTTPConnection(address.removeprefix("http://"), timeout=30)
        headers = {"Content-Type": "application/json", "Accept": "text/event-stream"}
        goes.request("POST", "/v1/briefs", json.dumps(asked(3)), headers)
        answer = goes.getresponse()
        until(lambda: pool.running == 3)
        time.sleep(0.1)  # both wait for the translator, which is at work for the first
        translator.may.release()
        begun(translator)
        answer.close()
        goes.close()
        until(lambda: pool.running == 1)  # and the batch is still held
        translator.may.release()
        assert [first.result(30)[0], stays.result(30)[0]] == [200, 200]
    alone = translator.calls[2]
    assert translator.calls[3:] == [2 * alone], "two requests were one batch"


def test_the_time_limit_frees_the_thread_while_the_models_are_at_work(tmp_path: Path) -> None:
    translator = Held()
    app = app_over(translator, tmp_path, threads=1, time_limit=0.5)
    with running(app) as address:
        begun(translator)
        begun(translator)
        status, headers, body = ask(f"{address}/v1/briefs", asked(1))
        assert (status, json.loads(body)["type"]) == (503, "urn:mujaz:problem:time-limit")
        assert headers["Retry-After"]
        until(lambda: app.state.service.pool.running == 0)  # and the batch is still held
        for _ in range(2):
            translator.may.release()
        assert ask(f"{address}/v1/briefs", asked(2))[0] == 200
