"""Finds the words and set phrases of a text that the news vocabulary lists, with what they are called in the
other language.

No names are in it (``gazetteer`` has those), and nothing is checked by it: it is only hinted. Small
translators obey a hint nearly always, so a form that human translators often render otherwise is listed in
``unsure_words.tsv`` and is not found (``python -m tests.lexicon.find_unsure`` counts them).
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from summarizer.briefs import Span
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.lexicon.data import listed, rows
from summarizer.lexicon.tokens import JOINT, Token, token_forms, tokens, without_article
from summarizer.once import once

#: The folded words of a form.
Key = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """One listed form: as the list spells it, its key, and its translations, the preferred one first."""

    text: str
    key: Key
    others: tuple[str, ...]


@dataclass(frozen=True)
class Word:
    """A listed form where it stands in a text."""

    span: Span
    form: Form


@dataclass(frozen=True)
class Vocabulary:
    """The forms of each language, by its code and their keys, and the words of the longest."""

    forms: Mapping[str, Mapping[Key, Form]]
    longest: Mapping[str, int]

    @classmethod
    def of(cls, lines: Iterable[Sequence[str]], unsure: Collection[tuple[str, Key]] = ()) -> Vocabulary:
        """The vocabulary of lines of English forms, Arabic forms (both separated by semicolons, the preferred
        one first), and the code of the only language in whose texts the line is looked up, or nothing.

        A form that two lines list belongs to the first. ``unsure`` forms are left out.
        """
        found: dict[str, dict[Key, Form]] = {"en": {}, "ar": {}}
        for english, arabic, only in lines:
            sides = (ENGLISH, listed(english), listed(arabic)), (ARABIC, listed(arabic), listed(english))
            for language, own, others in sides:
                for text in own if only in ("", language.code) else ():
                    key = tuple(word.key for word in tokens(text))
                    if (language.code, key) not in unsure:
                        found[language.code].setdefault(key, Form(text, key, tuple(others)))
        return cls(found, {code: max(map(len, forms), default=0) for code, forms in found.items()})

    def find(self, text: str, language: Language) -> list[Word]:
        """The listed words of ``text`` in order, the longest first where they overlap; linear time.

        A capitalized English word in the midst of a sentence may be a name (Baker), and is left alone; a
        phrase is not. Arabic clitics (و ف ب ل ك ال), tashkeel and the spelling of hamza, ya and ta marbuta do
        not matter.
        """
        forms, longest = self.forms[language.code], self.longest[language.code]
        script = "arabic" if language == ARABIC else "latin"
        words = [word for word in tokens(text) if word.script in (script, "number")]
        found: list[Word] = []
        at = 0
        while at < len(words):
            run = words[at : at + _joined(text, words[at : at + longest])]
            form = next((f for n in range(len(run), 0, -1) if (f := _match(run[:n], script, forms))), None)
            size = len(form.key) if form else 1
            if form and not (size == 1 and words[at].capitalized and at > 0):
                found.append(Word(Span(words[at].start, words[at + size - 1].end), form))
            at += size
        return found


def listed_lines() -> list[list[str]]:
    """The lines of ``vocabulary.tsv``, which people wrote, and then of ``learned_words.tsv``."""
    return [row[:3] for name in ("vocabulary.tsv", "learned_words.tsv") for row in rows(name, 3)]


@once
def vocabulary() -> Vocabulary:
    """The vocabulary that comes with Mujaz, without its unsure forms."""
    unsure = {(row[0], tuple(row[1].split())) for row in rows("unsure_words.tsv", 2)}
    return Vocabulary.of(listed_lines(), unsure)


def _joined(text: str, words: Sequence[Token]) -> int:
    """How many of ``words`` follow each other as those of one phrase do."""
    for n in range(1, len(words)):
        if not JOINT.fullmatch(text[words[n - 1].end : words[n].start]):
            return n
    return len(words)


def _match(words: Sequence[Token], script: str, forms: Mapping[Key, Form]) -> Form | None:
    if script == "latin":
        return forms.get(tuple(word.key for word in words))
    readings = [[form for form, _ in token_forms(words[0])]]
    readings += [list(dict.fromkeys((word.key, without_article(word.key)))) for word in words[1:]]
    return next((form for key in itertools.product(*readings) if (form := forms.get(key))), None)
