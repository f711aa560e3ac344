"""Packs a finished run: the adapter into the package, with its history and its learning curve beside it."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

FILES = ("adapter_config.json", "adapter_model.safetensors")


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_log(path: Path) -> list[dict[str, Any]]:
    """The lines of a run's log, in order."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def plot(log: list[dict[str, Any]], path: Path) -> None:
    """Draws training and validation loss over the examples seen."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4))
    for key, label, style in (("loss", "training", "-"), ("validation_loss", "validation (dev.tsv)", "o-")):
        rows = [row for row in log if key in row]
        axes.plot([row["examples"] for row in rows], [row[key] for row in rows], style, label=label)
    axes.set_xlabel("examples seen")
    axes.set_ylabel("cross-entropy (nats a token)")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    pyplot.close(figure)


def pack(run: Path, package: Path, figure: Path) -> dict[str, str]:
    """Copies the adapter of ``run`` into ``package`` and draws ``figure``; returns each file's SHA-256.

    The history (``history.json``) of an adapter that was continued goes on where it was.
    """
    package.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copyfile(run / "adapter" / name, package / name)
    log = read_log(run / "log.jsonl")
    hashes = {name: sha256(package / name) for name in FILES}
    history = package / "history.json"
    runs = json.loads(history.read_text(encoding="utf-8")) if history.exists() else []
    runs.append({"sha256": hashes["adapter_model.safetensors"], "log": log})
    history.write_text(json.dumps(runs, indent=0) + "\n", encoding="utf-8")
    figure.parent.mkdir(parents=True, exist_ok=True)
    plot(log, figure)
    return hashes
