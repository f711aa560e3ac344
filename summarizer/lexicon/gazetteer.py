"""Finds the names of a text that the lexicon knows, in either language, and says what they are in the other.

Names are looked up in tries of folded words, one a language, built on first use and kept in memory.
English: case matters (an acronym is in capitals, a name starts with one), hyphens and diacritics do not.
Arabic: clitics (و ف ب ل ك ال), tashkeel and the spelling of hamza, ya and ta marbuta do not matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from summarizer.briefs import Span
from summarizer.languages import Language
from summarizer.lexicon.data import english_words, rows
from summarizer.lexicon.entries import Entry, entries
from summarizer.lexicon.tokens import JOINT, Token, token_forms, tokens, without_article
from summarizer.once import once


@dataclass(frozen=True)
class Name:
    """A name found in a text.

    ``id`` is what it most likely is, ``ids`` everything it may be; ``kind`` see ``entries.Entry``.
    ``weak``: the words often mean something else ("Georgia" does not, "Reading" and "مالي" do), so that
    the name proves something when it is expected and nothing when it is not. ``key``: its folded words.
    """

    surface: str
    span: Span
    id: str
    kind: str
    ids: tuple[str, ...]
    weak: bool = False
    key: str = field(default="", repr=False, compare=False)
    meanings: tuple[Entry, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True)
class _Way:
    """One spelling of an entry, as it stands at the end of a path through the trie.

    ``case``: exact (an acronym), capital (a name), any (a term or an office). ``definite``: with ال.
    """

    entry: Entry
    case: str = "any"
    definite: bool = False
    acronym: str = ""


@dataclass
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    ways: list[_Way] = field(default_factory=list)


_ANY_CASE = frozenset({"term", "office", "disease", "currency"})
#: Arabic names of fewer letters than this are weak: too many words look like them.
_SHORT = 3
#: Words after which a place is meant: العقبة may be an obstacle, but not in مدينة العقبة.
_INTRODUCES = {
    "ar": re.compile(r"(?:مدينة|مدينتي|بلدة|قرية|محافظة|ولاية|مقاطعة|إقليم|ميناء)\s+\Z"),
    "en": re.compile(r"(?:city|town|village|port|province|governorate|state) of\s+\Z"),
}


def _case(entry: Entry, name: str) -> str:
    letters = [c for c in name if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters) and " " not in name:
        return "exact"
    return "any" if entry.kind in _ANY_CASE else "capital"


def _add(root: _Node, keys: list[str], way: _Way) -> None:
    node = root
    for key in keys:
        node = node.next.setdefault(key, _Node())
    if way not in node.ways:
        node.ways.append(way)


@once
def _tries() -> tuple[_Node, _Node]:
    english, arabic = _Node(), _Node()
    for entry in entries():
        for name in entry.english:
            words = tokens(name)
            if words:
                case = _case(entry, name)
                exact = name.replace(".", "") if case == "exact" else ""
                _add(english, [w.key for w in words], _Way(entry, case, acronym=exact))
                last = words[-1].key
                if entry.kind == "term" and not last.endswith(("s", "y")):
                    _add(english, [*(w.key for w in words[:-1]), last + "s"], _Way(entry, case))
        for name in entry.arabic:
            words = tokens(name)
            if not words:
                continue
            # Only a bare alef makes an article: ألمانيا has none, though its folded form looks so.
            definite = words[0].text.startswith("ال") and len(words[0].key) > 3
            first = words[0].key[2:] if definite else words[0].key
            rest = [without_article(word.key) for word in words[1:]]
            _add(arabic, [first, *rest], _Way(entry, definite=definite))
    return english, arabic


@once
def _weak() -> frozenset[tuple[str, str]]:
    listed = (row for file in ("weak.tsv", "weak_words.tsv") for row in rows(file, 2))
    return frozenset((row[0], row[1]) for row in listed)


def _fits(way: _Way, words: list[Token]) -> bool:
    if way.case == "exact":
        return "".join(c for w in words for c in w.text if c.isalnum()) == way.acronym.replace("-", "")
    if way.case == "capital":
        named = any(w.capitalized for w in words if w.key not in ("the", "of"))
        return named and not words[-1].text[0].islower()
    return True


def _longest(
    root: _Node, words: list[Token], start: int, text: str, script: str
) -> tuple[int, list[_Way], str]:
    """End (exclusive) of the longest name that starts at a word, its meanings, and its words as matched."""
    first = words[start]
    forms = token_forms(first) if script == "arabic" else ((first.key, False),)
    best: tuple[int, list[_Way], str] = (start, [], "")
    for form, definite in forms:
        node = root.next.get(form)
        path, matched = [first], list[str]()
        at = start
        while node is not None:
            ways = [w for w in node.ways if (not w.definite or definite) and _fits(w, path)]
            if ways and at + 1 > best[0]:
                best = (at + 1, ways, " ".join([form, *matched]))
            elif ways and at + 1 == best[0]:
                best = (at + 1, best[1] + [w for w in ways if w not in best[1]], best[2])
            at += 1
            if at >= len(words) or not JOINT.fullmatch(text[words[at - 1].end : words[at].start]):
                break
            word = words[at]
            key = without_article(word.key) if script == "arabic" else word.key
            node = node.next.get(key)
            path, matched = [*path, word], [*matched, key]
    return best


def find_names(text: str, language: Language) -> list[Name]:
    """The known names of ``text`` in order, the longest first where they overlap; linear time.

    ``language`` says how Arabic- or Latin-script words are read; words in the other script are not names
    here.
    """
    script = "arabic" if language.code == "ar" else "latin"
    root = _tries()[1 if script == "arabic" else 0]
    words = [w for w in tokens(text) if w.script in (script, "number")]
    weak, common = _weak(), english_words()
    found: list[Name] = []
    at = 0
    while at < len(words):
        end, ways, key = _longest(root, words, at, text, script)
        if not ways:
            at += 1
            continue
        span = Span(words[at].start, words[end - 1].end)
        meanings = tuple(dict.fromkeys(way.entry for way in ways))
        dubious = (language.code, key) in weak
        if end - at == 1 and script == "arabic":
            dubious = dubious or len(key) < _SHORT
        elif end - at == 1 and key in common and meanings[0].kind not in ("country", "demonym"):
            dubious = dubious or all(way.case != "exact" for way in ways)
        if dubious and meanings[0].kind in ("city", "region"):
            dubious = not _INTRODUCES[language.code].search(text, 0, span.start)
        found.append(
            Name(
                span.of(text),
                span,
                meanings[0].id,
                meanings[0].kind,
                tuple(dict.fromkeys(m.id for m in meanings)),
                dubious,
                key,
                meanings,
            )
        )
        at = end
    return found


def possible_ids(text: str, language: Language) -> frozenset[str]:
    """Everything that any words of ``text`` may name, names inside longer names included."""
    script = "arabic" if language.code == "ar" else "latin"
    root = _tries()[1 if script == "arabic" else 0]
    words = [w for w in tokens(text) if w.script in (script, "number")]
    found: set[str] = set()
    for start, first in enumerate(words):
        forms = token_forms(first) if script == "arabic" else ((first.key, False),)
        for form, _ in forms:
            node, at = root.next.get(form), start
            while node is not None:
                found.update(way.entry.id for way in node.ways)
                at += 1
                if at >= len(words):
                    break
                key = words[at].key
                node = node.next.get(without_article(key) if script == "arabic" else key)
    return frozenset(found)


def translations(name: Name, target: Language) -> tuple[str, ...]:
    """What ``name`` is called in ``target``, the preferred form first."""
    sides = (m.arabic if target.code == "ar" else m.english for m in name.meanings)
    return tuple(dict.fromkeys(form for side in sides for form in side))
