import json
import shutil

import pytest

from summarizer.backends.placement import Placement
from summarizer.backends.sentencewise import Hypothesis
from summarizer.backends.seq2seq_summary import DEPTH, SHORT, Seq2SeqSummarizer, _sentences
from summarizer.briefs import Options, Origin
from summarizer.errors import ConfigurationError, GenerationError, ModelMissingError
from summarizer.languages import ARABIC, ENGLISH, LANGUAGES
from summarizer.pipeline import Pipeline
from summarizer.translation import TranslationChooser
from tests.backends.tiny_seq2seq import arabic, english
from tests.fakes import FakeEmbedder, FakeTranslator, article_of

CPU = Placement("cpu", "float32", 1)
SUMMARIZERS = ["bart", "arabart", "pegasus", "t5", "mt5", "mbart50"]


def article(code, count=14):
    texts = (english() if code == "en" else arabic())[: 3 * count : 3]
    return article_of(*texts, language=LANGUAGES[code])


@pytest.fixture(scope="module")
def summarizer(seq2seq_checkpoint):
    """A summarizer of a family; one loaded model serves every setting."""
    loaded = {}

    def make(family, languages=("ar", "en"), **settings):
        settings = {"beam": 1, **settings}
        found = Seq2SeqSummarizer(
            seq2seq_checkpoint(family),
            name=family,
            revision="r1",
            languages=languages,
            embedder=FakeEmbedder(),
            placement=CPU,
            **settings,
        )
        if family not in loaded:
            found.load()
            loaded[family] = found._engine
        found._engine = loaded[family]
        return found

    return make


def read_by(monkeypatch, summarizer):
    """What the encoder reads, row by row, while the test runs."""
    seen = []
    generate = summarizer._engine.model.generate

    def spy(**arguments):
        seen.append(arguments)
        return generate(**arguments)

    monkeypatch.setattr(summarizer._engine.model, "generate", spy)
    return seen


@pytest.mark.parametrize("family", SUMMARIZERS)
@pytest.mark.parametrize("code", ["ar", "en"])
def test_every_family_makes_a_brief(summarizer, family, code):
    engine, embedder = summarizer(family), FakeEmbedder()
    pipeline = Pipeline(
        engine,
        TranslationChooser(FakeTranslator(), embedder),
        embedder,
        profile="test",
        models={"summarizer": engine.identity},
        strategies={},
    )
    given = article(code, 8)
    pair = pipeline.write(given, Options(sentences=2))
    assert len(pair.source.sentences) == len(pair.target.sentences) == 2
    assert pair.usage.tokens_used == pair.usage.tokens > 0
    assert not pair.usage.truncated
    spans = {sentence.span for sentence in given.sentences}
    for sentence in pair.source.sentences:
        assert sentence.text
        assert sentence.origin is Origin.ABSTRACTED
        assert sentence.evidence
        assert set(sentence.evidence) <= spans


def test_every_token_of_the_article_is_read(summarizer, monkeypatch):
    engine = summarizer("pegasus")
    seen = read_by(monkeypatch, engine)
    given = article("en", 20)
    _, usage = engine.propose(given, Options(sentences=2), ENGLISH)
    checkpoint = engine._checkpoint
    rows = [
        [token for token in row if token != checkpoint.tokenizer.pad_token_id]
        for arguments in seen
        for row in arguments["input_ids"].tolist()
    ]
    assert all(len(row) <= checkpoint.source_limit for row in rows)
    first = [sentence.text for sentence in given.sentences]
    read = " ".join(checkpoint.decode(row) for row in rows)
    assert all(text in read for text in first)
    assert usage.tokens == sum(len(checkpoint.encode(text)) for text in first)


def test_the_checkpoints_lengths_and_prefix_reach_the_model(summarizer, monkeypatch):
    t5 = summarizer("t5")
    seen = read_by(monkeypatch, t5)
    t5.propose(article("en"), Options(sentences=2), ENGLISH)
    settings = seen[0]["generation_config"]
    assert settings.max_new_tokens == 30
    assert settings.min_new_tokens == 5
    prefix = t5._checkpoint.encode("summarize:")
    assert all(row[: len(prefix)] == prefix for row in seen[0]["input_ids"].tolist())
    bart = summarizer("bart", beam=2)
    seen = read_by(monkeypatch, bart)
    bart.propose(article("en"), Options(sentences=2), ENGLISH)
    settings = seen[0]["generation_config"]
    assert (settings.max_new_tokens, settings.no_repeat_ngram_size, settings.length_penalty) == (24, 3, 2.0)
    assert settings.forced_bos_token_id == 0


def test_a_language_coded_model_is_told_the_language(summarizer, monkeypatch):
    engine = summarizer("mbart50")
    seen = read_by(monkeypatch, engine)
    engine.propose(article("ar", 8), Options(sentences=2), ARABIC)
    token = engine._checkpoint.tokenizer.convert_tokens_to_ids("ar_AR")
    assert {row[0] for row in seen[0]["input_ids"].tolist()} == {token}
    assert seen[0]["generation_config"].forced_bos_token_id == token


def test_another_language_only_where_stated_and_possible(summarizer, monkeypatch):
    assert not summarizer("mbart50").writes(ENGLISH, ARABIC)
    assert not summarizer("bart", crosslingual=True).writes(ENGLISH, ARABIC)
    assert not summarizer("mbart50", languages=("en",), crosslingual=True).writes(ENGLISH, ARABIC)
    engine = summarizer("mbart50", crosslingual=True)
    assert engine.writes(ENGLISH, ARABIC)
    seen = read_by(monkeypatch, engine)
    candidates, _ = engine.propose(article("en", 2), Options(sentences=2), ARABIC)
    assert candidates[0].origin is Origin.ABSTRACTED
    tokenizer = engine._checkpoint.tokenizer
    assert seen[0]["input_ids"][0, 0] == tokenizer.convert_tokens_to_ids("en_XX")
    assert seen[0]["generation_config"].forced_bos_token_id == tokenizer.convert_tokens_to_ids("ar_AR")


def test_a_language_that_is_not_its_own_is_refused(summarizer):
    engine = summarizer("arabart", languages=("ar",))
    assert engine.writes(ARABIC, ARABIC)
    assert not engine.writes(ENGLISH, ENGLISH)
    with pytest.raises(ConfigurationError, match="arabart does not write English"):
        engine.propose(article("en"), Options(), ENGLISH)


@pytest.mark.parametrize("given", [article("en", 3), article_of("Rain.", "Snow.", "Wind.", "Sun.", "Hail.")])
def test_short_input_is_passed_through(summarizer, monkeypatch, given):
    engine = summarizer("bart")
    seen = read_by(monkeypatch, engine)
    candidates, usage = engine.propose(given, Options(sentences=4), ENGLISH)
    assert seen == []
    assert [c.text for c in candidates] == [sentence.text for sentence in given.sentences]
    assert [c.sentences for c in candidates] == [(i,) for i in range(len(given.sentences))]
    assert {c.origin for c in candidates} == {Origin.EXTRACTED}
    assert usage.tokens_used == usage.tokens


def test_a_sentence_longer_than_the_encoder_reads_is_cut_not_lost(summarizer, monkeypatch):
    engine = summarizer("pegasus")
    seen = read_by(monkeypatch, engine)
    long = " ".join(text.rstrip(".") for text in english()[:8]) + "."
    given = article_of(long, *english()[20:24])
    candidates, usage = engine.propose(given, Options(sentences=1), ENGLISH)
    checkpoint = engine._checkpoint
    assert len(checkpoint.encode(long)) > checkpoint.source_limit
    words = " ".join(
        checkpoint.decode(row) for arguments in seen for row in arguments["input_ids"].tolist()
    ).split()
    assert set(long.split()) <= set(words)
    assert usage.tokens == usage.tokens_used
    assert all(set(candidate.sentences) <= set(range(5)) for candidate in candidates)


class Scripted:
    """An engine that answers every text with its first ``words`` words, as one sentence."""

    def __init__(self, checkpoint, words):
        self.checkpoint, self.words, self.calls = checkpoint, words, []

    def generate(self, rows, frame, search):
        answers = []
        for row in rows:
            text = self.checkpoint.decode(list(row))
            self.calls.append(text)
            answer = " ".join(text.replace(".", "").split()[: self.words]) + "."
            answers.append([Hypothesis(answer, -0.1, 9, True)])
        return answers


def scripted(summarizer, words, count, monkeypatch):
    engine = summarizer("pegasus")
    monkeypatch.setattr(engine, "_engine", Scripted(engine._read(), words))
    candidates, _ = engine.propose(article("en", count), Options(sentences=3), ENGLISH)
    return candidates, engine._engine.calls


def test_summaries_are_summarized_again_and_weigh_more(summarizer, monkeypatch):
    candidates, calls = scripted(summarizer, 12, 20, monkeypatch)
    assert len(calls) > 3
    last = [c for c in candidates if c.text.rstrip(".") in calls[-1]]
    assert last
    assert max(c.salience for c in candidates) <= 1.0
    assert len({c.text for c in candidates}) == len(candidates)
    assert len(candidates) >= 5


def test_the_depth_is_bounded(summarizer, monkeypatch):
    # Answers as long as their texts never fit into one window.
    _, calls = scripted(summarizer, 10_000, 20, monkeypatch)
    one_round = len([text for text in calls if text == calls[0]])
    assert one_round <= DEPTH + 2
    assert len(calls) <= (DEPTH + 2) * 40


def test_evidence_lies_in_the_window_that_a_sentence_came_from(summarizer, monkeypatch):
    candidates, _ = scripted(summarizer, 6, 20, monkeypatch)
    texts = [sentence.text for sentence in article("en", 20).sentences]
    for candidate in candidates:
        words = candidate.text.rstrip(".").split()
        assert any(" ".join(words[:4]) in texts[i] for i in candidate.sentences)


def test_focus_moves_the_salience(summarizer, monkeypatch):
    engine = summarizer("pegasus")
    monkeypatch.setattr(engine, "_engine", Scripted(engine._read(), 6))
    given = article("en", 20)
    plain, _ = engine.propose(given, Options(sentences=3), ENGLISH)
    focused, _ = engine.propose(given, Options(sentences=3, focus=plain[-1].text), ENGLISH)
    assert [c.text for c in focused] == [c.text for c in plain]
    assert focused[-1].salience > plain[-1].salience or focused[0].salience < plain[0].salience


def test_a_model_that_writes_nothing_is_an_error(summarizer, monkeypatch):
    engine = summarizer("pegasus")

    class Mute:
        def generate(self, rows, frame, search):
            return [[Hypothesis(" . ", -1.0, 2, True)] for _ in rows]

    monkeypatch.setattr(engine, "_engine", Mute())
    with pytest.raises(GenerationError, match="wrote nothing"):
        engine.propose(article("en"), Options(sentences=2), ENGLISH)


def test_an_answer_that_was_cut_off_loses_its_last_sentence():
    whole = Hypothesis("The bridge opened.<n>The repair cost 3 million dollars and", -0.1, 12, False)
    assert _sentences(whole, ENGLISH) == ["The bridge opened."]
    ended = Hypothesis("The bridge opened. The repair took", -0.1, 12, True)
    assert _sentences(ended, ENGLISH) == ["The bridge opened.", "The repair took"]
    assert _sentences(Hypothesis("Only this", -0.1, 2, False), ENGLISH) == ["Only this"]
    assert _sentences(Hypothesis(" ... ", -0.1, 2, True), ENGLISH) == []


def test_crosssum_is_told_the_language_by_the_decoders_start(seq2seq_checkpoint, tmp_path, monkeypatch):
    folder = shutil.copytree(seq2seq_checkpoint("mt5"), tmp_path / "mt5")
    stated = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    stated["task_specific_params"] = {"langid_map": {"arabic": [7, "x"], "english": [9, "y"]}}
    (folder / "config.json").write_text(json.dumps(stated), encoding="utf-8")
    engine = Seq2SeqSummarizer(
        folder, name="m", revision="1", languages=("ar", "en"), embedder=FakeEmbedder(), placement=CPU,
        beam=1, crosslingual=True,
    )  # fmt: skip
    engine.load()
    seen = read_by(monkeypatch, engine)
    engine.propose(article("en", 4), Options(sentences=1), ARABIC)
    assert seen[0]["generation_config"].decoder_start_token_id == 7


def test_nothing_is_read_before_the_first_article(tmp_path):
    lazy = Seq2SeqSummarizer(
        tmp_path, name="m", revision="1", languages=("en",), embedder=FakeEmbedder(), placement=CPU
    )
    assert lazy.identity == "m@1(beam=4,dtype=float32;fake-embedder@1)"
    assert lazy.writes(ENGLISH, ENGLISH)
    with pytest.raises(ModelMissingError):
        lazy.propose(article("en"), Options(), ENGLISH)


def test_short_is_shorter_than_the_tests_articles(summarizer):
    checkpoint = summarizer("bart")._read()
    assert sum(len(checkpoint.encode(sentence.text)) for sentence in article("en", 8).sentences) > SHORT
