"""What would mend a translation: for each word that it got wrong, what the other language calls it.

A repair is asked for with these terms and no others: the hints of the first round did not help with them, and
may have misled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer.briefs import Check, CheckKind, Term
from summarizer.fidelity.date import DateKind
from summarizer.fidelity.date_finder import find_dates
from summarizer.fidelity.number import NumberKind
from summarizer.fidelity.numbers import find_numbers
from summarizer.languages import Language
from summarizer.lexicon.gazetteer import find_names, translations
from summarizer.lexicon.hints import hints

#: From two on: one is an article in English, and often nothing in Arabic.
_CARDINALS = (
    ("two", "اثنان"),
    ("three", "ثلاثة"),
    ("four", "أربعة"),
    ("five", "خمسة"),
    ("six", "ستة"),
    ("seven", "سبعة"),
    ("eight", "ثمانية"),
    ("nine", "تسعة"),
    ("ten", "عشرة"),
    ("eleven", "أحد عشر"),
    ("twelve", "اثنا عشر"),
)
#: From the first on.
_ORDINALS = (
    ("first", "الأول"),
    ("second", "الثاني"),
    ("third", "الثالث"),
    ("fourth", "الرابع"),
    ("fifth", "الخامس"),
    ("sixth", "السادس"),
    ("seventh", "السابع"),
    ("eighth", "الثامن"),
    ("ninth", "التاسع"),
    ("tenth", "العاشر"),
)
_RELATIVE = {
    (DateKind.DAY, -1): ("yesterday", "أمس"),
    (DateKind.DAY, 0): ("today", "اليوم"),
    (DateKind.DAY, 1): ("tomorrow", "غدا"),
    (DateKind.WEEK, -1): ("last week", "الأسبوع الماضي"),
    (DateKind.WEEK, 0): ("this week", "هذا الأسبوع"),
    (DateKind.WEEK, 1): ("next week", "الأسبوع المقبل"),
    (DateKind.RELATIVE_MONTH, -1): ("last month", "الشهر الماضي"),
    (DateKind.RELATIVE_MONTH, 0): ("this month", "هذا الشهر"),
    (DateKind.RELATIVE_MONTH, 1): ("next month", "الشهر المقبل"),
    (DateKind.YEAR, -1): ("last year", "العام الماضي"),
    (DateKind.YEAR, 0): ("this year", "هذا العام"),
    (DateKind.YEAR, 1): ("next year", "العام المقبل"),
    (DateKind.HALF, 1): ("in the morning", "صباحا"),
    (DateKind.HALF, 2): ("in the evening", "مساء"),
}


def remedies(checks: Sequence[Check], source: Language, target: Language) -> tuple[Term, ...]:
    """A term for each number, date and name of the source that a check found changed or missing.

    Terms are in dictionary forms, as ``lexicon.hints`` gives them; what nothing is known of has none.
    """
    found: dict[str, Term] = {}
    for check in checks:
        if check.ok or not check.source:
            continue
        for term in _terms(check, source, target):
            found.setdefault(term.source, term)
    return tuple(found.values())


def _terms(check: Check, source: Language, target: Language) -> Iterator[Term]:
    if check.kind is CheckKind.NAME:
        yield from hints(check.source, source, target)
        for name in find_names(check.source, source):
            if name.kind == "demonym":  # hints leave most of them out
                yield Term(name.surface, translations(name, target)[0])
    elif check.kind is CheckKind.DATE:
        for date in find_dates(check.source, source):
            pair = _RELATIVE.get((date.kind, date.value)) or _calendar(date.kind, date.value)
            if pair:
                yield _term(*pair, source)
    elif check.kind is CheckKind.NUMBER:
        for number in find_numbers(check.source, source):
            if not number.spelled:
                figures = "".join(c for c in number.surface if c.isdecimal() or c in ".,")
                yield Term(figures, figures)
                continue
            table = _ORDINALS if number.kind is NumberKind.ORDINAL else _CARDINALS
            place = int(number.value) - (1 if table is _ORDINALS else 2)
            if number.value.denominator == 1 and 0 <= place < len(table):
                yield _term(*table[place], source)


def _term(english: str, arabic: str, source: Language) -> Term:
    return Term(arabic, english) if source.code == "ar" else Term(english, arabic)


def _calendar(kind: DateKind, value: int) -> tuple[str, str] | None:
    """The name of a month or weekday in both languages, from CLDR; None for Hijri months."""
    from babel import Locale

    english, arabic = Locale("en"), Locale("ar")
    if kind is DateKind.WEEKDAY:
        return (
            english.days["format"]["wide"][value - 1],
            arabic.days["format"]["wide"][value - 1],
        )
    if kind is DateKind.MONTH and 1 <= value <= 12:
        return english.months["format"]["wide"][value], arabic.months["format"]["wide"][value]
    return None
