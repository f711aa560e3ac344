"""How long a summary, its sentences and its words are: lengths that mean the same in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from summarizer.text.normalization import fold

#: Words beyond which a sentence of news counts as long.
LONG = 35


def lengths(sentences: Sequence[str]) -> dict[str, float]:
    """Words by white space: ``words``, ``sentences``, ``sentence_words`` (mean), ``long_sentences`` (share),
    and ``word_letters`` (mean; tashkeel, tatweel and punctuation are no letters).
    """
    counts = [len(sentence.split()) for sentence in sentences]
    words = [sum(c.isalnum() for c in fold(word)) for sentence in sentences for word in sentence.split()]
    letters = [count for count in words if count]
    return {
        "words": float(sum(counts)),
        "sentences": float(len(counts)),
        "sentence_words": fmean(counts) if counts else 0.0,
        "long_sentences": fmean(count > LONG for count in counts) if counts else 0.0,
        "word_letters": fmean(letters) if letters else 0.0,
    }
