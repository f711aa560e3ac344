from dataclasses import replace

import pytest

from summarizer.backends import store
from summarizer.backends.checkpoints import MANIFEST, Reference
from summarizer.backends.converted import conversions, convert
from summarizer.backends.store import Kind, State, Wanted, build_lite
from summarizer.errors import ModelMissingError
from summarizer.profiles import load_profile
from summarizer.profiles.needs import wanted
from tests.backends import tiny
from tests.backends.test_archives import ONE, write

LITE = wanted([load_profile("lite")])


def list_models(models, needs=LITE):
    return store.list_models(models, needs)


def verify_models(models, needs=LITE):
    return store.verify_models(models, needs)


@pytest.fixture
def recipe(tmp_path, monkeypatch):
    made = tiny.recipe(tmp_path / "recipe")
    monkeypatch.setattr(store, "installed_recipe", lambda: made)
    return made


def named(models, name):
    return next(model for model in models if model.name == name)


def test_the_translator_goes_from_not_built_to_ready(recipe, tmp_path):
    before = named(list_models(tmp_path / "cache"), "lite")
    assert before.state is State.UNBUILT
    assert "mujaz models pull lite" in before.note
    folder = build_lite(tmp_path / "cache")
    after = named(list_models(tmp_path / "cache"), "lite")
    assert (after.state, after.location, after.revision) == (State.READY, folder, recipe.digest[:16])
    assert after.size == sum(path.stat().st_size for path in folder.iterdir())
    assert all(model.licence for model in list_models(tmp_path / "cache"))


def test_verifying_finds_changed_bytes(recipe, tmp_path, monkeypatch):
    folder = build_lite(tmp_path / "cache")
    lite = named(list_models(tmp_path / "cache"), "lite")
    monkeypatch.setattr(store, "_embedder", lambda: lite)  # hashing the real one takes a second
    assert {model.state for model in verify_models(tmp_path / "cache")} == {State.READY}
    with (folder / "model.bin").open("ab") as file:
        file.write(b"x")
    with recipe.chunks[0].open("ab") as file:
        file.write(b"x")
    states = [(model.name, model.state) for model in verify_models(tmp_path / "cache")[1:]]
    assert [state for _, state in states] == [State.BROKEN, State.BROKEN]


def test_without_an_adapter_it_says_so(recipe, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "installed_recipe", lambda: replace(recipe, adapter=None))
    assert "without its adapter" in named(list_models(tmp_path), "lite").note


def test_missing_weights_are_listed_as_missing(tmp_path, monkeypatch):
    def absent():
        raise ModelMissingError("not here", hint="pip install it")

    monkeypatch.setattr(store, "installed_recipe", absent)
    monkeypatch.setattr(store, "weight_file", absent)
    models = verify_models(tmp_path)
    assert {model.state for model in models} == {State.MISSING}
    assert all("pip install it" in model.note for model in models)


def checkpoint(reference=ONE):
    return [Wanted(Kind.CHECKPOINT, reference.model, "translation", "MIT", ("mine",), reference)]


def test_a_checkpoint_goes_from_not_fetched_to_ready_to_broken(tmp_path):
    needs = checkpoint(replace(ONE, size=123))
    [model] = list_models(tmp_path, needs)
    assert (model.state, model.size, model.download, model.profiles) == (State.ABSENT, 0, 123, ("mine",))
    assert model.note == "Fetch it: mujaz models pull mine"
    folder = write(ONE, tmp_path)
    [model] = verify_models(tmp_path, needs)
    assert (model.state, model.location, model.note) == (State.READY, folder, "")
    assert model.size == sum(
        p.stat().st_size for p in folder.rglob("*") if p.is_file() and p.name != MANIFEST
    )
    (folder / "model.safetensors").write_bytes(b"WEIGHTS" * 500)
    assert list_models(tmp_path, needs)[0].state is State.READY
    assert verify_models(tmp_path, needs)[0].state is State.BROKEN
    (folder / "model.safetensors").write_bytes(b"")
    assert list_models(tmp_path, needs)[0].state is State.BROKEN


def test_what_somebody_copied_is_said_to_be_unchecked(tmp_path):
    write(ONE, tmp_path, manifest=False)
    [model] = list_models(tmp_path, checkpoint())
    assert model.state is State.READY
    assert "copied by hand" in model.note


def test_a_folder_of_ones_own(tmp_path):
    folder = write(ONE, tmp_path / "mine", manifest=False)
    needs = checkpoint(Reference(str(folder), "", "MIT"))
    [model] = verify_models(tmp_path, needs)
    assert (model.state, model.location, model.note) == (State.READY, folder, "")
    [model] = list_models(tmp_path, checkpoint(Reference(str(tmp_path / "none"), "", "MIT")))
    assert model.state is State.MISSING


def test_a_service_has_nothing_here(tmp_path):
    needs = [
        Wanted(Kind.SERVICE, "qwen", "summaries", "Apache-2.0", ("remote",), address="http://[::1]:1/v1")
    ]
    [model] = verify_models(tmp_path, needs)
    assert (model.state, model.note, model.location) == (State.REMOTE, "http://[::1]:1/v1", None)


def test_verifying_finds_changed_bytes_of_a_conversion(seq2seq_checkpoint, tmp_path):
    folder = seq2seq_checkpoint("marian")
    made = convert(folder, tmp_path, "int8")
    own = checkpoint(Reference(str(folder), "", "internal"))
    [model] = verify_models(tmp_path, own)
    assert model.state is State.READY
    with (made / "model.bin").open("ab") as file:
        file.write(b"\0")
    [model] = verify_models(tmp_path, own)
    assert model.state is State.BROKEN
    assert "model.bin" in model.note
    assert not list(conversions(folder, tmp_path / "elsewhere"))
