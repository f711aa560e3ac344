"""Numbers in Arabic words: "مئتين وخمسين ألفا", "الثالثة عشرة", "ثلثي", "3.5 مليون", the dual "شهرين".

Words are looked up in folded letters (``reading.read``): hamzas on alif dropped, ta marbuta as ha, no
tashkeel. Gender, case and the clitics و ف ب ل ك ال are covered by the tables below.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from summarizer.fidelity.number import Demand, NumberKind, Phrase
from summarizer.fidelity.reading import Reading


class Numeral(NamedTuple):
    """A numeral: its value and how it joins others.

    ``role`` is unit, ordinal, ten (عشر: ten, and the second half of 11 to 19), tens, hundreds, scale, dual
    scale (ألفان), part (a fraction), soft (see ``Demand.NEVER``) or many (آلاف on its own).
    """

    values: tuple[Fraction, ...]
    role: str


def _table() -> dict[str, Numeral]:
    table: dict[str, Numeral] = {}

    def add(words: str, role: str, *values: Fraction | int) -> None:
        for word in words.split():
            table[word] = Numeral(tuple(map(Fraction, values)), role)

    add("صفر", "soft", 0)
    add("واحد واحده واحدا احد احدي", "unit", 1)
    add("حادي حاديه", "ordinal", 1)
    add("اول اولي اولا", "soft", 1)
    add("اثنان اثنين اثنا اثني اثنتا اثنتي اثنتان اثنتين", "unit", 2)
    add("ثاني ثانيه ثانيا ثان", "ordinal", 2)
    cardinals = ["ثلاث", "اربع", "خمس", "ست", "سبع", "ثماني", "تسع"]
    for value, word in enumerate(cardinals, start=3):
        add(f"{word} {word}ه {word}ا", "unit", value)
    add("ثمان ثمانيه ثمانيا", "unit", 8)
    ordinals = ["ثالث", "رابع", "خامس", "سادس", "سابع", "ثامن", "تاسع", "عاشر"]
    for value, word in enumerate(ordinals, start=3):
        add(f"{word} {word}ه {word}ا", "ordinal", value)
    add("عشر عشره عشرا", "ten", 10)
    tens = ["عشر", "ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع"]
    for value, word in enumerate(tens, start=2):
        add(f"{word}ون {word}ين", "tens", 10 * value)
        add(f"{word}ينيات {word}ينات {word}ينيا", "decade", 10 * value, 1900 + 10 * value)
    hundreds = {"مئه": "مئ", "مايه": "ماي", "مائه": "مائ"}
    for word, stem in hundreds.items():
        add(word, "hundred", 100)
        add(f"{stem}تان {stem}تين {stem}تا {stem}تي", "hundreds", 200)
        for value, unit in enumerate([*cardinals[:5], "ثمان", "تسع"], start=3):
            add(unit + word, "hundreds", 100 * value)
        add("ثماني" + word, "hundreds", 800)
    add("مئات مايات مائات", "many", 100)
    add("عشرات", "many", 10)
    for scale, stem, many in (
        (10**3, "الف", "الاف الوف"),
        (10**6, "مليون", "ملايين"),
        (10**9, "مليار", "مليارات"),
        (10**9, "بليون", "بلايين"),
        (10**12, "تريليون", "تريليونات"),
        (10**12, "ترليون", "ترليونات"),
    ):
        add(stem, "scale", scale)
        add(f"{stem}ان {stem}ين {stem}ي", "dual scale", 2 * scale)
        add(f"{stem}ا", "scale", scale, 2 * scale)  # accusative singular, or dual before its noun
        add(many, "many", scale)
    for denominator, stem in zip(range(3, 11), ["ثلث", "ربع", "خمس", "سدس", "سبع", "ثمن", "تسع", "عشر"], strict=True):
        part = Fraction(1, denominator)
        percent = (part * 100,) if 100 % denominator == 0 else ()
        if stem not in table:
            add(stem, "soft" if stem in ("ربع", "ثمن", "سدس") else "part", part, *percent)
        if stem not in ("ثمن", "عشر", "سبع"):
            add(stem + "ي", "soft", 2 * part, *(200 * part for _ in percent))
        for suffix in ("ه", "ها", "هم", "هن"):
            if stem + suffix not in table:
                add(stem + suffix, table[stem].role if stem == "ثلث" else "soft", part, *percent)
    add("ثلثا ثلثي ثلثان ثلثين ثلثيها ثلثيهم ثلثاها ثلثاهم ثلثيه", "part", Fraction(2, 3))
    table["خمس"] = Numeral((Fraction(5), Fraction(1, 5), Fraction(20)), "unit")
    table["سبع"] = Numeral((Fraction(7), Fraction(1, 7)), "unit")
    table["تسع"] = Numeral((Fraction(9), Fraction(1, 9)), "unit")
    table["عشر"] = Numeral((Fraction(10), Fraction(1, 10)), "ten")
    half = Fraction(1, 2)
    add("نصف نصفي نصفا نصفين نصفه نصفها نصفهم نصفهن", "soft", half, 50, 30)
    add("كلا كلتا كلي كلتي كلاهما كلتاهما كليهما كلتيهما ضعف ضعفي ضعفا ضعفين زوج زوجا زوجين ثنائي ثنائيه مزدوج مزدوجه مضاعفه", "soft", 2)
    add("ثلاثي ثلاثيه", "soft", 3)
    add("رباعي رباعيه", "soft", 4)
    add("خماسي خماسيه", "soft", 5)
    add("سداسي سداسيه", "soft", 6)
    add("سباعي سباعيه", "soft", 7)
    add("عقد عقدا عقود", "soft", 10)
    add("عقدين عقدان", "soft", 20, 2)
    add("قرن قرنا قرون مئويه", "soft", 100)
    add("قرنين قرنان", "soft", 200, 2)
    add("الفيه", "soft", 1000)
    add("اسبوعين اسبوعان", "soft", 2, 14)
    add("اسبوع اسبوعا اسبوعيا اسبوعيه", "soft", 7, 1)
    add("منفرد وحيد وحيده مره", "soft", 1)
    add("دزينه", "soft", 12)
    add("ظهرا", "soft", 12)
    return table


NUMERALS = _table()
_PREFIXES = ("ال", "و", "وال", "ب", "بال", "ل", "لل", "ك", "كال", "ف", "فال", "وب", "وبال", "ول", "ولل", "فب", "فل", "وك", "ا")
#: Words that look like a clitic and a numeral and are not.
_NOT_NUMERALS = {"لست", "ولست", "فلست", "كست"}

#: Nouns that are often counted: their dual answers for "two" in the other language. Feminine duals (ـتان,
#: ـتين) need no list, since no plural ends so.
_COUNTED = """
شهر عام يوم اسبوع قرن عقد قسم جزء نوع شخص رجل طفل ولد ابن اخ شاب مواطن عامل موظف جندي ضابط شرطي صحافي صحفي طالب مسؤول مسافر زائر زاير
لاعب هدف فريق حزب بلد طرف جانب حادث هجوم انفجار صاروخ مبني منزل بيت متجر مصنع مشروع اتفاق قرار قانون كتاب فيلم برنامج
تقرير عدد رقم مصدر سبب يورو دولار جنيه ريال درهم دينار متر كيلومتر ميل كيلوغرام طن لتر ضعف مليون خيار حل عنصر عامل
متهم مشتبه قتيل جريح مصاب زعيم رييس رئيس وزير نائب مرشح ثلث فيروس لقاح مرض دواء اختبار بروتين نظام مستوي موقع مكان اتجاه
باب وجه يد عين قدم كلب حصان فندق مطار جسر طريق شارع خط مسار موسم شوط ملف حساب اسم لون خبير باحث عالم طبيب مريض
تابع جيل صف كوكب نجم قمر بحر نهر جبل اثر دور رمز صنف سؤال جواب
""".split()
_ONE_AND_A_HALF = set("ساعه سنه عام عاما يوم يوما شهر شهرا اسبوع دقيقه مره متر ميل كيلومتر درجه نقطه".split())
_DUALS = {stem + ending for stem in _COUNTED for ending in ("ان", "ين")}


def numeral(word: str) -> tuple[str, Numeral] | None:
    """The clitics before a numeral and the numeral, or None."""
    if word in _NOT_NUMERALS:
        return None
    if word in NUMERALS:
        return "", NUMERALS[word]
    for prefix in _PREFIXES:
        if word.startswith(prefix) and (found := NUMERALS.get(word[len(prefix) :])):
            return prefix, found
    return None


def is_dual(word: str) -> bool:
    """Whether ``word`` (folded) is a dual noun: "شهرين", "دولتان", "سيارتا"."""
    if len(word) >= 5 and word.endswith(("تان", "تين")):
        return True
    if len(word) >= 6 and word.endswith(("تا", "تي")):
        return True
    return any(word[cut:] in _DUALS for cut in range(min(4, len(word))))


def arabic_phrase(reading: Reading, i: int) -> Phrase | None:
    """The number that starts at token ``i``, or None. Figures with a scale ("800 ألف") count as one."""
    token = reading.tokens[i]
    if token.kind == "figures":
        return _figures(reading, i)
    if token.kind == "other":
        return None
    found = numeral(token.text)
    if not found:
        count = 2 if is_dual(token.text) else 1 if token.text.removeprefix("و") in _ONE_AND_A_HALF else 0
        half = _word(reading, i + 1) in ("ونصف", "والنصف")
        if not count or (count == 1 and not half):
            return None
        values = (Fraction(count) + Fraction(1, 2), Fraction(count)) if half else (Fraction(count),)
        return Phrase(i, i + 1 + half, values, demand=Demand.NEVER)
    if found[0].startswith("ال") and reading.written(token.start) != "ا":  # "ألستون" is no "الستون"
        return None
    return _words(reading, i, found[1])


def _word(reading: Reading, i: int) -> str:
    """Token ``i`` if only white space parts it from the one before, or ""."""
    return reading.tokens[i].text if i < len(reading.tokens) and not reading.gap(i - 1).strip() else ""


def _joined(reading: Reading, i: int) -> tuple[int, bool, str, Numeral | None]:
    """The numeral at token ``i`` if only white space parts it from the one before.

    Returns the index after it, whether "و" comes before it, its other clitics, and the numeral.
    """
    if i >= len(reading.tokens) or reading.gap(i - 1).strip() or reading.tokens[i].kind != "word":
        return i, False, "", None
    word = reading.tokens[i].text
    if word == "و" and i + 1 < len(reading.tokens) and not reading.gap(i).strip():
        found = numeral(reading.tokens[i + 1].text) if reading.tokens[i + 1].kind == "word" else None
        return (i + 2, True, found[0], found[1]) if found else (i, False, "", None)
    found = numeral(word)
    if not found:
        return i, False, "", None
    prefix, value = found
    return i + 1, prefix.startswith("و"), prefix.removeprefix("و"), value


def _words(reading: Reading, start: int, first: Numeral) -> Phrase:
    if first.role in ("soft", "part", "many", "decade"):
        return _alone(reading, start, first)
    total, group, floor, scale = Fraction(0), Fraction(0), Fraction(10**15), 1
    readings: tuple[Fraction, ...] = first.values
    ordinal, last = first.role == "ordinal", first.role
    if first.role == "scale":
        total, floor, scale = first.values[0], first.values[0], int(first.values[0])
    elif first.role == "dual scale":
        total, floor, scale = first.values[0], first.values[0] / 2, int(first.values[0] / 2)
    else:
        group = first.values[0]
    end = start + 1
    while True:
        after, conjoined, clitic, found = _joined(reading, end)
        if not found:
            break
        step = _step(last, found, conjoined=conjoined, clitic=clitic, group=group, floor=floor)
        if step is None:
            break
        how, value = step
        if how == "scale":
            total, group, floor, scale = total + group * value, Fraction(0), value, int(value)
        elif how == "add scale":
            total, floor = total + value, value if found.role == "scale" else value / 2
        elif how == "times":
            group *= value
        else:
            group += value
        last = {"ten": "teen", "hundred": "hundreds", "many": "scale", "dual scale": "scale"}.get(found.role, found.role)
        if found.role == "ten" and conjoined:
            last = "teen"
        ordinal = ordinal or found.role == "ordinal"
        readings = ()
        end = after
    value = total + group
    readings = readings or (value,)
    end, readings = _and_a_part(reading, end, readings, scale)
    kind = NumberKind.ORDINAL if ordinal else NumberKind.EXACT
    if ordinal and 3 <= value <= 10:
        readings = (*readings, Fraction(1) / value)
    demand = Demand.ALWAYS if value >= 3 else Demand.NEVER
    if end == start + 1 and first.values[0] == 1000:  # "ألف" is also "wrote", "ألفا" also alpha
        demand = Demand.NEVER
    if not ordinal and 3 <= value <= 10 and (parts := _joined(reading, end)[3] is None and _parts(reading, end)):
        return Phrase(start, end + 1, (value / parts,))
    return Phrase(start, end, readings, kind, demand, scale)


def _step(
    last: str, found: Numeral, *, conjoined: bool, clitic: str, group: Fraction, floor: Fraction
) -> tuple[str, Fraction] | None:
    """How ``found`` joins the number so far: ("add" | "times" | "scale" | "add scale", value), or None."""
    value = found.values[0]
    if not conjoined:
        if clitic not in ("", "ال"):
            return None
        if found.role == "ten" and last in ("unit", "ordinal") and group % 10 and not clitic:
            return "add", Fraction(10)
        if found.role == "hundred" and last == "unit" and 3 <= group <= 9:
            return "times", Fraction(100)
        if found.role in ("scale", "many") and last != "scale" and group and 1000 <= value < floor:
            return "scale", value
        return None
    small = found.role in ("unit", "ordinal", "ten", "tens")
    if found.role == "tens" and last in ("unit", "ordinal") and 0 < group % 100 < 10:
        return "add", value
    if last in ("hundred", "hundreds") and small and clitic in ("", "ال"):
        return "add", value
    if last in ("scale", "dual scale") and clitic in ("", "ال"):
        if small or found.role in ("hundred", "hundreds"):
            return "add", value
        if found.role in ("scale", "dual scale") and value < floor:
            return "add scale", value
    return None


def _alone(reading: Reading, start: int, first: Numeral) -> Phrase:
    if first.role == "decade":
        return Phrase(start, start + 1, first.values, NumberKind.DECADE)
    if first.role == "part":
        return Phrase(start, start + 1, first.values)
    if first.values[0] == Fraction(1, 2):
        after, conjoined, _, scale = _joined(reading, start + 1)
        if scale and not conjoined and scale.role == "scale":
            value = scale.values[0]
            return Phrase(start, after, (value / 2,), scale=int(value))
    kind = NumberKind.APPROXIMATE if first.role == "many" else NumberKind.EXACT
    return Phrase(start, start + 1, first.values, kind, Demand.NEVER)


_PARTS = {"ارباع": 4, "اخماس": 5, "اسداس": 6, "اسباع": 7, "اثمان": 8, "اتساع": 9, "اعشار": 10, "اثلاث": 3}


def _parts(reading: Reading, i: int) -> int:
    """The denominator of "ثلاثة أرباع" at token ``i``, or 0."""
    if i >= len(reading.tokens) or reading.gap(i - 1).strip():
        return 0
    word = reading.tokens[i].text.removeprefix("ال")
    return next((_PARTS[word[: len(word) - cut]] for cut in range(3) if word[: len(word) - cut] in _PARTS), 0)


def _and_a_part(
    reading: Reading, end: int, readings: tuple[Fraction, ...], scale: int
) -> tuple[int, tuple[Fraction, ...]]:
    """ "ونصف", "وربع" after a number or after its noun: "مليون ونصف", "خمس سنوات ونصف"."""
    for i in (end, end + 1):
        if i >= len(reading.tokens) or reading.gap(i - 1).strip():
            break
        part = {"ونصف": Fraction(1, 2), "والنصف": Fraction(1, 2), "وربع": Fraction(1, 4), "والربع": Fraction(1, 4), "وثلث": Fraction(1, 3)}.get(reading.tokens[i].text)
        if part and i == end:
            again = _joined(reading, i + 1)
            unit = int(again[3].values[0]) if again[3] and again[3].role == "scale" and not again[1] else scale
            return (again[0] if again[3] and unit == scale and not again[1] else i + 1), (readings[0] + part * scale, *readings[:1])
        if part:
            return end, (*readings, readings[0] + part)
    return end, readings


def _figures(reading: Reading, start: int) -> Phrase:
    """ "3.5 مليون", "20 ألفا و500", "3 آلاف ومئة"."""
    values = reading.tokens[start].values
    after, conjoined, clitic, found = _joined(reading, start + 1)
    if not found or conjoined or clitic or found.role not in ("scale", "many") or found.values[0] < 1000:
        if found and not conjoined and not clitic and found.role == "hundred" and values[0] < 100:
            return Phrase(start, after, (values[0] * 100,))
        end, values = _and_a_part(reading, start + 1, values, 1)
        return Phrase(start, end, values)
    scale = found.values[0]
    value, end = values[0] * scale, after
    more = _more_figures(reading, end, scale)
    if more:
        return Phrase(start, more[0], (value + more[1], value), scale=int(scale))
    while True:
        after, conjoined, clitic, found = _joined(reading, end)
        if not found or not conjoined or clitic:
            break
        step = _step("scale", found, conjoined=True, clitic="", group=Fraction(0), floor=scale)
        if step is None:
            break
        tail = _words(reading, after - 1, found)
        if tail.values[0] >= scale:
            break
        value, end = value + tail.values[0], tail.end
        break
    end, readings = _and_a_part(reading, end, (value,), int(scale))
    return Phrase(start, end, readings, scale=int(scale))


def _more_figures(reading: Reading, i: int, scale: Fraction) -> tuple[int, Fraction] | None:
    """ "و500" after "20 ألفا": where it ends and what it adds."""
    if i + 1 >= len(reading.tokens) or reading.tokens[i].text != "و" or reading.tokens[i + 1].kind != "figures":
        return None
    if reading.gap(i - 1).strip() or reading.gap(i).strip():
        return None
    after, conjoined, _, found = _joined(reading, i + 2)
    value = reading.tokens[i + 1].values[0]
    if found and not conjoined and found.role in ("scale", "many"):
        value, end = value * found.values[0], after
    else:
        end = i + 2
    return (end, value) if value < scale else None
