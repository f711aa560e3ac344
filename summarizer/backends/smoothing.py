"""Makes a Gemma 3 checkpoint lose less when it is rounded to int8.

Int8 has 127 steps for the largest value of a row, of the weights as of what they are multiplied with, and
a few channels of Gemma's activations are a hundred times the others. A linear layer computes the same when a
channel of its input is divided by ``s`` and the column of its weights multiplied by it (Xiao et al. 2023,
"SmoothQuant"); the division goes into whatever comes before: the gain of a norm, or the rows of another
linear layer.

Rounding errs by a part of a row's size, so the error of the product grows with
``sum_j (x_j / s_j)**2 * sum_j (w_j * s_j)**2`` over the channels j, with the root mean squares ``x_j`` of the
input and ``w_j`` of the column. By Cauchy and Schwarz that is least where ``s_j = sqrt(x_j / w_j)``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from summarizer.backends.gguf import Checkpoint
from summarizer.errors import ModelIntegrityError

if TYPE_CHECKING:
    from summarizer.backends.gguf import Array

#: Channels smaller than this part of all count as so large: one that was not used while the inputs were
#: measured would be scaled without bound, and overwhelm its row when it is used.
_LEAST = 0.01


def inputs(layers: int) -> list[str]:
    """The linear layers whose inputs are calibrated, by their names in the checkpoint.

    ``k_proj`` and ``v_proj`` read what ``q_proj`` reads, and ``up_proj`` what ``gate_proj`` does.
    """
    names = ("self_attn.q_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.down_proj")
    return [*(f"model.layers.{i}.{name}" for i in range(layers) for name in names), "lm_head"]


def read_calibration(path: Path) -> dict[str, Array]:
    """Root mean squares of the inputs' channels, as ``python -m training calibration`` wrote them."""
    with np.load(path) as file:
        return {name: file[name].astype(np.float32) for name in file.files}


def smooth(checkpoint: Checkpoint, calibration: Mapping[str, Array]) -> Checkpoint:
    """A checkpoint that computes the same and rounds better.

    Its output layer is no longer tied to the embeddings (``lm_head.weight``). ``calibration`` has for each of
    ``inputs`` the root mean square of each channel, shape (input features,).

    Raises ModelIntegrityError when the calibration is of another model.
    """
    config, tensors = checkpoint.config, dict(checkpoint.tensors)
    tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"]
    _check(calibration, config["num_hidden_layers"], tensors)

    def between(readers: Iterable[str], source: str, norm: str) -> None:
        """Scales the input that a norm gives to ``readers``."""
        names = [f"{reader}.weight" for reader in readers]
        scale = _scale(calibration[source], np.concatenate([tensors[name] for name in names]))
        for name in names:
            tensors[name] = tensors[name] * scale
        # Gemma's norms multiply by one more than their weight.
        tensors[f"{norm}.weight"] = (1 + tensors[f"{norm}.weight"]) / scale - 1

    for i in range(config["num_hidden_layers"]):
        layer = f"model.layers.{i}"
        attention, mlp = f"{layer}.self_attn", f"{layer}.mlp"
        between([f"{attention}.{x}_proj" for x in "qkv"], f"{attention}.q_proj", f"{layer}.input_layernorm")
        gates = [f"{mlp}.gate_proj", f"{mlp}.up_proj"]
        between(gates, gates[0], f"{layer}.pre_feedforward_layernorm")

        down, up = f"{mlp}.down_proj", f"{mlp}.up_proj"
        scale = _scale(calibration[down], tensors[f"{down}.weight"])
        tensors[f"{down}.weight"] = tensors[f"{down}.weight"] * scale
        tensors[f"{up}.weight"] = tensors[f"{up}.weight"] / scale[:, None]

        # The heads of a group read the same values: they have one scale together.
        groups, size = config["num_key_value_heads"], config["head_dim"]
        heads = config["num_attention_heads"] // groups
        out, value = f"{attention}.o_proj", f"{attention}.v_proj"
        scale = _scale(
            calibration[out].reshape(groups, heads, size).transpose(1, 0, 2).reshape(heads, -1),
            tensors[f"{out}.weight"]
            .reshape(-1, groups, heads, size)
            .transpose(0, 2, 1, 3)
            .reshape(-1, groups * size),
        )
        spread = np.repeat(scale.reshape(groups, 1, size), heads, axis=1).ravel()
        tensors[f"{out}.weight"] = tensors[f"{out}.weight"] * spread
        tensors[f"{value}.weight"] = tensors[f"{value}.weight"] / scale[:, None]
    between(["lm_head"], "lm_head", "model.norm")
    return Checkpoint({**config, "tie_word_embeddings": False}, tensors, checkpoint.pieces)


def _scale(inputs: Array, weights: Array) -> Array:
    """``s_j = sqrt(x_j / w_j)`` of each column, from rows of root mean squares and rows of weights."""
    scale: Array = np.sqrt(_sizes(inputs) / _sizes(weights)).astype(np.float32)
    return scale


def _sizes(rows: Array) -> Array:
    """The root mean square of each column, and at least ``_LEAST`` of that of all."""
    squares = np.mean(np.atleast_2d(rows) ** 2, axis=0)
    sizes: Array = np.sqrt(np.maximum(squares, _LEAST**2 * np.mean(squares)))
    return sizes


def _check(calibration: Mapping[str, Array], layers: int, tensors: Mapping[str, Array]) -> None:
    """Raises ModelIntegrityError unless every input is calibrated, with as many channels as it has."""
    for name in inputs(layers):
        found = calibration[name].shape if name in calibration else None
        expected = (tensors[f"{name}.weight"].shape[1],)
        if found != expected:
            raise ModelIntegrityError(
                f"The calibration of {name} does not belong to this model",
                value={"found": found, "expected": expected},
            )
