"""Words for the corruptions, written for them: (English, Arabic) pairs, and ways to deny and undeny."""

# ruff: noqa: E501 - lists of words and patterns read better in long lines
from __future__ import annotations

import re


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    entries = (entry.partition("=") for entry in text.replace("\n", ";").split(";") if entry.strip())
    return tuple((english.strip(), arabic.strip()) for english, _, arabic in entries)


ENGLISH_NUMBERS = ["three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]

COUNTRIES = _pairs("""
France=فرنسا; Germany=ألمانيا; Italy=إيطاليا; Spain=إسبانيا; China=الصين; Japan=اليابان; India=الهند; Egypt=مصر; Iran=إيران
Iraq=العراق; Syria=سوريا; Turkey=تركيا; Canada=كندا; Mexico=المكسيك; Brazil=البرازيل; Argentina=الأرجنتين; Kenya=كينيا
Nigeria=نيجيريا; Australia=أستراليا; Indonesia=إندونيسيا; Russia=روسيا; Ukraine=أوكرانيا; Greece=اليونان; Portugal=البرتغال
Poland=بولندا; Sweden=السويد; Norway=النرويج; Morocco=المغرب; Algeria=الجزائر; Tunisia=تونس; Lebanon=لبنان; Jordan=الأردن
Scotland=اسكتلندا; Wales=ويلز; England=إنجلترا; Macedonia=مقدونيا; Thailand=تايلاند; Vietnam=فيتنام; Malaysia=ماليزيا
Singapore=سنغافورة; South Korea=كوريا الجنوبية; North Korea=كوريا الشمالية; Saudi Arabia=المملكة العربية السعودية; Peru=بيرو
Pakistan=باكستان; Afghanistan=أفغانستان; Ireland=أيرلندا; Iceland=أيسلندا; Israel=إسرائيل; Chile=تشيلي; Haiti=هايتي; Zambia=زامبيا
""")
CITIES = _pairs("""
London=لندن; Paris=باريس; Madrid=مدريد; Berlin=برلين; Moscow=موسكو; Beijing=بكين; Tokyo=طوكيو; New York=نيويورك; Boston=بوسطن
Washington=واشنطن; Chicago=شيكاغو; Brussels=بروكسل; Cairo=القاهرة; Baghdad=بغداد; Tehran=طهران; Warsaw=وارسو; Athens=أثينا
Rome=روما; Barcelona=برشلونة; Glasgow=غلاسكو; Wuhan=ووهان; Sydney=سيدني; Jakarta=جاكرتا; Istanbul=إسطنبول; Vienna=فيينا
Dublin=دبلن; Toronto=تورونتو; Melbourne=ملبورن; Nairobi=نيروبي; Mumbai=مومباي; California=كاليفورنيا; Texas=تكساس; Florida=فلوريدا
""")
PEOPLE = _pairs("""
Trump=ترامب; Obama=أوباما; Putin=بوتين; Merkel=ميركل; Clinton=كلينتون; Macron=ماكرون; Johnson=جونسون; Erdogan=أردوغان
John=جون; David=ديفيد; Michael=مايكل; Robert=روبرت; James=جيمس; William=ويليام; Peter=بيتر; Thomas=توماس; Martin=مارتن
Smith=سميث; Brown=براون; Wilson=ويلسون; Taylor=تايلور; Anderson=أندرسون; Nixon=نيكسون; Bush=بوش; Reagan=ريغان; Maria=ماريا
Mohammed=محمد; Ahmed=أحمد; Ali=علي; Hassan=حسن; Daniel=دانيال; Adam=آدم; Mark=مارك; Brett=بريت; Christine=كريستين; Barack=باراك
Luther=لوثر; Newton=نيوتن; Einstein=أينشتاين; Tesla=تسلا; Edison=إديسون; Kennedy=كينيدي; Rodriguez=رودريغيز; Roberts=روبرتس
""")
MONTHS = _pairs(
    "January=يناير; February=فبراير; March=مارس; April=أبريل; May=مايو; June=يونيو; July=يوليو; August=أغسطس"
    "; September=سبتمبر; October=أكتوبر; November=نوفمبر; December=ديسمبر"
)
WEEKDAYS = _pairs(
    "Monday=الاثنين; Tuesday=الثلاثاء; Wednesday=الأربعاء; Thursday=الخميس; Friday=الجمعة; Saturday=السبت; Sunday=الأحد"
)
STRAYS = ("также", "问题", "κατάσταση", "המדינה", "लेकिन", "однако", "しかし", "그러나")

# (what to find, what to put in its place); None leaves it: it is an idiom, or part of one.
NEGATIONS: dict[str, tuple[tuple[str, str | None], ...]] = {
    "en": (
        (r"(?i)\b(?:not|n't) (?:only|just|merely|simply|necessarily)\b", None),
        (r"(?i)\bno (?:doubt|matter|wonder|less|fewer|more|later)\b|\bNo\. ?\d|\bif not\b|\bor not\b|\bnot even\b|\bnor\b", None),
        (r"\bcannot\b|\b[Cc]an't\b|\b[Cc]an not\b", "can"),
        (r"\b[Ww]on't\b", "will"),
        (r"(?i)\b(is|are|was|were|has|have|had|would|could|should|must|might)(?:n't| not)\b", r"\1"),
        (r"(?i)\b(do|does|did)(?:n't| not)\b", r"\1"),
        (r"\bno longer\b", "still"),
        (r"\b[Ww]ithout\b", "with"),
        (r"\b[Nn]ever\b", ""),
        (r"\bnot\b", ""),
        (r"(?i)\b(there (?:is|are|was|were)|has|have|had) no\b", r"\1 a"),
    ),
    "ar": (
        (r"(?<!\w)[وف]?(?:لا|ما|لم|لن) (?:[يت]زال\w*|زالت?|زالوا|[يت]زل)(?!\w)|(?<!\w)[وف]?لا (?:سيما|بد|شك|بأس|غنى|مفر)(?!\w)|(?<!\w)ما لم(?!\w)", None),
        (r"(?<!\w)[وف]?(?:لا|لم|لن|ليست?)(?= (?:[^\s.]+ ){0,8}(?:إلا|سوى|فقط|فحسب)(?!\w))|(?<!\w)[أا]م لا(?!\w)|(?<!\w)ولا(?!\w)|نعم ?/ ?لا|لا [يت]قل", None),
        (r"(?<!\w)([وف]?)لم يكن(?!\w)", r"\1كان"),
        (r"(?<!\w)([وف]?)لم تكن(?!\w)", r"\1كانت"),
        (r"(?<!\w)([وف]?)لم (?=[يت])", r"\1قد "),
        (r"(?<!\w)([وف]?)لن (?=[يتن])", r"\1سوف "),
        (r"(?<!\w)([وف]?)لا (?=[يتنأ])", r"\1"),
        (r"(?<!\w)([وف]?)لا (?=\w)", r"\1"),
        (r"(?<!\w)([وف]?)ليس(?!\w)", r"\1هو"),
        (r"(?<!\w)([وف]?)ليست(?!\w)", r"\1هي"),
        (r"(?<!\w)([وف]?)ليسوا(?!\w)", r"\1هم"),
        (r"(?<!\w)([وف]?)(?:من دون|بدون|دون)(?= \w)", r"\1مع"),
        (r"(?<!\w)([وفبل]*)عدم (?=\w)", r"\1"),
    ),
}  # fmt: skip

DENIALS = {
    "en": ((r"\b(is|are|was|were|will|can|has|have|had|would|could|should|must)\b(?= [a-z])", r"\1 not"),),
    "ar": (
        (r"(?<!\w)([وف]?)كان(?!\w)", r"\1لم يكن"),
        (r"(?<!\w)([وف]?)كانت(?!\w)", r"\1لم تكن"),
        (r"(?<!\w)([وف]?)يمكن(?!\w)", r"\1لا يمكن"),
        (r"(?<!\w)([وف]?)يجب(?!\w)", r"\1لا يجب"),
        (r"(?<!\w)([وف]?)تم(?!\w)", r"\1لم يتم"),
        (r"(?<!\w)([وف]?)س([يتن]\w{3,})(?!\w)", r"\1لن \2"),
        (r"(?<!\w)أن ([يت]\w{2,})(?!\w)", r"ألا \1"),
    ),
}
DENIES = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot|unable|fail\w*|refus\w*|den(?:y|ied|ies))\b|n't\b|\bun\w{4,}"
    r"|(?<!\w)[وفبل]?(?:لا|لم|لن|ليس\w*|ألا|عدم|دون|بدون|غير|رفض\w*|نف[ىت])(?!\w)"
)
