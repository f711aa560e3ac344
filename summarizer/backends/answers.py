"""Reads what a chat model answers, and says what is wrong with it. Pure functions.

Nothing is mended here. A model that adds "Here is the translation:" may as well have changed the sentence,
and what is cut away by guess might have been the news. So an answer is taken as it is or refused with a
reason, which the model is then told. Two things are read, not published: a thinking model's thoughts, and
the numbers of the sentences that a summary rests on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from summarizer.fidelity.script import check_language
from summarizer.languages import Language
from summarizer.text.detection import belongs
from summarizer.text.normalization import digits

_THOUGHT = re.compile(r"\A\s*<(think|thinking|thought|reasoning)>.*?</\1>\s*", re.DOTALL)
_THOUGHT_ENDS = re.compile(r"\A(?:(?!<think).)*?</(?:think|thinking|thought|reasoning)>\s*", re.DOTALL)
_THOUGHT_STARTS = re.compile(r"\A\s*<(?:think|thinking|thought|reasoning)>")

_INTRODUCTION = re.compile(
    r"""^\W*(?:
      (?:sure|certainly|of\ course|okay|ok|absolutely|great)\b[^:.!,]{0,20}[:!.,]
      \s*(?:here|below|i\ (?:will|can|have))\b
    | (?:here(?:\ is|\ are|['’]s)|below\ (?:is|are)|the\ following\ (?:is|are))\b
      [^:]{0,60}\b(?:(?:translat|summar)[^:]{0,60}(?::|\Z)|(?:brief|sentence|version|arabic|english)[^:]{0,60}:)
    | (?:(?:the|my|arabic|english|final|literal|revised)\ ){0,3}(?:translation|summary|brief|answer|output)
      (?:\ (?:is|in|into|to|of)\b[^:]{0,40})?\s*:
    | (?:arabic|english)(?:\ (?:sentence|text|translation))?\s*:
    | (?:بالتأكيد|بالطبع|حسنًا|حسناً|حسنا|أكيد)\s*[،,!.:]\s*(?:إليك|هذه|هذا|ها|سأ|يمكنني)
    | (?:إليك|إليكم|هذه\ هي|هذا\ هو|فيما\ يلي|ها\ هي)\b[^:]{0,40}(?:ترجم|ملخص|موجز|جمل)[^:]{0,40}(?::|\Z)
    | (?:ال)?(?:ترجمة|ملخص|موجز|إجابة)\b[^:]{0,40}:
    | (?:بال)?(?:العربية|الإنجليزية|عربية|إنجليزية)\s*:
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_COMMENT = re.compile(
    r"(?:^|[\s(\[*])(?:translator['’]s\ note|note|ملاحظة|ملحوظة)\s*:"
    r"|\bhope\ this\ helps\b|\blet\ me\ know\ if\ you\b|\bfeel\ free\ to\ ask\b|\bi\ (?:have\ )?translated\b"
    r"|آمل أن (?:يساعد|يفيد)|هل ترغب في أن أ",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"""
      \bas\ an?\ (?:ai|artificial\ intelligence|(?:large\ )?language\ model)\b
    | ^\W*(?:i(?:['’]m|\ am)\ (?:very\ )?sorry\b\W{0,3}(?:but\ )?)?
      i\s?(?:can['’]t|cannot|can\ not|won['’]t|(?:am|['’]m)\ (?:unable|not\ able)\ to)
      \s+(?:assist|help|translate|provide|fulfil|comply|summari[sz]e)
    | بصفتي\ (?:نموذج|ذكاء) | كنموذج\ لغ
    | ^\W*(?:عذر\w*|آسف\w*|أعتذر)\b.{0,15}لا\ (?:أستطيع|يمكنني)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FENCE = re.compile(r"```|~~~")
_LIST_MARK = re.compile(r"(?:[-*•–—#>]+|\d{1,2}[.)]|[٠-٩]{1,2}[.)])\s|\*\*")
_QUOTES = {'"': '"', "“": "”", "«": "»", "'": "'", "‘": "’", "„": "“"}

#: A line of fewer words is a heading, or a "yes".
_FEWEST_WORDS = 3
_NUMBERS = r"\s*\d{1,6}(?:\s*[-–,،;]\s*\d{1,6})*\s*"
_CITED_FIRST = re.compile(rf"\[({_NUMBERS})\]\s*(.*)", re.DOTALL)
_CITED_LAST = re.compile(rf"(.*?)\s*\[({_NUMBERS})\]\s*([.。؟?!]?)", re.DOTALL)
_CITED = re.compile(rf"\[{_NUMBERS}\]")


@dataclass(frozen=True)
class Line:
    """A sentence that a model wrote, and the numbers that it gave for it; none where it gave none."""

    text: str
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Lines:
    """The lines of an answer that can be used, and what was wrong with each of the others."""

    good: tuple[Line, ...]
    faults: tuple[str, ...]


def without_thoughts(answer: str) -> tuple[str, bool]:
    """The answer without a thinking model's thoughts, and whether they had come to an end.

    What stands before ``</think>`` is a thought (templates may open it themselves); a thought that never
    ends leaves an empty answer.
    """
    for thought in (_THOUGHT, _THOUGHT_ENDS):
        if found := thought.match(answer):
            return answer[found.end() :], True
    return ("", False) if _THOUGHT_STARTS.match(answer) else (answer, True)


def fault(text: str, source: str, source_language: Language, target_language: Language) -> str:
    """What is wrong with ``text`` as a sentence that renders ``source``, as the end of "it ..."; else "".

    What the source says too (a note, a quotation, a list mark) is no fault.
    """
    if not text.strip():
        return "was empty"
    if _FENCE.search(text) and not _FENCE.search(source):
        return "had a code fence"
    for pattern, reason in (
        (_REFUSAL, "refused the task"),
        (_INTRODUCTION, "had an introduction or a label"),
        (_COMMENT, "had a comment of its own"),
    ):
        if pattern.search(text) and not pattern.search(source):
            return reason
    if _LIST_MARK.match(text) and not _LIST_MARK.match(source):
        return "had a list mark or formatting"
    if _quoted(text) and not any(mark in source for mark in (*_QUOTES, *_QUOTES.values())):
        return "was in quotation marks"
    wrong = next(
        (c for c in check_language(source, text, source_language, target_language) if not c.ok), None
    )
    if wrong:
        return f"was not clean {target_language.name} ({wrong.detail.rstrip('.')})"
    if any(c.isalpha() for c in text) and len(text.split()) > 3 and not belongs(text, target_language):
        return f"was not in {target_language.name}"
    return ""


def translation_fault(
    answer: str, finished: bool, source: str, source_language: Language, target_language: Language
) -> str:
    """What is wrong with ``answer`` as the translation of one sentence, as the end of "it ..."; else ""."""
    if not finished:
        return "was cut off because it was too long"
    if len(answer.strip().splitlines()) > 1:
        return "had more than one line"
    return fault(answer.strip(), source, source_language, target_language)


def read_lines(
    answer: str,
    finished: bool,
    sources: Mapping[int, str],
    source_language: Language,
    target_language: Language,
) -> Lines:
    """The sentences of an answer of the form ``[3,7] Sentence.``, one a line.

    ``sources`` holds the numbered sentences that the model was given. Numbers that are not among them are
    dropped; brackets may stand at either end, and a line may lack them. The last line of an unfinished
    answer is a fault.
    """
    lines = [line.strip() for line in answer.splitlines() if line.strip()]
    everything = " ".join(sources.values())
    good: dict[str, Line] = {}
    faults = [] if lines else ["was empty"]
    for position, line in enumerate(lines):
        text, numbers = _cited(line)
        known = tuple(sorted({number for number in numbers if number in sources}))
        source = " ".join(sources[number] for number in known) or everything
        reason = fault(text, source, source_language, target_language)
        if not finished and position == len(lines) - 1:
            reason = "was cut off because it was too long"
        elif not reason and len(text.split()) < _FEWEST_WORDS:
            reason = "had a line that is no sentence"
        elif not reason and _CITED.search(text) and not _CITED.search(source):
            reason = "had numbers in brackets within a sentence"
        if reason:
            faults.append(reason)
        else:
            good.setdefault(text, Line(text, known))
    return Lines(tuple(good.values()), tuple(faults))


def _cited(line: str) -> tuple[str, list[int]]:
    """The sentence of a line and the numbers in its brackets; ranges are spelled out."""
    plain = digits(line)  # offsets stay, so the text itself keeps its own digits
    if found := _CITED_FIRST.fullmatch(plain):
        return line[found.start(2) : found.end(2)].strip(), _numbers(found[1])
    if found := _CITED_LAST.fullmatch(plain):
        return (line[: found.end(1)] + line[found.start(3) : found.end(3)]).strip(), _numbers(found[2])
    return line, []


def _numbers(inside: str) -> list[int]:
    numbers: list[int] = []
    for part in re.split(r"[,،;]", inside):
        ends = [int(end) for end in re.split(r"[-–]", part) if end.strip()]
        if len(ends) == 2 and 0 < ends[1] - ends[0] < 50:
            numbers += range(ends[0], ends[1] + 1)
        else:
            numbers += ends
    return numbers


def _quoted(text: str) -> bool:
    return len(text) > 1 and _QUOTES.get(text[0]) == text[-1]
