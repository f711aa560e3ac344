"""An HTML page as visible text, one line a block, and which of its blocks trafilatura calls the article.

trafilatura (Barbaresi 2021) decides; it returns text without places. So the page is projected here, and
each block of the projection is looked up in trafilatura's answer by its runs of four words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from summarizer.briefs import Span
from summarizer.text.paragraphs import Block

_SNIFF = re.compile(
    r"<(?:!doctype html|html|head|body|article|section|main|div|p|h[1-6]|span|br|a|img|ul|table|meta)\b"
    r"[^<>]{0,500}>",
    re.IGNORECASE,
)
_INVISIBLE_TAGS = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "math",
        "iframe",
        "object",
        # Not "head" itself: where a page leaves its tags out, as HTML allows, libxml2 puts the body into it.
        "title",
        "base",
        "link",
        "meta",
        "select",
        "audio",
        "video",
    )
)
_INLINE_TAGS = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "b",
            "bdi",
            "bdo",
            "big",
            "cite",
            "code",
            "data",
            "del",
            "dfn",
            "em",
            "font",
        ),
        *("i", "ins", "kbd", "label", "mark", "nobr", "q", "rp", "rt", "ruby", "s", "samp", "small", "span"),
        *("strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "input"),
    )
)
#: Elements that hold no paragraph of the article.
OUTSIDE = frozenset(("nav", "footer", "aside", "form", "button", "figcaption"))
_RUN = 4
_MOST_ELEMENTS = 30_000  # trafilatura takes seconds beyond, and no news page has as many


@dataclass(frozen=True)
class Page:
    """``text`` is the projection, ``blocks`` its lines; ``main`` says of each whether it is of the article.

    ``tag`` of a block is its nearest block element, or the enclosing nav, footer, aside, form, button or
    figcaption. ``title`` is the index of the block that is the headline, if one is.
    """

    text: str
    blocks: tuple[Block, ...]
    main: tuple[bool, ...]
    title: int | None


def looks_like_html(text: str) -> bool:
    """Whether ``text`` begins as a page does, or has tags throughout: three or more, and a closing one."""
    head = text[:20_000]
    start = head.lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<!doctype html", "<html", "<?xml")) and "<" in head[1:]:
        return True
    return "</" in head and sum(1 for _, _ in zip(range(3), _SNIFF.finditer(head), strict=False)) == 3


def project(markup: str) -> tuple[str, tuple[Block, ...], Any]:
    """The visible text of a page, its blocks, and the parsed tree. What is hidden has no text."""
    from lxml import etree  # type: ignore[import-untyped]
    from lxml import html as lxml_html

    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    # libxml2 ends at a NUL; a page's declaration of another encoding no longer holds after decoding.
    try:
        tree = lxml_html.document_fromstring(markup.replace("\x00", "").encode(), parser=parser)
    except etree.ParserError:  # nothing, or nothing but comments and white space
        tree = lxml_html.document_fromstring(b"<html/>", parser=parser)
    pieces: list[str] = []
    blocks: list[Block] = []
    position = 0
    lines = list(_lines(tree))
    if not any(tag == "h1" for tag, _ in lines) and (title := tree.findtext(".//title")):
        lines.insert(0, ("title", title))
    for tag, raw in lines:
        line = " ".join(raw.split())
        if not line:
            continue
        blocks.append(Block(Span(position, position + len(line)), line, tag))
        pieces.append(line)
        position += len(line) + 1
    return "\n".join(pieces), tuple(blocks), tree


def read_page(text: str, blocks: tuple[Block, ...], markup: str, tree: Any) -> Page:
    """Which of ``blocks`` are the article, by trafilatura; all but navigation where it finds none,
    or where the page has more elements than it can look at in time.
    """
    import trafilatura

    small = sum(1 for _ in tree.iter()) <= _MOST_ELEMENTS
    answer = small and trafilatura.extract(
        markup.replace("\x00", ""),
        include_comments=False,
        include_tables=False,
        include_images=False,
        favor_recall=True,
    )
    runs: set[tuple[str, ...]] = set()
    lines: set[str] = set()
    for line in (answer or "").splitlines():
        words = line.split()
        lines.add("".join(words).lstrip("-"))
        runs.update(_runs(words))
    main = tuple(
        block.tag not in OUTSIDE and (not answer or _found(block.text, lines, runs)) for block in blocks
    )
    return Page(text, blocks, main, _title(blocks, tree))


def _found(text: str, lines: set[str], runs: set[tuple[str, ...]]) -> bool:
    words = text.split()
    if "".join(words) in lines:
        return True
    own = list(_runs(words))
    return bool(own) and sum(run in runs for run in own) >= 0.7 * len(own)


def _runs(words: list[str]) -> Iterator[tuple[str, ...]]:
    return zip(*(words[offset:] for offset in range(_RUN)), strict=False)


def _title(blocks: tuple[Block, ...], tree: Any) -> int | None:
    metas = tree.xpath("//meta[@property='og:title' or @name='twitter:title' or @name='title']/@content")
    wanted = {"".join(str(meta).split()) for meta in metas[:10]}
    heads = [index for index, block in enumerate(blocks) if block.tag in ("h1", "title")]
    for index in heads:
        squeezed = "".join(blocks[index].text.split())
        if any(squeezed in meta or meta in squeezed for meta in wanted if meta):
            return index
    for index, block in enumerate(blocks):
        if block.tag in ("h2", "h3") and "".join(block.text.split()) in wanted:
            return index
    return max(heads, key=lambda index: len(blocks[index].text), default=None)


def _lines(tree: Any) -> Iterator[tuple[str, str]]:
    """(tag, text) of each line, in the order of the page; iterative, since pages nest without limit."""
    from lxml import etree

    hidden = 0
    blocks: list[str] = ["body"]
    buffer: list[str] = []

    def flush() -> Iterator[tuple[str, str]]:
        if buffer:
            outside = next((tag for tag in blocks if tag in OUTSIDE), None)
            yield outside or blocks[-1], "".join(buffer)
            buffer.clear()

    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        skipped = tag in _INVISIBLE_TAGS or _is_hidden(element)
        inline = tag in _INLINE_TAGS
        if event == "start":
            hidden += skipped
            if not inline and not hidden:
                yield from flush()
                blocks.append(tag)
            if not hidden and element.text:
                buffer.append(element.text)
        else:
            if not inline and not hidden:
                yield from flush()
                blocks.pop()
            hidden -= skipped
            if not hidden and element.tail:
                buffer.append(element.tail)
    yield from flush()


def _is_hidden(element: Any) -> bool:
    style = element.get("style") or ""
    return element.get("hidden") is not None or "display:none" in style.replace(" ", "").lower()
