import codecs

import pytest

from summarizer.errors import UnreadableInputError
from summarizer.text.encoding import decode

ARABIC = "قالت الوزيرة يوم الأحد إن المحطة الجديدة ستعمل قبل نهاية العام، ولن ترتفع الأسعار في المدينة."
ENGLISH = "The café’s owner said on Sunday that it “will not close” before the end of the year – at £3 a cup."


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1256", "iso8859_6"]
)
def test_arabic_in_every_encoding(encoding: str) -> None:
    assert decode(ARABIC.encode(encoding)) == ARABIC


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_english_in_every_encoding(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding)) == ENGLISH


def test_arabic_page_in_windows_1256() -> None:
    page = f"<html><head><script>var the = 1;</script></head><body><p>{ARABIC}</p></body></html>"
    assert decode(page.encode("cp1256")) == page


def test_nul_bytes_are_text() -> None:
    assert decode(b"The minister\x00 said so on Sunday.") == "The minister\x00 said so on Sunday."


def test_one_broken_byte_is_marked() -> None:
    assert decode(ARABIC.encode() + b"\xff") == ARABIC + "\ufffd"


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (b"\x89PNG\r\n", "PNG"),
        (bytes(range(256)) * 4, "binary"),
        ("Министр заявила в воскресенье, что завод откроется до конца года.".encode("cp1251"), "no sense"),
        ("Η υπουργός δήλωσε την Κυριακή ότι το εργοστάσιο θα ανοίξει.".encode("cp1253"), "no sense"),
        ("La ministre a déclaré que l'usine ouvrira à la fin de l'année.".encode("cp1252"), "no sense"),
        ("部長は日曜日、新工場が年末までに開業すると述べた。".encode("shift_jis"), "no sense"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8" * 50, "does not decode"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, seen: str) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        decode(data)
    assert seen in str(caught.value)


def test_empty() -> None:
    assert decode(b"") == ""
