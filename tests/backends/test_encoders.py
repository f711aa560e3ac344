"""Sentence encoders, used as their own files say."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from transformers import AutoModel, AutoTokenizer

from summarizer.backends.encoders import HuggingFaceEmbedder, pool
from summarizer.backends.placement import Placement
from summarizer.errors import ConfigurationError, GenerationError, ModelIntegrityError, ModelMissingError
from summarizer.protocols import Embedder
from tests.backends import tiny_causal as tiny

PLACEMENT = Placement("cpu", "float32", 1)
TEXTS = [tiny.ENGLISH, "", "🙂", tiny.ARABIC, "\u202bfish\u202c", "the boats " * 5, "half \ud800 a pair"]


@pytest.fixture(scope="module", autouse=True)
def no_progress_bars() -> Iterator[None]:
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    yield
    transformers_logging.enable_progress_bar()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny.write_encoder(tmp_path_factory.mktemp("encoder"))


def embedder_of(folder: Path, name: str = "tiny", **more: Any) -> HuggingFaceEmbedder:
    return HuggingFaceEmbedder(folder, name=name, revision="r1", placement=PLACEMENT, **more)


def by_hand(folder: Path, text: str, pooling: str) -> np.ndarray:
    """The vector of one text, straight from transformers."""
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        states = model(torch.tensor([tokenizer(text).input_ids])).last_hidden_state[0]
        vector = {"cls": states[0], "mean": states.mean(0), "max": states.amax(0), "lasttoken": states[-1]}[
            pooling
        ]
        return torch.nn.functional.normalize(vector, dim=0).numpy()


@pytest.mark.parametrize("kind", ["bert", "xlm-roberta"])
@pytest.mark.parametrize(
    ("flag", "pooling"),
    [("cls_token", "cls"), ("mean_tokens", "mean"), ("max_tokens", "max"), ("lasttoken", "lasttoken")],
)
def test_the_pooling_is_the_checkpoints(tmp_path: Path, kind: str, flag: str, pooling: str) -> None:
    folder = tiny.write_encoder(tmp_path, kind, pooling=flag)
    embedder: Embedder = embedder_of(folder)
    vectors = embedder.embed([tiny.ENGLISH, "fish"])
    assert vectors.dtype == np.float32
    for vector, text in zip(vectors, (tiny.ENGLISH, "fish"), strict=True):
        assert vector == pytest.approx(by_hand(folder, text, pooling), abs=1e-5)
    assert pooling in embedder.identity


def test_each_vector_depends_on_its_own_text_alone(plain: Path) -> None:
    embedder = embedder_of(plain, rows=3)
    together = embedder.embed(TEXTS)
    assert together.shape == (len(TEXTS), 32)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    alone = np.concatenate([embedder.embed([text]) for text in TEXTS])
    assert together == pytest.approx(alone, abs=1e-5)
    assert embedder.embed(TEXTS[::-1])[::-1] == pytest.approx(alone, abs=1e-5)
    assert np.abs(together[0] - together[3]).max() > 1e-2


def test_no_texts(plain: Path) -> None:
    assert embedder_of(plain).embed([]).shape == (0, 32)


def test_an_e5_is_given_its_prefix(plain: Path) -> None:
    e5 = embedder_of(plain, name="intfloat/multilingual-e5-small")
    assert e5.prefix == "query: "
    assert e5.embed(["fish"])[0] == pytest.approx(by_hand(plain, "query: fish", "mean"), abs=1e-5)
    assert embedder_of(plain, name="LaBSE").prefix == ""
    assert embedder_of(plain, name="base5-e5x").prefix == ""


def test_a_prompt_of_the_checkpoint_is_its_prefix(tmp_path: Path) -> None:
    folder = tiny.write_encoder(tmp_path, prompts={"query": "search: ", "document": "text: "})
    assert embedder_of(folder).prefix == "search: "
    assert embedder_of(folder).embed(["fish"])[0] == pytest.approx(
        by_hand(folder, "search: fish", "mean"), abs=1e-5
    )


def test_explicit_settings_win(tmp_path: Path) -> None:
    folder = tiny.write_encoder(tmp_path, prompts={"query": "search: "})
    own = embedder_of(folder, prefix="", pooling="cls")
    assert own.embed(["fish"])[0] == pytest.approx(by_hand(folder, "fish", "cls"), abs=1e-5)
    assert own.identity == "tiny@r1(cls,float32,'')"
    assert own.identity != embedder_of(folder).identity


def test_a_layer_on_top_as_in_labse(tmp_path: Path) -> None:
    folder = tiny.write_encoder(
        tmp_path, modules=("Transformer", "Pooling", "Dense", "Normalize"), pooling="cls_token"
    )
    from safetensors.torch import load_file

    weights = load_file(folder / "2_Dense" / "model.safetensors")
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        state = model(torch.tensor([tokenizer("fish").input_ids])).last_hidden_state[0, 0]
        top = torch.tanh(weights["linear.weight"] @ state + weights["linear.bias"])
        expected = torch.nn.functional.normalize(top, dim=0).numpy()
    vectors = embedder_of(folder).embed(["fish", tiny.ARABIC])
    assert vectors.shape == (2, 16)
    assert vectors[0] == pytest.approx(expected, abs=1e-5)
    assert embedder_of(folder).embed([]).shape == (0, 16)


def test_a_long_text_is_read_to_its_end(tmp_path: Path) -> None:
    folder = tiny.write_encoder(tmp_path, "xlm-roberta", longest=16)
    embedder = embedder_of(folder)
    start = "the boats came in and waited beside the wall " * 1200
    first, second = embedder.embed([f"{start} bread", f"{start} {tiny.ARABIC * 300}"])
    assert np.abs(first - second).max() > 1e-2
    assert np.isfinite(first).all()


def test_threads_may_share_it(plain: Path) -> None:
    embedder = embedder_of(plain)
    texts = [f"boat {i} " * (i % 5 + 1) for i in range(12)]
    expected = embedder.embed(texts)

    def work(i: int) -> bool:
        return bool(np.abs(embedder.embed(texts[i:]) - expected[i:]).max() < 1e-5)

    with ThreadPoolExecutor(4) as workers:
        assert all(workers.map(work, [*range(10), *range(10)]))


def test_out_of_memory_halves_the_batch(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embedder = embedder_of(plain, rows=8)
    texts = [f"boat {i}" for i in range(8)]
    expected = embedder.embed(texts)
    encode, sizes, most = HuggingFaceEmbedder._encode, [], 2

    def small(self: Any, model: Any, pad: int, windows: Any) -> Any:
        sizes.append(len(windows))
        if len(windows) > most:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return encode(self, model, pad, windows)

    monkeypatch.setattr(HuggingFaceEmbedder, "_encode", small)
    assert embedder.embed(texts) == pytest.approx(expected, abs=1e-5)
    assert sizes == [8, 4, 2, 2, 2, 2]
    most = 0
    with pytest.raises(GenerationError, match="too little memory"):
        embedder.embed(texts)


def test_a_checkpoint_that_does_not_say_how_it_is_used(tmp_path: Path) -> None:
    folder = tiny.write_encoder(tmp_path, modules=())
    with pytest.raises(ConfigurationError, match="how it pools"):
        embedder_of(folder).embed(["fish"])
    with pytest.raises(ConfigurationError, match="which prefix"):
        embedder_of(folder, pooling="mean").embed(["fish"])
    vectors = embedder_of(folder, pooling="mean", prefix="").embed(["fish"])
    assert vectors[0] == pytest.approx(by_hand(folder, "fish", "mean"), abs=1e-5)


def test_an_instruct_e5_needs_its_users_instruction(plain: Path) -> None:
    with pytest.raises(ConfigurationError, match="which prefix"):
        _ = embedder_of(plain, name="multilingual-e5-large-instruct").prefix


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True}, "cls and mean"),
        ({"pooling_mode": "attention"}, "attention"),
        ({}, "none"),
    ],
)
def test_an_unknown_pooling(tmp_path: Path, config: dict[str, object], message: str) -> None:
    folder = tiny.write_encoder(tmp_path)
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        embedder_of(folder).embed(["fish"])


def test_the_newer_spelling_of_a_pooling(tmp_path: Path) -> None:
    folder = tiny.write_encoder(tmp_path)
    (folder / "1_Pooling" / "config.json").write_text('{"pooling_mode": "cls"}', encoding="utf-8")
    assert embedder_of(folder).pooling == "cls"


def test_wrong_settings_and_unknown_steps(tmp_path: Path, plain: Path) -> None:
    with pytest.raises(ConfigurationError, match="no pooling 'attention'"):
        embedder_of(plain, pooling="attention")
    with pytest.raises(ValueError, match="rows"):
        embedder_of(plain, rows=0)
    folder = tiny.write_encoder(tmp_path, modules=("Transformer", "Pooling", "WeightedLayerPooling"))
    with pytest.raises(ConfigurationError, match="WeightedLayerPooling"):
        embedder_of(folder).embed(["fish"])


def test_missing_and_damaged_checkpoints(tmp_path: Path) -> None:
    with pytest.raises(ModelMissingError):
        embedder_of(tmp_path / "none", pooling="cls", prefix="").embed(["fish"])
    folder = tiny.write_encoder(
        tmp_path / "damaged", modules=("Transformer", "Pooling", "Dense", "Normalize")
    )
    (folder / "2_Dense" / "model.safetensors").unlink()
    with pytest.raises(ModelIntegrityError, match="2_Dense"):
        embedder_of(folder).embed(["fish"])
    (folder / "modules.json").write_text("[{", encoding="utf-8")
    with pytest.raises(ModelIntegrityError):
        embedder_of(folder).embed(["fish"])


def test_a_checkpoint_without_the_unused_pooler(tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = tiny.write_encoder(tmp_path)
    expected = embedder_of(folder).embed(TEXTS)
    weights = load_file(folder / "model.safetensors")
    assert any("pooler" in key for key in weights)
    kept = {key: value for key, value in weights.items() if "pooler" not in key}
    save_file(kept, folder / "model.safetensors", {"format": "pt"})
    assert embedder_of(folder).embed(TEXTS) == pytest.approx(expected, abs=1e-6)
    del kept["encoder.layer.0.attention.self.query.weight"]
    save_file(kept, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(ModelIntegrityError, match="query"):
        embedder_of(folder).embed(TEXTS)


def test_poolings_see_the_text_alone() -> None:
    states = torch.tensor([[[1.0], [3.0], [50.0]], [[2.0], [4.0], [9.0]]])
    mask = torch.tensor([[1, 1, 0], [1, 1, 1]])
    assert pool(states, mask, "cls").tolist() == [[1.0], [2.0]]
    assert pool(states, mask, "mean").tolist() == [[2.0], [5.0]]
    assert pool(states, mask, "max").tolist() == [[3.0], [9.0]]
    assert pool(states, mask, "lasttoken").tolist() == [[3.0], [9.0]]
    assert pool(states, mask, "weightedmean")[0].item() == pytest.approx((1 + 2 * 3) / 3)
    assert pool(states, mask, "mean_sqrt_len_tokens")[0].item() == pytest.approx(4 / 2**0.5)
