"""Reads data sets and the outputs of systems: JSONL files, plain, gzip or zstd, a line at a time.

Layouts of data sets (``auto`` tells them by their fields):

- ``mujaz``: ``text``, and ``summary`` (text), ``summaries`` (list, or lists by language code) or none;
- ``xlsum``: ``text``, ``summary``, ``title``, ``url`` (Hasan et al. 2021);
- ``crosssum``: ``text`` and ``summary`` in different languages, ``source_url``, ``target_url``
  (Bhattacharjee et al. 2023);
- ``easc``: ``text`` and five ``summaries`` (El-Haj et al. 2010);
- ``outputs``: what ``mujaz batch`` writes, without articles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

from summarizer.errors import DuplicateIdError, MujazError, RecordError
from summarizer.languages import LANGUAGES, Language, find
from summarizer.quality.jsonl import objects
from summarizer.quality.metrics.tokens import sentences_of
from summarizer.quality.records import Item, Output
from summarizer.text.detection import require_language

Layout = Literal["auto", "mujaz", "xlsum", "crosssum", "easc", "outputs"]

Found = TypeVar("Found", Item, Output)

_HINT = "docs/metrics.md shows every layout"


def read(paths: str | Path | Iterable[str | Path], *, layout: Layout = "auto") -> Iterator[Item]:
    """The items of one file or several, in order. An id that is missing becomes ``file.jsonl:12``.

    Raises:
        UnreadableInputError: a file cannot be opened, is damaged, or is no UTF-8.
        RecordError: a line is no item; the message names file and line.
        DuplicateIdError: an earlier item has the same id.
        LanguageError: the language of a text is neither given nor clear.
    """
    seen: dict[str, str] = {}
    for path in _paths(paths):
        for number, fields in objects(path):
            place = f"{path}:{number}"
            kind = _layout(fields) if layout == "auto" else layout
            item = _placed(place, partial(_READERS[kind], fields, f"{path.name}:{number}"))
            if item.id in seen:
                raise DuplicateIdError(
                    f"{place}: the id {item.id!r} was given in {seen[item.id]}", value=item.id
                )
            seen[item.id] = place
            yield item


def read_outputs(paths: str | Path | Iterable[str | Path], system: str) -> Iterator[Output]:
    """What a system wrote, a line each: wire objects of ``mujaz batch``, or plain records.

    A plain record has ``id`` and ``arabic``, ``english`` (or ``ar``, ``en``), or ``summary`` whose language
    is ``language`` or else detected; each is text, which is split into sentences, or a list of sentences.

    Raises:
        UnreadableInputError, RecordError, DuplicateIdError, LanguageError: as ``read``.
    """
    seen: dict[str, str] = {}
    for path in _paths(paths):
        for number, fields in objects(path):
            place = f"{path}:{number}"
            output = _placed(place, partial(_output, fields, system))
            if output.item in seen:
                raise DuplicateIdError(
                    f"{place}: the id {output.item!r} was given in {seen[output.item]}", value=output.item
                )
            seen[output.item] = place
            yield output


def output_of(wire: Mapping[str, Any], system: str) -> Output:
    """A wire object as what ``system`` wrote.

    Raises:
        RecordError: it is no wire object.
    """
    try:
        briefs = {
            wire[name]["language"]: tuple(str(one["text"]) for one in wire[name]["sentences"])
            for name in ("arabic", "english")
        }
        failed: dict[str, int] = {}
        for check in wire["fidelity"]["checks"]:
            if check["status"] not in ("kept", "repaired"):
                failed[check["kind"]] = failed.get(check["kind"], 0) + 1
        return Output(
            item=str(wire["id"]),
            system=system,
            briefs=briefs,
            verdict=str(wire["fidelity"]["verdict"]),
            checks=dict(sorted(failed.items())),
            # From the cache, the seconds are those of the run that wrote the brief: still what it costs.
            seconds=_number(wire.get("timings", {}).get("total")),
            detail=wire,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise RecordError(
            f"no brief in the wire format: {error!r}", value=sorted(wire), hint="See docs/wire-format.md"
        ) from error


def _is_wire(fields: Mapping[str, Any]) -> bool:
    return isinstance(fields.get("arabic"), Mapping) and isinstance(fields.get("english"), Mapping)


def _output(fields: Mapping[str, Any], system: str) -> Output:
    if _is_wire(fields):
        return output_of(fields, system)
    found = _id(fields, "")
    if not found:
        raise RecordError('an output needs the "id" of its item', value=sorted(fields), hint=_HINT)
    briefs: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES.values():
        for name in (language.code, language.name.lower()):
            if fields.get(name) is not None:
                briefs[language.code] = _sentences(fields[name], name, language)
    if fields.get("summary") is not None:
        text = fields["summary"]
        joined = " ".join(text) if _is_texts(text) else text
        language = _language(fields, joined if isinstance(joined, str) else "")
        briefs.setdefault(language.code, _sentences(text, "summary", language))
    if not briefs:
        raise RecordError('an output has "summary", "arabic" or "english"', value=sorted(fields), hint=_HINT)
    return Output(found, system, briefs, seconds=_number(fields.get("seconds")))


def _sentences(value: Any, name: str, language: Language) -> tuple[str, ...]:
    if _is_texts(value):
        return tuple(text for text in (" ".join(one.split()) for one in value) if text)
    return tuple(sentences_of(_text(value, name), language))


def _layout(fields: Mapping[str, Any]) -> str:
    if _is_wire(fields):
        return "outputs"
    if "source_url" in fields and "target_url" in fields:
        return "crosssum"
    return "mujaz"


def _mujaz(fields: Mapping[str, Any], place: str) -> Item:
    text = _text(fields.get("text"), "text")
    language = _language(fields, text)
    references: dict[str, tuple[str, ...]] = {}
    given = fields.get("summaries")
    if isinstance(given, Mapping):
        for code, value in given.items():
            references[_code(code, "summaries")] = _texts(value, "summaries")
    elif given is not None:
        references[language.code] = _texts(given, "summaries")
    if fields.get("summary") is not None:
        one = (_text(fields["summary"], "summary"),)
        code = _summary_language(fields, language).code
        references[code] = (*references.get(code, ()), *one)
    title = fields.get("title")
    return Item(
        _id(fields, place),
        text,
        language,
        {code: texts for code, texts in references.items() if texts},
        title if isinstance(title, str) and title.strip() else None,
    )


def _crosssum(fields: Mapping[str, Any], place: str) -> Item:
    text, summary = _text(fields.get("text"), "text"), _text(fields.get("summary"), "summary")
    language = _language(fields, text)
    given = fields.get("target_lang") or fields.get("summary_language")
    target = LANGUAGES[_code(given, "target_lang")] if given else require_language(summary)
    source, aim = fields.get("source_url"), fields.get("target_url")
    # The same article stands in several pairs: only both addresses together name a record.
    name = _id(fields, "") or (f"{source} {aim}" if source and aim else place)
    return Item(name, text, language, {target.code: (summary,)})


def _xlsum(fields: Mapping[str, Any], place: str) -> Item:
    _text(fields.get("summary"), "summary")
    return _mujaz(fields, place)


def _easc(fields: Mapping[str, Any], place: str) -> Item:
    _texts(fields.get("summaries"), "summaries")
    return _mujaz(fields, place)


def _outputs(fields: Mapping[str, Any], place: str) -> Item:
    """The item of a brief whose article is not at hand: its id and language, no text."""
    output = output_of(fields, "")
    article = fields.get("article")
    code = article.get("language") if isinstance(article, Mapping) else None
    text = article.get("text") if isinstance(article, Mapping) else None
    return Item(
        output.item or place, text if isinstance(text, str) else "", LANGUAGES[_code(code, "language")]
    )


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], Item]] = {
    "mujaz": _mujaz,
    "xlsum": _xlsum,
    "crosssum": _crosssum,
    "easc": _easc,
    "outputs": _outputs,
}


def _id(fields: Mapping[str, Any], place: str) -> str:
    value = fields.get("id")
    if value is None:
        return place
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str) and value.strip():
        return value
    raise RecordError('"id" must be text or a whole number', value=value, hint=_HINT)


def _language(fields: Mapping[str, Any], text: str) -> Language:
    given = fields.get("language") or fields.get("lang") or fields.get("source_lang")
    return LANGUAGES[_code(given, "language")] if given else require_language(text)


def _summary_language(fields: Mapping[str, Any], language: Language) -> Language:
    given = fields.get("summary_language")
    return LANGUAGES[_code(given, "summary_language")] if given else language


def _code(value: Any, name: str) -> str:
    language = find(value) if isinstance(value, str) else None
    if language is None:
        raise RecordError(f'"{name}" must be one of {", ".join(LANGUAGES)}, not {value!r}', value=value)
    return language.code


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RecordError(f'"{name}" must be text that is not empty', value=value, hint=_HINT)
    return value


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _texts(value: Any, name: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (_text(value, name),)
    if not _is_texts(value) or not value:
        raise RecordError(f'"{name}" must be a list of texts', value=value, hint=_HINT)
    return tuple(_text(one, name) for one in value)


def _paths(paths: str | Path | Iterable[str | Path]) -> list[Path]:
    return [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]


def _placed(place: str, make: Callable[[], Found]) -> Found:
    """Calls ``make``; its errors then begin with the file and the line."""
    try:
        return make()
    except MujazError as error:
        raise type(error)(f"{place}: {error.message}", value=error.value, hint=error.hint) from error
