import json
import shutil

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForSeq2SeqLM

from summarizer.backends.placement import Placement, is_out_of_memory, load_model, place
from summarizer.backends.threads import available_cores
from summarizer.errors import ConfigurationError, ModelIntegrityError, ModelMissingError

CPU = Placement("cpu", "float32", 1)


@pytest.fixture
def no_accelerator(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)


@pytest.fixture
def two_cards(monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: True)


def test_without_an_accelerator_all_is_on_the_cpu(no_accelerator):
    assert place() == Placement("cpu", "float32", available_cores())
    assert place(threads=3).threads == 3
    assert place(dtype="bfloat16") == Placement("cpu", "bfloat16", available_cores())


def test_a_card_is_taken_in_bfloat16(two_cards, monkeypatch):
    assert place("auto").device == "cuda"
    assert place("auto").dtype == "bfloat16"
    assert place("cuda:1", "float16") == Placement("cuda:1", "float16", available_cores())
    assert place("cuda:1").kind == "cuda"
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda: False)
    assert place("auto").dtype == "float32"


def test_apple_silicon_runs_in_float32(no_accelerator, monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert place() == Placement("mps", "float32", available_cores())


@pytest.mark.parametrize(
    ("settings", "value"),
    [
        ({"device": "tpu"}, "tpu"),
        ({"device": "cpu:1"}, "cpu:1"),
        ({"device": "cuda:x"}, "cuda:x"),
        ({"device": "cuda:"}, "cuda:"),
        ({"device": "cuda"}, "cuda"),
        ({"device": "mps"}, "mps"),
        ({"dtype": "int4"}, "int4"),
        ({"device": "cpu", "dtype": "float16"}, "float16"),
        ({"threads": -1}, -1),
    ],
)
def test_what_is_not_here_is_refused_with_a_hint(no_accelerator, settings, value):
    with pytest.raises(ConfigurationError) as caught:
        place(**settings)
    assert caught.value.value == value
    assert caught.value.hint


def test_a_card_of_too_high_a_number_is_refused(two_cards):
    with pytest.raises(ConfigurationError, match="sees only 2"):
        place("cuda:2")


def test_a_folder_without_a_checkpoint_is_missing(tmp_path):
    with pytest.raises(ModelMissingError) as caught:
        load_model(AutoModelForSeq2SeqLM, tmp_path / "nowhere", CPU)
    assert "mujaz models pull" in caught.value.hint


@pytest.fixture
def copy(seq2seq_checkpoint, tmp_path):
    return shutil.copytree(seq2seq_checkpoint("bart"), tmp_path / "bart")


def test_weights_that_lack_a_matrix_are_refused(copy):
    weights = load_file(copy / "model.safetensors")
    weights.pop("model.decoder.layers.1.fc1.weight")
    save_file(weights, copy / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelIntegrityError, match=r"decoder\.layers\.1\.fc1\.weight"):
        load_model(AutoModelForSeq2SeqLM, copy, CPU)


def test_weights_of_another_shape_are_refused(copy):
    config = json.loads((copy / "config.json").read_text())
    (copy / "config.json").write_text(json.dumps({**config, "encoder_ffn_dim": 48}))
    with pytest.raises(ModelIntegrityError):
        load_model(AutoModelForSeq2SeqLM, copy, CPU)


def test_files_cut_short_are_refused(copy):
    whole = (copy / "model.safetensors").read_bytes()
    (copy / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelIntegrityError, match="cannot be read"):
        load_model(AutoModelForSeq2SeqLM, copy, CPU)


def test_loading_draws_no_bars_and_sets_the_number_format(copy, capfd):
    model = load_model(AutoModelForSeq2SeqLM, copy, Placement("cpu", "bfloat16", 1))
    assert model.dtype == torch.bfloat16
    assert not model.training
    assert "it/s" not in capfd.readouterr().err


def test_a_lack_of_memory_is_known_on_every_device():
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory."))
    assert is_out_of_memory(RuntimeError("MPS backend out of memory (MPS allocated: 17 GB)"))
    assert is_out_of_memory(RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried 8 GB"))
    assert not is_out_of_memory(RuntimeError("shapes do not fit"))
