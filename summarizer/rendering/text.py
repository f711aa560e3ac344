"""A brief as text: for a terminal, or for a pipe.

Terminals differ: some reorder right-to-left text line by line (VTE, Konsole, Terminal.app), others show
letters in the order in which they are stored. Text is therefore never turned here. Each Arabic part of a
mixed line is put between U+2067 (right-to-left isolate) and U+2069, which do nothing where they are not
understood, and elsewhere keep full stops, numbers and Latin names inside the Arabic on their side
(Unicode Standard Annex 9). A line that is Arabic alone needs them only if it begins with a Latin letter, and
then has U+200F (right-to-left mark) before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from summarizer.briefs import Brief, BriefPair, Choice, Style, Verdict
from summarizer.languages import Language
from summarizer.rendering import wording

_RLI, _FSI, _PDI, _RLM = "\u2067", "\u2068", "\u2069", "\u200f"

#: From this width on, in columns, the briefs stand side by side.
SIDE_BY_SIDE = 64

#: How many of a candidate's translations are shown; the wire format has them all.
TRANSLATIONS = 3

_BOLD, _DIM, _RED, _GREEN, _YELLOW = "1", "2", "31", "32", "33"
_VERDICTS = {Verdict.PASS: _GREEN, Verdict.WARN: _YELLOW, Verdict.FAIL: _RED}


def render_text(pair: BriefPair, width: int, *, color: bool, explain: bool = False) -> str:
    """``pair`` for a terminal of ``width`` columns; for ``width`` 0 plain, one sentence a line.

    ``color`` adds ANSI escape codes (ECMA-48), ``explain`` the candidates that were weighed.
    """
    page = _Page(width, color)
    heading = wording.title(pair)
    if heading and not pair.source.headline:
        language = pair.article.language
        for line in page.wrap(heading if width else _alone(heading, language), 0):
            page.add(*_set(page.paint(line, _BOLD), line, language, page))
        page.add("")
    page.add(*(_columns(pair, page) if width >= SIDE_BY_SIDE else _stacked(pair, page)), "")
    page.add(*_details(pair, page), "")
    page.add(*_facts(pair, page))
    if explain:
        page.add("", *_candidates(pair, page))
    return "\n".join(page.lines) + "\n"


class _Page:
    """The lines written so far, and how to write more."""

    def __init__(self, width: int, color: bool) -> None:
        self.width = width
        self.color = color
        self.lines: list[str] = []

    def add(self, *lines: str) -> None:
        self.lines.extend(lines)

    def paint(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text

    def wrap(self, text: str, indent: int) -> list[str]:
        """``text`` in lines that leave room for ``indent``; one line if the page has no width."""
        return wording.wrap(text, max(self.width - indent, 18)) if self.width else [text]


def _label(style: Style, index: int) -> str:
    return "•" if style is Style.BULLETS else f"{index + 1}."


def _columns(pair: BriefPair, page: _Page) -> Iterator[str]:
    """English on the left, Arabic on the right and right-aligned, sentence by sentence."""
    column = (page.width - 3) // 2
    bar = page.paint("│", _DIM)
    head = (pair.english.language.name, pair.arabic.language.native_name)
    pad = " " * (column - wording.cells(head[0])), " " * (column - wording.cells(head[1]))
    yield f"{page.paint(head[0], _DIM)}{pad[0]} {bar} {pad[1]}{page.paint(head[1], _DIM)}"
    yield page.paint("─" * (column + 1) + "┼" + "─" * (column + 1), _DIM)
    headlines = pair.english.headline, pair.arabic.headline
    rows: list[tuple[str, str, str]] = []
    if headlines[0] and headlines[1]:
        rows.append(("", headlines[0].text, headlines[1].text))
    for index, (english, arabic) in enumerate(zip_longest(pair.english.sentences, pair.arabic.sentences)):
        label = _label(pair.style, index)
        rows.append((label, english.text if english else "", arabic.text if arabic else ""))
    for number, (label, english_text, arabic_text) in enumerate(rows):
        if number:
            yield " " * (column + 1) + bar
        weight = "" if label else _BOLD
        left = _labelled(label if english_text else "", english_text, column)
        right = _labelled(label if arabic_text else "", arabic_text, column)
        for a, b in zip_longest(left, right, fillvalue=""):
            gap = " " * (column - wording.cells(a)), " " * (column - wording.cells(b))
            if weight:
                a, b = page.paint(a, weight), page.paint(b, weight) if b else b
            yield f"{a}{gap[0]} {bar} {gap[1]}{_RLI}{b}{_PDI}" if b else f"{a}{gap[0]} {bar}"


def _labelled(label: str, text: str, width: int) -> list[str]:
    indent = 3 if label else 0
    lines = wording.wrap(wording.clean(text), width - indent)
    return [f"{label:<{indent}}{lines[0]}", *(" " * indent + line for line in lines[1:])]


def _stacked(pair: BriefPair, page: _Page) -> Iterator[str]:
    """One brief below the other, the article's language first."""
    for number, brief in enumerate((pair.source, pair.target)):
        if number:
            yield ""
        yield from _one(brief, pair.style, page)


def _one(brief: Brief, style: Style, page: _Page) -> Iterator[str]:
    language = brief.language
    texts = [(_label(style, i), sentence.text) for i, sentence in enumerate(brief.sentences)]
    if brief.headline:
        texts.insert(0, ("", brief.headline.text))
    yield from _set(page.paint(language.native_name, _DIM), language.native_name, language, page)
    for label, text in texts:
        if not page.width:
            yield _alone(f"{label} {wording.clean(text)}".strip(), language)
            continue
        for line in _labelled(label, text, page.width):
            yield from _set(line if label else page.paint(line, _BOLD), line, language, page)


def _set(painted: str, line: str, language: Language, page: _Page) -> Iterator[str]:
    """A line of a terminal, at the side where its language begins."""
    if page.width and language.direction == "rtl":
        yield " " * (page.width - wording.cells(line)) + f"{_RLI}{painted}{_PDI}"
    else:
        yield painted


def _alone(text: str, language: Language) -> str:
    """A line that holds nothing but ``text``."""
    wrong = {"rtl": "L", "ltr": "R"}[language.direction]
    if wording.first_strong(text) != wrong:
        return text
    return f"{_RLM if language.direction == 'rtl' else chr(0x200E)}{text}"


def _isolated(text: str, language: Language) -> str:
    return f"{_RLI}{text}{_PDI}" if language.direction == "rtl" else text


def _mixed(text: str) -> str:
    """English ``text`` with the Arabic in it isolated."""
    return wording.isolate(text, _FSI, _PDI)


def _details(pair: BriefPair, page: _Page) -> Iterator[str]:
    """What each sentence rests on, and what its checks found."""
    language = pair.article.language
    if found := wording.problems(pair, -1):
        yield "Headline"
        yield from _found(found, page)
    for index, (source, target) in enumerate(zip_longest(pair.source.sentences, pair.target.sentences)):
        parts = [wording.similarity(pair, index)]
        parts += [f"{s.origin.value}" for s in (source, target) if s]
        spans = sorted({span for s in (source, target) if s for span in s.evidence})
        parts += ["article " + ", ".join(f"{span.start}–{span.end}" for span in spans)] if spans else []
        for line in page.wrap(f"Sentence {index + 1}: {'; '.join(parts)}", 0):
            yield page.paint(line, _DIM)
        for quote in wording.evidence(pair, source) if source else ():
            for line in page.wrap(f"“{quote}”", 2):
                yield page.paint(f"  {_isolated(line, language)}", _DIM)
        yield from _found(wording.problems(pair, index), page)


def _found(problems: list[str], page: _Page) -> Iterator[str]:
    for problem in problems:
        for number, line in enumerate(page.wrap(problem, 4)):
            yield ("    " if number else "  " + page.paint("✗", _RED) + " ") + _mixed(line)


def _facts(pair: BriefPair, page: _Page) -> Iterator[str]:
    word = page.paint(pair.fidelity.verdict.value.upper(), _VERDICTS[pair.fidelity.verdict])
    yield f"{page.paint('Verdict', _DIM)}     {word}: {wording.verdict(pair)}"
    facts = [("Article", wording.reading(pair)), ("Left out", wording.left_out(pair) or "nothing")]
    facts += [("Note", wording.clean(note)) for note in pair.notes]
    facts += [("Written", wording.made(pair))]
    facts += [(role.capitalize(), identity) for role, identity in wording.models(pair)]
    for name, value in facts:
        for number, line in enumerate(page.wrap(value, 12)):
            yield page.paint(f"{'' if number else name:<11}", _DIM) + f" {_mixed(line)}"


def _candidates(pair: BriefPair, page: _Page) -> Iterator[str]:
    yield page.paint("Candidates", _BOLD)
    language = pair.article.language
    for choice in pair.choices:
        mark = page.paint("✓", _GREEN) if choice.chosen else "·"
        yield f"{mark} {_scores(choice)}: {wording.clean(choice.reason)}"
        for line in page.wrap(wording.clean(choice.text), 4):
            yield f"    {_isolated(line, language)}"
        for text, score in choice.translations[:TRANSLATIONS]:
            yield f"    {score:+.2f}  {_isolated(wording.clean(text), pair.target.language)}"
        if len(choice.translations) > TRANSLATIONS:
            yield page.paint(f"    and {len(choice.translations) - TRANSLATIONS} more translations", _DIM)


def _scores(choice: Choice) -> str:
    adequacy = "not translated" if choice.adequacy is None else f"adequacy {choice.adequacy:.2f}"
    return f"{choice.score:.2f} (salience {choice.salience:.2f}, {adequacy})"
