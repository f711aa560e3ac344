"""The lite translator: Gemma 3 270M with Mujaz's adapter, run by CTranslate2.

What a text is translated to does not depend on the texts beside it. CTranslate2 reads the prompts of
a batch up to the length of the shortest in one pass and the rest token by token; in int8 the two ways
round differently, so the shortest prompt would change the answers of the others, and beam search over
prompts of several lengths lets them touch each other's scores even in float32. Batches are therefore
made of prompts of one length, and prompts are filled up with padding to a multiple of eight tokens, so
that many share one. docs/lite.md has the measurements.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from summarizer.backends.build import Recipe, build, read_manifest
from summarizer.backends.clauses import LIMITS, Limits, split_clauses
from summarizer.backends.lines import loops, one_line
from summarizer.backends.prompts import EOS, FILL, prompt_ids, translation_prompt
from summarizer.backends.threads import available_cores, share, slices, wait_passively
from summarizer.briefs import Term
from summarizer.languages import Language
from summarizer.protocols import Progress, Translation

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: Tokens whose probabilities are computed at once.
SCORED = 640


@dataclass(frozen=True)
class Decoding:
    """How translations are searched for; see docs/lite.md for what each setting gains.

    The answer may have ``length_factor`` times the prompt's tokens plus ``length_margin``. A translation
    that reaches that, or that repeats itself as its source does not, is searched again with every
    n-gram of ``no_repeat`` tokens allowed once. ``rows`` bounds texts times beams in one batch.
    """

    beam: int = 4
    length_factor: float = 1.5
    length_margin: int = 24
    no_repeat: int = 3
    rows: int = 48
    clauses: Limits = LIMITS


@dataclass(frozen=True)
class _Hypothesis:
    """A decoded answer: token count (EOS included), mean log-probability, and whether it ended itself."""

    text: str
    score: float
    tokens: int
    ended: bool


class LiteTranslator:
    """Translates sentences between Arabic and English; a ``Translator``.

    The model is built (once a machine) and loaded when the first text comes, or by ``load``.
    Both raise ModelMissingError and ModelIntegrityError as ``build`` does. Safe to share between threads.
    """

    def __init__(
        self,
        digest: str,
        find: Callable[[], Path],
        decoding: Decoding = Decoding(),
        *,
        threads: int = 0,
    ) -> None:
        """``find`` gives the folder of the built model, ``digest`` says what went into it."""
        self._digest, self._find = digest, find
        self._decoding, self._threads = decoding, threads
        self._lock = threading.Lock()
        self._model: _Model | None = None

    @classmethod
    def from_recipe(
        cls,
        recipe: Recipe,
        cache_folder: Path,
        decoding: Decoding = Decoding(),
        *,
        threads: int = 0,
        progress: Progress | None = None,
    ) -> Self:
        """A translator that builds its model into ``cache_folder`` when it is first asked."""
        return cls(recipe.digest, lambda: build(recipe, cache_folder, progress), decoding, threads=threads)

    @classmethod
    def from_folder(cls, folder: Path, decoding: Decoding = Decoding(), *, threads: int = 0) -> Self:
        """A translator over a folder that ``build`` made."""
        return cls(str(read_manifest(folder)["digest"]), lambda: folder, decoding, threads=threads)

    @property
    def identity(self) -> str:
        """Name, hash of everything the model is built from, and the decoding settings."""
        settings = {k: v for k, v in asdict(self._decoding).items() if k != "rows"} | {"fill": FILL}
        shown = ",".join(f"{key}={value}" for key, value in settings.items())
        return f"mujaz-lite@{self._digest[:16]}({shown})".replace(" ", "")

    @property
    def generated(self) -> int:
        """Tokens of all translations returned by the engine so far, for measuring speed."""
        return self._model.generated if self._model else 0

    def load(self) -> None:
        """Builds and loads the model now."""
        with self._lock:
            self._loaded()

    def _loaded(self) -> _Model:
        if self._model is None:
            self._model = _Model(self._find(), self._threads)
        return self._model

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        """Up to ``n`` distinct translations of each text, best first, in the order of ``texts``.

        An empty text has one empty translation. A text of many words is cut at clause boundaries and the
        parts' translations are joined; its score is the mean over all tokens of all parts.
        """
        if n < 1:
            raise ValueError("n must be at least 1")
        if terms and len(terms) != len(texts):
            raise ValueError("terms must hold one entry a text, or be empty")
        prompts: list[list[str]] = []
        sources: dict[str, str] = {}
        for i, text in enumerate(texts):
            parts = split_clauses(one_line(text), self._decoding.clauses)
            hints = [(one_line(term.source), one_line(term.target)) for term in (terms[i] if terms else ())]
            row = []
            for part in parts:
                if not part:
                    continue
                own = [hint for hint in hints if len(parts) == 1 or hint[0].casefold() in part.casefold()]
                row.append(translation_prompt(part, source.code, target.code, own))
                sources[row[-1]] = part
            prompts.append(row)
        wanted = list(dict.fromkeys(chain.from_iterable(prompts)))
        with self._lock:
            found = self._search(wanted, sources, n) if wanted else {}
        return [_joined([found[prompt] for prompt in row], n) for row in prompts]

    def score(
        self, texts: Sequence[str], translations: Sequence[str], source: Language, target: Language
    ) -> list[float | None]:
        """The mean log-probability of a token, in nats, of each translation of its text.

        None where the two have more than ``SCORED`` tokens together, which would take too much memory.
        """
        pairs = [
            (translation_prompt(one_line(text), source.code, target.code), one_line(translation))
            for text, translation in zip(texts, translations, strict=True)
        ]
        with self._lock:
            return self._loaded().score(pairs)

    def _search(
        self, prompts: Sequence[str], sources: dict[str, str], n: int
    ) -> dict[str, list[_Hypothesis]]:
        """Hypotheses of each prompt; those that went wrong are searched again without repetition."""
        model = self._loaded()
        found = model.generate(prompts, n, self._decoding, no_repeat=0)

        def sound(prompt: str, hypothesis: _Hypothesis) -> bool:
            return hypothesis.ended and (not loops(hypothesis.text) or loops(sources[prompt]))

        wrong = [p for p in prompts if not found[p] or not all(sound(p, h) for h in found[p])]
        again = model.generate(wrong, n, self._decoding, no_repeat=self._decoding.no_repeat) if wrong else {}
        for prompt, others in again.items():
            both = [h for h in found[prompt] if sound(prompt, h)] + others
            found[prompt] = sorted(both, key=lambda h: (not sound(prompt, h), -h.score))
        return found


def _joined(parts: Sequence[Sequence[_Hypothesis]], n: int) -> list[Translation]:
    """The k-th translations of all parts, joined, for each k; a part that has fewer gives its best."""
    if not parts:
        return [Translation("", 0.0)]
    if not all(parts):
        return []
    results: dict[str, Translation] = {}
    for k in range(max(map(len, parts))):
        chosen = [part[k] if k < len(part) else part[0] for part in parts]
        text = " ".join(hypothesis.text for hypothesis in chosen)
        tokens = sum(hypothesis.tokens for hypothesis in chosen)
        score = sum(hypothesis.score * hypothesis.tokens for hypothesis in chosen) / tokens
        results.setdefault(text, Translation(text, round(score, 4)))
    return list(results.values())[:n]


class _Model:
    """A loaded CTranslate2 model and its tokenizer; not safe to share between threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        wait_passively()
        import ctranslate2
        from tokenizers import Tokenizer

        self._workers = threads or available_cores()
        self._generator = ctranslate2.Generator(
            str(folder),
            device="cpu",
            compute_type=read_manifest(folder)["compute_type"],
            inter_threads=self._workers,
            intra_threads=1,
        )
        self.generated = 0
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # "<eos>" in a user's text is five characters, not the end.
        self._tokenizer.encode_special_tokens = True
        vocabulary = self._tokenizer.get_vocab()
        self._pieces = sorted(vocabulary, key=lambda piece: vocabulary[piece])
        self._ends = [EOS, *(i for i, piece in enumerate(self._pieces) if "\n" in piece or piece == "<0x0A>")]

    def generate(
        self, prompts: Sequence[str], n: int, decoding: Decoding, *, no_repeat: int
    ) -> dict[str, list[_Hypothesis]]:
        """The non-empty hypotheses of each prompt, best first."""
        ids = {prompt: prompt_ids(self._tokenizer, prompt) for prompt in prompts}
        beam = max(n, decoding.beam)
        groups: dict[int, list[str]] = defaultdict(list)
        for prompt in prompts:
            groups[len(ids[prompt])].append(prompt)
        size = share(len(prompts), self._workers, decoding.rows // beam)
        pending: list[tuple[str, Any]] = []
        for length in sorted(groups, reverse=True):  # the longest first, so that all cores end together
            limit = int(decoding.length_factor * length) + decoding.length_margin
            for batch in slices(groups[length], size):
                results = self._generator.generate_batch(
                    [[self._pieces[i] for i in ids[prompt]] for prompt in batch],
                    beam_size=beam,
                    num_hypotheses=n,
                    max_length=limit,
                    min_length=1,
                    no_repeat_ngram_size=no_repeat,
                    include_prompt_in_result=False,
                    return_scores=True,
                    return_end_token=True,
                    end_token=self._ends,
                    asynchronous=True,
                )
                pending += zip(batch, results, strict=True)
        found: dict[str, list[_Hypothesis]] = {}
        for prompt, promise in pending:
            result = promise.result()
            self.generated += sum(map(len, result.sequences_ids))
            found[prompt] = self._hypotheses(result)
        return found

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[float | None]:
        """The mean log-probability of a token of each answer to its prompt, EOS included.

        Batches hold rows of one length, filled up as prompts are, which keeps them independent of each other.
        (CTranslate2 4.8 cannot score rows of several lengths by this model anyway.)
        """
        rows, answers, groups = [], [], defaultdict(list)
        for i, (prompt, answer) in enumerate(pairs):
            tokens = [*self._tokenizer.encode(" " + answer).ids, EOS]
            head = prompt_ids(self._tokenizer, prompt, followed_by=len(tokens))
            rows.append([*head, *tokens])
            answers.append(len(tokens))
            groups[len(rows[i])].append(i)
        scores: list[float | None] = [None] * len(pairs)
        pending: list[tuple[int, Any]] = []
        for length in sorted(groups, reverse=True):
            if length > SCORED:
                continue
            # A token has a row of probabilities as long as the vocabulary: the workers share the room.
            size = share(len(pairs), self._workers, SCORED // self._workers // length)
            for batch in slices(groups[length], size):
                results = self._generator.score_batch(
                    [[self._pieces[k] for k in rows[i]] for i in batch], asynchronous=True
                )
                pending += zip(batch, results, strict=True)
        for i, promise in pending:
            scores[i] = sum(promise.result().log_probs[-answers[i] :]) / answers[i]
        return scores

    def _hypotheses(self, result: Any) -> list[_Hypothesis]:
        hypotheses = []
        for ids, score in zip(result.sequences_ids, result.scores, strict=True):
            ended = bool(ids) and ids[-1] in self._ends
            text = one_line(self._tokenizer.decode(ids[:-1] if ended else ids, skip_special_tokens=True))
            if text:
                hypotheses.append(_Hypothesis(text, score, len(ids), ended))
        return hypotheses
