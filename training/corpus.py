"""Reads, filters and weights the training pairs: ``shared/data/mt/train.tsv.xz`` and ``training/news``."""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

#: Share of the examples drawn from each source. There is almost no news in the open data, so the news
#: written for this project counts for most; the small general sources weigh more than their size, but so
#: little that a run sees no sentence of theirs more than about twice. With twice these shares the training
#: loss fell further and the validation loss rose. "words" are the news sentences written last, for words that
#: the others hardly use: a run sees each of them both ways.
WEIGHTS = {
    "news": 0.35,
    "words": 0.3,
    "flores-dev": 0.05,
    "xquad": 0.05,
    "tico19": 0.03,
    "osguide": 0.015,
    "mozilla": 0.02,
    "tatoeba": 0.08,
    "bible": 0.015,
    "d365": 0.14,
}
#: News sentences in both languages, written for this project: ``English<TAB>Arabic`` a line.
NEWS = Path(__file__).with_name("news")
MAX_WORDS = 70
_ARABIC_LETTER = re.compile("[\u0621-\u064a]")
_LATIN_LETTER = re.compile("[A-Za-z]")
_MARKUP = re.compile(r"/>|&[a-z]+;|[{}<>|\\]|\*\*|__")
_TASHKEEL = re.compile("[\u064b-\u0652\u0670\u0640]")


@dataclass(frozen=True)
class Pair:
    """One sentence in both languages."""

    source: str
    english: str
    arabic: str


def clean(text: str) -> str:
    """Collapses white space and removes tashkeel and tatweel, which news does not write."""
    text = _TASHKEEL.sub("", text)
    text = re.sub(r"\s+([،؛؟,.])", r"\1", text)
    return re.sub(r"\s+", " ", text).strip()


def keep(pair: Pair) -> bool:
    """Whether a pair teaches translation: both sides in their own script, of comparable length."""
    english, arabic = pair.english.split(), pair.arabic.split()
    if not english or not arabic or max(len(english), len(arabic)) > MAX_WORDS:
        return False
    if pair.source == "d365" and (len(english) < 5 or _MARKUP.search(pair.english + pair.arabic)):
        return False
    ratio = len(pair.arabic) / len(pair.english)
    if not 0.4 <= ratio <= 1.8:
        return False
    arabic_letters = len(_ARABIC_LETTER.findall(pair.arabic))
    latin_in_arabic = len(_LATIN_LETTER.findall(pair.arabic))
    return arabic_letters > 2 * latin_in_arabic and not _ARABIC_LETTER.search(pair.english)


def read_news(folder: Path = NEWS) -> Iterator[Pair]:
    """The pairs of the tab-separated files in ``folder``; ``words*.tsv`` are a source of their own."""
    for path in sorted(folder.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            english, arabic = line.split("\t")
            yield Pair("words" if path.name.startswith("words") else "news", english, arabic)


def read_open(path: Path) -> Iterator[Pair]:
    """The pairs of ``train.tsv.xz``: source, English, Arabic."""
    with lzma.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield Pair(*line.rstrip("\n").split("\t"))


def read_pairs(path: Path, news: Path = NEWS) -> Iterator[Pair]:
    """Every pair worth training on, cleaned, without exact duplicates."""
    seen: set[tuple[str, str]] = set()
    for raw in chain(read_news(news), read_open(path)):
        pair = Pair(raw.source, clean(raw.english), clean(raw.arabic))
        key = (pair.english.lower(), pair.arabic)
        if key not in seen and keep(pair):
            seen.add(key)
            yield pair


def longest_shared(pairs: Iterable[Pair], validation: Path) -> tuple[int, list[str]]:
    """The longest runs of words that English sides share with the validation pairs, and their length.

    Chance shares runs of five words or six; a remembered sentence would share more.
    """
    ours = [pair.english for pair in pairs]
    theirs = [line.split("\t")[1] for line in validation.read_text(encoding="utf-8").splitlines()]
    longest: set[str] = set()
    length = 0
    while shared := _runs(ours, length + 1) & _runs(theirs, length + 1):
        longest, length = shared, length + 1
    return length, sorted(longest)


def _runs(texts: Iterable[str], length: int) -> set[str]:
    found: set[str] = set()
    for text in texts:
        words = re.findall(r"\w+", text.lower())
        found.update(" ".join(words[i : i + length]) for i in range(len(words) - length + 1))
    return found
