"""Random answers of a CTranslate2 model that are the same every time.

CTranslate2 has one random generator a thread, seeded when that thread first draws and never again, so what it
draws would depend on all that was drawn before. Each request is therefore answered by threads that are new: a
model is loaded for it (80 ms of the second that a request takes) and dropped.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

SEED = 20_261_123


def sample(folder: Path, compute_type: str, requests: Sequence[Mapping[str, Any]], workers: int) -> list[Any]:
    """The result of each request (arguments of ``generate_batch`` with one prompt), ``workers`` at a time."""
    import ctranslate2

    ctranslate2.set_random_seed(SEED)

    def answer(request: Mapping[str, Any]) -> Any:
        generator = ctranslate2.Generator(
            str(folder), device="cpu", compute_type=compute_type, inter_threads=1, intra_threads=1
        )
        result = generator.generate_batch(**request)[0]
        del generator
        _give_back()
        return result

    with ThreadPoolExecutor(workers, thread_name_prefix="sample") as pool:
        return list(pool.map(answer, requests))


def _give_back() -> None:
    """Returns freed memory to the system: glibc would keep a heap for every thread that there was."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
