from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from summarizer.briefs import Fidelity, SourceSentence, Span, Verdict
from summarizer.rendering import digest
from summarizer.rendering.digest import write_digest
from summarizer.wire import dumps
from tests.samples import arabic_sample_pair, sample_pair


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Eleven briefs: three that pass, seven that are warned of, and one that fails."""
    good = [replace(arabic_sample_pair(), id=f"g{i}") for i in range(3)]
    warned = [
        replace(sample_pair(), id=f"w{i}", fidelity=Fidelity(Verdict.WARN, sample_pair().fidelity.checks))
        for i in range(7)
    ]
    failing = replace(sample_pair(), id="<f>", fidelity=replace(sample_pair().fidelity, verdict=Verdict.FAIL))
    pairs = [*good, *warned, failing]
    file = tmp_path / "night.jsonl"
    file.write_text("".join(dumps(pair) + "\n" for pair in pairs), encoding="utf-8")
    return file


def errors(tmp_path: Path, count: int) -> Path:
    file = tmp_path / "night.errors.jsonl"
    rows = [
        {
            "record": i,
            "id": None,
            "source": "<a>.jsonl",
            "line": i,
            "type": "X",
            "message": f"wrong {i}",
            "hint": "",
        }
        for i in range(1, count + 1)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def ids(page: Path) -> list[str]:
    return re.findall(
        r'<p class="meta"><span class="badge">\w+</span> <bdi>(.*?)</bdi>', page.read_text("utf-8")
    )


def test_the_worst_come_first_and_both_languages_are_there(results: Path, tmp_path: Path) -> None:
    index = write_digest(results, tmp_path / "none.jsonl", tmp_path / "digest")
    assert ids(index) == ["&lt;f&gt;", *(f"w{i}" for i in range(7)), *(f"g{i}" for i in range(3))]
    page = index.read_text(encoding="utf-8")
    assert page.count('lang="ar" dir="rtl">') >= 11
    for sentence in (*sample_pair().arabic.sentences, *arabic_sample_pair().english.sentences):
        assert sentence.text[:20] in page
    assert 'class="flaw"' in page
    assert "Without a brief" not in page


def test_pages_and_their_leftovers(results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest, "PAGE", 4)
    monkeypatch.setattr(digest, "MOST_ERRORS", 2)
    folder = tmp_path / "digest"
    folder.mkdir()
    (folder / "page-9.html").write_text("old", encoding="utf-8")
    (folder / "mine.html").write_text("mine", encoding="utf-8")
    index = write_digest(results, errors(tmp_path, 5), folder)
    assert sorted(p.name for p in folder.iterdir()) == [
        "index.html",
        "mine.html",
        "page-2.html",
        "page-3.html",
    ]
    assert [len(ids(folder / name)) for name in ("index.html", "page-2.html", "page-3.html")] == [4, 4, 3]
    last = (folder / "page-3.html").read_text(encoding="utf-8")
    assert "5 without a brief" in index.read_text(encoding="utf-8")
    assert "wrong 2" in last
    assert "and 3 more" in last
    assert "<a>.jsonl" not in last


def test_a_night_without_briefs(tmp_path: Path) -> None:
    (tmp_path / "night.jsonl").write_bytes(b"")
    index = write_digest(tmp_path / "night.jsonl", errors(tmp_path, 1), tmp_path / "digest")
    page = index.read_text(encoding="utf-8")
    assert "<h1>0 briefs</h1>" in page
    assert "wrong 1" in page


def test_articles_cannot_reach_into_the_page(tmp_path: Path) -> None:
    title = "<script>alert(1)</script>\u202e"
    pair = sample_pair()
    article = replace(pair.article, title=SourceSentence(title, Span(0, 1), 0))
    (tmp_path / "night.jsonl").write_text(dumps(replace(pair, article=article)) + "\n", encoding="utf-8")
    index = write_digest(tmp_path / "night.jsonl", tmp_path / "none", tmp_path / "digest")
    page = index.read_text(encoding="utf-8")
    assert "<script" not in page
    assert "\u202e" not in page
    assert "default-src 'none'" in unescape(page)
