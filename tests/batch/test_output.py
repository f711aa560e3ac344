from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.batch.output import Outputs, Paths, read_lines, repair, write_manifest
from summarizer.batch.work import Line
from summarizer.errors import UnreadableInputError

LINES = [json.dumps({"id": f"a{i}", "text": "ثلاث كلمات " * i}, ensure_ascii=False) for i in range(6)]
WHOLE = "".join(line + "\n" for line in LINES).encode()


def test_names() -> None:
    paths = Paths(Path("x/night.2026.jsonl"))
    assert [p.name for p in (paths.errors, paths.manifest)] == [
        "night.2026.errors.jsonl",
        "night.2026.manifest.json",
    ]
    assert Paths(Path("night")).errors.name == "night.errors.jsonl"


@pytest.mark.parametrize("cut", range(len(WHOLE) + 1))
def test_half_a_line_is_cut_off(tmp_path: Path, cut: int) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(WHOLE[:cut])
    dropped = repair(file)
    left = file.read_bytes()
    assert WHOLE.startswith(left)
    assert left == b"" or left.endswith(b"\n")
    assert dropped == cut - len(left)
    assert left.count(b"\n") == WHOLE[:cut].count(b"\n")


@given(zeros=st.integers(1, 200_000), lines=st.integers(0, 6), broken=st.booleans())
def test_zeros_after_a_power_cut_are_cut_off(
    tmp_path_factory: pytest.TempPathFactory, zeros: int, lines: int, broken: bool
) -> None:
    file = tmp_path_factory.mktemp("zeros") / "a.jsonl"
    whole = "".join(line + "\n" for line in LINES[:lines]).encode()
    file.write_bytes(whole + b"\0" * zeros + b"\n" * broken)
    repair(file)
    assert file.read_bytes() == whole


def test_a_sound_file_and_no_file_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    assert repair(file) == 0
    assert not file.exists()
    file.write_bytes(WHOLE)
    assert repair(file) == 0
    assert file.read_bytes() == WHOLE


def test_lines_know_where_they_begin(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(WHOLE)
    for written in read_lines(file):
        assert json.loads(WHOLE[written.offset :].split(b"\n")[0]) == written.value


def test_damage_in_the_middle_is_no_matter_of_repair(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b'{"id": "a"}\n{"id": \n{"id": "c"}\n')
    assert repair(file) == 0
    with pytest.raises(UnreadableInputError, match="Line 2"):
        list(read_lines(file))


def test_lines_go_where_they_belong_and_are_appended(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "a.jsonl")
    with Outputs(paths) as outputs:
        outputs.append(Line(1, '{"id": "\ud800"}', verdict="pass"))
    with Outputs(paths) as outputs:
        outputs.append(Line(2, '{"record": 2}', error="RecordError"))
        outputs.append(Line(3, '{"id": "c"}', verdict="warn"))
    assert paths.results.read_bytes() == b'{"id": "\\ud800"}\n{"id": "c"}\n'
    assert paths.errors.read_bytes() == b'{"record": 2}\n'


def test_a_manifest_is_whole_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "a.manifest.json"
    write_manifest(path, {"state": "running"})
    with pytest.raises(TypeError):
        write_manifest(path, {"state": object()})
    assert json.loads(path.read_text()) == {"state": "running"}
