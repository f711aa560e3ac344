"""Translators that remember what they answered, so that systems which ask the same things share the work.

Two pipelines that differ in selection alone translate the same sentences, and weigh the same translations.
(Vectors are remembered by ``quality.vectors``.)
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.briefs import Term
from summarizer.languages import Language
from summarizer.protocols import Likelihood, Rescorer, Translation, Translator
from summarizer.quality.memory import Memory

#: What is translated: text, languages, number of candidates, terms.
Asked = tuple[str, str, str, int, tuple[Term, ...]]
#: What is scored: text, translation, languages.
Weighed = tuple[str, str, str, str]

#: Answers of each kind that are remembered: those of some hundred articles.
MOST = 10_000


class RememberingTranslator:
    """Translates each text once for the same languages, number of candidates and terms."""

    def __init__(self, translator: Translator, *, most: int = MOST) -> None:
        self._translator = translator
        self._translations: Memory[Asked, list[Translation]] = Memory(most)

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
        found = self._translations.answers(
            keys,
            lambda missing: self._translator.translate(
                [key[0] for key in missing], source, target, n=n, terms=[key[4] for key in missing]
            ),
        )
        return [list(answer) for answer in found]


class RememberingRescorer(RememberingTranslator):
    """The same for a translator that also scores: each translation of a text once."""

    def __init__(self, translator: Translator, rescorer: Rescorer, *, most: int = MOST) -> None:
        super().__init__(translator, most=most)
        self._rescorer = rescorer
        self._scores: Memory[Weighed, Likelihood | None] = Memory(most)

    def score(
        self, texts: Sequence[str], translations: Sequence[str], source: Language, target: Language
    ) -> list[Likelihood | None]:
        """How likely each translation is for its text; None if unknown."""
        keys = [
            (text, translation, source.code, target.code)
            for text, translation in zip(texts, translations, strict=True)
        ]
        return self._scores.answers(
            keys,
            lambda missing: self._rescorer.score(
                [key[0] for key in missing], [key[1] for key in missing], source, target
            ),
        )


def remembering(translator: Translator) -> RememberingTranslator:
    """A translator that remembers, and can do what ``translator`` can."""
    if isinstance(translator, Rescorer):
        return RememberingRescorer(translator, translator)
    return RememberingTranslator(translator)
