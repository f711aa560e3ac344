from pathlib import Path

import pytest
import torch

from summarizer.backends.gguf import Checkpoint, read_checkpoint
from tests.backends.tiny import write_gguf
from training.model import Gemma, number_format, pad


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Checkpoint:
    path = tmp_path_factory.mktemp("tiny") / "tiny.gguf"
    write_gguf(path)
    return read_checkpoint(path)


def model_of(checkpoint: Checkpoint) -> Gemma:
    torch.manual_seed(0)
    return Gemma(checkpoint, rank=4, alpha=8.0, dtype=torch.float32)


def test_it_computes_what_transformers_computes(checkpoint: Checkpoint) -> None:
    from transformers import Gemma3ForCausalLM, Gemma3TextConfig

    reference = Gemma3ForCausalLM(Gemma3TextConfig(**checkpoint.config)).eval()
    tensors = {name: torch.from_numpy(value) for name, value in checkpoint.tensors.items()}
    reference.load_state_dict({**tensors, "lm_head.weight": tensors["model.embed_tokens.weight"]})
    ids = torch.randint(4, 300, (2, 17), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        expected = reference.model(ids).last_hidden_state
        assert torch.allclose(model_of(checkpoint).hidden(ids), expected, atol=1e-4)


@torch.no_grad()
def test_padding_on_the_right_changes_nothing(checkpoint: Checkpoint) -> None:
    model = model_of(checkpoint)
    short, long = [2, 9, 270, 271, 1], [2, *range(270, 290), 1]
    alone = [model.loss(*pad([row], [2])) for row in (short, long)]
    together = model.loss(*pad([short, long], [2, 2]))
    assert float(together[0]) == pytest.approx(float(alone[0][0] + alone[1][0]), rel=1e-4)
    assert together[1] == alone[0][1] + alone[1][1]


def test_only_the_low_rank_matrices_learn(checkpoint: Checkpoint) -> None:
    model = model_of(checkpoint)
    assert {name.rsplit(".", 1)[1] for name, _ in model.named_parameters()} == {"A", "B"}


def test_an_adapter_comes_back_as_it_was_saved(checkpoint: Checkpoint, tmp_path: Path) -> None:
    model, other = model_of(checkpoint), model_of(checkpoint)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn_like(parameter).bfloat16())
    model.save_adapter(tmp_path)
    other.load_adapter(tmp_path)
    for mine, theirs in zip(model.parameters(), other.parameters(), strict=True):
        assert torch.equal(mine, theirs)


@pytest.mark.parametrize(
    ("able", "expected"),
    [
        ({"avx2": True}, torch.float32),
        ({"avx512_f": True, "avx512_bf16": False}, torch.float32),
        ({"avx512_bf16": True}, torch.bfloat16),
        ({"amx_bf16": True}, torch.bfloat16),
    ],
)
def test_bfloat16_is_taken_where_the_processor_multiplies_it(
    monkeypatch: pytest.MonkeyPatch, able: dict[str, bool], expected: torch.dtype
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: able)
    assert number_format() is expected
