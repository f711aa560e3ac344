from __future__ import annotations

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer import assembly
from summarizer.briefs import Verdict
from tests.batch.articles import make_article, write_records
from tests.batch.fakes import QuickWriter
from tests.cli.conftest import Run


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> QuickWriter:
    quick = QuickWriter()
    monkeypatch.setattr(assembly, "build_writer", lambda *a, **k: quick)
    return quick


@pytest.fixture
def records(tmp_path: Path) -> Path:
    return write_records(tmp_path / "in.jsonl", 12)


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_record_has_a_brief(run: Run, engine: QuickWriter, records: Path, tmp_path: Path) -> None:
    out = tmp_path / "night.jsonl"
    result = run("batch", records, "-o", out, "--sentences", 2)
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert f"12 briefs in {out}" in result.stderr
    assert [brief["id"] for brief in lines(out)] == [f"a{i:05}" for i in range(1, 13)]
    assert {len(brief["arabic"]["sentences"]) for brief in lines(out)} == {2}  # type: ignore[index]


def test_some_failed_is_exit_code_3(run: Run, engine: QuickWriter, tmp_path: Path) -> None:
    records = write_records(tmp_path / "in.jsonl", 12, bad_every=4)
    out = tmp_path / "night.jsonl"
    result = run("batch", records, "-o", out)
    assert result.exit_code == 3
    assert "3 records have none, see" in result.stderr
    assert len(lines(tmp_path / "night.errors.jsonl")) == 3
    assert len(lines(out)) == 9
    again = run("batch", records, "-o", out, "--resume")
    assert again.exit_code == 3


FRENCH = "Le conseil municipal a voté hier la réparation du pont. " * 9
LONG = "Rain fell in the town. " * 220_000  # 5 MB

#: A line, and the error that it should give.
BAD = [
    ('{"id": "b0", "text": ', "RecordError"),
    ('{"id": "b1", "text": 12}', "RecordError"),
    ('{"id": "b2"}', "RecordError"),
    (json.dumps({"id": "b3", "text": FRENCH}), "LanguageError"),
    (json.dumps({"id": "b4", "text": "12 34"}), "EmptyArticleError"),
    (json.dumps({"id": "b5", "text": LONG}), "ArticleTooLongError"),
    (json.dumps({"id": "good", "text": make_article(8)[1]}), "DuplicateIdError"),
    ('{"id": "b7", "text": "Rain.", "options": {"sentences": "many"}}', "RecordError"),
    ('{"id": "b8", "text": "Rain \\ud800 fell on the town on Thursday."}', "UnreadableInputError"),
]


def test_every_bad_record_is_one_error_and_every_good_one_a_brief(
    run: Run, engine: QuickWriter, tmp_path: Path
) -> None:
    def good(name: str, number: int) -> str:
        return json.dumps({"id": name, "text": make_article(number)[1]})

    mixed = [good("good", 10), *(text for text, _ in BAD), good("last", 11)]
    # A byte-order mark, line ends of Windows, bytes that are no UTF-8.
    data = "\r\n".join(mixed).encode("utf-8-sig") + b'\r\n{"id": "y", "text": "\xe3\xe4"}\r\n'
    (tmp_path / "mixed.jsonl").write_bytes(data)
    many = "".join(good(f"z{number}", number) + "\n" for number in range(30, 90))
    (tmp_path / "torn.jsonl.gz").write_bytes(gzip.compress(many.encode())[:2_500])
    (tmp_path / "end.jsonl").write_text(good("end", 7), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    names = ("mixed.jsonl", "torn.jsonl.gz", "end.jsonl")
    result = run("batch", *(tmp_path / name for name in names), "-o", out)
    assert result.exit_code == 3, result.output
    errors = lines(tmp_path / "out.errors.jsonl")
    found = [(e["line"], e["type"]) for e in errors if str(e["source"]).endswith("mixed.jsonl")]
    wanted = [(number, kind) for number, (_, kind) in enumerate(BAD, 2)]
    assert found == [*wanted, (len(BAD) + 3, "RecordError")]
    [torn] = [error for error in errors if str(error["source"]).endswith(".gz")]
    assert torn["type"] == "UnreadableInputError"
    ids = [str(brief["id"]) for brief in lines(out)]
    assert (ids[:2], ids[-1]) == (["good", "last"], "end")
    assert len(ids[2:-1]) == int(str(torn["line"])) - 1 > 2
    assert ids[2:4] == ["z30", "z31"]
    for error in errors:
        assert error["message"]
        assert error["record"]


def test_output_that_is_there_is_kept(run: Run, engine: QuickWriter, records: Path, tmp_path: Path) -> None:
    out = tmp_path / "night.jsonl"
    run("batch", records, "-o", out)
    refused = run("batch", records, "-o", out)
    assert refused.exit_code == 1
    assert "--resume" in refused.stderr
    assert run("batch", records, "-o", out, "--overwrite").exit_code == 0
    other = run("batch", records, "-o", out, "--resume", "--sentences", 3)
    assert other.exit_code == 1
    assert "sentences was 4, is 3" in other.stderr
    told = run("batch", records, "-o", out, "--resume", "--sentences", 3, "--accept-changes")
    assert told.exit_code == 0


def test_standard_input(run: Run, engine: QuickWriter, records: Path, tmp_path: Path) -> None:
    result = run("batch", "-", "-o", tmp_path / "night.jsonl", stdin=records.read_bytes())
    assert result.exit_code == 0, result.output
    assert len(lines(tmp_path / "night.jsonl")) == 12


@pytest.mark.parametrize(
    "arguments",
    [
        ["--resume", "--overwrite"],
        ["--accept-changes"],
        ["--format", "pdf"],
        ["--no-cache", "--cache", "memory:"],
        ["--workers", "0"],
        ["--engine", "spark"],
        ["--ray-address", "auto"],
    ],
)
def test_wrong_usage(
    run: Run, engine: QuickWriter, records: Path, tmp_path: Path, arguments: list[str]
) -> None:
    assert run("batch", records, "-o", tmp_path / "night.jsonl", *arguments).exit_code == 2


def test_mistakes_are_told_before_the_work(
    run: Run, engine: QuickWriter, records: Path, tmp_path: Path
) -> None:
    out = tmp_path / "night.jsonl"
    for arguments, says in [
        ((tmp_path / "none.jsonl", "-o", out), "no file or folder"),
        ((records, "-o", tmp_path / "none" / "night.jsonl"), "no folder"),
        ((records, "-o", tmp_path), "is a folder"),
        ((records, "-o", out, "--profile", "none"), "no profile"),
    ]:
        result = run("batch", *arguments)
        assert result.exit_code == 1
        assert says in result.stderr
    assert engine.written == []
    assert not out.exists()


def test_progress_for_machines(run: Run, engine: QuickWriter, records: Path, tmp_path: Path) -> None:
    result = run("batch", records, "-o", tmp_path / "night.jsonl", "--json-progress")
    last = [json.loads(line) for line in result.stderr.splitlines() if line.startswith("{")][-1]
    assert (last["records"], last["briefs"], last["failed"], last["fraction"]) == (12, 12, 0, 1.0)
    assert last["seconds_left"] == 0.0


def test_progress_in_a_log(run: Run, engine: QuickWriter, records: Path, tmp_path: Path) -> None:
    result = run("batch", records, "-o", tmp_path / "night.jsonl")
    assert re.search(r"^mujaz: 100%, 12 briefs, [\d,]+ a minute$", result.stderr, re.MULTILINE)


def test_a_digest_to_read(run: Run, engine: QuickWriter, tmp_path: Path) -> None:
    records = write_records(tmp_path / "in.jsonl", 12, bad_every=4)
    result = run("batch", records, "-o", tmp_path / "night.jsonl", "--html", tmp_path / "digest")
    assert "digest written to" in result.stderr
    page = (tmp_path / "digest" / "index.html").read_text(encoding="utf-8")
    verdicts = re.findall(r'<article class="entry (\w+)"', page)
    assert len(verdicts) == 9
    assert verdicts == sorted(
        verdicts, key=[v.value for v in (Verdict.FAIL, Verdict.WARN, Verdict.PASS)].index
    )


CHILD = """
import sys
from summarizer import assembly
from tests.batch.fakes import QuickWriter

assembly.build_writer = lambda *a, **k: QuickWriter(0.1)
from summarizer.cli import main
main()
"""


@pytest.fixture
def started(records: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A run of 60 articles of 0.1 s, two at once, that has written its first brief."""
    write_records(records, 60)
    out = tmp_path / "night.jsonl"
    command = [sys.executable, "-c", CHILD, "batch", str(records), "-o", str(out), "--concurrency", "2"]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    try:
        while not (out.exists() and out.stat().st_size) and process.poll() is None:
            time.sleep(0.02)
        yield process
    finally:
        process.kill()
        process.communicate()


def test_ctrl_c_finishes_what_is_being_written(
    started: subprocess.Popen[str], run: Run, engine: QuickWriter, records: Path, tmp_path: Path
) -> None:
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=120)
    assert started.returncode == 130, said
    assert "--resume goes on from here" in said
    out = tmp_path / "night.jsonl"
    done = len(lines(out))
    assert 0 < done < 60
    assert json.loads((tmp_path / "night.manifest.json").read_text())["state"] == "interrupted"
    result = run("batch", records, "-o", out, "--resume")
    assert result.exit_code == 0, result.output
    assert [brief["id"] for brief in lines(out)] == [f"a{i:05}" for i in range(1, 61)]
    assert len(engine.written) == 60 - done


def test_help_reads_well(run: Run) -> None:
    shown = run("batch", "--help").output
    for words in ("--resume", "--unordered", "Exit codes", "mujaz batch articles.jsonl"):
        assert words in shown
