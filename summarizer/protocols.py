"""What an engine must offer. Fakes in ``tests`` and engines in ``backends`` implement these alike.

Every engine has an ``identity``: name @ revision or file hash, plus the settings that change what it
answers. It is part of the cache key. Engines are safe to call from several threads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from summarizer.briefs import Article, BriefPair, Options, Origin, Term, Usage
from summarizer.languages import Language

Matrix = npt.NDArray[np.float32]

#: Called with what is being done and how much of it is done (0 to 1).
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Translation:
    """One translation; ``score`` is the mean log-probability of its tokens, in nats (0 is best).

    ``agreement`` (0 to 1) says how like it is to random translations of the same text; None where the engine
    drew none.
    """

    text: str
    score: float
    agreement: float | None = None


@dataclass(frozen=True)
class Candidate:
    """A sentence that a summarizer offers for the brief.

    ``sentences`` are the indexes of the article's sentences that it rests on; ``salience`` is 0 to 1.
    """

    text: str
    sentences: tuple[int, ...]
    salience: float
    origin: Origin


class Embedder(Protocol):
    """Turns sentences of any supported language into vectors of one space."""

    @property
    def identity(self) -> str: ...

    def embed(self, texts: Sequence[str]) -> Matrix:
        """L2-normalized vectors, shape (len(texts), dimensions), float32."""
        ...


class Translator(Protocol):
    """Translates sentences."""

    @property
    def identity(self) -> str: ...

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

        ``terms`` holds hints for each text, or is empty. An engine that cannot use hints ignores them.
        """
        ...


@dataclass(frozen=True)
class Likelihood:
    """How likely a translation is, in nats.

    ``mean`` is the mean log-probability of a token; ``words`` holds each word of it (cut at spaces, in
    order) with the log-probability of the whole word.
    """

    mean: float
    words: tuple[tuple[str, float], ...]


@runtime_checkable
class Rescorer(Protocol):
    """Says how likely a text is as the translation of another."""

    def score(
        self, texts: Sequence[str], translations: Sequence[str], source: Language, target: Language
    ) -> list[Likelihood | None]:
        """How likely each translation (in ``target``) is for its text; for an empty text, how likely it is
        on its own.

        None where it cannot say.
        """
        ...


class Summarizer(Protocol):
    """Offers candidate sentences for a brief."""

    @property
    def identity(self) -> str: ...

    def writes(self, source: Language, target: Language) -> bool:
        """Whether it can summarize an article in ``source`` with sentences in ``target``."""
        ...

    def propose(
        self, article: Article, options: Options, language: Language
    ) -> tuple[list[Candidate], Usage]:
        """Candidates in ``language``, more than ``options.sentences`` where it can, and what it saw."""
        ...


class BriefWriter(Protocol):
    """Writes parallel briefs: the pipeline, and the cache that wraps it."""

    @property
    def identity(self) -> str: ...

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair: ...


class Cache(Protocol):
    """Keeps bytes by key. Safe to use from several threads and processes."""

    def get(self, key: str) -> tuple[bytes, float] | None:
        """The stored value and its age in seconds, or None."""
        ...

    def put(self, key: str, value: bytes) -> None: ...

    def close(self) -> None: ...
