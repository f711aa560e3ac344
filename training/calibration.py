"""Measures how large each channel of the linear layers' inputs is, so that int8 can round them well.

``summarizer.backends.smoothing`` says what for. The sentences are news of our own, in both directions, with
the adapter in place; validation lines are not looked at.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from tokenizers import Tokenizer
from torch import Tensor

from summarizer.backends.prompts import EOS, prompt_ids, translation_prompt
from summarizer.backends.smoothing import inputs
from training.corpus import Pair
from training.model import Gemma


def rows(pairs: Iterable[Pair], tokenizer: Tokenizer, count: int, seed: int = 0) -> list[list[int]]:
    """Token ids of ``count`` random pairs in both directions: prompt, translation, end of sentence."""
    drawn = random.Random(seed).sample(list(pairs), count)
    found = []
    for pair in drawn:
        for text, source, target, answer in (
            (pair.english, "en", "ar", pair.arabic),
            (pair.arabic, "ar", "en", pair.english),
        ):
            head = prompt_ids(tokenizer, translation_prompt(text, source, target))
            found.append([*head, *tokenizer.encode(" " + answer).ids, EOS])
    return found


@torch.no_grad()
def measure(model: Gemma, rows: Iterable[list[int]]) -> dict[str, npt.NDArray[np.float16]]:
    """Root mean square of each channel of each of ``smoothing.inputs`` over all tokens of ``rows``."""
    squares: dict[str, Tensor] = {}
    tokens = 0

    def add(name: str, value: Tensor) -> None:
        sums = value.float().flatten(0, -2).pow(2).sum(0).double()
        squares[name] = squares[name] + sums if name in squares else sums

    names = inputs(len(model.layers))
    modules = dict(model.named_modules())
    handles = []
    for name in names[:-1]:
        _, layers, number, _, linear = name.split(".")
        module = modules[f"{layers}.{number}.{linear}"]
        handles.append(module.register_forward_pre_hook(lambda _, given, name=name: add(name, given[0])))
    try:
        for row in rows:
            add(names[-1], model.hidden(torch.tensor([row])))
            tokens += len(row)
    finally:
        for handle in handles:
            handle.remove()
    return {name: (squares[name] / tokens).sqrt().numpy().astype(np.float16) for name in names}


def write(calibration: dict[str, npt.NDArray[np.float16]], path: Path) -> None:
    """Writes what ``smoothing.read_calibration`` reads."""
    np.savez_compressed(path, **calibration)  # type: ignore[arg-type]
