"""What two runs must agree on: every byte but those of ``timings`` and ``cache``, which tell of the run."""

from __future__ import annotations

import json
from pathlib import Path


def normal(path: Path) -> str:
    """A file of results, errors or a manifest without what tells of the process that wrote it."""
    text = path.read_text(encoding="utf-8")
    if path.name.endswith(".manifest.json"):
        return _without(text, indent=2)
    assert text.endswith("\n") or not text
    return "\n".join(_without(line) for line in text.splitlines())


def _without(text: str, indent: int | None = None) -> str:
    document = json.loads(text)
    for name in ("timings", "cache"):
        document.pop(name, None)
    return json.dumps(document, ensure_ascii=False, indent=indent)


def outputs(results: Path) -> tuple[str, str, str]:
    """Results, errors and manifest of the run that wrote ``results``."""
    stem = results.name.removesuffix(".jsonl")
    names = (results.name, f"{stem}.errors.jsonl", f"{stem}.manifest.json")
    found = [normal(results.with_name(name)) for name in names]
    return found[0], found[1], found[2]
