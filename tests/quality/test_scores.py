from collections.abc import Sequence

import pytest

from summarizer.languages import ARABIC, ENGLISH
from summarizer.protocols import Matrix
from summarizer.quality.records import Item, Output
from summarizer.quality.scores import BOTH, METRICS, Score, Scorer, common_signature
from summarizer.quality.vectors import KeptVectors
from tests.fakes import FakeEmbedder, to_arabic

TEXT = "The council opened 70 berths in Paris. The boats came home on 4 March. Nobody paid for them."
BRIEF = ("The council opened 70 berths in Paris.",)
ARABIC_BRIEF = ("افتتح المجلس 70 رصيفا في باريس.",)
ITEM = Item("x", TEXT, ENGLISH, {"en": ("The council opened 70 berths.", "Boats came home.")})
PAIR = Output("x", "lite", {"en": BRIEF, "ar": ARABIC_BRIEF})


def by_name(scores: Sequence[Score], language: str) -> dict[str, Score]:
    return {score.metric: score for score in scores if score.language == language}


def test_every_metric_that_applies_comes_once_and_is_described() -> None:
    scores = Scorer(FakeEmbedder()).score(ITEM, PAIR)
    assert len({(score.metric, score.language) for score in scores}) == len(scores)
    english, arabic, both = (by_name(scores, language) for language in ("en", "ar", BOTH))
    assert english.keys() | arabic.keys() | both.keys() == set(METRICS) - {"date_fidelity"}
    for score in scores:
        low, high = METRICS[score.metric].range
        assert low <= score.value <= high + 1e-9, score
        assert score.signature.split("|")[0] == score.metric


def test_against_a_reference_in_the_own_language_by_hand() -> None:
    english = by_name(Scorer(None).score(ITEM, PAIR), "en")
    # "the council opened 70 berths" is 5 of the brief's 7 tokens and all of the first reference;
    # the second shares none.
    assert english["rouge1_recall"].value == pytest.approx(1 / 2)
    assert english["rouge1_precision"].value == pytest.approx(5 / 7 / 2, abs=1e-6)
    assert english["rouge1"].value == pytest.approx(10 / 12 / 2, abs=1e-6)
    assert "refs:2|multi:mean|tokens:unicode" in english["rouge1"].signature
    best = by_name(Scorer(None, multi="best").score(ITEM, PAIR), "en")
    assert best["rouge1"].value == pytest.approx(10 / 12, abs=1e-6)


def test_a_reference_in_the_other_language_is_compared_by_meaning_alone() -> None:
    english = "the council opened seventy berths"
    item = Item("x", english, ENGLISH, {"en": (english,)})
    output = Output("x", "s", {"ar": (to_arabic(english),)})
    arabic = by_name(Scorer(FakeEmbedder()).score(item, output), "ar")
    assert "rouge1" not in arabic
    assert arabic["embedding_f"].value == pytest.approx(1.0)
    assert "reference:en" in arabic["embedding_f"].signature
    assert arabic["salience"].value == pytest.approx(1.0)


def test_without_references_or_article_the_brief_is_still_measured() -> None:
    scores = Scorer(FakeEmbedder()).score(Item("x", "", ENGLISH), PAIR)
    assert {METRICS[score.metric].needs for score in scores} == {"brief", "pair"}


def test_the_pair_is_checked_sentence_by_sentence_where_it_can_be() -> None:
    both = by_name(Scorer(None).score(ITEM, PAIR), BOTH)
    assert both["number_fidelity"].value == both["name_fidelity"].value == 1.0
    assert "en-ar|pairs:sentences" in both["number_fidelity"].signature
    wrong = Output("x", "s", {"en": BRIEF, "ar": ("افتتح المجلس 60 رصيفا.", "في باريس.")})
    both = by_name(Scorer(None).score(ITEM, wrong), BOTH)
    assert both["number_fidelity"].value == 0.0
    assert "pairs:texts" in both["number_fidelity"].signature


def test_an_empty_brief_is_worth_nothing() -> None:
    scores = Scorer(FakeEmbedder()).score(ITEM, Output("x", "s", {"en": ()}))
    figures = by_name(scores, "en")
    for name, metric in METRICS.items():
        if name in figures and metric.higher_is_better:
            assert figures[name].value == 0.0, name
    assert not by_name(scores, BOTH)


def test_a_language_that_is_not_ours_is_left_out() -> None:
    assert Scorer(None).score(ITEM, Output("x", "s", {"fr": ("Bonjour.",)})) == []


def test_folding_counts_for_arabic() -> None:
    item = Item("x", "نص", ARABIC, {"ar": ("افتتح المجلس ٧٠ رصيفا في المدينة",)})
    output = Output("x", "s", {"ar": ("اِفتتح المجلس 70 رصيفا في المدينه",)})
    folded = by_name(Scorer(None).score(item, output), "ar")
    given = by_name(Scorer(None, folding=False).score(item, output), "ar")
    assert folded["rouge2"].value == 1.0
    assert given["rouge2"].value < 0.5
    assert folded["chrf"].value == pytest.approx(100.0)
    assert common_signature([folded["rouge2"].signature, given["rouge2"].signature]) is None


def test_only_the_number_of_references_may_differ_between_figures_that_are_averaged() -> None:
    one = Item("y", TEXT, ENGLISH, {"en": ("The council opened 70 berths.",)})
    scorer = Scorer(None)
    signatures = [by_name(scorer.score(item, PAIR), "en")["rouge1"].signature for item in (ITEM, one)]
    assert signatures[0] != signatures[1]
    common = common_signature(signatures)
    assert common is not None
    assert "refs:several|multi:mean" in common
    assert common_signature([common, signatures[0]]) == common
    assert common_signature(signatures[:1]) == signatures[0]
    assert common_signature([]) is None


class CountingEmbedder(FakeEmbedder):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def embed(self, texts: Sequence[str]) -> Matrix:
        self.seen += texts
        return super().embed(texts)


def test_no_text_is_embedded_twice() -> None:
    embedder = CountingEmbedder()
    scorer = Scorer(embedder)
    for system in ("a", "b"):
        scorer.score(ITEM, Output("x", system, PAIR.briefs))
    assert len(embedder.seen) == len(set(embedder.seen))


def test_kept_vectors_are_those_of_the_embedder_and_the_oldest_go() -> None:
    embedder = CountingEmbedder()
    kept = KeptVectors(embedder, most=2)
    first = kept.embed(["one", "two", "one"])
    assert (first == FakeEmbedder().embed(["one", "two", "one"])).all()
    assert kept.embed([]).shape[0] == 0
    kept.embed(["three"])
    kept.embed(["two"])
    assert embedder.seen == ["one", "two", "three"]
    kept.embed(["one"])
    assert embedder.seen[-1] == "one"
    assert kept.identity == embedder.identity
