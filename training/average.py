"""Averages adapters that were trained from one start (Wortsman et al. 2022, "Model soups").

The factors A and B are averaged each for themselves. Their product is then not the average of the products,
but close to it where the adapters have not gone far from each other, and a rank of 64 stays one of 64. The
weights are chosen by the validation loss.
"""

from __future__ import annotations

import itertools
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

WEIGHTS_FILE = "adapter_model.safetensors"


def average(adapters: Sequence[dict[str, Tensor]], weights: Sequence[float]) -> dict[str, Tensor]:
    """The weighted mean of the adapters' tensors, in their number format; the weights add up to one."""
    if abs(sum(weights) - 1.0) > 1e-6:
        raise ValueError(f"The weights {list(weights)} do not add up to one")
    return {
        name: torch.stack([w * a[name].float() for a, w in zip(adapters, weights, strict=True)])
        .sum(0)
        .to(first.dtype)
        for name, first in adapters[0].items()
    }


def shares(count: int, steps: int) -> Iterator[tuple[float, ...]]:
    """Every way to share one out over ``count`` adapters in ``steps`` equal parts."""
    for parts in itertools.product(range(steps + 1), repeat=count - 1):
        if sum(parts) <= steps:
            yield tuple(part / steps for part in (*parts, steps - sum(parts)))


def best_average(
    folders: Sequence[Path], output: Path, loss: Callable[[Path], float], steps: int = 4
) -> tuple[float, ...]:
    """Writes the average whose folder has the lowest ``loss`` to ``output``; gives its weights.

    Every trial is shown, and noted in ``log.jsonl`` beside ``output``.
    """
    adapters = [load_file(folder / WEIGHTS_FILE) for folder in folders]
    tried: dict[tuple[float, ...], float] = {}
    for weights in shares(len(folders), steps):
        write(adapters, weights, folders[0], output)
        tried[weights] = loss(output)
        line = json.dumps({"weights": weights, "average_loss": round(tried[weights], 4)})
        with (output.parent / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(line + "\n")
        print(line, flush=True)
    best = min(tried, key=lambda weights: tried[weights])
    write(adapters, best, folders[0], output)
    return best


def write(adapters: Sequence[dict[str, Tensor]], weights: Sequence[float], like: Path, output: Path) -> None:
    """Writes the average beside the other files of the adapter in ``like``."""
    if output.exists():
        shutil.rmtree(output)
    shutil.copytree(like, output)
    mean = {name: tensor.contiguous() for name, tensor in average(adapters, weights).items()}
    save_file(mean, output / WEIGHTS_FILE)
