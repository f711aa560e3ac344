"""What a brief looks like: plain text, Markdown, and a page of HTML. Pure functions from pair to string."""

from __future__ import annotations

from summarizer.rendering.html import render_html
from summarizer.rendering.markdown import render_markdown
from summarizer.rendering.text import render_text

__all__ = ["render_html", "render_markdown", "render_text"]
