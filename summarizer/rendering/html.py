"""A brief as one self-contained page of HTML.

Everything that comes from an article is escaped, and the page forbids itself to load or run anything but its
own style and script (a content security policy with their hashes). Highlighting is done in CSS, with
``:has()``; the script only pins a sentence and scrolls to its evidence, so the page works without it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from summarizer.briefs import Article, Brief, BriefPair, Check, Origin, Span, Style
from summarizer.rendering import wording
from summarizer.rendering.assets import asset, digest, template

if TYPE_CHECKING:
    pass

_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*")

#: What a card says, in the language of the card.
_WORDS = {
    "en": {
        Origin.EXTRACTED: "taken from the article",
        Origin.ABSTRACTED: "written by the model",
        Origin.TRANSLATED: "translated",
        "similarity": "similarity",
        "review": "needs review",
        "show": "Sentence {}: show its evidence in the article",
    },
    "ar": {
        Origin.EXTRACTED: "مأخوذة من المقال",
        Origin.ABSTRACTED: "صاغها النموذج",
        Origin.TRANSLATED: "مترجمة",
        "similarity": "التشابه",
        "review": "تحتاج إلى مراجعة",
        "show": "الجملة {}: أظهر دليلها في المقال",
    },
}


@dataclass(frozen=True)
class _Card:
    """A sentence of a brief.

    ``groups`` are the names that it shares with its partners and its evidence, ``evidence`` the ids of the
    article's segments that it rests on.
    """

    number: int
    text: str
    origin: str
    similarity: str
    groups: tuple[str, ...]
    evidence: list[str]
    label: str
    flawed: bool


@dataclass(frozen=True)
class _Segment:
    """A piece of the article all of which belongs to the same groups; ``out`` says why it was left out."""

    html: Markup
    groups: tuple[str, ...]
    id: str
    out: str


def render_html(pair: BriefPair, *, licence: str = "") -> str:
    """``pair`` as a page. ``licence`` is a line on the licences of the models, shown where it is given."""
    spans = _grouped_spans(pair)
    paragraphs = _paragraphs(pair.article, spans)
    segments = [segment for paragraph in paragraphs for segment in paragraph]
    style = asset("brief.css") + _highlighting(pair) + _rows(pair)
    script = asset("brief.js")
    return template("brief.html.j2").render(
        pair=pair,
        title=wording.title(pair),
        headlines=bool(pair.source.headline and pair.target.headline),
        columns=[
            (brief, _WORDS[brief.language.code], _cards(pair, brief, segments))
            for brief in (pair.source, pair.target)
        ],
        list="ul" if pair.style is Style.BULLETS else "ol",
        flaws=[[_quoting(words) for words in wording.problems(pair, i)] for i in range(_longest(pair))],
        headline_flaws=[_quoting(words) for words in wording.problems(pair, -1)],
        checks=[_check_row(pair, check) for check in pair.fidelity.checks],
        verdict=wording.verdict(pair),
        headline_evidence=[segment.id for segment in segments if "h" in segment.groups],
        paragraphs=paragraphs,
        facts=_facts(pair, licence),
        style=Markup(style),
        script=Markup(script),
        policy=f"default-src 'none'; style-src '{digest(style)}'; script-src '{digest(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'",
        clean=wording.clean,
    )


def _groups(pair: BriefPair, brief: Brief, index: int) -> tuple[str, ...]:
    """A source sentence is a group of its own; a target sentence belongs to those that it is aligned to."""
    if brief is pair.source:
        return (f"s{index}",)
    sources = range(len(pair.source.sentences))
    found = (f"s{i}" for i in sources if any(there == index for there, _ in wording.counterparts(pair, i)))
    return tuple(found) or (f"t{index}",)


def _grouped_spans(pair: BriefPair) -> list[tuple[str, Span]]:
    """Each evidence span with the group that it belongs to."""
    found: set[tuple[str, Span]] = set()
    for brief in (pair.source, pair.target):
        if brief.headline:
            found |= {("h", span) for span in brief.headline.evidence}
        for index, sentence in enumerate(brief.sentences):
            found |= {(name, span) for name in _groups(pair, brief, index) for span in sentence.evidence}
    return sorted(found)


def _cards(pair: BriefPair, brief: Brief, segments: Sequence[_Segment]) -> list[_Card]:
    words = _WORDS[brief.language.code]
    cards = []
    for index, sentence in enumerate(brief.sentences):
        groups = _groups(pair, brief, index)
        cards.append(
            _Card(
                number=index + 1,
                text=wording.clean(sentence.text),
                origin=words[sentence.origin],
                similarity=_similarity(pair, brief, index),
                groups=groups,
                evidence=[segment.id for segment in segments if set(groups) & set(segment.groups)],
                label=words["show"].format(index + 1),
                flawed=bool(wording.problems(pair, index)),
            )
        )
    return cards


def _similarity(pair: BriefPair, brief: Brief, index: int) -> str:
    side = "arabic" if brief is pair.arabic else "english"
    values = [a.similarity for a in pair.alignments if getattr(a, side) == index]
    return ", ".join(f"{value:.2f}" for value in values)


def _paragraphs(article: Article, spans: Sequence[tuple[str, Span]]) -> list[list[_Segment]]:
    """The article's text cut where a paragraph, a span of evidence or a part left out begins or ends."""
    text = article.text
    breaks = [match.span() for match in _PARAGRAPH_END.finditer(text)]
    starts = [0, *(end for _, end in breaks)]
    stops = [*(start for start, _ in breaks), len(text)]
    cuts = {edge for _, span in spans for edge in (span.start, span.end)}
    cuts |= {edge for part in article.left_out for edge in (part.span.start, part.span.end)}
    paragraphs = []
    for start, stop in zip(starts, stops, strict=True):
        edges = sorted({start, stop, *(cut for cut in cuts if start < cut < stop)})
        segments = [_segment(article, spans, Span(*edge)) for edge in pairwise(edges)]
        if any(segment.html.strip() for segment in segments):
            paragraphs.append(segments)
    return paragraphs


def _segment(article: Article, spans: Sequence[tuple[str, Span]], place: Span) -> _Segment:
    def covers(span: Span) -> bool:
        return span.start < place.end and place.start < span.end

    names = sorted({name for name, span in spans if covers(span)})
    out = next((part.reason.value for part in article.left_out if covers(part.span)), "")
    return _Segment(
        html=_visible(place.of(article.text)),
        groups=tuple(names),
        id=f"evidence-{place.start}" if names else "",
        out=out,
    )


def _visible(text: str) -> Markup:
    """``text`` escaped, with each control that would turn or hide text shown by its number."""
    parts = []
    start = 0
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for match in wording.CONTROLS.finditer(text):
        parts += [
            escape(text[start : match.start()]),
            Markup('<span class="control">U+{:04X}</span>').format(ord(match[0])),
        ]
        start = match.end()
    return Markup("").join([*parts, escape(text[start:])])


def _quoting(words: str) -> Markup:
    """English ``words``, in which quotations and Arabic words keep their own direction."""
    return Markup(wording.isolate(str(escape(words)), "<bdi>", "</bdi>"))


def _check_row(pair: BriefPair, check: Check) -> dict[str, object]:
    return {
        "place": wording.place(pair, check.sentence),
        "kind": check.kind.value,
        "source": wording.clean(check.source),
        "target": wording.clean(check.target),
        "status": check.status.value,
        "detail": "" if check.ok else _quoting(wording.problem(check)),
        "ok": check.ok,
    }


def _facts(pair: BriefPair, licence: str) -> list[tuple[str, str]]:
    facts = [("Article", wording.reading(pair)), ("Left out", wording.left_out(pair) or "nothing")]
    facts += [("Note", wording.clean(note)) for note in pair.notes]
    facts += [("Written", wording.made(pair))]
    if pair.timings:
        facts.append(
            (
                "Timings",
                ", ".join(f"{wording.clean(stage)} {value:.2f} s" for stage, value in pair.timings.items()),
            )
        )
    facts += [(role.capitalize(), identity) for role, identity in wording.models(pair)]
    return [*facts, ("Licence", wording.clean(licence))] if licence else facts


def _longest(pair: BriefPair) -> int:
    return max(len(pair.arabic.sentences), len(pair.english.sentences))


def _highlighting(pair: BriefPair) -> str:
    """Rules that light every element of a group while one of them is pointed at or has the focus."""
    names = {
        name
        for brief in (pair.source, pair.target)
        for i in range(len(brief.sentences))
        for name in _groups(pair, brief, i)
    }
    rule = 'main:has([data-g~="{0}"]:is(:hover,:focus-within)) [data-g~="{0}"]'
    every = ["[data-g].pinned", *(rule.format(name) for name in sorted({"h", *names}))]
    return ",\n".join(every) + " { background: var(--lit); outline-color: var(--lit-edge); }\n"


def _rows(pair: BriefPair) -> str:
    """Both briefs share the rows of one grid, so that partners stand at the same height."""
    count = _longest(pair)
    return (
        f"@media (min-width: 46rem) {{ .brief {{ grid-row: 1 / span {count + 1}; }} "
        f".brief > .cards {{ grid-row: 2 / span {max(count, 1)}; }} }}\n"
    )
