"""What comparisons do: write and measure one output at a time, and put the figures together."""

from __future__ import annotations

import json
import threading
from dataclasses import asdict
from typing import Any

from api.engines import Engine, Engines, write
from api.errors import FieldError, InvalidRequestError
from api.jobs.store import Claim
from api.schemas import ComparisonRequest
from summarizer import assembly
from summarizer.briefs import Article, BriefPair, Options, Strategy
from summarizer.comparison.journal import Failure
from summarizer.comparison.measures import measuring_profile, score
from summarizer.comparison.result import Result, compose
from summarizer.comparison.systems import BASELINES, System, baseline, budget, pair_system
from summarizer.languages import LANGUAGES
from summarizer.protocols import Progress
from summarizer.quality.records import Item, Output
from summarizer.quality.scores import Score, Scorer


class _Writer:
    """An engine as a system has it: it goes on where a request that it waited for is abandoned."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def identity(self) -> str:
        return self._engine.usual.identity

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        return write(self._engine.usual, article, options, progress)


class Comparing:
    """Opens systems over the engines of the service, and measures with an embedder of its own."""

    def __init__(self, engines: Engines) -> None:
        self._engines = engines
        self._scorer: Scorer | None = None
        self._lock = threading.Lock()

    def system(self, name: str, pointer: str = "/systems") -> System:
        """The system of this name.

        Raises:
            NotReadyError: the models are being loaded.
            InvalidRequestError: there is none here.
            MissingExtraError: the operator did not install what it needs.
        """
        if name in BASELINES:
            return baseline(name)
        profile, _, strategy = name.partition("/")
        if strategy and strategy not in list(Strategy):
            message = f"The strategies are {', '.join(Strategy)}"
            raise InvalidRequestError(message, value=name, fields=[FieldError(pointer, message)])
        engine = self._engines.get(profile, pointer)
        return pair_system(engine.profile, _Writer(engine), Strategy(strategy or Strategy.AUTO))

    def work(self, asked: ComparisonRequest) -> tuple[list[str], str]:
        """A request as the articles and options of a job: an article for each item and system.

        Raises:
            InvalidRequestError, NotReadyError, MissingExtraError: see ``system``.
        """
        for number, name in enumerate(asked.systems):
            self.system(name, f"/systems/{number}")
        articles = [
            json.dumps(
                {
                    "id": item.id,
                    "system": name,
                    "words": asked.words,
                    "item": item.model_dump(exclude={"id"}, exclude_defaults=True),
                }
            )
            for item in asked.items
            for name in asked.systems
        ]
        kept = [
            {**item.model_dump(exclude={"text"}), "words": len(item.text.split())} for item in asked.items
        ]
        return articles, json.dumps({"systems": asked.systems, "words": asked.words, "items": kept})

    def output(self, claim: Claim, progress: Progress) -> str:
        """What one system writes for one item, and its scores, as JSON."""
        asked = json.loads(claim.article)
        item = _item(asked["id"], asked["item"])
        system = self.system(asked["system"])
        output = system.write(item, budget(item, asked["words"]), progress)
        progress("measure", 0.95)
        scores = score(item, output, self._measuring())
        return json.dumps(
            {"output": asdict(output), "scores": [asdict(one) for one in scores]}, ensure_ascii=True
        )

    def result(self, options: str, lines: list[str]) -> Result:
        """The figures of the outputs that have ended; ``lines`` are the job's results.

        Raises:
            NotReadyError: the models are being loaded.
        """
        asked = json.loads(options)
        systems = [self.system(name) for name in asked["systems"]]
        outputs: list[Output] = []
        failures: list[Failure] = []
        scores: dict[tuple[str, str], list[Score]] = {}
        for line in map(json.loads, lines):
            system = systems[line["number"] % len(systems)].name
            if line["state"] == "failed":
                problem = line["problem"]
                kind = problem["type"].rpartition(":")[2]
                failures.append(Failure(line["id"], system, kind, problem["detail"]))
                continue
            fields: dict[str, Any] = line["output"]["output"]
            briefs = {code: tuple(sentences) for code, sentences in fields["briefs"].items()}
            outputs.append(Output(**{**fields, "briefs": briefs}))
            scores[system, line["id"]] = [Score(**one) for one in line["output"]["scores"]]
        return compose(
            [_item(item["id"], {**item, "text": ""}) for item in asked["items"]],
            systems,
            outputs,
            failures,
            scores,
            words=asked["words"],
            seconds={"briefs": sum(output.seconds or 0.0 for output in outputs)},
            lengths={item["id"]: item["words"] for item in asked["items"]},
        )

    def _measuring(self) -> Scorer:
        with self._lock:
            if self._scorer is None:
                self._scorer = Scorer(assembly.build_embedder(measuring_profile()))
            return self._scorer


def _item(id: str, fields: dict[str, Any]) -> Item:  # noqa: A002
    references = {code: tuple(texts) for code, texts in fields.get("references", {}).items()}
    return Item(id, fields["text"], LANGUAGES[fields["language"]], references, fields.get("title"))
