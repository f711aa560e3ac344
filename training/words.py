"""Learns which words are nearly always translated by the same word, to hint them as the vocabulary does.

The links come from ``training.align``: a word whose links lead to one form of the other language in most of
its occurrences is listed with that form. The list complements ``vocabulary.tsv``, which people wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from training.align import ARABIC_WORD, ENGLISH_WORD, stem
from training.hints import AlignedPair

#: How much an occurrence counts, by the source of its pair: the nearer to news, the more.
COUNTS = {"news": 3.0, "flores-dev": 2.0, "tico19": 1.0, "tatoeba": 1.0, "xquad": 1.0}
OTHERS = 0.3
#: Share of a word's occurrences that its translation must have, and bounds of their count: of rarer words too
#: little is known, and the commonest need no hint.
LEAST = 0.7
SEEN = 5.0
COMMON = 3000.0
SHORTEST = {"en": 4, "ar": 3}

HEAD = """\
# Words that are nearly always translated by the same word: English; Arabic; language of the texts where it is
# hinted. Learned from the training pairs (see NOTICE) by: python -m training words
"""


Weights = defaultdict[str, float]


def learn(rows: Iterable[AlignedPair]) -> list[tuple[str, str, str]]:
    """English form, Arabic form, and the code of the language in which the word is looked up, sorted."""
    seen = {"en": _weights(), "ar": _weights()}
    linked = {code: defaultdict[str, Weights](_weights) for code in seen}
    surfaces, capitals = defaultdict[str, Weights](_weights), _weights()
    for row in rows:
        count = COUNTS.get(row.pair.source, OTHERS)
        for match in ENGLISH_WORD.finditer(row.pair.english):
            seen["en"][match.group().lower()] += count
            capitals[match.group().lower()] += count * match.group()[0].isupper()
        for match in ARABIC_WORD.finditer(row.pair.arabic):
            seen["ar"][stem(match.group())] += count
        for (english, arabic), _ in row.hints:
            if " " not in english:
                linked["en"][english.lower()][arabic] += count
                linked["ar"][stem(arabic)][english] += count
                surfaces[stem(arabic)][_bare(arabic)] += count
    found: list[tuple[str, str, str]] = []
    for code, words in linked.items():
        for word, forms in words.items():
            form, total = _first(forms), seen[code][word]
            if SEEN <= total <= COMMON and forms[form] >= LEAST * total and len(word) >= SHORTEST[code]:
                if code == "ar":
                    found.append((form, _first(surfaces[word]), code))
                else:  # the article of a name is part of it (القاهرة)
                    found.append((word, form if capitals[word] > total / 2 else _bare(form), code))
    return sorted(found, key=lambda line: (line[2], line[0], line[1]))


def _weights() -> Weights:
    return defaultdict(float)


def _first(forms: Weights) -> str:
    return max(forms, key=lambda form: forms[form])


def _bare(word: str) -> str:
    """An Arabic word without the article; other clitics may be letters of it (وائل)."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def write(lines: Iterable[tuple[str, str, str]], path: Path) -> None:
    """Writes the lines as ``vocabulary.tsv`` has them."""
    path.write_text(HEAD + "".join("\t".join(line) + "\n" for line in lines), encoding="utf-8")
