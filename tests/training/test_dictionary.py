"""Learning the dictionary from a few pairs."""

from __future__ import annotations

from pathlib import Path

from summarizer.languages import ENGLISH
from summarizer.lexicon.dictionary import Dictionary
from training.corpus import Pair
from training.dictionary import learn

PAIRS = [
    Pair("news", "the red house", "البيت الأحمر"),
    Pair("news", "the red door", "الباب الأحمر"),
    Pair("tatoeba", "the old house", "البيت القديم"),
    Pair("tatoeba", "the old door", "الباب القديم"),
]


def test_words_that_stand_in_the_same_pairs_are_translations(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.npz"
    english, arabic, entries = learn(PAIRS, path)
    assert (english, arabic) == (5, 4)
    assert entries > 8
    learned = Dictionary.read(path)
    assert learned.score("house", "بيت", ENGLISH) > learned.score("house", "باب", ENGLISH)
    assert learned.score("old door", "باب قديم", ENGLISH) > learned.score("old door", "باب أحمر", ENGLISH)


def test_the_same_pairs_give_the_same_bytes(tmp_path: Path) -> None:
    learn(PAIRS, tmp_path / "a.npz")
    learn(PAIRS, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
