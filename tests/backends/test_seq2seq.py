import math
import threading
from dataclasses import replace

import pytest
import torch

from summarizer.backends.families import Checkpoint
from summarizer.backends.placement import Placement
from summarizer.backends.sentencewise import BATCH_TOKENS, Search, batch_size
from summarizer.backends.seq2seq import Seq2SeqTranslator, TorchEngine
from summarizer.briefs import Options, Strategy
from summarizer.errors import ConfigurationError, GenerationError, ModelMissingError
from summarizer.languages import ARABIC, ENGLISH, LANGUAGES
from summarizer.pipeline import Pipeline
from summarizer.translation import Reranking, TranslationChooser
from tests.backends.tiny_seq2seq import arabic, english
from tests.fakes import FakeEmbedder, FakeSummarizer, article_of

CPU = Placement("cpu", "float32", 1)
#: A family, a direction that it has, and a prefix for the one whose files say none.
CASES = [
    ("marian", "ar", "en", None),
    ("marian-multi", "en", "ar", None),
    ("nllb", "en", "ar", None),
    ("nllb", "ar", "en", None),
    ("m2m100", "en", "ar", None),
    ("m2m100", "ar", "en", None),
    ("mbart50", "en", "ar", None),
    ("mbart50", "ar", "en", None),
    ("mbart25", "ar", "en", None),
    ("madlad", "en", "ar", None),
    ("madlad", "ar", "en", None),
    ("t5", "en", "ar", None),
    ("mt5", "ar", "en", {("ar", "en"): "to English: "}),
]


def sentences(code, count=6):
    return list((english() if code == "en" else arabic())[:: 40 // count])[:count]


@pytest.fixture(scope="module")
def translator(seq2seq_checkpoint):
    """A translator of a family; one loaded model serves every setting of the search."""
    loaded = {}

    def make(family, prefixes=None, length=10, **decoding):
        found = Seq2SeqTranslator(
            seq2seq_checkpoint(family), name=family, revision="r1", placement=CPU, prefixes=prefixes
        )
        found._decoding = replace(found._decoding, length_factor=0.0, length_margin=length, **decoding)
        if family not in loaded:
            found.load()
            loaded[family] = found._engine
        found._engine = loaded[family]
        return found

    return make


@pytest.mark.parametrize(("family", "source", "target", "prefixes"), CASES)
def test_every_family_makes_a_brief(translator, family, source, target, prefixes):
    engine = translator(family, prefixes, beam=2, length=6)
    embedder = FakeEmbedder()
    pipeline = Pipeline(
        FakeSummarizer(),
        TranslationChooser(engine, embedder, Reranking(candidates=2, repair=0)),
        embedder,
        profile="test",
        models={"translator": engine.identity},
        strategies={},
    )
    article = article_of(*sentences(source, 4), language=LANGUAGES[source])
    pair = pipeline.write(article, Options(sentences=2, strategy=Strategy.SUMMARIZE_THEN_TRANSLATE))
    assert len(pair.source.sentences) == len(pair.target.sentences) == 2
    assert pair.target.language == LANGUAGES[target]
    assert all(sentence.text for sentence in pair.target.sentences)
    assert pair.alignments


@pytest.mark.parametrize(("family", "source", "target", "prefixes"), CASES)
def test_the_languages_reach_the_model(translator, monkeypatch, family, source, target, prefixes):
    engine = translator(family, prefixes, beam=1, no_repeat=0)
    model, seen = engine._engine.model, []
    generate = model.generate

    def spy(**arguments):
        written = generate(**arguments)
        seen.append((arguments["input_ids"], arguments["generation_config"], written))
        return written

    monkeypatch.setattr(model, "generate", spy)
    text = sentences(source, 1)[0]
    engine.translate([text], LANGUAGES[source], LANGUAGES[target])
    (ids, settings, written), tokenizer = seen[0], engine._checkpoint.tokenizer
    own = engine._checkpoint.encode(text)

    def token(name):
        return tokenizer.convert_tokens_to_ids(name)

    names = {
        "nllb": {"ar": "arb_Arab", "en": "eng_Latn"},
        "m2m100": {"ar": "__ar__", "en": "__en__"},
        "mbart50": {"ar": "ar_AR", "en": "en_XX"},
    }
    start = settings.decoder_start_token_id
    if family in names:
        assert ids[0].tolist() == [token(names[family][source]), *own, token("</s>")]
        assert settings.forced_bos_token_id == token(names[family][target])
        assert written[0, :2].tolist() == [2, token(names[family][target])]
    elif family == "mbart25":
        assert ids[0].tolist() == [*own, token("</s>"), token("ar_AR")]
        assert start == written[0, 0] == token("en_XX")
    elif family.startswith("marian"):
        assert ids[0].tolist() == [*([token(">>ara<<")] if target == "ar" else []), *own, token("</s>")]
        assert start == written[0, 0] == tokenizer.pad_token_id
        assert settings.bad_words_ids == [[tokenizer.pad_token_id]]
    elif family == "madlad":
        assert token(f"<2{target}>") in ids[0, :2].tolist()
        assert ids[0].tolist()[-len(own) - 1 :] == [*own, token("</s>")]
    else:
        asked = "translate English to Arabic: " if family == "t5" else "to English: "
        assert ids[0].tolist() == [*engine._checkpoint.encode(asked + text), token("</s>")]
        assert start == 0


@pytest.mark.parametrize(("family", "source", "target", "prefixes"), CASES[:3] + CASES[5:7] + CASES[8:])
def test_a_batch_answers_like_one_by_one(translator, family, source, target, prefixes):
    engine = translator(family, prefixes, beam=1, length=5)
    texts = [*sentences(source), sentences(source)[0][:12], " ".join(sentences(source, 2))]
    direction = LANGUAGES[source], LANGUAGES[target]
    together = engine.translate(texts, *direction)
    alone = [engine.translate([text], *direction)[0] for text in texts]
    for others in (engine.translate(texts[::-1], *direction)[::-1], alone):
        for own, other in zip(together, others, strict=True):
            assert [t.text for t in own] == [t.text for t in other]
            # A batch of another shape is added up in another order: the last of four digits may differ.
            assert [t.score for t in own] == pytest.approx([t.score for t in other], abs=1.5e-4)
    assert len({answer[0].text for answer in together}) > 1


def test_odd_texts_keep_their_number_and_order(translator):
    engine = translator("nllb", beam=1, length=4, no_repeat=0)
    texts = [
        "",
        "🌧",
        "the bridge " * 5_000,
        "rain\u202e \u2067قال\u2069\u202c",
        "\n\t",
        "The council opened the bridge.",
    ]
    answers = engine.translate(texts, ENGLISH, ARABIC)
    assert [len(answer) for answer in answers] == [1] * 6
    assert answers[0][0].text == answers[4][0].text == ""
    assert answers[5] == engine.translate(texts[5:], ENGLISH, ARABIC)[0]
    assert len(answers[2][0].text.split()) > 100


def test_nothing_of_a_long_text_is_cut_off(translator, monkeypatch):
    engine = translator("nllb", beam=1, length=3, no_repeat=0)
    model, seen = engine._engine.model, []
    generate = model.generate
    monkeypatch.setattr(
        model, "generate", lambda **a: (seen.extend(a["input_ids"].tolist()), generate(**a))[1]
    )
    text = " ".join(english()[:12])
    engine.translate([text], ENGLISH, ARABIC)
    checkpoint = engine._checkpoint
    read = {token for row in seen for token in row}
    assert set(checkpoint.encode(text)) <= read
    assert all(len(row) <= checkpoint.source_limit for row in seen)
    assert len(seen) > 1


def test_n_best_are_distinct_and_best_first(translator):
    engine = translator("m2m100", beam=2, length=6)
    for answer in engine.translate(sentences("en"), ENGLISH, ARABIC, n=4):
        assert len({translation.text for translation in answer}) == len(answer) <= 4
        assert [t.score for t in answer] == sorted((t.score for t in answer), reverse=True)
    assert engine.translate([], ENGLISH, ARABIC) == []


@pytest.mark.parametrize("family", ["nllb", "t5"])
def test_a_score_is_the_mean_log_probability_of_the_tokens(seq2seq_checkpoint, family):
    checkpoint = Checkpoint(seq2seq_checkpoint(family))
    engine = TorchEngine(checkpoint, CPU)
    frame = checkpoint.frame(ENGLISH, ARABIC)
    row = frame.around(checkpoint.encode(sentences("en", 1)[0]))
    [[found]] = engine.generate([row], frame, Search(1, 1, 7))
    settings = engine._settings(frame, Search(1, 1, 7))
    settings.output_logits = settings.return_dict_in_generate = True
    result = engine.model.generate(input_ids=torch.tensor([row]), generation_config=settings)
    forced = 0 if frame.forced_bos is None else 1
    written = result.sequences[0, 1:].tolist()
    values = [
        torch.log_softmax(step[0], -1)[token].item()
        for step, token in zip(result.logits, written, strict=True)
    ]
    assert math.isclose(found.score, sum(values[forced:]) / len(values[forced:]), abs_tol=1e-4)
    assert found.tokens == len(values) - forced


def test_a_batch_that_does_not_fit_is_halved(translator, monkeypatch):
    engine = translator("nllb", beam=1, length=6)
    texts = sentences("en", 8)
    expected = engine.translate(texts, ENGLISH, ARABIC)
    model, sizes = engine._engine.model, []
    generate = model.generate

    def small(**arguments):
        sizes.append(len(arguments["input_ids"]))
        if sizes[-1] > 2:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return generate(**arguments)

    monkeypatch.setattr(model, "generate", small)
    monkeypatch.setattr(engine._engine, "_most", None)
    assert engine.translate(texts, ENGLISH, ARABIC) == expected
    assert sizes[0] > 2
    assert engine._engine._most <= 2
    sizes.clear()
    engine.translate(texts, ENGLISH, ARABIC)
    assert max(sizes) <= 2


def test_a_text_that_does_not_fit_alone_is_an_error(translator, monkeypatch):
    engine = translator("nllb", beam=1)

    def never(**_):
        raise torch.OutOfMemoryError("CUDA out of memory.")

    monkeypatch.setattr(engine._engine.model, "generate", never)
    monkeypatch.setattr(engine._engine, "_most", None)
    with pytest.raises(GenerationError, match="no memory for one text"):
        engine.translate(sentences("en", 4), ENGLISH, ARABIC)


def test_other_failures_of_the_model_are_not_hidden(translator, monkeypatch):
    engine = translator("nllb", beam=1)

    def broken(**_):
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(engine._engine.model, "generate", broken)
    with pytest.raises(RuntimeError, match="shapes"):
        engine.translate(["rain"], ENGLISH, ARABIC)


@pytest.mark.parametrize("family", ["nllb", "m2m100"])
def test_threads_share_a_model(translator, family):
    engine = translator(family, beam=1, length=4, no_repeat=0)
    there, back = sentences("en", 2), sentences("ar", 2)
    expected = {
        "en": engine.translate(there, ENGLISH, ARABIC),
        "ar": engine.translate(back, ARABIC, ENGLISH),
    }
    failures = []

    def hammer(code):
        try:
            for _ in range(3):
                texts, source, target = (there, ENGLISH, ARABIC) if code == "en" else (back, ARABIC, ENGLISH)
                assert (source, target) in engine.directions
                if engine.translate(texts, source, target) != expected[code]:
                    failures.append(f"mixed results, {code}")
        except Exception as error:  # noqa: BLE001 - whatever a thread raises fails the test
            failures.append(repr(error))

    threads = [threading.Thread(target=hammer, args=(code,)) for code in ("en", "ar", "en", "ar", "en", "ar")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_answers_that_loop_or_do_not_end_are_searched_again(translator, monkeypatch):
    engine = translator("marian", beam=1, length=12)
    asked = []
    generate = engine._engine.generate
    monkeypatch.setattr(
        engine._engine,
        "generate",
        lambda rows, frame, search: (asked.append(search.no_repeat), generate(rows, frame, search))[1],
    )
    engine.translate(sentences("ar", 3), ARABIC, ENGLISH)
    assert asked == sorted(asked)
    assert set(asked) == {0, 3}


def test_a_direction_that_the_model_lacks_is_refused(translator):
    engine = translator("marian")
    assert engine.directions == [(ARABIC, ENGLISH)]
    with pytest.raises(ConfigurationError, match="its files say: ar-en"):
        engine.translate(["rain"], ENGLISH, ARABIC)
    with pytest.raises(ConfigurationError, match="none of Arabic and English"):
        translator("mt5").translate(["rain"], ENGLISH, ARABIC)


def test_random_weights_do_not_pass_the_canary(translator):
    with pytest.raises(GenerationError, match="asked for English"):
        translator("marian", length=1).canary()  # no luck makes one piece a translation


def test_nothing_is_read_before_the_first_text(tmp_path):
    lazy = Seq2SeqTranslator(tmp_path / "nowhere", name="opus", revision="abc", placement=CPU)
    assert lazy.identity.startswith("opus@abc(beam=4,")
    with pytest.raises(ModelMissingError):
        lazy.translate(["rain"], ENGLISH, ARABIC)


def test_the_identity_says_what_changes_answers(tmp_path):
    def identity(**settings):
        return Seq2SeqTranslator(tmp_path, name="m", revision="1", **settings).identity

    assert identity() == identity(rows=5)
    half = Placement("cpu", "bfloat16", 1)
    told = {("en", "ar"): "x: "}
    different = [identity(), identity(beam=2), identity(placement=half), identity(prefixes=told)]
    assert len(set(different)) == 4


def test_arguments_that_do_not_fit_are_refused(translator):
    engine = translator("nllb")
    with pytest.raises(ValueError, match="n must"):
        engine.translate(["a"], ENGLISH, ARABIC, n=0)
    with pytest.raises(ValueError, match="terms"):
        engine.translate(["a", "b"], ENGLISH, ARABIC, terms=[[]])


def test_long_rows_and_wide_beams_make_small_batches():
    assert batch_size(32, 64, 4) == 32
    assert batch_size(32, 1024, 8) == BATCH_TOKENS // (1024 * 8)
    assert batch_size(32, 10**6, 8) == 1
