"""Fetching from a hub on the loopback interface, with interruptions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from summarizer.backends.checkpoints import MANIFEST, Reference, find, read_manifest, verify
from summarizer.backends.hub import pull
from summarizer.errors import ConfigurationError, ModelIntegrityError, ModelMissingError
from tests.backends.hub_server import COMMIT, FILES, MODEL, Hub, serving

WANTED = {"config.json", "model.safetensors", "source.spm", "README.md"}
TINY = Reference(MODEL, COMMIT, "CC-BY-4.0")


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr("huggingface_hub.file_download.time.sleep", lambda _: None)
    monkeypatch.setattr("huggingface_hub.constants.DOWNLOAD_CHUNK_SIZE", 50_000)
    with serving() as hub:
        yield hub


def test_only_what_a_model_needs_is_fetched_and_hashed(hub: Hub, tmp_path: Path) -> None:
    said: list[tuple[str, float]] = []
    folder = pull(TINY, tmp_path, endpoint=hub.address, progress=lambda *report: said.append(report))
    assert folder == tmp_path / "hub" / f"tiny-org--tiny-mt@{COMMIT}"
    assert {path.name for path in folder.iterdir()} == {*WANTED, MANIFEST}
    assert all((folder / name).read_bytes() == FILES[name] for name in WANTED)
    assert set((read_manifest(folder) or {})["files"]) == WANTED
    assert [done for _, done in said] == sorted(done for _, done in said)
    assert said[-1] == (f"{MODEL}: model.safetensors", 1.0)
    found = find(TINY, tmp_path)
    assert (found.name, found.revision, found.checked) == (MODEL, COMMIT, True)
    assert {authorization for _, _, authorization in hub.asked} == {""}


def test_what_is_here_is_not_asked_for(hub: Hub, tmp_path: Path) -> None:
    first = pull(TINY, tmp_path, endpoint=hub.address)
    hub.asked.clear()
    assert pull(TINY, tmp_path, endpoint=hub.address) == first
    assert hub.asked == []


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


def test_an_interrupted_download_goes_on_where_it_stopped(hub: Hub, tmp_path: Path) -> None:
    def die(stage: str, done: float) -> None:
        if stage.endswith("model.safetensors") and done > 0.2:
            raise Killed

    with pytest.raises(Killed):
        pull(TINY, tmp_path, endpoint=hub.address, progress=die)
    assert not find_folder(tmp_path).exists()
    with pytest.raises(ModelMissingError):
        find(TINY, tmp_path)
    [partial] = (tmp_path / "hub").rglob("*.partial")
    begun = partial.stat().st_size
    assert 0 < begun < len(FILES["model.safetensors"])
    hub.asked.clear()
    folder = pull(TINY, tmp_path, endpoint=hub.address)
    assert hub.ranges("model.safetensors") == [f"bytes={begun}-"]
    assert hub.ranges("config.json") == []
    assert (folder / "model.safetensors").read_bytes() == FILES["model.safetensors"]
    assert not list(folder.rglob("*.partial"))


def find_folder(models: Path) -> Path:
    return TINY.folder(models)


def test_a_connection_that_breaks_is_made_again(hub: Hub, tmp_path: Path) -> None:
    hub.cut_at = 300_000
    folder = pull(TINY, tmp_path, endpoint=hub.address)
    assert hub.ranges("model.safetensors") == ["", "bytes=300000-"]
    assert verify(TINY, tmp_path).folder == folder


def test_what_the_hub_did_not_promise_is_refused_and_fetched_anew(hub: Hub, tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors"):
        hub.corrupt = name
        with pytest.raises(ModelIntegrityError, match=f"{name} .* did not arrive"):
            pull(TINY, tmp_path, endpoint=hub.address)
    hub.corrupt = ""
    pull(TINY, tmp_path, endpoint=hub.address)
    verify(TINY, tmp_path)


def test_a_partial_file_that_was_another_one_is_found_out(hub: Hub, tmp_path: Path) -> None:
    part = tmp_path / "hub" / f".part-tiny-org--tiny-mt@{COMMIT}"
    part.mkdir(parents=True)
    (part / "model.safetensors.partial").write_bytes(b"x" * 1000)
    (part / "config.json.partial").write_bytes(b"far longer than the file that it is to become")
    with pytest.raises(ModelIntegrityError, match="again"):
        pull(TINY, tmp_path, endpoint=hub.address)
    pull(TINY, tmp_path, endpoint=hub.address)
    verify(TINY, tmp_path)


def test_a_hash_that_the_profile_pins_holds_against_the_hub(hub: Hub, tmp_path: Path) -> None:
    pinned = Reference(MODEL, COMMIT, "CC-BY-4.0", files={"model.safetensors": "0" * 64})
    with pytest.raises(ModelIntegrityError, match="the profile pins"):
        pull(pinned, tmp_path, endpoint=hub.address)


def test_pickled_weights_are_not_fetched(hub: Hub, tmp_path: Path) -> None:
    del hub.files["model.safetensors"]
    with pytest.raises(ConfigurationError, match="no weights in safetensors"):
        pull(TINY, tmp_path, endpoint=hub.address)
    assert not [path for path, _, _ in hub.asked if "resolve" in path]


def test_a_gated_model_needs_a_token(hub: Hub, tmp_path: Path) -> None:
    hub.token = "mine"
    with pytest.raises(ModelMissingError, match="HF_TOKEN"):
        pull(TINY, tmp_path, endpoint=hub.address)
    pull(TINY, tmp_path, endpoint=hub.address, token="mine")


def test_a_revision_or_model_that_the_hub_does_not_have(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError, match="not all of its revision"):
        pull(Reference(MODEL, "f" * 40, "MIT"), tmp_path, endpoint=hub.address)
    with pytest.raises(ModelMissingError, match="not there"):
        pull(Reference("nobody/nothing", COMMIT, "MIT"), tmp_path, endpoint=hub.address)


def test_without_a_network_it_says_what_to_copy_where(hub: Hub, tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError) as caught:
        pull(TINY, tmp_path, endpoint="http://127.0.0.1:9", name="standard")
    said = str(caught.value)
    assert "mujaz models pack standard FILE.tar" in said
    assert f"https://huggingface.co/{MODEL}/tree/{COMMIT}" in said
    assert str(TINY.folder(tmp_path)) in said


def test_a_disk_that_is_too_small(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("usage", (), {"free": 1000})
    monkeypatch.setattr("summarizer.backends.hub.shutil.disk_usage", lambda _: usage)
    with pytest.raises(ConfigurationError, match="bytes more"):
        pull(TINY, tmp_path, endpoint=hub.address)


def test_offline_mode_is_obeyed(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelMissingError, match="offline mode is enabled"):
        pull(TINY, tmp_path, endpoint=hub.address)
    assert hub.asked == []
