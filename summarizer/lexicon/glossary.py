"""Reads the user's glossary: one term a line, in both languages, separated by a tab."""

from __future__ import annotations

import re
from pathlib import Path

from summarizer.briefs import Glossary
from summarizer.errors import GlossaryError
from summarizer.lexicon.transliteration import fold_arabic, fold_latin

_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_HINT = "Write one term a line: source term, tab, target term; lines that start with # are comments"


def read_glossary(path_or_text: Path | str) -> Glossary:
    """The glossary in a file (a ``Path``, or a string that names one) or in a text (which has a tab).

    Either language may come first, told by its script; where both terms or neither have Arabic letters
    (``AK-47``), the languages are those of the first line that tells them, English first if none does.
    An entry that is given twice counts once. A byte-order mark is dropped.

    Raises:
        GlossaryError: the file cannot be read, a line is not two terms separated by a tab, neither or
            both of the terms are Arabic with nothing to tell them apart, or a term has two translations.
            The message has the line's number and text.
    """
    text = _text(path_or_text)
    entries: dict[str, tuple[str, str, int]] = {}
    pairs: list[tuple[int, str, str, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        while len(cells) > 2 and not cells[-1]:
            cells.pop()
        if len(cells) != 2 or not all(cells):
            raise GlossaryError(
                f"Line {number} of the glossary is not two terms separated by a tab: {line!r}",
                value=line,
                hint=_HINT,
            )
        pairs.append((number, line, cells[0], cells[1]))
    arabic_first = next(
        (
            bool(_ARABIC.search(a))
            for _, _, a, b in pairs
            if bool(_ARABIC.search(a)) != bool(_ARABIC.search(b))
        ),
        False,
    )
    for number, line, first, second in pairs:
        left, right = bool(_ARABIC.search(first)), bool(_ARABIC.search(second))
        if left and right:
            raise GlossaryError(
                f"Both terms on line {number} of the glossary are Arabic: {line!r}", value=line, hint=_HINT
            )
        swap = right or (not left and not arabic_first)
        arabic, english = (second, first) if swap else (first, second)
        key = fold_latin(english) or english
        if key in entries and fold_arabic(entries[key][0]) != fold_arabic(arabic):
            raise GlossaryError(
                f"Line {number} of the glossary translates {english!r} otherwise than line "
                f"{entries[key][2]}: {line!r}",
                value=line,
                hint=f"Keep one of {entries[key][0]!r} and {arabic!r}",
            )
        entries.setdefault(key, (arabic, english, number))
    return Glossary(tuple((arabic, english) for arabic, english, _ in entries.values()))


def _text(path_or_text: Path | str) -> str:
    if isinstance(path_or_text, str) and ("\t" in path_or_text or "\n" in path_or_text or not path_or_text):
        return path_or_text.removeprefix("\ufeff")
    try:
        return Path(path_or_text).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise GlossaryError(
            f"The glossary {str(path_or_text)!r} cannot be read: {error}",
            value=str(path_or_text),
            hint="Give the path of a UTF-8 text file",
        ) from error
