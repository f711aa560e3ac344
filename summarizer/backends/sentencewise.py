"""Sentence-wise translation by any sequence-to-sequence engine: what is the same for torch and CTranslate2.

An engine reads rows of tokens and gives hypotheses; here is everything around it: languages, cutting,
batches of like length, a second search for answers that went wrong, and the joining of parts. What a text is
translated to depends on the text alone, because the length that an answer may have follows from the power of
two that its source's length rounds up to, and only sources that share it share a batch.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Protocol

from summarizer.backends.canary import check_translator
from summarizer.backends.clauses import cut
from summarizer.backends.families import Checkpoint, Direction, Frame
from summarizer.backends.lines import loops, one_line
from summarizer.briefs import Term
from summarizer.errors import ConfigurationError
from summarizer.languages import LANGUAGES, Language
from summarizer.protocols import Translation

#: Source tokens times beams that one batch may hold, so that long rows do not fill the memory.
BATCH_TOKENS = 32_768


@dataclass(frozen=True)
class Hypothesis:
    """One answer: mean log-probability of its ``tokens`` (EOS included), and whether it ended by itself."""

    text: str
    score: float
    tokens: int
    ended: bool


@dataclass(frozen=True)
class Search:
    """How an answer is searched for: ``n`` hypotheses of ``beam``, at most ``limit`` new tokens.

    ``no_repeat`` forbids any run of so many tokens to come twice (0: the checkpoint's own setting), and
    ``shortest`` is the least number of tokens.
    """

    n: int
    beam: int
    limit: int
    no_repeat: int = 0
    shortest: int = 0


class Engine(Protocol):
    """A loaded model. Not safe between threads."""

    def generate(self, rows: Sequence[Sequence[int]], frame: Frame, search: Search) -> list[list[Hypothesis]]:
        """One to ``search.n`` hypotheses of each row of source tokens, best first."""
        ...


@dataclass(frozen=True)
class Decoding:
    """How translations are searched for.

    Texts of more than ``longest`` tokens (or the checkpoint's limit, if that is lower) are cut: models of
    sentences forget parts of longer ones. An answer may have ``length_factor`` times its source's
    ``ceiling``, plus ``length_margin``; one that reaches it, or that loops as its source does
    not, is searched again with every ``no_repeat`` tokens in a row allowed once. At most ``rows`` texts share
    a batch.
    """

    beam: int = 4
    rows: int = 32
    longest: int = 192
    length_factor: float = 1.5
    length_margin: int = 32
    no_repeat: int = 3


class SentencewiseTranslator:
    """A ``Translator`` over a checkpoint and an engine; the base of those in ``seq2seq`` and ``converted``.

    Tokenizer and weights are loaded when the first text comes. Safe to share between threads: a lock makes
    them take turns, because fast tokenizers fail with "Already borrowed" otherwise.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        revision: str,
        decoding: Decoding,
        prefixes: Mapping[Direction, str] | None,
    ) -> None:
        self._folder, self._name, self._revision = folder, name, revision
        self._decoding = decoding
        self._prefixes = dict(prefixes or {})
        self._lock = threading.Lock()
        self._checkpoint: Checkpoint | None = None
        self._engine: Engine | None = None

    @property
    def settings(self) -> dict[str, Any]:
        """What besides the weights decides the answers; part of ``identity``."""
        kept = ("beam", "longest", "length_factor", "length_margin", "no_repeat")
        found: dict[str, Any] = {key: getattr(self._decoding, key) for key in kept}
        if self._prefixes:
            found["prefixes"] = "|".join(
                f"{a}-{b}:{words}" for (a, b), words in sorted(self._prefixes.items())
            )
        return found

    @property
    def identity(self) -> str:
        """Name @ revision, and the generation settings."""
        shown = ",".join(f"{key}={value}" for key, value in self.settings.items())
        return f"{self._name}@{self._revision}({shown})"

    @property
    def name(self) -> str:
        """The model's name, as the profile calls it."""
        return self._name

    def load(self) -> None:
        """Loads tokenizer and weights now; raises as ``Checkpoint`` and the engine do."""
        with self._lock:
            self._loaded()

    @property
    def directions(self) -> list[tuple[Language, Language]]:
        """What the checkpoint translates, as its files say; weights are not read."""
        with self._lock:
            found = self._read().directions
        return [(LANGUAGES[source], LANGUAGES[target]) for source, target in found]

    def canary(self) -> None:
        """Translates short sentences in every direction; raises GenerationError where it gets gibberish."""
        check_translator(self, self.directions)

    def _read(self) -> Checkpoint:
        if self._checkpoint is None:
            self._checkpoint = Checkpoint(self._folder, self._prefixes)
        return self._checkpoint

    def _loaded(self) -> Engine:
        if self._engine is None:
            self._engine = self._open(self._read())
        return self._engine

    def _open(self, checkpoint: Checkpoint) -> Engine:
        raise NotImplementedError

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        """Up to ``n`` distinct translations of each text, best first, in the order of ``texts``.

        An empty text has one empty translation. A text that is too long is cut where clauses begin; the k-th
        translations of its parts are joined, and scored by the mean over all their tokens. ``terms`` are
        ignored: these models take no hints.

        Raises:
            ConfigurationError: the checkpoint does not translate this direction.
            ModelError: it cannot be loaded, or the device has not enough memory for a single text.
        """
        if n < 1:
            raise ValueError("n must be at least 1")
        if terms and len(terms) != len(texts):
            raise ValueError("terms must hold one entry a text, or be empty")
        with self._lock:
            checkpoint = self._read()
            frame = self._frame(checkpoint, source, target)
            limit = min(self._decoding.longest, checkpoint.source_limit - frame.size)
            parts = [self._parts(checkpoint, text, limit) for text in texts]
            wanted = list(dict.fromkeys(chain.from_iterable(parts)))
            found = self._answers(checkpoint, wanted, frame, n) if wanted else {}
        return [_joined([found[part] for part in row], n) for row in parts]

    def _frame(self, checkpoint: Checkpoint, source: Language, target: Language) -> Frame:
        frame = checkpoint.frame(source, target)
        if frame is None:
            known = ", ".join(f"{a}-{b}" for a, b in checkpoint.directions) or "none of Arabic and English"
            raise ConfigurationError(
                f"{self._name} does not translate {source.name} to {target.name}; its files say: {known}",
                value=f"{source.code}-{target.code}",
                hint="Name another model for this direction in the profile, "
                "or the prefix that this one was trained with",
            )
        return frame

    @staticmethod
    def _parts(checkpoint: Checkpoint, text: str, limit: int) -> list[str]:
        line = one_line(text)
        return cut(line, lambda part: len(checkpoint.encode(part)), limit) if line else []

    def _answers(
        self, checkpoint: Checkpoint, parts: Sequence[str], frame: Frame, n: int
    ) -> dict[str, list[Hypothesis]]:
        """Hypotheses of each part; where one went wrong the part is searched again without repetition."""
        rows = {part: frame.around(checkpoint.encode(part)) for part in parts}

        def sound(part: str, hypothesis: Hypothesis) -> bool:
            return hypothesis.ended and (not loops(hypothesis.text) or loops(part))

        found = self._search(rows, parts, frame, n, 0, checkpoint.target_limit)
        wrong = [part for part in parts if not all(sound(part, h) for h in found[part])]
        if wrong and self._decoding.no_repeat:
            again = self._search(rows, wrong, frame, n, self._decoding.no_repeat, checkpoint.target_limit)
            for part, others in again.items():
                both = [h for h in found[part] if sound(part, h)] + others
                found[part] = sorted(both, key=lambda h: (not sound(part, h), -h.score))
        return found

    def _search(
        self,
        rows: Mapping[str, Sequence[int]],
        parts: Iterable[str],
        frame: Frame,
        n: int,
        no_repeat: int,
        most: int,
    ) -> dict[str, list[Hypothesis]]:
        """One search over parts of like length at a time, the longest first: what fails fails early."""
        engine, beam = self._loaded(), max(n, self._decoding.beam)
        groups: dict[int, list[str]] = defaultdict(list)
        for part in sorted(parts, key=lambda part: -len(rows[part])):
            groups[ceiling(len(rows[part]))].append(part)
        found: dict[str, list[Hypothesis]] = {}
        for high, group in groups.items():
            limit = min(most, int(self._decoding.length_factor * high) + self._decoding.length_margin)
            size = batch_size(self._decoding.rows, high, beam)
            for start in range(0, len(group), size):
                batch = group[start : start + size]
                search = Search(n, beam, limit, no_repeat)
                answers = engine.generate([rows[part] for part in batch], frame, search)
                found.update(zip(batch, answers, strict=True))
        return found


def ceiling(length: int) -> int:
    """The upper bound of the lengths that may share a batch with this one: a power of two, at least 64.

    That is most sentences of news, so that a batch is seldom split.
    """
    return max(64, 1 << (length - 1).bit_length())


def batch_size(rows: int, longest: int, beam: int) -> int:
    """Texts in a batch: at most ``rows``, fewer where ``longest`` tokens times ``beam`` would be too many."""
    return max(1, min(rows, BATCH_TOKENS // (longest * beam)))


def _joined(parts: Sequence[Sequence[Hypothesis]], n: int) -> list[Translation]:
    """The k-th translations of all parts, joined, for each k; a part that has fewer gives its best."""
    if not parts:
        return [Translation("", 0.0)]
    results: dict[str, Translation] = {}
    for k in range(max(map(len, parts))):
        chosen = [part[k] if k < len(part) else part[0] for part in parts]
        text = " ".join(hypothesis.text for hypothesis in chosen if hypothesis.text)
        tokens = sum(hypothesis.tokens for hypothesis in chosen)
        score = sum(hypothesis.score * hypothesis.tokens for hypothesis in chosen) / max(1, tokens)
        results.setdefault(text, Translation(text, round(score, 4)))
    return list(results.values())[:n]


def by_score(found: Iterable[Hypothesis]) -> list[Hypothesis]:
    """Hypotheses with distinct texts, best first."""
    distinct: dict[str, Hypothesis] = {}
    for hypothesis in sorted(found, key=lambda h: -h.score):
        distinct.setdefault(hypothesis.text, hypothesis)
    return list(distinct.values())
