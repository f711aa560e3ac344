"""One run of a batch: inputs to output files, from the beginning or from where an earlier run stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from summarizer.batch.engines import WriterSource, in_processes, in_threads
from summarizer.batch.formats import Read
from summarizer.batch.manifest import Tally, check_same, describe, manifest
from summarizer.batch.output import Outputs, Paths, read_manifest, remove, repair, write_manifest
from summarizer.batch.resume import unfinished
from summarizer.batch.sources import Format, check_inputs, read_inputs
from summarizer.batch.streams import STDIN
from summarizer.batch.work import Line, Settings
from summarizer.errors import ConfigurationError
from summarizer.protocols import BriefWriter

#: Told of every line as it is written, with the counts so far.
Watch = Callable[[Line, Tally], None]


class Start(StrEnum):
    """What is done about the files of an earlier run."""

    NEW = "new"  # there must be none
    RESUME = "resume"  # go on with them
    OVERWRITE = "overwrite"  # remove them


class Engine(StrEnum):
    """Where the records are worked on."""

    LOCAL = "local"  # in this process, or in processes of this machine
    RAY = "ray"


@dataclass(frozen=True)
class Job:
    """What is to be run.

    ``workers`` is a number of processes (1: this one) or of Ray's actors, ``concurrency`` how many articles
    each writes at once, ``ray_address`` a cluster (None: one of this machine). ``accept_changes`` lets a
    resumed run go on although its settings or inputs changed.
    """

    inputs: tuple[str, ...]
    output: Path
    profile: str
    settings: Settings
    format: Format | None = None
    ordered: bool = True
    start: Start = Start.NEW
    accept_changes: bool = False
    workers: int = 1
    concurrency: int = 16
    engine: Engine = Engine.LOCAL
    ray_address: str | None = None

    @property
    def paths(self) -> Paths:
        """The files that it writes."""
        return Paths(self.output)


def run_batch(
    job: Job,
    source: WriterSource,
    *,
    watch: Watch = lambda _line, _tally: None,
    stopped: Callable[[], bool] = lambda: False,
) -> Tally:
    """Runs ``job`` and returns the counts of everything in its files.

    When ``stopped`` says so, the records on the way are finished, and no others are begun.

    Raises:
        UnreadableInputError: an input is not there or of no known format.
        ConfigurationError: there are files of an earlier run in the way, or they are not of this run.
        ModelError: the engines cannot answer any record.
    """
    check_inputs(job.inputs, job.format)
    if job.engine is Engine.RAY and (not job.ordered or STDIN in job.inputs):
        raise ConfigurationError(
            "On Ray, output is in the order of the input, and the input is files",
            value=job.inputs,
            hint="Leave out --unordered and '-', or --engine ray",
        )
    began = time.monotonic()
    tally = Tally()
    with ExitStack() as stack:
        stack.enter_context(_locked(job.paths))
        writer = stack.enter_context(source.open())
        run = describe(
            profile=job.profile,
            writer_identity=writer.identity,
            settings=job.settings,
            inputs=job.inputs,
            ordered=job.ordered,
        )
        resumed = _prepare(job, run)

        def save(state: str) -> None:
            seconds = time.monotonic() - began
            write_manifest(
                job.paths.manifest,
                manifest(state, run, tally, seconds=seconds, engine=job.engine, workers=job.workers),
            )

        save("running")
        given = stack.enter_context(closing(read_inputs(job.inputs, job.format)))
        records = _until(stopped, given)
        if resumed:
            records = unfinished(
                records,
                job.paths,
                tally.add_written,
                ordered=job.ordered,
                accept_changes=job.accept_changes,
            )
        outputs = stack.enter_context(Outputs(job.paths))
        for line in stack.enter_context(closing(_lines(job, records, writer, source))):
            outputs.append(line)
            tally.add(line)
            watch(line, tally)
            if job.engine is Engine.RAY and stopped():  # what is on its way there is begun again
                break
        outputs.sync()
        save("interrupted" if stopped() else "complete")
    return tally


def _lines(
    job: Job, records: Iterable[Read], writer: BriefWriter, source: WriterSource
) -> Generator[Line, None, None]:
    if job.engine is Engine.RAY:
        return _on_ray(job, records, source)
    if job.workers == 1:
        return in_threads(records, writer, job.settings, concurrency=job.concurrency, ordered=job.ordered)
    return in_processes(
        records,
        source,
        job.settings,
        workers=job.workers,
        concurrency=job.concurrency,
        ordered=job.ordered,
    )


def _on_ray(job: Job, records: Iterable[Read], source: WriterSource) -> Generator[Line, None, None]:
    """Ray reads the inputs itself, from the first record on that is not finished."""
    from summarizer.batch.ray import in_ray

    first = next(iter(records), None)
    if first is not None:
        yield from in_ray(
            job.inputs,
            job.format,
            first.number,
            source,
            job.settings,
            workers=job.workers,
            concurrency=job.concurrency,
            address=job.ray_address,
        )


def _prepare(job: Job, run: dict[str, Any]) -> bool:
    """Makes the output files fit to be appended to; returns whether there is something to go on with."""
    paths = job.paths
    if job.start is Start.OVERWRITE:
        remove(paths)
        return False
    existing = [path for path in (paths.results, paths.errors, paths.manifest) if path.exists()]
    if not existing:
        return False
    if job.start is Start.NEW:
        raise ConfigurationError(
            f"{existing[0]} is there already",
            value=str(existing[0]),
            hint="Go on with it (--resume), replace it (--overwrite), or name another --output",
        )
    before = read_manifest(paths.manifest)
    if not job.accept_changes:
        check_same(before["run"], run, str(paths.manifest))
    repair(paths.results)
    repair(paths.errors)
    return True


def _until(stopped: Callable[[], bool], records: Iterable[Read]) -> Iterator[Read]:
    for record in records:
        if stopped():
            return
        yield record


@contextmanager
def _locked(paths: Paths) -> Iterator[None]:
    """Keeps a second process from the same files.

    Raises:
        ConfigurationError: one is there already, or the folder cannot be written to.
    """
    from filelock import FileLock, Timeout

    folder = paths.results.absolute().parent
    if not folder.is_dir():
        raise ConfigurationError(f"There is no folder {folder}", value=str(folder), hint="Make it: mkdir -p")
    lock = FileLock(paths.lock, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise ConfigurationError(
            f"Another run is writing to {paths.results}", value=str(paths.results), hint="Let it end first"
        ) from None
    try:
        yield
    finally:
        lock.release()
