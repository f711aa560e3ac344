"""From the bytes of a page to its text, without silent mojibake.

Order: byte-order mark, UTF-16 without a mark (by where its zero and high bytes stand), UTF-8, then the
one-byte encodings of Arabic and English pages. Those decode anything, so each result must be plausible:
in a language that we know, as ``detection`` sees it. charset-normalizer names what else it may be.
"""

from __future__ import annotations

import codecs
import re

from summarizer.errors import UnreadableInputError
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.text.detection import detect, signs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: First bytes of files that people give by mistake.
_MAGIC = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)
_PLAUSIBLE = 0.6  # of the detector's confidence
_LEAST_SIGNS = 0.08  # share of words that every text in the language has
#: A word of Arabic and Latin letters, or of many accented ones: Cyrillic and Greek read as Arabic or English.
_MIXED_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f][\u0621-\u064a]|[\u0621-\u064a][A-Za-z\u00c0-\u024f]|[\u00c0-\u024f]{3}"
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b")) + b"\x7f"
_HINT = "Give a text or HTML file, saved as UTF-8"
_TAG = re.compile(r"<(?:script|style)\b.{0,20000}?</|<[^<>]{1,2000}>", re.IGNORECASE | re.DOTALL)


def decode(data: bytes) -> str:
    """The text of ``data``, in UTF-8, UTF-16, UTF-32, windows-1256, ISO 8859-6 or windows-1252.

    A byte-order mark is not part of the text. Up to one broken byte in a thousand of UTF-8 becomes U+FFFD,
    which reading reports as left out.

    Raises:
        UnreadableInputError: the bytes are not text, or in no encoding in which they make sense.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            raise UnreadableInputError(f"The input is {kind}, not text", value=kind, hint=_HINT)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"), encoding)
    if encoding := _utf16_without_mark(data):
        return data.decode(encoding, errors="replace")
    if len(data.translate(None, _CONTROLS)) < 0.9 * len(data):
        raise UnreadableInputError(
            "The input is binary: more than a tenth of its bytes are control characters", hint=_HINT
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
    multibyte = sum(character > "\x7f" for character in text)
    broken = text.count("\ufffd")
    if broken <= 1 + len(text) // 1000 and multibyte > 3 * broken:
        return text
    return _one_byte(data)


def _checked(text: str, encoding: str) -> str:
    if text.count("\ufffd") > 1 + len(text) // 1000:
        raise UnreadableInputError(
            f"The input has the byte-order mark of {encoding}, but does not decode",
            value=encoding,
            hint=_HINT,
        )
    return text


def _utf16_without_mark(data: bytes) -> str:
    """The encoding, where nearly every second byte is a high byte of Latin (0) or Arabic (6), else ""."""
    sample = data[:4000]
    if len(sample) < 8 or len(data) % 2:
        return ""
    half = len(sample) // 2
    for encoding, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if sum(high.count(byte) for byte in (0, 6, 0x20)) >= 0.9 * half and high.count(0x20) < 0.3 * half:
            low = sample[0::2] if encoding == "utf-16-le" else sample[1::2]
            if low.count(0) < 0.3 * half:
                return encoding
    return ""


def _one_byte(data: bytes) -> str:
    """Arabic where an Arabic encoding gives Arabic words, and the one that gives most; else English."""
    sample = data[:20_000]
    arabic = max(("cp1256", "iso8859_6"), key=lambda encoding: signs(_readable(sample, encoding), ARABIC))
    for encoding, language in ((arabic, ARABIC), ("cp1252", ENGLISH)):
        if _is_plausible(_readable(sample, encoding), language):
            return data.decode(encoding, errors="replace")
    guess = _guess(sample)
    raise UnreadableInputError(
        f"The input is not UTF-8, and makes no sense as windows-1256 or windows-1252{guess}",
        value=guess,
        hint=_HINT,
    )


def _is_plausible(text: str, language: Language) -> bool:
    """Whether ``text`` reads as ``language``: with its common words, and hardly a broken or mixed word."""
    found = detect(text)
    return (
        found.language == language
        and found.confidence >= _PLAUSIBLE
        and signs(text, language) >= _LEAST_SIGNS
        and 20 * (len(_MIXED_WORD.findall(text)) + text.count("\ufffd")) <= len(text.split())
    )


def _readable(sample: bytes, encoding: str) -> str:
    """``sample`` decoded, and without the tags of a page, which are English to a detector."""
    return _TAG.sub(" ", sample.decode(encoding, errors="replace"))


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    return f" (it may be {match.encoding})" if match else ""
