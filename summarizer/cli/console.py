"""The terminal: streams, progress, errors and numbers for people.

Results go to standard output and nothing else does; progress, warnings and errors go to standard error.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import MujazError

if TYPE_CHECKING:
    from rich.table import Table

    from summarizer.protocols import Progress

#: Columns of a table that is not printed on a terminal.
PIPED_WIDTH = 200

#: The cache of briefs, in the data folder.
CACHE_FILE = "briefs.sqlite"


def use_utf8() -> None:
    """Makes standard output and error UTF-8 whatever the locale says (``LANG=C`` would refuse Arabic)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def data_folder() -> Path:
    """Where models and the cache are kept: ``MUJAZ_HOME``, or the user's cache folder."""
    home = os.environ.get("MUJAZ_HOME")
    if home:
        return Path(home).expanduser().absolute()
    from summarizer.assembly import default_data_folder

    return default_data_folder()


def model_folder() -> Path:
    """Where built models are: where ``assembly`` puts them."""
    return data_folder() / "models"


def width() -> int:
    """Columns of the terminal; 0 where a result goes into a pipe or file and is not to be wrapped."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def color() -> bool:
    """Whether standard output shows colours (a terminal, unless ``NO_COLOR`` is set)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def write_table(table: Table) -> None:
    """Writes a table to standard output, without the blanks that fill its lines up."""
    from rich.console import Console

    console = Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else PIPED_WIDTH,
        no_color=not color(),
        highlight=False,
    )
    with console.capture() as capture:
        console.print(table)
    write("\n".join(line.rstrip() for line in capture.get().rstrip().split("\n")))


def write(text: str) -> None:
    """Writes a result to standard output, ended by one line break."""
    sys.stdout.write(text if text.endswith("\n") else text + "\n")
    sys.stdout.flush()


def write_json(value: object, *, indent: int | None = 2) -> None:
    """Writes a result as JSON, with Arabic as it is."""
    write(json.dumps(value, ensure_ascii=False, indent=indent))


def say(message: str) -> None:
    """Tells the user something on standard error."""
    sys.stderr.write(f"mujaz: {printable(message)}\n")
    sys.stderr.flush()


def say_error(error: MujazError) -> None:
    """Shows an error in one line, and in a second one what to do about it."""
    say(error.message)
    if error.hint:
        sys.stderr.write(f"  {printable(error.hint)}\n")


def printable(text: str) -> str:
    """``text`` in one line, without the control characters that could drive the terminal."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


@contextmanager
def progress() -> Iterator[Progress]:
    """Shows the stages that are reported to it, on a terminal only, and leaves no trace."""
    if not sys.stderr.isatty():
        yield lambda _stage, _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns: Sequence[Any] = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("start", total=None)

        def report(stage: str, done: float) -> None:
            # Stages that cannot say how far they are report 0 until they end: a moving bar shows life.
            bar.update(task, description=stage, total=1.0 if done > 0 else None, completed=done)

        yield report


def size(count: int | float) -> str:
    """A number of bytes for people, in powers of 1000, as hubs and disks count: ``253.1 MB``."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} TB"


def duration(seconds: float) -> str:
    """A time for people: ``12 ms``, ``3.4 s``, ``2 min 5 s``, ``3 h 20 min``, ``12 days``."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    if seconds < 3600:
        return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"
    if seconds < 172_800:
        return f"{seconds // 3600:.0f} h {seconds % 3600 // 60:.0f} min"
    return f"{seconds / 86_400:.0f} days"
