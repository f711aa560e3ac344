"""What chat models are told, as text files that one can read and edit; ``$name`` is a placeholder.

``translate.txt`` asks for one sentence, ``summarize.txt`` for the sentences of a brief, ``condense.txt`` for
the same from the notes on a long article's parts, and ``retry.txt`` is added after an answer that could not
be used. They are in English, which instruction-tuned models follow best whatever language they write
(Muennighoff et al. 2023, "Crosslingual Generalization through Multitask Finetuning"). Nothing is told in a
system message, since the templates of some models (Gemma 2) refuse one.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from string import Template


@cache
def _text(name: str) -> str:
    return (files(__name__) / f"{name}.txt").read_text(encoding="utf-8")


def fill(name: str, **values: object) -> str:
    """The instruction ``name`` with every placeholder filled; raises KeyError when one has no value."""
    return Template(_text(name).removesuffix("\n")).substitute(values)


def digest(*names: str) -> str:
    """A hash of these instructions for an engine's identity: eight hexadecimal digits."""
    return hashlib.sha256("\0".join(_text(name) for name in names).encode()).hexdigest()[:8]
