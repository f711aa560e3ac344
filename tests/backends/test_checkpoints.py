"""Checkpoints on the disk: with a manifest, copied by hand, and in folders of the user's own."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from summarizer.backends import checkpoints
from summarizer.backends.checkpoints import MANIFEST, Reference, find, is_wanted, make_manifest, verify
from summarizer.errors import ModelIntegrityError, ModelMissingError

COMMIT = "89abcdef" * 5
FILES = {"config.json": b"{}", "model.safetensors": b"weights", "tokenizer.json": b"pieces"}


def write(folder: Path, *, manifest: bool = False) -> Path:
    folder.mkdir(parents=True)
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    if manifest:
        entries = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in FILES.items()
        }
        (folder / MANIFEST).write_text(make_manifest("org/name", COMMIT, "MIT", entries), encoding="utf-8")
    return folder


def reference(**files: str) -> Reference:
    return Reference("org/name", COMMIT, "MIT", files={k.replace("_", "."): v for k, v in files.items()})


def test_what_is_not_here_names_the_command_and_the_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError) as caught:
        find(reference(), tmp_path, pull="standard")
    assert "Fetch it: mujaz models pull standard" in caught.value.hint
    assert str(tmp_path / "hub" / f"org--name@{COMMIT}") in caught.value.hint
    with pytest.raises(ModelMissingError, match=r"The profile names this folder"):
        find(Reference(str(tmp_path / "none"), "", "MIT"), tmp_path)


def test_a_fetched_model_is_its_name_and_commit(tmp_path: Path) -> None:
    folder = write(reference().folder(tmp_path), manifest=True)
    found = find(reference(), tmp_path)
    assert (found.folder, found.name, found.revision, found.checked) == (folder, "org/name", COMMIT, True)


@pytest.mark.parametrize("damage", ["remove", "shorten"])
def test_a_file_that_is_gone_or_cut_is_seen_at_once(tmp_path: Path, damage: str) -> None:
    folder = write(reference().folder(tmp_path), manifest=True)
    if damage == "remove":
        (folder / "tokenizer.json").unlink()
    else:
        (folder / "tokenizer.json").write_bytes(b"pi")
    with pytest.raises(ModelIntegrityError, match=r"tokenizer\.json is not what was fetched"):
        find(reference(), tmp_path)


def test_changed_bytes_are_seen_by_verify(tmp_path: Path) -> None:
    folder = write(reference().folder(tmp_path), manifest=True)
    verify(reference(), tmp_path)
    (folder / "model.safetensors").write_bytes(b"WEIGHTS")
    find(reference(), tmp_path)
    with pytest.raises(ModelIntegrityError, match=r"model\.safetensors"):
        verify(reference(), tmp_path)


@pytest.mark.parametrize("text", ["", "[]", '{"model": "a/b"}', '{"model":"a/b","revision":"","files":{}}'])
def test_a_manifest_that_says_nothing(tmp_path: Path, text: str) -> None:
    folder = write(reference().folder(tmp_path))
    (folder / MANIFEST).write_text(text)
    with pytest.raises(ModelIntegrityError, match="cannot be read"):
        find(reference(), tmp_path)


def test_a_copy_by_hand_is_told_from_what_was_fetched(tmp_path: Path) -> None:
    folder = write(reference().folder(tmp_path))
    found = find(reference(), tmp_path)
    assert not found.checked
    assert found.revision.startswith(f"{COMMIT}/")
    (folder / "model.safetensors").write_bytes(b"WEIGHTS")
    assert find(reference(), tmp_path).revision != found.revision


def test_pinned_hashes_hold_for_every_way_it_came(tmp_path: Path) -> None:
    right = hashlib.sha256(FILES["config.json"]).hexdigest()
    for number, manifest in enumerate((True, False)):
        models = tmp_path / str(number)
        write(reference().folder(models), manifest=manifest)
        find(reference(config_json=right), models)
        with pytest.raises(ModelIntegrityError, match="the profile pins"):
            find(reference(config_json="0" * 64), models)


def test_a_folder_of_ones_own_is_named_by_its_bytes(tmp_path: Path) -> None:
    folder = write(tmp_path / "mine")
    mine = Reference(str(folder), "", "mine")
    found = find(mine, tmp_path / "models")
    assert (found.folder, found.name, len(found.revision)) == (folder, "mine", 16)
    (folder / "README.md").write_text("words change no answer")
    assert find(mine, tmp_path / "models") == found
    (folder / "config.json").write_text('{"a": 1}')
    assert find(mine, tmp_path / "models").revision != found.revision


def test_hashes_are_remembered_by_size_and_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    real = checkpoints.hash_file
    monkeypatch.setattr(checkpoints, "hash_file", lambda path: hashed.append(path.name) or real(path))
    folder = write(tmp_path / "mine")
    mine = Reference(str(folder), "", "mine")
    find(mine, tmp_path / "models")
    assert sorted(hashed) == sorted(FILES)
    hashed.clear()
    find(mine, tmp_path / "models")
    assert hashed == []
    os.utime(folder / "config.json", ns=(1, 1))
    find(mine, tmp_path / "models")
    assert hashed == ["config.json"]
    hashed.clear()
    verify(mine, tmp_path / "models")
    assert sorted(hashed) == sorted(FILES)


def test_a_memory_of_hashes_that_is_broken_or_read_only_does_no_harm(tmp_path: Path) -> None:
    mine = Reference(str(write(tmp_path / "mine")), "", "mine")
    first = find(mine, tmp_path / "models")
    (tmp_path / "models" / "hashes.json").write_text("nonsense")
    assert find(mine, tmp_path / "models") == first
    assert json.loads((tmp_path / "models" / "hashes.json").read_text())
    (tmp_path / "file").touch()
    assert find(mine, tmp_path / "file" / "models") == first


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("model.safetensors", True),
        ("model-00001-of-00004.safetensors", True),
        ("model.safetensors.index.json", True),
        ("target.spm", True),
        ("sentencepiece.bpe.model", True),
        ("1_Pooling/config.json", True),
        ("LICENSE.txt", True),
        ("pytorch_model.bin", False),
        ("onnx/model.onnx", False),
        ("onnx/config.json", False),
        ("openvino/tokenizer.json", False),
        ("model-q4k.gguf", False),
        ("original/model.safetensors", False),
        ("modeling_own.py", False),
        ("../config.json", False),
        (MANIFEST, False),
    ],
)
def test_which_files_of_a_repository_are_wanted(name: str, wanted: bool) -> None:
    assert is_wanted(name) is wanted
