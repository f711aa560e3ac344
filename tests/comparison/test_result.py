from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from summarizer.briefs import Strategy
from summarizer.comparison import terminal, wording
from summarizer.comparison.journal import Failure
from summarizer.comparison.measures import score_all
from summarizer.comparison.report import render_report
from summarizer.comparison.result import Result, compose, dumps, schema
from summarizer.comparison.systems import pair_system
from summarizer.quality.scores import Scorer
from tests.comparison import samples
from tests.fakes import FakeEmbedder


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    return samples.result(tmp_path_factory.mktemp("journal"))


def test_a_result_is_json_of_its_schema(result: Result) -> None:
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(json.loads(dumps(result)), schema())


def test_every_figure_has_its_interval_and_signature(result: Result) -> None:
    found = {(f["system"], f["article"], f["metric"], f["language"]): f for f in result["figures"]}
    rouge = found["lead", "ar", "rouge1", "ar"]
    assert 0 < rouge["low"] <= rouge["mean"] <= rouge["high"] <= 1
    assert "fold" in rouge["signature"]
    assert rouge["n"] == 3
    assert (
        found["lite", "en", "failed_checks", "both"]["mean"]
        < (found["careless", "en", "failed_checks", "both"]["mean"])
    )
    assert ("lead", "en", "failed_checks", "both") not in found


def test_items_keep_their_scores_and_what_went_wrong(result: Result) -> None:
    item = next(item for item in result["items"] if item["id"] == "en-0")
    careless = next(output for output in item["outputs"] if output["system"] == "careless")
    assert careless["verdict"] == "fail"
    assert {problem["kind"] for problem in careless["problems"]} >= {"number"}
    assert sum(careless["checks"].values()) == len(careless["problems"])
    assert set(careless["briefs"]) == {"ar", "en"}
    assert careless["scores"]["failed_checks"] == {"both": len(careless["problems"])}


def test_few_articles_are_warned_of(result: Result) -> None:
    assert any("3 Arabic and 3 English" in note for note in result["notes"])


def test_a_comparison_without_references_measures_what_needs_none(tmp_path: Path) -> None:
    given = [replace(item, references={}) for item in samples.items(2)]
    systems = [samples.first(2), samples.pair()]
    done = samples.written(tmp_path, systems, given)
    scores, _ = score_all(given, done.outputs, Scorer(FakeEmbedder()))
    result = compose(given, systems, done.outputs, done.failures, scores)
    assert not any(name.startswith("rouge") for name in result["headlines"])
    assert {"salience", "failed_checks"} <= set(result["headlines"])
    assert {gap["metric"] for gap in result["gaps"]} >= {"number_support"}
    assert any("no references" in note for note in result["notes"])
    jsonschema.validate(json.loads(dumps(result)), schema())


def test_findings_compare_every_system_with_lead_and_the_languages(result: Result) -> None:
    said = "\n".join(wording.findings(result))
    assert "Arabic articles: compared with lead, lite and careless are" in said
    assert "compared with the English briefs of lite and careless, the Arabic ones are" in said


def test_what_the_translation_changes_in_the_selection_is_said(tmp_path: Path) -> None:
    usual = samples.pair()
    blind = pair_system(
        samples.profile("lite-blind"), samples.pipeline(trade_off=0.0, profile="lite-blind"), Strategy.AUTO
    )
    said = "\n".join(wording.findings(samples.result(tmp_path, [usual, blind])))
    assert "once the translation has a say in the selection (lite-blind → lite): ROUGE-1" in said
    assert "Failed checks" in said


def test_tables_of_the_terminal_have_every_system(result: Result) -> None:
    from rich.console import Console

    console = Console(width=200, no_color=True)
    with console.capture() as capture:
        for table in terminal.tables(result):
            console.print(table)
    text = capture.get()
    for words in (
        "Arabic articles",
        "English articles",
        "lead",
        "careless",
        "ROUGE-1",
        "±",
        "not distinguishable",
    ):
        assert words in text


def test_the_report_is_one_file_that_asks_for_nothing(result: Result) -> None:
    page = render_report(result)
    assert "default-src &#39;none&#39;" in page
    assert "<script" not in page
    for word in ("http://", "https://", "url(", "@import"):
        assert word not in page
    for heading in (
        "What the figures say",
        "Systems by metric",
        "Gap between the languages",
        "Strategies by direction",
        "Salience against fidelity",
        "Where it went worst",
    ):
        assert heading in page
    assert page.count("<svg") > 20


def test_each_brief_has_its_own_language_and_direction(result: Result) -> None:
    page = render_report(result)
    assert '<ol class="side" lang="ar" dir="rtl">' in page
    assert '<ol class="side" lang="en" dir="ltr">' in page


def test_what_articles_and_systems_say_is_escaped(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script>"
    given = [replace(item, id=f"{evil}{item.id}", title=evil) for item in samples.items(1)]
    systems = [samples.first(2, name=evil), samples.pair(flaws={"2": "7"})]
    done = samples.written(tmp_path, systems, given)
    scores, _ = score_all(given, done.outputs, Scorer(FakeEmbedder()))
    page = render_report(compose(given, systems, done.outputs, done.failures, scores))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_failures_are_told(tmp_path: Path) -> None:
    result = compose(
        samples.items(1), [samples.first(1)], [], [Failure("en-0", "lead", "LanguageError", "Neither")], {}
    )
    assert result["systems"][0]["failures"] == 1
    assert "LanguageError: Neither" in render_report(result)
