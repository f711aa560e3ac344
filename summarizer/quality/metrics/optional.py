"""BERTScore and COMET proper, for those who have them: large models, never required, never downloaded here.

Both take models from a folder or file on this machine. ``pip install bert-score`` and
``pip install unbabel-comet`` bring the programs.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from summarizer.errors import MissingExtraError, ModelMissingError


def bertscore(
    summaries: Sequence[str], references: Sequence[str], *, model: Path, layers: int
) -> tuple[list[float], str]:
    """BERTScore F1 (Zhang et al. 2020) of each summary against its reference, and the signature.

    ``model`` is the folder of a masked language model, ``layers`` the layer whose vectors are compared. The
    figures are not rescaled: baselines exist for few models.

    Raises:
        MissingExtraError: bert-score is not installed.
        ModelMissingError: there is no such folder.
    """
    package = _import("bert_score", "bert-score")
    found = _present(model)
    (_, _, f), code = package.score(
        list(summaries), list(references), model_type=str(found), num_layers=layers, return_hash=True
    )
    return [float(value) for value in f], f"bertscore|{code}"


def comet(
    sources: Sequence[str],
    translations: Sequence[str],
    references: Sequence[str] | None = None,
    *,
    checkpoint: Path,
) -> tuple[list[float], str]:
    """COMET (Rei et al. 2020) of each translated sentence, and the signature.

    Without references the checkpoint must be one for quality estimation (CometKiwi, Rei et al. 2022).

    Raises:
        MissingExtraError: unbabel-comet is not installed.
        ModelMissingError: there is no such checkpoint.
    """
    package = _import("comet", "unbabel-comet")
    model = package.load_from_checkpoint(str(_present(checkpoint)))
    data = [{"src": source, "mt": text} for source, text in zip(sources, translations, strict=True)]
    if references is not None:
        data = [{**one, "ref": text} for one, text in zip(data, references, strict=True)]
    answer = model.predict(data, batch_size=8, gpus=0, progress_bar=False)
    return [float(value) for value in answer["scores"]], f"comet|model:{checkpoint.stem}"


def _import(module: str, distribution: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError(
            f"{distribution} is not installed", value=distribution, hint=f"pip install {distribution}"
        ) from error


def _present(path: Path) -> Path:
    if not path.exists():
        raise ModelMissingError(
            f"There is no model at {path}", value=str(path), hint="Give the path of a model that was fetched"
        )
    return path
