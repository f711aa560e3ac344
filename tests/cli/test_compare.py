from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from summarizer import assembly
from summarizer.comparison.result import schema
from tests.cli.conftest import Run
from tests.comparison import samples
from tests.fakes import FakeEmbedder, FakeTranslator


@pytest.fixture(autouse=True)
def _engines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "build_embedder", lambda profile, **_: FakeEmbedder())
    monkeypatch.setattr(assembly, "build_translator", lambda profile, **_: FakeTranslator())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    file = tmp_path / "news.jsonl"
    rows = [
        {
            "id": item.id,
            "text": item.text,
            "language": item.language.code,
            "summaries": {code: list(texts) for code, texts in item.references.items()},
        }
        for item in samples.items(2)
    ]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


def test_tables_on_standard_output_and_a_report(run: Run, data: Path, tmp_path: Path, home: Path) -> None:
    report = tmp_path / "report.html"
    result = run("compare", data, "--systems", "lead,oracle,lite", "--words", 30, "--report", report)
    assert result.exit_code == 0, result.output
    for words in ("Arabic articles", "lead", "oracle", "lite", "ROUGE-1"):
        assert words in result.stdout
    assert "12 of 12 outputs" in result.stderr
    assert "writing took" in result.stderr
    assert "the metrics" in result.stderr
    assert "Where it went worst" in report.read_text() or "Strategies by direction" in report.read_text()
    assert not list((home / "comparisons").glob("*"))  # its journal has done its work


def test_json(run: Run, data: Path) -> None:
    result = run("compare", data, "--profiles", "none", "--systems", "lead", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    jsonschema.validate(found, schema())
    assert [system["name"] for system in found["systems"]] == ["lead"]
    assert found["budget"]["words"] is None


def test_the_usual_systems(run: Run, data: Path) -> None:
    result = run("compare", data, "--json", "--limit", 1)
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert [system["name"] for system in found["systems"]] == [
        "lead",
        "lexrank",
        "textrank",
        "oracle",
        "lite-selection",
        "lite",
    ]
    assert len(found["items"]) == 1


def test_outputs_of_other_systems(run: Run, data: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs.jsonl"
    rows = [{"id": item.id, item.language.code: "It rained. All day."} for item in samples.items(2)[:3]]
    theirs.write_text("".join(json.dumps(row) + "\n" for row in rows))
    result = run("compare", data, "--systems", "lead", "--outputs", f"theirs={theirs}", "--json")
    assert result.exit_code == 3
    assert "1 of 8 outputs are missing" in result.stderr
    found = json.loads(result.stdout)
    assert [(f["system"], f["item"]) for f in found["failures"]] == [("theirs", "ar-1")]


def test_strategies_of_a_profile_and_nothing_to_write(run: Run, data: Path, tmp_path: Path) -> None:
    profile = tmp_path / "mine.toml"
    result = run(
        "compare",
        data,
        "--systems",
        "lead",
        "--profiles",
        "lite",
        "--strategies",
        "summarize-then-translate,translate-then-summarize",
        "--words",
        30,
        "--write-strategy",
        profile,
    )
    assert result.exit_code == 0, result.output
    assert "lite/translate-then-summarize" in result.stdout
    assert "nothing won" in result.stderr  # of two articles nothing is distinguishable
    assert not profile.exists()


def test_what_won_is_written_into_a_copy(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from summarizer.comparison import strategy
    from summarizer.profiles import load_profile

    won = strategy.Decision("lite", "ar", "translate-then-summarize", "It is better", ("rouge1 ...",))
    monkeypatch.setattr(strategy, "decide", lambda result: [won])
    profile = tmp_path / "mine.toml"
    source = tmp_path / "source.toml"
    source.write_bytes((Path(__file__).parents[2] / "configs" / "lite.toml").read_bytes())
    result = run("compare", data, "--systems", "lead", "--profiles", source, "--write-strategy", profile)
    assert result.exit_code == 0, result.output
    assert load_profile(str(profile)).strategies == {"ar": "translate-then-summarize"}


def test_a_stopped_run_goes_on_when_told(
    run: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    from summarizer.cli import comparing

    journal = tmp_path / "journal"
    arguments = ("compare", data, "--systems", "lead", "--journal", journal)
    wishes = iter([False] * 3)

    @contextmanager
    def stopping(said: str):  # type: ignore[no-untyped-def]
        yield lambda: next(wishes, True)

    with monkeypatch.context() as patch:
        patch.setattr(comparing, "stopping", stopping)
        stopped = run(*arguments)
    assert stopped.exit_code == 130
    assert "--resume goes on" in stopped.stderr
    refused = run(*arguments)
    assert refused.exit_code == 1
    assert "--resume" in refused.stderr
    resumed = run(*arguments, "--resume")
    assert resumed.exit_code == 0, resumed.output
    assert journal.is_dir()
    assert run(*arguments, "--overwrite").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--strategies", "sideways"], "sideways"),
        (["--metrics", "beauty"], "beauty"),
        (["--outputs", "nameless"], "NAME=FILE"),
        (["--resume", "--overwrite"], "--overwrite"),
        (["--budget", "none"], "reference"),
        (["--profiles", "none", "--systems", ""], "nothing to compare"),
        (["--layout", "mine"], "mine"),
        (["--profiles", "lite,standard", "--write-strategy", "mine.toml"], "--write-strategy"),
    ],
)
def test_wrong_usage(run: Run, data: Path, arguments: list[str], said: str) -> None:
    result = run("compare", data, *arguments)
    assert result.exit_code == 2, result.output
    assert said in result.output


def test_an_unknown_system_is_an_error(run: Run, data: Path) -> None:
    result = run("compare", data, "--systems", "tall")
    assert result.exit_code == 1
    assert "tall" in result.stderr


def test_a_baseline_that_is_not_installed_is_left_out_unless_asked_for(
    run: Run, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from summarizer.comparison import systems

    monkeypatch.setattr(systems, "find_spec", lambda name: None)
    usual = run("compare", data, "--limit", 1, "--json")
    assert usual.exit_code == 0, usual.output
    assert any("lexrank was left out" in note for note in json.loads(usual.stdout)["notes"])
    assert run("compare", data, "--systems", "lexrank").exit_code == 1
