"""Finds the months, weekdays, relative dates and halves of the day of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.briefs import Span
from summarizer.fidelity import date_words as words
from summarizer.fidelity.date import Date, DateKind
from summarizer.fidelity.number import Number, NumberKind
from summarizer.fidelity.numbers import numbers_of
from summarizer.fidelity.reading import Reading, read
from summarizer.languages import Language


def find_dates(text: str, language: Language) -> list[Date]:
    """The months, weekdays, relative dates and halves of the day in ``text``, in order of their places."""
    arabic = language.code == "ar"
    reading = read(text, arabic=arabic)
    numbers = numbers_of(reading, language)
    finder = _Finder(reading, numbers, arabic=arabic)
    return sorted(finder.dates(), key=lambda date: date.span)


class _Finder:
    """Walks the tokens of one sentence once."""

    def __init__(self, reading: Reading, numbers: Sequence[Number], *, arabic: bool) -> None:
        self.reading, self.arabic = reading, arabic
        self.ends = {number.span.end: number for number in numbers}
        self.starts = {number.span.start: number for number in numbers}

    def dates(self) -> Iterator[Date]:
        i = 0
        while i < len(self.reading.tokens):
            found = self._at(i) if self.reading.tokens[i].kind == "word" else self._numeric(i)
            if found:
                yield found[0]
                i += found[1]
            else:
                i += 1

    def _at(self, i: int) -> tuple[Date, int] | None:
        return (
            (self._month(i) or self._weekday(i) or self._half(i) or self._relative(i))
            if self.arabic
            else (self._english_month(i) or self._english_weekday(i) or self._half(i) or self._relative(i))
        )

    def _word(self, i: int) -> str:
        return self.reading.tokens[i].text.lower() if 0 <= i < len(self.reading.tokens) else ""

    def _plain(self, i: int, table: dict[str, int]) -> tuple[str, int] | None:
        """The name of ``table`` at token ``i``, of one or two words, without clitics, and how many words."""
        word, pair = self._word(i), ""
        if not self.reading.gap(i).strip():
            pair = f"{word} {self._word(i + 1)}"
        for count, text in ((2, pair), (1, word)):
            for clitic in words.ARABIC_CLITICS if self.arabic else ("",):
                if text.startswith(clitic) and text[len(clitic) :] in table:
                    return text[len(clitic) :], count
        return None

    def _date(
        self, kind: DateKind, value: int, i: int, count: int, *, required: bool, beside: bool = False
    ) -> Date:
        tokens = self.reading.tokens
        start, end = self.reading.span(tokens[i].start, tokens[i + count - 1].end)
        day = year = 0
        if beside:
            day, year, start, end = self._beside(start, end)
        return Date(
            kind, value, self.reading.original[start:end], Span(start, end), required or day > 0, day, year
        )

    def _beside(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Day and year beside a month: "5 May 2020", "Sept. 5th, 2020", "الخامس من مايو"."""
        text, day, year = self.reading.original, 0, 0
        before = re.search(r"(\s*-\s*|\s+(?:of|من|شهر|من شهر)\s+|\s+)$", text[max(0, start - 12) : start])
        left = self.ends.get(start - len(before.group(1)) if before else start)
        if (
            left
            and (not left.spelled or left.kind is NumberKind.ORDINAL)
            and left.value.denominator == 1
            and 1 <= left.value <= 31
        ):
            day, start = int(left.value), left.span.start
        after = re.match(r"[.,]?\s+(?:the\s+)?(?:عام\s+|لعام\s+|سنة\s+|of\s+)?|[،,]\s*", text[end : end + 14])
        right = self.starts.get(end + (after.end() if after else 0))
        if (
            right
            and not right.spelled
            and not day
            and right.value.denominator == 1
            and 1 <= right.value <= 31
            and not self.arabic
        ):
            day, end = int(right.value), right.span.end
            after = re.match(r",?\s+", text[end : end + 4])
            right = self.starts.get(end + (after.end() if after else 0))
        if (
            right
            and not right.spelled
            and right.value.denominator == 1
            and 1000 <= right.value < 3000
            and not right.unit
        ):
            year, end = int(right.value), right.span.end
        return day, year, start, end

    def _sign(self, i: int) -> bool:
        """Whether the word before says that a date comes."""
        return i > 0 and self._word(i - 1).removeprefix("و") in words.DATE_SIGNS

    def _month(self, i: int) -> tuple[Date, int] | None:
        found = self._plain(i, words.ARABIC_MONTH_NAMES)
        if not found:
            return None
        name, count = found
        if name == "اب" and "آ" not in self._surface(i):
            return None
        value = words.ARABIC_MONTH_NAMES[name]
        required = name not in words.UNSURE or (self._sign(i) and self._word(i - 1) != "من")
        return self._date(DateKind.MONTH, value, i, count, required=required, beside=True), count

    def _surface(self, i: int) -> str:
        start, end = self.reading.span(self.reading.tokens[i].start, self.reading.tokens[i].end)
        return self.reading.original[start:end]

    def _weekday(self, i: int) -> tuple[Date, int] | None:
        word = self._word(i)
        for clitic in ("", "و", "ب", "ك", "ف"):
            if word.startswith(clitic) and word[len(clitic) :] in words.ARABIC_WEEKDAYS:
                name = word[len(clitic) :]
                required = name not in words.UNSURE or self._sign(i) or clitic == "و"
                return self._date(DateKind.WEEKDAY, words.ARABIC_WEEKDAYS[name], i, 1, required=required), 1
        if word.startswith("لل") and "ال" + word[2:] in words.ARABIC_WEEKDAYS:
            return self._date(
                DateKind.WEEKDAY, words.ARABIC_WEEKDAYS["ال" + word[2:]], i, 1, required=False
            ), 1
        return None

    def _english_month(self, i: int) -> tuple[Date, int] | None:
        text, word = self.reading.tokens[i].text, self._word(i).removesuffix("'s")
        if word in words.ENGLISH_MONTHS or word in words.ENGLISH_SHORT_MONTHS:
            if not text[0].isupper():
                return None
            value = words.ENGLISH_MONTHS.get(word) or words.ENGLISH_SHORT_MONTHS[word]
            date = self._date(DateKind.MONTH, value, i, 1, required=False, beside=True)
            sure = word in words.ENGLISH_MONTHS and word not in words.UNSURE
            sure = sure or (word in words.ENGLISH_MONTHS and (self._sign(i) or date.year > 0)) or date.day > 0
            return self._date(DateKind.MONTH, value, i, 1, required=sure, beside=True), 1
        if word not in words.ENGLISH_HIJRI or not text[0].isupper():
            return None
        value, sure = words.ENGLISH_HIJRI[word], word not in words.UNSURE
        return self._date(DateKind.MONTH, value, i, 1, required=sure, beside=True), 1

    def _english_weekday(self, i: int) -> tuple[Date, int] | None:
        text, word = self.reading.tokens[i].text, self._word(i).removesuffix("'s")
        if not text[0].isupper():
            return None
        if word in words.ENGLISH_WEEKDAYS:
            following = self.reading.tokens[i + 1].text if i + 1 < len(self.reading.tokens) else ""
            named = following[:1].isupper() and following.lower() in words.AFTER_WEEKDAY_NAMES
            return self._date(DateKind.WEEKDAY, words.ENGLISH_WEEKDAYS[word], i, 1, required=not named), 1
        if word in words.ENGLISH_SHORT_WEEKDAYS:
            return self._date(DateKind.WEEKDAY, words.ENGLISH_SHORT_WEEKDAYS[word], i, 1, required=False), 1
        return None

    def _half(self, i: int) -> tuple[Date, int] | None:
        if self.arabic:
            found = self._plain(i, words.ARABIC_HALVES)
            if not found:
                return None
            return self._date(
                DateKind.HALF, words.ARABIC_HALVES[found[0]], i, found[1], required=False
            ), found[1]
        text, word = self.reading.tokens[i].text, self._word(i)
        if word in words.ENGLISH_HALVES and text.islower():
            return self._date(DateKind.HALF, words.ENGLISH_HALVES[word], i, 1, required=False), 1
        rest = self.reading.folded[self.reading.tokens[i].start :][:4].lower()
        clock = re.match(r"([ap])(?:m\b|(\.)m\b(\.?))", rest)
        if clock and i > 0 and self.reading.tokens[i - 1].kind == "figures":
            count = 1 + 2 * bool(clock[2]) + bool(clock[3])  # "p", ".", "m", "."
            half = 1 if clock[1] == "a" else 2
            return self._date(DateKind.HALF, half, i - 1, count + 1, required=False), count
        return None

    def _relative(self, i: int) -> tuple[Date, int] | None:
        word = self._word(i)
        days = words.ARABIC_DAYS if self.arabic else words.ENGLISH_DAYS
        bare = word.removeprefix("و") if self.arabic else word.removesuffix("'s")
        if bare in days:
            if self.arabic and self._word(i + 1).startswith("ال") and bare == "اليوم":
                return None  # "the next day", "the same day"
            return self._date(DateKind.DAY, days[bare], i, 1, required=True), 1
        kinds = {"week": DateKind.WEEK, "month": DateKind.RELATIVE_MONTH, "year": DateKind.YEAR}
        turns = words.ARABIC_TURNS if self.arabic else words.ENGLISH_TURNS
        units = words.ARABIC_UNITS if self.arabic else words.ENGLISH_UNITS
        first, second = bare, self._word(i + 1).removesuffix("'s")
        if not self.reading.gap(i).strip():
            if first in turns and second in units and (not self.arabic or first in ("هذا", "هذه")):
                return self._date(kinds[units[second]], turns[first], i, 2, required=True), 2
            bare_unit = next((first[k:] for k in range(3) if first[k:] in units), "")
            if self.arabic and bare_unit and second in turns:
                return self._date(kinds[units[bare_unit]], turns[second], i, 2, required=True), 2
        return None

    def _numeric(self, i: int) -> tuple[Date, int] | None:
        """The month of "2020-03-15"; a day-first or month-first date is left to the numbers."""
        tokens = self.reading.tokens[i : i + 5]
        if (
            len(tokens) < 5
            or tokens[0].kind != "figures"
            or [token.text for token in tokens[1:4:2]] != ["-", "-"]
        ):
            return None
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", self.reading.folded[tokens[0].start : tokens[4].end]):
            return None
        month = int(tokens[2].text)
        if not 1 <= month <= 12:
            return None
        return self._date(DateKind.MONTH, month, i, 5, required=False), 5
