import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Alignment, LeftOut, Omission, Origin, Sentence, Span
from summarizer.rendering.html import render_html
from tests.samples import arabic_sample_pair, sample_pair

VOID = {"meta", "link", "br"}


class Page(HTMLParser):
    """Reads a page into tags, and the article's text into (text, attributes of the innermost tag)."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.article: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        if any(attrs.get("class") == "page" for _, attrs in self.open):
            self.article.append((data, self.open[-1][1]))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def marked(self, group: str) -> str:
        return "".join(text for text, attrs in self.article if group in (attrs.get("data-g") or "").split())


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_both_directions_come_from_the_languages():
    for pair in (sample_pair(), arabic_sample_pair()):
        page = Page(render_html(pair))
        sections = {attrs["lang"]: attrs["dir"] for attrs in page.all("section")}
        assert sections == {"ar": "rtl", "en": "ltr"}
        assert page.all("html") == [{"lang": "en", "dir": "ltr"}]
        (article,) = [attrs for attrs in page.all("div") if attrs.get("class") == "page"]
        assert (article["lang"], article["dir"]) == (
            pair.article.language.code,
            pair.article.language.direction,
        )


def test_the_whole_article_is_shown_in_order():
    for pair in (sample_pair(), arabic_sample_pair()):
        shown = "".join(text for text, _ in Page(render_html(pair)).article)
        assert squeezed(shown) == squeezed(pair.article.text)


def test_evidence_is_marked_where_it_stands_even_where_it_overlaps():
    pair = sample_pair()
    page = Page(render_html(pair))
    first, second, third = pair.english.sentences
    text = pair.article.text
    assert page.marked("s0") == first.evidence[0].of(text)
    assert page.marked("s1") == second.evidence[0].of(text)
    assert "".join(page.marked("s2").split()) == "".join(third.evidence[1].of(text).split())
    assert "🔧" in page.marked("s2")


@given(st.data())
def test_any_spans_of_any_text_are_marked(data):
    alphabet = st.sampled_from("ab🔧𝟓اب<&\u202e \n")
    text = data.draw(st.text(alphabet, min_size=1, max_size=40))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda p: Span(*sorted(p)))
    evidence = data.draw(st.lists(st.tuples(places, places), min_size=1, max_size=3))
    out = data.draw(st.lists(places, max_size=2))
    sample = sample_pair()
    sentences = tuple(Sentence("x", Origin.EXTRACTED, spans) for spans in evidence)
    pair = replace(
        sample,
        article=replace(sample.article, text=text, left_out=tuple(LeftOut(s, Omission.CAPTION) for s in out)),
        english=replace(sample.english, sentences=sentences),
        arabic=replace(sample.arabic, sentences=sentences),
        alignments=tuple(Alignment(i, i, 0.5) for i in range(len(sentences))),
    )
    page = Page(render_html(pair))

    def visible(part: str) -> str:
        return "".join(part.replace("\u202e", "U+202E").split())

    assert visible("".join(t for t, _ in page.article)) == visible(text)
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for index, spans in enumerate(evidence):
        covered = sorted({i for span in spans for i in range(span.start, span.end)})
        expected = "".join(text[i] for i in covered if text[i] != "\u202e")
        assert visible(page.marked(f"s{index}")) == visible(expected)


def test_links_lead_somewhere():
    for pair in (sample_pair(), arabic_sample_pair()):
        page = Page(render_html(pair))
        ids = {attrs["id"] for _, attrs in page.tags if "id" in attrs}
        targets = [attrs["href"] for attrs in page.all("a")]
        assert len(targets) >= 6
        assert all(target.startswith("#") and target[1:] in ids for target in targets)
        for _, attrs in page.tags:
            for name in (
                f"{attrs.get('aria-describedby') or ''} {attrs.get('aria-labelledby') or ''}"
            ).split():
                assert name in ids


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'>&amp;{{ 7*7 }}\u202e\u2066\0 end"


def test_hostile_text_is_shown_not_obeyed():
    sample = sample_pair()
    sentence = Sentence(HOSTILE, Origin.ABSTRACTED, (Span(0, 9), Span(4, 40)))
    check = replace(sample.fidelity.checks[5], source=HOSTILE, target=HOSTILE, detail=f'It "{HOSTILE}"')
    assert sample.article.title is not None
    pair = replace(
        sample,
        id=HOSTILE,
        profile=HOSTILE,
        models={HOSTILE: HOSTILE},
        notes=(HOSTILE,),
        timings={HOSTILE: 1.0},
        article=replace(
            sample.article,
            text=HOSTILE + sample.article.text,
            title=replace(sample.article.title, text=HOSTILE),
        ),
        english=replace(sample.english, sentences=(sentence,) * 3, headline=sentence),
        arabic=replace(sample.arabic, sentences=(sentence,) * 3, headline=sentence),
        fidelity=replace(sample.fidelity, checks=(check, replace(check, sentence=-1, detail=""))),
    )
    text = render_html(pair, licence=HOSTILE)
    page = Page(text)
    assert len(page.all("script")) == 1
    assert page.all("img") == []
    assert not any(name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert "\0" not in text
    assert "\u202e" not in text
    assert "\u2066" not in text
    assert "49" not in html.unescape(re.sub(r"(?s)<style>.*?</style>|sha256-\S+", "", text))
    shown = "".join(part for part, _ in page.article)
    assert shown.strip().startswith(HOSTILE.split("\u202e")[0] + "U+202EU+2066U+0000 end")


def test_nothing_is_loaded_from_elsewhere():
    text = render_html(sample_pair())
    page = Page(text)
    assert "default-src 'none'" in page.all("meta")[1]["content"]
    assert "unsafe" not in page.all("meta")[1]["content"]
    assert not re.search(r"https?://|@import|url\(", text)
    assert all("src" not in attrs and "style" not in attrs for _, attrs in page.tags)


def test_everything_that_must_be_said_is_said():
    text = squeezed(html.unescape(re.sub(r"<[^>]+>", "", render_html(sample_pair(), licence="Apache-2.0"))))
    for words in [
        "Water returns to Wadi Salma after eleven days",
        "1 of 7 checks found a problem, 1 repaired",
        "The number “1.2 million” became “12 مليون”.",
        "taken from the article · similarity 0.94",
        "مترجمة · التشابه 0.87 · تحتاج إلى مراجعة",
        "only 140 of 168 tokens were read",
        "2 × boilerplate, 1 × caption",
        "The focus has no match in the article",
        "summarize 0.21 s, translate 3.10 s, total 3.62 s",
        "gemma3-270m-q4-k-m @ sha256:6f1c0a92, beam 4",
        "LicenceApache-2.0",
    ]:
        assert words in text
    assert "Licence" not in render_html(sample_pair())


def test_the_headline_or_the_title_is_the_title():
    assert "<title>Water returns to Wadi Salma after eleven days</title>" in render_html(sample_pair())
    page = render_html(arabic_sample_pair())
    assert "<title>مكتبة الميناء القديمة تفتح أبوابها من جديد</title>" in page
    assert "The old harbour library opens its doors again" in page
    untitled = replace(sample_pair(), article=replace(sample_pair().article, title=None))
    assert "<title>Brief</title>" in render_html(untitled)


def test_sentences_are_numbered_and_bullets_are_bullets():
    assert len(Page(render_html(sample_pair())).all("ol")) == 2
    assert len(Page(render_html(arabic_sample_pair())).all("ul")) == 2


def test_a_problem_of_the_headline_is_shown():
    pair = arabic_sample_pair()
    check = replace(sample_pair().fidelity.checks[5], sentence=-1)
    page = render_html(replace(pair, fidelity=replace(pair.fidelity, checks=(check,))))
    assert page.index('<p class="flaw">The number') < page.index("<details")


@pytest.mark.parametrize("count", [0, 1])
def test_a_pair_with_almost_nothing(count):
    pair = sample_pair()
    bare = replace(
        pair,
        article=replace(pair.article, text="", title=None, left_out=()),
        arabic=replace(pair.arabic, sentences=()),
        english=replace(pair.english, sentences=(Sentence("One.", Origin.ABSTRACTED, ()),) * count),
        alignments=(),
        fidelity=replace(pair.fidelity, checks=()),
        notes=(),
        models={},
        timings={},
    )
    assert "nothing was checked" in render_html(bare)
    Page(render_html(bare))
