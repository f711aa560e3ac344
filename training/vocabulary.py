"""Chooses the pieces of Gemma's vocabulary that the lite translator keeps.

Kept: pieces that the training pairs use at least twice, pieces of frequent English words
(``wordfreq``), every Arabic-script piece, every byte, single Latin characters, and every piece on
the merge path of a kept one (without which byte-pair encoding could never reach it).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from summarizer.backends.gguf import BYTE, NORMAL, Pieces

ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")
LOWER, CAPITALIZED = 22_000, 14_000


def merge_path(token: str, pieces: Pieces, ids: dict[str, int]) -> set[int]:
    """Ids of the pieces that byte-pair encoding builds on the way from characters to ``token``."""
    symbols, path = list(token), set()
    while len(symbols) > 1:
        best: tuple[float, int, int] | None = None
        for at in range(len(symbols) - 1):
            whole = ids.get(symbols[at] + symbols[at + 1])
            if whole is None or pieces.types[whole] != NORMAL:
                continue
            if best is None or pieces.scores[whole] > best[0]:
                best = (pieces.scores[whole], at, whole)
        if best is None:
            break
        _, at, whole = best
        symbols[at : at + 2] = [pieces.tokens[whole]]
        path.add(whole)
    return path


def choose(pieces: Pieces, texts: Iterable[list[str]], words: list[str]) -> list[int]:
    """Sorted ids to keep, given batches of training texts and English words by falling frequency."""
    tokenizer = pieces.tokenizer()
    uses: Counter[int] = Counter()
    for batch in texts:
        for encoding in tokenizer.encode_batch(batch):
            uses.update(encoding.ids)
    keep = {i for i, n in uses.items() if n >= 2}
    spelled = [f" {w}" for w in words[:LOWER]] + [f" {w.capitalize()}" for w in words[:CAPITALIZED]]
    for encoding in tokenizer.encode_batch(spelled):
        keep.update(encoding.ids)
    for i, token in enumerate(pieces.tokens):
        bare = token.replace("▁", "")
        latin = len(bare) <= 1 and ord(bare or " ") < 0x250
        if ARABIC.search(token) or pieces.types[i] == BYTE or latin:
            keep.add(i)
    keep |= {0, 1, 2, 3}
    ids = {token: i for i, token in enumerate(pieces.tokens)}
    for i in list(keep):
        if pieces.types[i] == NORMAL:
            keep |= merge_path(pieces.tokens[i], pieces, ids)
    return sorted(keep)
