"""The words of Arabic numbers in folded letters: hamzas on alif dropped, ta marbuta as ha, no tashkeel."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple


class Numeral(NamedTuple):
    """A numeral: its value and how it joins others.

    ``role`` is unit, ordinal, ten (عشر: ten, and the second half of 11 to 19), tens, hundred, hundreds (200
    to 900 in one word), scale, dual scale (ألفان), part (a fraction), decade, loose (asks for no counterpart)
    or many (آلاف on its own).
    """

    values: tuple[Fraction, ...]
    role: str


_CARDINALS = ("ثلاث", "اربع", "خمس", "ست", "سبع", "ثماني", "تسع")
_ORDINALS = ("ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر")
_TENS = ("عشر", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع")
_PARTS = ("ثلث", "ربع", "خمس", "سدس", "سبع", "ثمن", "تسع", "عشر")
_HUNDREDS = {"مئه": "مئت", "مايه": "مايت", "مائه": "مائت"}
_SCALES = (
    (10**3, "الف", "الاف الوف"),
    (10**6, "مليون", "ملايين"),
    (10**9, "مليار", "مليارات"),
    (10**9, "بليون", "بلايين"),
    (10**12, "تريليون", "تريليونات"),
    (10**12, "ترليون", "ترليونات"),
)


def _table() -> dict[str, Numeral]:
    table: dict[str, Numeral] = {}

    def add(words: str, role: str, *values: Fraction | int) -> None:
        for word in words.split():
            table[word] = Numeral(tuple(map(Fraction, values)), role)

    add("واحد واحده واحدا احد احدي", "unit", 1)
    add("اثنان اثنين اثنا اثني اثنتا اثنتي اثنتان اثنتين", "unit", 2)
    for value, word in enumerate(_CARDINALS, start=3):
        add(f"{word} {word}ه {word}ا", "unit", value)
    add("ثمان ثمانيا", "unit", 8)
    add("اول اولي اولا", "loose", 1)
    add("حادي حاديه", "ordinal", 1)
    add("ثاني ثانيه ثانيا ثان", "ordinal", 2)
    for value, word in enumerate(_ORDINALS, start=3):
        add(f"{word} {word}ه {word}ا", "ordinal", value)
    add("عشر عشره عشرا", "ten", 10)
    for value, word in enumerate(_TENS, start=2):
        add(f"{word}ون {word}ين", "tens", 10 * value)
        add(f"{word}ينيات {word}ينات {word}ينيا", "decade", 10 * value, 1900 + 10 * value)
    for word, dual in _HUNDREDS.items():
        add(word, "hundred", 100)
        add(f"{dual}ان {dual}ين {dual}ا {dual}ي", "hundreds", 200)
        for value, unit in enumerate((*_CARDINALS[:5], "ثمان", "تسع"), start=3):
            add(unit + word, "hundreds", 100 * value)
        add("ثماني" + word, "hundreds", 800)
    add("مئات مايات مائات", "many", 100)
    add("عشرات", "many", 10)
    for scale, word, many in _SCALES:
        add(word, "scale", scale)
        add(f"{word}ان {word}ين {word}ي", "dual scale", 2 * scale)
        add(f"{word}ا", "scale", scale, 2 * scale)  # accusative singular, or dual before its noun
        add(many, "many", scale)
    _add_parts(table)
    _add_loose(table)
    return table


def _add_parts(table: dict[str, Numeral]) -> None:
    """Thirds to tenths. ثلث must be kept; ربع, ثمن ("price") and the like are loose."""
    for denominator, word in enumerate(_PARTS, start=3):
        part = Fraction(1, denominator)
        percents = () if 100 % denominator else (part * 100,)
        role = "part" if word == "ثلث" else "loose"
        if word in table:  # also a cardinal: "خمس" is five and a fifth
            table[word] = Numeral((*table[word].values, part, *percents), table[word].role)
        else:
            table[word] = Numeral((part, *percents), role)
        for suffix in ("ه", "ها", "هم", "هن"):
            table.setdefault(word + suffix, Numeral((part, *percents), role))
        table.setdefault(word + "ي", Numeral((2 * part, *(2 * percent for percent in percents)), "loose"))
    for ending in ("ا", "ي", "ان", "ين", "اه", "اها", "اهم", "يه", "يها", "يهم"):
        table["ثلث" + ending] = Numeral((Fraction(2, 3),), "part")


def _add_loose(table: dict[str, Numeral]) -> None:
    def add(words: str, *values: Fraction | int) -> None:
        for word in words.split():
            table[word] = Numeral(tuple(map(Fraction, values)), "loose")

    add("صفر", 0)
    add("منفرد وحيد وحيده مره", 1)
    add("كلا كلتا كلي كلتي كلاهما كلتاهما كليهما كلتيهما ضعف ضعفي ضعفا ضعفين زوج زوجا زوجين", 2)
    add("ثنائي ثنائيه مزدوج مزدوجه مضاعفه", 2)
    add("ثلاثي ثلاثيه", 3)
    add("رباعي رباعيه", 4)
    add("خماسي خماسيه", 5)
    add("سداسي سداسيه", 6)
    add("سباعي سباعيه", 7)
    add("اسبوع اسبوعا اسبوعيا اسبوعيه", 7, 1)
    add("عقد عقدا عقود", 10)
    add("دزينه ظهرا", 12)
    add("اسبوعين اسبوعان", 2, 14)
    add("عقدين عقدان", 20, 2)
    add("قرن قرنا قرون مئويه", 100)
    add("قرنين قرنان", 200, 2)
    add("الفيه", 1000)
    add("نصف نصفي نصفا نصفين نصفه نصفها نصفهم نصفهن", Fraction(1, 2), 50, 30)


NUMERALS = _table()
PREFIXES = (
    "ال", "و", "وال", "ب", "بال", "ل", "لل", "ك", "كال", "ف", "فال", "وب", "وبال", "ول", "ولل",
    "فب", "فل", "وك",
)  # fmt: skip
#: Words that look like a clitic and a numeral: "لست" is "I am not".
NOT_NUMERALS = {"لست", "ولست", "فلست", "كست"}
#: "ثلاثة أرباع": the plural of a part is its denominator.
DENOMINATORS = {
    "اثلاث": 3, "ارباع": 4, "اخماس": 5, "اسداس": 6, "اسباع": 7, "اثمان": 8, "اتساع": 9, "اعشار": 10,
}  # fmt: skip

_COUNTED = """
شهر عام يوم اسبوع قرن عقد قسم جزء نوع شخص رجل طفل ولد ابن اخ شاب مواطن عامل موظف جندي ضابط شرطي صحافي صحفي
طالب مسؤول مسافر زائر زاير لاعب هدف فريق حزب بلد طرف جانب حادث هجوم انفجار صاروخ مبني منزل بيت متجر مصنع
مشروع اتفاق قرار قانون كتاب فيلم برنامج تقرير عدد رقم مصدر سبب يورو دولار جنيه ريال درهم دينار متر كيلومتر
ميل كيلوغرام طن لتر ضعف خيار حل عنصر متهم مشتبه قتيل جريح مصاب زعيم رئيس وزير نائب مرشح فيروس لقاح مرض دواء
اختبار بروتين نظام مستوي موقع مكان اتجاه باب وجه يد عين قدم كلب حصان فندق مطار جسر طريق شارع خط مسار موسم شوط
ملف حساب اسم لون خبير باحث عالم طبيب مريض تابع جيل صف كوكب نجم قمر بحر نهر جبل اثر دور رمز صنف سؤال جواب
"""
#: Duals of nouns that are often counted. Feminine duals (ـتان, ـتين) need no list: no plural ends so.
DUALS = frozenset(word + ending for word in _COUNTED.split() for ending in ("ان", "ين"))
_ONES = "ساعه سنه عام عاما يوم يوما شهر شهرا اسبوع دقيقه مره متر ميل كيلومتر درجه نقطه"
#: Nouns that mean one of their kind before "ونصف": "ساعة ونصف" is 1.5 hours.
ONES = frozenset(_ONES.split())
HALVES = {
    "ونصف": Fraction(1, 2), "والنصف": Fraction(1, 2), "وربع": Fraction(1, 4), "والربع": Fraction(1, 4),
    "وثلث": Fraction(1, 3), "والثلث": Fraction(1, 3),
}  # fmt: skip
