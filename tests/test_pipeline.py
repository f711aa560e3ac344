import json
from collections.abc import Sequence

import pytest

from summarizer.backends.extractive import ExtractiveSummarizer
from summarizer.briefs import CheckKind, Glossary, Options, Origin, Status, Strategy, Verdict
from summarizer.errors import ConfigurationError, EmptyArticleError, GenerationError
from summarizer.languages import ARABIC, ENGLISH
from summarizer.pipeline import Pipeline
from summarizer.protocols import Summarizer, Translation
from summarizer.selection import Settings
from summarizer.translation import TranslationChooser
from tests.fakes import FakeEmbedder, FakeSummarizer, FakeTranslator, article_of, to_arabic

SENTENCES = (
    "the harbour council opened 75 new berths for fishing boats this morning.",
    "fishing boats had waited outside the harbour for 20 days of storms.",
    "the council will repair the northern wall of the harbour next spring.",
    "bakers in the old town sold bread to the crews through the night.",
    "a new market for fish and bread will stand beside the berths.",
)


def pipeline(
    translator: FakeTranslator | None = None, summarizer: Summarizer | None = None, **more: object
) -> Pipeline:
    embedder = FakeEmbedder()
    return Pipeline(
        summarizer or ExtractiveSummarizer(embedder),
        TranslationChooser(translator or FakeTranslator(), embedder),
        embedder,
        profile="fake",
        models={"translator": "fake"},
        strategies={},
        **more,  # type: ignore[arg-type]
    )


def test_an_english_article_becomes_two_aligned_briefs() -> None:
    article = article_of(*SENTENCES)
    pair = pipeline().write(article, Options(sentences=3))
    assert len(pair.english.sentences) == len(pair.arabic.sentences) == 3
    for english, arabic in zip(pair.english.sentences, pair.arabic.sentences, strict=True):
        assert arabic.text == to_arabic(english.text)
        assert english.origin is Origin.EXTRACTED
        assert arabic.origin is Origin.TRANSLATED
        assert [span.of(article.text) for span in english.evidence] == [english.text]
        assert arabic.evidence == english.evidence
    assert [(a.arabic, a.english) for a in pair.alignments] == [(0, 0), (1, 1), (2, 2)]
    assert pair.source is pair.english
    assert pair.target is pair.arabic


def test_sentences_stand_in_the_order_of_the_article() -> None:
    pair = pipeline().write(article_of(*SENTENCES), Options(sentences=4))
    starts = [s.evidence[0].start for s in pair.english.sentences]
    assert starts == sorted(starts)


def test_a_brief_of_nothing_is_an_error_and_does_not_pass() -> None:
    class Silent(FakeTranslator):
        def translate(self, texts: Sequence[str], *args: object, **more: object) -> list[list[Translation]]:
            return [[] for _ in texts]

    with pytest.raises(GenerationError, match="no sentence that could be translated"):
        pipeline(Silent()).write(article_of(*SENTENCES))


def test_an_arabic_article_has_the_sides_exchanged() -> None:
    article = article_of(*(to_arabic(s) for s in SENTENCES), language=ARABIC)
    pair = pipeline().write(article, Options(sentences=2))
    assert pair.source is pair.arabic
    assert all(s.origin is Origin.EXTRACTED for s in pair.arabic.sentences)
    assert all(s.origin is Origin.TRANSLATED for s in pair.english.sentences)


def test_a_wrong_number_is_repaired_by_another_candidate_and_said_so() -> None:
    pair = pipeline(FakeTranslator({"75": "57"})).write(article_of(SENTENCES[0]), Options(sentences=1))
    assert "75" in pair.arabic.sentences[0].text
    numbers = [c for c in pair.fidelity.checks if c.kind is CheckKind.NUMBER]
    assert [c.status for c in numbers] == [Status.REPAIRED]


def test_a_wrong_number_that_no_candidate_mends_is_reported_and_fails() -> None:
    broken = FakeTranslator({"75": "57"}, always=True)
    pair = pipeline(broken).write(article_of(SENTENCES[0]), Options(sentences=1))
    [number] = [c for c in pair.fidelity.checks if c.kind is CheckKind.NUMBER and not c.ok]
    assert ("75" in number.source, "57" in number.target) == (True, True)
    assert pair.fidelity.verdict is Verdict.FAIL


def test_a_badly_translated_sentence_loses_its_place() -> None:
    article = article_of(*SENTENCES)
    [lead] = pipeline().write(article, Options(sentences=1)).english.sentences
    broken = FakeTranslator({to_arabic(lead.text[4:]): ""}, always=True)
    with_say = pipeline(broken).write(article, Options(sentences=1))
    without = pipeline(broken, settings=Settings(trade_off=0.0)).write(article, Options(sentences=1))
    assert without.english.sentences == (lead,)
    assert with_say.english.sentences != (lead,)


def test_every_candidate_is_explained() -> None:
    article = article_of(*SENTENCES)
    pair = pipeline(pool=1.0).write(article, Options(sentences=1))
    assert len(pair.choices) == len(SENTENCES)
    assert sum(c.chosen for c in pair.choices) == 1
    assert all(c.reason for c in pair.choices)
    assert {c.adequacy is None for c in pair.choices} == {True, False}


def test_translate_then_summarize_pairs_the_articles_own_sentences() -> None:
    article = article_of(*SENTENCES)
    options = Options(sentences=2, strategy=Strategy.TRANSLATE_THEN_SUMMARIZE)
    pair = pipeline().write(article, options)
    assert pair.strategy is Strategy.TRANSLATE_THEN_SUMMARIZE
    for english, arabic in zip(pair.english.sentences, pair.arabic.sentences, strict=True):
        assert english.text in SENTENCES
        assert arabic.text == to_arabic(english.text)


def test_direct_writes_the_other_language_and_translates_back() -> None:
    article = article_of(*SENTENCES)
    options = Options(sentences=2, strategy=Strategy.DIRECT)
    pair = pipeline(summarizer=FakeSummarizer(direct=True)).write(article, options)
    assert all(s.origin is Origin.ABSTRACTED for s in pair.arabic.sentences)
    assert all(s.origin is Origin.TRANSLATED for s in pair.english.sentences)
    assert [s.text.lower() for s in pair.english.sentences] == [s.lower() for s in SENTENCES[:2]]


def test_a_strategy_that_the_engine_cannot_follow_is_refused_by_name() -> None:
    with pytest.raises(ConfigurationError, match="cannot write Arabic from English text"):
        pipeline().write(article_of(*SENTENCES), Options(strategy=Strategy.DIRECT))


def test_an_abstracted_number_that_is_not_in_the_evidence_is_reported() -> None:
    class Inventive(FakeSummarizer):
        def propose(self, article, options, language):  # type: ignore[no-untyped-def]
            candidates, usage = super().propose(article, options, language)
            first = candidates[0]
            return [type(first)(first.text.replace("75", "99"), (0,), 1.0, first.origin)], usage

    pair = pipeline(summarizer=Inventive()).write(article_of(SENTENCES[0]), Options(sentences=1))
    bad = [c for c in pair.fidelity.checks if c.kind is CheckKind.NUMBER and not c.ok]
    assert any("99" in c.target for c in bad)


def test_the_title_becomes_the_headline() -> None:
    article = article_of(*SENTENCES, title="harbour opens for fishing boats")
    pair = pipeline().write(article, Options(sentences=2, headline=True))
    assert pair.english.headline is not None
    assert pair.arabic.headline is not None
    assert pair.english.headline.text == "harbour opens for fishing boats"
    assert pair.arabic.headline.text == to_arabic("harbour opens for fishing boats")


def test_without_a_title_the_lead_sentence_is_the_headline() -> None:
    pair = pipeline().write(article_of(*SENTENCES), Options(sentences=2, headline=True))
    assert pair.english.headline in pair.english.sentences


def test_focus_moves_the_choice() -> None:
    options = Options(sentences=1, focus="bakers bread old town crews")
    pair = pipeline().write(article_of(*SENTENCES), options)
    assert "bakers" in pair.english.sentences[0].text


def test_glossary_terms_reach_the_translator_and_the_checks() -> None:
    translator = FakeTranslator()
    glossary = Glossary((("مرفأ", "harbour"),))
    pair = pipeline(translator).write(article_of(SENTENCES[2]), Options(sentences=1, glossary=glossary))
    assert any(t.target == "مرفأ" for _, terms in translator.seen for t in terms)
    assert any(c.kind is CheckKind.TERM and not c.ok for c in pair.fidelity.checks)


def test_a_short_article_is_passed_through_and_the_shortfall_is_said() -> None:
    pair = pipeline().write(article_of(SENTENCES[0]), Options(sentences=4))
    assert len(pair.english.sentences) == 1
    assert pair.notes == ("4 sentences were asked for; 1 could be written",)


def test_no_sentences_no_brief() -> None:
    with pytest.raises(EmptyArticleError):
        pipeline().write(article_of(), Options())


def test_progress_ends_at_one() -> None:
    seen: list[tuple[str, float]] = []
    pipeline().write(article_of(*SENTENCES), progress=lambda stage, done: seen.append((stage, done)))
    fractions = [done for _, done in seen]
    assert fractions == sorted(fractions)
    assert seen[-1] == ("done", 1.0)


def test_identity_changes_with_what_a_result_depends_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = pipeline().identity
    assert json.loads(pipeline().identity)["profile"] == "fake"
    assert pipeline().identity != pipeline(settings=Settings(trade_off=0.9)).identity
    assert ENGLISH.code not in pipeline().identity.split('"strategies": ')[1][:3]
    monkeypatch.setattr("summarizer.pipeline.version", lambda _name: "99.0")  # other rules, other briefs
    assert pipeline().identity != ours
