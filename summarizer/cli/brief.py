"""``mujaz brief``: one article in, one brief in two languages out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.briefs import Brief, BriefPair, Options, Strategy, Style, Verdict
from summarizer.cli import console, inputs, running, wishes
from summarizer.errors import CacheError
from summarizer.languages import ARABIC, Language

if TYPE_CHECKING:
    from summarizer.protocols import Cache

EXAMPLE = "mujaz brief article.txt"

_HOW = "How it is shown"


def brief(
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|-",
            help="The article: plain text or HTML, in Arabic or English. '-' or a pipe reads standard input.",
            show_default=False,
        ),
    ] = None,
    profile: wishes.Profile = "lite",
    sentences: wishes.Sentences = 4,
    words: wishes.Words = None,
    focus: wishes.Focus = None,
    glossary: wishes.Glossary = None,
    headline: wishes.Headline = False,
    strategy: wishes.Strategy = Strategy.AUTO,
    style: wishes.Style = Style.SENTENCES,
    language: wishes.Language = None,
    languages: Annotated[
        str,
        typer.Option(
            metavar="ar,en",
            help="Which briefs to print: one language prints the bare text of one.",
            rich_help_panel=_HOW,
        ),
    ] = "ar,en",
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print the wire format (docs/wire-format.md).", rich_help_panel=_HOW),
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print Markdown.", rich_help_panel=_HOW)
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Also write a self-contained page to FILE.", rich_help_panel=_HOW),
    ] = None,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain",
            help="Show every candidate sentence: how central, how well translated, why taken or not.",
            rich_help_panel=_HOW,
        ),
    ] = False,
    device: running.Device = "auto",
    dtype: running.Dtype = "auto",
    no_cache: Annotated[
        bool, typer.Option("--no-cache", help="Neither look up earlier briefs nor keep this one.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 if the fidelity verdict is 'fail'.")
    ] = False,
) -> None:
    """Write the brief of an article in Arabic and English.

    The two briefs say the same, sentence for sentence. Numbers, dates and names are checked on the way;
    what did not come through is reported under the brief, and the verdict (pass, warn, fail) says how bad
    it is. A verdict is no failure of the command unless you say --strict.

    Examples:

    ```
    mujaz brief article.txt
    mujaz brief article.html --sentences 3 --headline --html brief.html
    mujaz brief article.txt --focus "أسعار القمح" --glossary terms.tsv
    curl -s https://example.org/a.html | mujaz brief --json
    ```
    """
    if as_json and markdown:
        raise typer.BadParameter("Choose one of --json and --markdown", param_hint="'--markdown'")
    shown = inputs.languages(languages)
    if len(shown) == 1 and (as_json or markdown or explain):
        raise typer.BadParameter(
            "JSON, Markdown and explanations always hold both briefs", param_hint="'--languages'"
        )
    if html is not None:
        inputs.writable(html)
    data = inputs.read_input(file, example=EXAMPLE)
    options = Options(
        sentences=sentences,
        words=words,
        style=style,
        headline=headline,
        strategy=strategy,
        focus=focus or None,
        glossary=inputs.glossary(glossary),
    )
    where = (device, dtype)
    pair = _write(data, options, profile, where, language, file or "", cached=not no_cache)
    if html is not None:
        from summarizer.profiles import load_profile
        from summarizer.rendering.html import render_html

        page = render_html(pair, licence=load_profile(profile).license)
        html.write_text(page, encoding="utf-8")
    _show(pair, shown, as_json=as_json, markdown=markdown, explain=explain)
    if html is not None:
        console.say(f"page written to {html}")
    if strict and pair.fidelity.verdict is Verdict.FAIL:
        raise typer.Exit(1)


def _write(
    data: bytes,
    options: Options,
    profile_name: str,
    where: tuple[str, str],
    language: Language | None,
    name: str,
    *,
    cached: bool,
) -> BriefPair:
    from summarizer import assembly
    from summarizer.profiles import load_profile
    from summarizer.text.reading import read_article

    profile = load_profile(profile_name)
    # The article first: what is wrong with it should not wait for the models.
    identifier = "" if name == "-" else Path(name).stem
    article = read_article(data, language=language, id=identifier, max_words=profile.max_words)
    folder = console.data_folder()
    cache = _cache(folder) if cached else None
    try:
        with console.progress() as progress:
            writer = assembly.build_writer(
                profile,
                data_folder=folder,
                cache=cache,
                progress=progress,
                runtime=running.runtime(profile, *where),
            )
            return writer.write(article, options, progress)
    finally:
        if cache is not None:
            cache.close()


def _cache(folder: Path) -> Cache | None:
    """The cache of briefs; a brief is worth having without it, so trouble with it is only told."""
    from summarizer.cache import open_cache

    try:
        return open_cache(folder / console.CACHE_FILE)
    except CacheError as error:
        console.say(f"going on without the cache: {error}")
        return None


def _show(
    pair: BriefPair, languages: tuple[Language, ...], *, as_json: bool, markdown: bool, explain: bool
) -> None:
    if as_json:
        from summarizer.wire import dumps

        console.write(dumps(pair, explain=explain))
    elif markdown:
        from summarizer.rendering.markdown import render_markdown

        console.write(render_markdown(pair))
    elif len(languages) == 1:
        console.write(one_brief(pair.arabic if languages[0] == ARABIC else pair.english, pair.style))
        if pair.fidelity.verdict is not Verdict.PASS:
            console.say(f"verdict {pair.fidelity.verdict}; see it all with --languages ar,en")
    else:
        from summarizer.rendering.text import render_text

        console.write(render_text(pair, console.width(), color=console.color(), explain=explain))


def one_brief(brief: Brief, style: Style) -> str:
    """The words of one brief and nothing else, for pasting: the headline, then one sentence a line."""
    mark = "• " if style is Style.BULLETS else ""
    headline = [brief.headline.text, ""] if brief.headline else []
    return "\n".join([*headline, *(mark + sentence.text for sentence in brief.sentences)])
