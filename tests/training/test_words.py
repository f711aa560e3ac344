"""Learning which words have one translation."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.data import listed
from summarizer.lexicon.vocabulary import Vocabulary
from training.corpus import Pair
from training.hints import AlignedPair
from training.words import learn, write


def row(english: str, arabic: str, *links: tuple[str, str], source: str = "news") -> AlignedPair:
    return AlignedPair(Pair(source, english, arabic), [(link, 3.0) for link in links])


ROWS = [
    row("the harbor", "الميناء", ("harbor", "الميناء")),
    row("a harbor", "ميناء", ("harbor", "الميناء")),
    row("Wael saw the harbor", "رأى وائل الميناء", ("Wael", "وائل"), ("harbor", "الميناء")),
    row("Wael ran", "ركض وائل", ("Wael", "وائل"), ("ran", "ركض")),
    row("Wael had a spring", "لوائل نبع", ("Wael", "وائل"), ("spring", "نبع")),
    row("spring came", "جاء الربيع", ("spring", "الربيع")),
]


def test_words_of_one_translation_are_listed_for_the_texts_where_they_are_sure() -> None:
    assert learn(ROWS) == [
        ("Wael", "وائل", "ar"),
        ("harbor", "ميناء", "ar"),
        ("harbor", "ميناء", "en"),
        ("wael", "وائل", "en"),
    ]


def test_the_article_of_a_name_stays() -> None:
    rows = [row("in Giza", "في الجيزة", ("Giza", "الجيزة"))] * 2
    assert ("giza", "الجيزة", "en") in learn(rows)


@pytest.mark.parametrize("source", ["tico19", "d365"])
def test_occurrences_far_from_news_count_less(source: str) -> None:
    rows = [row(r.pair.english, r.pair.arabic, *(link for link, _ in r.hints), source=source) for r in ROWS]
    assert learn(rows) == []
    assert set(learn(ROWS)) < set(learn(rows * 20))


def test_what_is_written_is_found_in_texts(tmp_path: Path) -> None:
    write(learn(ROWS), tmp_path / "words.tsv")
    text = (tmp_path / "words.tsv").read_text(encoding="utf-8")
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    assert all(len(listed(cell)) == 1 for line in lines for cell in line)
    vocabulary = Vocabulary.of(lines)
    (found,) = vocabulary.find("Near the harbor", ENGLISH)
    assert found.form.others == ("ميناء",)
    (found,) = vocabulary.find("وبالميناء", ARABIC)
    assert found.form.others == ("harbor",)
