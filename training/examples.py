"""The stream of training batches: weighted sources, both directions, bucketed by length.

Everything is a function of (seed, block number), so a run that stops resumes on the very batch at
which it stopped.
"""

from __future__ import annotations

import pickle
import random
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from summarizer.backends.prompts import prompt_ids, translation_prompt
from training.corpus import NEWS, WEIGHTS, Pair, read_pairs
from training.hints import AlignedPair, Example, Term, align_pairs, known_terms, make_example, place_names

#: The last quarter of a run leans on the sources that are nearest to news.
FINAL_WEIGHTS = {**WEIGHTS, "flores-dev": 0.06, "tatoeba": 0.06, "bible": 0.01, "d365": 0.12}
#: Sources whose sentences have names and terms such as news has.
PROSE = ("news", "words", "flores-dev", "xquad", "tico19", "tatoeba")
BLOCK = 2048
#: d365 is half a million sentences of one kind: this many are more than a run on two cores sees.
MAX_PER_SOURCE = 60_000


def sample(corpus: Path, seed: int = 0, news: Path = NEWS) -> list[Pair]:
    """The filtered training pairs in random order, at most ``MAX_PER_SOURCE`` of each source."""
    pairs = list(read_pairs(corpus, news))
    random.Random(seed).shuffle(pairs)
    kept, counts = [], defaultdict(int)
    for pair in pairs:
        counts[pair.source] += 1
        if counts[pair.source] <= MAX_PER_SOURCE:
            kept.append(pair)
    return kept


def prepare(corpus: Path, output: Path, seed: int = 0, news: Path = NEWS) -> int:
    """Reads, filters, aligns and stores the training pairs; returns how many there are."""
    by_source: dict[str, list[AlignedPair]] = defaultdict(list)
    kept = sample(corpus, seed, news)
    for row in align_pairs(kept):
        if row.pair.source in PROSE:
            row.known = known_terms(row.pair)
        by_source[row.pair.source].append(row)
    names = place_names()
    others: list[Term] = sorted(
        {t for rows in by_source.values() for r in rows for t, w in r.hints if w > 1 and len(t[0]) < 40}
    )
    random.Random(seed).shuffle(others)
    with output.open("wb") as file:
        pickle.dump((dict(by_source), names, names + others[:60_000]), file)
    return len(kept)


class ExampleStream:
    """Draws examples from the prepared pairs; the same seed and block give the same examples."""

    def __init__(self, prepared: Path, seed: int = 0) -> None:
        with prepared.open("rb") as file:
            self.by_source, self.names, self.others = pickle.load(file)
        self.seed = seed
        for source, rows in sorted(self.by_source.items()):
            random.Random(f"{seed}-{source}").shuffle(rows)

    def block(self, number: int, final: bool = False) -> list[Example]:
        """The examples of one block, in random order."""
        rng = random.Random(f"{self.seed}-{number}-{final}")
        weights = FINAL_WEIGHTS if final else WEIGHTS
        total = sum(weights[source] for source in self.by_source)
        examples = []
        for source, rows in self.by_source.items():
            count = round(BLOCK * weights[source] / total)
            for i in range(number * count, (number + 1) * count):
                row = rows[i % len(rows)]  # each once before any comes again
                examples.append(make_example(row, rng.random() < 0.5, self.names, self.others, rng))
        rng.shuffle(examples)
        return examples

    def batches(
        self, tokenizer: object, number: int, final: bool = False, tokens: int = 2400
    ) -> Iterator[tuple[list[list[int]], list[int]]]:
        """Batches of (token ids, prompt length) of at most ``tokens`` tokens, padding included."""
        rows = []
        for example in self.block(number, final):
            prompt = translation_prompt(example.text, example.source, example.target, example.terms)
            head = prompt_ids(tokenizer, prompt)  # type: ignore[arg-type]
            ids = [*head, *tokenizer.encode(" " + example.translation).ids, 1]  # type: ignore[attr-defined]
            if len(ids) <= 320:
                rows.append((ids, len(head)))
        rows.sort(key=lambda row: len(row[0]))
        batches: list[list[tuple[list[int], int]]] = [[]]
        for row in rows:
            if batches[-1] and (len(batches[-1]) + 1) * len(row[0]) > tokens:
                batches.append([])
            batches[-1].append(row)
        random.Random(f"{self.seed}-{number}-order").shuffle(batches)
        for batch in batches:
            yield [ids for ids, _ in batch], [n for _, n in batch]
