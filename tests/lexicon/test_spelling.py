from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import Span
from summarizer.lexicon.data import rows
from summarizer.lexicon.spelling import find_spellable, find_spelled, spell
from summarizer.lexicon.transliteration import fold_arabic, fold_latin


def spellings(text, taken=()):
    return {span.of(text): arabic for span, arabic in find_spellable(text, taken)}


def latin(text, taken=()):
    return {span.of(text): (arabic, name) for span, arabic, name in find_spelled(text, taken)}


def test_settled_spellings_come_before_guesses():
    assert spell("Chris Walker") == "كريس ووكر"
    assert spell("Kai-Fu Lee") == "كاي فو لي"
    assert spell("Daniel Bachmann") == "دانيال باتشمان"
    assert spell("Tarek al-Morali") == "طارق المورالي"


def test_a_run_of_capitals_is_one_name():
    text = "The reporter Chris Walker met Ursula van der Holt and left."
    assert spellings(text) == {"Chris Walker": "كريس ووكر", "Ursula van der Holt": "أورسولا فان دير هولت"}


def test_an_english_word_is_a_family_name_after_a_given_name_only():
    assert spellings("They asked Rachel Price about it.") == {"Rachel Price": "راشيل برايس"}
    assert spellings("They asked about the Price of it.") == {}


def test_a_title_is_no_part_of_the_name():
    assert spellings("There Bishop Adrian Foley prayed.") == {"Adrian Foley": "أدريان فولي"}


def test_a_verb_at_the_start_of_a_sentence_is_no_name():
    assert "Will Foley" not in spellings("Will Foley resign?")
    assert spellings("He asked Will Foley to resign.") == {"Will Foley": "ويل فولي"}


def test_capitals_of_a_headline_mean_little():
    assert spellings("Farmers Say Prices Fell As Rain Stone Walls Broke") == {}


def test_other_names_are_left_alone():
    text = "The match in Drumfield ended."
    assert spellings(text) == {"Drumfield": "درومفيلد"}
    assert spellings(text, [Span(13, 22)]) == {}


def test_a_given_name_makes_a_country_a_person():
    text = "Then Michael Jordan spoke."
    assert spellings(text, [Span(13, 19)]) == {"Michael Jordan": "مايكل جوردان"}
    assert spellings("It left for Jordan then.", [Span(12, 18)]) == {}


def test_peoples_are_translated_and_compounds_are_no_names():
    assert spellings("Many Morgovians came in Morgov-made boats.") == {}


def test_a_name_of_unclear_sound_is_left_to_the_translator():
    assert spellings("Then Claxough spoke.") == {}


def test_arabic_names_have_their_latin_form():
    assert latin("وقال جيمس ووكر إنه سافر") == {"جيمس ووكر": ("جيمس ووكر", "James Walker")}
    assert latin("ولغارسيا كلمة") == {"ولغارسيا": ("غارسيا", "Garcia")}


def test_an_arabic_word_is_a_name_beside_another_only():
    assert latin("في بيت كبير") == {}
    assert latin("جو السماء") == {}
    assert latin("ثم تكلم جيمس كو") == {"جيمس كو": ("جيمس كو", "James Coe")}
    assert "على" not in " ".join(latin("مر مارتن على الجسر"))


def test_every_line_is_a_name_in_both_scripts():
    lines = rows("spellings.tsv", 3)
    assert len({fold_latin(row[0]) for row in lines}) == len(lines)
    for name, arabic, flags in lines:
        assert fold_latin(name)
        assert fold_arabic(arabic.replace(" ", "")).isalpha()
        assert set(flags.split()) <= {"first", "weak", "common", "rare"}


@given(st.text(max_size=80))
def test_spans_do_not_overlap(text):
    for found in (
        [span for span, _ in find_spellable(text, ())],
        [span for span, *_ in find_spelled(text, ())],
    ):
        assert all(a.end <= b.start for a, b in pairwise(found))
        assert all(0 <= s.start < s.end <= len(text) for s in found)
