"""Folders that are made once."""

from __future__ import annotations

from pathlib import Path

from summarizer.backends.files import make_once


def test_makers_of_another_kind_are_left_in_peace(tmp_path: Path) -> None:
    (tmp_path / ".part-ct2-running").mkdir()
    (tmp_path / ".part-lite-dead").mkdir()
    assert make_once(tmp_path / "lite-1", "lite", Path.mkdir, lock="build.lock")
    assert not make_once(tmp_path / "lite-1", "lite", Path.mkdir, lock="build.lock")
    folders = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    assert folders == [".part-ct2-running", "lite-1"]
