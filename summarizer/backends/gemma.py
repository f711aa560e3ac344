"""Turns a Gemma 3 checkpoint and a LoRA adapter into a CTranslate2 model on disk.

The adapter is merged into the weights (Hu et al. 2021: ``W + alpha / r * B @ A``), so decoding pays
nothing for it. The conversion fills CTranslate2's specification straight from the numpy tensors; its
layout is that of CTranslate2's own Gemma 3 loader.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from summarizer.backends.gguf import Checkpoint
from summarizer.errors import ModelIntegrityError

if TYPE_CHECKING:
    from summarizer.backends.gguf import Array

#: RoPE bases of Gemma 3 (its report, section 2): layers that attend locally, and to everything.
LOCAL_BASE, GLOBAL_BASE = 10_000.0, 1_000_000.0

_PREFIX = "base_model.model."


def read_adapter(folder: Path) -> tuple[dict[str, Array], float]:
    """The matrices of a PEFT LoRA adapter in float32 and its scale, ``lora_alpha / r``.

    Raises ModelIntegrityError when the adapter is of a kind that is not merged here.
    """
    from safetensors import deserialize

    config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    kind = {key: config.get(key) for key in ("peft_type", "use_rslora", "use_dora", "bias")}
    if (
        kind["peft_type"] != "LORA"
        or kind["use_rslora"]
        or kind["use_dora"]
        or kind["bias"] not in (None, "none")
    ):
        raise ModelIntegrityError(f"{folder} is not a plain LoRA adapter", value=kind)
    tensors: dict[str, Array] = {}
    stored = (folder / "adapter_model.safetensors").read_bytes()
    for name, entry in deserialize(stored):  # type: ignore[no-untyped-call]
        tensors[name] = _floats(entry["data"], entry["dtype"]).reshape(entry["shape"])
    return tensors, float(config["lora_alpha"]) / float(config["r"])


def _floats(data: bytes | bytearray, dtype: str) -> Array:
    """Stored numbers as float32; numpy has no bfloat16, whose bits are the upper half of a float32."""
    if dtype == "BF16":
        upper = np.frombuffer(data, np.uint16).astype(np.uint32) << np.uint32(16)
        return upper.view(np.float32)
    if dtype not in ("F32", "F16"):
        raise ModelIntegrityError(f"An adapter cannot hold tensors of type {dtype}", value=dtype)
    return np.frombuffer(data, np.float32 if dtype == "F32" else np.float16).astype(np.float32)


def merge_adapter(checkpoint: Checkpoint, adapter: dict[str, Array], scale: float) -> Checkpoint:
    """The checkpoint with ``W + scale * B @ A`` in place of every W that the adapter names.

    Raises ModelIntegrityError when the adapter names a weight that the checkpoint lacks or whose
    shape differs, or has one half of a pair only.
    """
    tensors = dict(checkpoint.tensors)
    halves = {name.rsplit(".lora_", 1)[0] for name in adapter}
    for stem in sorted(halves):
        name = stem.removeprefix(_PREFIX) + ".weight"
        a, b = adapter.get(f"{stem}.lora_A.weight"), adapter.get(f"{stem}.lora_B.weight")
        if a is None or b is None or name not in tensors:
            raise ModelIntegrityError("The adapter does not belong to this model", value=stem)
        if (b.shape[0], a.shape[1]) != tensors[name].shape or a.shape[0] != b.shape[1]:
            raise ModelIntegrityError(f"The adapter's shapes do not fit {name}", value=(b.shape, a.shape))
        tensors[name] = tensors[name] + np.float32(scale) * (b @ a)
    return Checkpoint(checkpoint.config, tensors, checkpoint.pieces)


def save_model(checkpoint: Checkpoint, folder: Path, compute_type: str) -> None:
    """Writes ``model.bin``, ``config.json``, ``vocabulary.json`` and ``tokenizer.json`` into ``folder``.

    ``compute_type`` is a CTranslate2 quantization, such as ``int8`` or ``float32``.
    """
    spec = _specification(checkpoint)
    spec.validate()
    spec.optimize(quantization=None if compute_type == "float32" else compute_type)
    spec.save(str(folder))
    checkpoint.pieces.tokenizer().save(str(folder / "tokenizer.json"))


def _specification(checkpoint: Checkpoint) -> Any:
    """CTranslate2's description of the model, filled with its weights."""
    from ctranslate2.specs import common_spec, transformer_spec

    config = checkpoint.config
    # CTranslate2 quantizes in place: the caller's arrays must not be the ones it gets.
    tensors = {name: tensor.copy() for name, tensor in checkpoint.tensors.items()}
    groups, heads = config["num_key_value_heads"], config["num_attention_heads"]
    spec = transformer_spec.TransformerDecoderModelSpec.from_config(
        config["num_hidden_layers"],
        heads,
        activation=common_spec.Activation.GELUTanh,
        pre_norm=True,
        ffn_glu=True,
        rms_norm=True,
        rotary_dim=config["head_dim"],
        rotary_interleave=False,
        rotary_base=LOCAL_BASE,
        num_heads_kv=None if groups == heads else groups,
        head_dim=config["head_dim"],
        sliding_window=config["sliding_window"],
        pre_post_layer_norm=True,
        qk_norm=True,
    )
    decoder = spec.decoder
    decoder.scale_embeddings = True
    decoder.start_from_zero_embedding = False
    decoder.embeddings.weight = tensors["model.embed_tokens.weight"]
    # Tied to the embeddings, unless the checkpoint was smoothed.
    decoder.projection.weight = tensors.get("lm_head.weight", tensors["model.embed_tokens.weight"])
    _norm(decoder.layer_norm, tensors["model.norm.weight"])
    for i, (layer, kind) in enumerate(zip(decoder.layer, config["layer_types"], strict=True)):
        own = {
            name.removeprefix(f"model.layers.{i}.").removesuffix(".weight"): tensor
            for name, tensor in tensors.items()
            if name.startswith(f"model.layers.{i}.")
        }
        attention = layer.self_attention
        if kind == "full_attention":
            attention.rotary_base = np.float32(GLOBAL_BASE)
            attention.sliding_window = np.int32(0)
        _norm(layer.input_layer_norm, own["input_layernorm"])
        _norm(layer.post_attention_layer_norm, own["post_attention_layernorm"])
        _norm(layer.pre_feedforward_layer_norm, own["pre_feedforward_layernorm"])
        _norm(layer.post_feedforward_layer_norm, own["post_feedforward_layernorm"])
        _norm(attention.q_norm, own["self_attn.q_norm"])
        _norm(attention.k_norm, own["self_attn.k_norm"])
        attention.linear[0].weight = np.concatenate([own[f"self_attn.{x}_proj"] for x in "qkv"])
        attention.linear[1].weight = own["self_attn.o_proj"]
        layer.ffn.linear_0.weight = own["mlp.gate_proj"]
        layer.ffn.linear_0_noact.weight = own["mlp.up_proj"]
        layer.ffn.linear_1.weight = own["mlp.down_proj"]
    spec.register_vocabulary(list(checkpoint.pieces.tokens))
    spec.config.bos_token, spec.config.eos_token, spec.config.unk_token = "<bos>", "<eos>", "<unk>"
    spec.config.layer_norm_epsilon = config["rms_norm_eps"]
    return spec


def _norm(spec: Any, weight: Array) -> None:
    """Gemma's RMSNorm scales by ``1 + weight``, which CTranslate2 calls the residual form."""
    spec.gamma = weight
    spec.layer_norm_use_residual = True
