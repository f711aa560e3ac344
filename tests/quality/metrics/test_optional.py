import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from summarizer.errors import MissingExtraError, ModelMissingError
from summarizer.quality.metrics.optional import bertscore, comet


class FakeBertScore(ModuleType):
    def score(self, summaries: list[str], references: list[str], **options: Any) -> Any:
        equal = [float(a == b) for a, b in zip(summaries, references, strict=True)]
        return (equal, equal, equal), f"{Path(options['model_type']).name}_L{options['num_layers']}"


class FakeComet(ModuleType):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.seen: list[dict[str, str]] = []

    def load_from_checkpoint(self, path: str) -> "FakeComet":
        assert Path(path).exists()
        return self

    def predict(self, data: list[dict[str, str]], **options: Any) -> dict[str, list[float]]:
        assert options["gpus"] == 0
        self.seen = data
        return {"scores": [0.5] * len(data)}


def test_without_the_packages_their_names_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bert_score", None)
    monkeypatch.setitem(sys.modules, "comet", None)
    with pytest.raises(MissingExtraError, match="pip install bert-score"):
        bertscore(["a"], ["a"], model=tmp_path, layers=9)
    with pytest.raises(MissingExtraError, match="pip install unbabel-comet"):
        comet(["a"], ["b"], checkpoint=tmp_path)


def test_no_model_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bert_score", FakeBertScore("bert_score"))
    with pytest.raises(ModelMissingError):
        bertscore(["a"], ["a"], model=tmp_path / "xlm-roberta-base", layers=9)


def test_bertscore_of_each_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bert_score", FakeBertScore("bert_score"))
    values, signature = bertscore(["a", "b"], ["a", "c"], model=tmp_path, layers=9)
    assert values == [1.0, 0.0]
    assert signature == f"bertscore|{tmp_path.name}_L9"


@pytest.mark.parametrize("references", [None, ["r"]])
def test_comet_with_and_without_references(
    references: list[str] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeComet("comet")
    monkeypatch.setitem(sys.modules, "comet", fake)
    checkpoint = tmp_path / "model.ckpt"
    checkpoint.touch()
    assert comet(["s"], ["t"], references, checkpoint=checkpoint) == ([0.5], "comet|model:model")
    assert fake.seen == [{"src": "s", "mt": "t"} | ({"ref": "r"} if references else {})]
