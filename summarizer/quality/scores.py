"""Every metric of an output at once, each score with the signature that says how it was computed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from summarizer.languages import LANGUAGES, Language, other
from summarizer.protocols import Embedder
from summarizer.quality.metrics import extractiveness, faithfulness, overlap, readability
from summarizer.quality.metrics.described import DESCRIBED, Metric
from summarizer.quality.metrics.meaning import ARTICLE_SENTENCES, Meaning, sample
from summarizer.quality.metrics.rouge import Multi, Overlap, combine, rouge
from summarizer.quality.metrics.tokens import sentences_of, tokenizers
from summarizer.quality.records import Item, Output
from summarizer.quality.vectors import KeptVectors

#: ``Score.language`` of metrics that look at both briefs of a pair together.
BOTH = "both"

#: Part of every signature. Raise it whenever a figure may change for the same texts.
VERSION = 2

#: Every metric by name.
METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in DESCRIBED})

_REFERENCES = re.compile(r"\|refs:(?:\d+|several)(?=\||$)")


@dataclass(frozen=True)
class Score:
    """One figure about one output.

    ``language`` is the code of the brief that was measured, or ``BOTH``. Figures may be averaged or compared
    only where ``common_signature`` finds one for them.
    """

    metric: str
    value: float
    signature: str
    language: str


def common_signature(signatures: Iterable[str]) -> str | None:
    """The signature of a figure made of figures with these, or None if they do not measure the same.

    Only the number of references may differ: the mean over references does not grow with it. It is then
    ``refs:several``.
    """
    distinct = sorted(set(signatures))
    if len(distinct) == 1:
        return distinct[0]
    bare = {_REFERENCES.sub("|refs:several", signature) for signature in distinct}
    return bare.pop() if len(bare) == 1 else None


class Scorer:
    """Scores outputs; keeps the vectors of the texts that it has embedded. Safe to share between threads.

    Args:
        embedder: for the metrics of meaning; without one they are left out. The ``KeptVectors`` that the
            briefs were written with know most of the texts already.
        folding: whether Arabic spelling variants count as equal (``text.normalization.fold``).
        stemming: whether tokens are reduced by the Snowball stemmer of their language.
        multi: how the figures against several references make one (``metrics.rouge.combine``).
    """

    def __init__(
        self,
        embedder: Embedder | None,
        *,
        folding: bool = True,
        stemming: bool = False,
        multi: Multi = "mean",
    ) -> None:
        self._meaning: Meaning | None = None
        if embedder is not None:
            kept = embedder if isinstance(embedder, KeptVectors) else KeptVectors(embedder)
            self._meaning = Meaning(kept)
        self._folding = folding
        self._multi: Multi = multi
        self._tokenizers = tokenizers(folding=folding, stemming=stemming)

    def score(self, item: Item, output: Output) -> list[Score]:
        """Every metric that applies to this output, those of each brief first, in the order of ``METRICS``.

        Against references where there is one in the brief's language, else by meaning against those in the
        other; against the article; of the brief alone; and, where both briefs are there, of the pair.
        A brief in a language that Mujaz does not know is left out.
        """
        self.warm([(item, output)])
        scores: list[Score] = []
        for code, sentences in output.briefs.items():
            if code in LANGUAGES:
                scores += self._of_brief(item, LANGUAGES[code], [s for s in sentences if s.strip()])
        scores += self._of_pair(item, output)
        return scores

    def warm(self, pairs: Iterable[tuple[Item, Output]]) -> None:
        """Embeds what ``score`` will need for these in one batch, which is faster than one at a time."""
        if self._meaning is not None:
            self._meaning.warm([text for item, output in pairs for text in _texts(item, output)])

    def _of_brief(self, item: Item, language: Language, sentences: Sequence[str]) -> Iterator[Score]:
        code = language.code
        tokenizer = self._tokenizers[code]
        tokens = [tokenizer(sentence) for sentence in sentences]
        own = item.references.get(code, ())
        if own:
            yield from self._against(own, sentences, tokens, language)
        spoken = language if own else other(language)
        theirs = item.references.get(spoken.code, ())
        if theirs and self._meaning is not None:
            yield from self._by_meaning(self._meaning, theirs, spoken, sentences, language)
        if item.text.strip():
            yield from self._against_article(item, language, sentences, tokens)
        yield self._score("redundancy", code, extractiveness.redundancy(tokens), f"n:2|{tokenizer.signature}")
        for name, value in readability.lengths(sentences).items():
            yield self._score(name, code, value)

    def _against(
        self,
        references: Sequence[str],
        sentences: Sequence[str],
        tokens: Sequence[Sequence[str]],
        language: Language,
    ) -> Iterator[Score]:
        tokenizer = self._tokenizers[language.code]
        figures = []
        for reference in references:
            theirs = [tokenizer(sentence) for sentence in sentences_of(reference, language)]
            figures.append(_flat(rouge(tokens, theirs)))
        settings = f"{self._refs(references)}|{tokenizer.signature}"
        for name, value in combine(figures, self._multi).items():
            yield self._score(name, language.code, value, settings)
        text = "\n".join(sentences)
        figures = [overlap.overlap(text, one, language, folding=self._folding) for one in references]
        for name, value in combine(figures, self._multi).items():
            own = overlap.signature(name, folding=self._folding)
            yield self._score(name, language.code, value, f"{self._refs(references)}|{own}")

    def _by_meaning(
        self,
        meaning: Meaning,
        references: Sequence[str],
        spoken: Language,
        sentences: Sequence[str],
        language: Language,
    ) -> Iterator[Score]:
        figures = []
        for reference in references:
            parts = sentences_of(reference, spoken)
            figure = _flat({"embedding": meaning.match(sentences, parts, (language, spoken))})
            figure["lase"] = meaning.lase(sentences, parts, (language, spoken))
            figures.append(figure)
        for name, value in combine(figures, self._multi).items():
            own = meaning.signature(language, spoken, texts=name == "lase")
            settings = f"{self._refs(references)}|reference:{spoken.code}|{own}"
            yield self._score(name, language.code, value, settings)

    def _against_article(
        self,
        item: Item,
        language: Language,
        sentences: Sequence[str],
        tokens: Sequence[Sequence[str]],
    ) -> Iterator[Score]:
        code, tokenizer = language.code, self._tokenizers[language.code]
        if self._meaning is not None:
            languages = (language, item.language)
            value = self._meaning.likeness(sentences, sample(item.text, item.language), languages)
            settings = f"sentences:{ARTICLE_SENTENCES}|{self._meaning.signature(*languages, texts=True)}"
            yield self._score("salience", code, value, settings)
        supported = faithfulness.support(item.text, " ".join(sentences), item.language, language)
        if supported is not None:
            yield self._score("number_support", code, supported)
        if language != item.language:
            return
        article, brief = tokenizer(item.text), [token for sentence in tokens for token in sentence]
        figures = {
            "coverage": extractiveness.coverage(article, brief),
            "density": extractiveness.density(article, brief),
            "compression": extractiveness.compression(article, brief),
            "novelty1": extractiveness.novelty(article, brief, 1),
            "novelty2": extractiveness.novelty(article, brief, 2),
        }
        for name, value in figures.items():
            yield self._score(name, code, value, tokenizer.signature)

    def _of_pair(self, item: Item, output: Output) -> Iterator[Score]:
        source, target = item.language, other(item.language)
        ours, theirs = output.briefs.get(source.code, ()), output.briefs.get(target.code, ())
        if not any(s.strip() for s in ours) or not any(s.strip() for s in theirs):
            return
        parallel = len(ours) == len(theirs)
        pairs = list(zip(ours, theirs, strict=True)) if parallel else [(" ".join(ours), " ".join(theirs))]
        settings = f"{source.code}-{target.code}|pairs:{'sentences' if parallel else 'texts'}"
        if self._meaning is not None:
            said = [[s for s in sentences if s.strip()] for sentences in (ours, theirs)]
            found = self._meaning.match(said[0], said[1], (source, target))
            signature = self._meaning.signature(source, target)
            yield self._score("parallelism", BOTH, found.f, f"{source.code}-{target.code}|{signature}")
        for kind, value in faithfulness.rates(pairs, source, target).items():
            if value is not None:
                yield self._score(f"{kind}_fidelity", BOTH, value, settings)

    def _refs(self, references: Sequence[str]) -> str:
        return f"refs:{len(references)}|multi:{self._multi}"

    @staticmethod
    def _score(name: str, language: str, value: float, settings: str = "") -> Score:
        parts = [name, *([settings] if settings else []), f"mujaz:{VERSION}"]
        return Score(name, round(float(value), 6), "|".join(parts), language)


def _flat(overlaps: Mapping[str, Overlap]) -> dict[str, float]:
    """Each F under the metric's own name, precision and recall beside it."""
    flat = {}
    for name, value in overlaps.items():
        flat[f"{name}_precision"] = value.precision
        flat[f"{name}_recall"] = value.recall
        flat["embedding_f" if name == "embedding" else name] = value.f
    return flat


def _texts(item: Item, output: Output) -> Iterator[str]:
    """All that the metrics of meaning look at."""
    for code, sentences in output.briefs.items():
        if code in LANGUAGES:
            yield from (sentence for sentence in sentences if sentence.strip())
    for code, references in item.references.items():
        for reference in references:
            yield from sentences_of(reference, LANGUAGES[code])
    yield from sample(item.text, item.language)
