"""Archives of models: whole or nothing, whatever is in them."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.backends import archives
from summarizer.backends.archives import pack, unpack
from summarizer.backends.checkpoints import Reference, find, make_manifest, read_manifest, verify
from summarizer.errors import ConfigurationError, ModelIntegrityError, ModelMissingError, UnreadableInputError

COMMIT = "89abcdef" * 5
FILES = {"config.json": b"{}", "model.safetensors": b"weights" * 500, "1_Pooling/config.json": b"[]"}
ONE, TWO = Reference("org/one", COMMIT, "MIT"), Reference("org/two", COMMIT, "CC-BY-4.0")


def write(reference: Reference, models: Path, *, manifest: bool = True) -> Path:
    folder = reference.folder(models)
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    entries = {
        name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in FILES.items()
    }
    if manifest:
        text = make_manifest(reference.model, reference.revision, reference.licence, entries)
        (folder / archives.MANIFEST).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    for reference in (ONE, TWO):
        write(reference, tmp_path / "here")
    size = pack([ONE, TWO], tmp_path / "here", tmp_path / "models.tar")
    assert size == (tmp_path / "models.tar").stat().st_size
    return tmp_path / "models.tar"


def test_what_is_packed_arrives(packed: Path, tmp_path: Path) -> None:
    said: list[float] = []
    folders = unpack(packed, tmp_path / "there", lambda _stage, done: said.append(done))
    assert folders == [reference.folder(tmp_path / "there") for reference in (ONE, TWO)]
    for reference in (ONE, TWO):
        found = verify(reference, tmp_path / "there")
        assert found.checked
        assert all((found.folder / name).read_bytes() == data for name, data in FILES.items())
    assert said == sorted(said)
    assert [path.name for path in (tmp_path / "there" / "hub").glob(".unpack-*")] == []


def test_any_tar_can_list_it_and_packing_again_gives_the_same_bytes(packed: Path, tmp_path: Path) -> None:
    with tarfile.open(packed) as archive:
        names = archive.getnames()
    assert names[0] == "manifest.json"
    assert sorted(names[1:]) == sorted(f"{i}/{name}" for i in (1, 2) for name in FILES)
    pack([ONE, TWO], tmp_path / "here", tmp_path / "again.tar")
    assert (tmp_path / "again.tar").read_bytes() == packed.read_bytes()


def test_what_is_there_stays(packed: Path, tmp_path: Path) -> None:
    unpack(packed, tmp_path / "there")
    weights = ONE.folder(tmp_path / "there") / "model.safetensors"
    before = weights.stat()
    unpack(packed, tmp_path / "there")
    assert weights.stat().st_ino == before.st_ino


def test_a_copy_by_hand_is_replaced_by_what_was_checked(packed: Path, tmp_path: Path) -> None:
    write(ONE, tmp_path / "there", manifest=False)
    assert not find(ONE, tmp_path / "there").checked
    unpack(packed, tmp_path / "there")
    assert find(ONE, tmp_path / "there").checked


def test_a_copy_by_hand_can_be_packed(tmp_path: Path) -> None:
    folder = write(ONE, tmp_path / "here", manifest=False)
    (folder / "notes.pdf").write_bytes(b"not of the model")
    pack([ONE], tmp_path / "here", tmp_path / "models.tar")
    [there] = unpack(tmp_path / "models.tar", tmp_path / "there")
    assert set((read_manifest(there) or {})["files"]) == set(FILES)


def test_nothing_to_pack(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="pip"):
        pack([Reference(str(tmp_path), "", "mine")], tmp_path, tmp_path / "models.tar")
    with pytest.raises(ModelMissingError):
        pack([ONE], tmp_path / "here", tmp_path / "models.tar")
    assert not (tmp_path / "models.tar").exists()


def test_a_changed_file_is_not_packed(packed: Path, tmp_path: Path) -> None:
    before = packed.read_bytes()
    (ONE.folder(tmp_path / "here") / "model.safetensors").write_bytes(b"WEIGHTS" * 500)
    with pytest.raises(ModelIntegrityError, match=r"model\.safetensors"):
        pack([ONE, TWO], tmp_path / "here", packed)
    assert packed.read_bytes() == before
    assert list(tmp_path.glob(".*.part")) == []


class Killed(BaseException):
    """Nothing catches it, as nothing catches a kill."""


def test_a_kill_leaves_nothing_that_looks_whole(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(stage: str, done: float) -> None:
        if done > 0.5:
            raise Killed

    monkeypatch.setattr(archives.shutil, "rmtree", lambda *_, **__: None)  # the process is dead: no cleaning
    with pytest.raises(Killed):
        unpack(packed, tmp_path / "there", die)
    monkeypatch.undo()
    assert len(list((tmp_path / "there" / "hub").glob(".unpack-*"))) == 1
    for reference in (ONE, TWO):
        with pytest.raises(ModelMissingError):
            find(reference, tmp_path / "there")
    unpack(packed, tmp_path / "there")
    assert list((tmp_path / "there" / "hub").glob(".unpack-*")) == []
    verify(TWO, tmp_path / "there")


@pytest.mark.parametrize("cut", [0, 100, 512, 1500, 4096, 9000])
def test_an_archive_that_was_cut_off(packed: Path, tmp_path: Path, cut: int) -> None:
    packed.write_bytes(packed.read_bytes()[:cut])
    with pytest.raises((UnreadableInputError, ModelIntegrityError)):
        unpack(packed, tmp_path / "there")
    assert [p.name for p in (tmp_path / "there" / "hub").iterdir() if not p.name.startswith(".")] == []


def test_what_is_no_archive(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"PK\3\4" + bytes(2000))
    with pytest.raises(UnreadableInputError, match="no whole archive"):
        unpack(tmp_path / "a.tar", tmp_path / "there")
    with pytest.raises(FileNotFoundError):
        unpack(tmp_path / "none.tar", tmp_path / "there")


def entry(**changes: Any) -> dict[str, Any]:
    files = {"config.json": {"size": 2, "sha256": hashlib.sha256(b"{}").hexdigest()}}
    return {"model": "org/one", "revision": COMMIT, "licence": "MIT", "files": files, **changes}


def archive(path: Path, entries: object, members: list[tuple[tarfile.TarInfo | str, bytes]]) -> Path:
    text = json.dumps({"format": 1, "models": entries}).encode()
    with tarfile.open(path, "w") as tar:
        for member, data in [("manifest.json", text), *members]:
            info = tarfile.TarInfo(member) if isinstance(member, str) else member
            if isinstance(member, str):
                info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return path


def link(name: str, target: str, kind: bytes) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


FINE = ("1/config.json", b"{}")


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([FINE, ("../../evil", b"x")], "not in its manifest"),
        ([FINE, ("/etc/evil", b"x")], "not in its manifest"),
        ([FINE, ("1/../evil", b"x")], "not in its manifest"),
        ([FINE, FINE], "not in its manifest"),
        ([("1/config.json", b"{}" * 4000)], "another size"),
        ([("1/config.json", b"[]")], "another SHA-256"),
        ([], "missing"),
        ([(link("1/config.json", "/etc/passwd", tarfile.SYMTYPE), b"")], "no plain file"),
        ([(link("1/config.json", "/etc/passwd", tarfile.LNKTYPE), b"")], "no plain file"),
        ([FINE, (link("1", "", tarfile.DIRTYPE), b"")], "no plain file"),
        ([(link("1/config.json", "", tarfile.FIFOTYPE), b"")], "no plain file"),
        ([FINE, ("1/" + "x" * 200, b"x")], "no plain file"),  # the header that carries a long name
    ],
)
def test_members_that_do_not_belong(
    tmp_path: Path, members: list[tuple[tarfile.TarInfo | str, bytes]], said: str
) -> None:
    file = archive(tmp_path / "bad.tar", [entry()], members)
    with pytest.raises(ModelIntegrityError, match=said):
        unpack(file, tmp_path / "there" / "models")
    assert not list(tmp_path.rglob("evil"))
    assert not ONE.folder(tmp_path / "there" / "models").exists()


HASH = "0" * 64


@pytest.mark.parametrize(
    "entries",
    [
        [entry(model="../evil")],
        [entry(model="org/../evil")],
        [entry(model="org")],
        [entry(revision="main")],
        [entry(revision="../" + COMMIT)],
        [entry(files={})],
        [entry(files={"../config.json": {"size": 1, "sha256": HASH}})],
        [entry(files={"evil.py": {"size": 1, "sha256": HASH}})],
        [entry(files={"config.json": {"size": -1, "sha256": HASH}})],
        [entry(files={"config.json": {"size": True, "sha256": HASH}})],
        [entry(files={"config.json": {"size": 1, "sha256": "x"}})],
        [entry(licence=None)],
        [{}],
        [1],
        {"models": []},
        "text",
    ],
)
def test_manifests_that_name_what_they_must_not(tmp_path: Path, entries: object) -> None:
    file = archive(tmp_path / "bad.tar", entries, [FINE])
    with pytest.raises((ModelIntegrityError, UnreadableInputError)):
        unpack(file, tmp_path / "there")


def test_more_than_the_disk_holds(tmp_path: Path) -> None:
    files = {"model.safetensors": {"size": 2**60, "sha256": HASH}}
    file = archive(tmp_path / "bad.tar", [entry(files=files)], [FINE])
    with pytest.raises(ConfigurationError, match="are free"):
        unpack(file, tmp_path / "there")


def test_more_than_eight_gibibytes_fit_into_a_member() -> None:
    info = tarfile.TarInfo("1/model.safetensors")
    info.size = 12 * 2**30
    buffer = info.tobuf(tarfile.GNU_FORMAT)
    assert len(buffer) == 512
    assert list(archives._members(io.BytesIO(buffer + bytes(1024)))) == [("1/model.safetensors", 12 * 2**30)]


@given(place=st.integers(0, 6000), value=st.integers(1, 255))
@settings(max_examples=60, deadline=None)
def test_a_changed_byte_is_found_or_changes_nothing(place: int, value: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(ONE, folder / "here")
        pack([ONE], folder / "here", folder / "a.tar")
        data = bytearray((folder / "a.tar").read_bytes())
        data[place] ^= value
        (folder / "a.tar").write_bytes(data)
        try:
            unpack(folder / "a.tar", folder / "there")
        except (ModelIntegrityError, UnreadableInputError, ConfigurationError):
            left = [p for p in (folder / "there" / "hub").iterdir() if not p.name.startswith(".")]
            assert left == []
        else:
            [there] = [p for p in (folder / "there" / "hub").iterdir() if not p.name.startswith(".")]
            assert all((there / file).read_bytes() == content for file, content in FILES.items())
