from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer import assembly
from summarizer.briefs import Strategy
from summarizer.comparison import systems
from summarizer.comparison.systems import Systems, budget, given, names, sentences_within
from summarizer.errors import ConfigurationError, MissingExtraError, ProfileError
from summarizer.profiles import load_profile
from summarizer.protocols import Likelihood, Translation
from summarizer.quality.records import Item, Output
from summarizer.text.reading import read_article
from tests.comparison import samples
from tests.fakes import FakeEmbedder, FakeTranslator


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Systems:
    """Systems whose engines have no weights."""
    monkeypatch.setattr(assembly, "build_embedder", lambda profile, **_: FakeEmbedder())
    monkeypatch.setattr(assembly, "build_translator", lambda profile, **_: FakeTranslator())
    return Systems(tmp_path)


def silent(stage: str, done: float) -> None:
    pass


def test_the_budget_is_the_length_of_the_references_unless_it_is_said() -> None:
    item = replace(samples.english(0), references={"en": ("one two " * 10, "one two " * 20)})
    assert budget(item, None) == 30
    assert budget(item, 50) == 50
    assert budget(replace(item, references={}), None) == systems.DEFAULT_WORDS
    assert budget(replace(item, references={"en": ("short",)}), None) == systems.LEAST_WORDS


def test_names_are_profiles_by_strategies_after_the_systems() -> None:
    strategies = [Strategy.SUMMARIZE_THEN_TRANSLATE, Strategy.DIRECT]
    assert names(["lead", "lite"], ["lite"], [Strategy.AUTO]) == ["lead", "lite"]
    assert names(["lead"], ["a", "b"], strategies) == [
        "lead",
        "a/summarize-then-translate",
        "a/direct",
        "b/summarize-then-translate",
        "b/direct",
    ]
    assert names([], ["lite"], None) == ["lite/summarize-then-translate", "lite/translate-then-summarize"]


@pytest.mark.parametrize("name", ["lead", "lexrank", "textrank", "oracle"])
@pytest.mark.parametrize("item", samples.items(1), ids=lambda item: item.id)
def test_baselines_keep_to_the_budget(opened: Systems, name: str, item: Item) -> None:
    output = opened.open(name).write(item, 25, silent)
    [(code, sentences)] = output.briefs.items()
    assert code == item.language.code
    assert 0 < sum(len(sentence.split()) for sentence in sentences) <= 25
    assert output.system == name


@pytest.mark.parametrize("item", samples.items(1), ids=lambda item: item.id)
def test_the_selection_alone_copies_within_the_budget(opened: Systems, item: Item) -> None:
    output = opened.open("lite-selection").write(item, 30, silent)
    [(_, sentences)] = output.briefs.items()
    texts = [sentence.text for sentence in read_article(item.text).sentences]
    assert [text for text in texts if text in sentences] == list(sentences)  # the article's, in its order
    assert 0 < sum(len(sentence.split()) for sentence in sentences) <= 30


def test_a_profile_writes_both_languages(opened: Systems) -> None:
    system = opened.open("lite")
    output = system.write(samples.english(1), 40, silent)
    assert (system.profile, system.strategy, system.writes_pairs) == ("lite", "auto", True)
    assert set(output.briefs) == {"ar", "en"}
    assert len(output.briefs["ar"]) == len(output.briefs["en"])
    assert output.verdict is not None
    assert output.detail["strategy"] == "summarize-then-translate"
    assert 0 <= output.detail["candidate_salience"] <= 1
    assert output.item == "en-1"


@pytest.mark.parametrize("item", samples.items(1), ids=lambda item: item.id)
def test_a_profile_keeps_to_the_budget_in_the_language_of_the_article_alone(
    opened: Systems, monkeypatch: pytest.MonkeyPatch, item: Item
) -> None:
    class Wordy(FakeTranslator):
        """Says everything three times over."""

        def translate(self, texts: Sequence[str], *rest: Any, **more: Any) -> list[list[Translation]]:
            found = super().translate(texts, *rest, **more)
            return [[Translation(f"{t.text} {t.text} {t.text}", t.score) for t in some] for some in found]

    monkeypatch.setattr(assembly, "build_translator", lambda profile, **_: Wordy())
    system = opened.open("lite")
    output = system.write(item, 40, silent)
    own, other = (
        sum(len(text.split()) for text in sentences)
        for _, sentences in sorted(output.briefs.items(), key=lambda brief: brief[0] != item.language.code)
    )
    assert 25 < own <= 40 < other
    assert system.bounds == "article"


def test_a_translator_that_scores_does_so_in_comparisons_too(
    opened: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Scoring(FakeTranslator):
        asked = 0

        def score(self, texts: Sequence[str], *_: Any) -> list[Likelihood]:
            Scoring.asked += len(texts)
            return [Likelihood(-0.1, ())] * len(texts)

    monkeypatch.setattr(assembly, "build_translator", lambda profile, **_: Scoring())
    profile = load_profile("lite")
    known = assembly.build_writer(
        profile, data_folder=Path("unused"), embedder=FakeEmbedder(), translator=Scoring()
    )
    system = opened.open("lite")
    assert '"bounds": "both"' in known.identity
    assert known.identity.replace('"both"', '"article"') + "|auto" == system.identity
    system.write(samples.english(1), 40, silent)
    assert Scoring.asked > 0


def test_a_strategy_is_part_of_the_name_and_is_used(opened: Systems) -> None:
    system = opened.open("lite/translate-then-summarize")
    assert system.name == "lite/translate-then-summarize"
    output = system.write(samples.arabic(1), 40, silent)
    assert output.detail["strategy"] == "translate-then-summarize"


def test_a_blind_selection_differs_in_selection_alone(opened: Systems) -> None:
    usual, blind = opened.open("lite"), opened.open("lite-blind")
    assert blind.name == "lite-blind"
    assert usual.identity != blind.identity
    assert '"trade_off": 0.0' in blind.identity
    assert usual.identity.replace('"trade_off": 0.4', "").replace('"lite"', "") == blind.identity.replace(
        '"trade_off": 0.0', ""
    ).replace('"lite-blind"', "")


def test_systems_of_one_profile_share_their_engines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    built: list[str] = []
    monkeypatch.setattr(
        assembly, "build_embedder", lambda profile, **_: built.append("embedder") or FakeEmbedder()
    )
    monkeypatch.setattr(
        assembly, "build_translator", lambda profile, **_: built.append("translator") or FakeTranslator()
    )
    opened = Systems(tmp_path)
    for name in ("lite", "lite-blind", "lite-selection", "lite/translate-then-summarize"):
        opened.open(name)
    assert sorted(built) == ["embedder", "translator"]


@pytest.mark.parametrize("name", ["tall", "tall-selection", "tall/direct", "lite/sideways"])
def test_unknown_names_are_errors(opened: Systems, name: str) -> None:
    with pytest.raises(ProfileError):
        opened.open(name)


def test_a_baseline_that_is_not_installed_says_how_to_get_it(
    opened: Systems, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systems, "find_spec", lambda name: None)
    with pytest.raises(MissingExtraError, match="mujaz\\[baselines\\]"):
        opened.open("lexrank")
    opened.open("lead")


def test_outputs_of_a_file_are_looked_up(tmp_path: Path) -> None:
    file = tmp_path / "theirs.jsonl"
    file.write_text("{}")
    outputs = {"en-0": Output("en-0", "whatever", {"en": ("It rained.",)})}
    system = given("theirs", file, outputs)
    assert system.write(samples.english(0), 40, silent) == replace(outputs["en-0"], system="theirs")
    with pytest.raises(ConfigurationError, match="no output for this article"):
        system.write(samples.english(1), 40, silent)
    file.write_text("{} ")
    assert given("theirs", file, outputs).identity != system.identity


def test_sentences_are_as_many_as_the_budget_holds() -> None:
    article = read_article(samples.english(0).text)
    mean = article.words / len(article.sentences)
    assert sentences_within(article, int(3 * mean)) == 4
    assert sentences_within(article, 1) == 2
    assert sentences_within(article, 10_000) == systems.MOST_SENTENCES
