"""Persons and places of an English text that no list knows whole, and how Arabic would spell them.

A name is a run of capitalized words (James Foley, Kai-Fu Lee, Ursula von der Leyen). Words that the press
spells in a settled way are listed in ``spellings.tsv`` (Chris is كريس), the others are guessed by their
letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from summarizer.briefs import Span
from summarizer.lexicon.data import listed, rows
from summarizer.lexicon.tokens import Token, token_forms, tokens
from summarizer.lexicon.transliteration import fold_arabic, fold_latin, transliterate
from summarizer.lexicon.unknown import BEGINS, NAME, is_common
from summarizer.once import once

#: What joins the parts of a name, with its spelling. None begins or ends a name.
_PARTICLES = {
    "al": "ال", "el": "ال", "bin": "بن", "ibn": "بن", "bint": "بنت", "de": "دي", "da": "دا", "di": "دي",
    "do": "دو", "dos": "دوس", "del": "ديل", "la": "لا", "van": "فان", "von": "فون", "der": "دير",
}  # fmt: skip
#: Longer runs are headlines, or lists.
_LONGEST = 6
#: Of so many letters an unlisted word is guessed where it stands alone, and as a part of a name.
_SHORTEST, _SHORTEST_PART = 4, 3
#: Groups of letters whose sound depends on the language.
_UNCLEAR = re.compile("(?<!n)gh|eau|ough|wr|ux|oix|cz|sz|x|gn")
#: Peoples and followers, which are translated: Hispanics, Paralympians.
_PEOPLE = re.compile("(ians?|[lnst]ics?|ists?|ites?)$")
#: At the start of a sentence these ask, or permit.
_VERBS = frozenset({"will", "may", "grant", "rob", "drew", "chase", "hope"})


@dataclass(frozen=True)
class _Spelling:
    """A part of a name in both scripts.

    ``first``: it may begin a name although it is an English word. ``weak``: the Arabic is another word too.
    """

    latin: str
    arabic: str
    first: bool
    weak: bool


@once
def _spellings() -> dict[str, _Spelling]:
    found = {}
    for latin, arabic, flags in rows("spellings.tsv", 3):
        found[fold_latin(latin)] = _Spelling(latin, arabic, "first" in flags, "weak" in flags)
    for latin, arabic, kind, also in rows("persons.tsv", 4):
        if kind == "given":
            for name in (latin, *(alias for alias in listed(also) if alias.isascii())):
                found.setdefault(fold_latin(name), _Spelling(name, arabic, True, True))
    return found


@once
def _by_arabic() -> dict[str, _Spelling]:
    """By the folded Arabic word, the name that it spells most often; without what is a very common word."""
    left_out = {fold_latin(row[0]) for row in rows("spellings.tsv", 3) if re.search("common|rare", row[2])}
    weak = {row[1] for row in rows("weak.tsv", 2) if row[0] == "ar"}
    found: dict[str, _Spelling] = {}
    for key, spelling in _spellings().items():
        arabic = fold_arabic(spelling.arabic)
        if key not in left_out and " " not in arabic and arabic not in weak:
            found.setdefault(arabic, spelling)
    return found


def spell(latin: str) -> str:
    """The Arabic spelling of a name, word by word, the settled one or a guess; "" where it has no letters."""
    found = []
    for word in re.split(r"[\s\-‐‑]+", latin):
        settled = _spellings().get(fold_latin(word))
        small = _PARTICLES.get(word.lower()) if word.islower() or word in ("Al", "El") else None
        found.append(small or (settled.arabic if settled else transliterate(word)))
    return re.sub(r"(?:^|(?<= ))ال ", "ال", " ".join(filter(None, found)))


def find_spellable(text: str, taken: Sequence[Span]) -> list[tuple[Span, str]]:
    """The names of an English text that Arabic spells, with a spelling, in order.

    Words of ``taken`` belong to other names, unless a given name stands before one that persons have too
    (Michael Jordan). A word that no list has and whose sound its letters do not tell makes the whole name
    unfit; so does standing alone at the start of a sentence, or being an English word that stands alone.
    """
    found = []
    for run in _runs(text, taken):
        span = Span(run[0].start, run[-1].end)
        clear = all(w.key in _spellings() or not _UNCLEAR.search(w.key) for w in run)
        if clear and (arabic := spell(span.of(text))):
            found.append((span, arabic))
    return found


def find_spelled(text: str, taken: Sequence[Span]) -> list[tuple[Span, str, str]]:
    """The names of an Arabic text all of whose words have a settled spelling, in Arabic and in Latin script.

    A word that is an ordinary one too counts only beside another part of a name. The Arabic has no clitics.
    """
    words, known = tokens(text), _by_arabic()
    found = []
    at = 0
    while at < len(words):
        run: list[_Spelling] = []
        for i in range(at, min(len(words), at + _LONGEST)):
            word = words[i]
            forms = [word.key] if run else [form for form, definite in token_forms(word) if not definite]
            spelling = next((known[form] for form in forms if form in known), None)
            free = not any(s.start < word.end and word.start < s.end for s in taken)
            if not (spelling and free) or (run and not _joins(text, words[i - 1], word)):
                break
            run.append(spelling)
        if run and not all(part.weak for part in run):
            span = Span(words[at].start, words[at + len(run) - 1].end)
            found.append((span, " ".join(p.arabic for p in run), " ".join(p.latin for p in run)))
        at += max(1, len(run))
    return found


def _runs(text: str, taken: Sequence[Span]) -> Iterator[list[Token]]:
    words = tokens(text)
    titled = is_headline(words)
    at = 0
    while at < len(words):
        run: list[Token] = []
        end = at
        for i in range(at, min(len(words), at + _LONGEST)):
            if run and not _joins(text, words[i - 1], words[i]):
                break
            if run and words[i].text in _PARTICLES:
                continue  # it belongs to the name if another part follows
            if not _is_part(words, i, run, text, taken, titled):
                break
            run, end = words[at : i + 1], i + 1
        if run and _stands(text, words, at, run):
            yield run
        at = max(end, at + 1)


def _joins(text: str, left: Token, right: Token) -> bool:
    return text[left.end : right.start] in (" ", "-", "‐", "‑")


def is_headline(words: Sequence[Token]) -> bool:
    """Whether most words have capitals, which then mean nothing."""
    latin = [w for w in words if w.script == "latin" and len(w.key) > 3]
    return len(latin) > 3 and sum(w.capitalized for w in latin) > 0.7 * len(latin)


def _is_part(
    words: Sequence[Token], i: int, run: list[Token], text: str, taken: Sequence[Span], titled: bool
) -> bool:
    """Whether a word may be the next of the name that ``run`` begins."""
    word = words[i]
    if word.script != "latin" or not NAME.fullmatch(word.text):
        return False
    settled = _spellings().get(word.key)
    if any(s.start < word.end and word.start < s.end for s in taken):
        before = _spellings().get(run[-1].key) if run else None
        return bool(settled and before and before.first and text[run[-1].end : word.start] == " ")
    if is_common(word.key):
        begins = bool(settled and settled.first and not (word.key in _VERBS and _begins(text, words, i)))
        return begins or bool(run and settled and not titled)
    hyphens = text[word.end : word.end + 1] == "-" or text[max(0, word.start - 1) : word.start] == "-"
    return bool(settled) or len(word.key) >= (2 if hyphens else _SHORTEST_PART)


def _stands(text: str, words: Sequence[Token], at: int, run: Sequence[Token]) -> bool:
    """Whether a run is a name, and not an English word or the capital of a sentence's start."""
    if len(run) > 1:
        return not all(is_common(w.key) for w in run) or _spellings()[run[0].key].first
    word = run[0]
    if is_common(word.key) or _begins(text, words, at):
        return False
    after = text[word.end : word.end + 2]
    if re.fullmatch("[-‐‑][a-z]", after) or (at and text[words[at - 1].end : word.start] == "-"):
        return False  # a part of a compound: Marmite-themed, non-Hodgkin
    if word.key in _spellings():
        return True
    plural = word.key.endswith("s") and word.key[:-1] in _spellings()
    return len(word.key) >= _SHORTEST and not plural and not _PEOPLE.search(word.key)


def _begins(text: str, words: Sequence[Token], i: int) -> bool:
    return not i or bool(BEGINS.search(text[words[i - 1].end : words[i].start]))
