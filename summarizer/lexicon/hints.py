"""Terms that the translator is prompted with: what words of a sentence are called in the other language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from summarizer.briefs import Glossary, Span, Term
from summarizer.languages import ARABIC, Language
from summarizer.lexicon.data import listed, rows
from summarizer.lexicon.gazetteer import Name, find_names, translations
from summarizer.lexicon.spelling import find_spellable, find_spelled, is_headline
from summarizer.lexicon.stems import occurrences
from summarizer.lexicon.tokens import tokens
from summarizer.lexicon.transliteration import THRESHOLD, similarity
from summarizer.lexicon.vocabulary import Word, vocabulary
from summarizer.once import once

#: Which names are hinted first where there are more than fit. Kinds not listed are not hinted.
_ORDER = {
    "group": 0,
    "organization": 0,
    "party": 0,
    "media": 0,
    "person": 0,
    "firm": 1,
    "event": 1,
    "disease": 1,
    "office": 2,
    "term": 2,
    "city": 3,
    "region": 4,
    "country": 4,
    "demonym": 4,
    "currency": 5,
    "language": 6,
    "given": 6,
}
_CAPITAL_NEXT = re.compile(r" [A-Z]")
_AT = re.compile(r"\b(?:in|at|from|near|outside|around|to|of) \Z")
_OF_COUNTRY = re.compile(r"(?:['’]s?)? ")
#: Several persons, whose adjective would be a plural.
_PLURAL = frozenset({"وزراء"})
_WITHIN = re.compile(r"[a-z,] \Z")
#: Ordinary words ("experts") come after all names; phrases ("humanitarian truce") do not.
_LAST = 7  # fmt: skip
#: How many terms a sentence is given at most.
LIMIT = 12


def hints(
    text: str,
    source: Language,
    target: Language,
    glossary: Glossary = Glossary(),
    limit: int = LIMIT,
    words: bool = True,
) -> tuple[Term, ...]:
    """Up to ``limit`` terms whose source stands in ``text``, in order of importance.

    The user's glossary comes first, then what the gazetteer knows (the longest match where names
    overlap), then names that only their spelling tells, then phrases and words of the news.
    An office of a country is one term with it, since the adjective follows in Arabic. Terms do not overlap.
    Targets are dictionary forms; sources are the words of the text, without Arabic clitics. Without
    ``words``, the vocabulary is left out.
    """
    taken: list[Span] = []
    chosen: dict[str, Term] = {}

    def take(span: Span, term: Term) -> None:
        if len(chosen) < limit and not any(s.start < span.end and span.start < s.end for s in taken):
            taken.append(span)
            chosen.setdefault("".join(token.key for token in tokens(term.source)), term)

    def take_name(name: Name) -> None:
        own = _word(name, source)
        if other := _form(name, own, target):
            take(name.span, Term(own, other))

    here = tokens(text)
    for term in sorted(glossary.terms(source), key=lambda t: -len(t.source)):
        for span in occurrences(term.source, text, here):
            take(span, term)
    found = find_names(text, source)
    spelled = _spelled(text, found, source)
    names = [n for n in found if n.kind in _ORDER and _is_sure(n, text, source)]
    names = [n for n in names if not any(s.start <= n.span.start and n.span.end < s.end for s, _ in spelled)]
    ordinary = [n for n in names if _importance(n)[0] == _LAST]
    for span, term in _offices(found, text) if target.code == "ar" else ():
        take(span, term)
    for name in sorted((n for n in names if n not in ordinary), key=_importance):
        take_name(name)
    for span, term in spelled:
        take(span, term)
    for name in sorted(ordinary, key=_importance):
        take_name(name)
    for word in sorted(vocabulary().find(text, source) if words else (), key=_extent):
        shown = word.form.text if source.code == "ar" else word.span.of(text)
        take(word.span, Term(shown, word.form.others[0]))
    return tuple(chosen.values())


def _importance(name: Name) -> tuple[int, int, int]:
    ordinary = name.kind in ("term", "office") and " " not in name.surface and "-" not in name.surface
    return (_LAST if ordinary else _ORDER[name.kind], -len(name.surface), name.span.start)


def _extent(word: Word) -> tuple[int, int, int]:
    """Phrases first, long words before short ones: they are the rarer ones."""
    return -len(word.form.key), -len(word.form.text), word.span.start


def _is_sure(name: Name, text: str, source: Language) -> bool:
    """Whether the words surely mean what the gazetteer takes them for, and the hint will be inflected.

    Into Arabic, the translator copies a nationality as it stands (خبراء روسي). A capital in the midst of an
    English sentence makes a firm of what is a common word too (Google), and a place after its preposition.
    """
    if not name.weak:
        return source.code == "ar" or name.kind != "demonym"
    if source.code != "en" or " " in name.surface:
        return False
    if name.kind in ("term", "disease"):
        return True
    alone = not _CAPITAL_NEXT.match(text, name.span.end) and not is_headline(tokens(text))
    if name.kind in ("city", "region"):
        return alone and bool(_AT.search(text, 0, name.span.start))
    return name.kind in ("firm", "media") and alone and bool(_WITHIN.search(text, 0, name.span.start))


def _spelled(text: str, names: Sequence[Name], source: Language) -> list[tuple[Span, Term]]:
    """The names that only their spelling tells; they share no words with ``names``.

    Unless these are given names, or places by whose names persons may be called too (Virginia Roberts).
    """
    places = ("city", "region")
    other = [n.span for n in names if n.kind != "given" and not (n.weak and n.kind in places)]
    if source.code == "ar":
        return [(span, Term(arabic, latin)) for span, arabic, latin in find_spelled(text, other)]
    return [(span, Term(span.of(text), arabic)) for span, arabic in find_spellable(text, other)]


def _offices(names: Sequence[Name], text: str) -> Iterator[tuple[Span, Term]]:
    """Offices and institutions of an English text with their country: Russia's Foreign Minister, Iraqi navy.

    The Arabic adjective is definite, as they are, and has the gender of their first word.
    """
    for country, office in pairwise(names):
        adjective = next((_nisbas()[i] for i in country.ids if i in _nisbas()), "")
        between = text[country.span.end : office.span.start]
        if office.kind != "office" or not adjective or not _OF_COUNTRY.fullmatch(between):
            continue
        title = translations(office, ARABIC)[0]
        if " " not in title and not title.startswith("ال"):
            title = "ال" + title
        head, last = title.split()[0], title.split()[-1]
        if last.startswith("ال") and head not in _PLURAL:
            feminine = "ة" if head.endswith(("ة", "ات")) else ""
            span = Span(country.span.start, office.span.end)
            yield span, Term(span.of(text), f"{title} ال{adjective}{feminine}")


@once
def _nisbas() -> dict[str, str]:
    """The Arabic adjective of each country, masculine and indefinite."""
    return {
        code: listed(nisbas)[0] for code, *_, nisbas in (r[:5] for r in rows("countries.tsv", 5)) if nisbas
    }


def _form(name: Name, own: str, target: Language) -> str:
    """What the name is called: as short as the text has it (Lavrov is not Sergei Lavrov).

    ``own`` is what the text calls it. Britain is not the United Kingdom, but هولندا is the Netherlands.
    """
    forms = translations(name, target)
    if not forms:
        return ""

    def alike(form: str) -> float:
        return similarity(name.surface, form) if target.code == "ar" else similarity(form, name.surface)

    if name.kind == "country" and own not in _first_names(name):
        best = max(forms, key=alike)
        return best if alike(best) >= THRESHOLD else forms[0]
    if name.kind != "person":
        return forms[0]
    count = len(name.surface.split())
    same = [f for f in forms if len(f.split()) == count] or list(forms)
    return max(same, key=alike)


def _first_names(name: Name) -> set[str]:
    """The usual name in either language."""
    return {
        form for meaning in name.meanings for side in (meaning.english, meaning.arabic) for form in side[:1]
    }


def _word(name: Name, source: Language) -> str:
    """The name as the hint shows it: for Arabic the listed spelling, since the text's may carry clitics."""
    if source.code != "ar":
        return name.surface
    forms = [f for meaning in name.meanings[:1] for f in meaning.arabic]
    keys = {" ".join(t.key.removeprefix("ال") for t in tokens(f)): f for f in reversed(forms)}
    return keys.get(name.key) or (forms[0] if forms else name.surface)
