"""What on a news page is not the article, told by shape and by the labels that news sites use.

A rule looks at one block, sentence or beginning at a time, in both languages. Nothing is removed here:
the functions say what something is, and ``reading`` records it.
"""

from __future__ import annotations

import re

from summarizer.briefs import Omission
from summarizer.text.normalization import fold, visible

#: A longer block is no label line, and no rule below needs to look at it.
_LONGEST_LINE = 400

_TERMINAL = re.compile(r"[.!?؟…۔][\"'”’»)\]\s]*$")

_CAPTION_LABEL = re.compile(
    r"(?:photo |image |picture )?caption|in this (?:photo|picture|image)|"
    r"(?:تعليق|شرح|كلام) (?:علي )?الصوره|صوره|في الصوره",
    re.IGNORECASE,
)
_CREDIT_LABEL = re.compile(
    r"(?:photo|image|picture|photograph)s?(?: credits?| by| courtesy of)?|credits?|photographer|"
    r"(?:ال)?تصوير|عدسه|(?:مصدر )?الصوره?|الصوره? من",
    re.IGNORECASE,
)
_LABEL = re.compile(
    # English
    r"media id|select page|menu|home|search|skip to .{1,20}|share(?: this.{0,20})?|tweet|print|e-?mail|save|"
    r"tags?|keywords?|topics?|published|posted|updated|last updated|modified|created|date|by|author|source|"
    r"written by|reporting by|editing by|writing by|follow us.{0,30}|subscribe.{0,30}|sign up.{0,40}|"
    r"newsletters?|advertis(?:e)?ments?|sponsored|comments?|\d+ comments?|leave a (?:reply|comment)|loading|"
    r"previous|next|back to top|download|listen|watch|video|gallery|reading time|\d+ min(?:ute)?s? read|"
    r"about us|contact us|"
    # Arabic, folded
    r"شارك(?: (?:هذا|هذه|المقال|الخبر|علي|عبر).{0,20})?|مشاركه|انشر|نشر|غرد|طباعه|حفظ|بريد الكتروني|"
    r"اعلان|القائمه|الرييسيه|بحث|تسجيل الدخول|الكلمات (?:المفتاحيه|الداله)|"
    r"كلمات (?:مفتاحيه|داله|دلاليه)|وسوم|تاريخ النشر|نشر (?:في|بتاريخ)|اخر تحديث|تم (?:النشر|التحديث)|"
    r"بقلم|كتب|كتبت|اعداد|تحرير|المصدر|تابعن?[ويا]+ا?.{0,40}|اشترك(?: (?:في|الان|معنا).{0,30})?|"
    r"النشره البريديه|التعليقات|تعليقات|اترك تعليقا?|المزيد|التالي|السابق|معرف الوسايط|رقم الوسايط|"
    r"وقت القراءه|من نحن|اتصل بنا",
    re.IGNORECASE,
)
_RELATED = re.compile(
    r"related(?: \w+){0,3}|read (?:more|also|next)|see also|you may also like|most read|trending|recommended|"
    r"more on.{0,30}|اقرا (?:ايضا|المزيد)|شاهد ايضا|قد يهمك.{0,20}|الاكثر (?:قراءه|مشاهده)|"
    r"(?:مواضيع|مقالات|اخبار|موضوعات) (?:ذات صله|متعلقه)",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?P<label>[^:：|]{1,40}?)\s*(?P<colon>[:：|])\s*(?P<value>.*)$", re.DOTALL)

# In a sentence of any length, and in one of at most a dozen words.
_ALWAYS = re.compile(
    r"all rights reserved|(?:^|\s)©|\(c\) ?\d{4}|copyright \d{4}|"
    r"contributed to (?:this|the) (?:report|story)|not (?:currently )?accepting comments|"
    r"scroll down for (?:video|more)|^last updated at|reported this story from|"
    r"جميع الحقوق محفوظه|حقوق (?:النشر|الطبع) محفوظه",
    re.IGNORECASE,
)
_IF_SHORT = re.compile(
    r"^(?:click|tap) here|^sign up|^subscribe|^follow (?:us|\w+ ?\w* on)|^share this|^read more|"
    r"^(?:additional )?(?:reporting|editing|writing) by|privacy policy|terms of (?:use|service)|"
    r"cookie policy|enable javascript|^this (?:article|story) (?:was|is) (?:originally )?published|"
    r"^copyright\b|^(?:انقر|اضغط) هنا|^تابعونا|^تابعنا|^اشترك|^شارك (?:هذا )?(?:المقال|الخبر)|"
    r"^لقراءه المزيد|^اقرا ايضا|سياسه الخصوصيه|شروط الاستخدام|^حقوق النشر|^للمزيد من|^حمل تطبيق|^المصدر:",
    re.IGNORECASE,
)

_AGENCY = (
    r"(?:AFP|A\.?P\.?|Associated Press|Reuters|EPA|DPA|UPI|ANSA|TASS|Xinhua|SANA|WAM|SPA|Anadolu|CNN|BBC|"
    r"رويترز|[أا][. ]{0,2}ف[. ]{0,2}ب|فرانس برس|[أا][. ]{0,2}ب|د[. ]{0,2}ب[. ]{0,2}[أا]|"
    r"[أا]سوشيتد برس|الأناضول|وكالة الأناضول|سانا|واس|وام|بترا|قنا|كونا|شينخوا|(?:ال)?وكالات|د ب أ)"
)
_PICTURE = (
    r"(?:photos?|photograph|images?|picture|getty|file|handout|courtesy|صورة|صور|تصوير|غيتي|جيتي|أرشيف\w*)"
)
_CREDIT_TAIL = re.compile(
    r"\s{0,3}[(\[](?=[^()\[\]]{0,80}[)\]]\s{0,5}$)(?:[^()\[\]]{0,60}\b)?"
    rf"(?:{_AGENCY}|{_PICTURE})\b[^()\[\]]{{0,60}}[)\]]\s{{0,5}}$",
    re.IGNORECASE,
)
_PICTURE_WORD = re.compile(rf"\b{_PICTURE}\b", re.IGNORECASE)

_STAMP = re.compile(
    r"(?:by \. [^.]{2,60} \. (?:and [^.]{2,60} \. )?|"
    r"(?:published|updated|created|last updated at):? (?:\. )?[^.]{4,60}?(?:19|20)\d\d \. (?:\| \. )?)",
    re.IGNORECASE,
)
_DASH = r"(?:--|[-–—])"
_ENGLISH_DATELINE = re.compile(
    rf"(?:(?P<place>[A-Z][\w.'’-]*(?:[,/]? (?:[A-Z][\w.'’-]*|of|the|and|al|\d{{1,2}})){{0,7}}),?)?\s*"
    rf"(?:[(\[](?P<agency>[^()\[\]]{{2,40}})[)\]])?\s*{_DASH}+\s+(?=[\"'“‘]?[A-Z0-9])"
)
_ARABIC_PLACE = (
    r"[\u0621-\u064a][\u0621-\u0652\u0640]*(?:[ ،/]{1,2}[\u0621-\u064a\d][\u0621-\u0652\u0640\d]*){0,5}"
)
_ARABIC_DATELINE = re.compile(
    rf"(?:(?P<place>{_ARABIC_PLACE})\s*)?(?:"
    rf"[(\[](?P<agency>[^()\[\]]{{2,40}})[)\]]\s*(?:{_DASH}+|:)\s*"
    rf"|\s?(?:{_DASH}|[:/،])\s?(?P<paper>{_AGENCY}|[«\"“][^»\"”]{{2,25}}[»\"”])\s*(?:{_DASH}|[:/]|(?<=[»”])\s)\s*"
    rf"|\s{_DASH}\s(?P<writer>[\u0621-\u064a]+(?: [\u0621-\u064a]+){{0,3}})\s?:\s"
    rf"|\s{_DASH}\s+)"
)
_NOT_A_PLACE = re.compile(
    r"(?:في|من|على|إلى|عن|إن|أن|قال|قالت|لم|لن|لا|هذا|هذه|التي|الذي|هو|هي|كان|كانت|مع|بعد|قبل)"
)


def is_terminated(text: str) -> bool:
    """Whether ``text`` ends as a sentence does, closing quotes and brackets allowed."""
    return bool(_TERMINAL.search(text[-20:]))


def block_reason(text: str) -> Omission | None:
    """Why the whole block is not of the article: a label line, caption, credit or legal line; else None.

    A caption label that stands alone ("Caption:") is CAPTION too; its text is the next block.
    """
    line = visible(text)
    if len(line) > _LONGEST_LINE:
        return None
    folded = fold(line)
    labelled = _LABELLED.match(folded)
    label, value = (labelled["label"], labelled["value"]) if labelled else (folded.rstrip("…. "), "")
    prose = len(value.split()) >= 12 and is_terminated(value)
    if labelled and _CAPTION_LABEL.fullmatch(label):
        return Omission.CAPTION
    if labelled and not prose and _CREDIT_LABEL.fullmatch(label):
        return Omission.CREDIT
    if (
        (_LABEL.fullmatch(label) or _RELATED.fullmatch(label))
        and not prose
        and (labelled or len(folded.split()) <= 8)
    ):
        return Omission.BOILERPLATE
    if _is_byline(line) or sentence_is_boilerplate(line):
        return Omission.BOILERPLATE
    credit = credit_tail(line)
    if credit == 0:
        return Omission.CREDIT
    if credit is not None:
        before = line[:credit]
        if _PICTURE_WORD.search(line[credit:]) or (not is_terminated(before) and len(before.split()) <= 40):
            return Omission.CAPTION
    return None


def is_caption_label(text: str) -> bool:
    """Whether ``text`` is a caption label without its caption."""
    return bool(_CAPTION_LABEL.fullmatch(fold(visible(text)).rstrip(": ：")))


def is_related_label(text: str) -> bool:
    """Whether ``text`` stands above links to other articles ("Related", "اقرأ أيضا")."""
    return len(text) < 60 and bool(_RELATED.fullmatch(fold(visible(text)).rstrip(": ：")))


def credit_tail(text: str) -> int | None:
    """Where a credit in brackets begins at the end of ``text`` ("... in Aleppo (AFP Photo/...)"), or None."""
    base = max(0, len(text) - 200)
    match = _CREDIT_TAIL.search(text[base:])
    return base + match.start() if match else None


def sentence_is_boilerplate(text: str) -> bool:
    """Whether a sentence speaks of the page (rights, comments, newsletters), not of the news."""
    if len(text) > _LONGEST_LINE:
        return False
    folded = fold(visible(text)).lstrip("([ ")
    return bool(_ALWAYS.search(folded)) or (len(folded.split()) <= 12 and bool(_IF_SHORT.search(folded)))


def byline_length(text: str) -> int:
    """Code points of bylines and time stamps at the beginning ("By . X . PUBLISHED: . 14:11 EST, ... . ")."""
    position, head = 0, text[:600]
    while match := _STAMP.match(head, position):
        position = match.end()
    return position


def dateline_length(text: str, *, first: bool) -> int:
    """Code points of the dateline at the beginning of ``text`` ("Beirut – ", "القاهرة - رويترز: "), or 0.

    Only the ``first`` paragraph may have one without an agency. A dash that has its pair in the same
    sentence is a parenthesis, not a dateline.
    """
    head = text[:200]
    english = _ENGLISH_DATELINE.match(head)
    if english and (english["place"] or english["agency"]):
        if english["agency"]:
            return english.end()
        return 0 if not first or _paired(head, english.end()) else english.end()
    arabic = _ARABIC_DATELINE.match(head)
    if not arabic or not (arabic["place"] or arabic["agency"]):
        return 0
    place = arabic["place"] or ""
    if any(_NOT_A_PLACE.fullmatch(word) for word in place.split()):
        return 0
    if arabic["agency"] or arabic["paper"]:
        return arabic.end()
    if not first or len(place.split()) > 3 or (not arabic["writer"] and _paired(head, arabic.end())):
        return 0
    return arabic.end()


def _paired(head: str, position: int) -> bool:
    rest = re.split(r"[.!?؟]", head[position : position + 120])[0]
    return bool(re.search(rf"\s{_DASH}\s", rest))


def _is_byline(line: str) -> bool:
    """ "By Jane Doe and John Roe in Beirut": few words, capitalized, no final mark."""
    words = line.split()
    return (
        len(words) <= 10
        and not is_terminated(line)
        and (
            (
                bool(re.match(r"By [A-Z]", line))
                and all(w[0].isupper() or w in ("and", "in", "for", "the", "of") for w in words)
            )
            or bool(re.match(r"(?:كتبت?|بقلم|إعداد|تحرير)\s*[:\-–/]", line))
        )
    )
