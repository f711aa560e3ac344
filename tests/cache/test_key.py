from dataclasses import replace

import pytest

from summarizer.briefs import Glossary, Options, Span, Strategy, Style
from summarizer.cache import cache_key
from summarizer.languages import ARABIC
from tests.samples import sample_article

ARTICLE = sample_article()
KEY = cache_key(ARTICLE, Options(), "writer")


def test_the_key_is_a_digest():
    assert len(KEY) == 64
    assert int(KEY, 16) > 0


def test_the_same_request_has_the_same_key():
    assert cache_key(sample_article(), Options(), "writer") == KEY
    assert cache_key(replace(ARTICLE, id="another"), Options(), "writer") == KEY
    assert cache_key(replace(ARTICLE, language_confidence=0.5), Options(), "writer") == KEY


@pytest.mark.parametrize(
    "options",
    [
        Options(sentences=5),
        Options(words=80),
        Options(style=Style.BULLETS),
        Options(headline=True),
        Options(strategy=Strategy.DIRECT),
        Options(focus="water"),
        Options(glossary=Glossary((("ماء", "water"),))),
        Options(glossary=Glossary((("ماء", "waters"),))),
    ],
)
def test_every_option_counts(options):
    assert cache_key(ARTICLE, options, "writer") != KEY


@pytest.mark.parametrize(
    "article",
    [
        replace(ARTICLE, text=ARTICLE.text + " "),
        replace(ARTICLE, language=ARABIC),
        replace(ARTICLE, title=None),
        replace(ARTICLE, sentences=ARTICLE.sentences[1:]),
        replace(ARTICLE, sentences=(replace(ARTICLE.sentences[0], span=Span(0, 1)), *ARTICLE.sentences[1:])),
        replace(ARTICLE, left_out=()),
    ],
)
def test_everything_that_was_read_counts(article):
    assert cache_key(article, Options(), "writer") != KEY


def test_the_writer_counts():
    assert cache_key(ARTICLE, Options(), "another writer") != KEY


def test_half_a_surrogate_pair_has_a_key():
    assert cache_key(replace(ARTICLE, text="\ud800"), Options(focus="\udfff"), "writer") != KEY
