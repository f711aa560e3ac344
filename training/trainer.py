"""Trains the adapter: AdamW, warm-up, linear decay to zero, checkpoints that resume.

The schedule runs on the clock, not on steps: a run gets so many minutes, its rate falls linearly to
nothing over them (Bergsma et al. 2025, "Straight to Zero"), and its last quarter leans on the sources
nearest to news. A rate of 8e-4 was tried and learned nothing that held on the validation lines. Beside the
last weights, the mean of those after every step is kept (Polyak & Juditsky 1992), in a folder of its own.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from summarizer.backends.prompts import prompt_ids, translation_prompt
from training.examples import ExampleStream
from training.model import Gemma, pad

WARMUP_STEPS = 20
FINAL_FROM = 0.75


def learning_rate(peak: float, step: int, progress: float) -> float:
    """The rate at ``step`` of a run that has used ``progress`` (0 to 1) of its time."""
    return peak * min(1.0, (step + 1) / WARMUP_STEPS) * max(0.0, 1.0 - progress)


def validation_rows(path: Path, tokenizer: Tokenizer, every: int = 25) -> list[tuple[list[int], int]]:
    """Every ``every``-th validation pair in both directions, as token ids and prompt length."""
    rows = []
    for i, line in enumerate(path.read_text(encoding="utf-8").splitlines()):
        _, english, arabic = line.split("\t")
        if i % every:
            continue
        for text, source, target, answer in ((english, "en", "ar", arabic), (arabic, "ar", "en", english)):
            head = prompt_ids(tokenizer, translation_prompt(text, source, target))
            rows.append(([*head, *tokenizer.encode(" " + answer).ids, 1][:400], len(head)))
    return sorted(rows, key=lambda row: len(row[0]))


@torch.no_grad()
def validation_loss(model: Gemma, rows: list[tuple[list[int], int]], device: str) -> float:
    """Mean cross-entropy in nats a target token."""
    total, count = 0.0, 0
    for start in range(0, len(rows), 16):
        batch = rows[start : start + 16]
        ids, mask = pad([r for r, _ in batch], [n for _, n in batch])
        loss, n = model.loss(ids.to(device), mask.to(device))
        total, count = total + float(loss), count + n
    return total / count


class Trainer:
    """Trains ``model`` for ``minutes`` in all, over as many sittings as it takes.

    Checkpoints hold the LoRA matrices, their mean, the optimizer, the place in the example stream and the
    seconds used; they are written atomically.
    """

    def __init__(
        self,
        model: Gemma,
        stream: ExampleStream,
        tokenizer: Tokenizer,
        folder: Path,
        *,
        minutes: float,
        rate: float = 3e-4,
        validation: Path | None = None,
        batch_tokens: int = 2400,
        checkpoint_every: float = 300.0,
        validate_every: float = 900.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model, self.stream, self.tokenizer, self.folder = (
            model.to(self.device),
            stream,
            tokenizer,
            folder,
        )
        self.seconds, self.rate, self.batch_tokens = minutes * 60, rate, batch_tokens
        self.checkpoint_every, self.validate_every, self.clock = checkpoint_every, validate_every, clock
        self.rows = validation_rows(validation, tokenizer) if validation else []
        self.parameters = [p for p in model.parameters() if p.requires_grad]
        self.optimizer = torch.optim.AdamW(
            self.parameters, lr=rate, betas=(0.9, 0.98), weight_decay=0.0, fused=True
        )
        self.mean = [p.detach().clone() for p in self.parameters]
        self.state: dict[str, Any] = {
            "block": 0,
            "batch": 0,
            "step": 0,
            "examples": 0,
            "seconds": 0.0,
            "final": False,
        }
        folder.mkdir(parents=True, exist_ok=True)
        if (folder / "checkpoint.pt").exists():
            saved = torch.load(folder / "checkpoint.pt", map_location=self.device, weights_only=True)
            model.load_state_dict(saved["model"], strict=False)
            self.optimizer.load_state_dict(saved["optimizer"])
            self.state = saved["state"]
            self.mean = saved["mean"]

    def log(self, **values: Any) -> None:
        """Appends one JSON line to ``log.jsonl`` and shows it."""
        line = json.dumps({**values, "step": self.state["step"], "examples": self.state["examples"]})
        with (self.folder / "log.jsonl").open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        print(line, flush=True)

    def checkpoint(self) -> None:
        """Writes the whole state beside the last one, then takes its place."""
        trained = {n: p.detach() for n, p in self.model.named_parameters()}
        path = self.folder / "checkpoint.pt.part"
        saved = {"model": trained, "optimizer": self.optimizer.state_dict(), "state": self.state}
        torch.save({**saved, "mean": self.mean}, path)
        path.replace(self.folder / "checkpoint.pt")
        self.model.save_adapter(self.folder / "adapter")
        with self.averaged():
            self.model.save_adapter(self.folder / "mean")

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """The model has the mean of its weights meanwhile."""
        last = [p.detach().clone() for p in self.parameters]
        with torch.no_grad():
            for parameter, mean in zip(self.parameters, self.mean, strict=True):
                parameter.copy_(mean)
            try:
                yield
            finally:
                for parameter, value in zip(self.parameters, last, strict=True):
                    parameter.copy_(value)

    def validate(self, **values: Any) -> None:
        """Logs the validation loss of the last weights and of their mean."""
        last = validation_loss(self.model, self.rows, self.device)
        with self.averaged():
            mean = validation_loss(self.model, self.rows, self.device)
        self.log(validation_loss=round(last, 4), mean_loss=round(mean, 4), **values)

    def run(self) -> None:
        """Trains until the time is used, then writes the last checkpoint and adapter."""
        began = self.clock() - self.state["seconds"]
        checked, validated, shown = self.state["seconds"], -1e9, self.clock()
        window: list[tuple[float, int, int]] = []
        while self.state["seconds"] < self.seconds:
            final = self.state["seconds"] / self.seconds >= FINAL_FROM
            if final != self.state["final"]:
                self.state.update(final=final, batch=0)
            batches = list(self.stream.batches(self.tokenizer, self.state["block"], final, self.batch_tokens))
            for rows, prompts in batches[self.state["batch"] :]:
                progress = self.state["seconds"] / self.seconds
                if progress >= 1.0 or (progress >= FINAL_FROM) != final:
                    break
                rate = learning_rate(self.rate, self.state["step"], progress)
                for group in self.optimizer.param_groups:
                    group["lr"] = rate
                ids, mask = pad(rows, prompts)
                loss, count = self.model.loss(ids.to(self.device), mask.to(self.device))
                (loss / count).backward()
                torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
                self.optimizer.step()
                self.optimizer.zero_grad(set_to_none=True)
                self.state["step"] += 1
                torch._foreach_lerp_(self.mean, [p.detach() for p in self.parameters], 1 / self.state["step"])
                self.state["batch"] += 1
                self.state["examples"] += len(rows)
                self.state["seconds"] = self.clock() - began
                window.append((float(loss.detach()), count, len(rows)))
                if len(window) == 50:
                    elapsed, shown = self.clock() - shown, self.clock()
                    self.log(
                        loss=round(sum(w[0] for w in window) / sum(w[1] for w in window), 4),
                        rate=round(rate, 7),
                        examples_per_second=round(sum(w[2] for w in window) / elapsed, 1),
                        minutes=round(self.state["seconds"] / 60, 1),
                    )
                    window = []
                if self.state["seconds"] - checked > self.checkpoint_every:
                    checked = self.state["seconds"]
                    self.checkpoint()
                if self.rows and self.state["seconds"] - validated > self.validate_every:
                    validated = self.state["seconds"]
                    self.validate(minutes=round(validated / 60, 1))
            else:
                self.state.update(block=self.state["block"] + 1, batch=0)
        if self.rows:
            self.validate()
        self.checkpoint()
