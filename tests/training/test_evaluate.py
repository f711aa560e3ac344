import pytest

pytest.importorskip("sacrebleu")

from summarizer.backends.build import build
from summarizer.backends.lite import LiteTranslator
from tests.backends import tiny
from training.evaluate import Row, evaluate, numbers, read_rows, report


def row(direction: str, *translations: str, nats: float | None = None) -> Row:
    text, reference = ("The 3 men left in 2019.", "غادر الرجال الثلاثة في 2019.")
    return Row("news", direction, text, reference, translations, nats)


def test_numbers_are_the_same_in_either_script():
    assert numbers("٣٫٥ مليون و١٢") == numbers("3.5 million and 12")


def test_lines_are_evenly_spaced_and_read_both_ways(tmp_path):
    path = tmp_path / "dev.tsv"
    path.write_text("".join(f"news\ten {i}\tar {i}\n" for i in range(10)), encoding="utf-8")
    rows = read_rows(path, 5)
    assert [r.text for r in rows if r.direction == "en-ar"] == [f"en {i}" for i in range(0, 10, 2)]
    assert [r.text for r in rows if r.direction == "ar-en"] == [f"ar {i}" for i in range(0, 10, 2)]


def test_the_report_counts_numbers_empty_answers_and_loops():
    looping = "الرجل " * 12
    rows = [
        row("en-ar", "غادر الرجال الثلاثة في 2019.", nats=1.0),
        row("en-ar", "في 2018", "غادر الرجال الثلاثة في 2019.", nats=2.0),
        row("en-ar", "", nats=None),
        row("en-ar", looping),
    ]
    line = report(rows, bootstrap=10).splitlines()[1].split()
    assert line[:3] == ["news", "en-ar", "4"]
    assert float(line[5]) > float(line[3])  # the best of n beats the first
    assert line[6] == "1.500"
    assert " ".join(line[7:13]) == "7 of 8 1 of 2"
    assert line[13:] == ["1", "1"]


def test_a_real_engine_is_judged(tmp_path, capsys):
    path = tmp_path / "dev.tsv"
    path.write_text("news\tthe thing in\tال ان\nhealth\tthe an 12\tالان 12\n", encoding="utf-8")
    translator = LiteTranslator.from_folder(build(tiny.recipe(tmp_path / "recipe"), tmp_path / "cache"))
    evaluate(translator, path, 2, 2, tmp_path / "out.tsv")
    shown = capsys.readouterr().out
    assert shown.startswith("mujaz-lite@")
    for cell in ("health   ar-en", "health   en-ar", "news     ar-en", "news     en-ar"):
        line = next(line for line in shown.splitlines() if line.startswith(cell))
        assert float(line.split()[6]) > 1.0  # weights that were never trained find nothing likely
    assert len((tmp_path / "out.tsv").read_text(encoding="utf-8").splitlines()) == 4
