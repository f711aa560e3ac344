from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.formats import record_of
from summarizer.batch.records import BadRecord, Place, Record
from summarizer.briefs import Glossary, Options, Strategy, Style
from summarizer.errors import GlossaryError, RecordError, UnreadableInputError
from summarizer.languages import ARABIC

PLACE = Place("folder/night.jsonl", 12)


def test_a_record_says_what_it_is() -> None:
    record = record_of({"id": "a1", "text": "Rain fell.", "language": "AR", "url": "ignored"}, PLACE)
    assert record == Record("a1", "Rain fell.", PLACE, html=False, language=ARABIC)


def test_html_is_a_page() -> None:
    record = record_of({"id": 7, "html": "<p>Rain fell.</p>"}, PLACE)
    assert isinstance(record, Record)
    assert (record.id, record.html) == ("7", True)


def test_without_an_id_the_place_is_the_id() -> None:
    assert record_of({"text": "Rain fell."}, PLACE).id == "night.jsonl:12"


def test_a_path_counts_from_the_folder_of_the_records(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(b"<p>Rain.</p>")
    record = record_of({"id": "p", "path": "page.html"}, PLACE, tmp_path)
    assert isinstance(record, Record)
    assert (record.content, record.html) == (b"<p>Rain.</p>", True)


def test_a_path_to_nowhere_is_an_error_of_the_record(tmp_path: Path) -> None:
    record = record_of({"id": "p", "path": "none.txt"}, PLACE, tmp_path)
    assert isinstance(record, BadRecord)
    assert isinstance(record.error, UnreadableInputError)
    assert (record.id, record.place) == ("p", PLACE)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "none of them"),
        ({"text": None}, "none of them"),
        ({"text": "a", "html": "b"}, '"text" and "html"'),
        ({"text": 3}, '"text" must be text, not a number'),
        ({"text": ["a"]}, "not a list"),
        ({"text": "  \n"}, '"text" is empty'),
        ({"id": True, "text": "a"}, '"id" must be text or a whole number, not true or false'),
        ({"id": 1.5, "text": "a"}, '"id" must be text or a whole number'),
        ({"id": "", "text": "a"}, '"id" must have 1 to'),
        ({"id": "x" * 501, "text": "a"}, '"id" must have 1 to'),
        ({"text": "a", "language": "fr"}, "'fr'"),
        ({"text": "a", "language": 1}, '"language" must be "ar" or "en"'),
        ({"text": "a", "options": []}, '"options" must be an object'),
        ({"text": "a", "options": {"sentence": 3}}, "There is no option 'sentence'"),
        ({"text": "a", "options": {"sentences": 0}}, "from 1 to 50, not 0"),
        ({"text": "a", "options": {"sentences": "3"}}, "not '3'"),
        ({"text": "a", "options": {"sentences": True}}, "not True"),
        ({"text": "a", "options": {"words": 3}}, "of at least 10"),
        ({"text": "a", "options": {"style": "prose"}}, '"sentences" or "bullets"'),
        ({"text": "a", "options": {"headline": "yes"}}, "true or false"),
        ({"text": "a", "options": {"focus": 3}}, '"focus" must be text'),
        ({"text": "a", "options": {"glossary": {"a": "b"}}}, "a list of pairs"),
        ({"text": "a", "options": {"glossary": [["wheat", ""]]}}, "two terms"),
    ],
)
def test_what_is_wrong_with_a_record_is_said(fields: dict[str, Any], says: str) -> None:
    record = record_of(fields, PLACE)
    assert isinstance(record, BadRecord)
    assert isinstance(record.error, RecordError)
    assert says in record.error.message


def test_a_glossary_error_keeps_its_cause() -> None:
    record = record_of({"text": "a", "options": {"glossary": [["قمح", "ذرة"]]}}, PLACE)
    assert isinstance(record, BadRecord)
    assert isinstance(record.error.__cause__, GlossaryError)


def test_own_options_override_those_of_the_run() -> None:
    own = {
        "sentences": 2,
        "style": "bullets",
        "headline": True,
        "strategy": "direct",
        "focus": "",
        "glossary": [["wheat", "قمح"]],
    }
    record = record_of({"text": "a", "options": own}, PLACE)
    assert isinstance(record, Record)
    assert record.options_over(Options(words=90, focus="rain")) == Options(
        2, 90, Style.BULLETS, True, Strategy.DIRECT, None, Glossary((("قمح", "wheat"),))
    )


def test_the_digest_is_about_the_brief_and_not_about_the_place() -> None:
    def digest(**fields: Any) -> bytes:
        record = record_of({"text": "Rain.", **fields}, PLACE)
        assert isinstance(record, Record)
        return record.digest

    assert digest(id="a") == digest(id="b")
    different = [
        digest(),
        digest(language="en"),
        digest(options={"sentences": 2}),
        digest(options={"words": 20}),
        digest(text=None, html="Rain."),
        digest(text="Rain"),
    ]
    assert len(set(different)) == len(different)


def test_half_of_a_surrogate_pair_has_a_digest() -> None:
    record = record_of(json.loads('{"id": "\\ud800", "text": "a \\udc00"}'), PLACE)
    assert isinstance(record, Record)
    assert len(record.digest) == 32
