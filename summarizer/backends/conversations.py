"""Conversations with a chat model: what it must offer, and asking again where an answer cannot be used."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from summarizer.backends.instructions import fill
from summarizer.errors import GenerationError

log = logging.getLogger(__name__)
Value = TypeVar("Value")

#: Tokens that a chat template and the reason of a retry may add to one message.
TEMPLATE_TOKENS = 128


@dataclass(frozen=True)
class Message:
    """One turn of a conversation; ``role`` is "system", "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True)
class Completion:
    """One answer: ``score`` is its mean log-probability a token, in nats, None where the engine does not say.

    ``finished`` is false where the answer was cut off at the token limit.
    """

    text: str
    score: float | None
    finished: bool


class Chat(Protocol):
    """A model that answers conversations. Safe to share between threads."""

    @property
    def identity(self) -> str:
        """Name, revision and the settings that change what it answers."""
        ...

    @property
    def context(self) -> int:
        """How many tokens a conversation and its answer may have together."""
        ...

    def complete(
        self, conversations: Sequence[Sequence[Message]], *, max_tokens: int, n: int = 1
    ) -> list[list[Completion]]:
        """Up to ``n`` answers of each conversation, best first, each of at most ``max_tokens`` tokens."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text``, template not counted; an engine says whether it counts or estimates."""
        ...


class Attempts(Generic[Value]):
    """Asks a chat until an answer can be used, ``retries`` times more than once at most.

    ``read`` gives what can be used of the answers to one conversation, whether that is good enough, and what
    is wrong with the rest. Each attempt asks all open questions in as few calls as their limits allow.
    """

    def __init__(self, chat: Chat, retries: int) -> None:
        if retries < 0:
            raise ValueError("retries must not be negative")
        self._chat, self._retries = chat, retries
        self.faults: Counter[str] = Counter()

    def ask(
        self,
        questions: Sequence[tuple[str, int]],
        read: Callable[[int, Sequence[Completion]], tuple[Value, bool, str]],
        better: Callable[[Value, Value], bool],
        *,
        n: int = 1,
    ) -> list[Value]:
        """What was read for each question (a prompt and its token limit), the best of all attempts."""
        best: dict[int, Value] = {}
        reasons = dict.fromkeys(range(len(questions)), "")
        for _ in range(self._retries + 1):
            groups: dict[int, list[int]] = defaultdict(list)
            for i in reasons:
                groups[questions[i][1]].append(i)
            still: dict[int, str] = {}
            for limit, members in groups.items():
                texts = [questions[i][0] + _reminder(reasons[i]) for i in members]
                answers = self._chat.complete(
                    [[Message("user", text)] for text in texts], max_tokens=limit, n=n
                )
                if len(answers) != len(members):
                    raise GenerationError(
                        f"The chat model answered {len(members)} conversations with {len(answers)}",
                        value=self._chat.identity,
                        hint="This is a defect of the engine; please report it",
                    )
                for i, completions in zip(members, answers, strict=True):
                    value, enough, reason = read(i, completions)
                    if i not in best or better(value, best[i]):
                        best[i] = value
                    if not enough:
                        still[i] = reason
                        self.faults[reason] += 1
            reasons = still
            if not reasons:
                break
        return [best[i] for i in range(len(questions))]

    def report(self, kind: str) -> None:
        """Logs what was refused, without any of its text."""
        if self.faults:
            shown = "; ".join(f"{count} times it {reason}" for reason, count in self.faults.most_common())
            log.warning("Answers of %s that the %s could not use: %s", self._chat.identity, kind, shown)


def _reminder(reason: str) -> str:
    return fill("retry", reason=reason) if reason else ""
