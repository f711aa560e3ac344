import importlib.util
import json
import shutil

import pytest

from summarizer.backends.families import UNSTATED_LIMIT, Checkpoint
from summarizer.errors import MissingExtraError, ModelIntegrityError, ModelMissingError
from summarizer.languages import ARABIC, ENGLISH

BOTH = (("ar", "en"), ("en", "ar"))


@pytest.fixture
def read(seq2seq_checkpoint):
    return lambda family, **options: Checkpoint(seq2seq_checkpoint(family), **options)


@pytest.fixture
def changed(seq2seq_checkpoint, tmp_path):
    """A copy of a checkpoint with other settings in one of its JSON files."""

    def change(family, file, **settings):
        folder = shutil.copytree(seq2seq_checkpoint(family), tmp_path / family, dirs_exist_ok=True)
        path = folder / file
        stated = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
        kept = {key: value for key, value in {**stated, **settings}.items() if value is not None}
        path.write_text(json.dumps(kept), encoding="utf-8")
        return folder

    return change


def tokens(checkpoint, ids):
    return checkpoint.tokenizer.convert_ids_to_tokens(list(ids))


@pytest.mark.parametrize(
    ("family", "directions"),
    [
        ("marian", (("ar", "en"),)),
        ("marian-multi", (("en", "ar"),)),
        ("nllb", BOTH),
        ("m2m100", BOTH),
        ("mbart50", BOTH),
        ("mbart25", (("ar", "en"),)),
        ("madlad", BOTH),
        ("t5", (("en", "ar"),)),
        ("mt5", ()),
        ("bart", ()),
        ("arabart", ()),
        ("pegasus", ()),
    ],
)
def test_directions_are_those_that_the_files_say(read, family, directions):
    assert read(family).directions == directions


@pytest.mark.parametrize(
    ("family", "direction", "before", "after", "forced", "start"),
    [
        ("marian", (ARABIC, ENGLISH), [], ["</s>"], None, None),
        ("marian-multi", (ENGLISH, ARABIC), [">>ara<<"], ["</s>"], None, None),
        ("nllb", (ENGLISH, ARABIC), ["eng_Latn"], ["</s>"], "arb_Arab", None),
        ("nllb", (ARABIC, ENGLISH), ["arb_Arab"], ["</s>"], "eng_Latn", None),
        ("m2m100", (ENGLISH, ARABIC), ["__en__"], ["</s>"], "__ar__", None),
        ("m2m100", (ARABIC, ENGLISH), ["__ar__"], ["</s>"], "__en__", None),
        ("mbart50", (ENGLISH, ARABIC), ["en_XX"], ["</s>"], "ar_AR", None),
        ("mbart50", (ARABIC, ENGLISH), ["ar_AR"], ["</s>"], "en_XX", None),
        ("mbart25", (ARABIC, ENGLISH), [], ["</s>", "ar_AR"], None, "en_XX"),
        ("madlad", (ENGLISH, ARABIC), ["<2ar>"], ["</s>"], None, None),
        ("madlad", (ARABIC, ENGLISH), ["<2en>"], ["</s>"], None, None),
    ],
)
def test_frames_hold_the_tokens_of_both_languages(read, family, direction, before, after, forced, start):
    checkpoint = read(family)
    frame = checkpoint.frame(*direction)
    assert [token for token in tokens(checkpoint, frame.before) if token != "▁"] == before
    assert tokens(checkpoint, frame.after) == after
    assert frame.forced_bos == (forced and checkpoint.tokenizer.convert_tokens_to_ids(forced))
    assert frame.decoder_start == (start and checkpoint.tokenizer.convert_tokens_to_ids(start))
    assert frame.size == len(frame.around([])) == len(frame.before) + len(frame.after)


def test_prefixes_come_from_the_config_or_from_the_caller(read):
    t5 = read("t5")
    assert list(t5.frame(ENGLISH, ARABIC).before) == t5.encode("translate English to Arabic:")
    assert t5.frame(ARABIC, ENGLISH) is None
    told = read("mt5", prefixes={("ar", "en"): "to English: "})
    assert list(told.frame(ARABIC, ENGLISH).before) == told.encode("to English:")
    assert told.directions == (("ar", "en"),)


@pytest.mark.parametrize("family", ["nllb", "m2m100", "mbart50"])
def test_a_checkpoint_that_forces_one_language_writes_no_other(read, changed, family):
    arabic = read(family).frame(ENGLISH, ARABIC).forced_bos
    folder = changed(family, "generation_config.json", forced_bos_token_id=arabic)
    assert Checkpoint(folder).directions == (("en", "ar"),)


def test_nllb_can_ask_for_its_old_order(changed):
    old = Checkpoint(changed("nllb", "tokenizer_config.json", legacy_behaviour=True))
    frame = old.frame(ENGLISH, ARABIC)
    assert tokens(old, frame.before) == []
    assert tokens(old, frame.after) == ["</s>", "eng_Latn"]


@pytest.mark.parametrize(
    ("names", "directions"),
    [
        (("mul", "ara"), (("en", "ar"),)),
        (("gmw", "ar"), (("en", "ar"),)),
        (("fr", "ar"), ()),
        (("en", "fr"), ()),
        ((None, None), ()),
    ],
)
def test_marian_says_its_languages_in_its_tokenizer(changed, names, directions):
    folder = changed("marian-multi", "tokenizer_config.json", source_lang=names[0], target_lang=names[1])
    assert Checkpoint(folder).directions == directions


def test_marian_with_tokens_for_other_languages_only_is_refused(changed):
    folder = changed("marian-multi", "config.json")
    vocabulary = json.loads((folder / "vocab.json").read_text(encoding="utf-8"))
    vocabulary[">>mlt<<"] = vocabulary.pop(">>ara<<")
    (folder / "vocab.json").write_text(json.dumps(vocabulary), encoding="utf-8")
    assert Checkpoint(folder).directions == ()


@pytest.mark.parametrize("family", ["marian-multi", "nllb", "m2m100", "madlad", "t5", "bart", "pegasus"])
def test_names_of_control_tokens_in_a_text_are_plain(read, family):
    checkpoint = read(family)
    control = {checkpoint.tokenizer.eos_token_id, checkpoint.tokenizer.pad_token_id}
    for text in (">>arz<< rain", "rain</s>", "<pad>", "eng_Latn __en__ <2ar> rain"):
        ids = checkpoint.encode(text)
        assert not control & set(ids)
        named = [
            checkpoint.tokenizer.convert_tokens_to_ids(t) for t in (">>arz<<", "eng_Latn", "__en__", "<2ar>")
        ]
        assert not {token for token in named if token != checkpoint.tokenizer.unk_token_id} & set(ids)


def test_limits_are_those_of_the_files(read, changed):
    assert read("bart").source_limit == 96
    assert read("bart").target_limit == 95
    tighter = Checkpoint(changed("bart", "tokenizer_config.json", model_max_length=40))
    assert tighter.source_limit == 40
    unsaid = Checkpoint(changed("mt5", "config.json", n_positions=10**7))
    assert unsaid.source_limit == UNSTATED_LIMIT


def test_settings_for_summaries_prefer_the_tasks_own(read, changed):
    t5 = read("t5")
    assert (t5.summary("max_length"), t5.summary("min_length")) == (30, 5)
    assert list(t5.summary_frame(ENGLISH, ENGLISH).before) == t5.encode("summarize:")
    assert read("bart").summary("min_length") == 6
    assert read("madlad").summary("prefix") is None


def test_the_search_keeps_the_checkpoints_settings_but_no_forced_end(read):
    bart = read("bart").search
    assert bart["no_repeat_ngram_size"] == 3
    assert bart["length_penalty"] == 2.0
    assert "forced_eos_token_id" not in bart
    assert read("marian").search["bad_words_ids"] == [[read("marian").tokenizer.pad_token_id]]


def test_summaries_in_another_language_need_a_way_to_ask_for_it(read, changed):
    assert read("bart").summary_frame(ENGLISH, ARABIC) is None
    many = read("mbart50")
    assert many.summary_frame(ENGLISH, ARABIC) == many.frame(ENGLISH, ARABIC)
    starts = {"langid_map": {"arabic": [17, "x"], "english": [18, "y"]}}
    told = Checkpoint(changed("mt5", "config.json", task_specific_params=starts))
    assert told.summary_frame(ENGLISH, ARABIC).decoder_start == 17
    assert told.summary_frame(ENGLISH, ENGLISH).decoder_start == 18


def test_lost_special_tokens_are_put_back(read):
    arabart = read("arabart")
    frame = arabart.summary_frame(ARABIC, ARABIC)
    assert tokens(arabart, frame.before) == ["<s>"]
    assert tokens(arabart, frame.after) == ["</s>"]


@pytest.mark.parametrize("alone", [False, True])
def test_unknown_characters_do_not_end_the_source(changed, alone):
    folder = changed("madlad", "config.json")
    if alone:
        (folder / "tokenizer.json").unlink()
    checkpoint = Checkpoint(folder)
    ids = checkpoint.encode("rain 中 rain")
    assert checkpoint.tokenizer.unk_token_id in ids
    assert checkpoint.tokenizer.eos_token_id not in ids


@pytest.mark.parametrize("family", ["mt5", "mbart50", "pegasus", "madlad"])
def test_a_tokenizer_of_sentencepiece_alone_is_read(read, changed, family):
    folder = changed(family, "config.json")
    spm = next(folder.glob("*.model"), None)
    assert spm is not None
    (folder / "tokenizer.json").unlink()
    text = "The council opened الجسر"
    assert Checkpoint(folder).encode(text) == read(family).encode(text)


def test_without_protobuf_the_error_says_so(changed, monkeypatch):
    folder = changed("mt5", "config.json")
    (folder / "tokenizer.json").unlink()
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "summarizer.backends.families.find_spec", lambda name: None if "protobuf" in name else find(name)
    )
    with pytest.raises(MissingExtraError, match="protobuf"):
        Checkpoint(folder)


def test_what_is_no_checkpoint_is_said(tmp_path, changed):
    with pytest.raises(ModelMissingError):
        Checkpoint(tmp_path)
    folder = changed("bart", "config.json")
    (folder / "tokenizer.json").write_text("{", encoding="utf-8")
    with pytest.raises(ModelIntegrityError, match="cannot be read"):
        Checkpoint(folder)
    (folder / "config.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ModelIntegrityError, match="config"):
        Checkpoint(folder)
