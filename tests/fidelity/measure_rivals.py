"""False alarms of rivals: ``python -m tests.fidelity.measure_rivals DATA/mt [--show]``.

Prints the share of human translations with an alarm, a row a set: dev.tsv by domain, samples of the training
sources, and ``training/news``, whose alarms (``agency.tsv`` to ``world.tsv``) were read while the groups were
written; the alarms of ``words_en2.tsv`` were not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from summarizer.fidelity.rivals import check_rivals
from summarizer.languages import ARABIC, ENGLISH
from tests.lexicon.measure_names import Row, read
from training.corpus import NEWS


def read_news(folder: Path = NEWS) -> dict[str, list[Row]]:
    """Rows of our own news by set: what was read, and what was not."""
    sets: dict[str, list[Row]] = {}
    for path in sorted(folder.glob("*.tsv")):
        name = path.stem if path.stem == "words_en2" else "news"
        for line in path.read_text(encoding="utf-8").splitlines():
            english, arabic = line.split("\t")
            sets.setdefault(name, []).append((name, english, arabic))
    return sets


def main(folder: Path, show: bool) -> None:
    write = sys.stdout.write
    write(f"{'set':12} {'pairs':>6} {'en-ar':>7} {'ar-en':>7}\n")
    for name, rows in (read(folder) | read_news()).items():
        there = [check_rivals(english, arabic, ENGLISH, ARABIC) for _, english, arabic in rows]
        back = [check_rivals(arabic, english, ARABIC, ENGLISH) for _, english, arabic in rows]
        shares = [100 * sum(map(bool, checks)) / len(rows) for checks in (there, back)]
        write(f"{name:12} {len(rows):6} {shares[0]:6.2f}% {shares[1]:6.2f}%\n")
        for (_, english, arabic), checks in zip(rows, there, strict=True):
            for check in checks if show else ():
                write(f"    {check.source} / {check.target}\n        {english}\n        {arabic}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--show" in sys.argv)
