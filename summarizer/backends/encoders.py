"""Sentence encoders of Hugging Face on this machine: e5, LaBSE, bge-m3 and their like.

How a checkpoint wants to be used stands in its sentence-transformers files, and is read from there:

- ``modules.json``: the steps, in order (Transformer, Pooling, Dense, Normalize);
- ``1_Pooling/config.json``: how token vectors become one (cls, mean, max, last token, ...);
- ``2_Dense/``: a layer on top, with its activation (LaBSE);
- ``sentence_bert_config.json``: the most tokens at once;
- ``config_sentence_transformers.json``: the prompts that texts begin with.

What these do not say is not guessed, but for the prefix of the e5 family, whose model cards ask for
"query: " and whose files do not have it (Wang et al. 2024, "Multilingual E5 Text Embeddings").
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from summarizer.backends.placement import (
    Placement,
    is_out_of_memory,
    load_model,
    place,
    release_memory,
    require_checkpoint,
    unreadable,
)
from summarizer.errors import ConfigurationError, GenerationError, ModelIntegrityError
from summarizer.protocols import Matrix

POOLINGS = ("cls", "mean", "max", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")
_ACTIVATIONS = ("Tanh", "Identity", "ReLU", "GELU", "Sigmoid")
_NO_LIMIT = 10_000_000
_E5 = re.compile(r"(?:^|[-_/])e5(?:[-_]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Reading:
    """What a checkpoint's files say about its use.

    ``pooling`` is one of POOLINGS or empty, ``prefix`` None where nothing is said. ``dense`` are the folders
    of the layers on top, ``longest`` the most tokens at once (0: not said).
    """

    pooling: str
    prefix: str | None
    dense: tuple[Path, ...] = ()
    longest: int = 0
    lower: bool = False


def read_layout(folder: Path, name: str) -> Reading:
    """What the sentence-transformers files in ``folder`` say.

    Raises:
        ConfigurationError: they ask for a step or a pooling that is not known here.
        ModelIntegrityError: one of them cannot be read.
    """
    modules = _json(folder / "modules.json") or []
    pooling, dense = "", []
    for module in sorted(modules, key=lambda module: module.get("idx", 0)):
        kind, path = str(module.get("type", "")).rsplit(".", 1)[-1], folder / module.get("path", "")
        if kind == "Pooling":
            pooling = _pooling(_json(path / "config.json") or {}, name)
        elif kind == "Dense":
            dense.append(path)
        elif kind not in ("Transformer", "Normalize", "Dropout"):
            raise ConfigurationError(
                f"The encoder {name} has a step of a kind that is not known: {kind}",
                value=kind,
                hint="Choose an encoder made of Transformer, Pooling, Dense and Normalize",
            )
    bert = _json(folder / "sentence_bert_config.json") or {}
    return Reading(
        pooling,
        _prefix(folder, name, has_layout=bool(modules)),
        tuple(dense),
        int(bert.get("max_seq_length") or 0),
        bool(bert.get("do_lower_case")),
    )


def _pooling(config: dict[str, Any], name: str) -> str:
    """The pooling of a configuration: one name, or flags of which exactly one is set."""
    named = config.get("pooling_mode")
    renamed = {"cls_token": "cls", "mean_tokens": "mean", "max_tokens": "max"}
    flags = [
        mode.removeprefix("pooling_mode_")
        for mode, value in config.items()
        if mode.startswith("pooling_mode_") and value is True
    ]
    chosen = [str(named)] if isinstance(named, str) else flags
    chosen = [renamed.get(mode, mode) for mode in chosen]
    if len(chosen) != 1 or chosen[0] not in POOLINGS:
        raise ConfigurationError(
            f"The encoder {name} pools in a way that is not known: {' and '.join(chosen) or 'none'}",
            value=chosen,
            hint=f"Known are {', '.join(POOLINGS)}",
        )
    return chosen[0]


def _prefix(folder: Path, name: str, *, has_layout: bool) -> str | None:
    """The prompt that every text begins with; None where nothing says whether there is one.

    Alignment compares like with like, so all texts get the same: the default prompt, or that of queries.
    """
    config = _json(folder / "config_sentence_transformers.json") or {}
    prompts = {key: value for key, value in (config.get("prompts") or {}).items() if isinstance(value, str)}
    for key in (config.get("default_prompt_name"), "query"):
        if key in prompts:
            return prompts[key]
    origin = (_json(folder / "config.json") or {}).get("_name_or_path") or ""
    if any(_E5.search(text) for text in (name, origin)):
        # The instruct versions want a description of the task, which only their user has.
        return None if "instruct" in f"{name} {origin}" else "query: "
    return "" if has_layout else None


def _json(path: Path) -> Any:
    """The content of a JSON file, None where there is none."""
    if not path.is_file():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise unreadable(path, error) from error


class HuggingFaceEmbedder:
    """An ``Embedder`` over a checkpoint folder; loads when the first text comes. Threads may share it.

    ``prefix`` and ``pooling`` are what the checkpoint says unless they are given. A text of more tokens than
    the model reads is embedded in parts, whose vectors are averaged by their lengths: nothing is cut.
    ``rows`` bounds a batch, and is halved for good when the device runs out of memory.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        revision: str,
        placement: Placement | None = None,
        prefix: str | None = None,
        pooling: str | None = None,
        rows: int = 32,
    ) -> None:
        if pooling is not None and pooling not in POOLINGS:
            raise ConfigurationError(
                f"There is no pooling {pooling!r}", value=pooling, hint=f"Known are {', '.join(POOLINGS)}"
            )
        if rows < 1:
            raise ValueError("rows must be at least 1")
        self._folder, self._name, self._revision = folder, name, revision
        self._wanted_placement, self._rows = placement, rows
        self._wanted_prefix, self._wanted_pooling = prefix, pooling
        self._lock = threading.Lock()
        self._parts: tuple[Any, Any, list[Callable[[Any], Any]]] | None = None

    @property
    def identity(self) -> str:
        """Name, revision, number format, pooling and prefix."""
        how = f"{self.pooling},{self._placement.dtype},{self.prefix!r}"
        return f"{self._name}@{self._revision}({how})"

    @cached_property
    def _placement(self) -> Placement:
        return self._wanted_placement or place()

    @cached_property
    def _reading(self) -> Reading:
        require_checkpoint(self._folder)
        return read_layout(self._folder, self._name)

    @property
    def pooling(self) -> str:
        """How token vectors become one; raises ConfigurationError where nobody says."""
        pooling = self._wanted_pooling or self._reading.pooling
        if not pooling:
            raise ConfigurationError(
                f"The files of the encoder {self._name} do not say how it pools",
                value=str(self._folder),
                hint=f"Give `pooling` in the profile: one of {', '.join(POOLINGS)}",
            )
        return pooling

    @property
    def prefix(self) -> str:
        """What every text begins with; raises ConfigurationError where nobody says."""
        prefix = self._wanted_prefix if self._wanted_prefix is not None else self._reading.prefix
        if prefix is None:
            raise ConfigurationError(
                f"The files of the encoder {self._name} do not say which prefix its texts need",
                value=str(self._folder),
                hint='Give `prefix` in the profile as its model card has it; "" where it needs none',
            )
        return prefix

    def load(self) -> None:
        """Loads the model now."""
        with self._lock:
            self._loaded()

    def _loaded(self) -> tuple[Any, Any, list[Callable[[Any], Any]]]:
        if self._parts is None:
            _ = self.pooling, self.prefix  # says what is missing before anything is read
            from transformers import AutoTokenizer

            options = {"do_lower_case": True} if self._reading.lower else {}
            try:
                tokenizer = AutoTokenizer.from_pretrained(str(self._folder), local_files_only=True, **options)
            except Exception as error:  # transformers raises whatever its readers raise
                raise unreadable(self._folder, error) from error
            layers = [_dense(folder, self._placement.device) for folder in self._reading.dense]
            model = _load(self._folder, self._placement)
            self._parts = model, tokenizer, layers
        return self._parts

    def embed(self, texts: Sequence[str]) -> Matrix:
        """L2-normalized vectors, shape (len(texts), dimensions), float32; each depends on its own text alone.

        Raises:
            ModelError: the checkpoint is missing or damaged, or one text does not fit the memory.
            ConfigurationError: nothing says how the checkpoint pools or which prefix it needs.
        """
        with self._lock:
            model, tokenizer, layers = self._loaded()
            cleaned = [self.prefix + t.encode("utf-8", "replace").decode("utf-8") for t in texts]
            windows, owners = self._windows(tokenizer, cleaned, self._longest(model, tokenizer))
            vectors = self._pooled(model, tokenizer, windows)
            sums: dict[int, Any] = {}
            for vector, window, owner in zip(vectors, windows, owners, strict=True):
                part = vector * len(window)
                sums[owner] = sums[owner] + part if owner in sums else part
            if not sums:
                return np.zeros((0, self._dimensions(model)), np.float32)
            import torch

            with torch.inference_mode():
                total = torch.stack([sums[i] for i in range(len(texts))])
                counts = np.bincount(owners, [len(window) for window in windows])
                total = total / torch.tensor(counts, dtype=torch.float32, device=total.device)[:, None]
                for layer in layers:
                    total = layer(total)
                unit = torch.nn.functional.normalize(total, dim=-1)
            result: Matrix = unit.cpu().numpy().astype(np.float32)
            return result

    def _dimensions(self, model: Any) -> int:
        config = [_json(folder / "config.json") or {} for folder in self._reading.dense]
        return int(config[-1]["out_features"] if config else model.config.hidden_size)

    def _longest(self, model: Any, tokenizer: Any) -> int:
        """Tokens at once, special ones included: the lowest of what the files say."""
        positions = getattr(model.config, "max_position_embeddings", 0) or 0
        if model.config.model_type in ("roberta", "xlm-roberta", "camembert", "xlm-roberta-xl"):
            positions -= model.config.pad_token_id + 1  # the first positions are for padding
        limits = (self._reading.longest, tokenizer.model_max_length, positions)
        return min((int(limit) for limit in limits if 0 < limit < _NO_LIMIT), default=512)

    @staticmethod
    def _windows(tokenizer: Any, texts: Sequence[str], longest: int) -> tuple[list[list[int]], list[int]]:
        """The token ids of every part of every text, and which text each belongs to."""
        if not texts:
            return [], []
        found = tokenizer(list(texts), truncation=True, max_length=longest, return_overflowing_tokens=True)
        windows = [ids or [tokenizer.pad_token_id or 0] for ids in found.input_ids]
        return windows, list(found.overflow_to_sample_mapping)

    def _pooled(self, model: Any, tokenizer: Any, windows: Sequence[Sequence[int]]) -> list[Any]:
        """The pooled float32 vector of each window, in order; batches hold windows of like length."""
        found: dict[int, Any] = {}
        pending = sorted(range(len(windows)), key=lambda i: -len(windows[i]))
        while pending:
            batch = pending[: self._rows]
            try:
                vectors = self._encode(model, tokenizer.pad_token_id or 0, [windows[i] for i in batch])
            except Exception as error:
                if not is_out_of_memory(error):
                    raise
                release_memory(self._placement)
                if len(batch) == 1:
                    raise GenerationError(
                        f"The device {self._placement.device} has too little memory for one text",
                        value=self._name,
                        hint="Choose a smaller encoder, or --device cpu",
                    ) from error
                self._rows = len(batch) // 2
                continue
            found.update(zip(batch, vectors, strict=True))
            pending = pending[len(batch) :]
        return [found[i] for i in range(len(windows))]

    def _encode(self, model: Any, pad: int, windows: Sequence[Sequence[int]]) -> Any:
        import torch

        width, device = max(map(len, windows)), self._placement.device
        ids = torch.tensor([[*w, *[pad] * (width - len(w))] for w in windows], device=device)
        mask = torch.tensor([[1] * len(w) + [0] * (width - len(w)) for w in windows], device=device)
        with torch.inference_mode():
            states = model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
            return pool(states, mask, self.pooling)


def pool(states: Any, mask: Any, pooling: str) -> Any:
    """One vector a row, (rows, d), of ``states`` (rows, tokens, d); in ``mask`` (rows, tokens), 1 is text.

    Texts are padded on the right, so the first token is the class token.
    """
    import torch

    weights = mask[..., None].to(states.dtype)
    if pooling == "cls":
        return states[:, 0]
    if pooling == "lasttoken":
        return states[torch.arange(len(states), device=states.device), mask.sum(dim=1) - 1]
    if pooling == "max":
        return states.masked_fill(weights == 0, float("-inf")).amax(dim=1)
    if pooling == "weightedmean":  # later tokens of a decoder have read more (Muennighoff 2022, "SGPT")
        weights = weights * torch.arange(1, mask.shape[1] + 1, device=states.device)[None, :, None]
    total, count = (states * weights).sum(dim=1), weights.sum(dim=1)
    return total / (count.sqrt() if pooling == "mean_sqrt_len_tokens" else count)


def _load(folder: Path, placement: Placement) -> Any:
    """The encoder; some checkpoints lack BERT's own pooler, which is for classification and not used here."""
    from transformers import AutoModel

    try:
        return load_model(AutoModel, folder, placement)
    except ModelIntegrityError as error:
        if not isinstance(error.value, list) or not all("pooler." in str(key) for key in error.value):
            raise
    return load_model(AutoModel, folder, placement, add_pooling_layer=False)


def _dense(folder: Path, device: str) -> Callable[[Any], Any]:
    """The layer that a ``Dense`` step describes: its weights and its activation, in float32."""
    import torch
    from safetensors.torch import load_file

    config = _json(folder / "config.json") or {}
    activation = str(config.get("activation_function", "torch.nn.modules.activation.Tanh")).rsplit(".", 1)[-1]
    if activation not in _ACTIVATIONS:
        raise ConfigurationError(
            f"The activation {activation} is not known", value=activation, hint=f"Known are {_ACTIVATIONS}"
        )
    try:
        layer = torch.nn.Linear(config["in_features"], config["out_features"], bias=config.get("bias", True))
        if (folder / "model.safetensors").is_file():
            weights = load_file(folder / "model.safetensors")
        else:
            weights = torch.load(folder / "pytorch_model.bin", map_location="cpu", weights_only=True)
        layer.load_state_dict({key.removeprefix("linear."): value.float() for key, value in weights.items()})
    except (OSError, KeyError, RuntimeError, ValueError) as error:
        raise ModelIntegrityError(
            f"The layer in {folder} cannot be read: {type(error).__name__}",
            value=str(folder),
            hint="Fetch it again: mujaz models pull, or copy the whole folder from a machine that has it",
        ) from error
    act = getattr(torch.nn, activation)()
    layer = layer.to(device).eval()
    return lambda vectors: act(layer(vectors))
