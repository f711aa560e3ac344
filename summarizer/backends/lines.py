"""What every engine does with a text before it reads it and after it wrote it: one line, and no loops."""

from __future__ import annotations

import unicodedata

#: Marks of direction carry no words, and the translator was not trained on them.
_DIRECTION_MARKS = dict.fromkeys(
    [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF], None
)


def one_line(text: str) -> str:
    """The text on one line, without control characters and marks of direction, spaces collapsed."""
    text = text.translate(_DIRECTION_MARKS)
    spaced = "".join(" " if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)
    return " ".join(spaced.split())


def loops(text: str) -> bool:
    """Whether some run of 1 to 8 words occurs at least four times in a row (three from 3 words on)."""
    words = text.split()
    for size in range(1, 9):
        times = 4 if size < 3 else 3
        run = 0
        for i in range(size, len(words)):
            run = run + 1 if words[i] == words[i - size] else 0
            if run >= size * (times - 1):
                return True
    return False
