"""What ``mujaz doctor`` asks of the machine: Python, packages, processor, memory, disk."""

from __future__ import annotations

import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib import metadata
from pathlib import Path

from summarizer.cli.console import size

_GB = 10**9
#: Below these the lite profile fails (first figure) or is cramped (second), in bytes.
MEMORY = (1.5 * _GB, 3 * _GB)
DISK = (1 * _GB, 2 * _GB)


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """The outcome of one check; ``remedy`` says what to do, ``seconds`` how long a timed action took."""

    name: str
    state: State
    detail: str
    remedy: str = ""
    seconds: float | None = None


def machine(folder: Path) -> Iterator[Finding]:
    """The findings that need no model."""
    yield python(sys.version_info[:2])
    yield packages()
    yield processor()
    yield memory()
    yield from disk(folder)


def python(version: tuple[int, ...]) -> Finding:
    """Whether this Python is supported."""
    detail = (
        f"{platform.python_version()} ({platform.python_implementation()}) on {platform.platform(terse=True)}"
    )
    if (3, 11) <= version < (3, 14):
        return Finding("Python", State.OK, detail)
    return Finding("Python", State.FAIL, detail, "Install Python 3.11, 3.12 or 3.13")


def packages(distribution: str = "mujaz") -> Finding:
    """Whether every dependency that is not optional is installed, and in which versions."""
    found, missing = [], []
    for requirement in metadata.requires(distribution) or []:
        if "extra ==" in requirement:
            continue
        name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    if missing:
        return Finding("Packages", State.FAIL, f"missing: {', '.join(missing)}", "pip install -U mujaz")
    return Finding("Packages", State.OK, ", ".join(found))


def processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> Finding:
    """Cores that this process may use, the vector instructions, and how busy they are."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    flags: set[str] = set()
    if cpuinfo.is_file():
        line = re.search(r"^(?:flags|Features)\s*:(.*)$", cpuinfo.read_text(errors="replace"), re.MULTILINE)
        flags = set(line.group(1).split()) if line else set()
    known = {"avx2": "AVX2", "avx512f": "AVX-512", "avx512_vnni": "VNNI", "amx_int8": "AMX", "asimd": "NEON"}
    vectors = [name for flag, name in known.items() if flag in flags]
    detail = f"{cores} cores, {platform.machine()}, {', '.join(vectors) or 'vector instructions unknown'}"
    if flags and not vectors:
        return Finding("Processor", State.WARN, detail, "Without AVX2 everything is several times slower")
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if load > cores:
        return Finding(
            "Processor",
            State.WARN,
            f"{detail}; busy: load {load:.1f}",
            "The times below are longer than on an idle machine",
        )
    return Finding("Processor", State.OK, detail)


def memory(meminfo: Path = Path("/proc/meminfo"), limit: Path = Path("/sys/fs/cgroup/memory.max")) -> Finding:
    """Memory that is free for the models, the limit of a container included."""
    if not meminfo.is_file():
        return Finding("Memory", State.OK, "unknown on this system; the lite profile needs about 2 GB")
    fields = dict(re.findall(r"^(\w+):\s+(\d+) kB", meminfo.read_text(), re.MULTILINE))
    total, free = int(fields["MemTotal"]) * 1024, int(fields["MemAvailable"]) * 1024
    if limit.is_file() and (bound := limit.read_text().strip()).isdigit():
        total, free = min(total, int(bound)), min(free, int(bound))
    detail = f"{size(free)} free of {size(total)}"
    if free < MEMORY[0]:
        return Finding("Memory", State.FAIL, detail, f"Free {size(MEMORY[0])} at least")
    if free < MEMORY[1]:
        return Finding("Memory", State.WARN, detail, f"{size(MEMORY[1])} would be comfortable")
    return Finding("Memory", State.OK, detail)


def disk(folder: Path) -> Iterator[Finding]:
    """Whether the data folder can be written, and how much room it has."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"mujaz")
    except OSError as error:
        remedy = "Point MUJAZ_HOME to a folder that you can write"
        yield Finding("Data folder", State.FAIL, f"{folder}: {error.strerror}", remedy)
        return
    yield Finding("Data folder", State.OK, f"{folder}, writable")
    free = shutil.disk_usage(folder).free
    if free < DISK[0]:
        yield Finding(
            "Disk", State.FAIL, f"{size(free)} free", "Free some room, or point MUJAZ_HOME elsewhere"
        )
    elif free < DISK[1]:
        yield Finding("Disk", State.WARN, f"{size(free)} free", f"{size(DISK[1])} would be comfortable")
    else:
        yield Finding("Disk", State.OK, f"{size(free)} free")
