"""Does a translation say the opposite? Pairs of words that exclude each other, in both languages.

A small translator may write "was closed" for "reopened", or a prime minister for a president, which no
embedding notices. A source that has one word of a pair, whose translation has only words of the other, is
reported. See ``docs/checks/negation.md``.
"""

from __future__ import annotations

import re
from functools import cache

from summarizer.briefs import Check, CheckKind, Status
from summarizer.languages import Language
from summarizer.text.normalization import fold

#: Each pair: (English, Arabic) of one pole, (English, Arabic) of the other. English forms are whole words;
#: Arabic ones are folded, and may carry the clitics of ``_CLITIC`` and the endings of ``_ENDING``.
PAIRS: tuple[tuple[tuple[str, str], tuple[str, str]], ...] = (
    (
        (
            "open opens opened opening reopen reopens reopened reopening",
            "فتح افتتح يفتح يفتتح افتتاح فتحت افتتحت",
        ),
        ("close closes closed closing closure shut shuts", "اغلق اغلاق يغلق اغلقت مغلق مغلقة"),
    ),
    (
        (
            "rise rises rose risen rising increase increases increased increasing "
            "grew grow grows growth climbed",
            "ارتفع يرتفع ارتفاع ارتفعت زاد زيادة يزيد زادت ازداد نمو نما",
        ),
        (
            "fall falls fell fallen falling decrease decreases decreased declined decline drop dropped drops "
            "shrank",
            "انخفض ينخفض انخفاض انخفضت تراجع تراجعت هبط هبوط تقلص",
        ),
    ),
    (
        ("win wins won winning victory", "فاز فوز يفوز فازت انتصر انتصار"),
        ("lose loses lost losing defeat defeated", "خسر خسارة يخسر خسرت هزيمة انهزم"),
    ),
    (
        ("begin begins began begun start starts started starting", "بدا بدات يبدا بداية بدء انطلق"),
        (
            "end ends ended finish finishes finished stop stops stopped",
            "انتهي انتهت ينتهي انهاء نهاية توقف اوقف",
        ),
    ),
    (
        (
            "accept accepts accepted approve approves approved agree agrees agreed",
            "وافق موافقة يوافق قبل وافقت",
        ),
        ("reject rejects rejected refuse refuses refused", "رفض يرفض رفضت رافض"),
    ),
    (
        ("export exports exported", "تصدير صادرات صدر"),
        ("import imports imported", "استيراد واردات استورد مستورد"),
    ),
    (
        ("buy buys bought purchase purchased", "شراء اشتري يشتري اشترت"),
        ("sell sells sold sale", "بيع باع يبيع باعت"),
    ),
    (
        ("before", "قبل"),
        ("after", "بعد"),
    ),
    (
        (
            "kill kills killed killing dead died",
            "قتل يقتل قتلت مقتل قتلي قتيل مصرع توفي وفاة وفيات مات ماتوا يموت موت لقي اغتيال",
        ),
        ("injure injured injuring wounded wounding hurt", "اصيب اصابة اصابات مصاب جريح جرحي جرح جروح"),
    ),
    (
        (
            "arrest arrests arrested arresting detained",
            "اعتقل يعتقل اعتقال اعتقلت قبض احتجز احتجاز توقيف اوقف",
        ),
        ("freed release released", "حرر تحرير افرج يفرج افراج افرجت سراح اطلق"),
    ),
    (
        ("north northern", "شمال شمالي شمالية"),
        ("south southern", "جنوب جنوبي جنوبية"),
    ),
    (
        ("east eastern", "شرق شرقي شرقية"),
        ("west western", "غرب غربي غربية"),
    ),
    (
        ("black", "اسود سوداء سود"),
        ("white", "ابيض بيضاء بيض"),
    ),
    (
        ("summer", "صيف صيفي صيفية"),
        ("winter", "شتاء شتوي شتوية"),
    ),
    (
        ("fast faster quickly rapid rapidly", "سريع سريعة اسرع بسرعة سرعة"),
        ("slow slower slowly", "بطيء بطيءة ابطا ببطء بطء تباطا"),
    ),
    # Not opposites, but what small translators take for one another.
    (
        ("government governments", "حكومة حكومات حكومي حكومية"),
        ("ministry ministries", "وزارة وزارات"),
    ),
    (
        ("president presidents", r"رئيس(?!\s+(?:مجلس\s+)?(?:ال)?(?:وزراء|حكومة)) رئاسة رئاسي رؤساء"),
        (r"prime\s+minister premier", r"(?:رئيسة?|رئاسة)\s+(?:مجلس\s+)?(?:ال)?(?:وزراء|حكومة)"),
    ),
)
_CLITIC = "(?:و|ف)?(?:ب|ل|ك|س)?(?:ال|لل)?"
_ENDING = "(?:ها|هم|ه|وا|ت|ا|ين|ون|ات)?"


@cache
def _patterns() -> tuple[tuple[dict[str, re.Pattern[str]], dict[str, re.Pattern[str]]], ...]:
    def compiled(pole: tuple[str, str]) -> dict[str, re.Pattern[str]]:
        english, arabic = (word.split() for word in pole)
        return {
            "en": re.compile(rf"\b(?:{'|'.join(english)})\b"),
            "ar": re.compile(rf"(?<!\w){_CLITIC}(?:{'|'.join(map(fold, arabic))}){_ENDING}(?!\w)"),
        }

    return tuple((compiled(one), compiled(other)) for one, other in PAIRS)


def check_opposites(
    source: str, target: str, source_language: Language, target_language: Language
) -> list[Check]:
    """One CHANGED check for each pair of opposites of which the two sides have different ones.

    Silent where either side has both, or has a pole twice removed by a negation that only it carries.
    """
    here, there = fold(source).lower(), fold(target).lower()
    checks = []
    for pair in _patterns():
        ours = [pole[source_language.code].search(here) for pole in pair]
        theirs = [pole[target_language.code].search(there) for pole in pair]
        for i in (0, 1):
            said, written = ours[i], theirs[1 - i]
            if said and written and not ours[1 - i] and not theirs[i]:
                detail = f'"{said.group()}" became "{written.group()}", which says something else.'
                checks.append(
                    Check(CheckKind.NEGATION, said.group(), written.group(), Status.CHANGED, detail=detail)
                )
    return checks
