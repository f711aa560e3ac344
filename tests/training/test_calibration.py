import numpy as np
import pytest

torch = pytest.importorskip("torch")

from summarizer.backends.gguf import read_checkpoint  # noqa: E402
from summarizer.backends.smoothing import inputs, read_calibration, smooth  # noqa: E402
from tests.backends import tiny  # noqa: E402
from training.calibration import measure, rows, write  # noqa: E402
from training.corpus import Pair  # noqa: E402
from training.model import Gemma  # noqa: E402


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    path = tmp_path_factory.mktemp("gguf") / "tiny.gguf"
    tiny.write_gguf(path)
    return read_checkpoint(path)


def test_each_pair_is_read_in_both_directions(checkpoint):
    pairs = [Pair("news", "the thing", "الان"), Pair("news", "in the", "ال"), Pair("news", "an", "ان")]
    tokenizer = checkpoint.pieces.tokenizer()
    found = rows(pairs, tokenizer, 2)
    assert len(found) == 4
    assert found == rows(pairs, tokenizer, 2)
    assert all(row[-1] == 1 for row in found)


def test_the_inputs_are_those_that_transformers_computes(checkpoint):
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    reference = Gemma3ForCausalLM(Gemma3TextConfig(**checkpoint.config)).eval()
    tensors = {name: torch.from_numpy(value) for name, value in checkpoint.tensors.items()}
    reference.load_state_dict({**tensors, "lm_head.weight": tensors["model.embed_tokens.weight"]})
    modules = dict(reference.named_modules())
    seen = {name: [] for name in inputs(tiny.LAYERS)}
    for name in seen:
        modules[name].register_forward_pre_hook(lambda _, given, name=name: seen[name].append(given[0][0]))
    texts = [[2, 270, 271, 1], [2, 280, 281, 282, 283, 1]]
    with torch.no_grad():
        for ids in texts:
            reference(torch.tensor([ids]))
    found = measure(Gemma(checkpoint, rank=4, alpha=8.0, dtype=torch.float32), texts)
    assert list(found) == inputs(tiny.LAYERS)
    for name, parts in seen.items():
        expected = torch.cat(parts).pow(2).mean(0).sqrt().numpy()
        np.testing.assert_allclose(found[name], expected, rtol=2e-3)


def test_what_is_written_smooths_the_model(checkpoint, tmp_path):
    model = Gemma(checkpoint, rank=4, alpha=8.0, dtype=torch.float32)
    write(measure(model, [[2, 270, 271, 1]]), tmp_path / "calibration.npz")
    smooth(checkpoint, read_calibration(tmp_path / "calibration.npz"))
