"""Where sentences end, in Arabic and English news prose.

One pass over the marks that may end a sentence, with a decision for each from the word before it and the
word after it: linear in the length of the text. Chosen over two packages by measurement: docs/sentences.md.

The Arabic comma and semicolon (،؛) end no sentence. A blank line always does; a single line break is white
space. Where the next word cannot tell ("the U.S. The"), a list of words that often start sentences decides.
"""

from __future__ import annotations

import re

from summarizer.briefs import Span
from summarizer.languages import ARABIC, Language
from summarizer.text.normalization import INVISIBLE

_CLOSERS = "\"'”’»)\\]›"
_OPENERS = "\"'“‘„«(\\[‹"
_GAP = f"\\s{INVISIBLE}"

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
#: Marks, what closes after them, white space, what opens, and the first characters of the next word.
_CANDIDATE = re.compile(f"(?P<marks>[.!?؟۔…]+)(?P<closers>[{_CLOSERS}{INVISIBLE}]{{0,6}})(?P<gap>[{_GAP}]*)")
_NEXT_WORD = re.compile(
    f"[{_OPENERS}{INVISIBLE}–—-]{{0,6}}\\s?(?P<word>[^\\s{_CLOSERS}{_OPENERS},;:!?؟،؛]{{0,30}})"
)
_LAST_WORD = re.compile(f"[^\\s{_OPENERS}{INVISIBLE}،؛,;:/]{{1,30}}$")

_ACRONYM = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]")
_ARABIC_INITIALS = re.compile(r"[\u0621-\u064a]{1}(?:\.[\u0621-\u064a])*|هـ")
_ARABIC_WORD = re.compile(r"[\u0621-\u064a]{2}")
_LETTER = re.compile(r"[^\W\d_]")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Never last in a sentence.
_TITLES = _words(
    "mr mrs ms mx dr prof gen sen rep gov lt col maj cmdr sgt capt cpl pvt adm hon rev fr sr st mt ft"
    " messrs vs e.g i.e cf al viz ca approx supt det insp pres rt sheikh"
) | _words("الد أ.د د.م")
# Last in a sentence only if the next word often starts one.
_MAYBE_LAST = _words("inc corp ltd co jr bros dept assn univ etc est ave blvd rd no nos vol fig pp ed")
_BEFORE_NUMBER = _words(
    "no nos p pp vol fig art sec ch jan feb mar apr jun jul aug sep sept oct nov dec ص ج رقم"
)
_MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")
_STARTERS = _words(
    "the a an he she it they we i you in on at but and so if as this that these those there his her its"
    " their our my for from with after before when while since although though however meanwhile some"
    " many most all both no not one two what who why how where by to under over during last yesterday"
    " today according also then now once until because despite instead more even each every another"
    " other such speaking asked"
)
_AFTER_CLOCK = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june"
    " july august september october november december mon tue wed thu fri sat sun est edt cst cdt mst"
    " mdt pst pdt et ct mt pt gmt utc bst cet eastern central pacific mountain local"
)
_REPORTING = re.compile(
    r"(?:كما )?(?:قال|قالت|سأل|سألت|تساءل|تساءلت|أضاف|أضافت|تابع|تابعت|صرح|هتف|صرخ|ردد|كتب|كتبت)"
)


def split(text: str, language: Language) -> list[Span]:
    """The sentences of ``text`` as spans in it: in order, disjoint, without white space at the ends.

    Together they cover all of ``text`` but white space. A stretch without any letter or digit joins the
    sentence before it.
    """
    spans: list[Span] = []
    start = 0
    for blank in _BLANK_LINE.finditer(text):
        _split_paragraph(text, start, blank.start(), language, spans)
        start = blank.end()
    _split_paragraph(text, start, len(text), language, spans)
    return spans


def _split_paragraph(text: str, start: int, end: int, language: Language, spans: list[Span]) -> None:
    begin = start
    first = len(spans)
    for mark in _CANDIDATE.finditer(text, start, end):
        if mark.end() < end and _ends(text, mark, begin, end, language):
            _add(text, begin, mark.end("closers"), spans, first)
            begin = mark.end("closers")
    _add(text, begin, end, spans, first)


def _add(text: str, start: int, end: int, spans: list[Span], first: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if not stripped:
        return
    start += len(piece) - len(piece.lstrip())
    end = start + len(stripped)
    if len(spans) > first and not any(character.isalnum() for character in stripped):
        spans[-1] = Span(spans[-1].start, end)
    else:
        spans.append(Span(start, end))


def _ends(text: str, mark: re.Match[str], begin: int, end: int, language: Language) -> bool:
    """Whether a sentence that began at ``begin`` ends at ``mark``, which is not the end of the paragraph."""
    marks, closers = mark["marks"], mark["closers"]
    before, position = _word_before(text, begin, mark.start())
    after_match = _NEXT_WORD.match(text, mark.end(), end)
    after = after_match["word"] if after_match else ""
    if not mark["gap"]:
        return _ends_without_space(mark, before, after)
    if after[:1].islower():
        return False
    if "." not in marks and "…" not in marks:  # ? ! ؟
        return not (closers and _REPORTING.fullmatch(after))
    if len(marks) > 2 or "…" in marks:  # an ellipsis; Arabic has no capital to tell what follows
        return language != ARABIC or bool({"؟", "!", "?"} & set(marks)) or '"' in closers
    if closers:
        return not (")" in closers and before.lower() in _TITLES)
    if before.lower() not in _TITLES and position + len(before) < mark.start():
        return True  # "hepatitis A . The": white space before the period, so it abbreviates nothing
    return _period_ends(text, before, after, position, begin)


def _period_ends(text: str, before: str, after: str, position: int, begin: int) -> bool:
    """Whether one period between the words ``before`` and ``after`` ends a sentence."""
    low = before.lower().rstrip("-")
    next_low = after.lower().rstrip(".")
    starts = next_low in _STARTERS
    if low in _TITLES or (low in _BEFORE_NUMBER and after[:1].isdigit()):
        return False
    if low in _MONTHS:
        return starts
    if low in _MAYBE_LAST:
        return starts or (low == "no" and not after[:1].isdigit())
    if low in ("a.m", "p.m", "am", "pm"):
        return next_low not in _AFTER_CLOCK
    if before.isdigit() and len(before) < 3 and position - begin < 8 and not text[begin:position].strip():
        return False  # "1." opens a list item
    if _ACRONYM.fullmatch(before) or (len(before) == 1 and before.isupper() and before.isascii()):
        return starts and next_low not in ("i", "a")
    if _ARABIC_INITIALS.fullmatch(before):
        # "د." and "أ.د." do not end; "1770 م." and "ق.م." do, unless a preposition goes on.
        digit = text[max(begin, position - 8) : position].rstrip()[-1:].isdigit()
        return (before in ("هـ", "ق.م") or (digit and before in ("م", "ه"))) and after not in (
            "في",
            "من",
            "إلى",
            "الى",
            "على",
            "عن",
        )
    return True


def _word_before(text: str, begin: int, end: int) -> tuple[str, int]:
    """The last word of ``text[begin:end]``, at most 30 characters of it, and where it starts."""
    window = text[max(begin, end - 31) : end].rstrip()
    match = _LAST_WORD.search(window)
    if not match:
        return "", end
    return match.group(), max(begin, end - 31) + match.start()


def _ends_without_space(mark: re.Match[str], before: str, after: str) -> bool:
    """Whether a sentence ends where the next begins without white space ("نوح.وتعني", "ended.The")."""
    marks = mark["marks"]
    if not after or "…" in marks or "." in marks[1:]:
        return False
    if marks[0] != ".":
        return "؟" in marks or (marks[0] == "!" and bool(_LETTER.match(after)))
    if after == "و" or _ARABIC_WORD.match(after):
        return len(before.rsplit(".", 1)[-1]) > 1 or before.isdigit()
    if "/" in before + after or "@" in before or "www" in before.lower():
        return False
    return (
        len(before) > 2
        and before[-2:].islower()
        and len(after) > 1
        and after[0].isupper()
        and (after[1].islower() or after.split(".")[0] in ("I", "A"))
    )
