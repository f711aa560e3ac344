"""Answers of an engine that are remembered, so that the same question is asked once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memory(Generic[Key, Value]):
    """The ``most`` answers that were asked for last. Safe to share between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Value] = OrderedDict()
        self._lock = threading.Lock()

    def answers(self, keys: Sequence[Key], ask: Callable[[list[Key]], Iterable[Value]]) -> list[Value]:
        """The answer to each key; ``ask`` is given those that are not known, each once."""
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            found.update(zip(missing, ask(missing), strict=True))
        with self._lock:
            for key, answer in found.items():
                self._kept[key] = answer
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [found[key] for key in keys]
