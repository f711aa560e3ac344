from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from summarizer import assembly
from summarizer.briefs import Strategy, Style, Verdict
from summarizer.cli import inputs
from summarizer.errors import CacheError, GenerationError
from tests.cli.conftest import ENGLISH_TEXT, Run
from tests.cli.fakes import FakeWriter
from tests.samples import sample_pair


def test_text_output_holds_both_briefs_and_nothing_else_is_printed(
    run: Run, article: Path, writer: FakeWriter
) -> None:
    result = run("brief", article)
    assert result.exit_code == 0
    assert "Wadi Salma" in result.stdout
    assert any("\u0600" < c < "\u06ff" for c in result.stdout)
    assert result.stderr == ""
    assert writer.asked[0][0].title is not None
    assert writer.asked[0][0].id == "article"


def test_options_reach_the_writer(run: Run, article: Path, writer: FakeWriter, tmp_path: Path) -> None:
    glossary = tmp_path / "terms.tsv"
    glossary.write_text("water company\tشركة المياه\n", encoding="utf-8")
    result = run(
        "brief", article, "--sentences", "2", "--words", "60", "--style", "bullets", "--headline",
        "--strategy", "translate-then-summarize", "--focus", "الآبار", "--glossary", glossary,
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    options = writer.asked[0][1]
    assert (options.sentences, options.words, options.headline) == (2, 60, True)
    assert options.style is Style.BULLETS
    assert options.strategy is Strategy.TRANSLATE_THEN_SUMMARIZE
    assert options.focus == "الآبار"
    assert options.glossary.entries == (("شركة المياه", "water company"),)


def test_json_is_the_wire_format(run: Run, article: Path, writer: FakeWriter) -> None:
    wire = json.loads(run("brief", article, "--json").stdout)
    assert wire["english"]["sentences"][0]["text"] == sample_pair().english.sentences[0].text
    assert "explain" not in wire
    assert wire["arabic"]["direction"] == "rtl"
    assert "explain" in json.loads(run("brief", article, "--json", "--explain").stdout)


@pytest.mark.parametrize("code", ["ar", "en"])
def test_one_language_prints_the_bare_brief_and_hides_no_verdict(
    run: Run, article: Path, writer: FakeWriter, code: str
) -> None:
    result = run("brief", article, "--languages", code)
    pair = sample_pair()
    brief = pair.arabic if code == "ar" else pair.english
    assert result.stdout.splitlines()[-len(brief.sentences) :] == [s.text for s in brief.sentences]
    assert "verdict warn" in result.stderr
    writer.verdict = Verdict.PASS
    assert run("brief", article, "--languages", code).stderr == ""
    assert run("brief", article, "--languages", code, "--json").exit_code == 2


def test_markdown(run: Run, article: Path, writer: FakeWriter) -> None:
    result = run("brief", article, "--markdown")
    assert result.exit_code == 0
    assert sample_pair().english.sentences[0].text[:20] in result.stdout


def test_html_file_is_written_beside_the_text(
    run: Run, article: Path, writer: FakeWriter, tmp_path: Path
) -> None:
    page = tmp_path / "brief.html"
    result = run("brief", article, "--html", page)
    assert result.exit_code == 0
    assert page.read_text(encoding="utf-8").lstrip().lower().startswith("<!doctype html>")
    assert "Wadi Salma" in result.stdout
    assert str(page) in result.stderr.replace("\n", "")


@pytest.mark.parametrize("place", ["nowhere/brief.html", "."])
def test_a_page_that_cannot_be_written_is_told_before_the_work(
    run: Run, article: Path, writer: FakeWriter, tmp_path: Path, place: str
) -> None:
    result = run("brief", article, "--html", tmp_path / place)
    assert result.exit_code == 1
    assert "folder" in result.stderr
    assert writer.asked == []


def test_standard_input(run: Run, writer: FakeWriter) -> None:
    assert run("brief", "-", stdin=ENGLISH_TEXT).exit_code == 0
    assert run("brief", stdin=ENGLISH_TEXT).exit_code == 0
    assert [article.id for article, _ in writer.asked] == ["", ""]


def test_no_input_on_a_terminal_is_a_usage_error_with_an_example(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs.sys, "stdin", SimpleNamespace(isatty=lambda: True))
    with pytest.raises(inputs.typer.BadParameter) as caught:
        inputs.read_input(None, example="mujaz brief article.txt")
    assert caught.value.exit_code == 2
    assert "mujaz brief article.txt" in caught.value.message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", ""),
        (b" \n\t\n", ""),
        (b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, ""),
        (b"\x00" * 500, ""),
        (
            ("Le gouvernement a annoncé jeudi une hausse du prix du pain dans tout le pays. " * 8).encode(),
            "French",
        ),
        (("🙂🙃 " * 40).encode(), ""),
        (b"hello", ""),
    ],
)
def test_hostile_input_is_an_error_of_two_lines(
    run: Run, writer: FakeWriter, tmp_path: Path, data: bytes, said: str
) -> None:
    file = tmp_path / "input.txt"
    file.write_bytes(data)
    result = run("brief", file)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    assert "bug" not in result.stderr
    assert said in result.stderr
    assert 1 <= len(result.stderr.splitlines()) <= 2
    assert writer.asked == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.txt", "no file"),
        (".", "is a folder"),
        ("https://example.org/news", "web address"),
        ("www.example.org/news", "web address"),
        ("x" * 5000, "cannot be opened"),
        ("a\x00b", "cannot be opened"),
        ("بلا-ملف.txt", "بلا-ملف.txt"),
    ],
)
def test_what_is_no_file(run: Run, name: str, said: str) -> None:
    result = run("brief", name)
    assert result.exit_code == 1
    assert said in result.stderr
    assert result.stdout == ""
    assert max(len(line) for line in result.stderr.splitlines()) < 300 or len(name) > 1000


def test_a_file_that_is_too_large(
    run: Run, article: Path, writer: FakeWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "MAX_BYTES", 100)
    result = run("brief", article)
    assert result.exit_code == 1
    assert "larger than" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--sentences", "0"],
        ["--sentences", "many"],
        ["--words", "1"],
        ["--style", "poem"],
        ["--strategy", "guess"],
        ["--languages", "ar,fr"],
        ["--language", "fr"],
        ["--json", "--markdown"],
        ["second.txt"],
        ["--unknown"],
    ],
)
def test_wrong_usage(run: Run, article: Path, writer: FakeWriter, arguments: list[str]) -> None:
    result = run("brief", article, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert writer.asked == []


def test_unknown_profile(run: Run, article: Path) -> None:
    result = run("brief", article, "--profile", "huge")
    assert result.exit_code == 1
    assert "lite" in result.stderr


def test_a_failing_verdict_fails_only_if_strict(run: Run, article: Path, writer: FakeWriter) -> None:
    writer.verdict = Verdict.FAIL
    assert run("brief", article).exit_code == 0
    strict = run("brief", article, "--strict")
    assert strict.exit_code == 1
    assert "Wadi Salma" in strict.stdout
    writer.verdict = Verdict.WARN
    assert run("brief", article, "--strict").exit_code == 0


def test_errors_of_the_library(run: Run, article: Path, writer: FakeWriter) -> None:
    writer.error = GenerationError("The engine said nothing", hint="Try again")
    result = run("brief", article)
    assert result.exit_code == 1
    assert result.stderr == "mujaz: The engine said nothing\n  Try again\n"
    assert "Traceback" in run("--debug", "brief", article).stderr


def test_unexpected_errors_ask_for_a_report(run: Run, article: Path, writer: FakeWriter) -> None:
    writer.error = ZeroDivisionError("division by zero\x1b[31m")
    result = run("brief", article)
    assert result.exit_code == 1
    assert "Traceback" not in result.stderr
    assert "\x1b" not in result.stderr
    assert "please report it" in result.stderr
    assert "--debug" in result.stderr
    debug = run("brief", article, "--debug")
    assert debug.exit_code == 1
    assert "Traceback" in debug.stderr
    assert "test_brief" not in debug.stdout


def test_a_full_disk_is_no_bug(run: Run, article: Path, writer: FakeWriter) -> None:
    writer.error = OSError(28, "No space left on device", "/data/x")
    result = run("brief", article)
    assert result.exit_code == 1
    assert result.stderr == "mujaz: No space left on device: /data/x\n"


def test_interrupt(run: Run, article: Path, writer: FakeWriter) -> None:
    writer.error = KeyboardInterrupt()
    result = run("brief", article)
    assert result.exit_code == 130
    assert "Traceback" not in result.stderr


def test_the_cache_is_used_unless_refused(
    run: Run, article: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    caches: list[object] = []

    def build(*args: object, cache: object, data_folder: Path, **kwargs: object) -> FakeWriter:
        caches.append(cache)
        assert data_folder == home
        return FakeWriter()

    monkeypatch.setattr(assembly, "build_writer", build)
    assert run("brief", article).exit_code == 0
    assert (home / "briefs.sqlite").exists()
    assert run("brief", article, "--no-cache").exit_code == 0
    assert caches[0] is not None
    assert caches[1] is None


def test_a_cache_that_does_not_open_is_told_and_done_without(
    run: Run, article: Path, writer: FakeWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(where: object) -> None:
        raise CacheError("The cache is locked", value=where)

    monkeypatch.setattr("summarizer.cache.open_cache", refuse)
    result = run("brief", article)
    assert result.exit_code == 0
    assert "The cache is locked" in result.stderr
    assert "Wadi Salma" in result.stdout
