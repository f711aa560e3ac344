from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import jsonschema
import pytest
from filelock import FileLock

from summarizer.batch import Job, Line, Settings, Start, run_batch
from summarizer.batch.manifest import Tally
from summarizer.briefs import Article, BriefPair, Options
from summarizer.errors import ConfigurationError, ModelError, ModelMissingError
from summarizer.protocols import BriefWriter, Progress
from summarizer.wire import schema
from tests.batch.articles import make_article, write_records
from tests.batch.fakes import FakeWriters, QuickWriter, QuickWriters
from tests.batch.normal import outputs


@dataclass(frozen=True)
class OneWriter:
    """A ``WriterSource`` of one writer, which the test can look into."""

    writer: BriefWriter

    @contextmanager
    def open(self, *, share: int = 1) -> Iterator[BriefWriter]:
        yield self.writer


@pytest.fixture
def job(tmp_path: Path) -> Job:
    records = write_records(tmp_path / "in.jsonl", 24, bad_every=5)
    return Job((str(records),), tmp_path / "out.jsonl", "quick", Settings(), concurrency=4)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_briefs_errors_and_a_manifest(job: Job) -> None:
    tally = run_batch(job, QuickWriters())
    assert (tally.records, tally.briefs, tally.failed) == (24, 20, 4)
    assert tally.errors == {"LanguageError": 2, "DuplicateIdError": 1, "RecordError": 1}
    briefs, errors = lines(job.paths.results), lines(job.paths.errors)
    bad = {5, 10, 15, 20}
    assert [brief["id"] for brief in briefs] == [f"a{i:05}" for i in range(1, 25) if i not in bad]
    assert [(error["record"], error["line"]) for error in errors] == [(i, i) for i in sorted(bad)]
    assert {error["type"] for error in errors} == set(tally.errors)
    assert errors[1]["id"] == "a00009"
    manifest = json.loads(job.paths.manifest.read_text(encoding="utf-8"))
    assert manifest["state"] == "complete"
    assert manifest["counts"] == {
        "records": 24,
        "briefs": 20,
        "verdicts": dict(sorted(tally.verdicts.items())),
        "failed": 4,
        "errors": dict(sorted(tally.errors.items())),
        "same_text": 0,
    }
    assert manifest["run"]["options"]["sentences"] == 4
    assert manifest["run"]["writer"] == "quick@1"


def test_the_real_pipeline_writes_the_wire_format(job: Job) -> None:
    run_batch(job, FakeWriters())
    for brief in lines(job.paths.results):
        jsonschema.validate(brief, schema())


def test_a_record_s_own_options_win(job: Job, tmp_path: Path) -> None:
    records = [
        {"id": "a", "text": make_article(2)[1]},
        {"id": "b", "text": make_article(4)[1], "options": {"sentences": 1, "style": "bullets"}},
    ]
    file = tmp_path / "own.jsonl"
    file.write_text("\n".join(json.dumps(record) for record in records), encoding="utf-8")
    run_batch(replace(job, inputs=(str(file),), settings=Settings(Options(sentences=3))), QuickWriters())
    found = [(len(b["english"]["sentences"]), b["style"]) for b in lines(job.paths.results)]  # type: ignore[index]
    assert found == [(3, "sentences"), (1, "bullets")]


def test_the_same_text_is_remarked(job: Job, tmp_path: Path) -> None:
    text = make_article(1)[1]
    file = tmp_path / "same.jsonl"
    file.write_text("\n".join(json.dumps({"id": i, "text": text}) for i in "ab"), encoding="utf-8")
    tally = run_batch(replace(job, inputs=(str(file),)), QuickWriters())
    assert tally.same_text == 1
    assert [b["notes"] for b in lines(job.paths.results)] == [[], ["The same text as record a"]]
    assert run_batch(replace(job, inputs=(str(file),), start=Start.RESUME), QuickWriters()).same_text == 1


@pytest.mark.parametrize("change", [{"ordered": False}, {"workers": 2, "concurrency": 3}, {"concurrency": 1}])
def test_however_it_is_run_the_briefs_are_the_same(job: Job, tmp_path: Path, change: dict[str, int]) -> None:
    run_batch(job, FakeWriters())
    other = replace(job, output=tmp_path / "other.jsonl", **change)  # type: ignore[arg-type]
    run_batch(other, FakeWriters())
    (one, errors, _), (two, other_errors, _) = outputs(job.output), outputs(other.output)
    if not other.ordered:
        one, two = "\n".join(sorted(one.splitlines())), "\n".join(sorted(two.splitlines()))
        errors = "\n".join(sorted(errors.splitlines()))
        other_errors = "\n".join(sorted(other_errors.splitlines()))
    assert (one, errors) == (two, other_errors)


def test_a_run_killed_anywhere_goes_on_to_the_same_bytes(job: Job, tmp_path: Path) -> None:
    """Every state that a kill can leave behind: after each line, and in the middle of the next one."""
    write_records(tmp_path / "in.jsonl", 11, bad_every=3)
    run_batch(job, QuickWriters())
    expected = outputs(job.output)
    written: list[tuple[int, str, bytes]] = []
    run_batch(
        replace(job, start=Start.OVERWRITE),
        QuickWriters(),
        watch=lambda line, tally: written.append(
            (line.number, "errors" if line.error else "results", (line.text + "\n").encode())
        ),
    )
    running = json.loads(job.paths.manifest.read_text(encoding="utf-8"))
    again = replace(job, start=Start.RESUME)
    for count in range(len(written) + 1):
        halves = (
            [0] if count == len(written) else [0, 1, len(written[count][2]) // 2, len(written[count][2]) - 1]
        )
        for half in halves:
            state = {"results": b"", "errors": b""}
            for _, name, line in written[:count]:
                state[name] += line
            if half:
                state[written[count][1]] += written[count][2][:half]
            job.paths.results.write_bytes(state["results"])
            job.paths.errors.write_bytes(state["errors"])
            job.paths.manifest.write_text(json.dumps({**running, "state": "running"}), encoding="utf-8")
            writer = QuickWriter()
            tally = run_batch(again, OneWriter(writer))
            assert outputs(job.output) == expected
            assert tally.finished_before == count
            # Nothing that was finished is written again.
            rest = {json.loads(line)["id"] for _, name, line in written[count:] if name == "results"}
            assert set(writer.written) == rest
            assert len(writer.written) == len(rest)


def test_an_unordered_run_goes_on_too(job: Job) -> None:
    job = replace(job, ordered=False)
    run_batch(job, QuickWriters())
    expected = [sorted(text.splitlines()) for text in outputs(job.output)[:2]]
    for path, keep in ((job.paths.results, 7), (job.paths.errors, 2)):
        kept = path.read_bytes().splitlines(keepends=True)[-keep:]
        path.write_bytes(b"".join(kept) + b'{"id": "a0')
    writer = QuickWriter()
    tally = run_batch(replace(job, start=Start.RESUME), OneWriter(writer))
    assert tally.finished_before == 9
    assert len(writer.written) == 20 - 7
    assert [sorted(text.splitlines()) for text in outputs(job.output)[:2]] == expected


def test_resuming_a_finished_run_changes_nothing(job: Job) -> None:
    run_batch(job, QuickWriters())
    before = job.paths.results.read_bytes(), job.paths.errors.read_bytes()
    writer = QuickWriter()
    run_batch(replace(job, start=Start.RESUME), OneWriter(writer))
    assert (job.paths.results.read_bytes(), job.paths.errors.read_bytes()) == before
    assert writer.written == []


def test_input_that_grew_is_gone_on_with(job: Job, tmp_path: Path) -> None:
    write_records(tmp_path / "in.jsonl", 10)
    run_batch(job, QuickWriters())
    write_records(tmp_path / "in.jsonl", 14)
    assert run_batch(replace(job, start=Start.RESUME), QuickWriters()).briefs == 14


def test_there_is_nothing_to_resume_at_first(job: Job) -> None:
    assert run_batch(replace(job, start=Start.RESUME), QuickWriters()).briefs == 20


def test_output_that_is_there_is_not_touched(job: Job) -> None:
    job.output.write_text("precious\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is there already") as caught:
        run_batch(job, QuickWriters())
    assert "--resume" in caught.value.hint
    assert job.output.read_text(encoding="utf-8") == "precious\n"
    with pytest.raises(ConfigurationError, match=r"no .*manifest"):
        run_batch(replace(job, start=Start.RESUME), QuickWriters())
    run_batch(replace(job, start=Start.OVERWRITE), QuickWriters())
    assert len(lines(job.output)) == 20


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"settings": Settings(Options(sentences=2))}, "sentences was 4, is 2"),
        ({"settings": Settings(max_words=100)}, "max_words was 50000, is 100"),
        ({"profile": "other"}, 'profile was "quick", is "other"'),
        ({"ordered": False}, 'order was "input", is "finished"'),
        ({}, 'writer was "quick@1", is "quick@2"'),
    ],
)
def test_a_changed_run_is_not_resumed_unless_told(job: Job, change: dict[str, object], says: str) -> None:
    run_batch(job, QuickWriters())
    kept = job.output.read_bytes().splitlines(keepends=True)[:5]
    job.output.write_bytes(b"".join(kept))
    job.paths.errors.write_bytes(job.paths.errors.read_bytes().splitlines(keepends=True)[0])
    changed = replace(job, start=Start.RESUME, **change)  # type: ignore[arg-type]
    source = QuickWriters(identity="quick@2") if not change else QuickWriters()
    with pytest.raises(ConfigurationError) as caught:
        run_batch(changed, source)
    assert says in caught.value.message
    assert "--accept-changes" in caught.value.hint
    tally = run_batch(replace(changed, accept_changes=True), source)
    assert tally.records == 24
    assert job.output.read_bytes().startswith(b"".join(kept))


@pytest.mark.parametrize("ordered", [True, False])
def test_other_input_is_not_resumed_unless_told(job: Job, tmp_path: Path, ordered: bool) -> None:
    job = replace(job, ordered=ordered)
    run_batch(job, QuickWriters())
    text = (tmp_path / "in.jsonl").read_text(encoding="utf-8")
    (tmp_path / "in.jsonl").write_text(text.replace('"a00008"', '"other"'), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not about this input"):
        run_batch(replace(job, start=Start.RESUME), QuickWriters())
    tally = run_batch(replace(job, start=Start.RESUME, accept_changes=True), QuickWriters())
    found = [line["id"] for line in lines(job.output)]
    assert "other" in found
    assert len(found) == tally.briefs == (20 if ordered else 21)
    if ordered:
        assert found.index("other") == 6


def test_shorter_input_is_not_resumed(job: Job, tmp_path: Path) -> None:
    run_batch(job, QuickWriters())
    write_records(tmp_path / "in.jsonl", 9, bad_every=5)
    with pytest.raises(ConfigurationError, match="shorter"):
        run_batch(replace(job, start=Start.RESUME), QuickWriters())


def test_two_runs_do_not_write_to_the_same_file(job: Job) -> None:
    with FileLock(job.paths.lock), pytest.raises(ConfigurationError, match="Another run"):
        run_batch(job, QuickWriters())


class Failing(QuickWriter):
    """Raises ``error`` for one article."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        if article.id == "a00003":
            raise self.error
        return super().write(article, options, progress)


def test_a_defect_costs_one_record(job: Job) -> None:
    tally = run_batch(job, OneWriter(Failing(ZeroDivisionError("division by zero"))))
    assert (tally.briefs, tally.failed) == (19, 5)
    first = lines(job.paths.errors)[0]
    assert (first["type"], first["id"]) == ("ZeroDivisionError", "a00003")
    assert "bug" in str(first["hint"])


def test_without_models_the_run_ends(job: Job) -> None:
    with pytest.raises(ModelMissingError):
        run_batch(job, OneWriter(Failing(ModelMissingError("The weights are not here"))))
    assert json.loads(job.paths.manifest.read_text(encoding="utf-8"))["state"] == "running"
    assert run_batch(replace(job, start=Start.RESUME), QuickWriters()).briefs == 20


def test_a_wish_to_stop_is_granted_between_records(job: Job) -> None:
    stop = threading.Event()

    def watch(line: Line, tally: Tally) -> None:
        if tally.records == 6:
            stop.set()

    tally = run_batch(job, QuickWriters(), watch=watch, stopped=stop.is_set)
    assert 6 <= tally.records < 24
    assert json.loads(job.paths.manifest.read_text(encoding="utf-8"))["state"] == "interrupted"
    run_batch(replace(job, start=Start.RESUME), QuickWriters())
    found = outputs(job.output)
    run_batch(replace(job, start=Start.OVERWRITE), QuickWriters())
    assert outputs(job.output) == found


def test_the_cache_is_used_and_shared(job: Job, tmp_path: Path) -> None:
    source = QuickWriters(cache=str(tmp_path / "briefs.sqlite"))
    run_batch(job, source)
    again = replace(job, start=Start.OVERWRITE, workers=2)
    assert run_batch(again, source).cache_hits == 20


@dataclass(frozen=True)
class Dying:
    """A ``WriterSource`` whose writer kills its process."""

    @contextmanager
    def open(self, *, share: int = 1) -> Iterator[BriefWriter]:
        yield DyingWriter()


class DyingWriter(QuickWriter):
    """Kills its process, as a system out of memory does."""

    def write(
        self, article: Article, options: Options = Options(), progress: Progress | None = None
    ) -> BriefPair:
        import os
        import signal

        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def test_a_worker_that_dies_ends_the_run_with_advice(job: Job) -> None:
    with pytest.raises(ModelError, match="worker process died") as caught:
        run_batch(replace(job, workers=2), Dying())
    assert "--resume" in caught.value.hint
