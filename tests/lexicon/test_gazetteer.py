import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon import gazetteer
from summarizer.lexicon.cities import spellings
from summarizer.lexicon.entries import entries
from summarizer.lexicon.gazetteer import find_names, possible_ids, translations
from summarizer.lexicon.tokens import tokens


def found(text, language=ENGLISH):
    return [(n.surface, n.id) for n in find_names(text, language)]


def test_the_longest_name_wins():
    assert found("He spoke to the UN Security Council.") == [
        ("UN Security Council", "organization:unsecuritycouncil")
    ]


@pytest.mark.parametrize("text", ["Al-Qaeda", "al Qaeda", "al-Qaida", "AL-QAEDA"])
def test_case_and_hyphens_of_a_name(text):
    assert [n.id for n in find_names(f"They fled from {text} yesterday", ENGLISH)] == ["group:alqaeda"]


def test_acronyms_are_case_sensitive():
    assert found("Tell us who won.") == []
    assert [i for _, i in found("The US and the WHO agreed.")] == [
        "US",
        "organization:worldhealthorganization",
    ]
    assert [i for _, i in found("The U.S. agreed.")] == ["US"]


def test_words_that_are_cities_too_are_not_cities():
    assert not [
        n for n in find_names("Reading a nice mobile bath of most police", ENGLISH) if n.kind == "city"
    ]


@pytest.mark.parametrize(
    ("text", "id_"),
    [
        ("وبالقاهرة", "city:cairo"),
        ("للعراق", "IQ"),
        ("والأمم المتحدة", "organization:unitednations"),
        ("الامم المتحده", "organization:unitednations"),
        ("الروسيّة", "RU"),
        ("الروس", "RU"),
        ("ألمانيا", "DE"),
        ("بالألمانية", "DE"),
    ],
)
def test_arabic_clitics_inflection_and_spelling(text, id_):
    assert [n.id for n in find_names(text, ARABIC)] == [id_]


def test_translations_prefer_what_the_press_writes():
    [name] = find_names("OSCE", ENGLISH)
    assert translations(name, ARABIC)[0] == "منظمة الأمن والتعاون في أوروبا"
    [name] = find_names("سيرغي لافروف", ARABIC)
    assert translations(name, ENGLISH)[0] == "Sergei Lavrov"


def test_an_ambiguous_word_has_several_ids():
    [name] = find_names("The Korean press", ENGLISH)
    assert {"KP", "KR"} <= set(name.ids)


def test_possible_ids_include_names_inside_names():
    assert {"city:newyork", "media:newyorktimes"} <= possible_ids("New York Times", ENGLISH)


def test_persian_and_urdu_spellings_are_dropped():
    assert spellings("Moscow", ["مسکو", "ماسکو", "موسكو", "Moskva", "باريس"]) == ["موسكو"]


def test_entries_are_written_in_their_scripts():
    for entry in entries():
        assert all(t.script != "latin" or entry.kind == "currency" for n in entry.arabic for t in tokens(n) if len(t.key) > 3), entry  # fmt: skip # noqa: E501
        assert not any(t.script == "arabic" for n in entry.english for t in tokens(n)), entry


def test_organizations_and_persons_are_many_and_listed_once():
    english = [e.english[0] for e in entries() if e.kind in ("organization", "group", "office", "media")]
    assert len(english) == len(set(english))
    assert sum(e.kind == "person" for e in entries()) > 250


@given(st.text(max_size=80), st.sampled_from([ARABIC, ENGLISH]))
def test_any_text_is_read_and_spans_slice(text, language):
    for name in find_names(text, language):
        assert text[name.span.start : name.span.end] == name.surface


WORDS = ["Syria", "Moscow", "New", "York", "Times", "حلب", "والأمم", "المتحدة", "وزير", "the", "of", "x"]


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_spans_are_in_order_and_apart(words):
    text = " ".join(words)
    for language in (ARABIC, ENGLISH):
        names = find_names(text, language)
        assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(names))


def test_the_work_grows_with_the_text(monkeypatch):
    calls = []
    longest = gazetteer._longest

    def counted(root, words, start, text, script):
        calls.append(start)
        return longest(root, words, start, text, script)

    monkeypatch.setattr(gazetteer, "_longest", counted)
    text = "The New York Times wrote about the UN Security Council and Aleppo. "
    find_names(text, ENGLISH)
    once = len(calls)
    calls.clear()
    find_names(text * 50, ENGLISH)
    assert len(calls) <= 50 * once


def test_a_weak_place_is_meant_after_a_word_for_one() -> None:
    [sure] = [n for n in find_names("وصلوا إلى مدينة العقبة.", ARABIC) if n.surface == "العقبة"]
    [weak] = [n for n in find_names("تجاوزوا العقبة.", ARABIC) if n.surface == "العقبة"]
    assert (sure.weak, weak.weak) == (False, True)
