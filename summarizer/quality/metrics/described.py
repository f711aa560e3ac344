"""What each metric is called, how it is computed, where it comes from, and which way is better."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

Needs = Literal["reference", "article", "pair", "brief"]

_LIN = "Lin (2004), ROUGE"
_SEMANTIC = "Zhang et al. (2020), BERTScore, over sentences"
_NEWSROOM = "Grusky, Naaman and Artzi (2018), Newsroom"
_CHECKS = "docs/checks"
_FIRST = (0.0, 1.0)


@dataclass(frozen=True)
class Metric:
    """What a metric is. ``range`` is (least, most); ``higher_is_better`` is None where neither is.

    ``needs`` says what it is computed from, besides the brief: a reference summary, the article, both briefs
    of a pair, or nothing.
    """

    name: str
    title: str
    formula: str
    source: str
    higher_is_better: bool | None
    range: tuple[float, float]
    needs: Needs


def _family(name: str, title: str, formula: str, source: str, *, f: str = "") -> list[Metric]:
    """F1 with its precision and recall."""
    return [
        Metric(f or name, title, f"2PR / (P + R); {formula}", source, True, _FIRST, "reference"),
        Metric(
            f"{name}_precision", f"{title}, precision", f"P: {formula}", source, True, _FIRST, "reference"
        ),
        Metric(f"{name}_recall", f"{title}, recall", f"R: {formula}", source, True, _FIRST, "reference"),
    ]


DESCRIBED: tuple[Metric, ...] = (
    *_family("rouge1", "ROUGE-1", "tokens in common / tokens of the brief (P) or the reference (R)", _LIN),
    *_family("rouge2", "ROUGE-2", "the same for pairs of tokens", _LIN),
    *_family("rougeL", "ROUGE-L", "longest common subsequence / tokens of either", _LIN),
    *_family("rougeLsum", "ROUGE-Lsum", "union of subsequences over sentences / tokens of either", _LIN),
    Metric(
        "chrf",
        "chrF",
        "F2 of character 1- to 6-grams",
        "Popović (2015); sacrebleu",
        True,
        (0, 100),
        "reference",
    ),
    Metric(
        "chrf++",
        "chrF++",
        "F2 of character 1- to 6-grams and word 1- and 2-grams",
        "Popović (2017); sacrebleu",
        True,
        (0, 100),
        "reference",
    ),
    Metric(
        "bleu",
        "BLEU",
        "brevity penalty x geometric mean of 1- to 4-gram precisions, smoothed",
        "Papineni et al. (2002); sacrebleu",
        True,
        (0, 100),
        "reference",
    ),
    *_family(
        "embedding",
        "Meaning F",
        "mean best cosine of the brief's (P) or the reference's (R) sentences, scaled",
        _SEMANTIC,
        f="embedding_f",
    ),
    Metric(
        "lase",
        "LaSE",
        "scaled cosine of the texts, centred for each language, x language confidence x length penalty",
        "Bhattacharjee et al. (2023), CrossSum; Libovický et al. (2020), centring",
        True,
        _FIRST,
        "reference",
    ),
    Metric(
        "salience",
        "Salience",
        "scaled cosine of the brief and its article, centred for each language",
        "after Radev et al. (2004), centroid; Libovický et al. (2020), centring",
        True,
        _FIRST,
        "article",
    ),
    Metric(
        "number_support",
        "Numbers supported",
        "numbers of the brief that the article has / numbers of the brief",
        _CHECKS,
        True,
        _FIRST,
        "article",
    ),
    Metric(
        "coverage",
        "Coverage",
        "tokens in extractive fragments / tokens of the brief",
        _NEWSROOM,
        None,
        _FIRST,
        "article",
    ),
    Metric(
        "density",
        "Density",
        "sum of squared fragment lengths / tokens of the brief",
        _NEWSROOM,
        None,
        (0, math.inf),
        "article",
    ),
    Metric(
        "compression",
        "Compression",
        "tokens of the article / tokens of the brief",
        _NEWSROOM,
        None,
        (0, math.inf),
        "article",
    ),
    Metric(
        "novelty1",
        "New words",
        "tokens that the article lacks / tokens of the brief",
        "See, Liu and Manning (2017)",
        None,
        _FIRST,
        "article",
    ),
    Metric(
        "novelty2",
        "New pairs of words",
        "token pairs that the article lacks / token pairs of the brief",
        "See, Liu and Manning (2017)",
        None,
        _FIRST,
        "article",
    ),
    Metric(
        "redundancy",
        "Redundancy",
        "1 - distinct token pairs / token pairs",
        "Li et al. (2016), distinct-n",
        False,
        _FIRST,
        "brief",
    ),
    Metric("words", "Words", "words by white space", "", None, (0, math.inf), "brief"),
    Metric("sentences", "Sentences", "sentences of the brief", "", None, (0, math.inf), "brief"),
    Metric("sentence_words", "Words a sentence", "words / sentences", "", None, (0, math.inf), "brief"),
    Metric(
        "long_sentences",
        "Long sentences",
        "sentences of more than 35 words / sentences",
        "",
        False,
        _FIRST,
        "brief",
    ),
    Metric("word_letters", "Letters a word", "letters / words", "", None, (0, math.inf), "brief"),
    Metric(
        "parallelism",
        "Parallelism",
        "F of the best scaled cosines between the sentences of both briefs",
        _SEMANTIC,
        True,
        _FIRST,
        "pair",
    ),
    *(
        Metric(
            f"{kind}_fidelity",
            f"{kind.capitalize()}s kept",
            f"{kind} checks without a fault / {kind} checks",
            _CHECKS,
            True,
            _FIRST,
            "pair",
        )
        for kind in ("number", "date", "name")
    ),
)
