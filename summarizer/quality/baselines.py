"""What a summary is measured against: a floor (LEAD), two classic methods, and a ceiling (the oracle).

Every system ranks the article's sentences and spends a budget of words by one rule (``fill``), so that a
longer summary is never the reason for a higher score. The sentences are those that the reader finds
(``text.reading``): no baseline is burdened with bylines and captions that Mujaz leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import numpy as np

from summarizer.errors import ConfigurationError, MissingExtraError
from summarizer.languages import LANGUAGES
from summarizer.quality.metrics.rouge import ngrams
from summarizer.quality.metrics.tokens import Tokenizer
from summarizer.quality.records import Item
from summarizer.text.reading import read_article

#: Writes the summary of an item within a number of words.
System = Callable[[Item, int], list[str]]


def sentences(item: Item) -> list[str]:
    """The sentences of an item's article, as the reader finds them.

    Raises:
        InputError: there is no article in the text.
    """
    return list(_sentences(item.text, item.language.code))


@lru_cache(maxsize=64)
def _sentences(text: str, code: str) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in read_article(text, language=LANGUAGES[code]).sentences)


def fill(order: Iterable[int], lengths: Sequence[int], words: int) -> list[int]:
    """The sentences that a ranking buys for ``words``, in the order of the article.

    From the best on, each sentence is taken that still fits as a whole; where none is as short as the budget,
    the best one alone. This is what ``selection.select`` does, and leaves every system about the same length;
    stopping at the first sentence that does not fit would favour systems with short sentences.
    """
    ranked = list(order)
    taken: list[int] = []
    used = 0
    for index in ranked:
        if used + lengths[index] <= words:
            taken.append(index)
            used += lengths[index]
    return sorted(taken or ranked[:1])


def budget(item: Item, *, default: int = 100) -> int:
    """Words for a summary of this item: the mean length of its references in its own language, else of those
    in the other, else ``default``.
    """
    own = item.references.get(item.language.code, ())
    references = own or [text for texts in item.references.values() for text in texts]
    if not references:
        return default
    return max(1, round(sum(len(text.split()) for text in references) / len(references)))


def lead(item: Item, words: int) -> list[str]:
    """The beginning of the article: hard to beat in news (Nenkova 2005)."""
    texts = sentences(item)
    return _chosen(texts, range(len(texts)), words)


def lexrank(item: Item, words: int) -> list[str]:
    """LexRank (Erkan & Radev 2004) by sumy, over stemmed tokens of ours.

    Raises:
        MissingExtraError: sumy is not installed.
    """
    return _by_sumy(item, words, "lex_rank", "LexRankSummarizer")


def textrank(item: Item, words: int) -> list[str]:
    """TextRank (Mihalcea & Tarau 2004) by sumy, over stemmed tokens of ours.

    Raises:
        MissingExtraError: sumy is not installed.
    """
    return _by_sumy(item, words, "text_rank", "TextRankSummarizer")


def oracle(item: Item, words: int) -> list[str]:
    """An extract that agrees with the references as far as extracts of this length can: a ceiling.

    It maximizes ROUGE-1 F + ROUGE-2 F, averaged over the references in the item's language: greedily
    (Nallapati et al. 2017, section 3), then by exchanging and dropping single sentences while that helps.
    Sentences longer than the budget are taken only if none is shorter. Without references it is LEAD.
    """
    references = item.references.get(item.language.code, ())
    if not references:
        return lead(item, words)
    texts = sentences(item)
    tokenizer = Tokenizer(item.language)
    wanted = [_grams(tokenizer(text)) for text in references]
    lengths = [len(text.split()) for text in texts]
    split = [tokenizer(text) for text in texts]
    fitting = [i for i, length in enumerate(lengths) if length <= words] or list(range(len(texts)))
    taken: tuple[int, ...] = ()
    best = 0.0
    while True:
        trials = [
            (_agreement(trial, split, wanted), trial)
            for trial in _changes(taken, fitting)
            if len(trial) == 1 or sum(lengths[i] for i in trial) <= words
        ]
        value, trial = max(trials, key=lambda pair: pair[0], default=(0.0, ()))
        if value <= best:
            return [texts[i] for i in taken] or lead(item, words)
        best, taken = value, trial


def _changes(taken: tuple[int, ...], fitting: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every set that differs by one sentence more, one less, or one in place of another."""
    free = [i for i in fitting if i not in taken]
    for i in free:
        yield tuple(sorted((*taken, i)))
    for out in taken:
        rest = tuple(i for i in taken if i != out)
        if rest:
            yield rest
        for i in free:
            yield tuple(sorted((*rest, i)))


SYSTEMS: Mapping[str, System] = MappingProxyType(
    {"lead": lead, "lexrank": lexrank, "textrank": textrank, "oracle": oracle}
)


def system(name: str) -> System:
    """The baseline of this name: ``lead``, ``lexrank``, ``textrank`` or ``oracle``.

    Raises:
        ConfigurationError: there is none.
    """
    if name not in SYSTEMS:
        raise ConfigurationError(
            f"There is no baseline {name!r}", value=name, hint=f"Baselines: {', '.join(SYSTEMS)}"
        )
    return SYSTEMS[name]


def _chosen(texts: Sequence[str], order: Iterable[int], words: int) -> list[str]:
    return [texts[i] for i in fill(order, [len(text.split()) for text in texts], words)]


Grams = Counter[tuple[str, ...]]


def _grams(tokens: Sequence[str]) -> tuple[Grams, Grams]:
    return ngrams(tokens, 1), ngrams(tokens, 2)


def _agreement(
    taken: Sequence[int], split: Sequence[Sequence[str]], wanted: Sequence[tuple[Grams, Grams]]
) -> float:
    """ROUGE-1 F + ROUGE-2 F of these sentences, averaged over the references."""
    ours = _grams([token for i in taken for token in split[i]])
    pairs = [pair for reference in wanted for pair in zip(ours, reference, strict=True)]
    return sum(_f(mine, theirs) for mine, theirs in pairs) / len(wanted)


def _f(mine: Grams, theirs: Grams) -> float:
    common = sum(min(count, theirs[gram]) for gram, count in mine.items() if gram in theirs)
    total = mine.total() + theirs.total()
    return 2 * common / total if total else 0.0


def _by_sumy(item: Item, words: int, module: str, name: str) -> list[str]:
    """Rank by one of sumy's summarizers. Its own tokenizer would download data, so it is given ours."""
    from importlib import import_module

    try:
        method = getattr(import_module(f"sumy.summarizers.{module}"), name)
        models = import_module("sumy.models.dom")
    except ImportError as error:
        raise MissingExtraError(
            "LexRank and TextRank need sumy", value="sumy", hint="pip install 'mujaz[baselines]'"
        ) from error
    texts = sentences(item)
    words_of = _Words(Tokenizer(item.language, stemming=True))
    document = models.ObjectDocumentModel(
        [models.Paragraph([models.Sentence(text, words_of) for text in texts])]
    )
    ranked: list[int] = []

    def keep(rated: Sequence[Any]) -> Sequence[Any]:
        ranked.extend(one.order for one in rated)
        return rated

    # Power iteration divides by zero where no two sentences share a word; then the order stays.
    with np.errstate(divide="ignore", invalid="ignore"):
        method()(document, keep)
    return _chosen(texts, ranked, words)


class _Words:
    """What sumy asks of a tokenizer."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def to_words(self, text: str) -> tuple[str, ...]:
        """The tokens of a sentence."""
        return tuple(self._tokenizer(text))
