"""Terms that the translator is prompted with: what words of a sentence are called in the other language."""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.briefs import Glossary, Span, Term
from summarizer.languages import ENGLISH, Language
from summarizer.lexicon.gazetteer import Name, find_names, translations
from summarizer.lexicon.stems import occurrences
from summarizer.lexicon.tokens import tokens
from summarizer.lexicon.transliteration import similarity, transliterate
from summarizer.lexicon.unknown import runs, unknown_words
from summarizer.lexicon.vocabulary import Word, vocabulary

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
#: Ordinary words ("experts") come after all names; phrases ("humanitarian truce") do not.
_LAST = 7  # fmt: skip
_LONGEST_GUESS = 3
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
    overlap), then guessed spellings of Latin names that no list knows, then phrases and words of the news.
    Terms do not overlap. Targets are dictionary forms; sources are the words of the text, without Arabic
    clitics. Without ``words``, the vocabulary is left out.
    """
    taken: list[Span] = []
    chosen: dict[str, Term] = {}

    def take(span: Span, term: Term) -> None:
        if len(chosen) < limit and not any(s.start < span.end and span.start < s.end for s in taken):
            taken.append(span)
            chosen.setdefault("".join(token.key for token in tokens(term.source)), term)

    here = tokens(text)
    for term in sorted(glossary.terms(source), key=lambda t: -len(t.source)):
        for span in occurrences(term.source, text, here):
            take(span, term)
    names = [n for n in find_names(text, source) if n.kind in _ORDER and _is_sure(n, source)]
    for name in sorted(names, key=_importance):
        other = _form(name, target)
        if other:
            take(name.span, Term(_word(name, source), other))
    if target.code == "ar":
        for span, guess in _guesses(text):
            take(span, Term(span.of(text), guess))
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


def _is_sure(name: Name, source: Language) -> bool:
    """Whether the words surely mean what the gazetteer takes them for, and the hint will be inflected.

    Into Arabic, the translator copies a nationality as it stands (خبراء روسي).
    """
    if not name.weak:
        return source.code == "ar" or name.kind != "demonym"
    return name.kind in ("term", "disease") and " " not in name.surface and source.code == "en"


def _form(name: Name, target: Language) -> str:
    """What the name is called: as short as the text has it (Lavrov is not Sergei Lavrov)."""
    forms = translations(name, target)
    if name.kind != "person" or not forms:
        return forms[0] if forms else ""
    count = len(name.surface.split())
    latin, arabic = (name.surface, forms) if target.code == "ar" else ("", forms)
    same = [f for f in arabic if len(f.split()) == count] or list(forms)
    if latin:
        return max(same, key=lambda f: (similarity(latin, f), -forms.index(f)))
    return max(same, key=lambda f: (similarity(f, name.surface), -forms.index(f)))


def _word(name: Name, source: Language) -> str:
    """The name as the hint shows it: for Arabic the listed spelling, since the text's may carry clitics."""
    if source.code != "ar":
        return name.surface
    forms = [f for meaning in name.meanings[:1] for f in meaning.arabic]
    keys = {" ".join(t.key.removeprefix("ال") for t in tokens(f)): f for f in reversed(forms)}
    return keys.get(name.key) or (forms[0] if forms else name.surface)


def _guesses(text: str) -> Iterator[tuple[Span, str]]:
    """Guessed spellings of the unknown names of an English text, where the guess is likely to be right."""
    spans = [(n.span.start, n.span.end) for n in find_names(text, ENGLISH) if n.kind != "given"]
    for run in runs(text, unknown_words(text, spans)):
        span = Span(run[0].start, run[-1].end)
        guess = transliterate(span.of(text))
        if len(run) <= _LONGEST_GUESS and guess and all(_plain(w.key) for w in run):
            yield span, guess


def _plain(key: str) -> bool:
    """Whether a name's spelling tells its sound: no mute or ambiguous groups of letters."""
    return not any(group in key for group in ("gh", "eau", "ough", "wr", "ux", "oix", "cz", "sz", "x", "gn"))
