"""How a ``BriefPair`` leaves the process: the public JSON format, and the bytes that the cache keeps.

The public format is described in ``docs/wire-format.md`` and by the JSON Schema that ``schema``
returns. It leaves out what a reader of briefs does not need (the article's sentences, for one), so
the cache has a format of its own, which loses nothing.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from summarizer.briefs import Alignment, Brief, BriefPair, Check, Choice, Sentence, Span
from summarizer.errors import CacheError
from summarizer.languages import LANGUAGES, Language

#: Version of the stored form. Raise it whenever a class of ``briefs`` changes shape or meaning:
#: entries of another version are then computed anew.
STORED_VERSION = 1

_SURROGATE = re.compile("[\ud800-\udfff]")


def to_wire(pair: BriefPair, *, explain: bool = False) -> dict[str, Any]:
    """``pair`` in the public format: only dicts, lists, strings, numbers, booleans and None.

    ``explain`` adds the candidates that were weighed, under ``"explain"``.
    """
    article = pair.article
    wire: dict[str, Any] = {
        "id": pair.id,
        "article": {
            "language": article.language.code,
            "title": article.title.text if article.title else None,
            "words": article.words,
            "sentences": len(article.sentences),
            "tokens": pair.usage.tokens,
            "tokens_used": pair.usage.tokens_used,
            "truncated": pair.usage.truncated,
            "left_out": dict(sorted(Counter(part.reason.value for part in article.left_out).items())),
            "omissions": [
                {"start": part.span.start, "end": part.span.end, "reason": part.reason.value}
                for part in article.left_out
            ],
        },
        "arabic": _brief(pair.arabic),
        "english": _brief(pair.english),
        "alignments": [_alignment(alignment) for alignment in pair.alignments],
        "fidelity": {
            "verdict": pair.fidelity.verdict.value,
            "checks": [_check(check) for check in pair.fidelity.checks],
        },
        "strategy": pair.strategy.value,
        "style": pair.style.value,
        "profile": pair.profile,
        "models": dict(pair.models),
        "cache": {
            "key": pair.cache.key,
            "hit": pair.cache.hit,
            "age_seconds": _number(pair.cache.age_seconds, 3),
        },
        "timings": {stage: _number(seconds, 4) for stage, seconds in pair.timings.items()},
        "notes": list(pair.notes),
    }
    if article.from_html:
        # The offsets count in the page's visible text, which only this program has seen.
        wire["article"]["text"] = article.text
    if explain:
        wire["explain"] = [_choice(choice) for choice in pair.choices]
    return wire


def dumps(pair: BriefPair, *, explain: bool = False) -> str:
    """``to_wire`` as one line of JSON, which any encoding that can write Arabic can write."""
    line = json.dumps(to_wire(pair, explain=explain), ensure_ascii=False, allow_nan=False)
    # Half a surrogate pair is no character, and UTF-8 refuses it; JSON can still spell it.
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the public format."""
    text = (files("summarizer") / "data" / "wire.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _number(value: float, digits: int) -> float:
    return round(float(value), digits)


def _evidence(spans: tuple[Span, ...]) -> list[dict[str, int]]:
    return [{"start": span.start, "end": span.end} for span in spans]


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "origin": sentence.origin.value,
        "evidence": _evidence(sentence.evidence),
    }


def _brief(brief: Brief) -> dict[str, Any]:
    return {
        "language": brief.language.code,
        "direction": brief.language.direction,
        "headline": _sentence(brief.headline) if brief.headline else None,
        "sentences": [_sentence(sentence) for sentence in brief.sentences],
    }


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return {
        "arabic": alignment.arabic,
        "english": alignment.english,
        "similarity": _number(alignment.similarity, 4),
    }


def _check(check: Check) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "kind": check.kind.value,
        "sentence": check.sentence,
        "source": check.source,
        "target": check.target,
        "status": check.status.value,
    }
    if check.detail:
        wire["detail"] = check.detail
    return wire


def _choice(choice: Choice) -> dict[str, Any]:
    return {
        "text": choice.text,
        "evidence": _evidence(choice.evidence),
        "salience": _number(choice.salience, 4),
        "adequacy": None if choice.adequacy is None else _number(choice.adequacy, 4),
        "score": _number(choice.score, 4),
        "chosen": choice.chosen,
        "reason": choice.reason,
        "translations": [{"text": text, "score": _number(score, 4)} for text, score in choice.translations],
    }


def to_stored(pair: BriefPair) -> bytes:
    """``pair`` as compressed bytes from which ``from_stored`` makes an equal one."""
    document = {"version": STORED_VERSION, "pair": _encode(pair)}
    # "surrogatepass", for Python strings may hold halves of surrogate pairs and must come back as they were.
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"))


def from_stored(stored: bytes) -> BriefPair:
    """The pair that ``to_stored`` was given.

    Raises ``CacheError`` if the bytes are damaged or of another version.
    """
    try:
        document = json.loads(zlib.decompress(stored).decode("utf-8", "surrogatepass"))
        version = document["version"]
        if version == STORED_VERSION:
            pair: BriefPair = _decode(BriefPair, document["pair"])
            return pair
    except (zlib.error, ValueError, TypeError, LookupError, AttributeError) as error:
        raise CacheError("A stored brief cannot be read", hint="It is computed anew.") from error
    raise CacheError(f"A stored brief has version {version!r}, not {STORED_VERSION}", value=version)


def _encode(value: Any) -> Any:
    """``value`` as JSON: a dataclass as the list of its fields, in order."""
    if isinstance(value, Language):
        return value.code
    if is_dataclass(value) and not isinstance(value, type):
        return [_encode(getattr(value, name)) for name in _hints(type(value))]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {key: _encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_encode(item) for item in value]
    if value is None or isinstance(value, str | int | float):
        return value
    return float(value)  # numpy's scalars


def _decode(kind: Any, value: Any) -> Any:
    """The inverse of ``_encode``: ``value`` as an instance of the annotation ``kind``."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind is Language:
        return LANGUAGES[value]
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        return kind(*(_decode(hint, item) for hint, item in zip(hints.values(), value, strict=True)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if origin is tuple and arguments[-1] is Ellipsis:
        return tuple(_decode(arguments[0], item) for item in value)
    if origin is tuple:
        return tuple(_decode(hint, item) for hint, item in zip(arguments, value, strict=True))
    if origin in (UnionType, Union):
        (inner,) = (argument for argument in arguments if argument is not NoneType)
        return None if value is None else _decode(inner, value)
    if origin is Mapping:
        return {key: _decode(arguments[1], item) for key, item in value.items()}
    if kind is float:
        return float(value)
    if isinstance(value, kind):
        return value
    raise TypeError(f"{value!r} is not {kind}")


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
