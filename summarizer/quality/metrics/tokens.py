"""Words to count, in Arabic and English alike: what ROUGE, novelty and coverage compare.

``rouge-score`` keeps ASCII letters and digits only, so that two Arabic sentences that share "3" and "2023"
get 1.0. Here a token is a run of Unicode letters, digits and their marks, in lower case; on ASCII text that
is exactly what ``rouge-score`` counts.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from summarizer.languages import LANGUAGES, Language
from summarizer.text.normalization import INVISIBLE, digits, fold
from summarizer.text.sentences import split

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
#: Combining marks that belong to the letter before them: Latin accents, tashkeel, Quranic marks.
_MARKS = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
_WORD = re.compile(rf"[^\W_][^\W_{_MARKS}]*(?:[{_MARKS}]+[^\W_]*)*")
_STEMMERS = {"ar": "arabic", "en": "english"}
_NAMES = {"ar": "snowball-arabic+conjunctions", "en": "snowball-english"}
#: A conjunction before an article, which the Snowball stemmer of Arabic leaves (Larkey et al. 2002, light8).
_CONJUNCTION = re.compile("^[وف](?=ال\\w{3}|لل\\w{2})")


@dataclass(frozen=True)
class Tokenizer:
    """Splits text of one language into tokens.

    ``folding`` makes spelling variants equal: tashkeel, tatweel, hamza carriers, ta marbuta, alef maqsura,
    Arabic-Indic digits (``text.normalization``). ``stemming`` takes affixes off by the Snowball stemmer of
    the language: Arabic clitics too (light stemming), English endings by Porter 2. Words of up to three
    letters are not stemmed, as in ROUGE 1.5.5.
    """

    language: Language
    folding: bool = True
    stemming: bool = False

    def __call__(self, text: str) -> list[str]:
        """The tokens of ``text`` in order."""
        plain = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).lower()
        if self.folding:
            plain = digits(fold(plain))
        words = _WORD.findall(plain)
        if self.stemming:
            stem = _stemmer(self.language)
            words = [stem(_CONJUNCTION.sub("", word)) if len(word) > 3 else word for word in words]
        return words

    @property
    def signature(self) -> str:
        """``tokens:unicode|fold:yes|stem:no``."""
        stem = _NAMES[self.language.code] if self.stemming else "no"
        return f"tokens:unicode|fold:{'yes' if self.folding else 'no'}|stem:{stem}"


def _stemmer(language: Language) -> Any:
    """A new stemmer for each text, since they keep the word that they work on and threads share nothing."""
    import snowballstemmer

    return snowballstemmer.stemmer(_STEMMERS[language.code]).stemWord


def sentences_of(text: str, language: Language) -> list[str]:
    """The sentences of a summary: every line by itself, split by the rules of ``text.sentences``."""
    found = []
    for line in text.splitlines():
        found += [span.of(line) for span in split(line, language)]
    return found


def tokenizers(*, folding: bool, stemming: bool) -> dict[str, Tokenizer]:
    """A tokenizer for each supported language, by code."""
    return {
        code: Tokenizer(language, folding=folding, stemming=stemming) for code, language in LANGUAGES.items()
    }
