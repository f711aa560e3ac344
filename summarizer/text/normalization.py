"""Arabic normalization, for matching only, and the cleaning of what a reader should see.

``fold`` and ``digits`` make spellings comparable; their results are never shown. ``visible`` is what is
shown: the same words without what cannot be seen. ``digits`` keeps every offset; the other two do not.

Sources: the Unicode Standard, chapter 9.2 (Arabic) and annex 9 (bidirectional controls); the folding of
alef, ya and ta marbuta is that of Larkey, Ballesteros and Connell (2002), "Improving stemming for Arabic
information retrieval".
"""

from __future__ import annotations

import re
import unicodedata

#: Body of a character class: characters that carry no text. C0 and C1 controls (white space excepted),
#: soft hyphen, zero-width characters, bidirectional marks, embeddings and isolates, the byte-order mark,
#: U+FFFD (which stands for a byte that could not be decoded), and lone surrogates.
INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\ufffd\ud800-\udfff"
)

_INVISIBLE_RUN = re.compile(f"[{INVISIBLE}]+")
_INVISIBLE_START = re.compile(f"[\\s{INVISIBLE}]*")
_TASHKEEL_AND_TATWEEL = re.compile(
    "[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)
_PRESENTATION_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        "ؤ": "و",
        **dict.fromkeys("ئىیې", "ي"),
        **dict.fromkeys("ةۃہھە", "ه"),
        "ک": "ك",
    }
)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2)


def fold(text: str) -> str:
    """``text`` with Arabic spelling variants made equal: for matching only, never for show.

    Drops tashkeel, Quranic marks, tatweel and invisible characters; replaces hamza carriers by their
    letter, alef maqsura by ya, ta marbuta by ha, Persian keyboard letters by Arabic ones, and
    presentation forms by plain letters. Other scripts, case and digits stay. ``fold(fold(t)) == fold(t)``.
    """
    text = _PRESENTATION_FORMS.sub(lambda m: unicodedata.normalize("NFKC", m.group()), text)
    text = _INVISIBLE_RUN.sub("", text)
    return _TASHKEEL_AND_TATWEEL.sub("", text).translate(_LETTERS)


def digits(text: str) -> str:
    """``text`` with Arabic-Indic and Persian digits as ASCII digits; offsets stay."""
    return text.translate(_DIGITS)


def visible(text: str) -> str:
    """``text`` as a reader sees it: invisible characters dropped, every run of white space one space."""
    return " ".join(_INVISIBLE_RUN.sub("", text).split())


def invisible_runs(text: str) -> list[tuple[int, int]]:
    """Where ``visible`` drops characters that are not white space: (start, end) of each run, in order."""
    return [match.span() for match in _INVISIBLE_RUN.finditer(text)]


def invisible_start(text: str) -> int:
    """How many invisible or white-space characters stand before the first visible one."""
    match = _INVISIBLE_START.match(text)
    return match.end() if match else 0
