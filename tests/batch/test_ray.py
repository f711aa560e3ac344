"""Ray itself is held against a local run by ``python -m tests.batch.measure_ray``: it takes half a minute."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.batch import Engine, Job, Settings, run_batch
from summarizer.errors import ConfigurationError, MissingExtraError
from tests.batch.articles import write_records
from tests.batch.fakes import QuickWriters


@pytest.fixture
def job(tmp_path: Path) -> Job:
    records = write_records(tmp_path / "in.jsonl", 3)
    return Job((str(records),), tmp_path / "out.jsonl", "quick", Settings(), engine=Engine.RAY)


def test_without_ray_the_extra_is_named(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError) as caught:
        run_batch(job, QuickWriters())
    assert "mujaz[ray]" in caught.value.hint


def test_what_ray_cannot_do_is_refused_at_once(job: Job) -> None:
    for other in (replace(job, ordered=False), replace(job, inputs=("-",))):
        with pytest.raises(ConfigurationError, match="On Ray"):
            run_batch(other, QuickWriters())
    assert not job.output.exists()
