"""What a comparison works on: the items of a data set, and what systems made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from summarizer.languages import Language


@dataclass(frozen=True)
class Item:
    """One article of a data set: ``text`` in ``language``, and what people made of it.

    ``references`` holds the reference summaries by language code, each as running text in which line breaks
    separate sentences where the data set says so; it is empty for data without references.
    """

    id: str
    text: str
    language: Language
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    title: str | None = None


@dataclass(frozen=True)
class Output:
    """What one system wrote for one item.

    ``briefs`` holds the sentences of each summary by language code. ``checks`` counts the failed fidelity
    checks by kind, and ``verdict`` is theirs; both are empty for systems that do not check. ``seconds`` is
    how long the system took, where that is known. ``detail`` is the wire object of a Mujaz brief, or empty.
    """

    item: str
    system: str
    briefs: Mapping[str, tuple[str, ...]]
    verdict: str | None = None
    checks: Mapping[str, int] = field(default_factory=dict)
    seconds: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
