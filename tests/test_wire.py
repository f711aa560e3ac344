import copy
import hashlib
import json
import zlib
from dataclasses import replace
from typing import Any, get_type_hints

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer import briefs, wire
from summarizer.briefs import BriefPair
from summarizer.errors import CacheError
from summarizer.languages import LANGUAGES, Language
from tests.samples import arabic_sample_pair, sample_pair

st.register_type_strategy(Language, st.sampled_from(list(LANGUAGES.values())))
TEXT = st.text(st.characters(), max_size=12)  # with surrogates, which Python strings may hold
st.register_type_strategy(str, TEXT)
st.register_type_strategy(float, st.floats(allow_nan=False))
ANY_PAIR = st.from_type(BriefPair)


def closed(schema: Any) -> Any:
    """``schema`` that refuses every field it does not name."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: closed(value) for key, value in schema.items()}
    if "required" in schema and "properties" in schema:
        schema.setdefault("additionalProperties", False)
    return schema


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    schema = wire.schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(closed(schema))


@pytest.mark.parametrize("pair", [sample_pair(), arabic_sample_pair()], ids=["english", "arabic"])
@pytest.mark.parametrize("explain", [False, True])
def test_real_outputs_satisfy_the_schema(validator, pair, explain):
    validator.validate(json.loads(wire.dumps(pair, explain=explain)))
    html = replace(pair, article=replace(pair.article, from_html=True))
    validator.validate(wire.to_wire(html, explain=explain))


@pytest.mark.parametrize("path", [("id",), ("fidelity", "verdict"), ("article", "left_out"), ("style",)])
def test_the_schema_refuses_a_missing_field(validator, path):
    document = wire.to_wire(sample_pair())
    parent = document
    for step in path[:-1]:
        parent = parent[step]
    del parent[path[-1]]
    assert not validator.is_valid(document)


def test_the_schema_knows_every_value_of_the_enumerations():
    text = json.dumps(wire.schema())
    for kind in (briefs.Omission, briefs.CheckKind, briefs.Status, briefs.Verdict, briefs.Origin):
        assert all(f'"{member.value}"' in text for member in kind)


def test_fields_stand_in_the_documented_order():
    document = wire.to_wire(sample_pair(), explain=True)
    assert list(document) == [
        "id", "article", "arabic", "english", "alignments", "fidelity", "strategy", "style", "profile",
        "models", "cache", "timings", "notes", "explain",
    ]  # fmt: skip
    assert list(document["article"]) == [
        "language", "title", "words", "sentences", "tokens", "tokens_used", "truncated", "left_out",
        "omissions",
    ]  # fmt: skip
    assert list(document["fidelity"]["checks"][0]) == ["kind", "sentence", "source", "target", "status"]
    assert "explain" not in wire.to_wire(sample_pair())


def test_values_of_the_sample():
    document = wire.to_wire(sample_pair())
    assert document["article"]["left_out"] == {"boilerplate": 2, "caption": 1, "credit": 1, "dateline": 1}
    text = sample_pair().article.text
    omitted = [
        (text[part["start"] : part["end"]], part["reason"]) for part in document["article"]["omissions"]
    ]
    assert omitted[1:3] == [
        ("Caption: An engineer opens a valve at the station.", "caption"),
        ("Wadi Salma – ", "dateline"),
    ]
    assert document["article"]["truncated"] is True
    assert document["arabic"]["direction"] == "rtl"
    assert document["arabic"]["headline"] is None
    evidence = document["english"]["sentences"][0]["evidence"][0]
    page = sample_pair().article.text
    assert page[evidence["start"] : evidence["end"]] == document["english"]["sentences"][0]["text"]
    assert [check["detail"] for check in document["fidelity"]["checks"] if "detail" in check] == [
        'The number "1.2 million" became "12 مليون".'
    ]
    headline = wire.to_wire(arabic_sample_pair())["english"]["headline"]
    assert headline["text"] == "The old harbour library opens its doors again"


def test_the_text_of_a_page_is_given_only_for_html():
    pair = sample_pair()
    assert "text" not in wire.to_wire(pair)["article"]
    html = replace(pair, article=replace(pair.article, from_html=True))
    assert wire.to_wire(html)["article"]["text"] == pair.article.text


@given(ANY_PAIR.map(lambda pair: replace(pair, timings={}, alignments=(), choices=())))
def test_a_line_is_one_line_of_utf8(pair):
    try:
        line = wire.dumps(pair, explain=True)
    except ValueError:  # an infinite number, which JSON cannot say
        assert not np.isfinite(pair.cache.age_seconds)
        return
    assert "\n" not in line
    assert json.loads(line.encode("utf-8"))["id"] == json.loads(json.dumps(pair.id))


@given(ANY_PAIR)
def test_the_stored_form_loses_nothing(pair):
    assert wire.from_stored(wire.to_stored(pair)) == pair


def test_the_stored_form_takes_numbers_of_numpy():
    alignment = briefs.Alignment(0, 0, np.float32(0.5))  # type: ignore[arg-type]
    pair = replace(sample_pair(), alignments=(alignment,))
    assert wire.from_stored(wire.to_stored(pair)).alignments == (briefs.Alignment(0, 0, 0.5),)
    assert json.loads(wire.dumps(pair))["alignments"][0]["similarity"] == 0.5


def test_another_version_is_refused():
    document = json.loads(zlib.decompress(wire.to_stored(sample_pair())))
    document["version"] += 1
    with pytest.raises(CacheError, match="version"):
        wire.from_stored(zlib.compress(json.dumps(document).encode()))


@pytest.mark.parametrize("pair", [None, [], {}, [1] * 17, "text"])
def test_a_stored_form_of_another_shape_is_refused(pair):
    document = {"version": wire.STORED_VERSION, "pair": pair}
    with pytest.raises(CacheError):
        wire.from_stored(zlib.compress(json.dumps(document).encode()))


@given(st.binary(max_size=60))
def test_bytes_of_anything_else_are_refused(data):
    with pytest.raises(CacheError):
        wire.from_stored(data)


@given(st.data())
def test_damage_is_noticed(data):
    stored = bytearray(wire.to_stored(sample_pair()))
    place = data.draw(st.integers(0, len(stored) - 1))
    damaged = copy.copy(stored)
    damaged[place] ^= data.draw(st.integers(1, 255))
    try:
        pair = wire.from_stored(bytes(damaged))
    except CacheError:
        return
    assert pair == sample_pair()  # a byte that zlib does not use


def test_the_version_is_raised_with_the_shape():
    """If this fails, a class of ``briefs`` changed: raise ``STORED_VERSION`` and put the new hash here."""
    shape = repr(_shape(BriefPair))
    assert (wire.STORED_VERSION, hashlib.sha256(shape.encode()).hexdigest()[:12]) == (1, "22f76a4ef523")


def _shape(kind: Any) -> Any:
    if kind is not Language and hasattr(kind, "__dataclass_fields__"):
        return {name: _shape(hint) for name, hint in get_type_hints(kind).items()}
    arguments = getattr(kind, "__args__", ())
    return [getattr(kind, "__name__", str(kind)), *(_shape(argument) for argument in arguments)]
