"""Chooses among the n-best translations of a sentence the one that best says what it says.

Each candidate scores ``similarity * s + model * log p - checks * penalty``: the scaled cross-lingual
cosine ``s``, the mean token log-probability ``log p`` of the translator, and the penalty of its failed
fidelity checks. What the translator's first candidate got wrong and the chosen one got right is
reported as repaired.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from summarizer.briefs import Check, Glossary, Term
from summarizer.errors import GenerationError
from summarizer.fidelity import check_sentence, penalty, repaired
from summarizer.languages import Language
from summarizer.lexicon.hints import hints
from summarizer.protocols import Embedder, Progress, Translation, Translator


@dataclass(frozen=True)
class Reranking:
    """Parameters of the choice; ``low`` and ``high`` are the embedder's cosines of an unrelated pair of
    sentences and of a faithful translation.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}  # profiles refuse unknown keys

    candidates: int = 6
    similarity: float = 1.0
    model: float = 0.4
    checks: float = 0.5
    low: float = 0.76
    high: float = 0.92
    hints: int = 6


@dataclass(frozen=True)
class Chosen:
    """The translation of one sentence that won.

    ``adequacy`` (0 to 1) says how well it carries the source: the scaled similarity, discounted by the
    failed checks. ``ranked`` holds every candidate with its score, best first.
    """

    text: str
    similarity: float
    adequacy: float
    checks: tuple[Check, ...]
    ranked: tuple[tuple[str, float], ...]
    hinted: tuple[Term, ...] = ()


class TranslationChooser:
    """Translates sentences n-best and chooses by similarity, fidelity and model score."""

    def __init__(
        self, translator: Translator, embedder: Embedder, reranking: Reranking = Reranking()
    ) -> None:
        self._translator = translator
        self._embedder = embedder
        self._reranking = reranking

    @property
    def identity(self) -> str:
        """The translator, the embedder and the parameters of the choice."""
        return f"{self._translator.identity}|{self._embedder.identity}|{self._reranking}"

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        glossary: Glossary = Glossary(),
        progress: Progress | None = None,
    ) -> list[Chosen]:
        """The chosen translation of each text, in order.

        Raises:
            GenerationError: the translator answered with another number of texts than it was given.
        """
        settings = self._reranking
        terms = [hints(text, source, target, glossary=glossary, limit=settings.hints) for text in texts]
        if progress:
            progress("translate", 0.2)
        answers = self._translator.translate(texts, source, target, n=settings.candidates, terms=terms)
        if len(answers) != len(texts):
            raise GenerationError(
                f"The translator answered {len(texts)} sentences with {len(answers)}",
                value=self._translator.identity,
                hint="This is a defect of the engine; please report it",
            )
        if progress:
            progress("check", 0.7)
        flat = [t.text for answer in answers for t in answer]
        vectors = self._embedder.embed([*texts, *flat])
        chosen, start = [], len(texts)
        required = glossary.terms(source)
        for i, (text, answer) in enumerate(zip(texts, answers, strict=True)):
            cosines = vectors[start : start + len(answer)] @ vectors[i]
            start += len(answer)
            chosen.append(self._choose(text, answer, cosines, source, target, required, terms[i]))
        return chosen

    def _choose(
        self,
        text: str,
        answer: Sequence[Translation],
        cosines: np.ndarray[tuple[int, ...], np.dtype[np.float32]],
        source: Language,
        target: Language,
        required: Sequence[Term],
        hinted: Sequence[Term],
    ) -> Chosen:
        settings = self._reranking
        if not answer:
            answer, cosines = [Translation("", -math.inf)], np.zeros(1, np.float32)
        scored: list[tuple[float, int, list[Check], float]] = []
        for k, candidate in enumerate(answer):
            cosine = float(cosines[k])
            checks = check_sentence(text, candidate.text, source, target, terms=required, similarity=cosine)
            scaled = (cosine - settings.low) / (settings.high - settings.low)
            score = (
                settings.similarity * scaled
                + settings.model * max(candidate.score, -10.0)
                - settings.checks * penalty(checks)
            )
            scored.append((score, k, checks, cosine))
        ranked = sorted(scored, key=lambda item: (-item[0], item[1]))
        _, best, checks, cosine = ranked[0]
        first = scored[0][2]
        scaled = min(1.0, max(0.0, (cosine - settings.low) / (settings.high - settings.low)))
        return Chosen(
            text=answer[best].text,
            similarity=cosine,
            adequacy=round(scaled * math.exp(-penalty(checks)), 4),
            checks=tuple(repaired(first, checks) if best else checks),
            ranked=tuple((answer[k].text, round(score, 4)) for score, k, _, _ in ranked),
            hinted=tuple(hinted),
        )
