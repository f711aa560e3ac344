import math
from collections.abc import Sequence

import numpy as np
import pytest

from summarizer.languages import ARABIC, ENGLISH
from summarizer.protocols import Matrix
from summarizer.quality.metrics.meaning import ARTICLE_SENTENCES, Meaning, sample
from summarizer.quality.metrics.probes import PROBES
from summarizer.quality.metrics.rouge import Overlap
from summarizer.quality.metrics.semantic import (
    Band,
    bands,
    centred,
    language_confidence,
    length_penalty,
    matching,
    probes,
    whole,
)
from summarizer.text.detection import detect
from tests.fakes import FakeEmbedder, to_arabic

WHOLE = Band(0.0, 1.0)
X, Y, Z = np.eye(3, dtype=np.float32)


def test_precision_and_recall_by_hand() -> None:
    # Of three sentences, one is in the reference, one half so; of two references, one is met, one half so.
    half = (X + math.sqrt(3) * Z) / 2  # cosine to X is 1/2
    found = matching(np.stack([Y, half, Z]), np.stack([Y, X]), WHOLE)
    assert found == Overlap(pytest.approx((1 + 0.5 + 0) / 3), pytest.approx((1 + 0.5) / 2))


def test_nothing_matches_nothing() -> None:
    none = np.zeros((0, 3), np.float32)
    assert matching(none, np.stack([X]), WHOLE).f == matching(np.stack([X]), none, WHOLE).f == 0


def test_a_cosine_is_read_within_the_band() -> None:
    band = Band(0.8, 0.9)
    assert [band.scaled(c) for c in (0.5, 0.8, 0.85, 0.9, 1.0)] == pytest.approx([0, 0, 0.5, 1, 1])


def test_the_band_of_one_language_ends_at_identity_and_that_of_two_at_translations() -> None:
    found = bands(probes(FakeEmbedder()))
    assert found["ar", "ar"].high == found["en", "en"].high == 1.0
    assert found["ar", "en"] == found["en", "ar"]
    assert found["ar", "en"].high < 1.0  # the fake does not know that the probes are translations


def test_the_direction_of_a_text_is_led_by_its_long_sentences() -> None:
    assert whole(np.stack([X, Y]), [3.0, 4.0]) == pytest.approx([0.6, 0.8, 0.0])


def test_what_a_language_has_in_common_is_taken_off_by_hand() -> None:
    # 0.6 and 0.8 along X and Y, and -0.6 and 0.8: without their mean, 0.8 Y, they are X and -X.
    vectors = np.stack([0.6 * X + 0.8 * Y, -0.6 * X + 0.8 * Y])
    assert centred(vectors, vectors.mean(axis=0)) == pytest.approx(np.stack([X, -X]))
    assert centred(np.stack([Y]), Y) == pytest.approx(np.zeros((1, 3)))  # says nothing but its language


class Spoken:
    """Vectors made by hand of one topic each, of the language, and of what all vectors have in common."""

    identity = "spoken@1"
    topics = ("rain", "song", "loaf", "king")

    def embed(self, texts: Sequence[str]) -> Matrix:
        said = [*PROBES, *((to_arabic(topic), topic) for topic in self.topics)]
        rows = np.zeros((len(texts), 3 + len(said)), np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[0], row[1 + text.isascii()] = 3.0, 1.0
            row[3 + next(i for i, pair in enumerate(said) if text in pair)] = 1.0
        rows /= math.sqrt(11.0)
        return rows


def test_a_text_and_its_translation_are_as_near_to_a_third_text() -> None:
    meaning, article = Meaning(Spoken()), list(Spoken.topics)
    half = ["rain", "song"]
    same = meaning.likeness(half, article, (ENGLISH, ENGLISH))
    translated = meaning.likeness([to_arabic(text) for text in half], article, (ARABIC, ENGLISH))
    # What is left of a vector are its topic, 1, and -1/16 of each of the 16 topics of the probes. The mean
    # of two topics and that of four have a product of 1/4 + 1/16; the probes' own have cosines of -1/15.
    cosine = (1 / 4 + 1 / 16) / math.sqrt((1 / 2 + 1 / 16) * (1 / 4 + 1 / 16))
    assert same == pytest.approx((cosine + 1 / 15) / (1 + 1 / 15), abs=0.002)
    assert translated == pytest.approx(same, abs=0.002)


def test_without_centres_a_translation_would_not_be_as_near() -> None:
    known, embedder = bands(probes(Spoken())), Spoken()
    article = whole(embedder.embed(Spoken.topics), [1.0] * 4)
    own = whole(embedder.embed(["rain", "song"]), [1.0] * 2)
    theirs = whole(embedder.embed([to_arabic("rain"), to_arabic("song")]), [1.0] * 2)
    same = known["en", "en"].scaled(float(own @ article))
    assert abs(known["ar", "en"].scaled(float(theirs @ article)) - same) > 0.05


def test_signatures_of_whole_texts_say_that_they_are_centred() -> None:
    meaning = Meaning(Spoken())
    assert meaning.signature(ARABIC, ENGLISH, texts=True).startswith("centred:language|band:")
    assert meaning.signature(ARABIC, ENGLISH).startswith("band:")


def test_confidence_in_the_language() -> None:
    arabic, english = PROBES[4][0], PROBES[4][1]
    assert language_confidence(arabic, ARABIC) == language_confidence(english, ENGLISH) == 1.0
    assert language_confidence(english, ARABIC) == pytest.approx(1 - detect(english).confidence, abs=1e-4)
    assert language_confidence("", ARABIC) == 0.0


def test_the_length_penalty_by_hand() -> None:
    # 20 letters, and 30 that are free: 50 cost nothing, 100 cost exp(1 - 100/50).
    assert length_penalty(["a" * 50], ["b" * 20], ENGLISH, ENGLISH) == 1.0
    assert length_penalty(["a" * 60, "a" * 40], ["b" * 20], ENGLISH, ENGLISH) == pytest.approx(math.exp(-1))
    assert length_penalty([], ["b"], ENGLISH, ENGLISH) == 1.0


def test_a_translation_may_be_as_long_as_translations_are() -> None:
    arabic = [pair[0] for pair in PROBES]
    english = [pair[1] for pair in PROBES]
    known = length_penalty(english, arabic, ENGLISH, ARABIC)
    assert known > 0.9
    assert known > length_penalty(english, arabic, ENGLISH, ENGLISH)  # as if English were as short as Arabic
    assert length_penalty(english * 2, arabic, ENGLISH, ARABIC) < 0.5


def test_meaning_is_the_same_whichever_language_the_reference_is_in() -> None:
    meaning = Meaning(FakeEmbedder())
    english = ["the council opened seventy berths", "boats came home to the harbour"]
    arabic = [to_arabic(sentence) for sentence in english]
    assert meaning.match(arabic, english, (ARABIC, ENGLISH)).f == pytest.approx(1.0)
    assert meaning.match(english, english, (ENGLISH, ENGLISH)).f == pytest.approx(1.0)
    assert meaning.likeness(english, english[::-1], (ENGLISH, ENGLISH)) == pytest.approx(1.0)


def test_lase_is_the_product() -> None:
    meaning = Meaning(FakeEmbedder())
    text = [PROBES[0][1]]
    assert meaning.lase(text, text, (ENGLISH, ENGLISH)) == pytest.approx(1.0)
    assert meaning.lase(text * 6, text, (ENGLISH, ENGLISH)) == pytest.approx(
        length_penalty(text * 6, text, ENGLISH, ENGLISH)
    )
    assert meaning.lase([], text, (ENGLISH, ENGLISH)) == 0.0


def test_a_long_article_is_sampled_from_beginning_to_end() -> None:
    text = " ".join(f"Sentence number {i} is here." for i in range(160))
    found = sample(text, ENGLISH)
    assert len(found) == ARTICLE_SENTENCES
    assert found[0] == "Sentence number 0 is here."
    assert found[-1] == "Sentence number 150 is here."
    assert sample("Only one.", ENGLISH) == ["Only one."]
