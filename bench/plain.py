"""The yardstick: Gemma 3 with the adapter merged, run by Hugging Face ``generate`` as anyone would first."""

from __future__ import annotations

import time
from pathlib import Path

import torch
from transformers import Gemma3ForCausalLM, Gemma3TextConfig

from summarizer.backends.build import Recipe, assemble
from summarizer.backends.gemma import merge_adapter, read_adapter
from summarizer.backends.gguf import read_checkpoint
from summarizer.backends.prompts import BOS, EOS, translation_prompt
from training.model import number_format


class PlainModel:
    """The whole vocabulary of 262,144 pieces, greedy search, left padding.

    In bfloat16 where the processor multiplies that, else in float32: the yardstick is no straw man.
    """

    def __init__(self, recipe: Recipe, work: Path) -> None:
        assemble(recipe, work / "base.gguf")
        checkpoint = read_checkpoint(work / "base.gguf")
        if recipe.adapter:
            checkpoint = merge_adapter(checkpoint, *read_adapter(recipe.adapter))
        self.dtype = number_format()
        self.model = Gemma3ForCausalLM(Gemma3TextConfig(**checkpoint.config)).to(self.dtype).eval()
        state = {name: torch.from_numpy(tensor) for name, tensor in checkpoint.tensors.items()}
        self.model.load_state_dict(state, strict=False)
        self.tokenizer = checkpoint.pieces.tokenizer()

    def speed(self, texts: list[str], batch: int, longest: int = 80) -> tuple[float, float]:
        """Generated tokens a second and a CPU second, ``texts`` coming ``batch`` at a time."""
        tokens, began, used = 0, time.perf_counter(), time.process_time()
        for start in range(0, len(texts), batch):
            rows = [
                [BOS, *self.tokenizer.encode(translation_prompt(text, "en", "ar")).ids]
                for text in texts[start : start + batch]
            ]
            width = max(map(len, rows))
            ids = torch.tensor([[0] * (width - len(row)) + row for row in rows])
            mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in rows])
            with torch.no_grad():
                found = self.model.generate(
                    ids,
                    attention_mask=mask,
                    max_new_tokens=longest,
                    do_sample=False,
                    eos_token_id=EOS,
                    pad_token_id=0,
                )
            for row in found[:, width:].tolist():
                tokens += row.index(EOS) + 1 if EOS in row else len(row)
        return tokens / (time.perf_counter() - began), tokens / (time.process_time() - used)
