"""The options that say what briefs shall be like: the same for one article and for many."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from summarizer import briefs
from summarizer.cli import inputs
from summarizer.languages import Language as _Language

_WHAT = "What the briefs say"

Profile = Annotated[
    str,
    typer.Option(help="Which engines write them: a profile's name, or a .toml file.", rich_help_panel=_WHAT),
]
Sentences = Annotated[
    int, typer.Option(min=1, max=50, help="Sentences of each brief, at most.", rich_help_panel=_WHAT)
]
Words = Annotated[
    int | None, typer.Option(min=10, help="Words of each brief, at most.", rich_help_panel=_WHAT)
]
Focus = Annotated[
    str | None,
    typer.Option(
        metavar="QUERY",
        help="What they shall be about, in a few words of either language.",
        rich_help_panel=_WHAT,
    ),
]
Glossary = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Terms that must be translated your way: a TSV file, one source term and its target a line.",
        rich_help_panel=_WHAT,
    ),
]
Headline = Annotated[
    bool, typer.Option("--headline", help="Give each brief a headline.", rich_help_panel=_WHAT)
]
Strategy = Annotated[
    briefs.Strategy,
    typer.Option(help="In which order to summarize and to translate.", rich_help_panel=_WHAT),
]
Style = Annotated[briefs.Style, typer.Option(help="Running sentences or a list.", rich_help_panel=_WHAT)]
Language = Annotated[
    _Language | None,
    typer.Option(
        parser=inputs.language,
        metavar="ar|en",
        help="The language of what is read, where detection is wrong.",
        rich_help_panel=_WHAT,
    ),
]
