"""Many briefs from Python: an iterator in, an iterator out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from summarizer.batch.formats import Read, record_of
from summarizer.batch.mapping import mapped
from summarizer.batch.records import BadRecord, Place, Record
from summarizer.batch.work import Briefing, Outcome, Settings
from summarizer.briefs import Options
from summarizer.errors import RecordError
from summarizer.protocols import BriefWriter

#: What can be briefed: a text, the bytes of a page, the fields of a JSONL record, or a record.
Input = str | bytes | Mapping[str, Any] | Record | BadRecord


def brief_many(
    articles: Iterable[Input],
    options: Options = Options(),
    *,
    profile: str = "lite",
    writer: BriefWriter | None = None,
    concurrency: int = 16,
    ordered: bool = True,
) -> Iterator[Outcome]:
    """The briefs of many articles, which share the translator's batches.

    >>> from summarizer.batch import brief_many
    >>> for outcome in brief_many(texts):  # doctest: +SKIP
    ...     print(outcome.id, outcome.pair.fidelity.verdict if outcome.pair else outcome.error)

    Args:
        articles: texts, pages as bytes, mappings such as ``{"id": "a1", "text": "...", "options": {"focus":
            "wheat"}}``, or records of ``read_inputs``. Taken as they are needed: at most two times
            ``concurrency`` are on the way, so the iterable may be endless.
        options: of every brief, where a mapping does not set its own.
        profile: which engines write; a profile's name or file.
        writer: writes in the place of the profile's engines. Briefs are not kept in a cache unless it does.
        concurrency: how many articles are written at once, in threads.
        ordered: yield in the order of the input; otherwise as they are finished.

    Yields:
        An ``Outcome`` for each article: the brief, or the error that says why there is none. An article
        without an id has the id ``"item:1"``, counted from 1.

    Raises:
        ModelError, ProfileError: the profile's engines are missing or damaged.
    """
    settings = Settings(options)
    with ExitStack() as stack:
        if writer is None:
            writer, settings = _open(profile, options, stack)
        pool = stack.enter_context(ThreadPoolExecutor(concurrency, thread_name_prefix="brief"))
        work = Briefing(writer, settings)
        records = (as_record(item, number) for number, item in enumerate(articles, 1))
        yield from mapped(work, records, pool, ahead=2 * concurrency, ordered=ordered)


def as_record(item: object, number: int) -> Read:
    """The record of whatever ``brief_many`` takes."""
    if isinstance(item, Record | BadRecord):
        return item
    place = Place("item", number)
    if isinstance(item, str | bytes):
        return Record(f"item:{number}", item, place, number=number)
    if isinstance(item, Mapping):
        return replace(record_of(item, place), number=number)
    error = RecordError(f"An article is a text, bytes or a mapping, not {type(item).__name__}", value=item)
    return BadRecord(error, place, number=number)


def _open(profile_name: str, options: Options, stack: ExitStack) -> tuple[BriefWriter, Settings]:
    from summarizer.assembly import default_data_folder
    from summarizer.batch.writers import ProfileWriters
    from summarizer.profiles import load_profile

    profile = load_profile(profile_name)
    source = ProfileWriters(profile, default_data_folder())
    return stack.enter_context(source.open()), Settings(options, max_words=profile.max_words)
