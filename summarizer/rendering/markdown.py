"""A brief as Markdown (CommonMark with the HTML that right-to-left text needs)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from summarizer.briefs import Brief, BriefPair, Style
from summarizer.languages import Language
from summarizer.rendering import wording

#: What means something inside a line of CommonMark, GitHub's tables and strikethrough included.
_INSIDE = re.compile(r"([\\`*_\[\]|~])")

#: What begins a list, heading or rule where a line starts.
_AT_START = re.compile(r"^(\d*)([-+#=.)])")


def render_markdown(pair: BriefPair) -> str:
    """``pair`` as a Markdown document: both briefs, the article's words behind them, and the verdict.

    Arabic stands in ``<div dir="rtl" lang="ar">``. Sentences are numbered; in the style ``bullets`` they are
    bullets.
    """
    return "\n".join(_lines(pair)) + "\n"


def _lines(pair: BriefPair) -> Iterator[str]:
    heading = wording.title(pair)
    if heading and not pair.source.headline:
        yield f"# {_inline(heading, pair.article.language)}"
        yield ""
    for brief in (pair.source, pair.target):
        yield from _brief(brief, pair.style)
    yield "## Fidelity"
    yield ""
    yield f"**{pair.fidelity.verdict.value.upper()}**: {_escape(wording.verdict(pair))}"
    yield ""
    failing = [check for check in pair.fidelity.checks if not check.ok]
    for check in failing:
        words = f"{wording.place(pair, check.sentence)}: {wording.problem(check)}"
        yield f"- {_mixed(words)}"
    if failing:
        yield ""
    yield "## Evidence"
    yield ""
    for index, sentence in enumerate(pair.source.sentences):
        spans = ", ".join(f"{span.start}–{span.end}" for span in sorted(sentence.evidence))
        yield f"{index + 1}. {sentence.origin.value}; {wording.similarity(pair, index)}; article {spans}"
        for span in sorted(sentence.evidence):
            quote = wording.clean(span.of(pair.article.text))
            yield f"   - {_inline(quote, pair.article.language)}"
    yield ""
    yield "## About this brief"
    yield ""
    facts = [("Article", wording.reading(pair)), ("Left out", wording.left_out(pair) or "nothing")]
    facts += [("Note", wording.clean(note)) for note in pair.notes]
    facts += [("Written", wording.made(pair))]
    facts += [(role.capitalize(), identity) for role, identity in wording.models(pair)]
    for name, value in facts:
        yield f"- {_escape(name)}: {_escape(value)}"


def _brief(brief: Brief, style: Style) -> Iterator[str]:
    language = brief.language
    yield f"## {language.native_name}"
    yield ""
    yield f'<div dir="{language.direction}" lang="{language.code}">'
    yield ""
    if brief.headline:
        yield f"### {_escape(wording.clean(brief.headline.text))}"
        yield ""
    for index, sentence in enumerate(brief.sentences):
        label = "-" if style is Style.BULLETS else f"{index + 1}."
        yield f"{label} {_escape(wording.clean(sentence.text))}"
    yield ""
    yield "</div>"
    yield ""


def _inline(text: str, language: Language) -> str:
    """``text`` of one language amid English."""
    if language.direction == "ltr":
        return _escape(text)
    return f'<span dir="{language.direction}" lang="{language.code}">{_escape(text)}</span>'


def _mixed(text: str) -> str:
    """English ``text``, in which quotations and Arabic words keep their own direction."""
    return wording.isolate(_escape(text), "<bdi>", "</bdi>")


def _escape(text: str) -> str:
    """``text`` so that Markdown shows exactly its characters."""
    return _AT_START.sub(r"\1\\\2", _INSIDE.sub(r"\\\1", html.escape(text, quote=False)))
