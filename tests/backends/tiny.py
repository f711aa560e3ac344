"""A Gemma 3 small enough to build in a test: real GGUF file, real adapter files, random weights."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import gguf
import numpy as np

from summarizer.backends.build import Recipe
from summarizer.backends.smoothing import inputs

HIDDEN, MIDDLE, HEADS, GROUPS, HEAD, LAYERS = 64, 96, 4, 2, 16, 2
SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>"]
LETTERS = [chr(c) for c in range(0x21, 0x7F)] + [chr(c) for c in (*range(0x621, 0x63B), *range(0x641, 0x64B))]
WORDS = ["▁t", "▁th", "▁the", "in", "ing", "ال", "▁ال", "er", "an"]
PIECES = [*SPECIAL, "\n", *(f"<0x{i:02X}>" for i in range(256)), "▁", *LETTERS, "؟", "،", "؛", *WORDS]
TYPES = [3] * 4 + [1] + [6] * 256 + [1] * (len(PIECES) - 261)
RANK, ALPHA = 4, 8.0

SHAPES = {
    "attn_q": (HEADS * HEAD, HIDDEN),
    "attn_k": (GROUPS * HEAD, HIDDEN),
    "attn_v": (GROUPS * HEAD, HIDDEN),
    "attn_output": (HIDDEN, HEADS * HEAD),
    "ffn_gate": (MIDDLE, HIDDEN),
    "ffn_up": (MIDDLE, HIDDEN),
    "ffn_down": (HIDDEN, MIDDLE),
}
NORMS = {
    "attn_q_norm": HEAD,
    "attn_k_norm": HEAD,
    "attn_norm": HIDDEN,
    "post_attention_norm": HIDDEN,
    "ffn_norm": HIDDEN,
    "post_ffw_norm": HIDDEN,
}


def write_gguf(path: Path, seed: int = 0) -> None:
    """A checkpoint as llama.cpp stores one: norms with Gemma's 1 added."""
    rng = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, "gemma3")
    writer.add_context_length(2048)
    writer.add_embedding_length(HIDDEN)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(MIDDLE)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(GROUPS)
    writer.add_key_length(HEAD)
    writer.add_sliding_window(512)
    writer.add_token_list(PIECES)
    writer.add_token_scores([-float(i) for i in range(len(PIECES))])
    writer.add_token_types(TYPES)

    def normal(*shape: int) -> np.ndarray:
        return rng.normal(0, 0.15, shape).astype(np.float32)

    writer.add_tensor("token_embd.weight", normal(len(PIECES), HIDDEN))
    writer.add_tensor("output_norm.weight", 1 + normal(HIDDEN))
    for i in range(LAYERS):
        for name, shape in SHAPES.items():
            writer.add_tensor(f"blk.{i}.{name}.weight", normal(*shape))
        for name, size in NORMS.items():
            writer.add_tensor(f"blk.{i}.{name}.weight", 1 + normal(size))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def write_adapter(folder: Path, seed: int = 1) -> dict[str, np.ndarray]:
    """A PEFT adapter on q_proj and down_proj of every layer, stored in float32."""
    from safetensors.numpy import save_file

    rng = np.random.default_rng(seed)
    tensors = {}
    for i in range(LAYERS):
        for name, (rows, columns) in {
            "self_attn.q_proj": SHAPES["attn_q"],
            "mlp.down_proj": SHAPES["ffn_down"],
        }.items():
            stem = f"base_model.model.model.layers.{i}.{name}"
            tensors[f"{stem}.lora_A.weight"] = rng.normal(0, 0.1, (RANK, columns)).astype(np.float32)
            tensors[f"{stem}.lora_B.weight"] = rng.normal(0, 0.1, (rows, RANK)).astype(np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(tensors, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": RANK, "lora_alpha": ALPHA, "bias": "none"}
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    return tensors


def write_calibration(path: Path, seed: int = 2) -> dict[str, np.ndarray]:
    """Root mean squares of the inputs of every linear layer, a few channels of which are large."""
    rng = np.random.default_rng(seed)
    widths = {"self_attn.q_proj": HIDDEN, "self_attn.o_proj": HEADS * HEAD, "mlp.gate_proj": HIDDEN}
    widths["mlp.down_proj"] = MIDDLE
    calibration = {
        name: rng.lognormal(0, 1, HIDDEN if name == "lm_head" else widths[name.split(".", 3)[3]]).astype(
            np.float32
        )
        for name in inputs(LAYERS)
    }
    np.savez(path, **calibration)
    return calibration


def kept_ids() -> list[int]:
    """Every piece but some letters of Latin script."""
    return [i for i, piece in enumerate(PIECES) if piece not in set("QXZqxz#~^")]


def recipe(folder: Path, *, compute_type: str = "int8", adapter: bool = True) -> Recipe:
    """A recipe whose GGUF file is split in three chunks."""
    folder.mkdir(parents=True, exist_ok=True)
    write_gguf(folder / "whole.gguf")
    data = (folder / "whole.gguf").read_bytes()
    third = len(data) // 3
    chunks = []
    for i, part in enumerate((data[:third], data[third : 2 * third], data[2 * third :])):
        chunks.append(folder / f"part{i}")
        chunks[-1].write_bytes(part)
    np.savez(folder / "vocabulary.npz", ids=np.array(kept_ids(), np.uint32))
    write_calibration(folder / "calibration.npz")
    if adapter:
        write_adapter(folder / "adapter")
    return Recipe(
        tuple(chunks),
        hashlib.sha256(data).hexdigest(),
        folder / "vocabulary.npz",
        folder / "adapter" if adapter else None,
        compute_type,
        folder / "calibration.npz",
    )
