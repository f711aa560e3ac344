from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.comparison.journal import Failure, Journal
from summarizer.comparison.run import Step, write_all
from summarizer.comparison.systems import System
from summarizer.errors import ConfigurationError, EmptyArticleError, ModelMissingError
from summarizer.protocols import Progress
from summarizer.quality.records import Item, Output
from tests.comparison import samples

ITEMS = samples.items(3)


class Counting:
    """A system that counts its calls, and fails where it is told to."""

    def __init__(self, name: str = "counting", fails: dict[str, Exception] | None = None) -> None:
        self.name = name
        self.asked: list[str] = []
        self.fails = fails or {}

    def write(self, item: Item, words: int, progress: Progress) -> Output:
        progress("summarize", 0.5)
        self.asked.append(item.id)
        if item.id in self.fails:
            raise self.fails[item.id]
        return Output(
            item.id,
            self.name,
            {item.language.code: (item.text[:20], "\u2028 \U0001f600")},
            verdict="warn",
            checks={"number": 2},
            seconds=0.5,
            detail={"cache": {"hit": True}},
        )

    @property
    def system(self) -> System:
        return System(self.name, self.name, f"{self.name}@1", self.write)


def test_outcomes_are_in_the_order_of_items_and_systems(tmp_path: Path) -> None:
    one, two = Counting("one"), Counting("two")
    steps: list[Step] = []
    with Journal(tmp_path / "journal") as journal:
        done = write_all(ITEMS, [one.system, two.system], journal, watch=steps.append)
    assert done.complete
    assert [(o.item, o.system) for o in done.outcomes] == [
        (item.id, name) for item in ITEMS for name in ("one", "two")
    ]
    assert done.failures == []
    assert done.cached == 12
    assert [step.done for step in steps] == list(range(13))
    assert {step.total for step in steps} == {12}


def test_a_second_run_reads_the_journal_and_writes_nothing_anew(tmp_path: Path) -> None:
    first, again = Counting(), Counting()
    with Journal(tmp_path) as journal:
        before = write_all(ITEMS, [first.system], journal)
    with Journal(tmp_path) as journal:
        after = write_all(ITEMS, [again.system], journal, resume=True)
    assert again.asked == []
    assert after.outcomes == before.outcomes


def test_an_error_costs_one_output(tmp_path: Path) -> None:
    system = Counting(fails={"en-1": EmptyArticleError("Nothing there"), "ar-0": ValueError("odd")})
    with Journal(tmp_path) as journal:
        done = write_all(ITEMS, [system.system], journal)
    assert done.complete
    assert done.failures == [
        Failure("en-1", "counting", "EmptyArticleError", "Nothing there"),
        Failure("ar-0", "counting", "ValueError", "odd"),
    ]
    del system.fails["ar-0"]
    system.asked.clear()
    for again in (["ar-0", "en-1"], ["en-1"]):  # a run that goes on tries what failed, and only that
        with Journal(tmp_path) as journal:
            assert write_all(ITEMS, [system.system], journal, resume=True).failures == done.failures[:1]
        assert sorted(system.asked) == again
        system.asked.clear()


def test_a_missing_model_ends_the_run(tmp_path: Path) -> None:
    system = Counting(fails={"en-1": ModelMissingError("No model")})
    with Journal(tmp_path) as journal, pytest.raises(ModelMissingError):
        write_all(ITEMS, [system.system], journal)


@pytest.mark.parametrize("cut", [1, 40, 10_000])
def test_half_a_line_is_written_again(tmp_path: Path, cut: int) -> None:
    with Journal(tmp_path) as journal:
        before = write_all(ITEMS, [Counting().system], journal)
    file = tmp_path / "outputs.jsonl"
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)
    kept = b"".join(lines[:3]) + lines[3][: min(cut, len(lines[3]) - 1)]
    file.write_bytes(kept)
    again = Counting()
    with Journal(tmp_path) as journal:
        after = write_all(ITEMS, [again.system], journal, resume=True)
    assert len(again.asked) == 3
    assert after.outcomes == before.outcomes


def test_a_journal_of_another_comparison_is_refused_with_the_difference(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        write_all(ITEMS, [Counting().system], journal)
    other = replace(ITEMS[0], text="Another text.")
    for items, systems, words, what in (
        ([other, *ITEMS[1:]], [Counting().system], None, "data"),
        (ITEMS, [Counting("other").system], None, "systems"),
        (ITEMS, [replace(Counting().system, identity="2")], None, "systems"),
        (ITEMS, [Counting().system], 50, "budget"),
    ):
        with Journal(tmp_path) as journal, pytest.raises(ConfigurationError, match=what):
            write_all(items, systems, journal, words=words, resume=True)


def test_beginning_anew_forgets(tmp_path: Path) -> None:
    with Journal(tmp_path) as journal:
        write_all(ITEMS, [Counting().system], journal)
    again = Counting()
    with Journal(tmp_path) as journal:
        write_all(ITEMS[:2], [again.system], journal)
    assert sorted(again.asked) == ["en-0", "en-1"]
    assert len((tmp_path / "outputs.jsonl").read_bytes().splitlines()) == 2


def test_a_wish_to_stop_drops_what_is_on_its_way(tmp_path: Path) -> None:
    stop = threading.Event()
    counting = Counting()

    def write(item: Item, words: int, progress: Progress) -> Output:
        if len(counting.asked) == 2:
            stop.set()
        return counting.write(item, words, progress)

    with Journal(tmp_path) as journal:
        done = write_all(
            ITEMS, [replace(counting.system, write=write)], journal, concurrency=1, stopped=stop.is_set
        )
    assert not done.complete
    assert len(done.outcomes) == 2
    with Journal(tmp_path) as journal:
        assert write_all(ITEMS, [counting.system], journal, resume=True).complete
    assert sorted(counting.asked) == sorted(item.id for item in ITEMS)


def test_two_runs_do_not_share_a_journal(tmp_path: Path) -> None:
    with Journal(tmp_path), pytest.raises(ConfigurationError, match="Another comparison"), Journal(tmp_path):
        pass


SLOW = """
import sys, time
from dataclasses import replace
from pathlib import Path
from summarizer.comparison.journal import Journal
from summarizer.comparison.run import write_all
from tests.comparison.test_run import ITEMS, Counting

counting = Counting()
def write(item, words, progress):
    time.sleep(0.05)
    return counting.write(item, words, progress)
system = replace(counting.system, write=write)
with Journal(Path(sys.argv[1])) as journal:
    write_all(ITEMS, [system], journal, resume=True, concurrency=2)
"""


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    """kill -9 in the middle: nothing that was journalled is lost or done again."""
    folder = tmp_path / "journal"
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW, str(folder)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    outputs = folder / "outputs.jsonl"
    while process.poll() is None and not (outputs.exists() and outputs.read_bytes().count(b"\n") >= 2):
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = [json.loads(line)["output"]["item"] for line in outputs.read_bytes().split(b"\n")[:-1]]
    assert len(before) >= 2
    again = Counting()
    with Journal(folder) as journal:
        done = write_all(ITEMS, [again.system], journal, resume=True)
    assert done.complete
    assert sorted([*again.asked, *before]) == sorted(item.id for item in ITEMS)
