from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count, islice

import pytest

from summarizer.batch import brief_many
from summarizer.briefs import BriefPair, Options
from summarizer.errors import EmptyArticleError, LanguageError, RecordError
from tests.batch.articles import make_article
from tests.batch.fakes import PacedTranslator, QuickWriter, fake_writer


def test_an_iterator_in_and_an_iterator_out() -> None:
    writer = QuickWriter()
    endless = (make_article(number)[1] for number in count(1))
    outcomes = brief_many(endless, Options(sentences=2), writer=writer, concurrency=4)
    first = list(islice(outcomes, 10))
    assert [outcome.id for outcome in first] == [f"item:{number}" for number in range(1, 11)]
    assert [len(o.pair.arabic.sentences) for o in first if o.pair] == [2] * 10
    assert len(writer.written) <= 10 + 8


def test_whatever_is_given_has_an_outcome() -> None:
    text = make_article(2)[1]
    given = [
        text,
        text.encode("utf-16"),
        {"id": "own", "html": f"<article><p>{text}</p></article>", "options": {"sentences": 1}},
        {"id": "empty", "text": ""},
        {"id": "russian", "text": "Быстрая коричневая лиса прыгает через ленивую собаку. " * 3},
        "...",
        3,
    ]
    outcomes = list(brief_many(given, writer=QuickWriter()))  # type: ignore[arg-type]
    assert [outcome.number for outcome in outcomes] == list(range(1, 8))
    assert [outcome.pair is not None for outcome in outcomes] == [True] * 3 + [False] * 4
    own = outcomes[2]
    assert own.pair is not None
    assert (own.pair.id, len(own.pair.english.sentences)) == ("own", 1)
    kinds = [type(outcome.error) for outcome in outcomes[3:]]
    assert kinds == [RecordError, LanguageError, EmptyArticleError, RecordError]


def test_sentences_of_different_articles_share_batches() -> None:
    texts = [make_article(2 * number)[1] for number in range(24)]
    alone, together = PacedTranslator(), PacedTranslator(0.01)
    one = list(brief_many(texts, writer=fake_writer(alone, gather=False), concurrency=1))
    many = list(brief_many(texts, writer=fake_writer(together), concurrency=8))
    assert [_said(outcome.pair) for outcome in one] == [_said(outcome.pair) for outcome in many]
    assert sum(together.calls) == sum(alone.calls)
    assert len(together.calls) < len(alone.calls)
    assert max(together.calls) > max(alone.calls)


def _said(pair: object) -> object:
    from dataclasses import replace

    return replace(pair, timings={})  # type: ignore[type-var]


def test_an_exception_of_the_input_is_raised() -> None:
    def broken() -> Iterator[str]:
        yield make_article(1)[1]
        raise OSError("The pipe is broken")

    with pytest.raises(OSError, match="pipe"):
        list(brief_many(broken(), writer=QuickWriter()))


def test_nothing_is_loaded_twice() -> None:
    """Threads that come at the same time find everything loaded by the first one that gets a brief."""

    class Loading(QuickWriter):
        loads = 0
        loaded = False

        def write(self, *args: object, **kwargs: object) -> BriefPair:
            if not self.loaded:
                self.loads += 1
                time.sleep(0.05)
                self.loaded = True
            return super().write(*args, **kwargs)  # type: ignore[arg-type]

    writer = Loading()
    texts = ["...", *(make_article(number)[1] for number in range(12))]
    assert len(list(brief_many(texts, writer=writer, concurrency=8))) == 13
    assert writer.loads == 1
