"""The languages that Mujaz reads and writes: a closed set, with one place to add to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Language:
    """One supported language; ``code`` is its ISO 639-1 code."""

    code: str
    name: str
    native_name: str
    script: str
    direction: Literal["ltr", "rtl"]

    def __str__(self) -> str:
        return self.code


ARABIC = Language("ar", "Arabic", "العربية", "Arab", "rtl")
ENGLISH = Language("en", "English", "English", "Latn", "ltr")

#: Every supported language by code. A new one needs an entry here, sentence rules in ``text``, and
#: words in ``fidelity`` and ``lexicon``.
LANGUAGES = {language.code: language for language in (ARABIC, ENGLISH)}


def find(name: str) -> Language | None:
    """The supported language with this code or name, in English or its own words; None if there is none."""
    wanted = name.strip().casefold()
    for language in LANGUAGES.values():
        if wanted in (language.code, language.name.casefold(), language.native_name):
            return language
    return None


def other(language: Language) -> Language:
    """The language of the second brief: English for Arabic, Arabic for English."""
    return ENGLISH if language == ARABIC else ARABIC
