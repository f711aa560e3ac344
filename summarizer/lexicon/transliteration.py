"""How alike a Latin-script name and an Arabic-script word sound, and guesses from one to the other.

Method: edit distance over equivalence classes of letters, after Freeman, Condon & Ackerman 2006,
"Cross Linguistic Name Matching in English and Arabic". A Latin name is read as units (``sh``, ``ch``,
``ou``); each unit has the Arabic spellings that the press gives it, with a cost (0 for a usual one).
Short vowels and mute letters cost little when they have no counterpart, consonants cost 1.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from summarizer.text.normalization import fold

#: Spellings of a Latin unit in Arabic script with their costs. "" means that nothing is written.
_SPELLINGS: dict[str, dict[str, float]] = {
    "b": {"ب": 0},
    "p": {"ب": 0},
    "f": {"ف": 0},
    "ph": {"ف": 0, "ب": 0.4},
    "v": {"ف": 0, "و": 0.2, "ب": 0.4},
    "w": {"و": 0, "ف": 0.2, "": 0.4},
    "g": {"غ": 0, "ج": 0, "ق": 0.1, "ك": 0.2, "خ": 0.4, "": 0.6},
    "gh": {"غ": 0, "ج": 0.2, "ق": 0.2, "": 0.2, "ف": 0.3, "ك": 0.4},
    "gn": {"ني": 0, "غن": 0, "جن": 0, "ن": 0.1},
    "gu": {"غ": 0, "ج": 0, "غو": 0, "جو": 0, "قو": 0.1},
    "j": {"ج": 0, "ي": 0.1, "خ": 0.2, "ه": 0.3, "غ": 0.3, "ش": 0.4},
    "dj": {"ج": 0, "دج": 0},
    "dg": {"دج": 0, "ج": 0},
    "zh": {"ج": 0, "تش": 0, "ز": 0.2, "ش": 0.2},
    "ch": {"تش": 0, "ش": 0, "ك": 0.1, "خ": 0.1, "ج": 0.3, "ح": 0.3},
    "tch": {"تش": 0, "ش": 0.1},
    "sch": {"ش": 0, "سك": 0, "سخ": 0.1},
    "tsch": {"تش": 0},
    "cz": {"تش": 0, "ش": 0.2},
    "sh": {"ش": 0, "سه": 0.2, "س": 0.4},
    "shch": {"ش": 0, "شتش": 0},
    "c": {"ك": 0, "س": 0.1, "ق": 0.1, "تش": 0.2, "ش": 0.4, "ج": 0.5},
    "ce": {"س": 0, "سي": 0, "سه": 0.1, "تشي": 0.1, "تش": 0.1},
    "ci": {"سي": 0, "س": 0, "تشي": 0, "ش": 0.2, "شي": 0.1},
    "ck": {"ك": 0, "ق": 0.1},
    "k": {"ك": 0, "ق": 0.1, "خ": 0.4, "ش": 0.6},
    "kh": {"خ": 0, "ك": 0.3, "ح": 0.4},
    "kn": {"ن": 0, "كن": 0},
    "q": {"ق": 0, "ك": 0.1, "تش": 0.2, "غ": 0.4},
    "qu": {"كو": 0, "ك": 0, "قو": 0, "ق": 0},
    "x": {"كس": 0, "اكس": 0, "ز": 0.1, "ش": 0.2, "خ": 0.3, "س": 0.3, "ك": 0.4},
    "th": {"ث": 0, "ذ": 0, "ت": 0.1, "ط": 0.1, "ظ": 0.1, "ته": 0.2},
    "t": {"ت": 0, "ط": 0, "ث": 0.4, "د": 0.5, "": 0.6},
    "d": {"د": 0, "ض": 0, "ذ": 0.2, "ت": 0.5, "ط": 0.5},
    "dh": {"ذ": 0, "ظ": 0, "ض": 0, "د": 0.2},
    "s": {"س": 0, "ص": 0, "ز": 0.1, "ش": 0.4, "": 0.5},
    "ss": {"س": 0, "ص": 0, "ش": 0.4},
    "sz": {"ش": 0, "س": 0, "ز": 0.2},
    "sc": {"سك": 0, "س": 0, "ش": 0.1},
    "z": {"ز": 0, "ظ": 0.1, "س": 0.2, "ذ": 0.2, "تس": 0.1, "ث": 0.4, "ج": 0.5},
    "zz": {"تز": 0, "ز": 0, "تس": 0},
    "ts": {"تس": 0, "ز": 0.2, "س": 0.3},
    "tz": {"تس": 0, "تز": 0, "ز": 0, "س": 0.2},
    "h": {"ه": 0, "ح": 0, "": 0.1, "خ": 0.3, "غ": 0.4},
    "r": {"ر": 0, "": 0.5},
    "l": {"ل": 0, "": 0.7},
    "ll": {"ل": 0, "ي": 0.1, "لي": 0.1},
    "m": {"م": 0, "ن": 0.5},
    "n": {"ن": 0, "م": 0.5},
    "ng": {"نغ": 0, "نج": 0, "نق": 0.1, "ن": 0.2, "نك": 0.2},
    "y": {"ي": 0, "": 0.2, "ا": 0.2, "اي": 0},
    "a": {"ا": 0, "": 0.1, "ع": 0.1, "ه": 0.05, "ي": 0.2, "و": 0.3, "عا": 0.1},
    "e": {"": 0.05, "ي": 0, "ا": 0.1, "ه": 0.1, "ع": 0.2},
    "i": {"ي": 0, "": 0.1, "ا": 0.1, "اي": 0, "ع": 0.2, "عي": 0.2},
    "o": {"و": 0, "": 0.15, "ا": 0.1, "او": 0, "ع": 0.2, "عو": 0.2},
    "u": {"و": 0, "": 0.1, "ا": 0.05, "يو": 0, "ع": 0.2, "عو": 0.2, "ي": 0.2},
    "aa": {"ا": 0, "اع": 0.1, "عا": 0.1},
    "ae": {"اي": 0, "ا": 0, "ي": 0.1},
    "ai": {"اي": 0, "ي": 0, "ا": 0.1, "عي": 0.1, "ائ": 0},
    "ay": {"اي": 0, "ي": 0, "ا": 0.2},
    "au": {"او": 0, "و": 0, "ا": 0.2},
    "aw": {"او": 0, "و": 0},
    "ea": {"ي": 0, "يا": 0, "ا": 0.1, "": 0.1},
    "eau": {"و": 0},
    "ee": {"ي": 0},
    "ei": {"اي": 0, "ي": 0, "ا": 0.2},
    "ey": {"ي": 0, "اي": 0},
    "eu": {"يو": 0, "او": 0, "و": 0.1},
    "ie": {"ي": 0, "اي": 0, "يي": 0, "يا": 0.1},
    "oa": {"و": 0, "وا": 0},
    "oe": {"و": 0, "وي": 0, "ي": 0.2},
    "oi": {"وا": 0, "وي": 0},
    "oo": {"و": 0, "وو": 0},
    "ou": {"و": 0, "او": 0},
    "ow": {"او": 0, "و": 0},
    "oy": {"وي": 0, "واي": 0},
    "ue": {"و": 0, "وي": 0, "": 0.2},
    "ui": {"وي": 0, "ي": 0.1, "و": 0.1},
}
_LONGEST = max(map(len, _SPELLINGS))
_VOWELS = frozenset("aeiouy")
_WEAK = frozenset("اويىهع")
_LETTERS = str.maketrans({"ء": None, "پ": "ب", "ڤ": "ف", "ڨ": "ق", "گ": "غ", "چ": "ج", "ژ": "ج"})
_SPECIAL = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d"})

#: At or above this similarity a word is taken for the name; see docs/lexicon.md for how it was chosen.
THRESHOLD = 0.7


def fold_latin(text: str) -> str:
    """Lower case without diacritics, apostrophes and other marks, for matching only."""
    text = text.translate(_SPECIAL).lower().translate(_SPECIAL)
    return "".join(c for c in unicodedata.normalize("NFKD", text).lower() if c.isascii() and c.isalnum())


@lru_cache(maxsize=65536)
def fold_arabic(text: str) -> str:
    """``text.normalization.fold``, and the bare hamza and borrowed letters too, for matching only."""
    return fold(text).translate(_LETTERS)


@lru_cache(maxsize=16384)
def _units(latin: str) -> tuple[str, ...]:
    """Greedy longest-match reading of a folded Latin name; doubled consonants count once."""
    units, i = [], 0
    while i < len(latin):
        for size in range(min(_LONGEST, len(latin) - i), 0, -1):
            unit = latin[i : i + size]
            if unit in _SPELLINGS:
                units.append(unit)
                i += size
                break
        else:
            i += 1  # a digit
            continue
        if len(units[-1]) == 1 and units[-1] not in _VOWELS:
            while i < len(latin) and latin[i] == units[-1]:
                i += 1
    return tuple(units)


def _weight(unit: str) -> float:
    return 0.25 if set(unit) <= _VOWELS else 1.0


@lru_cache(maxsize=131072)
def _distance(units: tuple[str, ...], arabic: str) -> float:
    """Cheapest way to write ``units`` as ``arabic``; O(len(units) * len(arabic))."""
    width = len(arabic)
    rows = [[0.0] * (width + 1)]
    for j in range(width):
        rows[0][j + 1] = rows[0][j] + (0.25 if arabic[j] in _WEAK else 1.0)
    for i, unit in enumerate(units):
        above, row = rows[i], [0.0] * (width + 1)
        skip = min(_SPELLINGS[unit].get("", 1.0), _weight(unit))
        spellings = _SPELLINGS[unit]
        last = i == len(units) - 1
        if unit == "e" and last:
            skip = 0.0
        for j in range(width + 1):
            best = above[j] + skip
            if j:
                letter = arabic[j - 1]
                weak = letter in _WEAK
                insertion = row[j - 1] + (0.2 if weak else 1.0)
                swap = above[j - 1] + (0.3 if weak and unit[0] in _VOWELS else 1.0)
                best = min(best, insertion, swap)
                for spelling, cost in spellings.items():
                    size = len(spelling)
                    if 0 < size <= j and arabic.startswith(spelling, j - size):
                        best = min(best, above[j - size] + cost)
            row[j] = best
        rows.append(row)
    return rows[-1][-1]


def _score(latin: str, arabic: str) -> float:
    units = _units(latin)
    if not units or not arabic:
        return 0.0
    here = sum(map(_weight, units))
    there = sum(0.25 if c in _WEAK else 1.0 for c in arabic)
    return max(0.0, 1.0 - _distance(units, arabic) / max(1.0, min(here, there)))


@lru_cache(maxsize=131072)
def similarity(latin: str, arabic: str) -> float:
    """How well ``arabic`` spells the name ``latin``, 0 to 1.

    1 minus the weighted edit distance, normalized by the weight of the shorter side (consonants weigh
    1, vowels and weak letters 0.25). The article (``al-``, ``el-``, ``ال``) may be on either side only.
    """
    left = fold_latin(latin)
    right = fold_arabic("".join(c for c in arabic if c.isalpha() or unicodedata.combining(c)))
    best = _score(left, right)
    bare_left = (
        left[2:] if re.match(r"\s*(al|el|as|ash|an|ar|at|az|ad)[- ’']", latin, re.IGNORECASE) else left
    )
    bare_right = right[2:] if right.startswith("ال") and len(right) > 3 else right
    for a, b in ((bare_left, right), (left, bare_right), (bare_left, bare_right)):
        if (a, b) != (left, right) and best < 1.0:
            best = max(best, _score(a, b))
    return best


_GUESS = {
    "b": "ب", "p": "ب", "f": "ف", "ph": "ف", "v": "ف", "w": "و", "g": "غ", "gh": "غ", "gn": "ني",
    "gu": "غو", "j": "ج", "dj": "ج", "dg": "دج", "zh": "ج", "ch": "تش", "tch": "تش", "sch": "ش",
    "tsch": "تش", "cz": "تش", "sh": "ش", "shch": "ش", "c": "ك", "ce": "سي", "ci": "سي", "ck": "ك",
    "k": "ك", "kh": "خ", "kn": "ن", "q": "ق", "qu": "كو", "x": "كس", "th": "ث", "t": "ت", "d": "د",
    "dh": "ذ", "s": "س", "ss": "س", "sz": "ش", "sc": "سك", "z": "ز", "zz": "تز", "ts": "تس",
    "tz": "تز", "h": "ه", "r": "ر", "l": "ل", "ll": "ل", "m": "م", "n": "ن", "ng": "نغ", "y": "ي",
    "a": "ا", "e": "ي", "i": "ي", "o": "و", "u": "و", "aa": "ا", "ae": "اي", "ai": "اي", "ay": "اي",
    "au": "او", "aw": "او", "ea": "ي", "eau": "و", "ee": "ي", "ei": "اي", "ey": "ي", "eu": "يو",
    "ie": "ي", "oa": "و", "oe": "وي", "oi": "وا", "oo": "و", "ou": "و", "ow": "او", "oy": "وي",
    "ue": "و", "ui": "وي",
}  # fmt: skip
_INITIAL = {
    "a": "أ",
    "e": "إ",
    "i": "إ",
    "o": "أو",
    "u": "أو",
    "ei": "أي",
    "ai": "أي",
    "au": "أو",
    "eu": "يو",
    "ie": "إي",
}
#: Endings of English place and family names, and of Slavic ones, whose sound their letters hide.
_ENDINGS = {
    "side": "سايد", "field": "فيلد", "gate": "غيت", "dale": "ديل", "wood": "وود", "ville": "فيل",
    "stone": "ستون", "house": "هاوس", "well": "ويل", "worth": "وورث", "land": "لاند", "ford": "فورد",
    "man": "مان", "shire": "شير", "ich": "يتش", "ic": "يتش", "wright": "رايت", "stein": "ستاين",
    "berg": "بيرغ",
}  # fmt: skip
_ENDING = re.compile(f"(?<=...)({'|'.join(sorted(_ENDINGS, key=len, reverse=True))})$")


#: After these a last s is read as z in English.
_VOICED = frozenset(("r", "l", "ll", "n", "m", "d", "g"))


def _guess_word(word: str) -> str:
    folded = re.sub("^mc(?=[a-z])", "mak", fold_latin(word))
    ending = _ENDING.search(folded)
    units = _units(folded[: ending.start()] if ending else folded)
    out = []
    for i, unit in enumerate(units):
        last = i == len(units) - 1 and not ending
        following = units[i + 1] if i + 1 < len(units) else ending.group()[0] if ending else ""
        if i == 0 and unit[0] in _VOWELS and unit != "y":
            out.append(_INITIAL.get(unit, "أ" + _GUESS[unit]))
        elif unit == "e":
            # Mute at the end; unwritten before two consonants or a last one (Jeffrey, Robert).
            after = units[i + 2] if i + 2 < len(units) else "t"
            closed = bool(following) and following[0] not in _VOWELS and after[0] not in _VOWELS
            out.append("" if last or closed else "ي")
        elif unit == "ce" and last:
            out.append("س")
        elif unit == "g" and following[:1] in ("e", "i", "y"):
            out.append("ج")
        elif unit == "h" and following and following[0] not in _VOWELS and units[i - 1] in ("o", "e", "u"):
            pass  # Johnson, Lehman; but Tahrir
        elif unit == "s" and last and len(units) > 2 and units[i - 1] in _VOICED:
            out.append("ز")  # Evans, Rodgers
        else:
            out.append(_GUESS[unit])
    return "".join(out) + (_ENDINGS[ending.group()] if ending else "")


def transliterate(latin: str) -> str:
    """One plausible Arabic spelling of a name, word by word; "" where it has no letters."""
    guessed = []
    for word in re.split(r"[\s\-]+", latin):
        if re.fullmatch(r"(?i)al|el", word):
            guessed.append("ال")
        elif spelled := _guess_word(word):
            guessed.append(spelled)
    return re.sub(r"(?:^|(?<= ))ال ", "ال", " ".join(guessed))
