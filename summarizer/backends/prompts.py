"""The prompts that the lite translator is trained on and asked with; training and inference share them."""

from __future__ import annotations

from collections.abc import Sequence

NAMES = {"ar": "Arabic", "en": "English"}


def translation_prompt(text: str, source: str, target: str, terms: Sequence[tuple[str, str]] = ()) -> str:
    """The prompt that asks for ``text`` in ``target``; the model answers a space, the translation, EOS.

    ``terms`` are hints: source term, target term (after Dinu et al. 2019, "Training Neural Machine
    Translation to Apply Terminology Constraints").
    """
    hints = "Terms: " + "; ".join(f"{a} = {b}" for a, b in terms) + "\n" if terms else ""
    return f"{NAMES[source]}: {text}\n{hints}{NAMES[target]}:"
