"""What is done to one record: the same function on one machine, in worker processes, and on Ray."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from summarizer.batch.records import BadRecord, Place, Record
from summarizer.briefs import BriefPair, Options
from summarizer.errors import ModelIntegrityError, ModelMissingError, MujazError
from summarizer.languages import Language
from summarizer.protocols import BriefWriter
from summarizer.wire import dumps

#: How the note of a brief begins whose text an earlier record had.
SAME_TEXT = "The same text as record "

_BUG = "This is a bug in Mujaz: please report it"


@dataclass(frozen=True)
class Settings:
    """What the records of a run have in common, where they do not say otherwise themselves."""

    options: Options = field(default_factory=Options)
    language: Language | None = None
    max_words: int = 50_000


@dataclass(frozen=True)
class Outcome:
    """What became of a record: its brief, or the error that says why there is none."""

    id: str
    number: int
    place: Place
    pair: BriefPair | None = None
    error: Exception | None = None
    fraction: float | None = None


@dataclass(frozen=True)
class Line:
    """An outcome as the line of JSON that is written, and what is counted of it.

    ``verdict`` is empty for an error, ``error`` (the name of its type) for a brief.
    """

    number: int
    text: str
    verdict: str = ""
    error: str = ""
    cached: bool = False
    same_text: bool = False
    fraction: float | None = None


def brief_record(record: Record | BadRecord, writer: BriefWriter, settings: Settings = Settings()) -> Outcome:
    """Writes the brief of one record. What is wrong with the record, or goes wrong, is in the outcome.

    Raises:
        ModelMissingError, ModelIntegrityError: no record at all can be answered.
    """
    from summarizer.text.reading import read_article

    outcome = Outcome(record.id, record.number, record.place, fraction=record.fraction)
    if isinstance(record, BadRecord):
        return replace(outcome, error=record.error)
    try:
        article = read_article(
            record.content,
            html=record.html,
            language=record.language or settings.language,
            id=record.id,
            max_words=settings.max_words,
        )
        pair = writer.write(article, record.options_over(settings.options))
    except (ModelMissingError, ModelIntegrityError):
        raise
    except Exception as error:  # noqa: BLE001 - one record must not end the run
        return replace(outcome, error=error)
    if record.same_as:
        pair = replace(pair, notes=(*pair.notes, f"{SAME_TEXT}{record.same_as}"))
    return replace(outcome, pair=pair)


class Briefing:
    """``brief_record`` with one writer, to be called by several threads.

    Until one record has its brief, records wait for each other: what is loaded on first use (models, word
    lists, the language detector) is then loaded once, and not by every thread for itself at the same time.
    """

    def __init__(self, writer: BriefWriter, settings: Settings) -> None:
        self._writer = writer
        self._settings = settings
        self._lock = threading.Lock()
        self._loaded = False

    def __call__(self, record: Record | BadRecord) -> Outcome:
        """The outcome of one record."""
        if not self._loaded:
            with self._lock:
                if not self._loaded:
                    outcome = brief_record(record, self._writer, self._settings)
                    self._loaded = outcome.pair is not None
                    return outcome
        return brief_record(record, self._writer, self._settings)

    def line(self, record: Record | BadRecord) -> Line:
        """The line that is written for one record."""
        return to_line(self(record))


def to_line(outcome: Outcome) -> Line:
    """The outcome as it is written."""
    if outcome.pair is not None:
        return Line(
            number=outcome.number,
            text=dumps(outcome.pair),
            verdict=outcome.pair.fidelity.verdict.value,
            cached=outcome.pair.cache.hit,
            same_text=has_same_text(outcome.pair.notes),
            fraction=outcome.fraction,
        )
    error = outcome.error
    entry = {
        "record": outcome.number,
        "id": outcome.id or None,
        "source": outcome.place.source,
        "line": outcome.place.line,
        "type": type(error).__name__,
        "message": error.message if isinstance(error, MujazError) else str(error),
        "hint": error.hint if isinstance(error, MujazError) else _BUG,
    }
    text = json.dumps(entry, ensure_ascii=False)
    return Line(outcome.number, text, error=type(error).__name__, fraction=outcome.fraction)


def has_same_text(notes: Iterable[str]) -> bool:
    """Whether the notes of a brief say that an earlier record has the same text."""
    return any(note.startswith(SAME_TEXT) for note in notes)
