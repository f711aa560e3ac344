from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status
from summarizer.fidelity.numbers import NumberKind, check_numbers, find_numbers
from summarizer.languages import ARABIC, ENGLISH, Language
from tests.fidelity import spelling

KEPT = [
    ("The fire killed 1,234 people.", "أودى الحريق بحياة 1234 شخصا."),
    ("The fire killed 1,234 people.", "أودى الحريق بحياة ١٬٢٣٤ شخصا."),
    ("It weighs 1,234.5 tonnes.", "يزن ١٬٢٣٤٫٥ طن."),
    ("Some 1,234 homes", "نحو ١.٢٣٤ منزلا"),
    ("Turnout was 75%.", "بلغت نسبة المشاركة ٪75."),
    ("Turnout was 75 per cent.", "بلغت نسبة المشاركة 75 في المائة."),
    ("Turnout was seventy-five percent.", "بلغت نسبة المشاركة %75."),
    ("Between 40 and 50% agree", "يوافق ما بين 40% و50%"),
    ("Two hundred and fifty thousand fled.", "فر مئتان وخمسون ألفا."),
    ("A dozen ships", "اثنتا عشرة سفينة"),
    ("two dozen ships", "أربع وعشرون سفينة"),
    ("The company lost $2bn.", "خسرت الشركة ملياري دولار."),
    ("The company lost $5m.", "خسرت الشركة 5 ملايين دولار."),
    ("about 3.5 million children", "نحو ثلاثة ملايين ونصف مليون طفل"),
    ("an hour and a half later", "بعد ساعة ونصف"),
    ("a 1.5 hour drive", "على بعد ساعة ونصف بالسيارة"),
    ("800,000 doses", "800 ألف جرعة"),
    ("20,500 doses", "20 ألفا و500 جرعة"),
    ("2 months ago", "قبل شهرين"),
    ("It visited 2 countries", "زار دولتين"),
    ("the 21st century", "القرن الحادي والعشرين"),
    ("the 19th century", "القرن 19"),
    ("In the 1990s", "في تسعينيات القرن الماضي"),
    ("In the 1830s", "في ثلاثينيات القرن التاسع عشر"),
    ("In the nineties", "في التسعينيات"),
    ("two-thirds of voters", "ثلثا الناخبين"),
    ("three quarters of them", "ثلاثة أرباعهم"),
    ("a third of the city", "ثلث المدينة"),
    ("at 5:30 p.m.", "الساعة الخامسة والنصف مساء"),
    ("at 5:30 p.m.", "في الساعة 17:30"),
    ("at 7.55am", "في الساعة 7:55 صباحا"),
    ("They won 3-1.", "فازوا 3-1."),
    ("They won 3-1.", "فازوا 1-3."),
    ("between 3 and 5 million", "من 3 إلى 5 ملايين"),
    ("the 2002-04 outbreak", "تفشي المرض بين عامي 2002 و2004"),
    ("COVID-19 and the F-16", "كوفيد-19 وطائرة إف-16"),
    ("the G20 summit", "قمة مجموعة العشرين"),
    ("the G20 summit", "قمة العشرين"),
    ("Louis XIV", "لويس الرابع عشر"),
    ("on March 4 and 5", "في 4 مارس و5 مارس"),
    ("twins, one of them a girl", "طفلان إحداهما بنت"),
    ("See https://example.com/2024/05 for more", "للمزيد انظر الرابط"),
]


@pytest.mark.parametrize(("english", "arabic"), KEPT)
def test_same_numbers_are_kept_in_both_directions(english: str, arabic: str) -> None:
    for check in check_numbers(english, arabic, ENGLISH, ARABIC) + check_numbers(
        arabic, english, ARABIC, ENGLISH
    ):
        assert check.status is Status.KEPT
        assert check.kind is CheckKind.NUMBER
        assert check.detail == ""


WRONG = [
    ("It killed 6,000 people", "قتل 000 6 شخص", [(Status.CHANGED, "6,000", "000 6")]),
    ("It killed 832 people", "قتل 823 شخصا", [(Status.CHANGED, "832", "823")]),
    ("It killed 832 people", "قتل الكثيرين", [(Status.MISSING, "832", "")]),
    ("It killed many", "قتل 832 شخصا", [(Status.ADDED, "", "832")]),
    ("worth £1.5 million", "بقيمة 1.5 جنيه", [(Status.CHANGED, "1.5 million", "1.5")]),
    ("75% of voters", "75 ناخبا", [(Status.CHANGED, "75%", "75")]),
    ("two people died", "توفي خمسة أشخاص", [(Status.CHANGED, "two", "خمسة")]),
    ("three people died", "توفي شخصان", [(Status.CHANGED, "three", "شخصان")]),
    ("The third man", "الرجل الخامس", [(Status.CHANGED, "third", "الخامس")]),
    ("COVID-19 spreads", "ينتشر كوفيد-15", [(Status.CHANGED, "19", "15")]),
    ("Over 1,000 died, tens of thousands fled", "مات وفر عشرات الآلاف", [(Status.MISSING, "1,000", "")]),
    (
        "in 2013 and in 2013 again",
        "في 2013 وفي 2015 أيضا",
        [(Status.KEPT, "2013", "2013"), (Status.CHANGED, "2013", "2015")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("english", "arabic", "expected"), WRONG)
def test_wrong_numbers_are_reported_with_the_words_of_both_sides(
    english: str, arabic: str, expected: list[tuple[Status, str, str]]
) -> None:
    checks = check_numbers(english, arabic, ENGLISH, ARABIC)
    assert [(check.status, check.source, check.target) for check in checks] == expected
    assert all(check.ok or check.detail.endswith(".") for check in checks)


FOUND = [
    (ENGLISH, "half a million", Fraction(500_000)),
    (ENGLISH, "one and a half million", Fraction(1_500_000)),
    (ENGLISH, "a hundred and twenty", Fraction(120)),
    (ENGLISH, "300+ billion", Fraction(300_000_000_000)),
    (ENGLISH, "twenty-first", Fraction(21)),
    (ENGLISH, "2½", Fraction(5, 2)),
    (ENGLISH, "1 234 567", Fraction(1_234_567)),
    (ARABIC, "ثَلاثَ عَشْرَةَ", Fraction(13)),
    (ARABIC, "الحادية والعشرين", Fraction(21)),
    (ARABIC, "مئتي ألف", Fraction(200_000)),
    (ARABIC, "ألف وتسعمئة وأربعة وثمانون", Fraction(1984)),
    (ARABIC, "مليون ونصف المليون", Fraction(1_500_000)),
    (ARABIC, "خمسة و عشرين", Fraction(25)),
    (ARABIC, "۱۲٫۵", Fraction(25, 2)),
    (ARABIC, "3 آلاف ومئة", Fraction(3100)),
]


@pytest.mark.parametrize(("language", "text", "value"), FOUND)
def test_one_number_is_found(language: Language, text: str, value: Fraction) -> None:
    assert [number.value for number in find_numbers(text, language)] == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [(ARABIC, "لست هنا"), (ARABIC, "ألستون"), (ENGLISH, "third parties"), (ENGLISH, "someone")],
)
def test_words_that_only_look_like_numbers_are_none(language: Language, text: str) -> None:
    assert find_numbers(text, language) == []


def test_kinds() -> None:
    kinds = {
        number.surface: number.kind
        for number in find_numbers("20-30, 5th, 1990s, thousands, 5:30, F-16", ENGLISH)
    }
    assert kinds == {
        "20": NumberKind.RANGE_END, "30": NumberKind.RANGE_END, "5th": NumberKind.ORDINAL,
        "1990s": NumberKind.DECADE, "thousands": NumberKind.APPROXIMATE, "5:30": NumberKind.TIME,
        "16": NumberKind.NAME,
    }  # fmt: skip


@given(st.integers(1, 10**12 - 1), st.sampled_from([" and ", " "]))
def test_english_words_read_back(value: int, joint: str) -> None:
    assert [number.value for number in find_numbers(spelling.english(value, joint=joint), ENGLISH)] == [value]


@given(st.integers(1, 10**12 - 1), st.booleans(), st.booleans())
def test_arabic_words_read_back(value: int, oblique: bool, feminine: bool) -> None:
    words = spelling.arabic(value, oblique=oblique, feminine=feminine)
    found = find_numbers(words, ARABIC)
    assert [number.value for number in found] == [value]
    assert found[0].surface == words


@given(st.integers(3, 10**12 - 1), st.booleans(), st.booleans())
def test_words_figures_and_languages_agree(value: int, oblique: bool, feminine: bool) -> None:
    english = [str(value), f"{value:,}", spelling.english(value)]
    arabic = [
        str(value),
        f"{value:,}".replace(",", "٬"),
        spelling.arabic(value, oblique=oblique, feminine=feminine),
    ]
    for left in english:
        for right in arabic:
            assert [check.status for check in check_numbers(left, right, ENGLISH, ARABIC)] in (
                [Status.KEPT],
                [],
            )


@given(st.integers(3, 10**6), st.integers(3, 10**6))
def test_another_value_is_never_kept(value: int, other: int) -> None:
    if value == other or {value, other} & {1000, 2000}:
        return
    checks = check_numbers(f"{value} people", f"{spelling.arabic(other)} شخص", ENGLISH, ARABIC)
    shared = find_numbers(f"{spelling.arabic(other)} شخص", ARABIC)[0].readings
    assert value in shared or not all(check.ok for check in checks)


@given(
    st.decimals(0, 10**6, places=2),
    st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "０１２３４５６７８９"]),
)
def test_digit_systems_do_not_matter(value: object, digits: str) -> None:
    text = str(value).translate(str.maketrans("0123456789", digits))
    plain = find_numbers(str(value), ENGLISH)
    assert [number.value for number in find_numbers(text, ARABIC)] == [number.value for number in plain]


PIECES = (
    "3 7 2019 COVID-19 five خمسة شهرين 40% بالمئة ٤٠ و 1,500 ألف million second half the من third ثلث ثلاثة "
    "5:30 1990s - to"
)
SENTENCES = st.lists(st.sampled_from(PIECES.split()), max_size=12).map(" ".join)


@given(SENTENCES, SENTENCES)
def test_both_directions_agree(english: str, arabic: str) -> None:
    there = check_numbers(english, arabic, ENGLISH, ARABIC)
    back = check_numbers(arabic, english, ARABIC, ENGLISH)
    assert sum(check.ok for check in there) == sum(check.ok for check in back)
    assert all(check.ok for check in there) == all(check.ok for check in back)


@given(SENTENCES, st.sampled_from([ENGLISH, ARABIC]))
def test_a_text_keeps_its_own_numbers(text: str, language: Language) -> None:
    assert all(check.ok for check in check_numbers(text, text, language, language))


@given(st.text(), st.text())
def test_any_text_is_read(left: str, right: str) -> None:
    for language in (ENGLISH, ARABIC):
        for number in find_numbers(left, language):
            assert number.span.of(left) == number.surface
        check_numbers(left, right, language, ARABIC)


@pytest.mark.parametrize(
    "unit", ["1,111 ", "12.", "ثلاثة ", "five million ", "1:1", "a.b@", "و", "9", "COVID-", "% 5 %"]
)
def test_long_texts_are_read(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    for language in (ENGLISH, ARABIC):
        assert all(check.ok for check in check_numbers(text, text, language, language))
