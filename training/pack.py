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


def plot(runs: list[list[dict[str, Any]]], path: Path) -> None:
    """Draws the losses of each run over the examples that it saw, and its best average at the end."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7, 4))
    for number, log in enumerate(runs, 1):
        color = f"C{number - 1}"
        for key, label, style in (("loss", "training", "--"), ("validation_loss", "validation", "o-")):
            rows = [row for row in log if key in row]
            x = [row["examples"] for row in rows]
            y = [row[key] for row in rows]
            axes.plot(x, y, style, color=color, markersize=3, label=f"run {number}, {label}")
        averages = [row["average_loss"] for row in log if "average_loss" in row]
        if averages:
            last = max(row["examples"] for row in log if "examples" in row)
            axes.plot([last], [min(averages)], "*", color="k", label="best average, validation")
    axes.set_xlabel("examples seen in the run")
    axes.set_ylabel("cross-entropy (nats a token)")
    axes.legend(fontsize="small", loc="upper right")
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
    plot([entry["log"] for entry in runs], figure)
    return hashes
