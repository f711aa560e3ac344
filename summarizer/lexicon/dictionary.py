"""How well the words of two sentences account for each other, by a dictionary learned from translations.

IBM Model 1 in both directions (Brown et al. 1993, "The Mathematics of Statistical Machine Translation"), as
it is used to choose among n-best translations (Och et al. 2004, "A Smorgasbord of Features for Statistical
Machine Translation"). It knows nothing of order and grammar, but it was not learned by the translator: what
the translator makes up with confidence finds no word here that it comes from.

``python -m training dictionary`` learns it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.lexicon.data import DATA
from summarizer.lexicon.tokens import Token, tokens
from summarizer.once import once

#: Number of the word that stands for none: what has no counterpart (an article, a particle) comes from it.
NOTHING = 0
#: Probability of a pair of words that was never seen together, or hardly ever.
FLOOR = 1e-4
#: Probabilities are kept as whole numbers: this many times their negative logarithm.
SCALE = 16.0
_PREFIXES = ("وال", "فال", "بال", "كال", "لل", "ال", "وب", "ول", "وس", "و", "ف", "ب", "ل", "ك", "س")
SUFFIXES = ("هما", "تان", "تين", "ات", "ون", "ين", "ان", "ها", "هم", "نا", "وا", "يه", "ته", "ه", "ي", "ا")

Numbers = npt.NDArray[np.int64]


def stems(text: str, language: Language) -> list[str]:
    """The words of ``text`` in ``language``, in order, as the dictionary lists them.

    English: Porter's second stemmer. Arabic: one prefix and one suffix off a folded word, where three letters
    remain. Words in the other script and numbers are left out: other checks look at those.
    """
    script = "arabic" if language == ARABIC else "latin"
    return [stem(word.key, script) for word in tokens(text) if word.script == script and _is_word(word)]


def stem(key: str, script: str) -> str:
    """A folded word (``Token.key``) of a script, ``arabic`` or ``latin``, as the dictionary lists it."""
    return _arabic(key) if script == "arabic" else _english(key)


def _is_word(word: Token) -> bool:
    return word.text[0].isalpha()


@lru_cache(maxsize=65536)
def _english(word: str) -> str:
    return str(_stemmer().stemWord(word))


@once
def _stemmer():  # type: ignore[no-untyped-def]
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def _arabic(word: str) -> str:
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word[len(prefix) :]
            break
    for suffix in SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


@dataclass(frozen=True)
class Table:
    """Probabilities of the words of one language given those of the other.

    ``keys`` (n,) are ``given * size + word`` in rising order, ``probabilities`` (n,) belong to them.
    """

    keys: Numbers
    probabilities: npt.NDArray[np.float64]
    size: int

    def explained(self, given: Numbers, words: Numbers) -> float:
        """Mean log-probability of ``words``, each from any word of ``given`` or from nothing."""
        if not len(words):
            return 0.0
        asked = np.append(given, NOTHING)[:, None] * self.size + words[None, :]
        places = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        found = np.where(self.keys[places] == asked, self.probabilities[places], FLOOR)
        return float(np.log(found.mean(axis=0)).mean())


@dataclass(frozen=True)
class Dictionary:
    """Words of both languages with their numbers (from 1), and the tables between them."""

    english: dict[str, int]
    arabic: dict[str, int]
    to_arabic: Table
    to_english: Table

    @classmethod
    def read(cls, path: Path) -> Dictionary:
        """The dictionary in a file of ``write``."""
        with np.load(path) as data:
            english, arabic = (_numbered(data[name].tobytes()) for name in ("english", "arabic"))
            tables = [
                _table(data[f"{name}_starts"], data[f"{name}_words"], data[f"{name}_costs"], size)
                for name, size in (("to_arabic", len(arabic) + 1), ("to_english", len(english) + 1))
            ]
        return cls(english, arabic, *tables)

    def score(self, source: str, target: str, language: Language) -> float:
        """Mean log-probability of a word (nats), of both sides; 0 is certain, below -7 is unrelated.

        ``language`` is that of ``source``. Words that the dictionary does not list say nothing.
        """
        english, arabic = (source, target) if language == ENGLISH else (target, source)
        left = _numbers(stems(english, ENGLISH), self.english)
        right = _numbers(stems(arabic, ARABIC), self.arabic)
        return (self.to_arabic.explained(left, right) + self.to_english.explained(right, left)) / 2


def write(
    path: Path, english: Sequence[str], arabic: Sequence[str], tables: dict[str, Sequence[Numbers]]
) -> None:
    """Writes a dictionary: the words in the order of their numbers, and for each table (``to_arabic``,
    ``to_english``) where the words of a given number start, the words, and ``SCALE`` times their
    negative log-probabilities."""
    columns = {
        f"{name}_{column}": values.astype(kind)
        for name, table in tables.items()
        for column, values, kind in zip(
            ("starts", "words", "costs"), table, (np.uint32, np.uint16, np.uint8), strict=True
        )
    }
    texts = {
        name: np.frombuffer("\n".join(words).encode(), np.uint8)
        for name, words in (("english", english), ("arabic", arabic))
    }
    arrays: dict[str, Any] = texts | columns
    np.savez_compressed(path, **arrays)


@once
def dictionary() -> Dictionary:
    """The dictionary that comes with Mujaz."""
    return Dictionary.read(DATA / "dictionary.npz")


def _numbered(text: bytes) -> dict[str, int]:
    return {word: number for number, word in enumerate(text.decode().split("\n"), 1)}


def _numbers(words: Sequence[str], known: dict[str, int]) -> Numbers:
    return np.array([known[word] for word in words if word in known], np.int64)


def _table(starts: Numbers, words: Numbers, costs: Numbers, size: int) -> Table:
    bounds = np.append(starts.astype(np.int64), len(words))
    given = np.repeat(np.arange(len(starts)), bounds[1:] - bounds[:-1])
    keys = given * size + words.astype(np.int64)
    return Table(keys, np.exp(-costs.astype(np.float64) / SCALE), size)
