"""The parts of a page: which block is the title, which are the article, and why the others are not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.briefs import Omission, Span
from summarizer.text.boilerplate import (
    block_reason,
    dateline_length,
    is_caption_label,
    is_related_label,
    is_terminated,
)
from summarizer.text.html import OUTSIDE, Page
from summarizer.text.normalization import fold
from summarizer.text.paragraphs import Block

_PROSE = 25  # words that make a paragraph, final mark or not
_HEADING = 9  # fewer words without a final mark are a heading or a link
_LONGEST_CAPTION = 60  # words
_SEPARATOR = re.compile(r"\s*[|»]\s*|\s+::\s+")
_DASH = re.compile(r"\s+[-–—]\s+")
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Layout:
    """``body`` holds the article's paragraphs, ``left_out`` (block, reason) of the others.

    ``title`` may be part of a block, whose rest is the site's name.
    """

    title: Span | None
    body: tuple[Block, ...]
    left_out: tuple[tuple[Span, Omission], ...]


def lay_out(blocks: Sequence[Block]) -> Layout:
    """The layout of a plain text, by the shapes of its blocks."""
    reasons = _reasons(blocks)
    first = next((i for i, b in enumerate(blocks) if reasons[i] is None and _opens(b.text)), None)
    if first is None:
        return _short(blocks, reasons)
    words = _content_words(" ".join(b.text for b in blocks[first : first + 40] if not is_short(b.text)))
    title = _best_title([b for i, b in enumerate(blocks[:first]) if reasons[i] is None], words)
    body: list[Block] = []
    left: list[tuple[Span, Omission]] = []
    related = False
    for index, block in enumerate(blocks):
        terminated = is_terminated(block.text)
        related = not terminated and (related or is_related_label(block.text))
        reason = reasons[index]
        if title and block.span.start <= title.start < block.span.end:
            left += _around(title, block.span)
        elif reason is not None:
            left.append((block.span, reason))
        elif index >= first and related:
            left.append((block.span, Omission.BOILERPLATE))
        elif index > first and _asks(block.text):
            left.append((block.span, Omission.NOT_A_SENTENCE))
        elif index == first or (terminated and index > first) or not is_short(block.text):
            body.append(block)
        elif dateline_length(block.text + " A", first=True) >= len(block.text):
            left.append((block.span, Omission.DATELINE))
        else:
            left.append((block.span, Omission.BOILERPLATE if index < first else Omission.NOT_A_SENTENCE))
    return Layout(title, tuple(body), tuple(left))


def lay_out_page(page: Page) -> Layout:
    """The layout of an HTML page: as trafilatura and the elements say, and the shapes within that."""
    reasons = _reasons(page.blocks)
    title = page.blocks[page.title].span if page.title is not None else None
    if title:
        title = _without_site(page.blocks[page.title or 0], title)
    body: list[Block] = []
    left: list[tuple[Span, Omission]] = []
    for index, block in enumerate(page.blocks):
        reason = reasons[index]
        if block.tag == "figcaption":
            reason = Omission.CAPTION
        if index == page.title and title:
            left += _around(title, block.span)
        elif reason is not None:
            left.append((block.span, reason))
        elif not page.main[index]:
            left.append((block.span, Omission.BOILERPLATE))
        elif re.fullmatch(r"h[1-6]|title", block.tag) or _is_fragment(block.text):
            left.append((block.span, Omission.NOT_A_SENTENCE))
        else:
            body.append(block)
    if body:
        return Layout(title, tuple(body), tuple(left))
    return _without_main(page)


def _without_main(page: Page) -> Layout:
    """Where trafilatura kept no paragraph: the shapes of everything but navigation."""
    inside = [block for block in page.blocks if block.tag not in OUTSIDE]
    outside = [block for block in page.blocks if block.tag in OUTSIDE]
    layout = lay_out(inside)
    omitted = [
        (block.span, Omission.CAPTION if block.tag == "figcaption" else Omission.BOILERPLATE)
        for block in outside
    ]
    return Layout(layout.title, layout.body, (*layout.left_out, *omitted))


def is_short(text: str) -> bool:
    """Whether ``text`` is a heading, name or link by its shape: few words."""
    return len(text.split(None, _HEADING)) < _HEADING


def _asks(text: str) -> bool:
    """Whether a paragraph is a heading with a question or exclamation mark ("What next?")."""
    return len(text.split(None, 5)) < 5 and text.rstrip()[-1:] in "?!؟"


def _is_fragment(text: str) -> bool:
    words = len(text.split(None, 6))
    return words < 4 or (words < 6 and not is_terminated(text))


def _opens(text: str) -> bool:
    """Whether a block may be the first paragraph. A headline may end in "?" or "!", not in a period."""
    words = len(text.split(None, _PROSE))
    return words >= _PROSE or (
        words >= 6 and is_terminated(text) and text.rstrip("\"'”’») ")[-1:] not in "?!؟"
    )


def _reasons(blocks: Sequence[Block]) -> list[Omission | None]:
    reasons: list[Omission | None] = []
    expected = False  # a caption, since the block before was its label
    for block in blocks:
        reason = block_reason(block.text)
        if reason is None and expected and len(block.text.split(None, _LONGEST_CAPTION)) < _LONGEST_CAPTION:
            reason = Omission.CAPTION
        reasons.append(reason)
        expected = is_caption_label(block.text)
    return reasons


def _short(blocks: Sequence[Block], reasons: Sequence[Omission | None]) -> Layout:
    """A text without any paragraph: a line or two of prose, or nothing."""
    left = [(b.span, r) for b, r in zip(blocks, reasons, strict=True) if r is not None]
    open_blocks = [b for b, r in zip(blocks, reasons, strict=True) if r is None]
    body = [b for b in open_blocks if len(b.text.split()) >= (3 if is_terminated(b.text) else 6)]
    heads = [b for b in open_blocks if body and b.span < body[0].span and len(b.text.split()) >= 3]
    if not heads and len(body) > 1 and not is_terminated(body[0].text):
        heads = [body.pop(0)]
    title = _without_site(heads[-1], heads[-1].span) if heads else None
    taken = {block.span for block in body}
    for block in open_blocks:
        if title and block is heads[-1]:
            left += _around(title, block.span)
        elif block.span not in taken:
            left.append((block.span, Omission.NOT_A_SENTENCE))
    return Layout(title, tuple(body), tuple(left))


def _best_title(candidates: Sequence[Block], body: set[str]) -> Span | None:
    """The part of the header that shares most words with the article; the longer one of equals."""
    best: tuple[int, int] = (-1, 0)
    title: Span | None = None
    for block in candidates:
        for part in _parts(block):
            words = len(part.of(block.text).split())
            shared = len(_content_words(part.of(block.text)) & body)
            if words >= 2 and (shared, words) > best:
                best = (shared, words)
                title = _shifted(part, block.span.start)
    return title


def _parts(block: Block) -> list[Span]:
    """``block`` between separators ("Headline | Site"), relative to its start."""
    cuts = [match.span() for match in _SEPARATOR.finditer(block.text)]
    edges = [0, *(position for cut in cuts for position in cut), len(block.text)]
    return [Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]


def _without_site(block: Block, span: Span) -> Span:
    """A title without the site's name: its longest part, and no short last part after a dash."""
    part = max(
        _parts(block), key=lambda part: len(part.of(block.text).split()), default=Span(0, len(block.text))
    )
    dashes = list(_DASH.finditer(block.text, part.start, part.end))
    if block.tag == "title" and dashes:
        head, tail = block.text[part.start : dashes[-1].start()], block.text[dashes[-1].end() : part.end]
        if len(tail.split()) <= 4 < len(head.split()):
            part = Span(part.start, dashes[-1].start())
    return _shifted(part, span.start)


def _shifted(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _around(part: Span, whole: Span) -> list[tuple[Span, Omission]]:
    sides = (Span(whole.start, part.start), Span(part.end, whole.end))
    return [(side, Omission.BOILERPLATE) for side in sides if side.end > side.start]


def _content_words(text: str) -> set[str]:
    return {word.removeprefix("ال") for word in _WORD.findall(fold(text).lower())}
