"""What each step of decoding gains on the validation pairs, and the weights of the reranking.

Every sentence is translated n-best with and without hints, and once more where that failed a check; steps
are then compared on the same candidates, so that the table shows the steps and not the luck of decoding.
The weights are chosen by grid search on the even lines; every figure is of the odd lines alone.
"""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from summarizer.backends.lines import loops
from summarizer.backends.lite import LiteTranslator
from summarizer.briefs import Check, CheckKind, Term
from summarizer.fidelity import check_sentence, penalty
from summarizer.fidelity.remedies import remedies
from summarizer.fidelity.terms import check_terms
from summarizer.languages import LANGUAGES, Language
from summarizer.lexicon.dictionary import dictionary
from summarizer.lexicon.hints import hints
from summarizer.protocols import Embedder
from summarizer.translation import Reranking, repair_terms
from training.evaluate import Row, read_rows


@dataclass(frozen=True)
class Option:
    """One candidate with all that a choice may look at; ``chrf`` is its score against the reference.

    ``words`` says how well a dictionary accounts for it, ``back`` how likely the source is, given it: the
    log-probability of a token, None where nobody can say.
    """

    text: str
    model: float
    cosine: float
    words: float
    checks: tuple[Check, ...]
    penalty: float
    chrf: float
    back: float | None = None


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
        self, rows: Sequence[Row], terms: Sequence[Sequence[Term]], n: int
    ) -> list[tuple[Option, ...]]:
        """Up to ``n`` options for each row, told of ``terms``, best by the model first."""
        from sacrebleu.metrics import CHRF

        chrf, (source, target) = CHRF(), (self.source, self.target)
        answers = self.translator.translate([row.text for row in rows], source, target, n=n, terms=terms)
        options = []
        for row, answer in zip(rows, answers, strict=True):
            vectors = self.embedder.embed([row.text, *(t.text for t in answer)])
            weighed = []
            for translation, vector in zip(answer, vectors[1:], strict=True):
                text, cosine = translation.text, float(vector @ vectors[0])
                checks = tuple(check_sentence(row.text, text, source, target, similarity=cosine))
                score = chrf.sentence_score(text, [row.reference]).score
                words = dictionary().score(row.text, text, source)
                weighed.append(Option(text, translation.score, cosine, words, checks, penalty(checks), score))
            options.append(tuple(weighed))
        return options


def collect(
    translator: LiteTranslator, embedder: Embedder, data: Path, lines: int, n: int, path: Path
) -> list[Case]:
    """Translates the rows with and without hints and once more, and keeps all cases in ``path``."""
    cases: list[Case] = []
    settings = Reranking()
    for direction in ("en-ar", "ar-en"):
        source, target = (LANGUAGES[code] for code in direction.split("-"))
        judge = Judge(translator, embedder, source, target)
        rows = [row for row in read_rows(data, lines) if row.direction == direction]
        terms = [hints(row.text, source, target, limit=settings.hints) for row in rows]
        hinted, plain = judge(rows, terms, n), judge(rows, [()] * len(rows), n)
        mended: list[tuple[Option, ...]] = [()] * len(rows)
        wrong, told = [], []
        for i, own in enumerate(hinted):
            best = max(own, key=scorer(settings), default=None)
            if best is None or best.penalty > 0:
                cures = remedies(best.checks if best else (), source, target)
                wrong.append(i)
                told.append(repair_terms((), cures, terms[i], settings.hints))
        again = judge([rows[i] for i in wrong], told, settings.repair) if wrong else []
        for i, options in zip(wrong, again, strict=True):
            mended[i] = options
        for row, own_terms, *options in zip(rows, terms, hinted, plain, mended, strict=True):
            cases.append(Case(row.domain, direction, row.text, row.reference, tuple(own_terms), *options))
    cases = traced(translator, cases)
    path.write_bytes(pickle.dumps(cases))
    return cases


def traced(translator: LiteTranslator, cases: Sequence[Case]) -> list[Case]:
    """The cases, those that win with what they say of their source (``Option.back``)."""
    choose, results = reranked(Reranking()), []
    for direction in ("en-ar", "ar-en"):
        source, target = (LANGUAGES[code] for code in direction.split("-"))
        own = [case for case in cases if case.direction == direction]
        winners = [(case, option) for case in own if (option := choose(case))]
        backs = translator.score(
            [option.text for _, option in winners], [case.text for case, _ in winners], target, source
        )
        known = {(case.text, option.text): back for (case, option), back in zip(winners, backs, strict=True)}
        for case in own:
            fields = {
                name: tuple(replace(o, back=known.get((case.text, o.text))) for o in getattr(case, name))
                for name in ("hinted", "plain", "mended")
            }
            results.append(replace(case, **fields))
    return results


Choose = Callable[[Case], Option | None]


def first(options: Sequence[Option]) -> Option | None:
    """The translator's own best."""
    return options[0] if options else None


def scorer(weights: Reranking) -> Callable[[Option], float]:
    """The score of an option, by the formula of ``summarizer.translation``."""

    def score(option: Option) -> float:
        scaled = (option.cosine - weights.low) / (weights.high - weights.low)
        return (
            weights.similarity * scaled
            + weights.model * option.model
            + weights.words * option.words
            - weights.checks * option.penalty
        )

    return score


def reranked(weights: Reranking) -> Choose:
    """The choice of ``summarizer.translation``: hinted candidates, and mended ones where the best fails."""
    score = scorer(weights)

    def choose(case: Case) -> Option | None:
        best = max(case.hinted, key=score, default=None)
        if weights.repair and (best is None or best.penalty > 0):
            best = max((*case.hinted, *case.mended), key=score, default=None)
        return best

    return choose


def tune(cases: Sequence[Case]) -> Reranking:
    """The weights with the highest mean chrF2, less a point for every unit of mean penalty."""

    def value(weights: Reranking) -> float:
        chosen = [option for option in map(reranked(weights), cases) if option]
        return sum(o.chrf - o.penalty for o in chosen) / max(1, len(cases))

    grid = itertools.product((0.3, 0.6, 1.0), (1.0, 2.0, 3.0), (0.25, 0.5, 1.0), (0.0, 1.0, 2.0, 3.0))
    return max((Reranking(similarity=s, model=m, checks=c, words=w) for s, m, c, w in grid), key=value)


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


def report(cases: Sequence[Case]) -> str:
    """The ablation table of the odd lines, with weights tuned on the even ones."""
    even, odd = cases[::2], cases[1::2]
    tuned = tune(even)
    steps: list[tuple[str, Choose]] = [
        ("beam search, no hints", lambda case: first(case.plain)),
        ("+ hints", lambda case: first(case.hinted)),
        ("+ similarity", reranked(Reranking(checks=0.0, repair=0, words=0.0))),
        ("+ fidelity checks", reranked(Reranking(repair=0, words=0.0))),
        ("+ repair", reranked(Reranking(words=0.0))),
        ("+ dictionary", reranked(Reranking())),
        ("weights tuned here", reranked(tuned)),
        (
            "best candidate there is",
            lambda case: max((*case.hinted, *case.plain, *case.mended), key=lambda o: o.chrf, default=None),
        ),
    ]
    lines = [
        f"tuned on {len(even)} other sentences: similarity={tuned.similarity} model={tuned.model} "
        f"checks={tuned.checks} words={tuned.words}",
        f"{'domain':8} {'way':6} {'step':25} {'chrF2':>6} {'numbers%':>8} {'names%':>6} "
        f"{'obedience':>9} {'of all':>6} {'loops':>6} {'empty':>6}",
    ]
    for domain, direction in sorted({(case.domain, case.direction) for case in cases}):
        own = [case for case in odd if (case.domain, case.direction) == (domain, direction)]
        lines += [f"{domain:8} {direction:6} {name:25} {measure(own, choose)}" for name, choose in steps]
    return "\n".join([*lines, "", confidence(cases)])


def confidence(cases: Sequence[Case]) -> str:
    """How good the chosen translations are, by how sure the translator was of them (all lines).

    Those of which it was sure, and which do not lead back to their source, stand in a line of their own.
    """
    settings = Reranking()
    lines = [f"{'way':6} {'log-probability':>20} {'sentences':>9} {'mean chrF2':>10}"]
    bounds = (-99.0, -0.8, settings.unsure, -0.5, -0.4, 0.0)

    def line(direction: str, name: str, scores: Sequence[float]) -> str:
        return f"{direction:6} {name:>20} {len(scores):9} {sum(scores) / max(1, len(scores)):10.1f}"

    for direction in ("en-ar", "ar-en"):
        chosen = [option for c in cases if c.direction == direction if (option := reranked(settings)(c))]
        for low, high in pairwise(bounds):
            scores = [option.chrf for option in chosen if low <= option.model < high]
            lines.append(line(direction, f"{low:9.1f} to {high:6.1f}", scores))
        sure = [o for o in chosen if o.model >= settings.unsure and o.back is not None]
        lost = [o.chrf for o in sure if o.back is not None and o.back < settings.unexplained]
        lines.append(line(direction, "not leading back", lost))
    return "\n".join(lines)
