"""From a page as it came to an ``Article``: title, sentences, language, and all that was left out.

``Article.text`` is never changed after decoding, so every span can be checked by slicing. Each character
of it that is not white space is in a sentence, in the title, or in ``left_out``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from summarizer.briefs import Article, LeftOut, Omission, SourceSentence, Span
from summarizer.errors import ArticleTooLongError, EmptyArticleError, UnreadableInputError
from summarizer.languages import Language
from summarizer.text.boilerplate import (
    byline_length,
    credit_tail,
    dateline_length,
    is_terminated,
    sentence_is_boilerplate,
)
from summarizer.text.detection import accepted, belongs, detect
from summarizer.text.encoding import decode
from summarizer.text.html import looks_like_html, project, read_page
from summarizer.text.layout import lay_out, lay_out_page
from summarizer.text.normalization import invisible_runs, invisible_start, visible
from summarizer.text.paragraphs import Block, paragraphs
from summarizer.text.sentences import split

_SURROGATE = re.compile("[\ud800-\udfff]")
_BULLET = re.compile(r"(?:[-–—•▪●◦*·■►]\s+)+(?=\S)")
_WORDS_OF = {
    Omission.BOILERPLATE: "boilerplate",
    Omission.CAPTION: "captions",
    Omission.CREDIT: "credits",
    Omission.DATELINE: "datelines",
    Omission.CONTROL: "control characters",
    Omission.OTHER_LANGUAGE: "sentences in another language",
    Omission.NOT_A_SENTENCE: "lines that are no sentences",
}


def read_article(
    data: bytes | str,
    *,
    html: bool | None = None,
    language: Language | None = None,
    id: str = "",  # noqa: A002
    max_words: int = 50_000,
) -> Article:
    """The article on a page of plain text or HTML (None: told by its tags).

    ``language`` says what the article is written in; without it, it is detected. ``max_words`` bounds all
    visible words of the page, counted by white space.

    Raises:
        UnreadableInputError: bytes that are no text.
        EmptyArticleError: no sentence was found; the message says what was left out.
        ArticleTooLongError: more than ``max_words`` words.
        LanguageError: neither Arabic nor English.
    """
    text = decode(data) if isinstance(data, bytes) else data
    if _SURROGATE.search(text):
        raise UnreadableInputError(
            "The text holds lone surrogates, which stand for bytes that could not be decoded",
            hint="Give the bytes themselves, or text that was decoded with the right encoding",
        )
    from_html = looks_like_html(text) if html is None else html
    if from_html:
        markup = text
        text, blocks, tree = project(markup)
        _check_length(text, max_words)
        layout = lay_out_page(read_page(text, blocks, markup, tree))
    else:
        _check_length(text, max_words)
        layout = lay_out(paragraphs(text))
    if not layout.body:
        raise _empty(text, [LeftOut(*pair) for pair in layout.left_out])
    found = detect("\n".join(block.text for block in layout.body))
    spoken = language or accepted(found)
    sentences, omitted = _sentences(text, layout.body, spoken)
    left_out = [LeftOut(*pair) for pair in layout.left_out] + omitted
    if not sentences:
        raise _empty(text, left_out)
    title = SourceSentence(visible(layout.title.of(text)), layout.title, 0) if layout.title else None
    covered = [s.span for s in sentences] + [part.span for part in left_out] + ([title.span] if title else [])
    left_out += _rest(text, covered)
    left_out += [
        LeftOut(Span(start, end), Omission.CONTROL)
        for start, end in invisible_runs(text)
        if not text[start:end].isspace()
    ]
    return Article(
        text=text,
        language=spoken,
        sentences=tuple(sentences),
        title=title,
        left_out=tuple(sorted(set(left_out), key=lambda part: (part.span, part.reason))),
        language_confidence=found.confidence if found.language == spoken else 0.0,
        id=id,
        from_html=from_html,
    )


def _check_length(text: str, max_words: int) -> None:
    words = len(text.split())
    if words > max_words:
        raise ArticleTooLongError(
            f"The article has {words:,} words, more than the {max_words:,} that are taken",
            value=words,
            hint="Give one article at a time, or cut the text",
        )


def _sentences(
    text: str, body: Sequence[Block], language: Language
) -> tuple[list[SourceSentence], list[LeftOut]]:
    sentences: list[SourceSentence] = []
    left: list[LeftOut] = []
    for paragraph, block in enumerate(body):
        start, end = block.span.start, block.span.end
        if paragraph < 2:
            start += invisible_start(block.text)
            for reason, length in _openings(text[start:end], first=paragraph == 0):
                left.append(LeftOut(Span(start, start + length), reason))
                start += length
        credit = credit_tail(text[start:end])
        if credit is not None:
            left.append(LeftOut(Span(start + credit, end), Omission.CREDIT))
            end = start + credit
        for part in split(text[start:end], language):
            bullet = _BULLET.match(text, part.start + start, part.end + start)
            span = Span(bullet.end() if bullet else part.start + start, part.end + start)
            shown = visible(span.of(text))
            if unfit := _sentence_reason(shown, language):
                left.append(LeftOut(span, unfit))
            else:
                sentences.append(SourceSentence(shown, span, paragraph))
    return sentences, left


def _openings(text: str, *, first: bool) -> Iterator[tuple[Omission, int]]:
    """Bylines, then a dateline, at the beginning of a paragraph: (reason, code points)."""
    if byline := byline_length(text):
        yield Omission.BOILERPLATE, byline
    if dateline := dateline_length(text[byline : byline + 600], first=first):
        yield Omission.DATELINE, dateline


def _sentence_reason(sentence: str, language: Language) -> Omission | None:
    if not any(character.isalpha() for character in sentence):
        return Omission.NOT_A_SENTENCE
    if sentence_is_boilerplate(sentence):
        return Omission.BOILERPLATE
    if not belongs(sentence, language):
        return Omission.OTHER_LANGUAGE
    if len(sentence.split(None, 3)) < 3 and not is_terminated(sentence):
        return Omission.NOT_A_SENTENCE
    return None


def _rest(text: str, covered: Sequence[Span]) -> list[LeftOut]:
    """What none of the spans in ``covered`` holds, white space aside."""
    rest: list[LeftOut] = []
    position = 0
    for span in [*sorted(covered), Span(len(text), len(text))]:
        gap = text[position : span.start]
        if stripped := gap.strip():
            start = position + gap.index(stripped[0])
            reason = Omission.NOT_A_SENTENCE if visible(stripped) else Omission.CONTROL
            rest.append(LeftOut(Span(start, start + len(stripped)), reason))
        position = max(position, span.end)
    return rest


def _empty(text: str, left_out: Sequence[LeftOut]) -> EmptyArticleError:
    if not visible(text):
        return EmptyArticleError(
            "The input has no visible text", value=text[:80], hint="Give the text of a news article"
        )
    counts = Counter(part.reason for part in left_out)
    listed = ", ".join(f"{count} x {_WORDS_OF[reason]}" for reason, count in counts.most_common())
    words = len(text.split())
    return EmptyArticleError(
        f"No sentence of an article was found in {words:,} {'word' if words == 1 else 'words'}"
        + (f"; left out: {listed}" if listed else ""),
        value=visible(text[:80]),
        hint="Give the text of a news article, with at least one full sentence",
    )
