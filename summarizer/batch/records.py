"""A record: one article of a batch with its id, its place in the input, and options of its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

from summarizer.briefs import Glossary, Options, Strategy, Style
from summarizer.errors import GlossaryError, MujazError, RecordError
from summarizer.languages import LANGUAGES, Language

#: Characters of an id, at most: ids stand in file names, logs and error messages.
MAX_ID = 500

Choice = TypeVar("Choice", bound=StrEnum)

_CONTENT = ("text", "html", "path")
_HINT = "docs/batch.md shows a record of each kind"
_INTEGER = re.compile(r"-?\d{1,18}")


@dataclass(frozen=True)
class Place:
    """Where a record stands: the input's name, and the line that it begins on (None where there are none)."""

    source: str
    line: int | None = None


@dataclass(frozen=True)
class Record:
    """One article to brief.

    ``number`` counts all records of the batch from 1, bad ones too. ``html`` says what the content is (None:
    told by its tags). ``options`` holds the fields of ``Options`` that the record itself sets. ``same_as`` is
    the id of an earlier record with the same content, or empty. ``fraction`` (0 to 1) is how much of the
    input was read when this record had been.
    """

    id: str
    content: str | bytes
    place: Place
    html: bool | None = None
    language: Language | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    number: int = 0
    same_as: str = ""
    fraction: float | None = None

    def options_over(self, run: Options) -> Options:
        """The options of this record: its own, and those of the run where it says nothing."""
        return replace(run, **self.options)

    @property
    def digest(self) -> bytes:
        """A hash of everything that the record's brief depends on, the run's options aside."""
        content = self.content if isinstance(self.content, bytes) else _utf8(self.content)
        language = self.language.code if self.language else ""
        rest = repr((self.html, language, sorted(self.options.items(), key=lambda item: item[0])))
        return hashlib.sha256(content + b"\0" + _utf8(rest)).digest()


@dataclass(frozen=True)
class BadRecord:
    """A record that cannot be read. ``id`` is empty where not even that could."""

    error: MujazError
    place: Place
    id: str = ""
    number: int = 0
    fraction: float | None = None


def record_id(value: Any, place: Place) -> str:
    """The id of a record; without one it is the place, ``articles.jsonl:12``.

    Raises:
        RecordError: it is neither text nor a whole number, or empty, or very long.
    """
    if value is None:
        return f"{place.source.rpartition('/')[2]}:{place.line}"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise RecordError(f'"id" must be text or a whole number, not {_named(value)}', value=value)
    if not value.strip() or len(value) > MAX_ID:
        raise RecordError(f'"id" must have 1 to {MAX_ID} characters', value=value[:80])
    return value


def content_of(fields: Mapping[str, Any]) -> tuple[str, str]:
    """Which of ``text``, ``html`` and ``path`` a record gives, and what it holds.

    Raises:
        RecordError: none of them is there, or several are, or it is not text, or empty.
    """
    given = [name for name in _CONTENT if fields.get(name) is not None]
    if len(given) != 1:
        found = " and ".join(f'"{name}"' for name in given) or "none of them"
        raise RecordError(
            f'A record has one of "text", "html" and "path"; here is {found}',
            value=sorted(fields),
            hint=_HINT,
        )
    [name] = given
    value = fields[name]
    if not isinstance(value, str):
        raise RecordError(f'"{name}" must be text, not {_named(value)}', value=value, hint=_HINT)
    if not value.strip():
        raise RecordError(f'"{name}" is empty', value=value, hint=_HINT)
    return name, value


def language_of(value: Any) -> Language | None:
    """The language that a record says it is in.

    Raises:
        RecordError: it is not one of the supported codes.
    """
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.lower() in LANGUAGES:
        return LANGUAGES[value.lower()]
    raise RecordError(f'"language" must be {_one_of(LANGUAGES)}, not {value!r}', value=value)


def options_of(values: Any) -> dict[str, Any]:
    """The options that a record sets, as fields of ``Options``.

    Raises:
        RecordError: not an object, an option that does not exist, or a value that it cannot have.
    """
    if values is None:
        return {}
    if not isinstance(values, Mapping):
        raise RecordError(f'"options" must be an object, not {_named(values)}', value=values, hint=_HINT)
    unknown = sorted(str(name) for name in values if name not in _OPTIONS)
    if unknown:
        raise RecordError(
            f"There is no option {unknown[0]!r}", value=unknown, hint=f"Options: {', '.join(_OPTIONS)}"
        )
    return {name: _OPTIONS[name](name, value) for name, value in values.items()}


def plain(value: str, name: str) -> Any:
    """The value of an option that was given as text (in a CSV cell), in the type that the option has."""
    text = value.strip()
    if name in ("sentences", "words") and _INTEGER.fullmatch(text):
        return int(text)
    if name == "headline" and text.lower() in ("true", "false", "yes", "no", "1", "0"):
        return text.lower() in ("true", "yes", "1")
    return text


def _number(low: int, high: int | None) -> Callable[[str, Any], int]:
    def read(name: str, value: Any) -> int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or value < low or (high is not None and value > high):
            bound = f"from {low} to {high}" if high is not None else f"of at least {low}"
            raise RecordError(f'"{name}" must be a whole number {bound}, not {_shown(value)}', value=value)
        return int(value)

    return read


def _choice(kind: type[Choice]) -> Callable[[str, Any], Choice]:
    def read(name: str, value: Any) -> Choice:
        try:
            return kind(value)
        except ValueError:
            raise RecordError(
                f'"{name}" must be {_one_of([m.value for m in kind])}, not {_shown(value)}', value=value
            ) from None

    return read


def _boolean(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise RecordError(f'"{name}" must be true or false, not {_shown(value)}', value=value)
    return value


def _text(name: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise RecordError(f'"{name}" must be text, not {_named(value)}', value=value)
    return value or None


def _glossary(name: str, value: Any) -> Glossary:
    from summarizer.lexicon.glossary import read_glossary

    pairs = isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(term, str) for term in pair)
        for pair in value
    )
    if not pairs:
        raise RecordError(f'"{name}" must be a list of pairs of terms', value=value, hint=_HINT)
    lines = ["\t".join(" ".join(term.split()) for term in pair) for pair in value]
    try:
        return read_glossary("\n".join(lines) + "\n")
    except GlossaryError as error:
        raise RecordError(f'"{name}": {error.message}', value=error.value, hint=error.hint) from error


_OPTIONS: dict[str, Callable[[str, Any], Any]] = {
    "sentences": _number(1, 50),
    "words": lambda name, value: None if value is None else _number(10, None)(name, value),
    "style": _choice(Style),
    "headline": _boolean,
    "strategy": _choice(Strategy),
    "focus": _text,
    "glossary": _glossary,
}


def _one_of(names: Any) -> str:
    return " or ".join(f'"{name}"' for name in names)


def _shown(value: Any) -> str:
    return (
        repr(value) if isinstance(value, str | int | float | bool) and len(str(value)) < 40 else _named(value)
    )


def _named(value: Any) -> str:
    """The JSON type of a value, for people."""
    names = {bool: "true or false", str: "text", int: "a number", float: "a number", list: "a list"}
    return "null" if value is None else names.get(type(value), "an object")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
