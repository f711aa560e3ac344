"""Everything the lexicon knows, as entries: from CLDR (Babel), from our TSV files and from GeoNames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from summarizer.lexicon.data import listed, rows
from summarizer.lexicon.transliteration import fold_latin

#: Amounts are in these; CLDR gives the names in both languages.
_CURRENCIES = (
    "USD EUR GBP JPY CNY RUB TRY SYP LBP IQD JOD EGP SAR AED KWD QAR BHD OMR YER SDG LYD TND DZD "
    "MAD IRR ILS CHF CAD AUD INR PKR AFN KRW BRL MXN ZAR NGN KES ETB SEK NOK DKK PLN CZK HUF UAH "
    "IDR MYR THB PHP"
)
#: CLDR names of languages that mean something else too.
_NO_LANGUAGES = frozenset(
    {"ga", "ie", "ia", "vo", "io", "ho", "kr", "pi", "ce", "ee", "ab", "bi", "to", "ts"}
)
#: CLDR codes of regions that are no country, or whose name is another's.
_NO_COUNTRIES = frozenset({"ZZ", "XA", "XB", "EU", "UN", "EZ", "QO", "MF", "SX"})
_ARABIC = re.compile("[\u0600-\u06ff]")


@dataclass(frozen=True)
class Entry:
    """A thing with its names in both languages, the preferred ones first.

    ``id`` is shared by what a translation may exchange: a country, its people and its language.
    ``kind``: country, demonym, language, currency, city, region, organization, group, media, firm,
    event, disease, office, person, given, term.
    """

    id: str
    kind: str
    english: tuple[str, ...]
    arabic: tuple[str, ...]


def _unique(*parts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in part if name))


def _nisba(word: str) -> list[str]:
    """Inflected forms of an Arabic relative adjective (سوري: سورية، سوريون ...), the masculine first."""
    if not word.endswith("ي"):
        return [word]
    endings = ("", "ة", "ون", "ين", "ات", "ان", "ا", "تان", "تين", "ا")
    parts = word.split()
    if all(part.endswith("ي") for part in parts):
        return [" ".join(part + ending for part in parts) for ending in endings]
    return [word + ending for ending in endings]


def _plurals(demonym: str) -> list[str]:
    """An English demonym and its plural where it is regular."""
    irregular = demonym.endswith(("s", "sh", "ch", "ese", "men"))
    return [demonym] if irregular else [demonym, demonym + "s"]


def _countries() -> Iterator[Entry]:
    from babel import Locale

    english, arabic = Locale("en").territories, Locale("ar").territories
    for code, names, other, demonyms, nisbas in (row[:5] for row in rows("countries.tsv", 5)):
        cldr = ([english[code]], [arabic[code]]) if code in english and code in arabic else ([], [])
        left, right = _unique(listed(names), cldr[0]), _unique(listed(other), cldr[1])
        if left or right:
            yield Entry(code, "country", left, right)
        forms = [form for nisba in listed(nisbas) for form in _nisba(nisba)]
        people = [form for demonym in listed(demonyms) for form in _plurals(demonym)]
        if people:
            yield Entry(code, "demonym", _unique(people), _unique(forms))
    known = {row[0] for row in rows("countries.tsv", 5)}
    for code in english:
        new = code not in known and code not in _NO_COUNTRIES
        if new and len(code) == 2 and code.isalpha() and code in arabic:
            yield Entry(code, "country", (english[code],), (arabic[code],))


def _languages(taken: set[str]) -> Iterator[Entry]:
    from babel import Locale

    english, arabic = Locale("en").languages, Locale("ar").languages
    for code in english:
        name = english[code]
        listed_code = len(code) == 2 and code in arabic and code not in _NO_LANGUAGES
        if listed_code and name.isalpha() and len(name) > 3 and fold_latin(name) not in taken:
            yield Entry(f"language:{code}", "language", (name,), (arabic[code],))


def _currencies() -> Iterator[Entry]:
    from babel import Locale
    from babel.numbers import get_currency_name

    arabic = Locale("ar").currencies
    for code in _CURRENCIES.split():
        if code in arabic:  # the plural first: news has amounts
            names = [get_currency_name(code, count=count, locale="en") for count in (2, 1)]
            yield Entry(f"currency:{code}", "currency", _unique(names, [code]), (arabic[code],))


def _listed(file: str) -> Iterator[Entry]:
    for english, arabic, kind, aliases in (row[:4] for row in rows(file, 4)):
        others = listed(aliases)
        yield Entry(
            f"{'city' if kind == 'region' else kind}:{fold_latin(english)}",
            kind,
            _unique([english], [a for a in others if not _ARABIC.search(a)]),
            _unique([arabic], [a for a in others if _ARABIC.search(a)]),
        )


def _cities() -> Iterator[Entry]:
    for name, spelled, _ in (row[:3] for row in rows("cities.tsv", 3)):
        yield Entry(f"city:{fold_latin(name)}", "city", (name,), tuple(spelled.split(";")))


def entries() -> list[Entry]:
    """All entries; where two have the same name, the earlier one is meant first."""
    found = list(_countries())
    found += _languages({fold_latin(name) for entry in found for name in entry.english})
    for file in ("organizations.tsv", "persons.tsv", "places.tsv", "terms.tsv"):
        found += _listed(file)
    taken = {fold_latin(n) for e in found if e.kind in ("country", "demonym", "person") for n in e.english}
    found += _currencies()
    found += (city for city in _cities() if fold_latin(city.english[0]) not in taken)
    return found
