from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from summarizer.briefs import Sentence
from summarizer.rendering import wording
from summarizer.rendering.markdown import render_markdown
from tests.samples import arabic_sample_pair, sample_pair


def tokens(text: str) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


def shown(text: str) -> list[str]:
    """The text of each paragraph, heading and item, as a reader sees it."""
    return [
        "".join(child.content for child in token.children or () if child.type in ("text", "text_special"))
        for token in tokens(text)
        if token.type == "inline"
    ]


@pytest.mark.parametrize("pair", [sample_pair(), arabic_sample_pair()], ids=["english", "arabic"])
def test_every_sentence_is_shown(pair):
    lines = shown(render_markdown(pair))
    for brief in (pair.arabic, pair.english):
        assert all(sentence.text in lines for sentence in brief.sentences)
        assert brief.headline is None or brief.headline.text in lines
    assert wording.title(pair) in lines


def test_arabic_stands_right_to_left():
    text = render_markdown(sample_pair())
    before, after = text.split('<div dir="rtl" lang="ar">')
    assert "عادت محطة الضخ" in after.split("</div>")[0]
    assert '<div dir="ltr" lang="en">' in before


def test_sentences_are_numbered_and_bullets_are_bullets():
    kinds = [token.type for token in tokens(render_markdown(sample_pair()))]
    assert kinds.index("ordered_list_open") < kinds.index("bullet_list_open")
    kinds = [token.type for token in tokens(render_markdown(arabic_sample_pair()))]
    assert kinds.index("bullet_list_open") < kinds.index("ordered_list_open")


def test_a_failing_check_is_told_in_words():
    text = render_markdown(sample_pair())
    assert "**FAIL**: 1 of 7 checks found a problem, 1 repaired" in text
    assert "Sentence 3: The number “1.2 million” became “<bdi>12 مليون</bdi>”." in text
    assert "2 × boilerplate" in text
    assert "The focus has no match in the article" in text


HOSTILE = st.text(st.sampled_from("ab1 .)(-+*_#>=`~[]!|<&\\\u202e\u2069\n\t:@ا؟"), min_size=1, max_size=20)


@given(HOSTILE.filter(lambda text: wording.clean(text)))
def test_markdown_in_a_text_is_shown_not_obeyed(text):
    pair = sample_pair()
    first = replace(pair.english.sentences[0], text=text)
    pair = replace(pair, english=replace(pair.english, sentences=(first,)))
    assert wording.clean(text) in shown(render_markdown(pair))


def test_a_pair_with_nothing_more_than_it_must_have():
    pair = sample_pair()
    bare = replace(
        pair,
        article=replace(pair.article, title=None, left_out=()),
        arabic=replace(pair.arabic, sentences=()),
        english=replace(pair.english, sentences=(Sentence("One.", pair.english.sentences[0].origin, ()),)),
        alignments=(),
        fidelity=replace(pair.fidelity, checks=()),
        notes=(),
        models={},
        timings={},
    )
    text = render_markdown(bare)
    assert "no counterpart" in text
    assert "nothing was checked" in text
