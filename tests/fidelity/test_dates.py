from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status
from summarizer.fidelity.dates import DateKind, check_dates, find_dates
from summarizer.languages import ARABIC, ENGLISH, Language

MONTHS = (
    "January February March April May June July August September October November December",
    "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "كانون_الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين_الأول تشرين_الثاني كانون_الأول",
)
WEEKDAYS = (
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
)

KEPT = [
    ("The talks begin on Thursday.", "تبدأ المحادثات يوم الخميس."),
    ("Friday's talks", "محادثات الجمعة"),
    ("Monday and Tuesday", "يومي الاثنين والثلاثاء"),
    ("on 5 May 2020", "في 5 أيار/مايو 2020"),
    ("on May 5th, 2020", "في الخامس من مايو 2020"),
    ("in January 2019", "في كانون الثاني (يناير) 2019"),
    ("by early December", "وبحلول أوائل كانون الأول"),
    ("Sept. 30", "30 أيلول"),
    ("on March 4 and 5", "في 4 مارس و5 مارس"),
    ("during Ramadan", "خلال شهر رمضان"),
    ("in Dhu al-Hijjah", "في ذي الحجة"),
    ("They spoke yesterday", "تحدثوا أمس"),
    ("The vote is next week", "التصويت الأسبوع المقبل"),
    ("Last year it rained", "هطل المطر العام الماضي"),
    ("at 4 a.m.", "في الرابعة فجرا"),
    ("at 9:30pm", "الساعة 9:30 مساء"),
    ("in the early afternoon", "بعد ظهر أمس بقليل"),
    ("The shop opens in the morning.", "يفتح المتجر في الصباح."),
]


@pytest.mark.parametrize(("english", "arabic"), KEPT)
def test_same_dates_are_kept_in_both_directions(english: str, arabic: str) -> None:
    for checks in (
        check_dates(english, arabic, ENGLISH, ARABIC),
        check_dates(arabic, english, ARABIC, ENGLISH),
    ):
        assert checks
        assert all(
            (check.status, check.kind, check.detail) == (Status.KEPT, CheckKind.DATE, "") for check in checks
        )


SILENT = [
    ("It may rain", "قد تمطر"),
    ("Prime Minister Theresa May spoke", "تحدثت رئيسة الوزراء تيريزا"),
    ("He trains daily", "مارس الرياضة يوميا"),
    ("a father and a mother", "أب وأم"),
    ("The two agreed", "اتفق الاثنان"),
    ("the Sunday Times reported", "ذكرت صحيفة صنداي تايمز"),
    ("She sat in the sun", "جلست في الشمس"),
    ("The report came out yesterday", "صدر التقرير"),
    ("The next day they left", "غادروا في اليوم التالي"),
    ("Toyota and Nissan", "تويوتا ونيسان"),
    ("I am late; the PM spoke", "فجر انتحاري نفسه"),
    ("overnight", "صباحا"),
    ("Dawn is her name", "في عصر الآلة"),
]


@pytest.mark.parametrize(("english", "arabic"), SILENT)
def test_what_is_no_date_is_not_reported(english: str, arabic: str) -> None:
    assert check_dates(english, arabic, ENGLISH, ARABIC) == []
    assert check_dates(arabic, english, ARABIC, ENGLISH) == []


WRONG = [
    ("on Thursday", "يوم الثلاثاء", Status.CHANGED, "Thursday", "الثلاثاء"),
    ("in April", "في يونيو", Status.CHANGED, "April", "يونيو"),
    ("in November", "في تشرين الأول", Status.CHANGED, "November", "تشرين الأول"),
    ("on 5 June", "في 15 يونيو", Status.CHANGED, "5 June", "15 يونيو"),
    ("in June 2019", "في يونيو 2020", Status.CHANGED, "June 2019", "يونيو 2020"),
    ("They left on Friday", "غادروا", Status.MISSING, "Friday", ""),
    ("They left", "غادروا في فبراير", Status.ADDED, "", "فبراير"),
    ("They spoke yesterday", "سيتحدثون غدا", Status.CHANGED, "yesterday", "غدا"),
    ("next month", "الشهر الماضي", Status.CHANGED, "next month", "الشهر الماضي"),
    ("at 4:00 p.m.", "في الرابعة فجرا", Status.CHANGED, "4:00 p.m.", "فجرا"),
    ("at 9 am", "في التاسعة مساء", Status.CHANGED, "9 am", "مساء"),
]


@pytest.mark.parametrize(("english", "arabic", "status", "source", "target"), WRONG)
def test_wrong_dates_are_reported(
    english: str, arabic: str, status: Status, source: str, target: str
) -> None:
    (check,) = check_dates(english, arabic, ENGLISH, ARABIC)
    assert (check.status, check.source, check.target) == (status, source, target)
    assert check.detail.endswith(".")
    (back,) = check_dates(arabic, english, ARABIC, ENGLISH)
    assert (back.source, back.target) == (target, source)


def test_parts_of_a_date() -> None:
    (weekday, month) = find_dates("On Thursday, 5 May 2020, they met.", ENGLISH)
    assert (weekday.kind, weekday.value) == (DateKind.WEEKDAY, 4)
    assert (month.kind, month.value, month.day, month.year) == (DateKind.MONTH, 5, 5, 2020)
    assert month.surface == "5 May 2020"


@given(st.integers(0, 11), st.integers(0, 11), st.integers(1, 28), st.sampled_from(MONTHS[1:]))
def test_every_month_in_both_traditions(left: int, right: int, day: int, names: str) -> None:
    english = f"They met on {day} {MONTHS[0].split()[left]}."
    arabic = f"اجتمعوا في {day} {names.split()[right].replace('_', ' ')}."
    for checks in (
        check_dates(english, arabic, ENGLISH, ARABIC),
        check_dates(arabic, english, ARABIC, ENGLISH),
    ):
        assert [check.status for check in checks] == [Status.KEPT if left == right else Status.CHANGED]


@given(st.integers(0, 6), st.integers(0, 6), st.sampled_from(["يوم ", "مساء ", "أيام السبت والأحد و"]))
def test_every_weekday(left: int, right: int, before: str) -> None:
    english = f"They met on {WEEKDAYS[0].split()[left]}."
    if before.startswith("أيام"):
        english = f"Saturdays and Sundays and {WEEKDAYS[0].split()[left]}"
    arabic = before + WEEKDAYS[1].split()[right]
    there = all(check.ok for check in check_dates(english, arabic, ENGLISH, ARABIC))
    back = all(check.ok for check in check_dates(arabic, english, ARABIC, ENGLISH))
    assert there == back
    assert there or left != right


@given(st.text(), st.text())
def test_any_text_is_read(left: str, right: str) -> None:
    for language in (ENGLISH, ARABIC):
        for date in find_dates(left, language):
            assert date.span.of(left) == date.surface
        check_dates(left, right, language, ARABIC)


@pytest.mark.parametrize("unit", ["May ", "5 May ", "كانون ", "الأول ", "2020-05-05 ", "أمس", "Sunday-"])
@pytest.mark.parametrize("language", [ENGLISH, ARABIC])
def test_long_texts_are_read(unit: str, language: Language) -> None:
    text = unit * (30_000 // len(unit))
    assert all(check.ok for check in check_dates(text, text, language, language))
