"""How well ``similarity`` tells a name's spelling from other names.

Run as ``python -m tests.lexicon.measure_transliteration DATA/mt``.

True pairs: cities whose Arabic name was written by hand, and persons; and unknown names of the training
texts whose Arabic word a different method finds (the IBM aligner of ``training``). False pairs: the same
names shuffled. Cities of GeoNames are no evidence: they were filtered by this very similarity.
"""

from __future__ import annotations

import lzma
import random
import sys
from pathlib import Path

from summarizer.languages import ENGLISH
from summarizer.lexicon.data import listed, rows
from summarizer.lexicon.gazetteer import find_names
from summarizer.lexicon.tokens import bare_forms, tokens
from summarizer.lexicon.transliteration import similarity, transliterate
from summarizer.lexicon.unknown import unknown_words
from training.align import ARABIC_WORD, align, stem

SOURCES = ("xquad", "flores-dev", "tatoeba", "bible")
PER_SOURCE = 6000


def written() -> list[tuple[str, str]]:
    """Family names of persons.tsv and the single-word cities of places.tsv, as we wrote them."""
    pairs = []
    for english, arabic, _, aliases in (row[:4] for row in rows("persons.tsv", 4)):
        left, right = english.split()[-1], arabic.split()[-1]
        if len(english.split()) == len(arabic.split()) and listed(aliases):
            pairs.append((left, right))
    return pairs


def aligned(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """Unknown names with the Arabic word that the aligner links them to, by source."""
    texts: dict[str, list[tuple[str, str]]] = {source: [] for source in SOURCES}
    with lzma.open(folder / "train.tsv.xz", "rt", encoding="utf-8") as file:
        for line in file:
            source, english, arabic = line.rstrip("\n").split("\t")
            if source in texts and len(texts[source]) < PER_SOURCE:
                texts[source].append((english, arabic))
    found: dict[str, list[tuple[str, str]]] = {}
    flat = [(source, *pair) for source, pairs in texts.items() for pair in pairs]
    left = [tokens(english) for _, english, _ in flat]
    right = [list(ARABIC_WORD.finditer(arabic)) for _, _, arabic in flat]
    links = align([[t.key for t in row] for row in left], [[stem(m.group()) for m in row] for row in right])
    for (source, english, _), words, others, row in zip(flat, left, right, links, strict=True):
        taken = [(n.span.start, n.span.end) for n in find_names(english, ENGLISH) if n.kind != "given"]
        names = {w.start for w in unknown_words(english, taken)}
        for link in row:
            if words[link.english].start in names and link.score >= 0.8:
                found.setdefault(source, []).append((words[link.english].text, others[link.arabic].group()))
    return {source: sorted(set(pairs)) for source, pairs in found.items()}


def best(latin: str, arabic: str) -> float:
    """Similarity to the word with or without its clitics, as the checks take it."""
    return max(similarity(latin, form) for form, _ in bare_forms(tokens(arabic)[0].key))


def auc(true: list[float], false: list[float]) -> float:
    """Area under the ROC curve: how often a true pair scores above a false one (ties count half)."""
    wins = sum((t > f) + 0.5 * (t == f) for t in true for f in false)
    return wins / (len(true) * len(false))


def main(folder: str, show: bool = False) -> None:
    sets = {"persons.tsv": written(), **aligned(Path(folder))}
    rng = random.Random(3)
    floors = (0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)
    sys.stdout.write(f"| names | pairs | AUC | {' | '.join(f'at {f}' for f in floors)} | exact guess |\n")
    sys.stdout.write("|---|---|---|" + "---|" * (len(floors) + 1) + "\n")
    for name, pairs in sets.items():
        pairs = rng.sample(pairs, min(1000, len(pairs)))
        others = [a for _, a in pairs]
        rng.shuffle(others)
        true = [best(e, a) for e, a in pairs]
        false = [best(e, a) for (e, _), a in zip(pairs, others, strict=True) if a != dict(pairs)[e]]
        cells = [
            f"{sum(t >= f for t in true) / len(true):.1%} / {sum(x >= f for x in false) / len(false):.1%}"
            for f in floors
        ]
        exact = sum(
            any(form == tokens(transliterate(e))[0].key for form, _ in bare_forms(tokens(a)[0].key))
            for e, a in pairs
        )
        sys.stdout.write(
            f"| {name} | {len(pairs)} | {auc(true, false):.4f} | {' | '.join(cells)} | "
            f"{exact / len(pairs):.0%} |\n"
        )
        if show:
            for (e, a), score in sorted(zip(pairs, true, strict=True), key=lambda p: p[1])[:40]:
                sys.stdout.write(f"    {e} {a} {score:.2f}\n")


if __name__ == "__main__":
    main(sys.argv[1], "--show" in sys.argv)
