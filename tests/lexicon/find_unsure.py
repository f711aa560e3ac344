"""Writes ``data/lexicon/unsure_words.tsv``: forms of the vocabulary that translators often render otherwise.

``python -m tests.lexicon.find_unsure DATA/mt/train.tsv.xz``: a form that stands in one side of human
translations (the open training pairs and our own news), while the other side mostly has none of its
translations, is unsure. The validation data is not looked at.
"""

import lzma
import sys
from collections import Counter
from pathlib import Path

from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.data import DATA
from summarizer.lexicon.stems import occurrences
from summarizer.lexicon.tokens import tokens
from summarizer.lexicon.vocabulary import Key, Vocabulary, listed_lines

#: Documentation and scripture use words in senses of their own.
LEFT_OUT = ("d365", "mozilla", "osguide", "bible")
NEWS = Path(__file__).parents[2] / "training" / "news"


def is_unsure(kept: int, total: int) -> bool:
    """Whether a form that was ``kept`` in ``total`` translations is rendered otherwise too often."""
    return total >= 2 and kept / total < 0.5


def pairs(path: str) -> list[tuple[str, str]]:
    """English and Arabic sentences of the open data and of our own news."""
    with lzma.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    found = [(english, arabic) for source, english, arabic in rows if source not in LEFT_OUT]
    for file_ in sorted(NEWS.glob("*.tsv")):
        for line in file_.read_text(encoding="utf-8").splitlines():
            english, arabic = line.split("\t")
            found.append((english, arabic))
    return found


def main(path: str) -> None:
    total: Counter[tuple[str, Key]] = Counter()
    kept: Counter[tuple[str, Key]] = Counter()
    known = Vocabulary.of(listed_lines())
    for pair in pairs(path):
        for i, language in enumerate((ENGLISH, ARABIC)):
            other = pair[1 - i]
            there = tokens(other)
            for word in known.find(pair[i], language):
                key = (language.code, word.form.key)
                total[key] += 1
                kept[key] += any(occurrences(form, other, there) for form in word.form.others)
    unsure = sorted(key for key in total if is_unsure(kept[key], total[key]))
    text = "# Forms of vocabulary.tsv that translators often render otherwise. Language; folded words. "
    text += "Written by tests.lexicon.find_unsure.\n"
    text += "".join(f"{language}\t{' '.join(key)}\n" for language, key in unsure)
    Path(DATA / "unsure_words.tsv").write_text(text, encoding="utf-8")
    for key in sorted(unsure, key=lambda k: kept[k] - total[k]):
        sys.stderr.write(f"{key[0]} {' '.join(key[1])} {kept[key]}/{total[key]}\n")
    for code in ("en", "ar"):
        own = [key for key in total if key[0] == code]
        sure = [key for key in own if key not in unsure]
        sys.stderr.write(
            f"{code}: {len(known.forms[code])} forms, {len(own)} seen, {len(own) - len(sure)} unsure; "
            f"the others kept in {sum(kept[k] for k in sure) / max(1, sum(total[k] for k in sure)):.1%}\n"
        )


if __name__ == "__main__":
    main(sys.argv[1])
