"""Translates and summarizes with any chat model: local (``causal``) or served (``openai_compatible``).

The instructions are in ``instructions/``, the reading of answers in ``answers``. An answer that cannot be
used is asked for again, a bounded number of times, with the reason; see docs/engines-chat.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from summarizer.backends.answers import Lines, read_lines, translation_fault
from summarizer.backends.clauses import cut
from summarizer.backends.conversations import (
    TEMPLATE_TOKENS,
    Attempts,
    Chat,
    Completion,
    Message,
)
from summarizer.backends.extractive import scale
from summarizer.backends.instructions import digest, fill
from summarizer.backends.notes import Note, notes_from, renumbered, texts_by_number
from summarizer.briefs import Article, Options, Origin, Term, Usage
from summarizer.errors import ConfigurationError, GenerationError
from summarizer.languages import LANGUAGES, Language
from summarizer.protocols import Candidate, Embedder, Translation
from summarizer.text.normalization import visible
from summarizer.text.windows import windows

__all__ = ["Chat", "ChatSummarizer", "ChatTranslator", "Completion", "Message"]

#: A sentence of more tokens is translated in parts: models lose clauses of longer ones.
LONGEST_SENTENCE = 512
#: Tokens that one sentence of a brief may take, its numbers included, in the tokenizer that needs most.
SENTENCE_TOKENS = 128
#: How often notes may be condensed again before they are taken as they are.
DEPTH = 4


class ChatTranslator:
    """Translates sentences, one a conversation; a ``Translator``.

    The k-th answers are distinct. A sentence for which no answer could be used has no translation, which the
    pipeline takes for a sentence that cannot be in the brief: what remains is still a brief, and a wrong text
    in it would be worse than a missing one. Where the chat gives no scores, they are 0: no doubt is claimed
    that was not measured.
    """

    def __init__(self, chat: Chat, *, retries: int = 2) -> None:
        self._chat, self._retries = chat, retries

    @property
    def identity(self) -> str:
        """The instructions, the retries and the chat model."""
        return (
            f"chat-translator({digest('translate', 'retry')},retries={self._retries};{self._chat.identity})"
        )

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

        A text without letters and digits (empty, an emoji) is its own translation. A text that is too long
        for the model is cut at clause boundaries and the parts' translations are joined.

        Raises:
            ModelError: the chat could not answer at all.
            ConfigurationError: the model's context is too small for the instruction.
        """
        if n < 1:
            raise ValueError("n must be at least 1")
        if terms and len(terms) != len(texts):
            raise ValueError("terms must hold one entry a text, or be empty")
        questions: dict[str, tuple[str, int]] = {}
        rows: list[list[str] | None] = []
        for i, text in enumerate(texts):
            clean = visible(text)
            if not any(c.isalnum() for c in clean):
                rows.append(None)
                continue
            row = []
            for part, prompt, limit in self._parts(clean, source, target, terms[i] if terms else ()):
                questions[prompt] = (part, limit)
                row.append(prompt)
            rows.append(row)
        found = self._ask(questions, source, target, n)
        return [
            [Translation(visible(text), 0.0)]
            if row is None
            else _joined([found[prompt] for prompt in row], n)
            for text, row in zip(texts, rows, strict=True)
        ]

    def _parts(
        self, text: str, source: Language, target: Language, terms: Sequence[Term]
    ) -> Iterable[tuple[str, str, int]]:
        """The parts of a text that the model can take: part, prompt, and token limit of the answer."""

        def prompt(part: str) -> str:
            shown = terms if part == text else [t for t in terms if t.source.casefold() in part.casefold()]
            return fill(
                "translate", source=source.name, target=target.name, terms=terms_line(shown), text=part
            )

        room = self._chat.context - self._chat.count_tokens(prompt("")) - TEMPLATE_TOKENS
        longest = min(LONGEST_SENTENCE, (room - 64) // 5)
        if longest < 16:
            raise ConfigurationError(
                f"A context of {self._chat.context} tokens is too small to translate in",
                value=self._chat.context,
                hint="Choose a model, or serve it, with at least 1,024 tokens",
            )
        for part in cut(text, self._chat.count_tokens, longest):
            # Limits are powers of two, so that an answer's limit does not depend on what it is batched with.
            # Four times: a tokenizer made for one language may need so many more tokens for the other.
            limit = 1 << (4 * self._chat.count_tokens(part) + 48).bit_length()
            yield part, prompt(part), min(limit, max(64, room - self._chat.count_tokens(part)))

    def _ask(
        self, questions: dict[str, tuple[str, int]], source: Language, target: Language, n: int
    ) -> dict[str, list[Translation]]:
        prompts = list(questions)

        def read(i: int, completions: Sequence[Completion]) -> tuple[list[Translation], bool, str]:
            part = questions[prompts[i]][0]
            good: dict[str, Translation] = {}
            faults = []
            for completion in completions:
                text, score = visible(completion.text), completion.score
                if wrong := translation_fault(completion.text, completion.finished, part, source, target):
                    faults.append(wrong)
                else:
                    good.setdefault(text, Translation(text, score if score is not None else 0.0))
            return list(good.values()), bool(good), faults[0] if faults else "was empty"

        attempts: Attempts[list[Translation]] = Attempts(self._chat, self._retries)
        found = attempts.ask(
            [(prompt, questions[prompt][1]) for prompt in prompts],
            read,
            lambda new, old: len(new) > len(old),
            n=n,
        )
        attempts.report("translator")
        return dict(zip(prompts, found, strict=True))


def _joined(parts: Sequence[Sequence[Translation]], n: int) -> list[Translation]:
    """The k-th translations of all parts, joined, for each k; a part that has fewer gives its best.

    The score is the mean over the parts by their length. Without a translation of every part there is none.
    """
    if not all(parts):
        return []
    results: dict[str, Translation] = {}
    for k in range(max(map(len, parts))):
        chosen = [part[k] if k < len(part) else part[0] for part in parts]
        text = " ".join(translation.text for translation in chosen)
        letters = sum(len(translation.text) for translation in chosen)
        score = sum(translation.score * len(translation.text) for translation in chosen) / letters
        results.setdefault(text, Translation(text, round(score, 4)))
    return list(results.values())[:n]


class ChatSummarizer:
    """Writes the sentences of a brief, in the article's language or in the other one; a ``Summarizer``.

    The article is given as numbered sentences, and each answer line names those that it rests on. Numbers
    that the article does not have are dropped; a line without numbers is attributed to the sentence that
    ``embedder`` finds nearest. An article that is too long is read in windows (map) whose sentences are then
    condensed, as notes, into those of the brief (reduce), each keeping the evidence of its notes.
    """

    def __init__(self, chat: Chat, embedder: Embedder, *, retries: int = 2) -> None:
        self._chat, self._embedder, self._retries = chat, embedder, retries

    @property
    def identity(self) -> str:
        """The instructions, the retries, the chat model and the embedder."""
        told = digest("summarize", "condense", "retry")
        engines = f"{self._chat.identity};{self._embedder.identity}"
        return f"chat-summarizer({told},retries={self._retries};{engines})"

    def writes(self, source: Language, target: Language) -> bool:
        """A chat model writes each language from each."""
        return source.code in LANGUAGES and target.code in LANGUAGES

    def propose(
        self, article: Article, options: Options, language: Language
    ) -> tuple[list[Candidate], Usage]:
        """Sentences in ``language``, twice as many as asked for where the article has enough.

        Salience is half the model's own order and half the similarity to the focus, or to the article as a
        whole where there is none. The usage counts the tokens of the sentences that were in a window whose
        answer could be used.

        Raises:
            GenerationError: the model gave no usable answer to any window.
            ModelError: the chat could not answer at all.
            ConfigurationError: the model's context is too small.
        """
        wanted = max(1, min(len(article.sentences), max(options.sentences + 2, 2 * options.sentences)))
        job = _Job(options, article.language, language, wanted)
        notes = [Note(i + 1, visible(s.text), (i,), 0.0) for i, s in enumerate(article.sentences)]
        written, usage = self._read(notes, job)
        return self._candidates(article, options, written), usage

    def _read(self, notes: Sequence[Note], job: _Job) -> tuple[list[Note], Usage]:
        """The sentences written about the article whose sentences are ``notes``."""
        groups = self._windows(notes, job, "summarize")
        written = self._write(groups, job, "summarize")
        sizes = [sum(self._chat.count_tokens(note.text) for note in group) for group in groups]
        used = sum(size for size, lines in zip(sizes, written, strict=True) if lines)
        if not any(written):
            raise GenerationError(
                "The chat model gave no answer from which sentences could be taken",
                value=self._chat.identity,
                hint="Choose a larger model, or another --profile",
            )
        usage = Usage(sum(sizes), used)
        found = renumbered(written)
        # Notes are in the target's language: the second reading has no language to cross.
        job = replace(job, source=job.target)
        for _ in range(DEPTH):
            if len(groups) == 1:
                break
            groups = self._windows(found, job, "condense")
            written = self._write(groups, job, "condense")
            shorter = renumbered(written)
            if not all(written) or len(shorter) >= len(found):
                break
            found = shorter
        return found, usage

    def _windows(self, notes: Sequence[Note], job: _Job, name: str) -> list[list[Note]]:
        """The notes in groups that fit the model, a note that is too long for any in parts; all of them."""
        without = self._prompt([], job, name, job.wanted)
        room = self._chat.context - self._chat.count_tokens(without) - TEMPLATE_TOKENS
        room -= self._limit(job.wanted)
        if room < SENTENCE_TOKENS:
            raise ConfigurationError(
                f"A context of {self._chat.context} tokens is too small to summarize in",
                value=self._chat.context,
                hint="Choose a model, or serve it, with at least 2,048 tokens",
            )

        def size(text: str) -> int:
            return self._chat.count_tokens(f"[{len(notes)}] {text}\n")

        parts = [replace(note, text=part) for note in notes for part in cut(note.text, size, room)]
        sizes = [size(part.text) for part in parts]
        return [[parts[i] for i in window] for window in windows(sizes, room)]

    def _limit(self, count: int) -> int:
        """The token limit of an answer of ``count`` sentences: never more than a third of the context."""
        return min(self._chat.context // 3, 64 + SENTENCE_TOKENS * count)

    def _prompt(self, group: Sequence[Note], job: _Job, name: str, count: int) -> str:
        options, text = job.options, "\n".join(f"[{note.number}] {note.text}" for note in group)
        terms = options.glossary.terms(job.source) if job.source != job.target else ()
        numbers = list(dict.fromkeys(note.number for note in group))[:2] or [1, 2]
        return fill(
            name,
            source=job.source.name,
            target=job.target.name,
            count=f"{count} sentence{'s' if count > 1 else ''}",
            words=max(8, options.words // options.sentences) if options.words else 35,
            example=",".join(map(str, numbers)),
            focus=f"- Prefer what concerns this: {visible(options.focus)}\n" if options.focus else "",
            terms=terms_line(term for term in terms if term.source.casefold() in text.casefold()),
            text=text,
        )

    def _write(self, groups: Sequence[Sequence[Note]], job: _Job, name: str) -> list[list[Note]]:
        """The sentences written about each group, none where no answer could be used."""
        share = job.wanted if len(groups) == 1 else max(2, -(-2 * job.wanted // len(groups)))
        counts = [min(job.wanted, share, len({note.number for note in group})) for group in groups]
        sources = [texts_by_number(group) for group in groups]

        def read(i: int, completions: Sequence[Completion]) -> tuple[Lines, bool, str]:
            answer = completions[0] if completions else Completion("", None, True)
            lines = read_lines(answer.text, answer.finished, sources[i], job.source, job.target)
            least = min(job.options.sentences, counts[i])
            if lines.faults:
                cut_off = not answer.finished and len(lines.faults) == 1
                return lines, cut_off and len(lines.good) >= least, lines.faults[0]
            reason = f"had only {len(lines.good)} of the {counts[i]} sentences"
            return lines, len(lines.good) >= least, reason

        attempts: Attempts[Lines] = Attempts(self._chat, self._retries)
        answers = attempts.ask(
            [
                (self._prompt(group, job, name, count), self._limit(count))
                for group, count in zip(groups, counts, strict=True)
            ],
            read,
            lambda new, old: len(new.good) > len(old.good),
        )
        attempts.report("summarizer")
        return [
            notes_from(lines.good, {note.number: note for note in group})
            for lines, group in zip(answers, groups, strict=True)
        ]

    def _candidates(self, article: Article, options: Options, written: Sequence[Note]) -> list[Candidate]:
        texts = [note.text for note in written]
        focus = [options.focus] if options.focus else []
        vectors = self._embedder.embed([*texts, *(s.text for s in article.sentences), *focus])
        own, end = vectors[: len(texts)], len(texts) + len(article.sentences)
        sentences = vectors[len(texts) : end]
        query = vectors[end] if focus else sentences.mean(axis=0)
        likeness = scale(own @ query)
        nearest = np.argmax(own @ sentences.T, axis=1)
        return [
            Candidate(
                text=note.text,
                sentences=note.sentences or (int(nearest[i]),),
                salience=round(0.5 * (1.0 - note.rank) + 0.5 * float(likeness[i]), 4),
                origin=Origin.ABSTRACTED,
            )
            for i, note in enumerate(written)
        ]


@dataclass(frozen=True)
class _Job:
    """What is written: the sentences wanted in all, from text in ``source``, in ``target``."""

    options: Options
    source: Language
    target: Language
    wanted: int


def terms_line(terms: Iterable[Term]) -> str:
    """The line of an instruction that gives the terms, with its line break; empty where there are none."""
    shown = "; ".join(f"{visible(term.source)} = {visible(term.target)}" for term in terms)
    return f"- Terms: {shown}\n" if shown else ""
