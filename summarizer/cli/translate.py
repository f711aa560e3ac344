"""``mujaz translate``: one line in, one line out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from summarizer.briefs import Glossary
from summarizer.cli import console, inputs, running
from summarizer.languages import ARABIC, ENGLISH, Language

if TYPE_CHECKING:
    from summarizer.translation import Chosen, TranslationChooser

EXAMPLE = "mujaz translate lines.txt --to ar"

#: Lines translated at once: enough to fill the translator's batches, few enough to see the first soon.
BATCH = 32

#: Above this confidence a line that is in the target language already is copied, not translated.
SURE = 0.9


def translate(
    to: Annotated[
        Language, typer.Option(parser=inputs.language, metavar="ar|en", help="Into which language.")
    ],
    file: Annotated[
        str | None,
        typer.Argument(
            metavar="FILE|-", help="UTF-8 text, one sentence a line. '-' or a pipe reads standard input."
        ),
    ] = None,
    source: Annotated[
        Language | None,
        typer.Option(
            "--from",
            parser=inputs.language,
            metavar="ar|en",
            help="Out of which language. If you do not say: the other one, and a line that is in the target "
            "language already is copied.",
            show_default=False,
        ),
    ] = None,
    profile: Annotated[str, typer.Option(help="Which engines translate: a profile's name or file.")] = "lite",
    glossary: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Terms that must be translated your way (TSV: source, target)."),
    ] = None,
    device: running.Device = "auto",
    dtype: running.Dtype = "auto",
    terms: Annotated[
        bool,
        typer.Option("--terms", help="Show on standard error the terms that the translator was told of."),
    ] = False,
) -> None:
    """Translate line by line: one line in, one line out, in the same order.

    Empty lines stay empty, so the output can be pasted beside the input. Several translations of each line
    are weighed by meaning and by the fidelity checks, and the best one is printed. Give one sentence a
    line: a long paragraph translates worse than its sentences.

    Examples:

    ```
    mujaz translate lines.txt --to ar > lines.ar.txt
    echo "Wheat prices rose 12 percent in May." | mujaz translate --to ar
    mujaz translate notes.txt --from ar --to en --glossary terms.tsv --terms
    ```
    """
    other = ENGLISH if to == ARABIC else ARABIC
    if source == to:
        raise typer.BadParameter("It is the same language as --to", param_hint="'--from'")
    with inputs.open_input(file, example=EXAMPLE) as stream:
        terms_wanted = inputs.glossary(glossary)
        chooser = _chooser(profile, device, dtype)
        number = 0
        for texts in batches(inputs.lines(stream), BATCH):
            asked = [source is not None or not _is_in(text, to) for text in texts]
            lines = [text if ask else "" for text, ask in zip(texts, asked, strict=True)]
            answers = translate_lines(chooser, lines, source or other, to, terms_wanted)
            for text, answer in zip(texts, answers, strict=True):
                number += 1
                if answer is None and text.strip():
                    console.say(f"line {number} is in {to.name} already: copied")
                if terms and answer and answer.hinted:
                    told = "; ".join(f"{term.source} = {term.target}" for term in answer.hinted)
                    console.say(f"line {number}: {told}")
                console.write(one_line(answer.text) if answer else text.strip())


def _is_in(text: str, language: Language) -> bool:
    """Whether a line is in ``language`` without doubt."""
    from summarizer.text.detection import detect

    seen = detect(text)
    return seen.language == language and seen.confidence > SURE


def batches(lines: Iterable[str], count: int) -> Iterator[list[str]]:
    """The lines in lists of ``count``, the last one shorter; reads no further than it must."""
    iterator = iter(lines)
    while batch := list(islice(iterator, count)):
        yield batch


def translate_lines(
    chooser: TranslationChooser, texts: Sequence[str], source: Language, target: Language, glossary: Glossary
) -> list[Chosen | None]:
    """The chosen translation of each line, None for an empty one."""
    filled = [text.strip() for text in texts if text.strip()]
    answers = iter(chooser.translate(filled, source, target, glossary) if filled else [])
    return [next(answers) if text.strip() else None for text in texts]


def one_line(text: str) -> str:
    """``text`` with every run of white space as one space, line breaks included."""
    return " ".join(text.split())


def _chooser(name: str, device: str, dtype: str) -> TranslationChooser:
    from summarizer import assembly
    from summarizer.profiles import load_profile

    profile = load_profile(name)
    with console.progress() as progress:
        return assembly.build_chooser(
            profile,
            data_folder=console.data_folder(),
            progress=progress,
            runtime=running.runtime(profile, device, dtype),
        )
