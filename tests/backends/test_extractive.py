import numpy as np
import pytest

from summarizer.backends.extractive import ExtractiveSummarizer, Weights, dependence, saliences, scale
from summarizer.briefs import Options
from summarizer.languages import ARABIC, ENGLISH, Language
from tests.fakes import FakeEmbedder, article_of

W = Weights()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The council opened seventy berths for the boats today.", ENGLISH, 0.0),
        ("He said the council would open the berths in spring.", ENGLISH, 0.5),
        ("Will the council open the northern berths in spring?", ENGLISH, 0.5),
        ("Boats waited.", ENGLISH, 0.6),
        ("Hereford council opened seventy berths for the boats today.", ENGLISH, 0.0),
        ("افتتح المجلس سبعين رصيفا للقوارب صباح اليوم في المرفأ.", ARABIC, 0.0),
        ("وأضاف أن المجلس سيصلح الجدار الشمالي في الربيع المقبل.", ARABIC, 0.5),
        ("هل يفتح المجلس الأرصفة الشمالية في الربيع المقبل؟", ARABIC, 0.5),
    ],
)
def test_what_cannot_stand_alone_pays(text: str, language: Language, expected: float) -> None:
    assert dependence(text, language, W) == pytest.approx(expected)


def test_the_first_of_equal_sentences_is_most_salient() -> None:
    vectors = np.eye(4, dtype=np.float32)
    texts = ["The council opened seventy berths for fishing boats."] * 4
    values = saliences(vectors, texts, ENGLISH, Weights(follow=0.0))
    assert values == sorted(values, reverse=True)


def test_a_sentence_right_after_a_more_salient_one_pays() -> None:
    vectors = np.eye(4, dtype=np.float32)
    texts = ["The council opened seventy berths for fishing boats."] * 4
    paid = np.subtract(
        saliences(vectors, texts, ENGLISH, Weights(follow=0.0)), saliences(vectors, texts, ENGLISH, W)
    )
    assert paid == pytest.approx([0, W.follow, 0, W.follow], abs=1e-3)


def test_a_sentence_more_salient_than_the_one_before_pays_nothing() -> None:
    vectors = np.eye(3, dtype=np.float32)
    texts = ["Boats waited.", *["The council opened seventy berths for fishing boats."] * 2]
    free, charged = (saliences(vectors, texts, ENGLISH, Weights(follow=f)) for f in (0.0, 0.1))
    assert charged[:2] == free[:2]
    assert charged[2] == pytest.approx(free[2] - 0.1, abs=1e-3)


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (
            [
                "The bakers of the old town open early in the morning.",
                "The harbour council opened berths for boats in the harbour.",
                "The boats came back to the berths of the harbour council.",
            ],
            ENGLISH,
        ),
        (
            [
                "يفتح الخبازون أبوابهم في ساعة باكرة قبل الشروق بقليل.",
                "افتتح مجلس المرفأ أرصفة القوارب الجديدة أمس بعد انتظار طويل.",
                "عادت القوارب إلى أرصفة القوارب التي افتتح مجلس المرفأ.",
            ],
            ARABIC,
        ),
    ],
    ids=["en", "ar"],
)
def test_a_sentence_that_shares_words_with_others_is_more_central(
    texts: list[str], language: Language
) -> None:
    weights = Weights(centroid=0.0, position=0.0, length=0.0, follow=0.0)
    values = saliences(np.eye(3, dtype=np.float32), texts, language, weights)
    assert values[0] == min(values)
    assert min(values[1:]) > values[0] + 0.3


def test_short_sentences_say_less() -> None:
    weights = Weights(centroid=0.0, words=0.0, position=0.0, follow=0.0)
    texts = ["The council opened ten berths.", " ".join(["word"] * 20), " ".join(["word"] * 40)]
    values = saliences(
        np.eye(3, dtype=np.float32), texts, ENGLISH, Weights(**{**vars(weights), "min_words": 1})
    )
    assert values == pytest.approx([0.25, 1.0, 1.0])


def test_the_position_prior_is_half_at_its_reach() -> None:
    weights = Weights(centroid=0.0, words=0.0, length=0.0, follow=0.0, reach=2.0)
    texts = ["The council opened seventy berths for fishing boats."] * 3
    assert saliences(np.eye(3, dtype=np.float32), texts, ENGLISH, weights) == pytest.approx(
        [1, 2 / 3, 1 / 2], abs=1e-3
    )


def test_nothing_to_score() -> None:
    assert saliences(np.zeros((0, 3), np.float32), [], ENGLISH, W) == []
    assert len(saliences(np.ones((1, 3), np.float32), ["؟"], ARABIC, W)) == 1


def test_the_central_sentence_wins_without_the_position_prior() -> None:
    weights = Weights(position=0.0)
    rows = np.array([[1, 0, 0.1], [0.7, 0.7, 0.1], [0, 1, 0.1]], np.float32)
    vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    texts = ["The council opened seventy berths for fishing boats."] * 3
    assert int(np.argmax(saliences(vectors, texts, ENGLISH, weights))) == 1


def test_scaling_equal_values_does_not_divide_by_zero() -> None:
    assert scale(np.full(3, 0.2, np.float32)).tolist() == [0.5, 0.5, 0.5]


def test_all_sentences_are_offered_with_their_place() -> None:
    article = article_of(
        "the council opened seventy berths for boats.", "the boats came back to the harbour."
    )
    summarizer = ExtractiveSummarizer(FakeEmbedder())
    candidates, usage = summarizer.propose(article, Options(), ENGLISH)
    assert [c.sentences for c in candidates] == [(0,), (1,)]
    assert not usage.truncated
    assert usage.tokens == article.words


def test_identity_names_weights_and_embedder() -> None:
    identity = ExtractiveSummarizer(FakeEmbedder(), Weights(position=0.9)).identity
    assert "position=0.9" in identity
    assert "fake-embedder@1" in identity
