"""The words of negation in both languages: idioms, licences and negators.

The patterns are for text without tashkeel and tatweel, in lower case, with straight apostrophes; hamza is
kept, since "ألا" (not) and "إلا" (except) differ by it alone. Where several match at one place, idioms win
over licences and licences over negators.
"""

# ruff: noqa: E501 - lists of words and patterns read better in long lines
from __future__ import annotations

import re
from functools import cache

_WORDS = r"(?: [^\s.,;،؛؟!:]+)"  # further words of the same clause

# Look like negation, deny nothing, ask for no answer and give none.
_IDIOMS_EN = r"""
no\. ?\d+|no\. ?(?:one|two|three)|number \d+|last but not least|not to mention|not least|no matter|why not
the no(?: vote| camp| side)?|no[- ]brainer|no\.|no man's land|no-fly|no-go|no-deal|don'ts|knot
y ?/ ?n|yes ?/ ?no|yes or no|do's and don'ts|not-for-profit|not for profit|non-profit|nonprofit
"""
_STILL = "(?:يزال|تزال|يزالون|تزالون|أزال|نزال|يزل|تزل|زال|زالت|زالوا|زلت|زلنا|زلن|يبرح|تبرح|ينفك|تنفك)"
_IDIOMS_AR = rf"""
[وف]?(?:لا|ما|لم|لن) {_STILL}|[وف]?لا سي?ما|[وف]?ألا وه[وميى]\w{{0,2}}|لم (?:ال)?شمل\w*|نعم ?/ ?لا|بنعم أو لا|نعم أ[وم] لا
(?:أم|أو) لا(?= ?[؟?.،,)]|$)|من عدم[هها]{{1,2}}|ناهيك|ما لا نهاية|بدون طيار|دون طيار|بلا طيار|[وف]?لا بأس|ما إن|بلا هوادة
"""

# May answer a negator of the other language, and need no answer themselves.
_LICENCES_EN = r"""
not (?:only|just|merely|simply|solely|alone)|\w+n't (?:only|just|merely|simply)|(?:no|without(?: a| any)?|beyond)(?: \w+)? doubt
(?:no|not|nothing|none)(?: any)?(?: \w+)? (?:less|fewer|more|later|sooner|greater|better|worse|other|bigger|higher|lower|different) than
nothing (?:but|less|short)|(?:cannot|can't) (?:help|but|wait|afford)|no one but|no wonder|no surprise|not surprising(?:ly)?|nonetheless
whether or not|or not|if not
(?:is|was|are|were|do|does|did|has|have|wo|would|ca|could)n't (?:i|he|she|it|we|they|you|there)(?= ?\?)|nothing to do with
un(?!i[a-z]|der|til|cle|clos|esco|icef|like|fortunate|animous|dergo|like)[a-z]{4,}|(?:in|im|ir|il)[a-z]{3,}[ai]b(?:le|ly|ility)|non-?[a-z]{4,}|[a-z]{3,}(?<!bl|un)less(?:ly|ness)?|[a-z]+-free|free (?:of|from)|offline|asymptomatic(?:ally)?
in(?:visible|complete|correct|active|accessible|accurate|adequate|ability|capable|stability|security|equality|justice|sufficient|effective|efficient|evitabl[ey]|consistent|credibl[ey]|direct(?:ly)?|definite(?:ly)?|appropriate|tolera\w+|voluntary|valid|convenien\w+|experienced|sensitive|secure|formal|edible|significant|advertent(?:ly)?|frequent(?:ly)?|finite(?:ly)?)
im(?:possibl[ey]|probable|patien\w+|partial|mobile|perfect|proper|mature|moral|mune)|ir(?:regular|relevant|responsible|rational|reversible)\w*|il(?:legal|literate|legitimate|licit|logical)\w*
dis(?:agree|approv|believ|content|continu|honest|like|loyal|obey|obedien|order|satisf|trust|regard|advantage|allow|qualif|abl|appear|miss)\w*|a(?:typical|bnormal)\w*|mis(?:understand|understood|trust|match|lead)\w*
unable|inability|fail(?:s|ed|ing|ure|ures)?|refus(?:e|es|ed|ing|al)|den(?:y|ies|ied|ying|ial|ials)|declin(?:e|es|ed|ing)|reject(?:s|ed|ing|ion)?|ignor(?:e|es|ed|ing)
lack(?:s|ed|ing)?|deficien(?:t|cy|cies)|deficits?|disorder|absen(?:t|ce)|missing|miss(?:es|ed)?|avoid(?:s|ed|ing|ance|able)?|prevent(?:s|ed|ing|ion|ive|able)?|stop(?:s|ped|ping)?|shortage|devoid|empty|minus
hardly|barely|scarcely|rarely|seldom|(?<!\ba )(?<!past )(?<!last )(?<!next )few|(?<!\ba )little|only|except(?:ion|ions)?|unless|instead of|rather than|other(?:wise)? than|apart from|yet to|zero|far from|silent
exclu(?:de|des|ded|ding|sion)|exempt(?:ed|ion|ions)?|bann?(?:s|ed|ing)?|prohibit(?:s|ed|ing|ion)?|forbid(?:s|den|ding)?|forbade|(?:recommend|advis|warn|caution|vot|decid)(?:e|es|s|ed|ing)? against|refrain(?:s|ed|ing)?|abstain(?:s|ed|ing)?|abstention
reluctan(?:t|ce|tly)|negative(?:ly)?|opt(?:s|ed)? out|stuck|doubt(?:s|ed|ful)?|neglect(?:s|ed)?|anonymous(?:ly)?|impractical|nor
"""
_LICENCES_AR = rf"""
[وف]?(?:ليس|ليست|ليسوا)(?={_WORDS}{{0,6}}? (?:فقط|فحسب|وحسب))|[وف]?(?:لا|لم|لن)(?={_WORDS}{{0,8}}? (?:فقط|فحسب|وحسب)[،,]? (?:بل|وإنما|ولكن|لكن))
(?:[وفب]?ما )?لا [يت](?:قل|زيد)\w{{0,2}} عن|ما لا [يت](?:قل|زيد|تجاوز)|[وف]?لا [يت](?:كاد|خفى)\w{{0,2}}|[وف]?ما لم|[وف]?(?:لا|بلا|بدون|دون|من دون) (?:أدنى |أي )?شك\w{{0,2}}
[وف]?لا (?:بد|مفر|محالة|غنى|ريب|جدال|مناص|خلاف|عجب|غرو|يحصى|تحصى|حصر|مثيل|نظير|نهاية|نهائي|نهائية|مبالاة|إرادي|إرادية|مركزية|سلكي|سلكية|يتجزأ|تتجزأ|ينسى|تنسى|يصدق|تصدق|يضاهى|هوادة|يستهان|تشوبه|شائبة|داعي)
[وفبل]?اللا(?!عب|زم|حق|تي|جئ|ئح|فت|مع|ئق|ذق)\w{{2,}}|[وف]?لولا\w{{0,3}}|[وف]?ما (?:كان|كانت|كانوا|كنت|كنا) [لب]\w+|[وفبكل]?(?:ال)?غير|(?:[وف]?ما )?عدا|[وف]?باستثناء
[وفبلك]?(?:ال)?(?:رفض|نفي|امتناع|فشل|عجز|غياب|انعدام|نقص|فقدان|انتفاء|استحالة|تعذر|تجنب|منع|حظر|استثناء|حرمان|إعفاء|افتقار|إنكار|إحجام|إخفاق|تخلي)(?:ه|ها|هم|هما|ا|ات|ته|تها|تهم)?
[وف]?[يتنأ]?(?:رفض|نف[ىيت]|امتنع|متنع|فشل|عجز|تعذر|تجنب|منع|حظر|انعدم|نعدم|فتقر|افتقر|فتقد|افتقد|خلو|خلت|أنكر|أحجم|أخفق|خفق|استبعد|ستبعد|استحال|ستحيل|فوّ?ت|تخلى|غفل|أغفل)(?:ت|وا|ون|ه|ها|نا|ا)?
[وفبلك]?(?:ال)?(?:مستحيل|نادر|ضئيل|خال|خالي|معدوم|ممنوع|محظور|مفقود|غائب|عاجز|سلبي|سالب|محروم|بالكاد|بالكاد|مجهول|عديم|قليل(?!ا)|باطل|فاقد|نادرا|قلما|خاطئ)(?:ة|ا|ين|ون|ات|ي|ية|ا?ً)?
[وف]?(?:من )?دون (?:ال)?(?:سن|مستوى|خط|\d+)|[وف]?بدلا?ً? من|[وف]?بدلًا من
"""

# Turn their clause around and must be answered.
_NEGATORS_EN = r"""
not|\w+n't|(?:do|ca|wo|is|did|does|was|are)nt|cannot|never|no longer|no[- ]one|no|none|nobody|nothing|nowhere|neither|without
"""
_NEGATORS_AR = r"""
[وف]?(?:لا|لم|لن|لست|لستم|لسنا|ليس|ليست|ليسوا|ليسا|ليستا|لسنا)|أ(?:لا|لم|ليس|لست|ليست)(?= [يتنأ])|أليس|[وف]?ألا|[وف]?(?:لئلا|كيلا|لكيلا)
[وف]?(?:من )?دون(?:ما|ه|ها|هم|هما|ي)?|[وف]?(?:بدون|بلا)(?:ه|ها|هم|هما)?|[وفبلك]?(?:ال)?عدم(?:ه|ها|هم|هما)?|[وف]?ل?عدم
"""


@cache
def negation_pattern(language_code: str) -> re.Pattern[str]:
    """The pattern of a language (``ar`` or ``en``), with the groups ``idiom``, ``licence`` and ``negator``."""
    lists = {
        "ar": (_IDIOMS_AR, _LICENCES_AR, _NEGATORS_AR),
        "en": (_IDIOMS_EN, _LICENCES_EN, _NEGATORS_EN),
    }[language_code]
    names = ("idiom", "licence", "negator")
    groups = "|".join(
        f"(?P<{name}>{'|'.join(lines.strip().splitlines())})"
        for name, lines in zip(names, lists, strict=True)
    )
    return re.compile(rf"(?<![\w'])(?:{groups})(?!\w)")
