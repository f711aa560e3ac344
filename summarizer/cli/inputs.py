"""What the user names on the command line: a file, standard input, a language, an output file."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import typer

from summarizer.briefs import Glossary
from summarizer.errors import ArticleTooLongError, ConfigurationError, UnreadableInputError
from summarizer.languages import LANGUAGES, Language

#: Bytes of one article: far more than any profile takes, so that memory is bounded before words are counted.
MAX_BYTES = 32 * 2**20

_URL = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)\S+", re.IGNORECASE)


def read_input(name: str | None, *, example: str) -> bytes:
    """The bytes of a file, or of standard input for ``-`` or no name.

    Raises:
        UnreadableInputError: there is no such file, or it cannot be read, or it is a web address.
        ArticleTooLongError: more than ``MAX_BYTES``.
        typer.BadParameter: no name was given and nothing is piped in.
    """
    with open_input(name, example=example) as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ArticleTooLongError(
            f"{_shown(name)} is larger than {MAX_BYTES // 2**20} MB",
            value=name,
            hint="One article is expected; split the file",
        )
    return data


def open_input(name: str | None, *, example: str) -> BinaryIO:
    """Opens what ``read_input`` reads, for reading piece by piece."""
    if name is None and sys.stdin.isatty():
        raise typer.BadParameter(f"No input: name a file, or pipe text in. Example: {example}")
    if name is None or name == "-":
        if sys.stdin.isatty():
            sys.stderr.write("Reading from the terminal; end with Ctrl-D.\n")
        return sys.stdin.buffer
    if _URL.match(name):
        raise UnreadableInputError(
            f"{_shown(name)} is a web address, and this command opens no network connection",
            value=name,
            hint=f"Save the page and give the file: curl -L -o page.html '{name}' && mujaz brief page.html",
        )
    try:
        return Path(name).open("rb")
    except FileNotFoundError:
        raise UnreadableInputError(
            f"There is no file {_shown(name)}", value=name, hint=f"Example: {example}"
        ) from None
    except IsADirectoryError:
        raise UnreadableInputError(
            f"{_shown(name)} is a folder", value=name, hint="Name one file in it"
        ) from None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableInputError(f"{_shown(name)} cannot be opened: {reason}", value=name) from None


def lines(stream: BinaryIO) -> Iterator[str]:
    r"""The lines of UTF-8 text, without their ``\n`` or ``\r\n``; no other character ends a line.

    Raises:
        UnreadableInputError: a line is not UTF-8.
    """
    for number, raw in enumerate(stream, 1):
        data = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
        try:
            yield data.decode("utf-8").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise UnreadableInputError(
                f"Line {number} is not UTF-8 text",
                value=data[:40],
                hint="Convert it first: iconv -f windows-1256 -t utf-8 FILE",
            ) from None


def writable(path: Path) -> Path:
    """``path``, if a file can be written there; asked before the long work, not after it.

    Raises:
        ConfigurationError: it is a folder, or its folder is not there.
    """
    if path.is_dir():
        raise ConfigurationError(f"{path} is a folder", value=path, hint="Name a file in it")
    if not path.absolute().parent.is_dir():
        raise ConfigurationError(
            f"There is no folder {path.absolute().parent}", value=path, hint="Make it first: mkdir -p"
        )
    return path


def language(code: str) -> Language:
    """The language of a code or an English name."""
    wanted = code.strip().lower()
    for known in LANGUAGES.values():
        if wanted in (known.code, known.name.lower()):
            return known
    raise typer.BadParameter(f"{code!r} is not one of {', '.join(LANGUAGES)}")


def languages(codes: str) -> tuple[Language, ...]:
    """The languages of a list such as ``ar,en``, without repetitions."""
    found = dict.fromkeys(language(code) for code in codes.split(","))
    return tuple(found)


def glossary(path: Path | None) -> Glossary:
    """The glossary of a file; an empty one without a file.

    Raises:
        GlossaryError: a line cannot be read.
    """
    if path is None:
        return Glossary()
    from summarizer.lexicon.glossary import read_glossary

    return read_glossary(path)


def _shown(name: str | None) -> str:
    if name is None or name == "-":
        return "Standard input"
    return name if len(name) <= 80 else f"{name[:77]}..."
