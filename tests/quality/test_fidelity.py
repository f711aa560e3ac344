import json
from pathlib import Path

import pytest

from summarizer.errors import UnreadableInputError
from summarizer.quality.fidelity import (
    EXCHANGED,
    TRIALS,
    CachedSimilarity,
    as_json,
    main,
    measure,
    table,
    texts_to_embed,
)
from summarizer.quality.pairs import SentencePair, read_pairs
from tests.fakes import FakeEmbedder

PAIRS = [
    SentencePair(
        "news",
        "The mayor of London did not open the 12 gates of the harbour on Monday, the council said.",
        "قال المجلس إن عمدة لندن لم يفتح بوابات الميناء البالغ عددها 12 يوم الاثنين.",
    ),
    SentencePair(
        "news",
        "Bakers in Paris sold 300 loaves of bread to the sailors before the storm of May 2019 arrived.",
        "باع الخبازون في باريس 300 رغيف من الخبز للبحارة قبل وصول عاصفة مايو 2019.",
    ),
    SentencePair("health", "Drink two glasses of water.", "اشرب كوبين من الماء."),
]


def no_similarity(_first: str, _second: str) -> None:
    return None


def test_good_translations_raise_no_alarm_and_corrupted_ones_are_caught() -> None:
    tally = measure(PAIRS, no_similarity)
    assert tally.pairs == {
        ("news", "en-ar"): 2,
        ("news", "ar-en"): 2,
        ("health", "en-ar"): 1,
        ("health", "ar-en"): 1,
    }
    assert not tally.alarms
    for name in (
        "digit changed",
        "number dropped",
        "place name swapped",
        "negation removed",
        "source copied",
        EXCHANGED,
    ):
        assert tally.catch_rate(name, "en-ar") == tally.catch_rate(name, "ar-en") == 1.0, name


def test_a_false_alarm_is_counted_in_its_domain_and_direction_and_shown() -> None:
    wrong = SentencePair("news", "The harbour has 12 gates.", "في الميناء 13 بوابة.")
    tally = measure([PAIRS[1], wrong], no_similarity, show="number")
    assert tally.alarm_rate("number") == 0.5
    assert tally.alarm_rate("number", "news", "ar-en") == 0.5
    assert tally.alarm_rate("number", "health") == 0.0
    assert [source for source, _, _ in tally.shown] == [wrong.english, wrong.arabic]


def test_a_kind_that_failed_before_the_corruption_is_no_catch() -> None:
    wrong = SentencePair("news", "The mayor opened the old gate.", "لم يفتح العمدة البوابة القديمة.")
    tally = measure([wrong], no_similarity)
    assert tally.alarm_rate("negation") == 1.0
    assert tally.catch_rate("negation removed") == 0.0


def test_the_same_seed_counts_alike() -> None:
    assert as_json(measure(PAIRS, no_similarity, seed=4)) == as_json(measure(PAIRS, no_similarity, seed=4))


def test_what_is_embedded_ahead_is_all_that_is_asked_for() -> None:
    embedder = FakeEmbedder()
    similarity = CachedSimilarity(embedder, texts_to_embed(PAIRS))
    calls = embedder.calls
    measure(PAIRS, similarity)
    assert embedder.calls == calls == 1


def test_an_unknown_sentence_is_embedded_when_asked_for() -> None:
    similarity = CachedSimilarity(FakeEmbedder(), ["harbour"])
    assert similarity("harbour", "harbour") == pytest.approx(1.0)
    assert similarity("harbour", "bread") < 0.5


def test_the_table_has_a_line_for_each_kind_and_corruption() -> None:
    text = table(measure(PAIRS, no_similarity))
    for name in ["number", "repetition", EXCHANGED, *(trial.name for trial in TRIALS)]:
        assert f"\n{name} " in text


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text("".join(f"{p.domain}\t{p.english}\t{p.arabic}\n" for p in PAIRS), encoding="utf-8")
    return path


def test_the_command_prints_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(data), "--no-meaning", "--json", "--domains", "news"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["pairs"] == {"news ar-en": 2, "news en-ar": 2}
    assert result["false_alarms"]["number"]["all"] == 0.0
    assert result["caught"]["digit changed"]["en-ar"]["caught"] == 1.0


def test_the_command_prints_a_table_or_sentences(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", str(data), "--no-meaning", "--limit", "1"])
    assert capsys.readouterr().out.startswith("False alarms")
    main(["--data", str(data), "--no-meaning", "--show", "number written differently (a control)"])
    assert PAIRS[0].arabic in capsys.readouterr().out


def test_pairs_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="no file"):
        list(read_pairs(tmp_path / "none.tsv"))
    (tmp_path / "bad.tsv").write_text("news\tonly two\n")
    with pytest.raises(UnreadableInputError, match="has 2 columns"):
        list(read_pairs(tmp_path / "bad.tsv"))
