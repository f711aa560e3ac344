"""The prompts that the lite translator is trained on and asked with; training and inference share them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NAMES = {"ar": "Arabic", "en": "English"}
PAD, EOS, BOS = 0, 1, 2
#: Prompts are filled up to a multiple of so many tokens, so that many of them share a length.
FILL = 8


def translation_prompt(text: str, source: str, target: str, terms: Sequence[tuple[str, str]] = ()) -> str:
    """The prompt that asks for ``text`` in ``target``; the model answers a space, the translation, EOS.

    ``terms`` are hints: source term, target term (after Dinu et al. 2019, "Training Neural Machine
    Translation to Apply Terminology Constraints").
    """
    hints = "Terms: " + "; ".join(f"{a} = {b}" for a, b in terms) + "\n" if terms else ""
    return f"{NAMES[source]}: {text}\n{hints}{NAMES[target]}:"


def prompt_ids(tokenizer: Tokenizer, prompt: str, *, followed_by: int = 0) -> list[int]:
    """The prompt as the model reads it: padding, BOS, the pieces.

    The padding fills it up, with the ``followed_by`` tokens after it, to a multiple of ``FILL`` tokens.
    """
    ids: list[int] = [BOS, *tokenizer.encode(prompt).ids]
    return [PAD] * (-(len(ids) + followed_by) % FILL) + ids
