"""One engine a direction, or a language: for models that know a single pair, or a single language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarizer.briefs import Article, Options, Term, Usage
from summarizer.errors import ConfigurationError
from summarizer.languages import Language
from summarizer.protocols import Candidate, Summarizer, Translation, Translator


class TranslatorByDirection:
    """A ``Translator`` that asks the one that knows the direction.

    ``translators`` are by the codes of source and target. Each has a lock of its own if it needs one, so
    both directions run at the same time.
    """

    def __init__(self, translators: Mapping[tuple[str, str], Translator]) -> None:
        self._translators = dict(translators)

    @property
    def identity(self) -> str:
        """The identity of the translator of each direction, in the order of their codes."""
        return ";".join(
            f"{source}-{target}={translator.identity}"
            for (source, target), translator in sorted(self._translators.items(), key=lambda item: item[0])
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
        """As the direction's translator answers; raises ConfigurationError where there is none."""
        translator = self._translators.get((source.code, target.code))
        if translator is None:
            known = ", ".join(f"{a}-{b}" for a, b in sorted(self._translators)) or "no direction"
            raise ConfigurationError(
                f"No translator from {source.name} to {target.name}: there is one for {known}",
                value=f"{source.code}-{target.code}",
                hint="Name a model for this direction in the profile",
            )
        return translator.translate(texts, source, target, n=n, terms=terms)


class SummarizerByLanguage:
    """A ``Summarizer`` that asks the one that knows the article's language, by its code."""

    def __init__(self, summarizers: Mapping[str, Summarizer]) -> None:
        self._summarizers = dict(summarizers)

    @property
    def identity(self) -> str:
        """The identity of the summarizer of each language, in the order of their codes."""
        return ";".join(f"{code}={s.identity}" for code, s in sorted(self._summarizers.items()))

    def writes(self, source: Language, target: Language) -> bool:
        """Whether the summarizer of ``source`` writes ``target``."""
        summarizer = self._summarizers.get(source.code)
        return summarizer is not None and summarizer.writes(source, target)

    def propose(
        self, article: Article, options: Options, language: Language
    ) -> tuple[list[Candidate], Usage]:
        """As the language's summarizer proposes; raises ConfigurationError where there is none."""
        summarizer = self._summarizers.get(article.language.code)
        if summarizer is None:
            known = ", ".join(sorted(self._summarizers)) or "no language"
            raise ConfigurationError(
                f"No summarizer reads {article.language.name}: there is one for {known}",
                value=article.language.code,
                hint="Name a model for this language in the profile",
            )
        return summarizer.propose(article, options, language)
