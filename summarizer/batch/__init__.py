"""Many articles at once: ``mujaz batch`` and, from Python, ``brief_many``.

``read_inputs`` streams records out of files, ``brief_record`` makes one of them a brief, ``run_batch`` does
that for a whole input and writes files that a killed run can go on with.
"""

from __future__ import annotations

from summarizer.batch.many import brief_many
from summarizer.batch.records import BadRecord, Place, Record
from summarizer.batch.run import Engine, Job, Start, run_batch
from summarizer.batch.sources import Format, read_inputs
from summarizer.batch.work import Line, Outcome, Settings, brief_record

__all__ = [
    "BadRecord",
    "Engine",
    "Format",
    "Job",
    "Line",
    "Outcome",
    "Place",
    "Record",
    "Settings",
    "Start",
    "brief_many",
    "brief_record",
    "read_inputs",
    "run_batch",
]
