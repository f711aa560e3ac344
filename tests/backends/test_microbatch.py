from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from summarizer.backends.microbatch import GatheringWriter, MicroBatchingTranslator
from summarizer.briefs import Article, BriefPair, Options, Term
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.protocols import Progress, Translation
from tests.fakes import article_of
from tests.samples import sample_pair


class Recorder:
    """Answers every text with itself and all that it was asked with; remembers its calls."""

    identity = "recorder@1"

    def __init__(self) -> None:
        self.calls: list[list[str]] = []
        self.inside = 0
        self.fails: Callable[[Sequence[str]], bool] = lambda texts: False
        self.short = False

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        self.inside += 1
        assert self.inside == 1, "one call at a time"
        time.sleep(0.002)
        self.calls.append(list(texts))
        self.inside -= 1
        if self.fails(texts):
            raise ValueError("cannot translate")
        told = [tuple(own) for own in terms] if terms else [()] * len(texts)
        answers = [
            [Translation(f"{text}|{source}{target}{k}|{own}", -float(k)) for k in range(n)]
            for text, own in zip(texts, told, strict=True)
        ]
        return answers[:-1] if self.short and len(texts) > 2 else answers


def ask(translator: MicroBatchingTranslator, number: int) -> tuple[list[str], list[str]]:
    """What thread ``number`` is answered, and what it should be answered."""
    chance = random.Random(number)
    source, target = (ENGLISH, ARABIC) if chance.random() < 0.7 else (ARABIC, ENGLISH)
    found, wanted = [], []
    with translator.caller():
        for turn in range(chance.randint(1, 4)):
            texts = [f"{'x' * chance.randint(0, 9)}{number}.{turn}.{i}" for i in range(chance.randint(0, 6))]
            terms = [(Term(text, "t"),) if chance.random() < 0.5 else () for text in texts]
            given = terms if chance.random() < 0.5 else ()
            n = chance.randint(1, 2)
            time.sleep(chance.random() * 0.004)
            answers = translator.translate(texts, source, target, n=n, terms=given)
            found += [t.text for answer in answers for t in answer]
            told = given or [()] * len(texts)
            wanted += [
                f"{text}|{source}{target}{k}|{own}"
                for text, own in zip(texts, told, strict=True)
                for k in range(n)
            ]
    return found, wanted


@pytest.mark.parametrize("threads", [1, 3, 16])
def test_everyone_is_answered_what_he_asked(threads: int) -> None:
    engine = Recorder()
    translator = MicroBatchingTranslator(engine, max_wait=5.0)
    with ThreadPoolExecutor(threads) as pool:
        for found, wanted in pool.map(lambda number: ask(translator, number), range(40)):
            assert found == wanted
    assert translator.identity == "recorder@1"


def test_threads_meet_in_one_call_sorted_by_length() -> None:
    engine = Recorder()
    translator = MicroBatchingTranslator(engine, max_wait=30.0)
    entered = threading.Barrier(4)

    def one(number: int) -> None:
        with translator.caller():
            entered.wait(10)
            translator.translate(["x" * number, "y"], ENGLISH, ARABIC)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, [9, 3, 5, 2]))
    assert engine.calls == [["y", "y", "y", "y", "xx", "xxx", "xxxxx", "xxxxxxxxx"]]


def test_who_leaves_is_not_waited_for() -> None:
    engine = Recorder()
    translator = MicroBatchingTranslator(engine, max_wait=60.0)
    entered = threading.Barrier(2)

    def leaves() -> None:
        with translator.caller():
            entered.wait(10)
            time.sleep(0.05)

    thread = threading.Thread(target=leaves)
    thread.start()
    with translator.caller():
        entered.wait(10)
        began = time.monotonic()
        translator.translate(["a"], ENGLISH, ARABIC)
    assert time.monotonic() - began < 30
    thread.join()


def test_who_never_comes_is_waited_for_only_so_long() -> None:
    translator = MicroBatchingTranslator(Recorder(), max_wait=0.05)
    with translator.caller(), translator.caller():
        assert translator.translate(["a"], ENGLISH, ARABIC)[0][0].text.startswith("a|")


def test_enough_sentences_do_not_wait() -> None:
    translator = MicroBatchingTranslator(Recorder(), max_texts=3, max_wait=600.0)
    with translator.caller(), translator.caller():
        assert len(translator.translate(["a", "b", "c"], ENGLISH, ARABIC)) == 3


@pytest.mark.parametrize("short", [True, False])
def test_a_failure_hits_only_the_one_who_caused_it(short: bool) -> None:
    engine = Recorder()
    if short:
        engine.short = True  # an engine that drops an answer of a large batch
    else:
        engine.fails = lambda texts: "bad" in texts
    translator = MicroBatchingTranslator(engine, max_wait=30.0)
    entered = threading.Barrier(3)

    def one(text: str) -> str:
        with translator.caller():
            entered.wait(10)
            try:
                return translator.translate([text], ENGLISH, ARABIC)[0][0].text
            except ValueError as error:
                return str(error)

    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(one, ["good", "bad", "fine"]))
    assert len(engine.calls[0]) == 3
    expected = "bad|enar0|()" if short else "cannot translate"
    assert found == ["good|enar0|()", expected, "fine|enar0|()"]
    assert translator.translate(["again"], ENGLISH, ARABIC)[0][0].text == "again|enar0|()"


def test_an_exit_leaves_nobody_waiting() -> None:
    class Exits(Recorder):
        def translate(self, *args: object, **kwargs: object) -> list[list[Translation]]:
            raise SystemExit

    translator = MicroBatchingTranslator(Exits(), max_wait=30.0)
    entered = threading.Barrier(2)

    def one(text: str) -> type[BaseException] | None:
        try:
            with translator.caller():
                entered.wait(10)
                translator.translate([text], ENGLISH, ARABIC)
        except BaseException as error:  # noqa: BLE001
            return type(error)
        return None

    with ThreadPoolExecutor(2) as pool:
        found = set(pool.map(one, "ab"))
    assert found == {SystemExit}


class Held(Recorder):
    """Answers when it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may = threading.Semaphore(0), threading.Event()

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        self.begun.release()
        assert self.may.wait(30)
        return super().translate(texts, source, target, n=n, terms=terms)


class UnwantedError(Exception):
    """What the check of a request raises that nobody waits for any more."""


@pytest.mark.parametrize("fails", [False, True], ids=["answered", "repeated alone"])
def test_who_gives_up_in_a_batch_leaves_at_once_and_hurts_nobody(fails: bool) -> None:
    engine = Held()
    engine.fails = lambda texts: fails and len(texts) > 1
    translator = MicroBatchingTranslator(engine, max_wait=30.0)
    entered = threading.Barrier(2)
    unwanted = threading.Event()

    def check() -> None:
        if unwanted.is_set():
            raise UnwantedError

    def stays() -> str:
        with translator.caller():
            entered.wait(10)
            return translator.translate(["stays"], ENGLISH, ARABIC)[0][0].text

    def goes() -> bool:
        with translator.caller(check):
            entered.wait(10)
            with pytest.raises(UnwantedError):
                translator.translate(["goes"], ENGLISH, ARABIC)
        return engine.may.is_set()

    with ThreadPoolExecutor(2) as pool:
        one, other = pool.submit(stays), pool.submit(goes)
        assert engine.begun.acquire(timeout=10)
        unwanted.set()
        assert not other.result(10), "it left while the engine was still at work"
        engine.may.set()
        assert one.result(10) == "stays|enar0|()"
    assert engine.calls == [["goes", "stays"], *([["stays"]] if fails else [])]
    assert translator._callers == 0


def test_who_gives_up_before_the_batch_is_not_translated() -> None:
    engine = Held()
    translator = MicroBatchingTranslator(engine, max_wait=0.01)

    def check() -> None:
        raise UnwantedError

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(translator.translate, ["first"], ENGLISH, ARABIC)
        assert engine.begun.acquire(timeout=10)
        with translator.caller(check), pytest.raises(UnwantedError):
            translator.translate(["goes"], ENGLISH, ARABIC)
        engine.may.set()
        first.result(10)
    assert translator.translate(["next"], ENGLISH, ARABIC)
    assert engine.calls == [["first"], ["next"]]


def test_a_gathering_writer_announces_itself() -> None:
    engine = Held()
    translator = MicroBatchingTranslator(engine)
    seen: list[int] = []

    class Writer:
        identity = "writer@1"

        def write(self, article: Article, options: Options, progress: Progress | None = None) -> BriefPair:
            seen.append(translator._callers)
            if progress:
                progress("translate", 0.2)
                translator.translate(["a"], ENGLISH, ARABIC)
            return sample_pair()

    writer = GatheringWriter(Writer(), translator)
    writer.write(article_of("Rain fell."), Options())
    assert (seen, translator._callers, writer.identity) == ([1], 0, "writer@1")
    reports: list[tuple[str, float]] = []

    def report(stage: str, done: float) -> None:
        reports.append((stage, done))
        if len(reports) == 3:
            engine.may.set()

    writer.write(article_of("Rain fell."), Options(), report)
    assert set(reports) == {("translate", 0.2)}
    assert len(reports) >= 3, "the last report is heard again while the engine works"
