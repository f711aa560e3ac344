"""A translator that is asked something that anyone could answer before its first answer counts."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from summarizer.briefs import Term
from summarizer.languages import Language
from summarizer.protocols import Translation, Translator


class CheckedTranslator:
    """A ``Translator`` that checks ``translator`` once a direction, when it is first asked for it.

    Some published checkpoints load without any error and answer nonsense, by the version of transformers
    (huggingface/transformers#26216 tells of Marian's). Nothing is loaded for that before a text comes, so
    that briefs from the cache cost nothing.
    """

    def __init__(self, translator: Translator) -> None:
        self._translator = translator
        self._lock = threading.Lock()
        self._checked: set[tuple[Language, Language]] = set()

    @property
    def identity(self) -> str:
        """That of the translator."""
        return self._translator.identity

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        """As the translator answers.

        Raises:
            GenerationError: it answers nonsense.
        """
        from summarizer.backends.canary import check_translator

        with self._lock:
            if (source, target) not in self._checked:
                check_translator(self._translator, [(source, target)])
                self._checked.add((source, target))
        return self._translator.translate(texts, source, target, n=n, terms=terms)
