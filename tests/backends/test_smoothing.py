from dataclasses import replace

import numpy as np
import pytest

from summarizer.backends.build import build, installed_recipe
from summarizer.backends.gguf import Checkpoint, read_checkpoint
from summarizer.backends.smoothing import inputs, read_calibration, smooth
from summarizer.errors import ModelIntegrityError
from tests.backends import tiny
from tests.backends.test_gemma import logits


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Checkpoint:
    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    tiny.write_gguf(path)
    return read_checkpoint(path)


@pytest.fixture
def calibration(tmp_path):
    tiny.write_calibration(tmp_path / "calibration.npz")
    return read_calibration(tmp_path / "calibration.npz")


def rounded(checkpoint: Checkpoint) -> Checkpoint:
    """As int8 stores the weights: 127 steps up to the largest of a row."""

    def steps(rows: np.ndarray) -> np.ndarray:
        size = np.abs(rows).max(axis=1, keepdims=True) / 127
        return np.round(rows / size) * size

    tensors = {n: steps(t) if n.endswith("proj.weight") else t for n, t in checkpoint.tensors.items()}
    return replace(checkpoint, tensors=tensors)


def with_outliers(checkpoint: Checkpoint) -> tuple[Checkpoint, dict[str, np.ndarray]]:
    """A model that computes the same, some of whose inputs are 60 times as large, and their sizes."""
    tensors = dict(checkpoint.tensors)
    calibration = {}
    for name in inputs(tiny.LAYERS):
        width = checkpoint.tensors.get(f"{name}.weight", tensors["model.embed_tokens.weight"]).shape[1]
        calibration[name] = np.ones(width, np.float32)
    grown = np.ones(tiny.MIDDLE, np.float32)
    grown[::17] = 60
    for i in range(tiny.LAYERS):
        mlp = f"model.layers.{i}.mlp"
        tensors[f"{mlp}.up_proj.weight"] = tensors[f"{mlp}.up_proj.weight"] * grown[:, None]
        tensors[f"{mlp}.down_proj.weight"] = tensors[f"{mlp}.down_proj.weight"] / grown
        calibration[f"{mlp}.down_proj"] = grown
    return replace(checkpoint, tensors=tensors), calibration


def test_a_smoothed_model_computes_the_same(checkpoint, calibration, tmp_path):
    smoothed = smooth(checkpoint, calibration)
    changed = [n for n, t in checkpoint.tensors.items() if not np.array_equal(t, smoothed.tensors[n])]
    assert (
        len(changed) == tiny.LAYERS * 9 + 1
    )  # seven linear layers and two norms of each block, the last norm
    np.testing.assert_allclose(
        logits(smoothed, tmp_path / "smoothed"), logits(checkpoint, tmp_path / "plain"), atol=1e-3
    )


def test_channels_are_as_large_in_the_weights_as_in_the_input(checkpoint, calibration):
    smoothed = smooth(checkpoint, calibration).tensors
    name = "model.layers.1.mlp.down_proj"
    before = checkpoint.tensors[f"{name}.weight"]
    after = smoothed[f"{name}.weight"]
    scale = after[0] / before[0]
    sizes = np.sqrt(np.mean(after**2, axis=0))
    np.testing.assert_allclose(calibration[name] / scale, sizes, rtol=1e-4)


def test_heads_of_a_group_share_the_scale_of_their_values(checkpoint, calibration):
    smoothed = smooth(checkpoint, calibration).tensors
    name = "model.layers.0.self_attn.o_proj.weight"
    scale = (smoothed[name][0] / checkpoint.tensors[name][0]).reshape(tiny.GROUPS, -1, tiny.HEAD)
    np.testing.assert_allclose(scale[:, 0], scale[:, 1], rtol=1e-5)
    assert not np.allclose(scale[0], scale[1])


def test_outliers_cost_less_after_smoothing(checkpoint, tmp_path):
    model, calibration = with_outliers(checkpoint)
    exact = logits(model, tmp_path / "exact")
    plain = logits(rounded(model), tmp_path / "plain")
    smoothed = logits(rounded(smooth(model, calibration)), tmp_path / "smoothed")
    assert np.abs(smoothed - exact).mean() < 0.8 * np.abs(plain - exact).mean()


def test_the_checkpoint_stays_as_it_was(checkpoint, calibration):
    before = {name: tensor.copy() for name, tensor in checkpoint.tensors.items()}
    smooth(checkpoint, calibration)
    assert checkpoint.tensors.keys() == before.keys()
    for name, tensor in before.items():
        np.testing.assert_array_equal(tensor, checkpoint.tensors[name])


def test_a_channel_without_weight_or_input_stays_finite(checkpoint, calibration):
    name, up = "model.layers.0.mlp.down_proj", "model.layers.0.mlp.up_proj.weight"
    tensors = {**checkpoint.tensors, f"{name}.weight": checkpoint.tensors[f"{name}.weight"].copy()}
    tensors[f"{name}.weight"][:, 3] = 0
    calibration[name][5] = 0
    smoothed = smooth(replace(checkpoint, tensors=tensors), calibration)
    scale = tensors[up][:, 0] / smoothed.tensors[up][:, 0]
    assert scale.max() < 1000 * scale.min()
    assert all(np.isfinite(tensor).all() for tensor in smoothed.tensors.values())


def test_a_calibration_of_another_model_is_refused(checkpoint, calibration):
    with pytest.raises(ModelIntegrityError, match=r"layers\.1\.mlp\.down_proj"):
        smooth(checkpoint, {**calibration, "model.layers.1.mlp.down_proj": np.ones(7, np.float32)})
    del calibration["lm_head"]
    with pytest.raises(ModelIntegrityError, match="lm_head"):
        smooth(checkpoint, calibration)


def test_a_recipe_with_a_calibration_builds_a_smoothed_model(tmp_path):
    import ctranslate2

    recipe = tiny.recipe(tmp_path / "recipe", compute_type="float32")
    answers = []
    for own in (recipe, replace(recipe, calibration=None)):
        folder = build(own, tmp_path / "cache")
        model = ctranslate2.Generator(str(folder), compute_type="float32", intra_threads=1)
        answers.append(np.array(model.forward_batch([["<bos>", "▁the", "in"]]))[0])
    np.testing.assert_allclose(*answers, atol=1e-3)


def test_the_packages_calibration_names_every_input_of_the_model():
    path = installed_recipe().calibration
    assert path is not None
    calibration = read_calibration(path)
    assert sorted(calibration) == sorted(inputs(18))
    # Some gains of norms are zero, so what they give is.
    assert all(np.isfinite(rows).all() and (rows > 0).mean() > 0.99 for rows in calibration.values())
