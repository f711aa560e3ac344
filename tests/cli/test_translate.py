from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Glossary
from summarizer.cli.translate import batches, one_line, translate_lines
from summarizer.languages import ARABIC, ENGLISH
from tests.cli.conftest import Run
from tests.cli.fakes import ARABIC_WORDS, ENGLISH_WORDS, FakeChooser


def test_one_line_in_one_line_out(run: Run, chooser: FakeChooser) -> None:
    result = run("translate", "--to", "ar", stdin="One.\n\n  \nFour, long.\r\nFive")
    assert result.exit_code == 0, result.stderr
    assert result.stdout == f"{ARABIC_WORDS} 4.\n\n\n{ARABIC_WORDS} 11.\n{ARABIC_WORDS} 4.\n"
    assert result.stderr == ""


def test_the_other_direction_from_a_file(run: Run, chooser: FakeChooser, tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_bytes("\ufeffجملة\u2028واحدة\n".encode())
    result = run("translate", file, "--to", "english")
    assert result.stdout == f"{ENGLISH_WORDS} 10.\n"


def test_batches_are_bounded(run: Run, chooser: FakeChooser) -> None:
    result = run("translate", "--to", "ar", stdin="A line.\n" * 70)
    assert chooser.batches == [32, 32, 6]
    assert result.stdout.count("\n") == 70


def test_a_translation_never_breaks_the_line(run: Run, chooser: FakeChooser) -> None:
    chooser.answer = "سطر\nوسطر\u2028 آخر "
    assert run("translate", "--to", "ar", stdin="x y\n").stdout == "سطر وسطر آخر\n"


def test_empty_input_gives_empty_output(run: Run, chooser: FakeChooser) -> None:
    result = run("translate", "--to", "ar", stdin="")
    assert result.exit_code == 0
    assert result.stdout == ""


def test_glossary_and_terms(run: Run, chooser: FakeChooser, tmp_path: Path) -> None:
    file = tmp_path / "terms.tsv"
    file.write_text("well\tبئر\n", encoding="utf-8")
    result = run("translate", "--to", "ar", "--glossary", file, "--terms", stdin="A well.\n")
    assert chooser.glossary is not None
    assert chooser.glossary.entries == (("بئر", "well"),)
    assert result.stderr == "mujaz: line 1: well = بئر\n"
    assert result.stdout == f"{ARABIC_WORDS} 7.\n"


def test_a_line_that_is_already_in_the_target_language_is_copied_and_told(
    run: Run, chooser: FakeChooser
) -> None:
    line = "أعلنت وزارة الصحة يوم الأحد افتتاح مستشفى جديد في المدينة."
    result = run("translate", "--to", "ar", stdin=f"The ministry opened a hospital.\n{line}\n")
    assert result.stdout.splitlines()[1] == line
    assert "line 2" in result.stderr
    assert chooser.batches == [1]
    insisted = run("translate", "--to", "ar", "--from", "en", stdin=f"{line}\n")
    assert insisted.stdout.startswith(ARABIC_WORDS)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([], 2, "--to"),
        (["--to", "fr"], 2, "'fr' is not one of ar, en"),
        (["--to", "en", "--from", "en"], 2, "same language"),
        (["--to", "en", "missing.txt"], 1, "no file"),
        (["--to", "en", "."], 1, "folder"),
        (["--to", "en", "--glossary", "missing.tsv"], 1, "missing.tsv"),
        (["--to", "en", "--profile", "huge"], 1, "huge"),
    ],
)
def test_wrong_usage_and_missing_files(run: Run, arguments: list[str], code: int, said: str) -> None:
    result = run("translate", *arguments, stdin="Text.\n")
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stdout == ""


def test_a_line_that_is_not_utf8_is_named(run: Run, chooser: FakeChooser) -> None:
    result = run("translate", "--to", "en", stdin="سطر\n".encode() + "نص عربي\n".encode("windows-1256"))
    assert result.exit_code == 1
    assert "Line 2 is not UTF-8" in result.stderr
    assert "iconv" in result.stderr


@given(st.lists(st.text(alphabet="ab \t\u2028", max_size=4), max_size=80))
def test_lines_and_answers_stay_together(lines: list[str]) -> None:
    answers = translate_lines(FakeChooser(), lines, ENGLISH, ARABIC, Glossary())  # type: ignore[arg-type]
    assert len(answers) == len(lines)
    for line, answer in zip(lines, answers, strict=True):
        assert (answer is None) == (not line.strip())
        if answer:
            assert answer.text == f"{ARABIC_WORDS} {len(line.strip())}."


@given(st.lists(st.integers(), max_size=50), st.integers(1, 9))
def test_batches_keep_everything_in_order(items: list[int], count: int) -> None:
    found = list(batches([str(i) for i in items], count))
    assert [i for batch in found for i in batch] == [str(i) for i in items]
    assert all(len(batch) == count for batch in found[:-1])


def test_batches_read_no_further_than_they_must() -> None:
    def lines() -> Iterator[str]:
        yield from "ab"
        raise AssertionError

    assert next(batches(lines(), 2)) == ["a", "b"]


@given(st.text())
def test_one_line_has_no_line_break(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1
