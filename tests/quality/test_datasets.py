import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from backports import zstd

from summarizer.errors import DuplicateIdError, LanguageError, RecordError, UnreadableInputError
from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality.datasets import read, read_outputs
from summarizer.quality.records import Item, Output
from summarizer.wire import dumps
from tests.samples import sample_pair

ENGLISH_TEXT = (
    "The council of the old harbour town opened seventy berths for fishing boats on Monday morning."
)
ARABIC_TEXT = "افتتح مجلس مدينة المرفأ القديم سبعين رصيفا لقوارب الصيد صباح يوم الاثنين."


def write(path: Path, *records: Any) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def one(path: Path, record: dict[str, Any], layout: Any = "auto") -> Item:
    [item] = read(write(path / "data.jsonl", record), layout=layout)
    return item


def test_one_summary_is_in_the_article_s_language(tmp_path: Path) -> None:
    item = one(tmp_path, {"id": 7, "text": ENGLISH_TEXT, "summary": "Berths opened.", "title": "Berths"})
    assert item == Item("7", ENGLISH_TEXT, ENGLISH, {"en": ("Berths opened.",)}, "Berths")


def test_several_summaries_and_summaries_by_language(tmp_path: Path) -> None:
    many = one(tmp_path, {"id": "a", "lang": "ar", "text": ARABIC_TEXT, "summaries": ["افتتاح.", "أرصفة."]})
    assert many.references == {"ar": ("افتتاح.", "أرصفة.")}
    both = one(
        tmp_path,
        {
            "id": "a",
            "language": "Arabic",
            "text": ARABIC_TEXT,
            "summaries": {"ar": "افتتاح.", "en": ["Opened."]},
        },
    )
    assert both.references == {"ar": ("افتتاح.",), "en": ("Opened.",)}


def test_no_reference_and_no_id(tmp_path: Path) -> None:
    item = one(tmp_path, {"text": ARABIC_TEXT})
    assert item == Item("data.jsonl:1", ARABIC_TEXT, ARABIC)


def test_xl_sum(tmp_path: Path) -> None:
    record = {"id": "world-1", "url": "https://x", "title": "T", "summary": "Opened.", "text": ENGLISH_TEXT}
    assert one(tmp_path, record, "xlsum").references == {"en": ("Opened.",)}
    with pytest.raises(RecordError, match=r'data.jsonl:1: "summary"'):
        one(tmp_path, {"text": ENGLISH_TEXT}, "xlsum")


def test_cross_sum_has_its_reference_in_another_language(tmp_path: Path) -> None:
    record = {
        "source_url": "s",
        "target_url": "t",
        "summary": "Seventy berths were opened.",
        "text": ARABIC_TEXT,
    }
    item = one(tmp_path, record)
    assert item.language == ARABIC
    assert item.references == {"en": ("Seventy berths were opened.",)}
    assert item.id == "s t"


def test_easc_needs_its_summaries(tmp_path: Path) -> None:
    record = {"id": "easc-1", "lang": "ar", "text": ARABIC_TEXT, "summaries": ["افتتاح."] * 5}
    assert len(one(tmp_path, record, "easc").references["ar"]) == 5
    with pytest.raises(RecordError, match='"summaries"'):
        one(tmp_path, {"text": ARABIC_TEXT}, "easc")


def test_a_brief_of_ours_is_an_item_without_text(tmp_path: Path) -> None:
    pair = sample_pair()
    path = tmp_path / "night.jsonl"
    path.write_text(dumps(pair) + "\n", encoding="utf-8")
    [item] = read(path)
    assert item == Item(pair.id, "", pair.article.language)


@pytest.mark.parametrize("kind", ["plain", "gzip", "zstd", "bom"])
def test_compression_is_told_by_the_content(tmp_path: Path, kind: str) -> None:
    data = (json.dumps({"text": ENGLISH_TEXT}) + "\n\n" + json.dumps({"text": ARABIC_TEXT})).encode()
    packed = {
        "plain": data,
        "gzip": gzip.compress(data),
        "zstd": zstd.compress(data),
        "bom": b"\xef\xbb\xbf" + data,
    }
    (tmp_path / "data").write_bytes(packed[kind])
    assert [item.id for item in read(tmp_path / "data")] == ["data:1", "data:3"]


def test_files_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text(json.dumps({"text": ENGLISH_TEXT}) + "\nnot json\n", encoding="utf-8")
    items = read(path)
    assert next(items).id == "data.jsonl:1"
    with pytest.raises(RecordError, match=r"data.jsonl:2: no JSON"):
        next(items)


@pytest.mark.parametrize(
    ("line", "error", "message"),
    [
        (b"[1]", RecordError, "must be a JSON object"),
        (b'{"id": "x"}', RecordError, '"text"'),
        (b'{"text": "  "}', RecordError, '"text"'),
        (b'{"text": "Hello", "lang": "en", "id": true}', RecordError, '"id"'),
        (b'{"text": "Bonjour", "lang": "fr"}', RecordError, "ar, en"),
        (b'{"text": "Hello", "lang": "en", "summaries": [1]}', RecordError, '"summaries"'),
        (b'{"text": "Hello", "lang": "en", "summaries": []}', RecordError, '"summaries"'),
        (b'{"text": "12345"}', LanguageError, ""),
        (b'{"text": "\xff"}', UnreadableInputError, "not UTF-8"),
        (b"[" * 100_000, RecordError, "no JSON"),
    ],
)
def test_errors_name_file_and_line(tmp_path: Path, line: bytes, error: type[Exception], message: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(b"\n" + line)
    with pytest.raises(error) as raised:
        list(read(path))
    assert str(raised.value).startswith(f"{path}:2: ")
    assert message in str(raised.value)


def test_an_id_may_come_once_in_all_files(tmp_path: Path) -> None:
    first = write(tmp_path / "a.jsonl", {"id": "x", "text": ENGLISH_TEXT})
    second = write(tmp_path / "b.jsonl", {"id": "x", "text": ENGLISH_TEXT})
    with pytest.raises(DuplicateIdError, match=r"b.jsonl:1: .*a.jsonl:1"):
        list(read([first, second]))


def test_damaged_and_missing_files(tmp_path: Path) -> None:
    data = gzip.compress(json.dumps({"text": ENGLISH_TEXT}).encode() * 50)
    (tmp_path / "cut.gz").write_bytes(data[: len(data) // 2])
    with pytest.raises(UnreadableInputError, match="breaks off"):
        list(read(tmp_path / "cut.gz"))
    with pytest.raises(UnreadableInputError, match="cannot be opened"):
        list(read(tmp_path / "missing"))


def test_outputs_of_ours_keep_verdict_failed_checks_and_time(tmp_path: Path) -> None:
    pair = sample_pair()
    path = tmp_path / "night.jsonl"
    path.write_text(dumps(pair) + "\n", encoding="utf-8")
    [output] = read_outputs(path, "lite")
    assert output.item == pair.id
    assert output.briefs["ar"] == tuple(s.text for s in pair.arabic.sentences)
    assert output.briefs["en"] == tuple(s.text for s in pair.english.sentences)
    assert output.verdict == pair.fidelity.verdict
    assert sum(output.checks.values()) == sum(not check.ok for check in pair.fidelity.checks)
    assert output.seconds == pair.timings.get("total")
    assert output.detail["id"] == pair.id


def test_outputs_of_others(tmp_path: Path) -> None:
    path = write(
        tmp_path / "other.jsonl",
        {"id": "a", "summary": "Boats waited. They left.", "language": "en", "seconds": 2},
        {"id": "b", "arabic": ["انتظرت القوارب.", " "], "english": "Boats waited.\nThey left."},
        {"id": 3, "summary": ARABIC_TEXT},
    )
    first, second, third = read_outputs(path, "other")
    assert first == Output("a", "other", {"en": ("Boats waited.", "They left.")}, seconds=2.0)
    assert second.briefs == {"ar": ("انتظرت القوارب.",), "en": ("Boats waited.", "They left.")}
    assert (third.item, third.briefs) == ("3", {"ar": (ARABIC_TEXT,)})


@pytest.mark.parametrize(
    "record",
    [
        {"summary": "Boats waited for the tide.", "language": "en"},
        {"id": "a"},
        {"id": "a", "arabic": 5},
        {"id": "a", "arabic": {}, "english": {}},
    ],
)
def test_outputs_that_are_none(tmp_path: Path, record: dict[str, Any]) -> None:
    with pytest.raises(RecordError, match=r"o.jsonl:1: "):
        list(read_outputs(write(tmp_path / "o.jsonl", record), "x"))
