"""Sequence-to-sequence translation by transformers and torch: every family of ``families``.

Scores are read in a second pass over the finished answers (teacher forcing): ``generate`` gives them only
together with the whole vocabulary's scores of every step: gigabytes a batch for NLLB's 256,000 pieces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.backends.families import Checkpoint, Direction, Frame
from summarizer.backends.placement import Placement, is_out_of_memory, load_model, place, release_memory
from summarizer.backends.sentencewise import (
    Decoding,
    Engine,
    Hypothesis,
    Search,
    SentencewiseTranslator,
    by_score,
)
from summarizer.errors import GenerationError

if TYPE_CHECKING:
    import torch

#: Bytes that the scores of the second pass may take at once.
_SCORE_BYTES = 256 * 2**20


class Seq2SeqTranslator(SentencewiseTranslator):
    """A ``Translator`` over a Hugging Face checkpoint in ``folder``.

    Takes Marian, NLLB-200, M2M100, mBART-50, mBART-25, MADLAD-400, and T5 or mT5 whose files, or
    ``prefixes``, say the words that ask for a translation. ``placement`` None is the best device here.
    Greedy answers in float32 are the same whatever else is in the batch.
    """

    def __init__(
        self,
        folder: Path,
        *,
        name: str,
        revision: str,
        placement: Placement | None = None,
        beam: int = 4,
        rows: int = 32,
        prefixes: Mapping[Direction, str] | None = None,
    ) -> None:
        super().__init__(
            folder, name=name, revision=revision, decoding=Decoding(beam=beam, rows=rows), prefixes=prefixes
        )
        self._given = placement

    @cached_property
    def _placement(self) -> Placement:
        return self._given or place()

    @property
    def settings(self) -> dict[str, Any]:
        """As of the base, with the number format, which changes answers."""
        return {**super().settings, "dtype": self._placement.dtype}

    def _open(self, checkpoint: Checkpoint) -> Engine:
        return TorchEngine(checkpoint, self._placement)


class TorchEngine:
    """An encoder-decoder model of transformers, loaded at a placement. Not safe between threads.

    Where the device has no memory left, the batch is halved and goes on; later batches start that small.
    """

    def __init__(self, checkpoint: Checkpoint, placement: Placement) -> None:
        self._checkpoint, self._placement = checkpoint, placement
        self._most: int | None = None
        from transformers import AutoModelForSeq2SeqLM, GenerationConfig

        self.model = load_model(AutoModelForSeq2SeqLM, checkpoint.folder, placement)
        # Whatever generate is not told it takes from here, a limit of 20 tokens among it.
        self.model.generation_config = GenerationConfig()

    def generate(self, rows: Sequence[Sequence[int]], frame: Frame, search: Search) -> list[list[Hypothesis]]:
        """One to ``search.n`` hypotheses of each row of source tokens, best first.

        Raises:
            GenerationError: there is not even memory for one row.
        """
        waiting = [list(rows)]
        if self._most:
            waiting = [list(rows[i : i + self._most]) for i in range(0, len(rows), self._most)]
        found: list[list[Hypothesis]] = []
        while waiting:
            batch = waiting.pop(0)
            answers = self._attempt(batch, frame, search)
            if answers is None:
                half = (len(batch) + 1) // 2
                self._most = half
                waiting[:0] = [batch[:half], batch[half:]]
            else:
                found += answers
        return found

    def _attempt(
        self, batch: Sequence[Sequence[int]], frame: Frame, search: Search
    ) -> list[list[Hypothesis]] | None:
        """The answers, or None where memory ran out; its tensors are gone when this returns."""
        try:
            return self._answers(batch, frame, search)
        except RuntimeError as error:
            if not is_out_of_memory(error):
                raise
            if len(batch) == 1:
                raise GenerationError(
                    f"The {self._placement.device} has no memory for one text of {len(batch[0])} tokens",
                    value=self._checkpoint.folder.name,
                    hint="Choose a smaller beam, --dtype bfloat16, a smaller model, or --device cpu",
                ) from error
        release_memory(self._placement)
        return None

    def _answers(
        self, batch: Sequence[Sequence[int]], frame: Frame, search: Search
    ) -> list[list[Hypothesis]]:
        import torch
        from transformers.modeling_outputs import BaseModelOutput

        pad = self._checkpoint.search["pad_token_id"]
        width = max(map(len, batch))
        device = self._placement.device
        ids = torch.tensor([[*row, *[pad] * (width - len(row))] for row in batch], device=device)
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in batch], device=device)
        with torch.inference_mode():
            read = self.model.get_encoder()(input_ids=ids, attention_mask=mask).last_hidden_state
            written = self.model.generate(
                input_ids=ids,
                attention_mask=mask,
                encoder_outputs=BaseModelOutput(last_hidden_state=read),
                generation_config=self._settings(frame, search),
            )
            scores = self._scores(read, mask, written)
        count = written.shape[0] // len(batch)
        found = [
            self._hypothesis(tokens, values, frame)
            for tokens, values in zip(written.tolist(), scores, strict=True)
        ]
        return [by_score(found[i : i + count]) for i in range(0, len(found), count)]

    def _settings(self, frame: Frame, search: Search) -> Any:
        """The checkpoint's own settings, with the languages of this frame and this search's lengths."""
        from transformers import GenerationConfig

        stated = self._checkpoint.search
        if frame.forced_bos is not None:
            stated["forced_bos_token_id"] = frame.forced_bos
        if frame.decoder_start is not None:
            stated["decoder_start_token_id"] = frame.decoder_start
        if search.no_repeat:
            stated["no_repeat_ngram_size"] = max(search.no_repeat, stated.get("no_repeat_ngram_size", 0))
        if search.beam == 1:  # settings of beam search, of which generate would warn
            stated.pop("length_penalty", None)
            stated.pop("early_stopping", None)
        if search.shortest:
            stated["min_new_tokens"] = search.shortest
        return GenerationConfig(
            **stated,
            do_sample=False,
            num_beams=search.beam,
            num_return_sequences=search.n,
            max_new_tokens=search.limit,
        )

    def _scores(self, read: torch.Tensor, mask: torch.Tensor, written: torch.Tensor) -> list[list[float]]:
        """Log-probability of every token of ``written`` after the first, given those before it.

        ``read`` is the encoder's output, (texts, width, dimensions); ``written`` has n rows a text.
        """
        import torch
        from transformers.modeling_outputs import BaseModelOutput

        count = written.shape[0] // read.shape[0]
        each = written.shape[1] * self.model.get_output_embeddings().weight.shape[0] * 4
        size = max(1, _SCORE_BYTES // each)
        scores: list[list[float]] = []
        for start in range(0, written.shape[0], size):
            part = written[start : start + size]
            source = torch.arange(start, start + part.shape[0], device=written.device) // count
            logits = self.model(
                encoder_outputs=BaseModelOutput(last_hidden_state=read[source]),
                attention_mask=mask[source],
                decoder_input_ids=part[:, :-1],
                use_cache=False,
            ).logits.float()
            chosen = logits.gather(-1, part[:, 1:, None])[..., 0] - logits.logsumexp(-1)
            scores += chosen.tolist()
        return scores

    def _hypothesis(self, tokens: Sequence[int], scores: Sequence[float], frame: Frame) -> Hypothesis:
        """Reads one row of ``generate``: the decoder's start, a forced token perhaps, the answer, padding."""
        ends = self._checkpoint.ends
        first = 1 if frame.forced_bos is None else 2
        stop = next((i for i in range(first, len(tokens)) if tokens[i] in ends), None)
        last = len(tokens) if stop is None else stop + 1
        own = scores[first - 1 : last - 1]
        text = self._checkpoint.decode(list(tokens[first:stop] if stop is not None else tokens[first:]))
        return Hypothesis(" ".join(text.split()), sum(own) / max(1, len(own)), len(own), stop is not None)
