"""From an article to a parallel brief: candidates, translations, selection, alignments, verdict.

Three strategies make the same kind of result:

- summarize-then-translate: candidates in the article's language, each translated n-best;
- translate-then-summarize: the whole article is translated, the summarizer chooses among its sentences;
- direct: a model that writes the other language summarizes into it, and is translated back.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version

from summarizer.alignment import align
from summarizer.briefs import (
    Alignment,
    Article,
    Brief,
    BriefPair,
    Check,
    Choice,
    Fidelity,
    Options,
    Origin,
    Sentence,
    SourceSentence,
    Span,
    Strategy,
    Usage,
)
from summarizer.errors import ConfigurationError, EmptyArticleError, GenerationError
from summarizer.fidelity import check_sentence, verdict
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.languages import other as other_language
from summarizer.protocols import Candidate, Embedder, Progress, Summarizer
from summarizer.selection import Pick, Settings, select
from summarizer.translation import Chosen, TranslationChooser, silent


@dataclass(frozen=True)
class Draft:
    """A candidate with both of its sides: ``source`` in the article's language, ``target`` in the other."""

    candidate: Candidate
    source: str
    target: str
    source_origin: Origin
    target_origin: Origin
    chosen: Chosen


class Pipeline:
    """Writes parallel briefs; implements ``BriefWriter``.

    Args:
        strategies: the strategy that ``auto`` means, by the code of the article's language.
        pool: how many candidates are translated for each sentence that the brief shall have.
    """

    def __init__(
        self,
        summarizer: Summarizer,
        chooser: TranslationChooser,
        embedder: Embedder,
        *,
        profile: str,
        models: Mapping[str, str],
        strategies: Mapping[str, Strategy],
        settings: Settings = Settings(),
        pool: float = 2.0,
        notes: Sequence[str] = (),
    ) -> None:
        self._summarizer = summarizer
        self._chooser = chooser
        self._embedder = embedder
        self._profile = profile
        self._models = dict(models)
        self._strategies = dict(strategies)
        self._settings = settings
        self._pool = pool
        self._notes = tuple(notes)

    @property
    def identity(self) -> str:
        """Everything besides article and options that a result depends on, as canonical JSON."""
        parts = {
            "mujaz": version("mujaz"),  # the rules of reading, selection and checks
            "summarizer": self._summarizer.identity,
            "chooser": self._chooser.identity,
            "strategies": {code: str(strategy) for code, strategy in self._strategies.items()},
            "settings": asdict(self._settings),
            "pool": self._pool,
            "profile": self._profile,
        }
        return json.dumps(parts, sort_keys=True, ensure_ascii=False)

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        """Writes the brief of ``article`` in both languages.

        Raises:
            EmptyArticleError: the article has no sentences.
            ConfigurationError: the strategy needs an engine that the profile does not have.
            GenerationError: no candidate has both of its sides, so that nothing could be checked.
            ModelError: an engine could not answer.
        """
        if not article.sentences:
            raise EmptyArticleError("The article has no sentences", value=article.id)
        report = progress or silent
        timings: dict[str, float] = {}
        strategy = self._strategy(article.language, options.strategy)
        with _timed(timings, "total"):
            drafts, unused, usage = self._draft(article, options, strategy, report, timings)
            report("select", 0.8)
            picks = self._select(drafts, options)
            kept = [d for d, pick in zip(drafts, picks, strict=True) if pick.chosen]
            if not kept:
                raise GenerationError(
                    f"Profile {self._profile} wrote no sentence that could be translated",
                    value=self._profile,
                    hint="Its engines gave no usable answer; choose another --profile",
                )
            kept.sort(key=lambda draft: draft.candidate.sentences)
            headline = self._headline(article, options, kept, timings)
            report("align", 0.9)
            pair = self._pair(article, options, strategy, kept, headline, usage)
            choices = self._explain(article, drafts, picks, unused)
        report("done", 1.0)
        return replace(
            pair, choices=choices, timings={stage: round(seconds, 3) for stage, seconds in timings.items()}
        )

    def _strategy(self, language: Language, wanted: Strategy) -> Strategy:
        strategy = wanted
        if wanted is Strategy.AUTO:
            strategy = self._strategies.get(language.code, Strategy.SUMMARIZE_THEN_TRANSLATE)
        other = other_language(language)
        needs = {
            Strategy.SUMMARIZE_THEN_TRANSLATE: (language, language),
            Strategy.TRANSLATE_THEN_SUMMARIZE: (other, other),
            Strategy.DIRECT: (language, other),
        }[strategy]
        if not self._summarizer.writes(*needs):
            raise ConfigurationError(
                f"Profile {self._profile} cannot write {needs[1].name} from {needs[0].name} text, "
                f"which the strategy {strategy} needs",
                value=str(strategy),
                hint="Choose another --strategy or a --profile whose summarizer writes that language",
            )
        return strategy

    def _draft(
        self,
        article: Article,
        options: Options,
        strategy: Strategy,
        report: Progress,
        timings: dict[str, float],
    ) -> tuple[list[Draft], list[Candidate], Usage]:
        """Candidates with both sides, those that were not worth translating, and what was seen."""
        source, other = article.language, other_language(article.language)
        seen, writes = article, source
        if strategy is Strategy.TRANSLATE_THEN_SUMMARIZE:
            report("translate", 0.05)
            with _timed(timings, "translate"):
                seen = self._translated(article, other, options)
            writes = other
        elif strategy is Strategy.DIRECT:
            writes = other
        report("summarize", 0.1)
        with _timed(timings, "summarize"):
            candidates, usage = self._summarizer.propose(seen, options, writes)
        limit = max(options.sentences + 2, round(self._pool * options.sentences))
        ranked = sorted(range(len(candidates)), key=lambda i: (-candidates[i].salience, i))
        pool = [candidates[i] for i in sorted(ranked[:limit])]
        unused = [candidates[i] for i in sorted(ranked[limit:])]
        with _timed(timings, "translate"):
            # An extract of a translated article stands for the article's own sentence.
            originals = [
                article.sentences[c.sentences[0]].text
                if writes == other and c.origin is Origin.EXTRACTED
                else None
                for c in pool
            ]
            forward = [o if o is not None else c.text for o, c in zip(originals, pool, strict=True)]
            backwards = writes == other and not any(originals)
            start, end = (other, source) if backwards else (source, other)
            chosen = self._chooser.translate(forward, start, end, options.glossary, report)
        drafts = []
        for candidate, text, choice in zip(pool, forward, chosen, strict=True):
            if backwards:
                draft = Draft(candidate, choice.text, text, Origin.TRANSLATED, Origin.ABSTRACTED, choice)
            else:
                draft = Draft(candidate, text, choice.text, candidate.origin, Origin.TRANSLATED, choice)
            drafts.append(draft)
        return drafts, unused, usage

    def _translated(self, article: Article, language: Language, options: Options) -> Article:
        texts = [sentence.text for sentence in article.sentences]
        chosen = self._chooser.translate(texts, article.language, language, options.glossary)
        sentences = tuple(
            SourceSentence(choice.text, sentence.span, sentence.paragraph)
            for sentence, choice in zip(article.sentences, chosen, strict=True)
        )
        return replace(article, language=language, sentences=sentences)

    def _select(self, drafts: Sequence[Draft], options: Options) -> list[Pick]:
        return select(
            [d.candidate.salience for d in drafts],
            [d.chosen.adequacy if d.target and d.source else None for d in drafts],
            self._embedder.embed([d.candidate.text for d in drafts]),
            [(len(d.source.split()), len(d.target.split())) for d in drafts],
            sentences=options.sentences,
            words=options.words,
            settings=self._settings,
        )

    def _headline(
        self, article: Article, options: Options, kept: Sequence[Draft], timings: dict[str, float]
    ) -> tuple[Sentence, Sentence, tuple[Check, ...]] | None:
        """The article's title, or its most salient sentence, in both languages."""
        if not options.headline or not kept:
            return None
        if article.title is None:
            lead = max(kept, key=lambda draft: draft.candidate.salience)
            return (*_sentences(article, lead), ())
        with _timed(timings, "translate"):
            [choice] = self._chooser.translate(
                [article.title.text], article.language, other_language(article.language), options.glossary
            )
        evidence = (article.title.span,)
        return (
            Sentence(article.title.text, Origin.EXTRACTED, evidence),
            Sentence(choice.text, Origin.TRANSLATED, evidence),
            tuple(replace(check, sentence=-1) for check in choice.checks),
        )

    def _pair(
        self,
        article: Article,
        options: Options,
        strategy: Strategy,
        kept: Sequence[Draft],
        headline: tuple[Sentence, Sentence, tuple[Check, ...]] | None,
        usage: Usage,
    ) -> BriefPair:
        source, other = article.language, other_language(article.language)
        sides = [_sentences(article, draft) for draft in kept]
        checks = [check for i, draft in enumerate(kept) for check in _checks(article, draft, i)]
        if headline:
            checks = [*headline[2], *checks]
        briefs = {
            source: Brief(source, tuple(s for s, _ in sides), headline[0] if headline else None),
            other: Brief(other, tuple(t for _, t in sides), headline[1] if headline else None),
        }
        return BriefPair(
            id=article.id or hashlib.sha256(article.text.encode("utf-8", "replace")).hexdigest()[:16],
            article=article,
            arabic=briefs[ARABIC],
            english=briefs[ENGLISH],
            alignments=self._align(briefs[ARABIC], briefs[ENGLISH]),
            fidelity=Fidelity(verdict(checks), tuple(checks)),
            strategy=strategy,
            profile=self._profile,
            models=self._models,
            usage=usage,
            style=options.style,
            notes=(*self._notes, *_shortfall(options, len(kept))),
        )

    def _align(self, arabic: Brief, english: Brief) -> tuple[Alignment, ...]:
        n = len(arabic.sentences)
        vectors = self._embedder.embed([s.text for s in (*arabic.sentences, *english.sentences)])
        return align(vectors[:n], vectors[n:])

    @staticmethod
    def _explain(
        article: Article, drafts: Sequence[Draft], picks: Sequence[Pick], unused: Sequence[Candidate]
    ) -> tuple[Choice, ...]:
        rows = [
            Choice(
                text=draft.candidate.text,
                evidence=_evidence(article, draft.candidate),
                salience=draft.candidate.salience,
                adequacy=draft.chosen.adequacy,
                score=pick.score,
                chosen=pick.chosen,
                reason=pick.reason,
                translations=draft.chosen.ranked,
            )
            for draft, pick in zip(drafts, picks, strict=True)
        ]
        rows += [
            Choice(
                text=candidate.text,
                evidence=_evidence(article, candidate),
                salience=candidate.salience,
                adequacy=None,
                score=candidate.salience,
                chosen=False,
                reason="not salient enough to be translated",
            )
            for candidate in unused
        ]
        return tuple(sorted(rows, key=lambda row: row.evidence))


def _evidence(article: Article, candidate: Candidate) -> tuple[Span, ...]:
    return tuple(article.sentences[i].span for i in candidate.sentences)


def _sentences(article: Article, draft: Draft) -> tuple[Sentence, Sentence]:
    evidence = _evidence(article, draft.candidate)
    return (
        Sentence(draft.source, draft.source_origin, evidence),
        Sentence(draft.target, draft.target_origin, evidence),
    )


def _checks(article: Article, draft: Draft, index: int) -> Iterator[Check]:
    """Checks of one pair; an abstracted sentence is held against its evidence too.

    Its evidence may say more than it does, so only what it adds or changes counts.
    """
    for check in draft.chosen.checks:
        yield replace(check, sentence=index)
    if draft.candidate.origin is not Origin.ABSTRACTED:
        return
    evidence = " ".join(article.sentences[i].text for i in draft.candidate.sentences)
    written, language = draft.source, article.language
    if draft.target_origin is Origin.ABSTRACTED:
        written, language = draft.target, other_language(article.language)
    for check in check_sentence(evidence, written, article.language, language):
        if check.status in ("added", "changed"):
            yield replace(check, sentence=index)


def _shortfall(options: Options, count: int) -> Iterator[str]:
    if count < options.sentences:
        yield f"{options.sentences} sentences were asked for; {count} could be written"


@contextmanager
def _timed(timings: dict[str, float], stage: str) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        timings[stage] = timings.get(stage, 0.0) + time.perf_counter() - began
