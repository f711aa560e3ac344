"""Words of a text with their places and their folded forms, for both scripts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from summarizer.lexicon.transliteration import fold_arabic, fold_latin

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_TOKEN = re.compile(
    rf"(?P<acronym>(?:[A-Z]\.){{2,}}[A-Z]?)"
    rf"|(?P<latin>[{_LATIN}][{_LATIN}\u0300-\u036f0-9]*(?:['’`ʼ](?!s\b)[{_LATIN}\u0300-\u036f]+)*)"
    "|(?P<arabic>[\u0621-\u063a\u0640-\u065f\u0670-\u06d3\u06d5]+)"
    "|(?P<number>[0-9]+)"
)
#: What may stand between two words of one name.
JOINT = re.compile(r"[\s\-‐‑–'’.]{0,3}")


@dataclass(frozen=True)
class Token:
    """A word, its place in the text, and ``key``, its folded form. ``script``: latin, arabic or number."""

    text: str
    start: int
    end: int
    key: str
    script: str

    @property
    def capitalized(self) -> bool:
        """Whether it starts with a capital letter."""
        return self.text[0].isupper()


def tokens(text: str) -> list[Token]:
    """The words of ``text`` in order; a possessive ``'s`` is no part of its word."""
    found = []
    for match in _TOKEN.finditer(text):
        script = match.lastgroup or ""
        word = match.group()
        key = fold_arabic(word) if script == "arabic" else fold_latin(word)
        if key:
            kind = "latin" if script == "acronym" else script
            found.append(Token(word, match.start(), match.end(), key, kind))
    return found


@lru_cache(maxsize=65536)
def bare_forms(key: str) -> tuple[tuple[str, bool], ...]:
    """Readings of a folded Arabic word without clitics: (word, whether it had the article).

    Clitics are one of و ف, then one of ب ل ك, then ال (لل for ل + ال).
    """
    forms: list[tuple[str, bool]] = []

    def add(word: str, definite: bool) -> None:
        if len(word) >= 2 and (word, definite) not in forms:
            forms.append((word, definite))

    def article(word: str) -> None:
        add(word, False)
        if word.startswith("ال") and len(word) > 3:
            add(word[2:], True)

    rests = [key]
    if key[0] in "وف" and len(key) > 3:
        rests.append(key[1:])
    for rest in rests:
        article(rest)
        if rest.startswith("لل") and len(rest) > 3:
            add(rest[2:], True)
            add(rest[1:], True)  # ل + a word that starts with ل
        if rest[0] in "بلك" and len(rest) > 3:
            article(rest[1:])
    return tuple(forms) or ((key, False),)


def token_forms(token: Token) -> tuple[tuple[str, bool], ...]:
    """``bare_forms`` of an Arabic word as it is written: a letter with hamza begins no article (ألبوم)."""
    forms = bare_forms(token.key)
    if "ال" in token.text or "لل" in token.text or not any(definite for _, definite in forms):
        return forms
    bare = tuple((form, definite) for form, definite in forms if not definite)
    return bare or forms


def without_article(key: str) -> str:
    """A folded Arabic word without ال."""
    return key[2:] if key.startswith("ال") and len(key) > 3 else key
