"""The lite translator: Gemma 3 270M with Mujaz's adapter, run by CTranslate2.

What a text is translated to does not depend on the texts beside it. CTranslate2 reads the prompts of
a batch up to the length of the shortest in one pass and the rest token by token; in int8 the two ways
round differently, so the shortest prompt would change the answers of the others, and beam search over
prompts of several lengths lets them touch each other's scores even in float32. Batches are therefore
made of prompts of one length, and prompts are filled up with padding to a multiple of eight tokens, so
that many share one. docs/lite.md has the measurements. Random translations are drawn prompt by prompt, each
from a generator of its own (``sampling``).
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from summarizer.backends.agreement import agreement
from summarizer.backends.build import Recipe, build, read_manifest
from summarizer.backends.clauses import LIMITS, Limits, split_clauses
from summarizer.backends.digits import DIGITS, digits_in, needed_digits
from summarizer.backends.lines import loops, one_line
from summarizer.backends.prompts import EOS, FILL, prompt_ids, translation_prompt
from summarizer.backends.sampling import SEED, sample
from summarizer.backends.threads import available_cores, share, slices, wait_passively
from summarizer.briefs import Term
from summarizer.languages import Language
from summarizer.lexicon.stems import occurrences
from summarizer.protocols import Likelihood, Progress, Translation

if TYPE_CHECKING:
    from tokenizers import Tokenizer

#: Tokens whose probabilities are computed at once.
SCORED = 640
#: Gemma looks back so many tokens, and CTranslate2 4.8 cannot score more ("buffer to copy is of size ...").
WINDOW = 512


@dataclass(frozen=True)
class Decoding:
    """How translations are searched for; see docs/lite.md for what each setting gains.

    The answer may have ``length_factor`` times the prompt's tokens plus ``length_margin``. A translation
    that reaches that, or that repeats itself as its source does not, is searched again with every
    n-gram of ``no_repeat`` tokens allowed once. One with digits that its source cannot account for is
    searched again without those. ``rows`` bounds texts times beams in one batch.

    Beam search gives up to ``searched`` translations of a text. Where more are asked for, ``samples`` are
    drawn at random from the ``top_k`` likeliest tokens at ``temperature``; but as long as it is not more than
    twice as many, only if the likeliest is less likely than ``sure`` (mean log-probability of a token, in
    nats).
    """

    beam: int = 4
    searched: int = 6
    sure: float = -0.35
    samples: int = 16
    temperature: float = 0.7
    top_k: int = 20
    length_factor: float = 1.5
    length_margin: int = 24
    no_repeat: int = 3
    rows: int = 48
    clauses: Limits = LIMITS


@dataclass(frozen=True)
class _Bounds:
    """A search writes no digits but ``digits``, and no run of ``no_repeat`` tokens twice (0: it may)."""

    digits: frozenset[str]
    no_repeat: int = 0


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
        settings = {k: v for k, v in asdict(self._decoding).items() if k != "rows"}
        settings |= {"fill": FILL, "digits": "source", "seed": SEED}
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
        """Up to ``n`` distinct translations of each text, in the order of ``texts``.

        What beam search finds comes first, best first. Where ``n`` is more than it is asked for and the text
        is sampled (see ``Decoding``), all its translations have an ``agreement`` with the samples, and the
        samples that agree most with the others come last. The same text has the same samples every time.

        An empty text has one empty translation. A text of many words is cut at clause boundaries and the
        parts' translations are joined; its score is the mean over all tokens of all parts.
        """
        if n < 1:
            raise ValueError("n must be at least 1")
        if terms and len(terms) != len(texts):
            raise ValueError("terms must hold one entry a text, or be empty")
        prompts: list[list[str]] = []
        sources: dict[str, _Source] = {}
        for i, text in enumerate(texts):
            parts = split_clauses(one_line(text), self._decoding.clauses)
            hints = [(one_line(term.source), one_line(term.target)) for term in (terms[i] if terms else ())]
            row = []
            for part in parts:
                if not part:
                    continue
                own = [hint for hint in hints if len(parts) == 1 or _stands(hint[0], part)]
                row.append(translation_prompt(part, source.code, target.code, own))
                sources[row[-1]] = _Source(part, needed_digits(part, source, [term for _, term in own]))
            prompts.append(row)
        searched = min(n, self._decoding.searched)
        wanted = list(dict.fromkeys(chain.from_iterable(prompts)))
        with self._lock:
            found = self._search(wanted, sources, searched) if wanted else {}
            best = [_joined([found[prompt] for prompt in row], searched) for row in prompts]
            open_ = [i for i, own in enumerate(best) if prompts[i] and self._is_open(own, n)]
            drawn = self._draw(list(dict.fromkeys(chain.from_iterable(prompts[i] for i in open_))), sources)
        for i in open_:
            best[i] = _with_samples(best[i], _joined_in_turn([drawn[prompt] for prompt in prompts[i]]), n)
        return best

    def _is_open(self, found: Sequence[Translation], n: int) -> bool:
        """Whether to draw samples of a text, of which the search ``found`` this and ``n`` are asked for."""
        searched, sure = self._decoding.searched, self._decoding.sure
        return n > 2 * searched or (n > searched and not (found and found[0].score >= sure))

    def score(
        self, texts: Sequence[str], translations: Sequence[str], source: Language, target: Language
    ) -> list[Likelihood | None]:
        """How likely each translation is for its text; for an empty one, how likely it is on its own.

        None where the two have more than ``WINDOW`` tokens together.
        """
        pairs = [
            (translation_prompt(one_line(text), source.code, target.code), one_line(translation))
            for text, translation in zip(texts, translations, strict=True)
        ]
        with self._lock:
            return self._loaded().score(pairs)

    def _search(
        self, prompts: Sequence[str], sources: Mapping[str, _Source], n: int
    ) -> dict[str, list[_Hypothesis]]:
        """Hypotheses of each prompt; those that went wrong are searched again within bounds.

        At first the digits are either all free or all forbidden: bounds of their own for every sentence would
        leave nothing to batch.
        """
        model = self._loaded()
        bounds = {p: _Bounds(DIGITS if sources[p].digits else frozenset()) for p in prompts}
        found = model.generate(bounds, n, self._decoding)
        bounds = {}
        for prompt in prompts:
            source, own = sources[prompt], found[prompt]
            if not own or not all(map(source.is_ended, own)):
                bounds[prompt] = _Bounds(source.digits, self._decoding.no_repeat)
            elif not all(map(source.is_sound, own)):
                bounds[prompt] = _Bounds(source.digits)
        for prompt, others in (model.generate(bounds, n, self._decoding) if bounds else {}).items():
            is_sound = sources[prompt].is_sound
            both = [*filter(is_sound, found[prompt]), *others]
            found[prompt] = sorted(both, key=lambda h: (not is_sound(h), -h.score))
        return found

    def _draw(self, prompts: Sequence[str], sources: Mapping[str, _Source]) -> dict[str, list[_Hypothesis]]:
        """Random hypotheses of each prompt, without those that went wrong."""
        if not prompts:
            return {}
        bounds = {prompt: _Bounds(sources[prompt].digits) for prompt in prompts}
        drawn = self._loaded().draw(bounds, self._decoding)
        return {prompt: list(filter(sources[prompt].is_sound, drawn[prompt])) for prompt in prompts}


@dataclass(frozen=True)
class _Source:
    """A text to translate, and the digits that its translation can need."""

    text: str
    digits: frozenset[str]

    def is_ended(self, hypothesis: _Hypothesis) -> bool:
        """Whether the translation came to its end, without running in circles."""
        return hypothesis.ended and (not loops(hypothesis.text) or loops(self.text))

    def is_sound(self, hypothesis: _Hypothesis) -> bool:
        """Whether it also has no digits but those it can need."""
        return self.is_ended(hypothesis) and digits_in(hypothesis.text) <= self.digits


def _stands(term: str, text: str) -> bool:
    """Whether a term stands in a text, be it inflected or with clitics (انهيار أرضي in الانهيار الأرضي)."""
    return term.casefold() in text.casefold() or bool(occurrences(term, text))


def _joined(parts: Sequence[Sequence[_Hypothesis]], n: int) -> list[Translation]:
    """The k-th translations of all parts, joined, for each k; a part that has fewer gives its best."""
    if not parts:
        return [Translation("", 0.0)]
    if not all(parts):
        return []
    longest = max(map(len, parts))
    rows = [[part[k] if k < len(part) else part[0] for part in parts] for k in range(longest)]
    return _distinct(map(_whole, rows))[:n]


def _joined_in_turn(parts: Sequence[Sequence[_Hypothesis]]) -> list[Translation]:
    """The first samples of all parts, joined, then the second ones, as long as every part has one."""
    return [_whole(row) for row in zip(*parts, strict=False)]


def _whole(parts: Sequence[_Hypothesis]) -> Translation:
    """The translation of a text from those of its parts."""
    tokens = sum(hypothesis.tokens for hypothesis in parts)
    score = sum(hypothesis.score * hypothesis.tokens for hypothesis in parts) / tokens
    return Translation(" ".join(hypothesis.text for hypothesis in parts), round(score, 4))


def _distinct(translations: Iterable[Translation]) -> list[Translation]:
    found: dict[str, Translation] = {}
    for translation in translations:
        found.setdefault(translation.text, translation)
    return list(found.values())


def _with_samples(found: Sequence[Translation], samples: Sequence[Translation], n: int) -> list[Translation]:
    """What was ``found`` and then the samples that agree most, up to ``n``, all with their agreement."""
    if not samples:
        return list(found)
    both = _distinct([*found, *samples])
    scores = agreement([t.text for t in both], [sample.text for sample in samples])
    known = [replace(t, agreement=round(score, 4)) for t, score in zip(both, scores, strict=True)]
    drawn = sorted(known[len(found) :], key=lambda t: -(t.agreement or 0.0))
    return [*known[: len(found)], *drawn][:n]


def by_word(text: str, ends: Sequence[int], values: Iterable[float]) -> tuple[tuple[str, float], ...]:
    """The words of ``text`` (cut at spaces), each with the sum of its tokens' ``values``.

    ``ends`` says where in the text each token ends; what is left of the values belongs to no word.
    """
    words = [(match.group(), match.end()) for match in re.finditer(r"\S+", text)]
    sums, at = [0.0] * len(words), 0
    for end, value in zip(ends, values, strict=False):
        while at < len(words) - 1 and end > words[at][1]:
            at += 1
        if words:
            sums[at] += value
    return tuple((word, total) for (word, _), total in zip(words, sums, strict=True))


def _digits_of(piece: str) -> frozenset[str]:
    """The digits that a piece of the vocabulary writes; names of bytes ("<0x31>") are no text."""
    if re.fullmatch("<0x[0-9A-F]{2}>", piece):
        return digits_in(chr(int(piece[3:5], 16)))
    return digits_in(piece)


class _Model:
    """A loaded CTranslate2 model and its tokenizer; not safe to share between threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        wait_passively()
        import ctranslate2
        from tokenizers import Tokenizer

        self._workers = threads or available_cores()
        self._folder, self._compute_type = folder, str(read_manifest(folder)["compute_type"])
        self._generator = ctranslate2.Generator(
            str(folder),
            device="cpu",
            compute_type=self._compute_type,
            inter_threads=self._workers,
            intra_threads=1,
        )
        self.generated = 0
        self._tokenizer: Tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # "<eos>" in a user's text is five characters, not the end.
        self._tokenizer.encode_special_tokens = True
        vocabulary = self._tokenizer.get_vocab()
        self._pieces = sorted(vocabulary, key=lambda piece: vocabulary[piece])
        self._digits = {piece: found for piece in self._pieces if (found := _digits_of(piece))}
        self._ends = [EOS, *(i for i, piece in enumerate(self._pieces) if "\n" in piece or piece == "<0x0A>")]

    def generate(
        self, bounds: Mapping[str, _Bounds], n: int, decoding: Decoding
    ) -> dict[str, list[_Hypothesis]]:
        """The non-empty hypotheses of each prompt, best first, within its bounds."""
        ids = {prompt: prompt_ids(self._tokenizer, prompt) for prompt in bounds}
        beam = max(n, decoding.beam)
        groups: dict[tuple[int, _Bounds], list[str]] = defaultdict(list)
        for prompt, own in bounds.items():
            groups[len(ids[prompt]), own].append(prompt)
        size = share(len(bounds), self._workers, decoding.rows // beam)
        pending: list[tuple[str, Any]] = []
        # The longest first, so that all cores end together.
        for (length, own), group in sorted(groups.items(), key=lambda item: -item[0][0]):
            limit = int(decoding.length_factor * length) + decoding.length_margin
            for batch in slices(group, size):
                results = self._generator.generate_batch(
                    [[self._pieces[i] for i in ids[prompt]] for prompt in batch],
                    beam_size=beam,
                    num_hypotheses=n,
                    max_length=limit,
                    min_length=1,
                    no_repeat_ngram_size=own.no_repeat,
                    suppress_sequences=self._forbidden(own),
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

    def draw(self, bounds: Mapping[str, _Bounds], decoding: Decoding) -> dict[str, list[_Hypothesis]]:
        """Random hypotheses of each prompt, as they were drawn, within its bounds."""
        prompts, ids = list(bounds), [prompt_ids(self._tokenizer, prompt) for prompt in bounds]
        requests = [
            {
                "start_tokens": [[self._pieces[i] for i in own]],
                "max_length": int(decoding.length_factor * len(own)) + decoding.length_margin,
                "suppress_sequences": self._forbidden(bounds[prompt]),
                "num_hypotheses": decoding.samples,
                "sampling_temperature": decoding.temperature,
                "sampling_topk": decoding.top_k,
                "min_length": 1,
                "include_prompt_in_result": False,
                "return_scores": True,
                "return_end_token": True,
                "end_token": self._ends,
            }
            for prompt, own in zip(prompts, ids, strict=True)
        ]
        results = sample(self._folder, self._compute_type, requests, self._workers)
        self.generated += sum(len(ids) for result in results for ids in result.sequences_ids)
        return dict(zip(prompts, map(self._hypotheses, results), strict=True))

    def _forbidden(self, bounds: _Bounds) -> list[list[str]] | None:
        """The pieces that write a digit out of bounds; None where there are none."""
        return [[piece] for piece, digits in self._digits.items() if not digits <= bounds.digits] or None

    def score(self, pairs: Sequence[tuple[str, str]]) -> list[Likelihood | None]:
        """How likely each answer is to its prompt; the mean is over its tokens and EOS.

        Batches hold rows of one length, filled up as prompts are, which keeps them independent of each other.
        (CTranslate2 4.8 cannot score rows of several lengths by this model anyway.)
        """
        rows, answers, groups = [], [], defaultdict(list)
        for i, (prompt, answer) in enumerate(pairs):
            encoding = self._tokenizer.encode(" " + answer)
            tokens = [*encoding.ids, EOS]
            head = prompt_ids(self._tokenizer, prompt, followed_by=len(tokens))
            rows.append([*head, *tokens])
            answers.append([end for _, end in encoding.offsets])
            groups[len(rows[i])].append(i)
        scores: list[Likelihood | None] = [None] * len(pairs)
        pending: list[tuple[int, Any]] = []
        for length in sorted(groups, reverse=True):
            if length > WINDOW:
                continue
            # A token has a row of probabilities as long as the vocabulary: the workers share the room.
            size = share(len(pairs), self._workers, SCORED // self._workers // length)
            for batch in slices(groups[length], size):
                results = self._generator.score_batch(
                    [[self._pieces[k] for k in rows[i]] for i in batch], asynchronous=True
                )
                pending += zip(batch, results, strict=True)
        for i, promise in pending:
            count = len(answers[i]) + 1
            found = promise.result().log_probs[-count:]
            words = by_word(" " + pairs[i][1], answers[i], found)
            scores[i] = Likelihood(sum(found) / count, words)
        return scores

    def _hypotheses(self, result: Any) -> list[_Hypothesis]:
        hypotheses = []
        for ids, score in zip(result.sequences_ids, result.scores, strict=True):
            ended = bool(ids) and ids[-1] in self._ends
            text = one_line(self._tokenizer.decode(ids[:-1] if ended else ids, skip_special_tokens=True))
            if text:
                hypotheses.append(_Hypothesis(text, score, len(ids), ended))
        return hypotheses
