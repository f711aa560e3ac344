"""Finds a term in a text, inflected forms and Arabic clitics allowed.

Arabic: light stemming after Larkey, Ballesteros & Connell 2002 ("Improving stemming for Arabic
information retrieval", light10), on top of the folding of ``text.normalization``. English: plural and
possessive endings.
"""

from __future__ import annotations

import itertools
from functools import lru_cache

from summarizer.briefs import Span
from summarizer.lexicon.tokens import JOINT, Token, bare_forms, tokens

_SUFFIXES = ("هما", "ها", "هم", "هن", "ان", "ات", "ون", "ين", "تين", "تان", "يه", "ية", "نا", "ه", "ي", "ا")


@lru_cache(maxsize=65536)
def arabic_stems(key: str) -> frozenset[str]:
    """Possible light stems of a folded Arabic word, the word itself included."""
    stems: set[str] = set()
    for form, _ in bare_forms(key):
        stems.add(form)
        for suffix in _SUFFIXES:
            if form.endswith(suffix) and len(form) - len(suffix) >= 3:
                stems.add(form[: -len(suffix)])
    return frozenset(stems)


@lru_cache(maxsize=65536)
def english_stems(key: str) -> frozenset[str]:
    """A folded English word without a plural ending, and the word itself."""
    stems = {key}
    if key.endswith("ies") and len(key) > 4:
        stems.add(key[:-3] + "y")
    if key.endswith("es") and len(key) > 4:
        stems.add(key[:-2])
    if key.endswith("s") and not key.endswith("ss") and len(key) > 3:
        stems.add(key[:-1])
    return frozenset(stems)


def _stems(token: Token) -> frozenset[str]:
    return arabic_stems(token.key) if token.script == "arabic" else english_stems(token.key)


def _initial(stems: frozenset[str], minimum: int = 3) -> frozenset[str]:
    return frozenset(s for s in stems if len(s) >= minimum) or stems


def occurrences(term: str, text: str, words: list[Token] | None = None) -> list[Span]:
    """Where ``term`` stands in ``text``, in order and without overlaps.

    Every word of the term must be there, in order and side by side; ``words`` may carry the tokens of
    ``text``, so that many terms are looked up in one text.
    """
    wanted = [_initial(_stems(t)) for t in tokens(term)]
    if not wanted:
        return []
    here = tokens(text) if words is None else words
    found: list[Span] = []
    i = 0
    while i + len(wanted) <= len(here):
        part = here[i : i + len(wanted)]
        joined = all(JOINT.fullmatch(text[a.end : b.start]) for a, b in itertools.pairwise(part))
        if joined and all(w & _stems(t) for w, t in zip(wanted, part, strict=True)):
            found.append(Span(part[0].start, part[-1].end))
            i += len(wanted)
        else:
            i += 1
    return found
