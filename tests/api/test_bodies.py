"""Bodies: hostile ones are refused with a problem, and never with a 5xx."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.bodies import depth, pointer
from tests.api.hostile import bodies

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", 0),
        (b'"[[["', 0),
        (b'{"a": [1, {"b": []}]}', 4),
        (b'{"a\\"[": "]]"}', 1),
        (b"[" * 9, 9),
        (b'["\\\\", []]', 2),
        (b"[],[],[]", 1),
    ],
)
def test_depth(text: bytes, expected: int) -> None:
    assert depth(text) == expected


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=20,
)


def true_depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(true_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(true_depth, value), default=0)
    return 0


@given(json_values)
def test_depth_of_any_json(value: Any) -> None:
    assert depth(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) == true_depth(value)


def test_pointers() -> None:
    assert pointer(()) == ""
    assert pointer(("glossary", 0, "a/b~c")) == "/glossary/0/a~1b~0c"


@pytest.mark.parametrize(
    ("body", "status", "slug"),
    [
        (b"", 400, "malformed-body"),
        (b"{", 400, "malformed-body"),
        (b"\xff\xfe", 400, "malformed-body"),
        (b'{"text": "\\ud800"}', 400, "malformed-body"),
        (b"[" * 100_000, 400, "malformed-body"),
        (b'{"text": ' + b"[" * 500 + b"]" * 500 + b"}", 400, "malformed-body"),
        (b"[]", 422, "invalid-request"),
        (b"null", 422, "invalid-request"),
        (b"{}", 422, "invalid-request"),
        (b'{"text": "a", "html": "b"}', 422, "invalid-request"),
        (b'{"text": "a", "sentences": 1e999}', 422, "invalid-request"),
        (b'{"text": "a", "sentences": ' + b"9" * 5_000 + b"}", 400, "malformed-body"),
        (b'{"text": "a", "sentences": ' + b"9" * 30 + b"}", 422, "invalid-request"),
        (b'{"text": "a", "sentences": NaN}', 422, "invalid-request"),
        (b'{"text": "a", "sentences": "4"}', 422, "invalid-request"),
        (b'{"text": "a", "headline": 1}', 422, "invalid-request"),
        (b'{"text": "a", "unknown": 1}', 422, "invalid-request"),
        (b'{"text": ""}', 422, "invalid-request"),
        (b'{"html": "<!-- -->"}', 422, "empty-article"),
        (b'{"html": "\\u0000"}', 422, "empty-article"),
        (b'{"html": "</div>"}', 422, "empty-article"),
        (b'{"html": " "}', 422, "empty-article"),
    ],
)
def test_bodies_that_are_refused(client: TestClient, body: bytes, status: int, slug: str) -> None:
    answer = client.post("/v1/briefs", content=body, headers=JSON)
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:mujaz:problem:{slug}")


def test_other_media_types(client: TestClient) -> None:
    for headers in ({}, {"Content-Type": "text/plain"}, {"Content-Type": "application/jsonp"}):
        assert client.post("/v1/briefs", content=b"{}", headers=headers).status_code == 415
    charset = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert client.post("/v1/briefs", content=b"{}", headers=charset).status_code == 422


def test_large_bodies_with_and_without_a_length(client: TestClient) -> None:
    def pieces() -> Any:
        for _ in range(3 * 1024):
            yield b" " * 1024

    for content in (b" " * (3 * 2**20), pieces()):
        answer = client.post("/v1/briefs", content=content, headers=JSON)
        assert answer.status_code == 413
        assert answer.json()["type"] == "urn:mujaz:problem:body-too-large"


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=bodies())
def test_hostile_bodies_never_break_the_service(client: TestClient, body: bytes) -> None:
    answer = client.post("/v1/briefs", content=body, headers=JSON)
    assert answer.status_code in (200, 400, 403, 413, 422), answer.text
    if answer.status_code != 200:
        assert answer.json()["type"].startswith("urn:mujaz:problem:")
