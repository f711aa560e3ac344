"""Mechanical corruptions of a translation: one thing made wrong, everything else kept.

Each takes a pair and a random generator and answers the corrupted target, or None where it does not apply.
They use word lists of their own, so that a check is not measured against its own tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from summarizer.languages import Language
from summarizer.quality import corruption_words as words


@dataclass(frozen=True)
class Pair:
    """A source sentence, a good translation of it, and their languages."""

    source: str
    target: str
    source_language: Language
    target_language: Language


Corruption = Callable[[Pair, Random], str | None]

_FIGURE = re.compile(r"(?<![\w.,:/-])[0-9]+(?:[.,٫٬]\d+)*(?![\w/-]|[.,:]\d)")
_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def digit_changed(pair: Pair, chance: Random) -> str | None:
    """Another digit in place of one digit of a figure."""
    found = list(_FIGURE.finditer(pair.target))
    if not found:
        return None
    figure = chance.choice(found)
    place = chance.choice([i for i in range(*figure.span()) if pair.target[i].isdigit()])
    digit = chance.choice([d for d in "123456789" if int(d) != int(pair.target[place])])
    return pair.target[:place] + digit + pair.target[place + 1 :]


def number_dropped(pair: Pair, chance: Random) -> str | None:
    """A figure that the target has once is dropped, with a percent sign and the space before it."""
    found = [m for m in _FIGURE.finditer(pair.target) if pair.target.count(m.group()) == 1]
    if not found:
        return None
    start, end = chance.choice(found).span()
    return pair.target[:start].rstrip(" %$€£") + re.sub(r"^\s*[%٪]", "", pair.target[end:])


def number_respelled(pair: Pair, chance: Random) -> str | None:
    """A figure written differently and as well: "12" as "twelve" or "١٢". A control: no check should mind."""
    english = pair.target_language.code == "en"
    found = [m for m in _FIGURE.finditer(pair.target) if m.group().isdigit()]
    found = [m for m in found if not english or 3 <= int(m.group()) <= 12]
    if not found:
        return None
    figure = chance.choice(found)
    digits = figure.group()
    other = words.ENGLISH_NUMBERS[int(digits) - 3] if english else digits.translate(_DIGITS)
    return pair.target[: figure.start()] + other + pair.target[figure.end() :]


def _swapped(pair: Pair, chance: Random, lists: Sequence[Sequence[tuple[str, str]]]) -> str | None:
    """One word of the lists (English, Arabic) that both sides have, replaced by another of its list."""
    arabic_target = pair.target_language.code == "ar"
    found: list[tuple[int, int, str]] = []
    for entries in lists:
        for english, arabic in entries:
            ours, theirs = (arabic, english) if arabic_target else (english, arabic)
            here, there = _find(ours, pair.target), _find(theirs, pair.source)
            if len(here) == 1 and there:
                rivals = [(a if arabic_target else e) for e, a in entries if (e, a) != (english, arabic)]
                found.append((*here[0], chance.choice(rivals)))
    if not found:
        return None
    start, end, rival = chance.choice(found)
    return pair.target[:start] + rival + pair.target[end:]


def _find(word: str, text: str) -> list[tuple[int, int]]:
    """Where ``word`` stands, an Arabic one perhaps behind و ف ب ل ك."""
    prefix = r"(?<!\w)[وف]?[بلك]?" if word[0] > "\u0600" else r"(?<!\w)"
    return [m.span(1) for m in re.finditer(rf"{prefix}({re.escape(word)})(?![\w\u064b-\u0652])", text)]


def place_swapped(pair: Pair, chance: Random) -> str | None:
    """A country or city that both sides have, replaced by another."""
    return _swapped(pair, chance, (words.COUNTRIES, words.CITIES))


def person_swapped(pair: Pair, chance: Random) -> str | None:
    """A given name or surname that both sides have, replaced by another."""
    return _swapped(pair, chance, (words.PEOPLE,))


def month_swapped(pair: Pair, chance: Random) -> str | None:
    """Another month."""
    return _swapped(pair, chance, (words.MONTHS,))


def weekday_swapped(pair: Pair, chance: Random) -> str | None:
    """Another weekday."""
    return _swapped(pair, chance, (words.WEEKDAYS,))


def negation_removed(pair: Pair, chance: Random) -> str | None:
    """One negation is deleted and the verb's form repaired, where both sides have one."""
    if not (_negations(pair.target, pair.target_language) and _negations(pair.source, pair.source_language)):
        return None
    match, repair = chance.choice(_negations(pair.target, pair.target_language))
    start, end = match.span()
    text = pair.target[:start] + match.expand(repair) + pair.target[end:]
    return re.sub(r" {2,}", " ", text).strip()


def _negations(text: str, language: Language) -> list[tuple[re.Match[str], str]]:
    """Negations that can be taken out of ``text``, each with what to put in its place."""
    found: list[tuple[re.Match[str], str]] = []
    taken: set[int] = set()
    for pattern, repair in words.NEGATIONS[language.code]:
        for match in re.finditer(pattern, text):
            if not taken.intersection(range(*match.span())):
                taken.update(range(*match.span()))
                if repair is not None:
                    found.append((match, repair))
    return found


def negation_inserted(pair: Pair, chance: Random) -> str | None:
    """A verb is denied, where neither side denies anything."""
    if any(words.DENIES.search(text) for text in (pair.source.lower(), pair.target.lower())):
        return None
    found = [
        (match, form)
        for pattern, form in words.DENIALS[pair.target_language.code]
        for match in re.finditer(pattern, pair.target)
    ]
    if not found:
        return None
    match, form = chance.choice(found)
    return pair.target[: match.start()] + match.expand(form) + pair.target[match.end() :]


def truncated(pair: Pair, chance: Random) -> str | None:
    """The last 30 to 60% of the words are cut, as where a model runs out of tokens."""
    tokens = pair.target.split()
    if len(tokens) < 5:
        return None
    kept = max(1, round(len(tokens) * (1 - chance.uniform(0.3, 0.6))))
    return " ".join(tokens[:kept])


def truncated_with_stop(pair: Pair, chance: Random) -> str | None:
    """The same, with a full stop put behind, as where a model ends too early."""
    text = truncated(pair, chance)
    return text and text.rstrip('.,،؛;:!؟?-–—"”»( ') + "."


def clause_repeated(pair: Pair, chance: Random) -> str | None:
    """The last three to seven words come again two to six times: a decoding loop."""
    tokens = pair.target.split()
    if len(tokens) < 8:
        return None
    size = chance.randint(3, 7)
    return " ".join(tokens + tokens[-size:] * chance.randint(2, 6))


def half_untranslated(pair: Pair, _chance: Random) -> str | None:
    """The second half of the target is that of the source."""
    ours, theirs = pair.target.split(), pair.source.split()
    if len(ours) < 6 or len(theirs) < 6:
        return None
    return " ".join(ours[: len(ours) // 2] + theirs[len(theirs) // 2 :])


def source_copied(pair: Pair, _chance: Random) -> str | None:
    """The source is copied."""
    return pair.source


def third_script(pair: Pair, chance: Random) -> str | None:
    """One word of a third script stands among the others."""
    tokens = pair.target.split()
    place = chance.randrange(len(tokens)) if tokens else 0
    return " ".join([*tokens[:place], chance.choice(words.STRAYS), *tokens[place:]])
