"""Words of a translation that nobody knows: in no list, and no name of its source.

A small translator makes words up, well-formed ones too (نفعم), and spells names as it likes (ويلبورث for
Willoughby). The lists are those of the words that it was trained on, so this says little about what others
write: one in seven validation sentences has a word, in the Arabic of its human translator, that no list has.
"""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.languages import ARABIC, Language
from summarizer.lexicon.dictionary import SUFFIXES, dictionary, stem
from summarizer.lexicon.gazetteer import find_names
from summarizer.lexicon.tokens import Token, bare_forms, tokens
from summarizer.lexicon.transliteration import similarity
from summarizer.lexicon.unknown import is_common

#: An Arabic word that sounds so much like a capitalized word of the source is taken for its spelling.
ALIKE = 0.6
#: Shorter words are too easily cut down to one that is known.
SHORTEST = 4
_MORE_SUFFIXES = ("كم", "هن", "تم", "ك", "ت")


def coinages(source: str, target: str, language: Language) -> list[str]:
    """The words of ``target``, a text in ``language``, that no list has and that spell no name of ``source``.

    Arabic: also cut of clitics and endings. English: words in lower case only, since names have a capital.
    """
    words = [word for word in tokens(target) if len(word.key) >= SHORTEST]
    if language != ARABIC:
        return [word.text for word in words if _is_english_coinage(word)]
    known = dictionary().arabic
    spans = [(name.span.start, name.span.end) for name in find_names(target, language)]
    capitalized = [word.text for word in tokens(source) if word.script == "latin" and word.capitalized]
    return [
        word.text
        for word in words
        if word.script == "arabic"
        and not any(start <= word.start < end for start, end in spans)
        and known.keys().isdisjoint(_readings(word.key))
        and not _spells(word, capitalized)
    ]


def _is_english_coinage(word: Token) -> bool:
    if word.script != "latin" or not word.text.islower():
        return False
    return not is_common(word.key) and stem(word.key, "latin") not in dictionary().english


def _readings(key: str) -> set[str]:
    """A folded word and what is left of it without clitics and endings, as the dictionary may list it."""
    bare = {key, *(form for form, _ in bare_forms(key))}
    found = bare | {form.removesuffix(end) for form in bare for end in (*SUFFIXES, *_MORE_SUFFIXES)}
    return {stem(key, "arabic"), *(form for form in found if len(form) > 1)}


def _spells(word: Token, capitalized: Iterable[str]) -> bool:
    forms = [word.key, *(form for form, _ in bare_forms(word.key))]
    return any(similarity(name, form) >= ALIKE for name in capitalized for form in forms)
