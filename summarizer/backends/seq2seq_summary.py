"""Abstractive summaries by BART, AraBART, PEGASUS, T5, mT5 and mBART, with their evidence.

An article that the encoder cannot read at once is cut into windows of whole sentences, all about equally
long, and each is summarized (map). The summaries are summarized again until they fit into one window, at most
``DEPTH`` times (reduce). Every sentence written on the way is a candidate: those of the last round are the
most salient, since they survived the most. Where that makes fewer than the brief asks for, as models that
were trained to write a single sentence do, the article is summarized once more in smaller windows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from pathlib import Path

from summarizer.backends.clauses import cut
from summarizer.backends.evidence import rests_on
from summarizer.backends.extractive import scale
from summarizer.backends.families import Checkpoint
from summarizer.backends.lines import loops, one_line
from summarizer.backends.placement import Placement, place
from summarizer.backends.sentencewise import Hypothesis, Search, batch_size, ceiling
from summarizer.backends.seq2seq import TorchEngine
from summarizer.briefs import Article, Options, Origin, Usage
from summarizer.errors import ConfigurationError, GenerationError
from summarizer.languages import Language
from summarizer.protocols import Candidate, Embedder
from summarizer.text.sentences import split
from summarizer.text.windows import windows

#: Rounds of summaries of summaries.
DEPTH = 3
#: Tokens of an answer where the checkpoint states no limit.
UNSTATED_LENGTH = 128
#: Texts of fewer tokens than this, or than twice the shortest answer, are no work for a summarizer.
SHORT = 48
#: How much a sentence of each kind counts: of the last round, of a round before, of the smaller windows.
FINAL, EARLIER, NARROW = 1.0, 0.8, 0.7


@dataclass(frozen=True)
class _Unit:
    """A piece of text of ``tokens`` tokens, and the indexes of the article's sentences that it stems from."""

    text: str
    tokens: int
    scope: tuple[int, ...]


@dataclass(frozen=True)
class _Written:
    """A written sentence, what it can rest on, and how much its round counts."""

    text: str
    scope: tuple[int, ...]
    weight: float


class Seq2SeqSummarizer:
    """A ``Summarizer`` over a Hugging Face checkpoint in ``folder``.

    It writes each of ``languages`` (codes) from articles in the same one; from the other one only with
    ``crosslingual``, and only if the checkpoint can be told which language to write. ``embedder`` finds the
    evidence of what was written. Loaded when the first article comes; safe to share between threads.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        revision: str,
        languages: tuple[str, ...],
        embedder: Embedder,
        placement: Placement | None = None,
        beam: int = 4,
        rows: int = 8,
        prefix: str | None = None,
        crosslingual: bool = False,
    ) -> None:
        self._folder, self._name, self._revision = folder, name, revision
        self._languages, self._crosslingual = languages, crosslingual
        self._embedder, self._given = embedder, placement
        self._beam, self._rows, self._prefix = beam, rows, prefix
        self._lock = threading.Lock()
        self._checkpoint: Checkpoint | None = None
        self._engine: TorchEngine | None = None

    @cached_property
    def _placement(self) -> Placement:
        return self._given or place()

    @property
    def identity(self) -> str:
        """Name @ revision, the generation settings, and the embedder."""
        settings = f"beam={self._beam},dtype={self._placement.dtype}"
        prefix = "" if self._prefix is None else f",prefix={self._prefix}"
        return f"{self._name}@{self._revision}({settings}{prefix};{self._embedder.identity})"

    def writes(self, source: Language, target: Language) -> bool:
        """Whether it can summarize an article in ``source`` with sentences in ``target``."""
        if source.code not in self._languages or target.code not in self._languages:
            return False
        if source == target:
            return True
        if not self._crosslingual:
            return False
        with self._lock:
            return self._read().summary_frame(source, target) is not None

    def load(self) -> None:
        """Loads tokenizer and weights now; raises as ``Checkpoint`` and ``TorchEngine`` do."""
        with self._lock:
            self._loaded()

    def _read(self) -> Checkpoint:
        if self._checkpoint is None:
            stated = {} if self._prefix is None else {
                (a, b): self._prefix for a in self._languages for b in self._languages
            }  # fmt: skip
            self._checkpoint = Checkpoint(self._folder, stated)
        return self._checkpoint

    def _loaded(self) -> TorchEngine:
        if self._engine is None:
            self._engine = TorchEngine(self._read(), self._placement)
        return self._engine

    def propose(
        self, article: Article, options: Options, language: Language
    ) -> tuple[list[Candidate], Usage]:
        """Sentences in ``language`` that summarize the article, and how many of its tokens were read: all.

        A short article, or one of no more sentences than are asked for, is passed through: its own sentences
        are the candidates, for a model that must fill a summary's length invents what it lacks.

        Raises:
            ConfigurationError: it does not write ``language`` from the article's.
            GenerationError: the model wrote nothing.
            ModelError: the checkpoint cannot be loaded.
        """
        if not self.writes(article.language, language):
            raise ConfigurationError(
                f"{self._name} does not write {language.name} from {article.language.name} text",
                value=f"{article.language.code}-{language.code}",
                hint="Choose another --strategy, or name a model for this language in the profile",
            )
        texts = [sentence.text for sentence in article.sentences]
        vectors = self._embedder.embed(texts)
        with self._lock:
            work = _Work(self._read(), self._loaded, article.language, language, self._beam, self._rows)
            units = work.units(texts)
            total = sum(unit.tokens for unit in units)
            usage = Usage(total, total)
            short = total < work.short or len(texts) <= options.sentences
            if short and article.language == language:
                written = [_Written(text, (i,), FINAL) for i, text in enumerate(texts)]
            else:
                written = work.summaries(units, options.sentences + 2)
                short = False
        if not written:
            raise GenerationError(
                f"{self._name} wrote nothing about an article of {len(texts)} sentences",
                value=self.identity,
                hint="Its files are damaged or are no summarizer's: mujaz models verify",
            )
        own = vectors if short else self._embedder.embed([sentence.text for sentence in written])
        middle = vectors.mean(axis=0)
        if options.focus:
            middle = self._embedder.embed([options.focus])[0]
        central = scale(own @ middle)
        candidates = []
        for sentence, vector, value in zip(written, own, central, strict=True):
            scope = (
                sentence.scope if short else rests_on(sentence.text, vector, texts, vectors, sentence.scope)
            )
            salience = round(sentence.weight * (0.5 + 0.5 * float(value)), 4)
            origin = Origin.EXTRACTED if short else Origin.ABSTRACTED
            candidates.append(Candidate(sentence.text, scope, salience, origin))
        return candidates, usage


class _Work:
    """The windows and rounds of one article."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        loaded: Callable[[], TorchEngine],
        source: Language,
        target: Language,
        beam: int,
        rows: int,
    ) -> None:
        frame = checkpoint.summary_frame(source, target)
        assert frame is not None, "asked by writes"
        self._checkpoint, self._loaded, self._frame = checkpoint, loaded, frame
        self._target, self._beam, self._rows = target, beam, rows
        self._read = checkpoint.source_limit - frame.size
        self._longest = min(int(checkpoint.summary("max_length") or UNSTATED_LENGTH), checkpoint.target_limit)
        self._shortest = min(int(checkpoint.summary("min_length") or 0), self._longest // 2)
        self.short = max(SHORT, 2 * self._shortest)

    def units(self, texts: Sequence[str], scopes: Sequence[tuple[int, ...]] = ()) -> list[_Unit]:
        """The texts as pieces that the encoder can read, with their tokens."""
        return [
            _Unit(part, self._count(part), scopes[i] if scopes else (i,))
            for i, text in enumerate(texts)
            for part in cut(one_line(text), self._count, self._read)
        ]

    def _count(self, text: str) -> int:
        return len(self._checkpoint.encode(text))

    def summaries(self, units: Sequence[_Unit], wanted: int) -> list[_Written]:
        """What the module's text says, each sentence once, the last round's first."""
        rounds = [self._round(units, self._read)]
        pieces = len(self._windows(units, self._read))
        while pieces > 1 and rounds[-1] and len(rounds) <= DEPTH:
            again = self.units([w.text for w in rounds[-1]], [w.scope for w in rounds[-1]])
            if sum(unit.tokens for unit in again) < self.short:
                break
            pieces = len(self._windows(again, self._read))
            rounds.append(self._round(again, self._read))
        written: dict[str, _Written] = {}
        for i, found in enumerate(reversed(rounds)):
            for sentence in found:
                weight = FINAL if i == 0 else EARLIER
                written.setdefault(sentence.text, _Written(sentence.text, sentence.scope, weight))
        narrow = max(self.short, ceil(sum(unit.tokens for unit in units) / wanted))
        if len(written) < wanted and len(self._windows(units, narrow)) > len(
            self._windows(units, self._read)
        ):
            for sentence in self._round(units, narrow):
                written.setdefault(sentence.text, _Written(sentence.text, sentence.scope, NARROW))
        return list(written.values())

    @staticmethod
    def _windows(units: Sequence[_Unit], limit: int) -> list[range]:
        """Windows of about equal length: a short last one would be filled up with inventions."""
        lengths = [unit.tokens + 1 for unit in units]  # joined by a space a text may have one token more
        low, high = 1, limit
        count = len(windows(lengths, limit))
        while low < high:  # the lowest limit that needs no more windows
            middle = (low + high) // 2
            if len(windows(lengths, middle)) > count:
                low = middle + 1
            else:
                high = middle
        return windows(lengths, low)

    def _round(self, units: Sequence[_Unit], limit: int) -> list[_Written]:
        """The sentences of a summary of each window, in order."""
        texts, scopes = [], []
        for span in self._windows(units, limit):
            inside = units[span.start : span.stop]
            scope = tuple(sorted({i for unit in inside for i in unit.scope}))
            parts = cut(" ".join(unit.text for unit in inside), self._count, self._read)
            texts += parts
            scopes += [scope] * len(parts)
        return [
            _Written(text, scope, FINAL)
            for answer, scope in zip(self._answers(texts), scopes, strict=True)
            for text in _sentences(answer, self._target)
        ]

    def _answers(self, texts: Sequence[str]) -> list[Hypothesis]:
        """The best summary of each text; where it loops or does not end, of a search without repetition."""
        found = self._search(texts, 0)
        wrong = [i for i, h in enumerate(found) if not h.ended or (loops(h.text) and not loops(texts[i]))]
        if wrong:
            again = self._search([texts[i] for i in wrong], 3)
            for i, answer in zip(wrong, again, strict=True):
                found[i] = answer
        return found

    def _search(self, texts: Sequence[str], no_repeat: int) -> list[Hypothesis]:
        rows = [self._frame.around(self._checkpoint.encode(text)) for text in texts]
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
        found: dict[int, Hypothesis] = {}
        while order:
            high = ceiling(len(rows[order[0]]))
            batch, order = self._batch(rows, order, high)
            # A summary is shorter than its text, whatever the checkpoint was trained to write.
            shortest = min(self._shortest, high // 8)
            search = Search(1, self._beam, self._longest, no_repeat, shortest)
            answers = self._loaded().generate([rows[i] for i in batch], self._frame, search)
            found.update(zip(batch, (answer[0] for answer in answers), strict=True))
        return [found[i] for i in range(len(rows))]

    def _batch(
        self, rows: Sequence[Sequence[int]], order: list[int], high: int
    ) -> tuple[list[int], list[int]]:
        """The next rows that share a batch, and the rest."""
        size = batch_size(self._rows, high, self._beam)
        like = [i for i in order[:size] if ceiling(len(rows[i])) == high]
        return like, order[len(like) :]


def _sentences(answer: Hypothesis, language: Language) -> list[str]:
    """The sentences of a summary; without the last one where the answer was cut off inside it."""
    text = answer.text.replace("<n>", " ")  # PEGASUS writes line breaks so
    spans = split(text, language)
    found = [" ".join(span.of(text).split()) for span in spans]
    if not answer.ended and len(found) > 1 and not text.rstrip().endswith((".", "!", "?", "؟", "۔", "…")):
        found.pop()
    return [sentence for sentence in found if any(character.isalnum() for character in sentence)]
