"""What each step of decoding gains on the validation pairs, and the weights of the reranking.

Every sentence is translated n-best with and without hints, and once more where that failed a check; steps
are then compared on the same candidates, so that the table shows the steps and not the luck of decoding.
The weights are chosen by grid search on the even lines; every figure is of the odd lines alone.
"""

from __future__ import annotations

import itertools
import math
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from summarizer.backends.lines import loops
from summarizer.backends.lite import Decoding, LiteTranslator
from summarizer.briefs import Check, CheckKind, Glossary, Term
from summarizer.fidelity import check_sentence, penalty
from summarizer.fidelity.remedies import remedies
from summarizer.fidelity.terms import check_terms, obedience
from summarizer.fidelity.undertranslation import content_words, lost_words
from summarizer.languages import LANGUAGES, Language
from summarizer.lexicon.coinages import coinages
from summarizer.lexicon.dictionary import dictionary
from summarizer.lexicon.hints import hints
from summarizer.protocols import Embedder
from summarizer.translation import Reranking, names_only, repair_terms
from training.evaluate import Row, read_rows


@dataclass(frozen=True)
class Option:
    """One candidate with all that a choice may look at; ``chrf`` is its score against the reference.

    ``words`` says how well a dictionary accounts for it, ``back`` how likely the source is, given it: the
    log-probability of a token, None where nobody can say. ``checks`` are those of the text alone.
    ``agreement`` is that of ``Translation``, ``obedience`` the share of the hints that it took, ``whole`` the
    log-probability of a token times the words of the source, ``lost`` how many of these it loses,
    ``named`` those of them that are no words of grammar, and ``coined`` how many of its own nobody knows.
    """

    text: str
    model: float
    cosine: float
    words: float
    checks: tuple[Check, ...]
    chrf: float
    agreement: float | None
    back: float | None = None
    obedience: float = 1.0
    whole: float = 0.0
    lost: int = 0
    named: int = 0
    coined: int = 0


@dataclass(frozen=True)
class Case:
    """One sentence to translate with its candidates, best by the model first.

    ``mended`` are those of the second round, none where the first one's best passed all checks.
    """

    domain: str
    direction: str
    text: str
    reference: str
    terms: tuple[Term, ...]
    hinted: tuple[Option, ...]
    plain: tuple[Option, ...]
    mended: tuple[Option, ...]


@dataclass(frozen=True)
class Judge:
    """Translates one way and weighs every candidate."""

    translator: LiteTranslator
    embedder: Embedder
    source: Language
    target: Language

    def __call__(
        self,
        rows: Sequence[Row],
        told: Sequence[Sequence[Term]],
        n: int,
        terms: Sequence[Sequence[Term]] | None = None,
    ) -> list[tuple[Option, ...]]:
        """Up to ``n`` options for each row, best by the model first.

        The translator is ``told`` of terms; its obedience is to ``terms``, if these are others.
        """
        from sacrebleu.metrics import CHRF

        chrf, (source, target) = CHRF(), (self.source, self.target)
        answers = self.translator.translate([row.text for row in rows], source, target, n=n, terms=told)
        options: list[list[Option]] = []
        for row, answer, own_terms in zip(rows, answers, terms or told, strict=True):
            vectors = self.embedder.embed([row.text, *(t.text for t in answer)])
            weighed = []
            for translation, vector in zip(answer, vectors[1:], strict=True):
                text, cosine = translation.text, float(vector @ vectors[0])
                checks = tuple(check_sentence(row.text, text, source, target, similarity=cosine))
                score = chrf.sentence_score(text, [row.reference]).score
                words = dictionary().score(row.text, text, source)
                obeyed = obedience(row.text, text, own_terms)
                option = Option(text, translation.score, cosine, words, checks, score, translation.agreement)
                whole = translation.score * len(row.text.split())
                coined = len(coinages(row.text, text, target))
                weighed.append(replace(option, obedience=obeyed, whole=whole, coined=coined))
            options.append(weighed)
        return [self._traced(row, own) for row, own in zip(rows, options, strict=True)]

    def _traced(self, row: Row, options: Sequence[Option]) -> tuple[Option, ...]:
        """The options of one text with what the translator says of the way back."""
        given = ["", *(option.text for option in options)]
        alone, *backs = self.translator.score(given, [row.text] * len(given), self.target, self.source)
        traced = []
        for option, back in zip(options, backs, strict=True):
            lost = lost_words(back.words, alone.words) if back and alone else ()
            named = len(content_words(lost))
            traced.append(replace(option, back=back and back.mean, lost=len(lost), named=named))
        return tuple(traced)


def collect(
    translator: LiteTranslator, embedder: Embedder, data: Path, lines: int, settings: Reranking, path: Path
) -> list[Case]:
    """Translates the rows with and without hints and once more, and keeps all cases in ``path``."""
    cases: list[Case] = []
    for direction in ("en-ar", "ar-en"):
        source, target = (LANGUAGES[code] for code in direction.split("-"))
        judge = Judge(translator, embedder, source, target)
        rows = [row for row in read_rows(data, lines) if row.direction == direction]
        terms = [hints(row.text, source, target, limit=settings.hints) for row in rows]
        hinted = judge(rows, terms, settings.candidates)
        plain = judge(rows, [()] * len(rows), SEARCHED)
        mended: list[tuple[Option, ...]] = [()] * len(rows)
        wrong, told = [], []
        for i, own in enumerate(hinted):
            best = best_of(own, settings)
            if best is None or needs_repair(best, settings):
                cures = remedies(best.checks if best else (), source, target)
                wrong.append(i)
                text, limit = rows[i].text, settings.hints
                own_terms = terms[i] if cures else names_only(text, source, target, Glossary(), limit)
                told.append(repair_terms((), cures, own_terms, limit))
        hinted_terms = [terms[i] for i in wrong]
        again = judge([rows[i] for i in wrong], told, settings.repair, hinted_terms) if wrong else []
        for i, options in zip(wrong, again, strict=True):
            mended[i] = options
        for row, own_terms, *options in zip(rows, terms, hinted, plain, mended, strict=True):
            cases.append(Case(row.domain, direction, row.text, row.reference, tuple(own_terms), *options))
    path.write_bytes(pickle.dumps(cases))
    return cases


Choose = Callable[[Case], Option | None]


def first(options: Sequence[Option]) -> Option | None:
    """The translator's own best."""
    return options[0] if options else None


#: No doubts that come from the translator itself, and nothing asked of it backwards.
UNTRACED: dict[str, Any] = {
    "unsure": -math.inf,
    "whole": -math.inf,
    "unexplained": -math.inf,
    "traced": 0,
    "coined": 0.0,
}
#: How many of the candidates beam search finds; the others are samples.
SEARCHED = Decoding().searched


def is_doubted(option: Option, weights: Reranking) -> bool:
    """Whether the translator itself doubts an option."""
    unexplained = option.back is not None and option.back < weights.unexplained
    made_up = option.coined > 0 and weights.coined > 0
    lost = option.named > 0 and weights.traced > 0
    return unexplained or made_up or lost or option.model < weights.unsure or option.whole < weights.whole


def needs_repair(option: Option, weights: Reranking) -> bool:
    """Whether more candidates are asked for where this is the best."""
    return penalty(option.checks) > 0 or (is_doubted(option, weights) and option.agreement is None)


def best_of(options: Sequence[Option], weights: Reranking) -> Option | None:
    """The option with the highest score, by the formula of ``summarizer.translation``."""
    known = all(option.agreement is not None for option in options)

    def score(option: Option) -> float:
        scaled = (option.cosine - weights.low) / (weights.high - weights.low)
        return (
            weights.similarity * scaled
            + weights.model * option.model
            + weights.words * option.words
            + weights.obedience * option.obedience
            - weights.checks * penalty(option.checks)
            - weights.coined * option.coined
            + (weights.agreement * (option.agreement or 0.0) if known else 0.0)
        )

    def traced(option: Option) -> float:
        return score(option) + weights.back * (option.back or 0.0) - weights.lost * option.lost

    if weights.traced:
        return max(sorted(options, key=score, reverse=True)[: weights.traced], key=traced, default=None)
    return max(options, key=score, default=None)


def reranked(weights: Reranking, samples: bool = True) -> Choose:
    """The choice of ``summarizer.translation``: hinted candidates, and mended ones where the best fails.

    Without ``samples``, among those of beam search alone.
    """

    def choose(case: Case) -> Option | None:
        most = None if samples else SEARCHED
        best = best_of(case.hinted[:most], weights)
        if weights.repair and (best is None or needs_repair(best, weights)):
            best = best_of((*case.hinted[:most], *case.mended[:most]), weights)
        return best

    return choose


def tune(cases: Sequence[Case], settings: Reranking) -> Reranking:
    """The weights with the highest mean chrF2, less a point for every unit of mean penalty."""

    def value(weights: Reranking) -> float:
        chosen = [option for option in map(reranked(weights), cases) if option]
        return sum(o.chrf - penalty(o.checks) for o in chosen) / max(1, len(cases))

    grid = itertools.product((0.3, 0.6), (0.5, 1.0, 2.0), (0.5, 1.0), (0.0, 1.0, 2.0), (4.0, 8.0, 12.0))
    names = ("similarity", "model", "checks", "words", "agreement")
    trials = (replace(settings, **dict(zip(names, weights, strict=True))) for weights in grid)
    return max(trials, key=value)


def measure(cases: Sequence[Case], choose: Choose) -> str:
    """One line of the table: corpus chrF2, failed number and name checks, obedience, loops, empties.

    Obedience is told of all hinted terms, and of those that the human translation uses as well: a hint that a
    person would not take either (a country where the sentence needs its adjective) is no order.
    """
    from sacrebleu.metrics import CHRF

    chosen = [choose(case) for case in cases]
    texts = [option.text if option else "" for option in chosen]
    score = CHRF().corpus_score(texts, [[case.reference for case in cases]]).score

    def failing(kind: CheckKind) -> float:
        bad = sum(any(c.kind is kind and not c.ok for c in o.checks) for o in chosen if o)
        return 100 * bad / len(cases)

    obeyed = [check.ok for case, text in zip(cases, texts, strict=True) for check in told(case, text)]
    human = [check.ok for case in cases for check in told(case, case.reference)]
    apt = [ours for ours, theirs in zip(obeyed, human, strict=True) if theirs]
    return (
        f"{score:6.1f} {failing(CheckKind.NUMBER):8.1f} {failing(CheckKind.NAME):6.1f} "
        f"{100 * sum(apt) / max(1, len(apt)):9.1f} {100 * sum(obeyed) / max(1, len(obeyed)):6.1f} "
        f"{sum(map(loops, texts)):6} {texts.count(''):6}"
    )


def told(case: Case, translation: str) -> list[Check]:
    """For each hinted term, in the order of the text, whether ``translation`` has it."""
    return check_terms(case.text, translation, case.terms)


def report(cases: Sequence[Case], settings: Reranking) -> str:
    """The ablation table of the odd lines, with weights tuned on the even ones."""
    even, odd = cases[::2], cases[1::2]
    tuned = tune(even, settings)
    agreed = replace(settings, similarity=0.0, checks=0.0, repair=0, words=0.0, obedience=0.0, **UNTRACED)
    similar = replace(agreed, similarity=settings.similarity)
    checked = replace(similar, checks=settings.checks)
    mended = replace(checked, repair=settings.repair)
    explained = replace(mended, words=settings.words)
    obeying = replace(explained, obedience=settings.obedience)
    known = replace(obeying, coined=settings.coined)
    traced = replace(known, traced=settings.traced)
    steps: list[tuple[str, Choose]] = [
        ("beam search, no hints", lambda case: first(case.plain)),
        ("+ hints", lambda case: first(case.hinted)),
        ("+ samples", reranked(agreed)),
        ("+ similarity", reranked(similar)),
        ("+ fidelity checks", reranked(checked)),
        ("+ repair", reranked(mended)),
        ("+ dictionary", reranked(explained)),
        ("+ obedience to hints", reranked(obeying)),
        ("+ no made-up words", reranked(known)),
        ("+ no lost words", reranked(traced)),
        ("+ repair where in doubt", reranked(settings)),
        ("all but the samples", reranked(replace(settings, agreement=0.0), samples=False)),
        ("weights tuned here", reranked(tuned)),
        (
            "best candidate there is",
            lambda case: max((*case.hinted, *case.plain, *case.mended), key=lambda o: o.chrf, default=None),
        ),
    ]
    lines = [
        f"tuned on {len(even)} other sentences: similarity={tuned.similarity} model={tuned.model} "
        f"checks={tuned.checks} words={tuned.words} agreement={tuned.agreement}",
        f"{'domain':8} {'way':6} {'step':25} {'chrF2':>6} {'numbers%':>8} {'names%':>6} "
        f"{'obedience':>9} {'of all':>6} {'loops':>6} {'empty':>6}",
    ]
    for domain, direction in sorted({(case.domain, case.direction) for case in odd}):
        own = [case for case in odd if (case.domain, case.direction) == (domain, direction)]
        lines += [f"{domain:8} {direction:6} {name:25} {measure(own, choose)}" for name, choose in steps]
    return "\n".join([*lines, "", confidence(cases, settings)])


def confidence(cases: Sequence[Case], settings: Reranking) -> str:
    """How good the chosen translations are (mean chrF2, all lines), by what the translator says of them:

    how sure it was, and, of those of which it was sure, how likely the source is given the translation.
    """
    lines = [f"{'way':6} {'log-probability':25} {'sentences':>9} {'mean chrF2':>10}"]

    def rows(way: str, name: str, options: Sequence[tuple[float, Option]], bounds: Sequence[float]) -> None:
        for low, high in pairwise(bounds):
            own = [option.chrf for value, option in options if low <= value < high]
            label = f"{name} {low:.2f} to {high:.2f}"
            lines.append(f"{way:6} {label:25} {len(own):9} {sum(own) / max(1, len(own)):10.1f}")

    for way in ("en-ar", "ar-en"):
        chosen = [o for case in cases if case.direction == way if (o := reranked(settings)(case))]
        rows(way, "itself", [(o.model, o) for o in chosen], (-99.0, -0.8, settings.unsure, -0.5, -0.4, 0.0))
        sure = [(o.back, o) for o in chosen if o.model >= settings.unsure and o.back is not None]
        rows(way, "back", sure, (-99.0, -2.5, -2.25, -2.0, -1.75, -1.5, -1.0, 0.0))
    return "\n".join(lines)
