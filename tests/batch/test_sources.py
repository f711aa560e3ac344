from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from backports import zstd

from summarizer.batch import streams
from summarizer.batch.formats import Read
from summarizer.batch.records import BadRecord, Record
from summarizer.batch.sources import Format, check_inputs, read_inputs
from summarizer.errors import (
    ArticleTooLongError,
    DuplicateIdError,
    RecordError,
    UnreadableInputError,
)


def read(*names: Path | str, wanted: Format | None = None) -> list[Read]:
    inputs = [str(name) for name in names]
    check_inputs(inputs, wanted)
    return list(read_inputs(inputs, wanted))


def ids(records: Sequence[Read]) -> list[str]:
    return [record.id for record in records]


def bad(records: Sequence[Read]) -> list[BadRecord]:
    return [record for record in records if isinstance(record, BadRecord)]


def write(path: Path, *lines: str, end: str = "\n", encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def line(name: str, text: str | None = None) -> str:
    return json.dumps({"id": name, "text": text or f"Text of {name}."})


def test_jsonl_skips_empty_lines_and_counts_them(tmp_path: Path) -> None:
    records = read(write(tmp_path / "a.jsonl", line("a"), "", "  ", line("b")))
    assert ids(records) == ["a", "b"]
    assert [record.place.line for record in records] == [1, 4]
    assert [record.number for record in records] == [1, 2]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_marks_and_line_ends_of_other_systems(tmp_path: Path, end: str, encoding: str) -> None:
    records = read(write(tmp_path / "a.jsonl", line("a"), line("ب"), end=end, encoding=encoding))
    assert ids(records) == ["a", "ب"]


def test_the_last_line_needs_no_line_break(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(line("a") + "\n" + line("b"), encoding="utf-8")
    assert ids(read(file)) == ["a", "b"]


@pytest.mark.parametrize(
    ("bytes_", "says"),
    [
        (b'{"id": "x", "text": "a"', "not JSON"),
        (b"\xff\xfa\xfb", "not UTF-8"),
        (b'["a"]', "not an object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": 1' + b"0" * 5_000 + b"}", "not JSON"),
    ],
)
def test_a_bad_line_costs_itself_only(tmp_path: Path, bytes_: bytes, says: str) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(line("a").encode() + b"\n" + bytes_ + b"\n" + line("b").encode() + b"\n")
    records = read(file)
    assert ids(records) == ["a", "", "b"]
    [error] = bad(records)
    assert says in error.error.message
    assert (error.place.line, error.number) == (2, 2)


def test_utf_16_is_told_once(tmp_path: Path) -> None:
    [record] = read(write(tmp_path / "a.jsonl", line("a"), line("b"), encoding="utf-16"))
    assert isinstance(record, BadRecord)
    assert "UTF-16" in record.error.message


def test_an_endless_line_is_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_BYTES", 1_000)
    records = read(write(tmp_path / "a.jsonl", line("a"), line("b", "x" * 200_000), line("c")))
    assert ids(records) == ["a", "", "c"]
    [error] = bad(records)
    assert isinstance(error.error, ArticleTooLongError)
    assert records[2].place.line == 3


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_BYTES", 1_000)
    [record] = read(write(tmp_path / "a.txt", "x" * 1_001))
    assert isinstance(record, BadRecord)
    assert isinstance(record.error, ArticleTooLongError)


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
def test_compressed_files_are_told_by_their_bytes(tmp_path: Path, compress: object) -> None:
    file = tmp_path / "a.jsonl"
    data = (line("a") + "\n" + line("b") + "\n").encode()
    file.write_bytes(compress(data))  # type: ignore[operator]
    assert ids(read(file)) == ["a", "b"]


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_damaged_compressed_files_give_what_came_before(
    tmp_path: Path, compress: object, damage: str
) -> None:
    # Random letters, so that the compressed data is long and the cut is far behind the first lines.
    import random

    chance = random.Random(3)
    lines = [line(f"a{i}", "".join(chance.choices("abcdefghij ", k=3_000))) for i in range(200)]
    data = compress(("\n".join(lines) + "\n").encode())  # type: ignore[operator]
    middle = len(data) * 3 // 4
    broken = data[:middle] if damage == "cut" else data[:middle] + b"\0" * 200 + data[middle + 200 :]
    (tmp_path / "a.jsonl.gz").write_bytes(broken)
    after = write(tmp_path / "b.jsonl", line("b"))
    records = read(tmp_path / "a.jsonl.gz", after)
    good = [record for record in records if isinstance(record, Record)]
    assert len(good) > 50
    assert ids(good)[:2] == ["a0", "a1"]
    assert ids(records)[-1] == "b"
    last = bad(records)[-1]
    assert isinstance(last.error, UnreadableInputError)
    assert "a.jsonl.gz" in last.error.message
    assert last.place.line is not None
    if damage == "cut":
        assert len(bad(records)) == 1
        assert "breaks off" in last.error.message


def test_csv(tmp_path: Path) -> None:
    file = write(
        tmp_path / "a.csv",
        "id;text;language;options.sentences;options.headline;options.focus;price",
        '1;"Rain fell; it was',
        'long.";en;2;yes;2024;9',
        "",
        "2;Snow fell.;;;;;",
        encoding="utf-8-sig",
        end="\r\n",
    )
    first, second = read(file)
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert (first.id, first.content) == ("1", "Rain fell; it was\r\nlong.")
    assert first.options == {"sentences": 2, "headline": True, "focus": "2024"}
    assert (first.place.line, second.place.line) == (2, 5)
    assert (second.id, second.options, second.language) == ("2", {}, None)


def test_bad_rows_of_csv(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(
        b'id,text,options.sentences\n1,a,\n2,b\n3,,\n4,d,many\n5,\xe3\xe4,\n6,f,2\n7,"never closed\n8,h,\n'
    )
    records = read(file)
    assert ids(records) == ["1", "", "3", "4", "5", "6", ""]
    errors = [record.error.message for record in bad(records)]
    assert ["2 cells" in errors[0], "none of them" in errors[1], "'many'" in errors[2]] == [True] * 3
    assert "no CSV row" in errors[3]
    assert [record.place.line for record in bad(records)] == [3, 4, 5, 8]


def test_a_csv_without_a_text_column_is_one_error(tmp_path: Path) -> None:
    for header in ("id,title", "", "text,text"):
        [record] = read(write(tmp_path / "a.csv", header, "1,Rain"))
        assert isinstance(record, BadRecord)
        assert "columns" in record.error.message


RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Wadi News</title>
<item><title>Rain &amp; snow</title><guid>w1</guid><description>Short.</description>
<content:encoded><![CDATA[<p>Rain fell on <b>Thursday</b>.</p>]]></content:encoded></item>
<item><title>Snow</title><link>https://example.org/2</link>
<description>&lt;p&gt;Snow fell.&lt;/p&gt;</description></item>
<item><title>Nothing</title><guid>w3</guid></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Wadi</title>
<entry><id>x1</id><title>Rain</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Rain
fell.</p></div></content></entry>
<entry><title>Snow</title><link href="https://example.org/x2"/><summary>Snow fell &lt; 3 cm.</summary></entry>
</feed>"""


def test_rss(tmp_path: Path) -> None:
    first, second, third = read(write(tmp_path / "a.rss", RSS))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.id == "w1"
    assert first.html
    assert "<h1>Rain &amp; snow</h1><p>Rain fell on <b>Thursday</b>.</p>" in str(first.content)
    assert second.id == "https://example.org/2"
    assert "<p>Snow fell.</p>" in str(second.content)
    assert isinstance(third, BadRecord)
    assert (third.id, third.place.line) == ("w3", 7)


def test_atom(tmp_path: Path) -> None:
    first, second = read(write(tmp_path / "a.xml", ATOM))
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert ids([first, second]) == ["x1", "https://example.org/x2"]
    assert "Rain\nfell.</p>" in str(first.content)
    assert "Snow fell &lt; 3 cm." in str(second.content)


@pytest.mark.parametrize("text", ["", "no feed at all", "<html><p>A page.</p></html>"])
def test_what_is_no_feed_is_one_error(tmp_path: Path, text: str) -> None:
    [record] = read(write(tmp_path / "a.xml", text, end=""))
    assert isinstance(record, BadRecord)
    assert "no entry" in record.error.message


def test_feeds_cannot_pull_in_files(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret", "TOPSECRET")
    attack = (
        f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]><rss><channel><item><guid>1</guid>'
        "<description>Text &x; end</description></item></channel></rss>"
    )
    for record in read(write(tmp_path / "a.rss", attack)):
        assert "TOPSECRET" not in repr(record)


def test_folders_are_read_in_the_same_order_everywhere(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "sub/c.TXT", "sub/d.txt.gz", "ignored.pdf"):
        file = tmp_path / "pages" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        data = f"Text of {name}".encode()
        file.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    records = read(tmp_path / "pages")
    assert ids(records) == ["a.html", "b.txt", "sub/c.TXT", "sub/d.txt.gz"]
    assert [r.html for r in records if isinstance(r, Record)] == [True, None, None, None]
    assert [r.content for r in records if isinstance(r, Record)][3] == b"Text of sub/d.txt.gz"


def test_several_inputs_are_one_batch(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", line("a"), line("b"))
    second = write(tmp_path / "b.jsonl", line("a", "Other text."), line("c", "Text of b."))
    records = read(first, second)
    assert [record.number for record in records] == [1, 2, 3, 4]
    [duplicate] = bad(records)
    assert isinstance(duplicate.error, DuplicateIdError)
    assert "Record 1" in duplicate.error.message
    assert (duplicate.id, duplicate.place.source) == ("a", str(second))
    last = records[3]
    assert isinstance(last, Record)
    assert last.same_as == "b"


def test_a_bad_record_does_not_take_its_id_away(tmp_path: Path) -> None:
    records = read(write(tmp_path / "a.jsonl", '{"id": "a", "text": 3}', line("a")))
    assert [type(record) for record in records] == [BadRecord, Record]


def test_how_much_was_read_grows_to_one(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", *(line(f"a{i}", "x" * 5_000) for i in range(100)))
    second = write(tmp_path / "b.jsonl", *(line(f"b{i}", "x" * 5_000) for i in range(100)))
    fractions = [record.fraction or 0.0 for record in read(first, second)]
    assert fractions == sorted(fractions)
    assert fractions[0] < 0.2
    assert 0.4 < fractions[99] <= 0.51
    assert fractions[-1] == pytest.approx(1.0)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    data = gzip.compress((line("a") + "\n{\n").encode())
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(data))))  # type: ignore[arg-type]
    first, second = read("-")
    assert (first.id, first.fraction, first.place.source) == ("a", None, "standard input")
    assert isinstance(second, BadRecord)


def test_inputs_are_looked_at_before_anything_is_done(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    file = write(tmp_path / "a.dat", line("a"))
    cases = [
        ([tmp_path / "none.jsonl"], "no file or folder"),
        ([tmp_path / "empty"], "no .txt or .html"),
        ([file], "does not say what it holds"),
        (["-", "-"], "given twice"),
    ]
    for names, says in cases:
        with pytest.raises(UnreadableInputError, match=says):
            check_inputs([str(name) for name in names])
    assert ids(read(file, wanted=Format.JSONL)) == ["a"]


def test_a_file_that_goes_away_is_one_error(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", line("a"))
    second = write(tmp_path / "b.jsonl", line("b"))
    third = write(tmp_path / "c.jsonl", line("c"))
    stream = read_inputs([str(first), str(second), str(third)])
    found = [next(stream)]
    second.unlink()
    found += stream
    assert [type(record) for record in found] == [Record, BadRecord, Record]
    assert not isinstance(bad(found)[0].error, RecordError)
