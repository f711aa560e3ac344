import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Glossary, Term
from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.hints import hints

TEXT = "Sergei Lavrov told the OSCE in Geneva that a humanitarian truce in Aleppo was near."


def test_names_before_places():
    terms = hints(TEXT, ENGLISH, ARABIC)
    assert Term("Sergei Lavrov", "سيرغي لافروف") in terms
    assert Term("OSCE", "منظمة الأمن والتعاون في أوروبا") in terms
    assert Term("humanitarian truce", "هدنة إنسانية") in terms
    places = [i for i, term in enumerate(terms) if term in (Term("Aleppo", "حلب"), Term("Geneva", "جنيف"))]
    assert len(places) == 2
    assert terms.index(Term("humanitarian truce", "هدنة إنسانية")) < min(places)


def test_the_glossary_comes_first_and_wins():
    glossary = Glossary((("الشهباء", "Aleppo"),))
    terms = hints(TEXT, ENGLISH, ARABIC, glossary=glossary, limit=2)
    assert terms[0] == Term("Aleppo", "الشهباء")
    assert len(terms) == 2


def test_inflected_glossary_terms_are_found():
    glossary = Glossary((("رئيس البلدية", "mayor"),))
    assert hints("The mayors met.", ENGLISH, ARABIC, glossary=glossary) == (Term("mayor", "رئيس البلدية"),)
    assert hints("وقال رئيس البلدية", ARABIC, ENGLISH, glossary=glossary)[0].target == "mayor"


def test_a_short_form_gets_a_short_form():
    assert hints("Then Lavrov left.", ENGLISH, ARABIC) == (Term("Lavrov", "لافروف"),)


def test_unknown_names_are_spelled_only_into_arabic():
    assert Term("Morov", "موروف") in hints("Then Morov left.", ENGLISH, ARABIC)
    assert not any("موروف" in term.source for term in hints("ثم غادر موروف", ARABIC, ENGLISH))


def test_words_of_the_news_come_after_all_names():
    terms = hints("After the landslide, Lavrov met survivors of the no-confidence motion.", ENGLISH, ARABIC)
    assert terms[0] == Term("Lavrov", "لافروف")
    assert terms[1].source == "no-confidence motion"
    assert Term("landslide", "انهيار أرضي") in terms


def test_nationalities_are_hinted_where_they_need_no_inflection():
    assert Term("مقدوني", "Macedonian") in hints("صوّت الشعب المقدوني اليوم", ARABIC, ENGLISH)
    assert not any(term.source == "Macedonian" for term in hints("The Macedonian people", ENGLISH, ARABIC))


def test_arabic_sources_lose_their_clitics():
    assert hints("وبالقاهرة اليوم", ARABIC, ENGLISH) == (Term("القاهرة", "Cairo"),)


@given(st.text(max_size=60), st.integers(0, 4))
def test_no_more_than_the_limit(text, limit):
    assert len(hints(text, ENGLISH, ARABIC, limit=limit)) <= limit
    assert len(hints(text, ARABIC, ENGLISH, limit=limit)) <= limit


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Russia’s Foreign Minister has left.", Term("Russia’s Foreign Minister", "وزير الخارجية الروسي")),
        ("The Iraqi defence ministry denied it.", Term("Iraqi defence ministry", "وزارة الدفاع العراقية")),
        ("A Saudi ambassador came.", Term("Saudi ambassador", "السفير السعودي")),
    ],
)
def test_an_office_is_hinted_with_its_country(text, term):
    assert hints(text, ENGLISH, ARABIC)[0] == term


@pytest.mark.parametrize("text", ["Russia, the Foreign Minister said, left.", "Iraqi foreign ministers"])
def test_an_office_beside_a_country_that_it_does_not_belong_to_stays_alone(text):
    assert {term.target for term in hints(text, ENGLISH, ARABIC)} <= {
        "روسيا",
        "وزير الخارجية",
        "وزراء الخارجية",
    }
