"""Request bodies as an enemy would write them, for the suite and for ``measure_hostile``."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from tests.api.fakes import ARABIC_TEXT, ENGLISH_TEXT

_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
_ODD = "\x00\x01\x1b\u2028\u2029\ufeff\ufffe\u0640\u064b\u200b\ud800\udfff\U0010ffff"

characters = st.one_of(
    st.characters(),
    st.sampled_from(_BIDI + _ODD),
    st.characters(min_codepoint=0x600, max_codepoint=0x6FF),
    st.sampled_from(" .\n؟!،,<>&\"'"),
)
texts = st.one_of(
    st.text(characters, max_size=200),
    st.lists(
        st.sampled_from([ENGLISH_TEXT, ARABIC_TEXT, "<p>", "</div>", "\u202e", "٪", "9" * 400]), max_size=6
    ).map("".join),
    st.builds(
        lambda a, b: a + b, st.sampled_from([ENGLISH_TEXT, ARABIC_TEXT]), st.text(characters, max_size=60)
    ),
)
numbers = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([0, -1, 1, 4, 50, 51, 2**31, 2**63, 2**64, 10**300, 1e308]),
)
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=15,
)

_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "text": texts,
    "html": texts,
    "url": st.sampled_from(["http://127.0.0.1/", "file:///etc/passwd", "gopher://x", "\x00", "http://[::1"]),
    "language": st.sampled_from(["ar", "en", "fr", "", "AR"]),
    "sentences": numbers,
    "words": numbers,
    "focus": texts,
    "headline": st.booleans(),
    "explain": st.booleans(),
    "style": st.sampled_from(["sentences", "bullets", "x"]),
    "strategy": st.sampled_from(["auto", "direct", "translate-then-summarize", "x"]),
    "profile": st.sampled_from(["lite", "../../etc/passwd", ""]),
    "glossary": st.lists(st.fixed_dictionaries({"arabic": texts, "english": texts}) | values, max_size=3),
}


@st.composite
def _requests(draw: st.DrawFn) -> dict[str, Any]:
    """Mostly plausible: one form of the article, and some other fields, some of them of the wrong kind."""
    form = draw(st.sampled_from(["text", "text", "text", "html", "html", "url"]))
    request = {form: draw(_FIELDS[form])}
    for name in draw(st.lists(st.sampled_from(sorted(_FIELDS)), max_size=4, unique=True)):
        request[name] = draw(values) if draw(st.integers(0, 9)) == 0 else draw(_FIELDS[name])
    return request


def _encoded(value: Any, ascii_: bool) -> bytes:
    return json.dumps(value, ensure_ascii=ascii_).encode("utf-8", "surrogatepass")


_deep = st.builds(
    lambda count, pair, rest: pair[0] * count + rest + pair[1] * count,
    st.integers(1, 3_000),
    st.sampled_from([(b"[", b"]"), (b'{"a":', b"}"), (b'{"text":[', b"]}")]),
    st.sampled_from([b"", b"1", b'"x"', b"9" * 5_000, b"1e99999"]),
)


def bodies() -> st.SearchStrategy[bytes]:
    """Bodies of ``POST /v1/briefs``: plausible, broken, deep, and noise."""
    whole = st.one_of(
        st.builds(_encoded, _requests(), st.booleans()),
        st.builds(_encoded, _requests(), st.booleans()),
        st.builds(_encoded, values, st.booleans()),
        _deep,
        st.binary(max_size=100),
    )
    cut = st.builds(lambda body, at: body[: len(body) * at // 100], whole, st.integers(0, 100))
    return st.one_of(whole, whole, whole, cut)
