"""A batch as pages to read: every brief in both languages, those with problems first.

Made from the files that a batch writes, so that a digest of a resumed run is one of the whole night. The
pages load and run nothing (a content security policy says so); everything from an article is escaped.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from markupsafe import Markup

from summarizer.briefs import Check, CheckKind, Status, Verdict
from summarizer.rendering import wording
from summarizer.rendering.assets import asset, digest, template

#: Briefs on a page, and records without a brief in the list at the end.
PAGE = 100
MOST_ERRORS = 1_000

_ORDER = (Verdict.FAIL.value, Verdict.WARN.value, Verdict.PASS.value)


def write_digest(results: Path, errors: Path, folder: Path) -> Path:
    """Writes the digest of ``results`` (JSONL in the wire format) into ``folder``; returns its first page.

    Briefs are sorted by verdict, the worst first, and by the input within. Pages of an earlier digest in the
    folder are replaced. The briefs of one page are in memory at a time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places = sorted(_places(results))
    count = max(1, -(-len(places) // PAGE))
    names = ["index.html", *(f"page-{number}.html" for number in range(2, count + 1))]
    for old in folder.glob("page-*.html"):
        if old.name not in names:
            old.unlink()
    verdicts = Counter(_ORDER[rank] for rank, _ in places)
    without, failed = _without(errors)
    style = asset("brief.css") + asset("digest.css")
    for number, name in enumerate(names, 1):
        offsets = [offset for _, offset in places[(number - 1) * PAGE : number * PAGE]]
        page = template("digest.html.j2").render(
            number=number,
            pages=names,
            total=len(places),
            verdicts=[(verdict, verdicts[verdict]) for verdict in _ORDER if verdicts[verdict]],
            failed=failed,
            entries=[_entry(wire) for wire in _briefs(results, offsets)],
            without=without if number == count else [],
            style=Markup(style),
            policy=f"default-src 'none'; style-src '{digest(style)}'; img-src data:; base-uri 'none'; "
            "form-action 'none'",
        )
        (folder / name).write_text(page, encoding="utf-8", errors="replace")
    return folder / "index.html"


def _places(results: Path) -> Iterator[tuple[int, int]]:
    """The rank of each brief's verdict, and the offset of its line."""
    offset = 0
    with results.open("rb") as file:
        for line in file:
            yield _ORDER.index(json.loads(line)["fidelity"]["verdict"]), offset
            offset += len(line)


def _briefs(results: Path, offsets: list[int]) -> Iterator[dict[str, Any]]:
    with results.open("rb") as file:
        for offset in offsets:
            file.seek(offset)
            yield json.loads(file.readline())


def _entry(wire: dict[str, Any]) -> dict[str, Any]:
    """One brief as the template wants it."""
    language = wire["article"]["language"]
    own = wire["arabic"] if language == "ar" else wire["english"]
    checks = [_check(check) for check in wire["fidelity"]["checks"]]
    bad = [check for check in checks if not check.ok]
    flawed = {check.sentence for check in bad}
    first = own["sentences"][0]["text"] if own["sentences"] else wire["id"]
    title = own["headline"]["text"] if own["headline"] else wire["article"]["title"] or first
    return {
        "id": wording.clean(wire["id"]),
        "anchor": f"b-{hashlib.sha256(wire['id'].encode('utf-8', 'surrogatepass')).hexdigest()[:12]}",
        "language": language,
        "title": wording.clean(title),
        "verdict": wire["fidelity"]["verdict"],
        "words": f"{wire['article']['words']:,}",
        "notes": [wording.clean(note) for note in wire["notes"]],
        "sides": [
            {
                "code": side["language"],
                "list": "ul" if wire["style"] == "bullets" else "ol",
                "sentences": [
                    (wording.clean(s["text"]), i in flawed) for i, s in enumerate(side["sentences"])
                ],
            }
            for side in (wire["english"], wire["arabic"])
        ],
        "flaws": [f"{_where(check)}: {wording.problem(check)}" for check in bad],
    }


def _where(check: Check) -> str:
    return "Headline" if check.sentence < 0 else f"Sentence {check.sentence + 1}"


def _check(wire: dict[str, Any]) -> Check:
    return Check(
        CheckKind(wire["kind"]),
        wire["source"],
        wire["target"],
        Status(wire["status"]),
        wire["sentence"],
        wire.get("detail", ""),
    )


def _without(errors: Path) -> tuple[list[dict[str, str]], int]:
    """The first records without a brief, and how many there are."""
    if not errors.exists():
        return [], 0
    with errors.open(encoding="utf-8") as file:
        rows = []
        for line in islice(file, MOST_ERRORS):
            error = json.loads(line)
            place = error["source"] + (f", line {error['line']}" if error["line"] else "")
            rows.append(
                {
                    "id": wording.clean(error["id"] or f"record {error['record']}"),
                    "place": wording.clean(place),
                    "message": wording.clean(error["message"]),
                }
            )
        return rows, len(rows) + sum(1 for _ in file)
