"""The names of months, weekdays and relative days, in both languages and their traditions.

English words in lower case, Arabic words in folded letters (``reading.read``). Months and weekdays
count from 1; weekdays from Monday, as in ISO 8601. Hijri months count from 101.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _numbered(words: str, start: int = 1) -> dict[str, int]:
    """One number for each "/"-separated group of names."""
    table = {}
    for number, names in enumerate(words.split("/"), start=start):
        for name in names.split():
            table[name.replace("_", " ")] = number
    return table


ENGLISH_MONTHS = _numbered(
    "january/february/march/april/may/june/july/august/september/october/november/december"
)
#: Read as months only beside a figure ("Sept. 5") or after "in", "last" and the like.
ENGLISH_SHORT_MONTHS = _numbered("jan/feb/mar/apr/may/jun/jul/aug/sep sept/oct/nov/dec")
ENGLISH_WEEKDAYS = _numbered(
    "monday mondays/tuesday tuesdays/wednesday wednesdays/thursday thursdays"
) | _numbered("friday fridays/saturday saturdays/sunday sundays", start=5)
ENGLISH_SHORT_WEEKDAYS = _numbered("mon/tue tues/wed/thu thur thurs/fri/sat/sun")
#: By the last word of their names: "Dhu al-Hijjah". The two Rabi's and Jumadas are not read in English.
ENGLISH_HIJRI = (
    {"muharram": 101, "safar": 102, "rajab": 107, "shaaban": 108, "sha'ban": 108, "ramadan": 109}
    | {"ramadhan": 109, "shawwal": 110}
    | {"qadah": 111, "qi'dah": 111, "hijjah": 112}
)

_ARABIC_MONTHS = _numbered(
    "يناير كانون_الثاني جانفي/فبراير شباط فيفري/مارس اذار/ابريل نيسان افريل/مايو ايار ماي/"
    "يونيو يونيه حزيران جوان/"
    "يوليو يوليه تموز جويليه يوليوز/اغسطس اب اوت غشت/سبتمبر ايلول شتنبر/اكتوبر تشرين_الاول/"
    "نوفمبر تشرين_الثاني نونبر/ديسمبر كانون_الاول دجنبر"
)
_ARABIC_HIJRI = _numbered(
    "محرم المحرم/صفر/ربيع_الاول/ربيع_الثاني ربيع_الاخر/جمادي_الاولي/جمادي_الثانيه جمادي_الاخره/"
    "رجب/شعبان/رمضان/شوال/ذو_القعده ذي_القعده/ذو_الحجه ذي_الحجه",
    start=101,
)
ARABIC_MONTH_NAMES = _ARABIC_MONTHS | _ARABIC_HIJRI
ARABIC_WEEKDAYS = _numbered("الاثنين/الثلاثاء/الاربعاء/الخميس/الجمعه/السبت/الاحد")
ARABIC_CLITICS = ("", "و", "ب", "ل", "ك", "ف", "وب", "ول", "فب", "ال")

#: Months that are other words as often: "he may", "he practised", "father", a car maker, a person.
UNSURE = _set(
    "may march april june august safar rajab "
    "مارس مايو اب نيسان ماي جوان اوت صفر محرم المحرم رجب شعبان الاثنين"
) | {
    "ربيع الاول", "ربيع الثاني", "ربيع الاخر", "جمادي الاولي", "جمادي الثانيه", "جمادي الاخره",
}  # fmt: skip
#: Words before a month or weekday that make it one.
DATE_SIGNS = _set(
    "in since until till by from during early late mid last next this of on before after through around / "
    "شهر بشهر شهري في منذ حتي خلال اوايل اوائل اواخر منتصف مطلع نهايه بدايه من الي بين "
    "يوم يومي ايام ليله مساء صباح فجر"
)
#: "Sunday Times" and the like are names of newspapers, shows and clubs.
AFTER_WEEKDAY_NAMES = _set(
    "times telegraph mirror express mail post herald star world sun review league night club island"
)

#: Days that contradict each other, counted from today.
ENGLISH_DAYS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
ARABIC_DAYS = {
    "امس": -1,
    "الامس": -1,
    "بالامس": -1,
    "البارحه": -1,
    "اليوم": 0,
    "الليله": 0,
    "غدا": 1,
    "الغد": 1,
}
ENGLISH_UNITS = {"week": "week", "month": "month", "year": "year"}
ENGLISH_TURNS = {"last": -1, "this": 0, "next": 1, "previous": -1, "coming": 1}
ARABIC_UNITS = {
    "الاسبوع": "week", "اسبوع": "week", "الشهر": "month", "شهر": "month", "العام": "year", "عام": "year",
    "السنه": "year", "سنه": "year",
}  # fmt: skip
ARABIC_TURNS = {
    word: turn
    for turn, words in (
        (-1, "الماضي الماضيه المنصرم المنصرمه الفائت الفائته الفايت السابق السابقه"),
        (0, "الحالي الحاليه الجاري الجاريه هذا هذه"),
        (1, "المقبل المقبله القادم القادمه التالي التاليه"),
    )
    for word in words.split()
}

#: Words for the hours before noon (1) and after it (2). Night and noon are in both.
ENGLISH_HALVES = {
    "morning": 1, "mornings": 1, "dawn": 1, "sunrise": 1,
    "afternoon": 2, "afternoons": 2, "evening": 2, "evenings": 2,
}  # fmt: skip
#: Without tashkeel, "فجر" is also "blew up" and "عصر" also "age".
ARABIC_HALVES = {
    "صباح": 1, "صباحا": 1, "الصباح": 1, "فجرا": 1, "الفجر": 1,
    "مساء": 2, "المساء": 2, "عصرا": 2, "بعد ظهر": 2, "بعد الظهر": 2,
}  # fmt: skip
