"""Chat models of Hugging Face on this machine: Qwen, Gemma, Llama, Aya, LFM2, ALLaM and their like.

Whatever has a chat template is run the same way; the template is the checkpoint's own. What a conversation
is answered does not depend on the conversations beside it: prompts are padded on the left and masked, and
drawn answers (``do_sample``) have a seed of their own and are drawn alone.
"""

from __future__ import annotations

import hashlib
import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from summarizer.backends.answers import without_thoughts
from summarizer.backends.conversations import Completion, Message
from summarizer.backends.placement import (
    Placement,
    is_out_of_memory,
    load_model,
    place,
    release_memory,
    require_checkpoint,
    unreadable,
)
from summarizer.errors import ConfigurationError, GenerationError

log = logging.getLogger(__name__)

#: A tokenizer that knows no limit says 10^30.
_NO_LIMIT = 10_000_000
#: torch draws from one generator a process; two models that draw at once would take each other's numbers.
_DRAWING = threading.Lock()


@dataclass(frozen=True)
class _Request:
    """A conversation as the model reads it: its place among those asked for, and its tokens."""

    position: int
    ids: tuple[int, ...]


class CausalChat:
    """A ``Chat`` over a checkpoint folder; loads when it is first asked. Safe to share between threads.

    ``rows`` bounds conversations times answers in one batch; it is halved for good when the device runs out
    of memory. Greedy by default; for several answers a beam search as wide as they are many. With
    ``do_sample``, the checkpoint's own sampling settings are used (temperature, top-p, top-k).

    A thinking model is told not to think, where its template knows how (``enable_thinking``); what it thinks
    all the same is not part of the answer.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        revision: str,
        placement: Placement | None = None,
        rows: int = 8,
        do_sample: bool = False,
        seed: int = 0,
    ) -> None:
        if rows < 1:
            raise ValueError("rows must be at least 1")
        self._folder, self._name, self._revision = folder, name, revision
        self._wanted_placement, self._rows = placement, rows
        self._do_sample, self._seed = do_sample, seed
        self._generating, self._tokenizing = threading.Lock(), threading.Lock()
        self._model: Any = None

    @property
    def identity(self) -> str:
        """Name, revision, number format and how answers are searched for."""
        search = f"sampled,seed={self._seed}" if self._do_sample else "greedy"
        return f"{self._name}@{self._revision}({self._placement.dtype},{search},no-thoughts)"

    @cached_property
    def _placement(self) -> Placement:
        return self._wanted_placement or place()

    @cached_property
    def context(self) -> int:
        """Positions of the model's configuration, or the tokenizer's limit where that is lower."""
        require_checkpoint(self._folder)
        from transformers import AutoConfig

        try:
            config = AutoConfig.from_pretrained(str(self._folder), local_files_only=True)
        except Exception as error:  # transformers raises whatever its readers raise
            raise unreadable(self._folder, error) from error
        positions = getattr(config.get_text_config(), "max_position_embeddings", None)
        limits = [positions, self._tokenizer.model_max_length]
        return min((int(limit) for limit in limits if limit and limit < _NO_LIMIT), default=4096)

    @cached_property
    def _tokenizer(self) -> Any:
        require_checkpoint(self._folder)
        from transformers import AutoTokenizer

        try:
            tokenizer = AutoTokenizer.from_pretrained(str(self._folder), local_files_only=True)
        except Exception as error:  # transformers raises whatever its readers raise
            raise unreadable(self._folder, error) from error
        if not tokenizer.chat_template:
            raise ConfigurationError(
                f"The model {self._name} has no chat template, so it is no chat model",
                value=str(self._folder),
                hint="Choose its instruction-tuned version (often called -it, -Instruct or -Chat), "
                "or copy chat_template.jinja into its folder",
            )
        return tokenizer

    @cached_property
    def _control_tokens(self) -> re.Pattern[str]:
        """What a text must not say to the model: the tokens that begin and end turns."""
        names = [t.content for t in self._tokenizer.added_tokens_decoder.values() if t.special]
        return re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)")

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text``, exact; the template's are not counted."""
        with self._tokenizing:
            return len(self._tokenizer(text, add_special_tokens=False).input_ids)

    def load(self) -> None:
        """Loads the model now."""
        with self._generating:
            self._loaded()

    def _loaded(self) -> Any:
        if self._model is None:
            from transformers import AutoModelForCausalLM

            with self._tokenizing:  # says that there is no template before gigabytes are read
                _ = self._tokenizer
            model = load_model(AutoModelForCausalLM, self._folder, self._placement)
            if not self._do_sample:  # generate fills what is not set from here
                for name in ("temperature", "top_p", "top_k", "min_p", "typical_p"):
                    setattr(model.generation_config, name, None)
            self._model = model
        return self._model

    def render(self, conversation: Sequence[Message]) -> str:
        """The text that the model reads for ``conversation``, by its template.

        A special token that a message spells out ("<|im_end|>") gets a space after its first character, so
        that no article can end the turn and speak for someone else.
        """
        with self._tokenizing:
            return self._render(conversation)

    def _render(self, conversation: Sequence[Message]) -> str:
        turns = [
            {
                "role": message.role,
                "content": self._control_tokens.sub(
                    lambda found: f"{found[0][0]} {found[0][1:]}", message.content
                ),
            }
            for message in conversation
        ]
        try:
            text = self._tokenizer.apply_chat_template(
                turns, tokenize=False, add_generation_prompt=True, enable_thinking=False
            )
        except Exception as error:  # a template raises what it likes
            reason = (str(error).splitlines() or [""])[0][:200]
            raise ConfigurationError(
                f"The chat template of {self._name} refuses the conversation: {reason}",
                value=str(self._folder),
                hint="Check chat_template.jinja in its folder",
            ) from error
        return str(text)

    def complete(
        self, conversations: Sequence[Sequence[Message]], *, max_tokens: int, n: int = 1
    ) -> list[list[Completion]]:
        """Up to ``n`` answers of each conversation, best first, in the order of ``conversations``.

        Where conversation and ``max_tokens`` exceed the context together, the answer may have what is left.

        Raises:
            ModelError: the checkpoint is missing or damaged.
            GenerationError: a conversation alone fills the context, or one does not fit the memory.
            ConfigurationError: the checkpoint has no chat template.
        """
        if n < 1 or max_tokens < 1:
            raise ValueError("n and max_tokens must be at least 1")
        if not conversations:
            return []
        with self._generating:
            model = self._loaded()
            with self._tokenizing:
                texts = [self._render(conversation) for conversation in conversations]
                rows = self._tokenizer(texts, add_special_tokens=False).input_ids
            requests = [_Request(i, tuple(ids)) for i, ids in enumerate(rows)]
            self._check_room(requests)
            answers: dict[int, list[Completion]] = {}
            # Longest first: if memory does not suffice, it shows at once.
            pending = sorted(requests, key=lambda request: -len(request.ids))
            while pending:
                size = 1 if self._do_sample else max(1, self._rows // n)
                if len(pending[0].ids) + max_tokens > self.context:
                    size = 1  # its shorter limit is not for those beside it
                batch = pending[:size]
                try:
                    found = self._generate(model, batch, max_tokens, n)
                except Exception as error:
                    if not is_out_of_memory(error):
                        raise
                    release_memory(self._placement)
                    self._shrink(len(batch), n, error)
                    continue
                answers.update(zip((request.position for request in batch), found, strict=True))
                pending = pending[size:]
        return [answers[i] for i in range(len(conversations))]

    def _check_room(self, requests: Sequence[_Request]) -> None:
        longest = max(len(request.ids) for request in requests)
        if longest >= self.context:
            raise GenerationError(
                f"A conversation has {longest} tokens, and {self._name} reads {self.context}",
                value=longest,
                hint="Choose a model with a longer context",
            )

    def _shrink(self, size: int, n: int, error: BaseException) -> None:
        """Halves the batch after the device ran out of memory."""
        if size == 1:
            raise GenerationError(
                f"The device {self._placement.device} has too little memory for one conversation",
                value=self._name,
                hint="Choose a smaller model, --dtype bfloat16 or --device cpu",
            ) from error
        self._rows = max(n, size // 2 * n)
        log.warning("Out of memory with %d conversations; going on with %d", size, size // 2)

    def _generate(
        self, model: Any, batch: Sequence[_Request], max_tokens: int, n: int
    ) -> list[list[Completion]]:
        """The answers of one batch, best first; duplicates are dropped."""
        import torch

        width = max(len(request.ids) for request in batch)
        pad = self._pad_id(model)
        ids = [[pad] * (width - len(r.ids)) + list(r.ids) for r in batch]
        mask = [[0] * (width - len(r.ids)) + [1] * len(r.ids) for r in batch]
        meter = _Meter()
        settings = self._settings(model, min(max_tokens, self.context - width), n)
        device = self._placement.device
        with torch.inference_mode(), self._drawing(batch, device):
            out = model.generate(
                input_ids=torch.tensor(ids, device=device),
                attention_mask=torch.tensor(mask, device=device),
                generation_config=settings,
                logits_processor=[meter],
            )
        sequences = out.sequences[:, width:]
        ends = set(settings.eos_token_id)
        beams = getattr(out, "sequences_scores", None)
        scores = meter.means(sequences, ends) if beams is None else beams.tolist()
        completions = [
            self._completion(row, score, ends) for row, score in zip(sequences.tolist(), scores, strict=True)
        ]
        return [_best_first(completions[i : i + n]) for i in range(0, len(completions), n)]

    def _completion(self, row: Sequence[int], score: float, ends: set[int]) -> Completion:
        end = next((i for i, token in enumerate(row) if token in ends), None)
        with self._tokenizing:
            text = self._tokenizer.decode(row[:end], skip_special_tokens=True)
        answer, thought = without_thoughts(text)
        if answer != text:
            dropped = len(text) - len(answer)
            log.info("%s thought aloud: %d characters are not part of its answer", self._name, dropped)
        return Completion(answer, round(score, 4), end is not None and thought)

    def _settings(self, model: Any, max_tokens: int, n: int) -> Any:
        """How to search: the checkpoint's ends and penalties, its sampling only where it is asked for."""
        from transformers import GenerationConfig

        return GenerationConfig(
            max_new_tokens=max_tokens,
            do_sample=self._do_sample,
            num_beams=1 if self._do_sample else n,
            num_return_sequences=n,
            return_dict_in_generate=True,
            output_scores=not self._do_sample and n > 1,  # what gives a beam its score
            eos_token_id=self._end_ids(model),
            pad_token_id=self._pad_id(model),
        )

    def _end_ids(self, model: Any) -> list[int]:
        """Every token that ends an answer; generation_config.json may list several (Llama: two)."""
        own = model.generation_config.eos_token_id
        ends = own if isinstance(own, list) else [own]
        return sorted({end for end in (*ends, self._tokenizer.eos_token_id) if end is not None})

    def _pad_id(self, model: Any) -> int:
        """What shorter prompts are filled with; it is masked, so any token does."""
        own = (self._tokenizer.pad_token_id, *self._end_ids(model), 0)
        return int(next(token for token in own if token is not None))

    def _drawing(self, batch: Sequence[_Request], device: str) -> AbstractContextManager[None]:
        """While answers are drawn: torch's generator seeded by the conversation, and restored after."""
        return _seeded(self._seed, batch[0].ids, device) if self._do_sample else nullcontext()


class _Meter:
    """Notes the log-probability of each token that is taken; a logits processor that changes nothing.

    ``output_scores`` would keep a row of the whole vocabulary for every token: 2 GB for 8 answers of 256
    tokens by Gemma 3.
    """

    def __init__(self) -> None:
        self._taken: list[Any] = []
        self._last: Any = None

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if self._last is not None:
            self._taken.append(self._last.gather(1, input_ids[:, -1:]))
        self._last = scores.float().log_softmax(dim=-1)
        return scores

    def means(self, sequences: Any, ends: set[int]) -> list[float]:
        """Mean log-probability of each row's tokens, its end included; ``sequences`` is (rows, tokens)."""
        import torch

        taken = [*self._taken, self._last.gather(1, sequences[:, -1:])]
        values = torch.cat(taken, dim=1).tolist()
        means = []
        for row, tokens in zip(values, sequences.tolist(), strict=True):
            length = next((i for i, token in enumerate(tokens) if token in ends), len(tokens) - 1) + 1
            means.append(sum(row[:length]) / length)
        return means


@contextmanager
def _seeded(seed: int, ids: Sequence[int], device: str) -> Iterator[None]:
    import torch

    digest = hashlib.sha256(repr((seed, tuple(ids))).encode()).digest()
    cards = [torch.device(device)] if device.startswith("cuda") else []
    with _DRAWING, torch.random.fork_rng(devices=cards):
        torch.manual_seed(int.from_bytes(digest[:8], "big") >> 1)
        yield


def _best_first(group: Sequence[Completion]) -> list[Completion]:
    """Finished answers first, then by score; of equal texts the best."""
    best: dict[str, Completion] = {}
    for completion in sorted(group, key=lambda c: (not c.finished, -(c.score or 0.0))):
        best.setdefault(completion.text, completion)
    return list(best.values())
