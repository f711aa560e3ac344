"""Learns the dictionary of ``summarizer.lexicon.dictionary`` from the training pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.dictionary import NOTHING, SCALE, Numbers, stems, write
from training.align import expect
from training.corpus import Pair

#: How often a pair counts, by its source; others count once. The news of our own is what will be asked about.
COUNTS = {"news": 2}
#: Words seen less often are not listed.
SEEN = 2
MAX_WORDS = 60
ROUNDS = 5
#: Less likely translations are not listed.
LEAST = 0.01


def learn(pairs: Iterable[Pair], path: Path) -> tuple[int, int, int]:
    """Writes the dictionary of ``pairs``; how many words of each language it lists, and entries."""
    left: list[list[str]] = []
    right: list[list[str]] = []
    for pair in pairs:
        english, arabic = stems(pair.english, ENGLISH), stems(pair.arabic, ARABIC)
        if 0 < len(english) <= MAX_WORDS and 0 < len(arabic) <= MAX_WORDS:
            left += [english] * COUNTS.get(pair.source, 1)
            right += [arabic] * COUNTS.get(pair.source, 1)
    english_words, arabic_words = _listed(left), _listed(right)
    a, b = _numbered(left, english_words), _numbered(right, arabic_words)
    tables = {
        "to_arabic": probabilities(a, b, len(english_words) + 1, len(arabic_words) + 1),
        "to_english": probabilities(b, a, len(arabic_words) + 1, len(english_words) + 1),
    }
    write(path, english_words, arabic_words, tables)
    return len(english_words), len(arabic_words), sum(len(table[1]) for table in tables.values())


def probabilities(
    given: Sequence[Numbers], words: Sequence[Numbers], n_given: int, n_words: int
) -> tuple[Numbers, Numbers, Numbers]:
    """Model 1 (``align.expect``), as ``lexicon.dictionary.write`` takes it.

    Sentences are the numbers (from 1) of their listed words; each may also come from nothing.
    """
    rows = [(np.append(a, NOTHING), b) for a, b in zip(given, words, strict=True) if len(a) and len(b)]
    left = np.concatenate([np.tile(a, len(b)) for a, b in rows])
    right = np.concatenate([np.repeat(b, len(a)) for a, b in rows])
    place = np.repeat(np.arange(sum(len(b) for _, b in rows)), [len(a) for a, b in rows for _ in b])
    types, pair = np.unique(left * n_words + right, return_inverse=True)
    type_given = types // n_words
    table = expect(pair, place, type_given, n_given, ROUNDS)
    kept = table >= LEAST
    starts = np.searchsorted(type_given[kept], np.arange(n_given))
    costs = np.rint(-SCALE * np.log(table[kept])).astype(np.int64)
    return starts.astype(np.int64), (types % n_words)[kept], costs


def _listed(texts: Sequence[list[str]]) -> list[str]:
    counts = Counter(word for text in texts for word in text)
    listed = [(-count, word) for word, count in counts.items() if count >= SEEN]
    return [word for _, word in sorted(listed)[: 2**16 - 1]]


def _numbered(texts: Sequence[list[str]], words: Sequence[str]) -> list[Numbers]:
    numbers = {word: number for number, word in enumerate(words, 1)}
    return [np.array([numbers[w] for w in text if w in numbers], np.int64) for text in texts]
