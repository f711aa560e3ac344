"""Which requests are the same request."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from summarizer.briefs import Article, Options
from summarizer.wire import STORED_VERSION


def cache_key(article: Article, options: Options, writer_identity: str) -> str:
    """SHA-256, in hexadecimal, of everything that a brief depends on.

    That is: the page's text (it is what the evidence points into), what was read from it (title, sentences
    and their places), its language, all options with the glossary, and the writer's identity (the models,
    their revisions and settings). The article's ``id`` is not part of it.
    """
    title = article.title
    document = {
        "version": STORED_VERSION,
        "text": hashlib.sha256(_utf8(article.text)).hexdigest(),
        "language": article.language.code,
        "title": title and [title.text, title.span.start, title.span.end],
        "sentences": [[s.text, s.span.start, s.span.end, s.paragraph] for s in article.sentences],
        "left_out": [[part.span.start, part.span.end, part.reason] for part in article.left_out],
        "options": asdict(options),
        "writer": writer_identity,
    }
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(_utf8(canonical)).hexdigest()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
