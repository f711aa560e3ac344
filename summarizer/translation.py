"""Chooses among the n-best translations of a sentence the one that best says what it says.

Each candidate scores ``similarity * s + model * log p + words * log w - checks * penalty``: the scaled
cross-lingual cosine ``s``, the mean token log-probability ``log p`` of the translator, the mean
log-probability ``log w`` with which a dictionary accounts for the words of both sides
(``lexicon.dictionary``), and the penalty of its failed fidelity checks. The share of the hinted terms that it
took can count, and where the translator says of all candidates how well they agree with what it would say at
random (``Translation.agreement``), that counts too.

The best few are translated back, as it were: how likely the translator finds the source as a translation of
them counts (the noisy channel of Yee et al. 2019, "Simple and Effective Noisy Channel Modeling for Neural
Machine Translation"), and each word of the source that they do not account for counts against them
(``fidelity.undertranslation``). So does each word of theirs that nobody knows (``lexicon.coinages``). Where
the winner has such words, does not lead back, or its translator was not sure, it gets a warning.

Where the best candidate fails a check, the translator is asked once more, for more candidates, and told what
the words are called that it got wrong; where nobody can tell, it is told of names only, since another hint
may have misled it. Doubts are a reason to ask only where no samples were drawn. What the translator's very
first candidate got wrong and the chosen one got right is reported as repaired.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from summarizer.briefs import Check, CheckKind, Glossary, Status, Term
from summarizer.errors import GenerationError
from summarizer.fidelity import check_sentence, penalty, repaired
from summarizer.fidelity.meaning import E5_SMALL, Calibration
from summarizer.fidelity.remedies import remedies
from summarizer.fidelity.terms import obedience
from summarizer.fidelity.undertranslation import content_words, lost_words
from summarizer.languages import Language
from summarizer.lexicon.coinages import coinages
from summarizer.lexicon.dictionary import dictionary
from summarizer.lexicon.hints import LIMIT, hints
from summarizer.protocols import Embedder, Likelihood, Progress, Rescorer, Translation, Translator


@dataclass(frozen=True)
class Reranking:
    """Parameters of the choice.

    ``candidates`` are asked of the translator at first, ``repair`` for a sentence whose best candidate fails
    a check (0: never). ``similarity``, ``model``, ``words``, ``checks``, ``agreement`` and ``obedience`` (to
    hints) are the weights of the module's formula. ``low`` and ``high`` are the embedder's cosines of an
    unrelated pair of sentences and of a faithful translation, which scale to 0 and 1. ``hints`` is how many
    terms the translator is told of.

    Below ``unsure`` (mean log-probability of a token, in nats) a translation gets a warning of its own: the
    model's confidence tells good translations from bad ones better than any other signal that costs nothing
    (Fomicheva et al. 2020), and ``python -m training ablate`` shows how well it does here. So it does where
    that, times the words of the source, is below ``whole`` (the more words, the more chances to slip), and
    where the source is less likely than ``unexplained`` as a translation of it.

    ``traced`` candidates are scored backwards: ``back`` is the weight of the log-probability of a token of
    the source, ``lost`` what a word costs that the source loses. ``coined`` is what a word costs that
    nobody knows; 0 where the translator may know more words than the lists.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}  # profiles refuse unknown keys

    candidates: int = 6
    repair: int = 8
    similarity: float = 0.6
    model: float = 2.0
    words: float = 1.0
    checks: float = 1.0
    agreement: float = 8.0
    obedience: float = 0.0
    unsure: float = -0.6
    whole: float = -math.inf
    unexplained: float = -1.75
    traced: int = 4
    back: float = 0.2
    lost: float = 0.4
    coined: float = 0.0
    low: float = 0.79
    high: float = 0.94
    hints: int = LIMIT


@dataclass(frozen=True)
class Chosen:
    """The translation of one sentence that won.

    ``adequacy`` (0 to 1) says how well it carries the source: the scaled similarity times the translator's
    probability of a token, discounted by the failed checks. ``ranked`` holds every candidate with its score,
    best first.
    """

    text: str
    similarity: float
    adequacy: float
    checks: tuple[Check, ...]
    ranked: tuple[tuple[str, float], ...]
    hinted: tuple[Term, ...] = ()


@dataclass(frozen=True)
class _Weighed:
    """One candidate with what the choice looks at; ``order`` is its place in the translator's answer.

    ``score`` is without the agreement, which not all candidates may have, and without ``trace``: what it
    costs that the source does not follow from it, None as long as nobody asked. ``doubts`` only warn.
    """

    text: str
    score: float
    order: int
    cosine: float
    checks: tuple[Check, ...]
    doubts: tuple[Check, ...]
    model: float
    agreement: float | None
    trace: float | None = None

    @property
    def needs_repair(self) -> bool:
        """Whether to ask for more candidates, if this is the best."""
        return penalty(self.checks) > 0 or (bool(self.doubts) and self.agreement is None)

    def total(self, weight: float) -> float:
        """The score with the agreement, which has this weight, and less the trace."""
        return self.score + weight * (self.agreement or 0.0) - (self.trace or 0.0)


class TranslationChooser:
    """Translates sentences n-best and chooses by similarity, fidelity and model score.

    ``rescorer`` translates the other way; None leaves that check out. ``calibration`` holds the embedder's
    thresholds of meaning; None is an embedder whose thresholds nobody knows, with which meaning is not
    checked.
    """

    def __init__(
        self,
        translator: Translator,
        embedder: Embedder,
        reranking: Reranking = Reranking(),
        calibration: Calibration | None = E5_SMALL,
        rescorer: Rescorer | None = None,
    ) -> None:
        self._translator = translator
        self._embedder = embedder
        self._reranking = reranking
        self._calibration = calibration
        self._rescorer = rescorer

    @property
    def identity(self) -> str:
        """The translator, the embedder and the parameters of the choice."""
        engines = f"{self._translator.identity}|{self._embedder.identity}"
        return f"{engines}|{self._reranking}|{self._calibration}|{self._rescorer is not None}"

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
        settings, required = self._reranking, glossary.terms(source)
        terms = [hints(text, source, target, glossary=glossary, limit=settings.hints) for text in texts]
        report = progress or silent
        report("translate", 0.2)
        weighed = self._weigh(texts, source, target, settings.candidates, terms, terms, required)
        report("check", 0.6)
        weighed = self._traced(texts, weighed, source, target)
        first = [min(found, key=lambda c: c.order) for found in weighed]
        wrong = [i for i, found in enumerate(weighed) if found[0].needs_repair]
        if wrong and settings.repair:
            report("repair", 0.65)
            own = []
            for i in wrong:
                asked = [term for term in terms[i] if term in required]
                cures = remedies(weighed[i][0].checks, source, target)
                told = terms[i] if cures else names_only(texts[i], source, target, glossary, settings.hints)
                own.append(repair_terms(asked, cures, told, settings.hints))
            hinted = [terms[i] for i in wrong]
            again = self._weigh(
                [texts[i] for i in wrong], source, target, settings.repair, own, hinted, required
            )
            for i, found in zip(wrong, again, strict=True):
                known = {candidate.text for candidate in weighed[i]}
                weighed[i] = self._ranked([*weighed[i], *(c for c in found if c.text not in known)])
            weighed = self._traced(texts, weighed, source, target)
        return [
            self._chosen(found, start, own) for found, start, own in zip(weighed, first, terms, strict=True)
        ]

    def _weigh(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        n: int,
        told: Sequence[Sequence[Term]],
        terms: Sequence[Sequence[Term]],
        required: Sequence[Term],
    ) -> list[list[_Weighed]]:
        """The candidates of each text, best first; never none, at worst one empty text.

        The translator is ``told`` of some terms, and should obey ``terms`` of its own accord too.
        """
        answers = self._translator.translate(texts, source, target, n=n, terms=told)
        if len(answers) != len(texts):
            raise GenerationError(
                f"The translator answered {len(texts)} sentences with {len(answers)}",
                value=self._translator.identity,
                hint="This is a defect of the engine; please report it",
            )
        answers = [answer or [Translation("", -10.0)] for answer in answers]
        vectors = self._embedder.embed([*texts, *(t.text for answer in answers for t in answer)])
        weighed, start = [], len(texts)
        for i, (text, answer) in enumerate(zip(texts, answers, strict=True)):
            found = []
            for order, candidate in enumerate(answer):
                cosine = float(vectors[start + order] @ vectors[i])
                checks = check_sentence(
                    text,
                    candidate.text,
                    source,
                    target,
                    terms=required,
                    similarity=cosine if self._calibration else None,
                    calibration=self._calibration or E5_SMALL,
                )
                coined = coinages(text, candidate.text, target) if self._reranking.coined else []
                doubts = self._doubts(text, candidate, coined)
                words = dictionary().score(text, candidate.text, source)
                obeyed = obedience(text, candidate.text, terms[i])
                score = self._score(candidate, cosine, words, obeyed, len(coined), checks)
                found.append(
                    _Weighed(
                        text=candidate.text,
                        score=score,
                        order=order,
                        cosine=cosine,
                        checks=tuple(checks),
                        doubts=doubts,
                        model=candidate.score,
                        agreement=candidate.agreement,
                    )
                )
            start += len(answer)
            weighed.append(self._ranked(found))
        return weighed

    def _traced(
        self, texts: Sequence[str], weighed: list[list[_Weighed]], source: Language, target: Language
    ) -> list[list[_Weighed]]:
        """The candidates, of which the best few were asked whether they lead back, best first.

        One that was not asked is never the best, since asking can only cost it something.
        """
        if self._rescorer is None:
            return weighed
        asked = [(i, new) for i, found in enumerate(weighed) if (new := self._untraced(found))]
        pairs = [(text, texts[i]) for i, new in asked for text in ("", *(c.text for c in new))]
        scores = iter(self._rescorer.score([a for a, _ in pairs], [b for _, b in pairs], target, source))
        results = list(weighed)
        for i, new in asked:
            alone = next(scores)
            judged = {c.text: self._judged(c, texts[i], next(scores), alone) for c in new}
            results[i] = self._ranked([judged.get(c.text, c) for c in weighed[i]])
        return results

    def _untraced(self, found: Sequence[_Weighed]) -> list[_Weighed]:
        """Of the candidates that are best but for what tracing costs, those not yet traced."""
        weight = self._weight(found)
        best = sorted(found, key=lambda c: (-c.total(weight) - (c.trace or 0.0), c.order))
        return [c for c in best[: self._reranking.traced] if c.text and c.trace is None]

    def _judged(
        self, candidate: _Weighed, text: str, given: Likelihood | None, alone: Likelihood | None
    ) -> _Weighed:
        """A candidate with what it costs that its source is so likely, given it and given nothing.

        It costs nothing where nobody can say.
        """
        if given is None or alone is None:
            return replace(candidate, trace=0.0)
        settings, doubts = self._reranking, candidate.doubts
        lost = lost_words(given.words, alone.words)
        if named := content_words(lost):
            detail = f"The translation may leave out, or turn into something else: {_quoted(named)}."
            doubts = (*doubts, Check(CheckKind.MEANING, ", ".join(named), "", Status.MISSING, detail=detail))
        elif not doubts and given.mean < settings.unexplained:
            odds = _odds(given.mean)
            detail = f"Translated back, this may say something else (each piece of it {odds} likely)."
            doubts = (_doubt(text, candidate.text, detail),)
        return replace(candidate, doubts=doubts, trace=settings.lost * len(lost) - settings.back * given.mean)

    def _doubts(self, text: str, candidate: Translation, coined: Sequence[str]) -> tuple[Check, ...]:
        """Failed checks where the translator itself was unsure, or made words up."""
        settings, odds, words = self._reranking, _odds(candidate.score), len(text.split())
        doubts = []
        if coined:
            detail = f"These words may be made up, or misspelled: {_quoted(coined)}."
            doubts.append(Check(CheckKind.MEANING, "", ", ".join(coined), Status.ADDED, detail=detail))
        if candidate.score < settings.unsure:
            detail = f"The translator was unsure of this sentence (each piece of it {odds} likely)."
            doubts.append(_doubt(text, candidate.text, detail))
        elif candidate.score * words < settings.whole:
            detail = (
                f"The translator may have slipped somewhere in so long a sentence ({words} words, each piece "
                f"of the translation {odds} likely)."
            )
            doubts.append(_doubt(text, candidate.text, detail))
        return tuple(doubts)

    def _scaled(self, cosine: float) -> float:
        return (cosine - self._reranking.low) / (self._reranking.high - self._reranking.low)

    def _score(
        self,
        candidate: Translation,
        cosine: float,
        words: float,
        obeyed: float,
        coined: int,
        checks: Sequence[Check],
    ) -> float:
        settings = self._reranking
        return (
            settings.similarity * self._scaled(cosine)
            + settings.model * max(candidate.score, -10.0)
            + settings.words * words
            + settings.obedience * obeyed
            - settings.checks * penalty(checks)
            - settings.coined * coined
        )

    def _ranked(self, found: Sequence[_Weighed]) -> list[_Weighed]:
        """The candidates, best first; those that were traced before the others."""
        weight = self._weight(found)
        return sorted(found, key=lambda c: (c.trace is None, -c.total(weight), c.order))

    def _weight(self, found: Sequence[_Weighed]) -> float:
        """That of agreement, which only counts where it is known of all candidates."""
        return self._reranking.agreement if all(c.agreement is not None for c in found) else 0.0

    def _chosen(self, found: Sequence[_Weighed], first: _Weighed, hinted: Sequence[Term]) -> Chosen:
        best, weight = found[0], self._weight(found)
        faithful = min(1.0, max(0.0, self._scaled(best.cosine)))
        before, after = (*first.checks, *first.doubts), (*best.checks, *best.doubts)
        return Chosen(
            text=best.text,
            similarity=best.cosine,
            adequacy=round(faithful * math.exp(min(0.0, best.model) - penalty(after)), 4),
            checks=after if best.text == first.text else tuple(repaired(before, after)),
            ranked=tuple((candidate.text, round(candidate.total(weight), 4)) for candidate in found),
            hinted=tuple(hinted),
        )


def _doubt(text: str, translation: str, detail: str) -> Check:
    return Check(CheckKind.MEANING, text, translation, Status.CHANGED, detail=detail)


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f'"{word}"' for word in words)


def _odds(score: float) -> str:
    """A mean log-probability as readers know it."""
    return f"{math.exp(score):.0%}"


def names_only(
    text: str, source: Language, target: Language, glossary: Glossary, limit: int
) -> tuple[Term, ...]:
    """The hints of ``text`` without those of ordinary words, one of which may have misled the translator."""
    return hints(text, source, target, glossary=glossary, limit=limit, words=False)


def repair_terms(
    required: Sequence[Term], cures: Sequence[Term], hinted: Sequence[Term], limit: int
) -> tuple[Term, ...]:
    """What a repair is told: the user's own terms, then the cures, then hints, without contradictions."""
    terms = {term.source: term for term in (*hinted, *cures, *required)}  # the later ones win
    first = [term.source for term in (*required, *cures, *hinted)]
    return tuple(terms[source] for source in dict.fromkeys(first))[: max(limit, len(required))]


def silent(stage: str, done: float) -> None:
    """A progress listener that does not listen."""
