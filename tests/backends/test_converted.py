import json
import os
import shutil
import threading
from dataclasses import replace

import pytest

from summarizer.backends import converted
from summarizer.backends.converted import (
    MANIFEST,
    ConvertedEngine,
    ConvertedTranslator,
    convert,
    suits,
    verify_conversion,
)
from summarizer.backends.families import Checkpoint
from summarizer.backends.placement import Placement
from summarizer.backends.sentencewise import Search
from summarizer.backends.seq2seq import TorchEngine
from summarizer.errors import ConfigurationError, GenerationError, ModelIntegrityError, ModelMissingError
from summarizer.languages import ARABIC, ENGLISH, LANGUAGES
from tests.backends.tiny_seq2seq import FAMILIES, arabic, english

CPU = Placement("cpu", "float32", 1)
#: The most that a token's log-probability in float32 may differ from transformers', in nats.
TOLERANCE = 5e-3


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("conversions")


def texts(code, count=6):
    return list((english() if code == "en" else arabic())[:count])


def frame_of(checkpoint):
    """A frame of any direction; of summaries for models that do not translate."""
    for source, target in checkpoint.directions:
        return LANGUAGES[source], checkpoint.frame(LANGUAGES[source], LANGUAGES[target])
    return ENGLISH, checkpoint.summary_frame(ENGLISH, ENGLISH)


@pytest.mark.parametrize("family", FAMILIES)
def test_float32_answers_like_transformers(seq2seq_checkpoint, cache, family):
    folder = seq2seq_checkpoint(family)
    checkpoint = Checkpoint(folder)
    source, frame = frame_of(checkpoint)
    rows = [frame.around(checkpoint.encode(text)) for text in texts(source.code)]
    torch_engine = TorchEngine(checkpoint, CPU)
    engine = ConvertedEngine(checkpoint, convert(folder, cache, "float32"), CPU, "float32")
    greedy = Search(1, 1, 10)
    expected, found = torch_engine.generate(rows, frame, greedy), engine.generate(rows, frame, greedy)
    assert [[h.text for h in answer] for answer in found] == [[h.text for h in answer] for answer in expected]
    assert len({answer[0].text for answer in found}) > 1
    if "no_repeat_ngram_size" not in checkpoint.search:  # there each spreads what is forbidden in its own way
        for ours, theirs in zip(found, expected, strict=True):
            assert ours[0].tokens == theirs[0].tokens
            assert abs(ours[0].score - theirs[0].score) < TOLERANCE
        beams = Search(2, 3, 8)
        assert [h.text for answer in engine.generate(rows, frame, beams) for h in answer] == [
            h.text for answer in torch_engine.generate(rows, frame, beams) for h in answer
        ]


@pytest.fixture(scope="module")
def translator(seq2seq_checkpoint, cache):
    def make(family="nllb", compute_type="float32", **settings):
        found = ConvertedTranslator(
            seq2seq_checkpoint(family),
            cache,
            name=family,
            revision="r1",
            compute_type=compute_type,
            placement=CPU,
            **settings,
        )
        found._decoding = replace(found._decoding, length_factor=0.0, length_margin=8)
        return found

    return make


@pytest.mark.parametrize("compute_type", ["float32", "int8"])
@pytest.mark.parametrize("family", ["marian", "nllb", "mbart50", "t5"])
def test_a_batch_answers_like_one_by_one(translator, family, compute_type):
    engine = translator(family, compute_type, beam=1)
    source, target = engine.directions[0]
    mixed = [*texts(source.code), texts(source.code)[0][:12], "", " ".join(texts(source.code, 2))]
    together = engine.translate(mixed, source, target)
    assert together == engine.translate(mixed[::-1], source, target)[::-1]
    assert together == [engine.translate([text], source, target)[0] for text in mixed]
    assert together[7][0].text == ""


def test_cores_share_a_batch(translator, monkeypatch):
    monkeypatch.setattr("tests.backends.test_converted.CPU", Placement("cpu", "float32", 3))
    shared = translator("marian", beam=1)
    sentences = texts("ar", 8)
    answers = shared.translate(sentences, ARABIC, ENGLISH)
    assert shared._engine.model.num_translators == 3
    monkeypatch.undo()
    assert answers == translator("marian", beam=1).translate(sentences, ARABIC, ENGLISH)


def test_it_suits_translation_models_on_a_cpu(seq2seq_checkpoint, tmp_path):
    folder = seq2seq_checkpoint("marian")
    assert suits(folder, CPU)
    assert not suits(folder, Placement("cuda", "bfloat16", 1))
    (tmp_path / "config.json").write_text('{"model_type": "led"}')
    assert not suits(tmp_path, CPU)
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelIntegrityError):
        suits(tmp_path, CPU)
    with pytest.raises(ModelMissingError):
        suits(tmp_path / "none", CPU)


def test_auto_is_int8_on_the_cpu(translator, cache):
    engine = translator("marian", "auto", beam=1)
    answers = engine.translate(texts("ar", 2), ARABIC, ENGLISH, n=2)
    assert all(1 <= len(answer) <= 2 for answer in answers)
    kinds = {json.loads(path.read_text())["compute_type"] for path in cache.glob(f"*/{MANIFEST}")}
    assert "int8" in kinds
    assert engine._engine.model.compute_type.startswith("int8")


def test_threads_share_a_model(translator):
    engine = translator("nllb", beam=1)
    there, back = texts("en", 3), texts("ar", 3)
    expected = {"en": engine.translate(there, ENGLISH, ARABIC), "ar": engine.translate(back, ARABIC, ENGLISH)}
    found = {"en": [], "ar": []}

    def hammer(code):
        for _ in range(5):
            pair = (there, ENGLISH, ARABIC) if code == "en" else (back, ARABIC, ENGLISH)
            found[code].append(engine.translate(*pair))

    threads = [threading.Thread(target=hammer, args=(code,)) for code in ("en", "ar", "en", "ar")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {code: [answer] * 10 for code, answer in expected.items()}


def test_random_weights_do_not_pass_the_canary(translator):
    engine = translator("marian")
    engine._decoding = replace(engine._decoding, length_margin=1)  # no luck makes one piece a translation
    with pytest.raises(GenerationError):
        engine.canary()


def test_a_conversion_is_made_once(seq2seq_checkpoint, tmp_path, monkeypatch):
    folder = seq2seq_checkpoint("marian")
    made = convert(folder, tmp_path, "int8")
    monkeypatch.setattr(converted, "_fill", lambda *_: pytest.fail("converted again"))
    assert convert(folder, tmp_path, "int8") == made
    assert [path.name for path in tmp_path.glob(".part-*")] == []
    verify_conversion(made)


def test_other_weights_are_converted_anew(seq2seq_checkpoint, tmp_path):
    folder = shutil.copytree(seq2seq_checkpoint("marian"), tmp_path / "marian")
    first = converted.digest(folder, "int8")
    assert converted.digest(folder, "float32") != first
    os.utime(folder / "model.safetensors", ns=(1, 1))
    second = converted.digest(folder, "int8")
    assert second != first
    (folder / "generation_config.json").write_text("{}", encoding="utf-8")
    assert converted.digest(folder, "int8") != second


def test_what_a_dead_conversion_left_is_removed(seq2seq_checkpoint, tmp_path, monkeypatch):
    folder = seq2seq_checkpoint("marian")
    (tmp_path / ".part-ct2-dead").mkdir()
    (tmp_path / ".part-lite").mkdir()  # not ours

    def killed(_folder, target, _kind):
        target.mkdir()
        (target / "model.bin").write_bytes(b"half")
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(converted, "_fill", killed)
        with pytest.raises(KeyboardInterrupt):
            convert(folder, tmp_path, "int8")
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [".part-lite"]
    verify_conversion(convert(folder, tmp_path, "int8"))


def test_a_changed_conversion_is_found(seq2seq_checkpoint, tmp_path):
    made = convert(seq2seq_checkpoint("marian"), tmp_path, "int8")
    with (made / "model.bin").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelIntegrityError, match=r"model\.bin"):
        verify_conversion(made)
    (made / MANIFEST).unlink()
    with pytest.raises(ModelIntegrityError, match="no manifest"):
        verify_conversion(made)


def test_an_architecture_without_a_converter_is_said(seq2seq_checkpoint, tmp_path):
    folder = shutil.copytree(seq2seq_checkpoint("bart"), tmp_path / "led")
    stated = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**stated, "model_type": "led"}), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="'led'") as caught:
        convert(folder, tmp_path / "cache", "int8")
    assert "transformers" in caught.value.hint


def test_settings_that_cannot_be_are_refused(translator, tmp_path):
    with pytest.raises(ConfigurationError, match="int4"):
        translator("nllb", "int4")
    with pytest.raises(ModelMissingError):
        convert(tmp_path / "nowhere", tmp_path, "int8")
    apple = translator("nllb")
    apple._placement = Placement("mps", "float32", 1)
    with pytest.raises(ConfigurationError, match="MPS"):
        apple.translate(["rain"], ENGLISH, ARABIC)


def test_the_identity_names_the_quantization(translator):
    assert translator("nllb", "int8").identity != translator("nllb", "float32").identity
    assert translator("nllb", "int8").identity.startswith("nllb@r1(")
