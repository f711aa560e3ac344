import pytest

from summarizer.backends.routing import SummarizerByLanguage, TranslatorByDirection
from summarizer.briefs import Options
from summarizer.errors import ConfigurationError
from summarizer.languages import ARABIC, ENGLISH
from tests.fakes import FakeSummarizer, FakeTranslator, article_of


class Named(FakeTranslator):
    def __init__(self, identity):
        super().__init__()
        self.identity = identity


def test_each_direction_has_its_translator():
    there, back = Named("there@1"), Named("back@2")
    both = TranslatorByDirection({("en", "ar"): there, ("ar", "en"): back})
    assert both.translate(["ab"], ENGLISH, ARABIC, n=1)[0][0].text == "اب"
    assert both.translate(["اب"], ARABIC, ENGLISH, n=1)[0][0].text == "Ab"
    assert [text for text, _ in there.seen] == ["ab"]
    assert [text for text, _ in back.seen] == ["اب"]
    assert both.identity == "ar-en=back@2;en-ar=there@1"


def test_a_direction_without_a_translator_is_refused():
    one = TranslatorByDirection({("en", "ar"): FakeTranslator()})
    with pytest.raises(ConfigurationError, match="there is one for en-ar") as caught:
        one.translate(["اب"], ARABIC, ENGLISH)
    assert caught.value.value == "ar-en"


def test_each_language_has_its_summarizer():
    class English(FakeSummarizer):
        identity = "english@1"

    both = SummarizerByLanguage({"en": English(), "ar": FakeSummarizer(direct=True)})
    assert both.identity == "ar=fake-summarizer@1;en=english@1"
    assert both.writes(ENGLISH, ENGLISH)
    assert not both.writes(ENGLISH, ARABIC)
    assert both.writes(ARABIC, ENGLISH)
    candidates, usage = both.propose(article_of("One two three."), Options(), ENGLISH)
    assert candidates[0].text == "One two three."
    assert usage.tokens == 3


def test_a_language_without_a_summarizer_is_refused():
    one = SummarizerByLanguage({"en": FakeSummarizer()})
    assert not one.writes(ARABIC, ARABIC)
    with pytest.raises(ConfigurationError, match="No summarizer reads Arabic"):
        one.propose(article_of("كلمة واحدة.", language=ARABIC), Options(), ARABIC)
