"""Checks that the names of a sentence are those of its translation.

Three kinds of evidence, each silent where it is unsure: names that the gazetteer knows, Latin names that
no list knows (they must be spelled in Arabic letters that sound alike, after Freeman, Condon & Ackerman
2006), and Latin words inside Arabic text. See docs/checks/name.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from summarizer.briefs import Check, CheckKind, Status
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.lexicon.gazetteer import Name, find_names, possible_ids, translations
from summarizer.lexicon.tokens import Token, tokens
from summarizer.lexicon.transliteration import similarity
from summarizer.lexicon.unknown import is_common, spelled, unknown_words

#: Kinds that a check may complain about, and the class within which one is taken for another.
CLASSES = {
    "country": "place",
    "demonym": "place",
    "city": "place",
    "region": "place",
    "person": "person",
    "given": "person",
    "group": "group",
    "firm": "group",
    "media": "group",
    "party": "group",
    "organization": "group",
}
#: What may stand for one another without being wrong.
_RELATED = (
    {"US", "america", "north-america"},
    {"GB", "england"},
    {"rome", "RO", "city:rome"},
    {"IR", "persian"},
    {"IL", "jew", "hebrew"},
    {"city:gaza", "city:gazastrip"},
    {"US", "organization:senate", "organization:congress"},
    {"england", "GB", "organization:premierleague"},
)
#: Places that share a short name. The long name says which is meant, though it holds the short one.
_NAMESAKES = ({"KP", "KR"}, {"CD", "CG"})
_WELL = 0.7
#: A word that sounds this much like a name is that name, however it is usually spelled.
_SURELY = 0.85
#: Kinds whose names translators add, drop and paraphrase: only one in place of another is an error.
_PAIRS_ONLY = frozenset({"party", "organization", "media", "firm"})
_ACRONYM = re.compile(r"\b(?:[A-Z]{2,}s?|(?:[A-Z]\.){2,})(?![\w-])")


@dataclass(frozen=True)
class _Side:
    text: str
    language: Language
    names: list[Name]
    words: list[Token]
    ids: frozenset[str]


def _side(text: str, language: Language) -> _Side:
    ids, names = set(possible_ids(text, language)), find_names(text, language)
    for group in _NAMESAKES:
        meant = [group & set(name.ids) for name in names if group & set(name.ids)]
        if meant:
            ids -= group.difference(*meant)
    related = {i for group in _RELATED if group & ids for i in group}
    return _Side(text, language, names, tokens(text), frozenset(ids | related))


def _counterpart(name: Name, other: _Side) -> str | None:
    """The words of the other side that stand for ``name``; "" where they are there but not located."""
    for candidate in other.names:
        if set(candidate.ids) & set(name.ids):
            return candidate.surface
    if set(name.ids) & other.ids:
        return ""
    latin = {w.key: w.text for w in other.words if w.script == "latin"}
    own = [w for w in tokens(name.surface) if w.key not in ("the", "of", "al", "el")]
    if own and own[-1].script == "latin" and own[-1].key in latin:
        return latin[own[-1].key]
    if other.language.code == "ar":
        # A word of another known name (وزير of وزير الخارجية) does not spell this one, however it sounds.
        taken = [n.span for n in other.names]
        free = [w for w in other.words if not any(t.start <= w.start < t.end for t in taken)]
        scores = [spelled(w.text, free, _WELL) for w in own if len(w.key) > 2]
        if scores and all(score for score, _ in scores):
            return scores[-1][1]
        return None
    for form in translations(name, other.language):
        keys = [w.key for w in tokens(form) if len(w.key) > 2]
        if keys and all(key in latin for key in keys):
            return " ".join(latin[key] for key in keys)
    bare = name.surface.split()[-1]
    for word in other.words:
        if word.capitalized and len(word.key) > 2:
            score = similarity(word.text, bare)
            if score >= _SURELY or (score >= _WELL and _is_near(word, [name])):
                return ""
    return None


def _is_near(word: Token, names: Sequence[Name]) -> bool:
    """Whether a Latin word is spelled nearly like one of ``names``, or nobody knows how these are spelled.

    العقبة sounds somewhat like Hekbaa, but it is Aqaba.
    """
    forms = [t.key for name in names for form in translations(name, ENGLISH) for t in tokens(form)]
    return not forms or bool(get_close_matches(word.key, forms, 1, 0.6))


def _reads_as_a_word(name: Name) -> bool:
    """Whether a short given name may be an Arabic word: أنا (Anna, or I), لجان (Jean, or committees)."""
    forms = [form for form in translations(name, ARABIC) if form] or [name.surface]
    return min(len(form) for form in forms) < 4 and not name.surface.isascii()


def _known(side: _Side, other: _Side) -> tuple[list[tuple[Name, str]], list[Name]]:
    """Names of ``side`` with their counterparts, and those that have none."""
    kept: list[tuple[Name, str]] = []
    lost: list[Name] = []
    for name in side.names:
        if name.kind not in CLASSES or (name.kind == "given" and _reads_as_a_word(name)):
            continue
        found = _counterpart(name, other)
        if found is not None:
            kept.append((name, found))
        elif not name.weak or _is_clearly_a_name(name, side):
            lost.append(name)
    return kept, lost


def _is_clearly_a_name(name: Name, side: _Side) -> bool:
    """Whether a weak name is a name all the same: capitalized in the middle of a sentence.

    A person's may be a word too (Trump, Mark), others not (Valencia, but not Reading).
    """
    before = side.text[: name.span.start].rstrip(' "”')
    if not name.surface.istitle() or not before or not (before[-1].isalpha() or before[-1] in ",،"):
        return False
    return name.kind in ("person", "given") or not any(map(is_common, name.surface.lower().split()))


def _unknown(english: _Side, arabic: _Side) -> tuple[list[tuple[str, str]], list[str]]:
    """Latin names that no list knows: (word, Arabic spelling), and those that the Arabic does not have."""
    kept: list[tuple[str, str]] = []
    lost: list[str] = []
    latin = {w.key: w.text for w in arabic.words if w.script == "latin"}
    for word in unknown_words(english.text, [(n.span.start, n.span.end) for n in english.names]):
        if same := get_close_matches(word.key, latin, 1, 0.8):
            kept.append((word.text, latin[same[0]]))
            continue
        score, surface = spelled(word.text, arabic.words)
        if score >= _SURELY or (score and _is_near(word, _named(surface, arabic))):
            kept.append((word.text, surface))
        else:
            lost.append(word.text)
    return kept, lost


def _named(surface: str, side: _Side) -> list[Name]:
    """The known names of a side to which ``surface`` belongs."""
    at = side.text.find(surface)
    return [name for name in side.names if name.span.start <= at < name.span.end and name.kind in CLASSES]


def _foreign(arabic: _Side, english: _Side) -> list[str]:
    """Latin names inside the Arabic that the English does not have."""
    keys = {w.key for w in english.words}
    joined = "".join(w.key for w in english.words)
    return [
        w.text
        for w in arabic.words
        if w.script == "latin"
        and w.capitalized
        and len(w.key) > 2
        and w.key not in joined
        and not get_close_matches(w.key, keys, 1, 0.8)
    ]


def check_names(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """Checks of every name that the check can judge, in ``source`` and in ``target``.

    KEPT: the name is there in the other language. CHANGED: another name of its kind stands for it.
    MISSING: nothing stands for it. ADDED: the target names what the source does not.
    """
    here, there = _side(source, source_language), _side(target, target_language)
    checks: list[Check] = []
    kept, missing = _known(here, there)
    _, added = _known(there, here)
    done: set[str] = set()
    for name, surface in kept:
        if name.id not in done:
            checks.append(Check(CheckKind.NAME, name.surface, surface, Status.KEPT))
            done.add(name.id)
    for name in missing:
        if name.id in done:
            continue
        rival = next((a for a in added if CLASSES[a.kind] == CLASSES[name.kind]), None)
        if rival:
            added = [a for a in added if a.id != rival.id]
            detail = f'The name "{name.surface}" became "{rival.surface}".'
            checks.append(Check(CheckKind.NAME, name.surface, rival.surface, Status.CHANGED, detail=detail))
        elif _drops_are_errors(name, there, here):
            checks.append(_alone(name.surface, in_source=True))
        done.add(name.id)
    for name in added:
        if name.id not in done and _drops_are_errors(name, here, there):
            checks.append(_alone(name.surface, in_source=False))
        done.add(name.id)
    return checks + _spelling_checks(here, there)


def _drops_are_errors(name: Name, other: _Side, own: _Side) -> bool:
    """Whether a name that the other side lacks is reported though nothing stands in its place.

    Translators spell out what an acronym implies (BST: British) and say whose senate is meant. An acronym
    that both sides have implies nothing.
    """
    if name.kind in _PAIRS_ONLY:
        return False
    spans = [(n.span.start, n.span.end) for n in other.names]
    both = {match.group() for match in _ACRONYM.finditer(own.text)}
    return all(
        m.group() in both or any(a <= m.start() < b for a, b in spans) for m in _ACRONYM.finditer(other.text)
    )


def _spelling_checks(here: _Side, there: _Side) -> list[Check]:
    if {here.language.code, there.language.code} != {"ar", "en"}:
        return []
    forward = here.language.code == "en"
    english, arabic = (here, there) if forward else (there, here)
    kept, lost = _unknown(english, arabic)
    foreign = _foreign(arabic, english)
    checks = [
        Check(CheckKind.NAME, *(pair if forward else pair[::-1]), Status.KEPT) for pair in dict.fromkeys(kept)
    ]
    for words, in_source in ((lost, forward), (foreign, not forward)):
        checks += [_alone(word, in_source) for word in dict.fromkeys(words)]
    return checks


def _alone(word: str, in_source: bool) -> Check:
    if in_source:
        detail = f'The name "{word}" is not in the translation.'
        return Check(CheckKind.NAME, word, "", Status.MISSING, detail=detail)
    return Check(CheckKind.NAME, "", word, Status.ADDED, detail=f'The name "{word}" is not in the source.')


def failed(checks: Sequence[Check]) -> list[Check]:
    """The checks that found something wrong."""
    return [check for check in checks if not check.ok]
