import json
from dataclasses import replace

import numpy as np
import pytest

from summarizer.backends.gemma import merge_adapter, read_adapter, save_model
from summarizer.backends.gguf import Checkpoint, read_checkpoint
from summarizer.errors import ModelIntegrityError
from tests.backends import tiny

PROMPT = "the thing in الان"


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Checkpoint:
    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    tiny.write_gguf(path)
    return read_checkpoint(path)


def logits(checkpoint: Checkpoint, folder, prompt: str = PROMPT) -> np.ndarray:
    import ctranslate2

    folder.mkdir()
    save_model(checkpoint, folder, "float32")
    model = ctranslate2.Generator(str(folder), device="cpu", compute_type="float32", intra_threads=1)
    tokens = ["<bos>", *checkpoint.pieces.tokenizer().encode(prompt).tokens]
    return np.array(model.forward_batch([tokens]))[0]


def test_reading_a_part_of_the_vocabulary_equals_cutting_the_whole(checkpoint, tmp_path):
    tiny.write_gguf(tmp_path / "same.gguf")
    part = read_checkpoint(tmp_path / "same.gguf", tiny.kept_ids())
    cut = checkpoint.cut(tiny.kept_ids())
    assert part.config == cut.config
    assert part.pieces == cut.pieces
    assert part.tensors.keys() == cut.tensors.keys()
    for name, tensor in part.tensors.items():
        np.testing.assert_array_equal(tensor, cut.tensors[name])


def test_a_converted_model_answers_as_transformers_does(checkpoint, tmp_path):
    import torch
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    reference = Gemma3ForCausalLM(Gemma3TextConfig(**checkpoint.config)).eval()
    state = {name: torch.from_numpy(tensor) for name, tensor in checkpoint.tensors.items()}
    assert reference.load_state_dict(state, strict=False).unexpected_keys == []
    ids = [2, *checkpoint.pieces.tokenizer().encode(PROMPT).ids]
    with torch.no_grad():
        expected = reference(torch.tensor([ids])).logits[0].numpy()
    np.testing.assert_allclose(logits(checkpoint, tmp_path / "model"), expected, atol=1e-4)


def test_cutting_the_vocabulary_keeps_the_logits_of_what_is_kept(checkpoint, tmp_path):
    keep = tiny.kept_ids()
    whole = logits(checkpoint, tmp_path / "whole")
    cut = logits(checkpoint.cut(keep), tmp_path / "cut")
    np.testing.assert_allclose(cut, whole[:, keep], atol=1e-4)


def test_saving_leaves_the_checkpoint_as_it_was(checkpoint, tmp_path):
    before = {name: tensor.copy() for name, tensor in checkpoint.tensors.items()}
    save_model(checkpoint, tmp_path, "int8")
    for name, tensor in checkpoint.tensors.items():
        np.testing.assert_array_equal(tensor, before[name])


def test_an_adapter_is_merged_as_peft_does(checkpoint, tmp_path):
    stored = tiny.write_adapter(tmp_path)
    merged = merge_adapter(checkpoint, *read_adapter(tmp_path))
    x = np.random.default_rng(3).normal(size=(5, tiny.HIDDEN)).astype(np.float32)
    stem = "base_model.model.model.layers.1.self_attn.q_proj"
    a, b = stored[f"{stem}.lora_A.weight"], stored[f"{stem}.lora_B.weight"]
    name = "model.layers.1.self_attn.q_proj.weight"
    # PEFT: base(x) + lora_B(lora_A(x)) * (lora_alpha / r)
    expected = x @ checkpoint.tensors[name].T + (x @ a.T) @ b.T * (tiny.ALPHA / tiny.RANK)
    np.testing.assert_allclose(x @ merged.tensors[name].T, expected, atol=1e-4)
    untouched = "model.layers.1.self_attn.k_proj.weight"
    np.testing.assert_array_equal(merged.tensors[untouched], checkpoint.tensors[untouched])


def test_a_bfloat16_adapter_is_read_exactly(tmp_path):
    import torch
    from safetensors.torch import save_file

    tensor = torch.randn(3, 5).to(torch.bfloat16)
    save_file({"x.lora_A.weight": tensor}, tmp_path / "adapter_model.safetensors")
    (tmp_path / "adapter_config.json").write_text('{"peft_type": "LORA", "r": 2, "lora_alpha": 3}')
    tensors, scale = read_adapter(tmp_path)
    np.testing.assert_array_equal(tensors["x.lora_A.weight"], tensor.float().numpy())
    assert scale == 1.5


@pytest.mark.parametrize(
    "setting", [{"use_rslora": True}, {"use_dora": True}, {"bias": "all"}, {"peft_type": "IA3"}]
)
def test_other_kinds_of_adapter_are_refused(tmp_path, setting):
    tiny.write_adapter(tmp_path)
    path = tmp_path / "adapter_config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **setting}))
    with pytest.raises(ModelIntegrityError, match="not a plain LoRA adapter"):
        read_adapter(tmp_path)


def test_an_adapter_of_another_model_is_refused(checkpoint, tmp_path):
    tiny.write_adapter(tmp_path)
    tensors, scale = read_adapter(tmp_path)
    foreign = {name.replace("layers.1", "layers.7"): tensor for name, tensor in tensors.items()}
    with pytest.raises(ModelIntegrityError, match="does not belong"):
        merge_adapter(checkpoint, foreign, scale)
    bad = {name: tensor[:, :-1] if "lora_A" in name else tensor for name, tensor in tensors.items()}
    with pytest.raises(ModelIntegrityError, match="shapes"):
        merge_adapter(checkpoint, bad, scale)
    half = {name: tensor for name, tensor in tensors.items() if "lora_A" in name}
    with pytest.raises(ModelIntegrityError):
        merge_adapter(replace(checkpoint), half, scale)
