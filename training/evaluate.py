"""Judges the lite translator on validation pairs, by domain and direction.

chrF2 (Popović 2016, "chrF deconstructed") with a 95% bootstrap interval, both from sacrebleu, whose
signature is printed; how unlikely the references are (mean negative log-probability of a token, without
hints, in nats), which says more than chrF2 does on few lines; numbers lost and invented (digits only, in
either script); empty outputs; loops.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Literal

from summarizer.backends.lines import loops
from summarizer.backends.lite import LiteTranslator
from summarizer.languages import LANGUAGES
from summarizer.lexicon.hints import hints

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫", "01234567890123456789.")
_NUMBER = re.compile(r"\d+(?:[.,٬]\d+)*")


@dataclass(frozen=True)
class Row:
    """One sentence to translate, its reference and its translations, best first.

    ``nats`` is the mean negative log-probability of a token of the reference; None where it is too long.
    """

    domain: str
    direction: str
    text: str
    reference: str
    translations: tuple[str, ...] = ()
    nats: float | None = None


def numbers(text: str) -> Counter[str]:
    """The numbers written with digits, as Western digits alone: "3,5" and "٣٫٥" are both "35"."""
    return Counter(re.sub(r"\D", "", m.group()) for m in _NUMBER.finditer(text.translate(_DIGITS)))


def read_rows(path: Path, lines: int) -> list[Row]:
    """About ``lines`` evenly spaced pairs of a ``domain, English, Arabic`` file, in both directions."""
    pairs = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    step = max(1, len(pairs) // lines)
    rows = []
    for domain, english, arabic in pairs[::step][:lines]:
        rows += [Row(domain, "en-ar", english, arabic), Row(domain, "ar-en", arabic, english)]
    return rows


def translate_rows(
    translator: LiteTranslator, rows: Sequence[Row], n: int, hinted: Literal["none", "names", "all"] = "none"
) -> list[Row]:
    """The rows with up to ``n`` translations each; ``hinted``: which terms the translator is told."""
    done = []
    for direction in ("en-ar", "ar-en"):
        own = [row for row in rows if row.direction == direction]
        source, target = (LANGUAGES[code] for code in direction.split("-"))
        terms = [
            hints(row.text, source, target, words=hinted == "all") if hinted != "none" else () for row in own
        ]
        answers = translator.translate([row.text for row in own], source, target, n=n, terms=terms)
        for row, answer in zip(own, answers, strict=True):
            done.append(replace(row, translations=tuple(translation.text for translation in answer)))
    return done


def score_references(translator: LiteTranslator, rows: Sequence[Row]) -> list[Row]:
    """The rows with the ``nats`` of their references."""
    done = []
    for direction in ("en-ar", "ar-en"):
        own = [row for row in rows if row.direction == direction]
        source, target = (LANGUAGES[code] for code in direction.split("-"))
        scores = translator.score([row.text for row in own], [row.reference for row in own], source, target)
        done += [replace(row, nats=-s.mean if s else None) for row, s in zip(own, scores, strict=True)]
    return done


def report(rows: Sequence[Row], bootstrap: int = 1000) -> str:
    """A table with one line a domain and direction; ``best of n`` is what perfect reranking would score."""
    from sacrebleu.metrics import CHRF

    chrf = CHRF()
    lines = [
        f"{'domain':8} {'way':6} {'lines':>5} {'chrF2':>6} {'95%':>6} {'best of n':>9} {'nats':>6} "
        f"{'numbers lost':>13} {'invented':>9} {'empty':>6} {'loops':>6}"
    ]
    for domain, direction in sorted({(row.domain, row.direction) for row in rows}):
        own = [row for row in rows if (row.domain, row.direction) == (domain, direction)]
        first = [row.translations[0] if row.translations else "" for row in own]
        best = [
            max(row.translations, key=lambda t: chrf.sentence_score(t, [row.reference]).score, default="")
            for row in own
        ]
        references = [[row.reference for row in own]]
        score = chrf.corpus_score(first, references, n_bootstrap=bootstrap)
        known = [row.nats for row in own if row.nats is not None]
        nats = f"{mean(known):.3f}" if known else "-"
        lost = invented = asked = given = 0
        for row, text in zip(own, first, strict=True):
            source, output = numbers(row.text), numbers(text)
            lost, invented = lost + (source - output).total(), invented + (output - source).total()
            asked, given = asked + source.total(), given + output.total()
        lines.append(
            f"{domain:8} {direction:6} {len(own):5} {score.score:6.1f} {f'±{score._ci:.1f}':>6} "
            f"{chrf.corpus_score(best, references).score:9.1f} {nats:>6} {f'{lost} of {asked}':>13} "
            f"{f'{invented} of {given}':>9} {sum(not t for t in first):6} {sum(map(loops, first)):6}"
        )
    return "\n".join([*lines, f"signature: {chrf.get_signature()}"])


def evaluate(
    translator: LiteTranslator,
    path: Path,
    lines: int,
    n: int,
    output: Path | None,
    hinted: Literal["none", "names", "all"] = "none",
) -> None:
    """Translates, prints the table, and writes what was translated to ``output`` where one is given."""
    translator.load()
    began = time.monotonic()
    rows = translate_rows(translator, read_rows(path, lines), n, hinted)
    seconds = time.monotonic() - began
    print(translator.identity)
    print(report(score_references(translator, rows)))
    print(f"{len(rows)} sentences in {seconds:.0f} s, {len(rows) / seconds:.2f} a second, n = {n}")
    if output:
        lines_out = ["\t".join((r.domain, r.direction, r.text, r.reference, *r.translations)) for r in rows]
        output.write_text("\n".join(lines_out) + "\n", encoding="utf-8")
