"""Runs the per-record function on a cluster: Ray Data over the same inputs, with the same outcome.

One task reads the inputs, since numbers and duplicates depend on everything before; it is much faster than
the models. Groups of records go to actors, each of which opens its writer once. Lines come back in the order
of the input, a few groups at a time.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from summarizer.batch.engines import Worker, WriterSource
from summarizer.batch.formats import Read
from summarizer.batch.sources import Format, read_inputs
from summarizer.batch.work import Line, Settings
from summarizer.errors import MissingExtraError

#: A core for each actor leaves none for the reader, which needs little, and would wait for ever.
_READER_CPUS = 0.1


def in_ray(
    inputs: Sequence[str],
    wanted: Format | None,
    first: int,
    source: WriterSource,
    settings: Settings,
    *,
    workers: int,
    concurrency: int,
    address: str | None = None,
) -> Generator[Line, None, None]:
    """Lines of the records from number ``first`` on, in order, written by ``workers`` actors.

    The inputs (and a cache in a file) must be at the same paths on every node. Without ``address`` a cluster
    of this machine is started, or the one is joined that Ray knows.

    Raises:
        MissingExtraError: Ray is not installed.
    """
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise MissingExtraError(
            "The engine ray needs Ray", value="ray", hint="Install it: pip install 'mujaz[ray]'"
        ) from error

    started = not ray.is_initialized()
    if started:
        ray.init(address=address, include_dashboard=False, log_to_driver=False)
    try:
        context = ray.data.DataContext.get_current()
        context.execution_options.preserve_order = True
        context.enable_progress_bars = False
        records = partial(_from, first, tuple(inputs), wanted, Path.cwd())
        dataset = ray.data.read_datasource(
            _source(records, concurrency),
            override_num_blocks=1,
            ray_remote_args={"num_cpus": _READER_CPUS},
        )
        lines = dataset.map_batches(
            _Actor,
            fn_constructor_args=(source, settings, workers, concurrency),
            batch_size=concurrency,
            batch_format="numpy",
            compute=ray.data.ActorPoolStrategy(size=workers),
            num_cpus=1 - _READER_CPUS,
        )
        for row in lines.iter_rows():
            yield pickle.loads(row["line"])
    finally:
        if started:
            ray.shutdown()


class _Actor:
    """What an actor holds, as Ray Data calls it: columns in, columns out."""

    def __init__(self, source: WriterSource, settings: Settings, workers: int, concurrency: int) -> None:
        self._worker = Worker(source, settings, workers, concurrency)

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[bytes]]:
        records = [pickle.loads(record) for record in batch["record"]]
        return {"line": [pickle.dumps(line) for line in self._worker.work(records)]}


def _from(first: int, inputs: Sequence[str], wanted: Format | None, folder: Path) -> Iterator[Read]:
    os.chdir(folder)  # so that the names of the inputs, which errors quote, are those that were given
    return (record for record in read_inputs(inputs, wanted) if record.number >= first)


def _source(records: Callable[[], Iterable[Read]], size: int) -> Any:
    """A datasource of one task that yields blocks of ``size`` records as they are read."""
    import pyarrow as pa
    from ray.data.block import BlockMetadata
    from ray.data.datasource import Datasource, ReadTask

    def blocks() -> Iterator[Any]:
        stream = iter(records())
        while group := list(islice(stream, size)):
            yield pa.table({"record": [pickle.dumps(record) for record in group]})

    class Records(Datasource):  # type: ignore[misc]
        """The records of a batch."""

        def estimate_inmemory_data_size(self) -> int | None:
            """Unknown."""
            return None

        def get_read_tasks(self, parallelism: int, *_: Any, **__: Any) -> list[Any]:  # noqa: ARG002
            """One task, whatever parallelism is wished for."""
            unknown = BlockMetadata(num_rows=None, size_bytes=None, exec_stats=None, input_files=None)
            return [ReadTask(blocks, unknown)]

    return Records()
