# ruff: noqa: T201
"""Compare sentence splitters on real text; prints the table of docs/sentences.md.

Run as ``python -m tests.text.measure_sentences``.

Two measurements of the boundaries inside a paragraph (its end is free):

- *lines*: lines of ``mt/dev.tsv`` joined into paragraphs, a boundary where two lines meet. A line without
  a final mark ends its paragraph, since nobody could find that boundary. Some lines hold two sentences, so
  precision is underestimated for every splitter alike.
- *judged*: articles of CNN/DailyMail and EASC, and the Aleppo page, where the splitters disagree, judged by
  hand (``judged_boundaries.json`` holds offsets only; where all agree, they are taken to be right).
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.text.sentences import split

DATA = Path("/work/shared/data")
JUDGED = Path(__file__).with_name("judged_boundaries.json")
FINAL = (".", "!", "?", "؟", "…", '."', ".”", ".'", ".’", '?"', '؟"', '!"', ".»", ".)")

Splitter = Callable[[str, Language], set[int]]


def own(text: str, language: Language) -> set[int]:
    """Ends of all sentences but the last."""
    return {span.end for span in split(text, language)[:-1]}


def by_sentencex(text: str, language: Language) -> set[int]:
    import sentencex

    return _ends(text, sentencex.segment(language.code, text))


def by_yasbd(text: str, language: Language) -> set[int]:
    from yasbd import BoundaryDetector

    detector = _DETECTORS.setdefault(language.code, BoundaryDetector(language.code))
    return _ends(text, detector.segment(text))


_DETECTORS: dict[str, object] = {}


def _ends(text: str, sentences: Iterable[str]) -> set[int]:
    ends, position = [], 0
    for sentence in sentences:
        if piece := sentence.strip():
            position = text.index(piece, position) + len(piece)
            ends.append(position)
    return set(ends[:-1])


SPLITTERS: dict[str, Splitter] = {"sentencex": by_sentencex, "yasbd": by_yasbd, "mujaz": own}


def line_paragraphs(column: int) -> Iterator[tuple[str, set[int]]]:
    """Paragraphs of up to five lines of dev.tsv (column 1 English, 2 Arabic), with the ends of the lines."""
    lines: list[str] = []
    with (DATA / "mt/dev.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if not (row[1][0].isupper() or row[1][0].isdigit() or row[1][0] in "\"'“‘"):
                continue  # scraps of dialogue in lower case
            line = row[column].strip()
            lines.append(line)
            if len(lines) == 5 or not line.endswith(FINAL):
                ends = [sum(map(len, lines[:n])) + n - 1 for n in range(1, len(lines))]
                yield " ".join(lines), set(ends)
                lines = []


def real_paragraphs() -> Iterator[tuple[str, Language, str]]:
    """Paragraphs of real articles: (id, language, text)."""
    for number, line in enumerate(
        (DATA / "articles/aleppo_2016.txt").read_text(encoding="utf-8").splitlines()
    ):
        if len(line.split()) > 20:
            yield f"aleppo:{number}", ENGLISH, line
    for name, language, count in (("cnndm_50_en", ENGLISH, 12), ("easc_wikipedia_ar", ARABIC, 24)):
        with (DATA / f"summ/{name}.jsonl").open(encoding="utf-8") as file:
            for article, row in zip(range(count), file, strict=False):
                for number, line in enumerate(json.loads(row)["text"].splitlines()):
                    if line.strip():
                        yield f"{name}:{article}:{number}", language, line


def score(pairs: Iterable[tuple[set[int], set[int]]]) -> tuple[float, float, float, int]:
    """Precision, recall, F1 and the number of true boundaries of (found, true) pairs."""
    hits = found_all = true_all = 0
    for found, true in pairs:
        hits += len(found & true)
        found_all += len(found)
        true_all += len(true)
    precision, recall = hits / max(1, found_all), hits / max(1, true_all)
    return precision, recall, 2 * precision * recall / max(1e-9, precision + recall), true_all


def main() -> None:
    """Print both tables as Markdown."""
    judged = {key: set(ends) for key, ends in json.loads(JUDGED.read_text(encoding="utf-8")).items()}
    real = list(real_paragraphs())
    print("| text | language | splitter | precision | recall | F1 | boundaries | seconds |")
    print("|---|---|---|---|---|---|---|---|")
    for language, column in ((ENGLISH, 1), (ARABIC, 2)):
        lines = [(text, language, ends) for text, ends in line_paragraphs(column)]
        articles = [(text, lang, judged[key]) for key, lang, text in real if lang == language]
        for name, paragraphs in (("lines", lines), ("judged", articles)):
            for splitter, ends_of in SPLITTERS.items():
                began = time.perf_counter()
                found = [(ends_of(text, lang), true) for text, lang, true in paragraphs]
                seconds = time.perf_counter() - began
                precision, recall, f1, count = score(found)
                print(
                    f"| {name} | {language} | {splitter} | {precision:.3f} | {recall:.3f} | {f1:.3f} "
                    f"| {count} | {seconds:.2f} |"
                )


if __name__ == "__main__":
    sys.exit(main())
