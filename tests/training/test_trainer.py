import json
import lzma
from itertools import count
from pathlib import Path

import pytest
import torch

from summarizer.backends.gguf import Checkpoint, read_checkpoint
from tests.backends.tiny import write_gguf
from training.average import WEIGHTS_FILE
from training.examples import ExampleStream, prepare
from training.model import Gemma
from training.pack import pack, sha256
from training.trainer import Trainer, learning_rate

SENTENCES = [
    ("The boat left the harbour.", "غادر القارب المرفأ."),
    ("Salem saw the boat in 1998.", "رأى سالم القارب في 1998."),
    ("The council did not close the harbour.", "لم يغلق المجلس المرفأ."),
    ("They bought 25 boats this year.", "اشتروا 25 قاربا هذا العام."),
]


@pytest.fixture
def stream(tmp_path: Path) -> ExampleStream:
    corpus = tmp_path / "train.tsv.xz"
    with lzma.open(corpus, "wt", encoding="utf-8") as file:
        for source in ("tatoeba", "flores-dev"):
            for i, (english, arabic) in enumerate(SENTENCES):
                file.write(f"{source}\t{english[:-1]} {i}{source[0]}.\t{arabic}\n")
    assert prepare(corpus, tmp_path / "prepared.pkl", news=tmp_path / "none") == 8
    return ExampleStream(tmp_path / "prepared.pkl")


@pytest.fixture
def checkpoint(tmp_path: Path) -> Checkpoint:
    write_gguf(tmp_path / "tiny.gguf")
    return read_checkpoint(tmp_path / "tiny.gguf")


def trainer_of(checkpoint: Checkpoint, stream: ExampleStream, folder: Path, minutes: float) -> Trainer:
    torch.manual_seed(0)
    validation = folder.parent / "dev.tsv"
    validation.write_text("".join(f"news\t{e}\t{a}\n" for e, a in SENTENCES), encoding="utf-8")
    model = Gemma(checkpoint, rank=4, alpha=8.0, dtype=torch.float32)
    tokenizer = checkpoint.pieces.tokenizer()
    return Trainer(
        model,
        stream,
        tokenizer,
        folder,
        minutes=minutes,
        batch_tokens=200,
        rate=3e-3,
        validation=validation,
        validate_every=1e9,
        checkpoint_every=1e9,
        clock=count().__next__,  # a second a step, whatever the machine does meanwhile
    )


def test_a_run_learns_resumes_and_is_packed(
    checkpoint: Checkpoint, stream: ExampleStream, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    trainer_of(checkpoint, stream, run, minutes=0.5).run()
    log = [json.loads(line) for line in (run / "log.jsonl").read_text().splitlines()]
    losses = [line["validation_loss"] for line in log if "validation_loss" in line]
    assert losses[-1] < losses[0]
    assert log[-1]["mean_loss"] < losses[0]
    assert sha256(run / "mean" / WEIGHTS_FILE) != sha256(run / "adapter" / WEIGHTS_FILE)

    resumed = trainer_of(checkpoint, stream, run, minutes=0.7)
    before = dict(resumed.state)
    assert before["step"] > 0
    assert any(mean.ne(p).any() for mean, p in zip(resumed.mean, resumed.parameters, strict=True))
    resumed.run()
    assert resumed.state["step"] > before["step"]
    assert resumed.state["examples"] > before["examples"]

    hashes = pack(run, tmp_path / "package", tmp_path / "curve.svg")
    assert hashes["adapter_model.safetensors"] == sha256(run / "adapter" / "adapter_model.safetensors")
    assert json.loads((tmp_path / "package" / "history.json").read_text())[0]["log"][0] == log[0]
    assert "<svg" in (tmp_path / "curve.svg").read_text()


def test_the_same_block_gives_the_same_batches(stream: ExampleStream, checkpoint: Checkpoint) -> None:
    tokenizer = checkpoint.pieces.tokenizer()
    once, again = (list(stream.batches(tokenizer, 3)) for _ in range(2))
    assert once == again
    assert once != list(stream.batches(tokenizer, 4))
    for rows, _ in once:
        assert len(rows) == 1 or len(rows) * max(map(len, rows)) <= 2400


@pytest.mark.parametrize(("step", "progress", "expected"), [(0, 0.0, 0.05), (100, 0.0, 1.0), (100, 0.5, 0.5)])
def test_the_rate_warms_up_and_falls_to_zero(step: int, progress: float, expected: float) -> None:
    assert learning_rate(1.0, step, progress) == pytest.approx(expected)
    assert learning_rate(1.0, 100, 1.0) == 0.0
