"""What is said about a brief, in plain English, and said alike in text, Markdown and HTML."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

from summarizer.briefs import BriefPair, Check, Origin, Sentence, Status, Verdict

#: Controls that turn the text around them (embeddings, overrides, isolates), and those of terminals. The
#: marks U+200E, U+200F and U+061C and the joiners are left, for they belong to well-written Arabic.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff]")

_OMISSIONS = {
    "boilerplate": "boilerplate",
    "caption": "caption",
    "credit": "photo credit",
    "dateline": "dateline",
    "control": "control characters",
    "other-language": "other language",
    "not-a-sentence": "not a sentence",
}

_QUOTED = re.compile('"([^"]*)"')

_ARABIC = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]"

#: A quotation with Arabic in it, or words of Arabic, amid English.
_OF_ITS_OWN = re.compile(f"(?<=“)[^”]*{_ARABIC}[^”]*(?=”)|{_ARABIC}(?:[^A-Za-z“”<>&]*{_ARABIC})?")


def clean(text: str) -> str:
    """``text`` on one line, without characters that would act on what stands around it."""
    return " ".join(CONTROLS.sub("", " ".join(text.split())).split())


def title(pair: BriefPair) -> str:
    """The headline in the article's language, or the article's title, or an empty string."""
    if pair.source.headline:
        return clean(pair.source.headline.text)
    return clean(pair.article.title.text) if pair.article.title else ""


def verdict(pair: BriefPair) -> str:
    """The verdict's reasons: how many checks were made, and what they found."""
    checks = pair.fidelity.checks
    if not checks:
        return "nothing was checked"
    found = sum(not check.ok for check in checks)
    repaired = sum(check.status is Status.REPAIRED for check in checks)
    of = f"{len(checks)} check" + ("s" if len(checks) > 1 else "")
    if found:
        words = f"{found} of {of} found a problem"
    elif pair.fidelity.verdict is Verdict.PASS:
        words = f"{of}, no problem found"
    else:
        words = f"{of}, none failed"
    return f"{words}, {repaired} repaired" if repaired else words


def problem(check: Check) -> str:
    """What a check found, as a sentence."""
    if check.detail:
        return clean(_QUOTED.sub("“\\1”", check.detail))
    words = f"{check.kind.value.capitalize()} {check.status.value}"
    items = [f"“{clean(item)}”" for item in (check.source, check.target) if item]
    return f"{words}: {' became '.join(items)}." if items else f"{words}."


def isolate(text: str, before: str, after: str) -> str:
    """English ``text`` with ``before`` and ``after`` around what may have another direction."""
    return _OF_ITS_OWN.sub(lambda match: f"{before}{match[0]}{after}", text)


def problems(pair: BriefPair, sentence: int) -> list[str]:
    """What the checks of one brief sentence found; -1 is the headline."""
    return [problem(check) for check in pair.fidelity.checks if check.sentence == sentence and not check.ok]


def place(pair: BriefPair, sentence: int) -> str:
    """What a check's ``sentence`` stands for."""
    return f"Sentence {sentence + 1}" if 0 <= sentence < len(pair.source.sentences) else "Headline"


def reading(pair: BriefPair) -> str:
    """What the article is and how much of it was read."""
    article, usage = pair.article, pair.usage
    words = (
        f"{article.language.name} article, {_count(len(article.sentences), 'sentence')}, "
        f"{_count(article.words, 'word')}"
    )
    if usage.truncated:
        return f"{words}; only {usage.tokens_used:,} of {usage.tokens:,} tokens were read"
    return f"{words}, read in full"


def left_out(pair: BriefPair) -> str:
    """What of the page is no part of the article, counted by reason; empty if nothing was left out."""
    counts = Counter(part.reason.value for part in pair.article.left_out)
    return ", ".join(f"{count} × {_OMISSIONS[reason]}" for reason, count in sorted(counts.items()))


def made(pair: BriefPair) -> str:
    """Strategy, profile, time taken, and whether the result came from the cache."""
    parts = [pair.strategy.value, f"profile {clean(pair.profile)}"]
    if "total" in pair.timings:
        parts.append(f"{pair.timings['total']:.1f} s")
    if pair.cache.hit:
        parts.append(f"from the cache, {_age(pair.cache.age_seconds)} old")
    elif pair.cache.key:
        parts.append("not from the cache")
    return ", ".join(parts)


def models(pair: BriefPair) -> list[tuple[str, str]]:
    """Role and identity of each engine."""
    return [(clean(role), clean(identity)) for role, identity in pair.models.items()]


def origin(sentence: Sentence) -> str:
    """How a sentence came to be."""
    return sentence.origin.value


def evidence(pair: BriefPair, sentence: Sentence) -> list[str]:
    """The article's words behind a sentence; none where the sentence itself is those words."""
    quotes = [clean(span.of(pair.article.text)) for span in sorted(sentence.evidence)]
    if sentence.origin is Origin.EXTRACTED and quotes == [clean(sentence.text)]:
        return []
    return quotes


def counterparts(pair: BriefPair, index: int) -> list[tuple[int, float]]:
    """The target sentences that say what source sentence ``index`` says, each with its similarity."""
    arabic = pair.source is pair.arabic
    pairs = [(a.arabic, a.english) if arabic else (a.english, a.arabic) for a in pair.alignments]
    return [
        (there, alignment.similarity)
        for (here, there), alignment in zip(pairs, pair.alignments, strict=True)
        if here == index
    ]


def similarity(pair: BriefPair, index: int) -> str:
    """How near the counterparts of a source sentence are."""
    found = counterparts(pair, index)
    if not found:
        return "no counterpart"
    return ", ".join(
        f"similarity {value:.2f}" + (f" to sentence {there + 1}" if there != index else "")
        for there, value in found
    )


def cells(text: str) -> int:
    """How many columns of a terminal ``text`` takes."""
    return sum(_width(character) for character in text)


def first_strong(text: str) -> str:
    """``"L"`` or ``"R"``: the direction of the first letter that has one; empty if none has."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind == "L":
            return "L"
        if kind in ("R", "AL"):
            return "R"
    return ""


def wrap(text: str, width: int) -> list[str]:
    """``text`` in lines of at most ``width`` columns, broken at spaces, and inside words only if need be."""
    lines: list[str] = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if cells(joined) <= width:
            lines[-1] = joined
            continue
        if lines[-1]:
            lines.append("")
        for piece in _pieces(word, width):
            if cells(lines[-1]) + cells(piece) > width and lines[-1]:
                lines.append("")
            lines[-1] += piece
    return lines


def _pieces(word: str, width: int) -> Sequence[str]:
    return [word] if cells(word) <= width else list(word)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _age(seconds: float) -> str:
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return _count(int(seconds // length), unit)
    return _count(int(seconds), "second")
