"""Latin-script names that no list knows, and whether an Arabic text spells them."""

from __future__ import annotations

import re

from summarizer.lexicon.data import english_words
from summarizer.lexicon.tokens import Token, bare_forms, tokens
from summarizer.lexicon.transliteration import THRESHOLD, similarity

_SUFFIXES = (
    "s",
    "es",
    "d",
    "ed",
    "er",
    "ers",
    "ing",
    "ly",
    "ness",
    "ism",
    "ist",
    "ists",
    "ian",
    "ians",
    "ize",
)
_PREFIXES = (
    "un",
    "re",
    "non",
    "pre",
    "anti",
    "super",
    "over",
    "multi",
    "inter",
    "micro",
    "neo",
    "post",
    "bio",
    "geo",
    "sub",
    "trans",
    "cyber",
    "euro",
    "tele",
    "hyper",
    "eco",
    "auto",
    "electro",
    "photo",
    "nano",
    "mega",
)
#: Endings of learned words, which are translated.
_LEARNED = re.compile(
    r"(olog(y|ies|ist|ists|ical)|genetics?|idae|virus(es)?|viri[dn]ae|itis|osis|emia|physicists?|graphers?|graphy"
    r"|metrics?|otics?|ically|ation(al|s)?|ments?|ships?|isms?|phobia|phobic|cene|zoic|aceae|ectomy|therapy|pathy)$"
)
#: How a capitalized name is written.
NAME = re.compile(r"(?:Mc|Mac|O['’]|D['’]|De|Di|La|Le|Fitz)?[A-ZÀ-Þ][a-zß-ÿ\u0100-\u024f]+(?:['’][a-z]+)?")
#: Endings of peoples, followers and adjectives, and what Arabic puts in their place.
_PEOPLE = re.compile("(s|ites?|i?ans?|ines?|ese|ic|ish|ists?)$")
_NISBA = re.compile("(ي?ون|ي?ين|يات|يه|ات|ي|يا)$")
_APOSTROPHE = re.compile("['’]")
#: What stands before the first word of a sentence or of a quotation.
BEGINS = re.compile(r"[.!?:;\"“”«»()\[\]|/•*]|['‘’]\s*$| [-–—]+ |\n")


def is_common(word: str) -> bool:
    """Whether a word in lower case is an English word, or is plainly made from one."""
    words = english_words()
    if word in words:
        return True
    if _LEARNED.search(word):
        return True
    for suffix in _SUFFIXES:
        stem = word.removesuffix(suffix)
        if stem != word and len(stem) > 3 and (stem in words or stem + "e" in words):
            return True
    british = re.sub("is(e|ed|es|ing|ation)$", r"iz\1", word.replace("our", "or"))
    if british in words or (len(word) > 6 and re.sub("re$", "er", word) in words):
        return True
    if any(len(word) > len(p) + 3 and word.startswith(p) and word[len(p) :] in words for p in _PREFIXES):
        return True
    return len(word) >= 10 and any(word[:i] in words and word[i:] in words for i in range(4, len(word) - 3))


def unknown_words(text: str, taken: list[tuple[int, int]], shortest: int = 4) -> list[Token]:
    """Names of ``text`` that no list knows: capitalized Latin words, mid-sentence, of no ``taken`` span.

    Left out are common words, words in capitals only (acronyms are translated, not spelled), words with
    capitals inside (brands, formulas), and a first word of a sentence that stands alone.
    """
    found: list[Token] = []
    words = tokens(text)
    for i, word in enumerate(words):
        if word.script != "latin" or len(word.key) < shortest or not NAME.fullmatch(word.text):
            continue
        if is_common(word.key) or is_common(_APOSTROPHE.split(word.text.lower())[0]):
            continue
        if any(start < word.end and word.start < end for start, end in taken):
            continue
        gap = text[words[i - 1].end : word.start] if i else ""
        if (not i or BEGINS.search(gap)) and not _goes_on(text, words, i):
            continue
        if found and gap == "-" and words[i - 1] is not found[-1]:
            continue  # the second part of a compound: "non-Hodgkin"
        found.append(word)
    return found


def _goes_on(text: str, words: list[Token], i: int) -> bool:
    """Whether the next word is part of the same name."""
    if i + 1 >= len(words) or text[words[i].end : words[i + 1].start] not in (" ", "-"):
        return False
    return bool(NAME.fullmatch(words[i + 1].text)) and not is_common(words[i + 1].key)


def spelled(word: str, arabic: list[Token], floor: float = THRESHOLD) -> tuple[float, str]:
    """The Arabic words (one, or two that stand together) that spell ``word`` best, and how well.

    Endings of peoples and adjectives are spelled or translated: Huguenots, الهوغونوتيون.

    Returns:
        Similarity and surface; 0.0 and "" where nothing reaches ``floor``.
    """
    best = (0.0, "")
    people = len(word) > 5 and _PEOPLE.search(word)
    stem = word[: people.start()] if people else word
    for i, token in enumerate(arabic):
        if token.script != "arabic":
            continue
        for form, _ in bare_forms(token.key):
            score = similarity(word, form)
            if score > best[0]:
                best = (score, token.text)
            if (
                people
                and len(bare := _NISBA.sub("", form)) >= 3
                and (score := similarity(stem, bare)) > best[0]
            ):
                best = (score, token.text)
        if i + 1 < len(arabic) and arabic[i + 1].script == "arabic":
            score = similarity(word, bare_forms(token.key)[-1][0] + arabic[i + 1].key)
            if score > best[0]:
                best = (score, f"{token.text} {arabic[i + 1].text}")
    return best if best[0] >= floor else (0.0, "")
