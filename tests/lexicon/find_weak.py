"""Writes ``data/lexicon/weak.tsv``: names whose words often mean something else.

``python -m tests.lexicon.find_weak DATA/mt/train.tsv.xz``: a gazetteer name that stands in one side of a
human translation without its counterpart in the other, more than now and then, is weak. Only the folded
words are written. The validation data is not looked at.
"""

import lzma
import random
import sys
from collections import Counter
from pathlib import Path

from summarizer.fidelity import names
from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.data import DATA

SAMPLES = {"d365": 30_000, "bible": 0}
SHARE = 0.25


def is_weak(language: str, key: str, kind: str, lost: int, total: int) -> bool:
    """Lost more than now and then; once is enough for a single Arabic word that is hardly ever right."""
    if kind == "country":
        return lost > 1 and lost / total > 0.6
    once = language == "ar" and " " not in key and lost == total
    return lost / total > SHARE and (lost > 1 or once)


def main(path: str) -> None:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    random.Random(1).shuffle(rows)
    seen: Counter[str] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    lost: Counter[tuple[str, str]] = Counter()
    kinds: dict[tuple[str, str], str] = {}
    for source, english, arabic in rows:
        seen[source] += 1
        if seen[source] > SAMPLES.get(source, 100_000):
            continue
        left, right = names._side(english, ENGLISH), names._side(arabic, ARABIC)
        for side, other in ((left, right), (right, left)):
            for name in side.names:
                if name.kind in names.CLASSES:
                    key = (side.language.code, name.key)
                    total[key] += 1
                    kinds[key] = name.kind
                    lost[key] += names._counterpart(name, other) is None
    weak = sorted(key for key in lost if is_weak(*key, kinds[key], lost[key], total[key]))
    text = "# Names whose words often mean something else. Language; folded words. "
    text += "Written by tests.lexicon.find_weak.\n"
    text += "".join(f"{language}\t{key}\n" for language, key in weak)
    Path(DATA / "weak.tsv").write_text(text, encoding="utf-8")
    for key in sorted(weak, key=lambda k: -lost[k]):
        sys.stderr.write(f"{key} {lost[key]}/{total[key]}\n")


if __name__ == "__main__":
    main(sys.argv[1])
