"""Where a torch model runs: on which device, in which number format, with how many threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.backends.threads import available_cores, wait_passively
from summarizer.errors import ConfigurationError, ModelIntegrityError, ModelMissingError

DEVICES = ("auto", "cpu", "cuda", "cuda:N", "mps")
DTYPES = ("auto", "float32", "bfloat16", "float16")

#: Tensors that an old checkpoint may lack because the model computes them: sinusoids, and a bias of zeros.
_COMPUTED = ("embed_positions", "final_logits_bias", "position_ids")


@dataclass(frozen=True)
class Placement:
    """``device`` and ``dtype`` by torch's names; ``threads`` is how many cores the CPU uses."""

    device: str
    dtype: str
    threads: int

    @property
    def kind(self) -> str:
        """The device without its number: "cpu", "cuda" or "mps"."""
        return self.device.partition(":")[0]


def place(device: str = "auto", dtype: str = "auto", threads: int = 0) -> Placement:
    """The placement that these settings mean on this machine.

    ``auto`` takes CUDA in bfloat16 (float32 where the card cannot), else MPS in float32, since Marian and T5
    overflow in half precision there, else the CPU in float32. ``threads`` 0 means all cores that the process
    may use, at most 8.

    Raises:
        ConfigurationError: the device or number format is unknown, or this machine does not have it.
    """
    if dtype not in DTYPES:
        raise ConfigurationError(
            f"There is no number format {dtype!r}", value=dtype, hint=f"Choose one of {', '.join(DTYPES)}"
        )
    if threads < 0:
        raise ConfigurationError(
            f"{threads} threads cannot run", value=threads, hint="Give 0 for all cores, or at least 1"
        )
    wait_passively()
    import torch

    chosen = _device(device, torch)
    if dtype == "float16" and chosen == "cpu":
        raise ConfigurationError(
            "float16 does not run well on a CPU",
            value=dtype,
            hint="Choose --dtype float32 or bfloat16 for the CPU",
        )
    if dtype == "auto":
        fast = chosen.startswith("cuda") and torch.cuda.is_bf16_supported()
        dtype = "bfloat16" if fast else "float32"
    return Placement(chosen, dtype, threads or available_cores())


def _device(device: str, torch: Any) -> str:
    """The device that ``device`` means here; raises ConfigurationError when there is none such."""
    cards = torch.cuda.device_count() if torch.cuda.is_available() else 0
    apple = bool(torch.backends.mps.is_available())
    if device == "auto":
        return "cuda" if cards else "mps" if apple else "cpu"
    kind, colon, number = device.partition(":")
    if kind not in ("cpu", "cuda", "mps") or (colon and (kind != "cuda" or not number.isdecimal())):
        raise ConfigurationError(
            f"There is no device {device!r}", value=device, hint=f"Choose one of {', '.join(DEVICES)}"
        )
    if kind == "cuda" and int(number or 0) >= cards:
        seen = "none" if not cards else f"only {cards}"
        raise ConfigurationError(
            f"The device {device!r} is not here: torch {torch.__version__} sees {seen}",
            value=device,
            hint="Choose --device cpu, or install a torch built for this card's CUDA",
        )
    if kind == "mps" and not apple:
        raise ConfigurationError(
            "The device 'mps' is not here", value=device, hint="Choose --device cpu; mps is for Apple silicon"
        )
    return device


def load_model(model_class: Any, folder: Path, placement: Placement, **options: Any) -> Any:
    """A model of transformers from ``folder``, at ``placement``, for inference; opens no socket.

    ``model_class`` is a class of transformers (``AutoModelForSeq2SeqLM``); ``options`` go to its
    ``from_pretrained``. Attention is torch's fused one (sdpa) where the model can use it, which is what
    transformers chooses by itself.

    Raises:
        ModelMissingError: there is no checkpoint in ``folder``.
        ModelIntegrityError: its files cannot be read, or lack weights, which would then be random.
    """
    wait_passively()
    import torch

    require_checkpoint(folder)
    if placement.kind == "cpu":
        torch.set_num_threads(placement.threads)
    try:
        with without_bars():
            model, report = model_class.from_pretrained(
                str(folder),
                dtype=getattr(torch, placement.dtype),
                local_files_only=True,
                output_loading_info=True,
                **options,
            )
    except Exception as error:  # transformers raises whatever its readers raise
        raise unreadable(folder, error) from error
    lacking = sorted(
        key for key in report["missing_keys"] if not any(computed in key for computed in _COMPUTED)
    )
    wrong = [*lacking, *sorted(map(str, report.get("mismatched_keys", ())))]
    if wrong:
        raise ModelIntegrityError(
            f"The checkpoint in {folder} lacks weights of its model: {', '.join(wrong[:4])}"
            + (f" and {len(wrong) - 4} more" if len(wrong) > 4 else ""),
            value=wrong,
            hint=_FETCH,
        )
    return model.to(placement.device).eval()


@contextmanager
def without_bars() -> Iterator[None]:
    """Keeps transformers from drawing progress bars on stderr; it has no setting for one call."""
    from transformers.utils import logging

    shown = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            logging.enable_progress_bar()


_FETCH = "Fetch it again: mujaz models pull, or copy the whole folder from a machine that has it"


def require_checkpoint(folder: Path) -> None:
    """Raises ModelMissingError unless ``folder`` holds a checkpoint's ``config.json``."""
    if not (folder / "config.json").is_file():
        raise ModelMissingError(f"There is no checkpoint in {folder}", value=str(folder), hint=_FETCH)


def unreadable(folder: Path, error: Exception) -> ModelIntegrityError:
    """What to raise where transformers could not read ``folder``; keeps the first line of its reason."""
    reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return ModelIntegrityError(
        f"The checkpoint in {folder} cannot be read: {type(error).__name__}: {reason}",
        value=str(folder),
        hint=_FETCH,
    )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether ``error`` says that the device has no memory left; MPS and the CPU have no class for it."""
    import torch

    if isinstance(error, torch.OutOfMemoryError):
        return True
    said = str(error).lower()
    return isinstance(error, RuntimeError) and ("out of memory" in said or "can't allocate memory" in said)


def release_memory(placement: Placement) -> None:
    """Gives the memory that torch keeps for reuse back to the device."""
    import torch

    if placement.kind == "cuda":
        torch.cuda.empty_cache()
    elif placement.kind == "mps":
        torch.mps.empty_cache()
