from __future__ import annotations

from importlib import metadata
from pathlib import Path

import pytest

from summarizer.cli import machine
from summarizer.cli.machine import State

GB = 2**30


def test_this_machine_runs_the_tests(tmp_path: Path) -> None:
    findings = {finding.name: finding for finding in machine.machine(tmp_path)}
    assert findings["Python"].state is State.OK
    assert findings["Packages"].state is State.OK
    assert "numpy" in findings["Packages"].detail
    assert "cores" in findings["Processor"].detail
    assert findings["Data folder"].state is State.OK


@pytest.mark.parametrize(
    ("version", "state"), [((3, 10), "fail"), ((3, 11), "ok"), ((3, 13), "ok"), ((3, 14), "fail")]
)
def test_python_versions(version: tuple[int, int], state: str) -> None:
    assert machine.python(version).state == state


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        metadata,
        "requires",
        lambda _: ["numpy>=2", "nosuchthing[x]>=1; python_version>'3'", "redis; extra == 'redis'"],
    )
    finding = machine.packages()
    assert finding.state is State.FAIL
    assert finding.detail == "missing: nosuchthing"
    assert "pip install" in finding.remedy


def test_vector_instructions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (0.0, 0.0, 0.0))
    info = tmp_path / "cpuinfo"
    info.write_text("model name\t: X\nflags\t\t: fpu sse2 avx2 avx512f\n")
    finding = machine.processor(info)
    assert finding.state is State.OK
    assert "AVX2, AVX-512" in finding.detail
    info.write_text("flags\t\t: fpu sse2\n")
    assert machine.processor(info).state is State.WARN
    assert machine.processor(tmp_path / "none").state is State.OK


def test_a_busy_machine_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (1000.0, 0.0, 0.0))
    finding = machine.processor(tmp_path / "none")
    assert finding.state is State.WARN
    assert "busy" in finding.detail


@pytest.mark.parametrize(
    ("free", "limit", "state"),
    [(8 * GB, "max", "ok"), (8 * GB, str(2 * GB), "warn"), (2 * GB, "max", "warn"), (GB, "max", "fail")],
)
def test_memory(tmp_path: Path, free: int, limit: str, state: str) -> None:
    info, bound = tmp_path / "meminfo", tmp_path / "memory.max"
    info.write_text(f"MemTotal:       {16 * GB // 1024} kB\nMemAvailable:   {free // 1024} kB\n")
    bound.write_text(limit + "\n")
    assert machine.memory(info, bound).state == state
    assert machine.memory(tmp_path / "none", bound).state is State.OK


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    findings = list(machine.disk(file / "home"))
    assert [finding.state for finding in findings] == [State.FAIL]
    assert "MUJAZ_HOME" in findings[0].remedy


@pytest.mark.parametrize(("free", "state"), [(GB // 2, "fail"), (3 * GB // 2, "warn"), (9 * GB, "ok")])
def test_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert list(machine.disk(tmp_path))[-1].state == state
