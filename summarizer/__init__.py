"""Mujaz: parallel Arabic and English briefs of news articles, aligned, traced and checked.

>>> from summarizer import brief
>>> pair = brief(text)  # doctest: +SKIP
>>> for arabic, english in zip(pair.arabic.sentences, pair.english.sentences):  # doctest: +SKIP
...     print(arabic.text, english.text, sep="\\n")
"""

from __future__ import annotations

from summarizer.briefs import (
    Article,
    Brief,
    BriefPair,
    Glossary,
    Options,
    Sentence,
    Span,
    Strategy,
    Style,
    Verdict,
)
from summarizer.errors import MujazError
from summarizer.languages import ARABIC, ENGLISH, LANGUAGES, Language

__all__ = [
    "ARABIC",
    "ENGLISH",
    "LANGUAGES",
    "Article",
    "Brief",
    "BriefPair",
    "Glossary",
    "Language",
    "MujazError",
    "Options",
    "Sentence",
    "Span",
    "Strategy",
    "Style",
    "Verdict",
    "brief",
]


def brief(text: str | bytes, options: Options = Options(), *, profile: str = "lite") -> BriefPair:
    """Writes the brief of an article in Arabic and English.

    Args:
        text: the article, as plain text or HTML, in either language.
        options: how long the brief shall be, what it shall be about, and so on.
        profile: the name of a profile, or the path of a profile file.

    Raises:
        InputError: the text cannot become a brief; the message says why and what was seen.
        ModelError: the profile's engines are missing, damaged, or cannot answer.
    """
    from summarizer.assembly import default_writer
    from summarizer.text.reading import read_article

    writer = default_writer(profile)
    return writer.write(read_article(text), options)
