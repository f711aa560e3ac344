"""``kill -9`` while jobs run; ``python -m tests.api.measure_kills`` does it 30 times."""

from __future__ import annotations

from pathlib import Path

from tests.api.kills import finish, rounds


def test_every_article_ends_exactly_once(tmp_path: Path) -> None:
    accepted = rounds(tmp_path, 2, articles=5, seed=3)
    assert accepted
    found = finish(tmp_path, accepted, seconds=120)
    assert found["articles"] == 5 * len(accepted)
    assert {name: found[name] for name in ("unfinished", "missing", "twice", "damaged")} == {
        "unfinished": 0, "missing": 0, "twice": 0, "damaged": 0,
    }  # fmt: skip
