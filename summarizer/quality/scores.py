"""Every metric of an output at once, each score with the signature that says how it was computed."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from summarizer.languages import LANGUAGES, Language, other
from summarizer.protocols import Embedder, Matrix
from summarizer.quality.metrics import extractiveness, faithfulness, overlap, readability, semantic
from summarizer.quality.metrics.described import DESCRIBED, Metric
from summarizer.quality.metrics.rouge import Multi, Overlap, combine, rouge
from summarizer.quality.metrics.tokens import sentences_of, tokenizers
from summarizer.quality.records import Item, Output

#: ``Score.language`` of metrics that look at both briefs of a pair together.
BOTH = "both"

#: Part of every signature. Raise it whenever a figure may change for the same texts.
VERSION = 1

#: Every metric by name.
METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in DESCRIBED})

#: Vectors that a ``Scorer`` keeps, at most (about 1.5 kB each).
_MOST_VECTORS = 50_000

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
        embedder: for the metrics of meaning; without one they are left out.
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
        self._embedder = embedder
        self._folding = folding
        self._multi: Multi = multi
        self._tokenizers = tokenizers(folding=folding, stemming=stemming)
        self._vectors: dict[str, Matrix] = {}
        self._bands: dict[tuple[str, str], semantic.Band] = {}
        self._lock = threading.Lock()

    def score(self, item: Item, output: Output) -> list[Score]:
        """Every metric that applies to this output, those of each brief first, in the order of ``METRICS``.

        Against references where there is one in the brief's language, else by meaning against those in the
        other; against the article; of the brief alone; and, where both briefs are there, of the pair.
        A brief in a language that Mujaz does not know is left out.
        """
        if self._embedder is not None:
            self.warm([(item, output)])
        scores: list[Score] = []
        for code, sentences in output.briefs.items():
            if code in LANGUAGES:
                scores += self._of_brief(item, LANGUAGES[code], [s for s in sentences if s.strip()])
        scores += self._of_pair(item, output)
        return scores

    def warm(self, pairs: Iterable[tuple[Item, Output]]) -> None:
        """Embeds what ``score`` will need for these in one batch, which is faster than one at a time."""
        if self._embedder is None:
            return
        wanted = dict.fromkeys(text for item, output in pairs for text in _texts(item, output))
        with self._lock:
            if not self._bands:
                self._bands = semantic.bands(self._embedder)
            if len(self._vectors) > _MOST_VECTORS:
                self._vectors.clear()
            missing = [text for text in wanted if text not in self._vectors]
            if missing:
                self._vectors.update(zip(missing, self._embedder.embed(missing), strict=True))

    def _of_brief(self, item: Item, language: Language, sentences: Sequence[str]) -> Iterator[Score]:
        code = language.code
        tokenizer = self._tokenizers[code]
        tokens = [tokenizer(sentence) for sentence in sentences]
        own = item.references.get(code, ())
        if own:
            yield from self._against(own, sentences, tokens, language)
        theirs, spoken = (
            (own, language)
            if own
            else (
                item.references.get(other(language).code, ()),
                other(language),
            )
        )
        if theirs and self._embedder is not None:
            yield from self._by_meaning(theirs, spoken, sentences, language)
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
        references: Sequence[str],
        spoken: Language,
        sentences: Sequence[str],
        language: Language,
    ) -> Iterator[Score]:
        band = self._bands[language.code, spoken.code]
        ours = self._embedded(sentences)
        text = " ".join(sentences)
        confidence = semantic.language_confidence(text, language)
        figures = []
        for reference in references:
            parts = sentences_of(reference, spoken)
            theirs = self._embedded(parts)
            figure = _flat({"embedding": semantic.matching(ours, theirs, band)})
            figure["lase"] = 0.0
            if sentences and parts:
                figure["lase"] = semantic.lase(
                    semantic.whole(ours, _weights(sentences)),
                    semantic.whole(theirs, _weights(parts)),
                    band,
                    confidence=confidence,
                    penalty=semantic.length_penalty(text, reference, language, spoken),
                )
            figures.append(figure)
        settings = f"{self._refs(references)}|reference:{spoken.code}|{self._model(language, spoken)}"
        for name, value in combine(figures, self._multi).items():
            yield self._score(name, language.code, value, settings)

    def _against_article(
        self,
        item: Item,
        language: Language,
        sentences: Sequence[str],
        tokens: Sequence[Sequence[str]],
    ) -> Iterator[Score]:
        code, tokenizer = language.code, self._tokenizers[language.code]
        if self._embedder is not None:
            parts = _article(item)
            value = 0.0
            if sentences and parts:
                ours = semantic.whole(self._embedded(sentences), _weights(sentences))
                theirs = semantic.whole(self._embedded(parts), _weights(parts))
                value = self._bands[code, item.language.code].scaled(float(ours @ theirs))
            yield self._score("salience", code, value, self._model(language, item.language))
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
        if self._embedder is not None:
            band = self._bands[source.code, target.code]
            found = semantic.matching(
                self._embedded([s for s in ours if s.strip()]),
                self._embedded([s for s in theirs if s.strip()]),
                band,
            )
            yield self._score("parallelism", BOTH, found.f, self._model(source, target))
        for kind, value in faithfulness.rates(pairs, source, target).items():
            if value is not None:
                yield self._score(f"{kind}_fidelity", BOTH, value, settings)

    def _embedded(self, texts: Sequence[str]) -> Matrix:
        if not texts:
            return np.zeros((0, 0), np.float32)
        rows = [self._vectors.get(text) for text in texts]
        if any(row is None for row in rows):  # another thread made room in between
            assert self._embedder is not None
            return self._embedder.embed(texts)
        return np.stack([row for row in rows if row is not None])

    def _refs(self, references: Sequence[str]) -> str:
        return f"refs:{len(references)}|multi:{self._multi}"

    def _model(self, left: Language, right: Language) -> str:
        assert self._embedder is not None
        band = semantic.band_signature(self._bands, left.code, right.code)
        return f"{band}|model:{self._embedder.identity}"

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


def _weights(sentences: Sequence[str]) -> list[float]:
    return [float(len(sentence)) for sentence in sentences]


def _article(item: Item) -> list[str]:
    return sentences_of(item.text, item.language)


def _texts(item: Item, output: Output) -> Iterator[str]:
    """All that the metrics of meaning look at."""
    for code, sentences in output.briefs.items():
        if code in LANGUAGES:
            yield from (sentence for sentence in sentences if sentence.strip())
    for code, references in item.references.items():
        for reference in references:
            yield from sentences_of(reference, LANGUAGES[code])
    yield from _article(item)
