"""Does the translation run in a loop? See ``docs/checks/repetition.md``.

A loop is a word, phrase or bit of a word that follows itself at once more often than in the source, or a long
phrase that comes back later. What the source repeats ("day after day", a refrain) may be repeated.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.briefs import Check, CheckKind, Status
from summarizer.text.normalization import fold

# Sentence ends, brackets and quotes count as words: "the virus (the virus)" and "a guru. A guru is" are no
# loops.
_WORD = re.compile(r"\w+|[.!?؟()\[\]\"“”«»]")
_STUTTER = re.compile(r"([^\W\d_ـ]{1,12}?)\1{4,}")
#: Words of the longest phrase that is looked for at its first return.
LONGEST = 40
#: A phrase of this many words is noticed wherever it comes back.
LONG = 8


@dataclass(frozen=True)
class Repeat:
    """``words`` stands ``times`` times, ``size`` words long; the text is as it is written."""

    words: str
    size: int
    times: int


def check_repetition(source: str, target: str) -> list[Check]:
    """One failed check that names the repeated words, or nothing."""
    for find in (_stutter, _adjacent, _returning):
        repeat = find(target)
        own = find(source)
        if repeat and (own is None or repeat.times > own.times):
            short = repeat.words if len(repeat.words) < 80 else f"{repeat.words[:77]}..."
            detail = (
                f'"{short}" stands {repeat.times} times in the translation and not so often in the source.'
            )
            return [Check(CheckKind.REPETITION, "", repeat.words, Status.ADDED, detail=detail)]
    return []


def _stutter(text: str) -> Repeat | None:
    """Letters that stand five times in a row: "نعمنعمنعمنعمنعم", "aaaaa"."""
    found = _STUTTER.search(text)
    return Repeat(found.group(1), 1, len(found.group()) // len(found.group(1))) if found else None


def _adjacent(text: str) -> Repeat | None:
    """The first phrase that follows itself: a word three times ("had had" is English), a phrase twice."""
    words, spans = _words(text)
    for size in range(1, min(LONGEST, len(words) // 2) + 1):
        least = 3 if size == 1 else 2
        run = 0  # words in a row that equal the word ``size`` places before
        for i in range(size, len(words)):
            run = run + 1 if words[i] == words[i - size] else 0
            start = i - size * least + 1
            phrase = words[start : start + size]
            if run == size * (least - 1) and sum(word.isalpha() for word in phrase) * 2 >= size:
                times = least
                while words[start + times * size : start + (times + 1) * size] == phrase:
                    times += 1
                return Repeat(text[spans[start][0] : spans[start + size - 1][1]], size, times)
    return None


def _returning(text: str) -> Repeat | None:
    """The first phrase of ``LONG`` words that comes back anywhere."""
    words, spans = _words(text)
    counts = Counter(_phrases(words))
    for i, phrase in enumerate(_phrases(words)):
        if counts[phrase] > 1:
            return Repeat(text[spans[i][0] : spans[i + LONG - 1][1]], LONG, counts[phrase])
    return None


def _phrases(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + LONG]) for i in range(len(words) - LONG + 1)]


def _words(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    matches = list(_WORD.finditer(text))
    return [fold(match.group()).lower() for match in matches], [match.span() for match in matches]
