"""A translator that remembers what it answered, so that systems which ask the same things share the work.

Two pipelines that differ in selection alone translate the same sentences. (Vectors are remembered by
``quality.vectors``.)
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from summarizer.briefs import Term
from summarizer.languages import Language
from summarizer.protocols import Translation, Translator

#: What is translated: text, languages, number of candidates, terms.
Key = tuple[str, str, str, int, tuple[Term, ...]]

#: Translations that are remembered: those of some hundred articles.
MOST = 10_000


class RememberingTranslator:
    """Translates each text once for the same languages, number of candidates and terms."""

    def __init__(self, translator: Translator, *, most: int = MOST) -> None:
        self._translator = translator
        self._most = most
        self._kept: OrderedDict[Key, list[Translation]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def identity(self) -> str:
        """That of the translator behind it, whose answers do not depend on what else it is asked."""
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
        """Up to ``n`` distinct translations of each text, best first, in the order of ``texts``."""
        told = [tuple(some) for some in terms] if terms else [()] * len(texts)
        keys = [(text, source.code, target.code, n, some) for text, some in zip(texts, told, strict=True)]
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
        missing = [key for key in dict.fromkeys(keys) if key not in found]
        if missing:
            answers = self._translator.translate(
                [key[0] for key in missing], source, target, n=n, terms=[key[4] for key in missing]
            )
            found.update(zip(missing, answers, strict=True))
        with self._lock:
            for key, answer in found.items():
                self._kept[key] = answer
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return [list(found[key]) for key in keys]
