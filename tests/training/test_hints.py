import random

from training.corpus import Pair, clean, keep
from training.hints import AlignedPair, align_pairs, make_example, swap_names, swap_numbers

NAMES = [("Turku", "توركو"), ("Kasimov", "كاسيموف")]
PAIRS = [
    Pair("tatoeba", "We saw Salem near the boat", "رأينا سالم قرب القارب"),
    Pair("tatoeba", "The boat waited for Salem", "انتظر القارب سالم"),
    Pair("tatoeba", "Then Salem left the boat", "ثم غادر سالم القارب"),
    Pair("tatoeba", "They called Salem again", "نادوا سالم مجددا"),
    Pair("tatoeba", "They saw Noura near the harbour", "رأوا نورة قرب المرفأ"),
    Pair("tatoeba", "The harbour waited for them", "انتظرهم المرفأ"),
    Pair("tatoeba", "Then they left the harbour", "ثم غادروا المرفأ"),
]


def test_names_of_a_pair_become_hints_and_can_be_swapped_on_both_sides() -> None:
    row = align_pairs(PAIRS)[0]
    assert ("Salem", "سالم") in [term for term, _ in row.hints]
    swapped = swap_names(row, NAMES[:1], 1.0, random.Random(0))
    assert swapped.pair.english == "We saw Turku near the boat"
    assert swapped.pair.arabic == "رأينا توركو قرب القارب"
    assert (("Turku", "توركو"), 8.0) in swapped.hints
    assert "Salem" not in [english for (english, _), _ in swapped.hints]


def test_a_conjunction_stays_on_the_swapped_name() -> None:
    pair = Pair("tatoeba", "Noura and Salem", "نورة وسالم")
    row = AlignedPair(pair, [], [(10, 15, 6, 10)])
    assert pair.english[10:15] == "Salem"
    assert swap_names(row, NAMES[:1], 1.0, random.Random(0)).pair.arabic == "نورة وتوركو"


def test_numbers_change_on_both_sides_alike_and_keep_their_shape() -> None:
    pair = Pair("d365", "In 2016 some 3,500 boats and 4 ships", "في 2016 نحو 3,500 قارب و4 سفن")
    changed = swap_numbers(pair, random.Random(3))
    year = changed.english.split()[1]
    count = changed.english.split()[3]
    assert (year, count) != ("2016", "3,500")
    assert f"في {year} نحو {count} قارب" in changed.arabic
    assert 1900 <= int(year) < 2030
    assert len(count) == 5
    assert count[1] == ","
    assert "4 ships" in changed.english


def test_dates_and_versions_are_left_alone() -> None:
    pair = Pair("d365", "Version 10.0.12 of 2020-10-11", "الإصدار 10.0.12 بتاريخ 2020-10-11")
    assert "2020-10-11" in swap_numbers(pair, random.Random(0)).english


def test_both_directions_carry_terms_in_the_order_source_target() -> None:
    row = AlignedPair(Pair("tatoeba", "Salem left", "غادر سالم"), [(("Salem", "سالم"), 6.0)])
    seen = set()
    for seed in range(40):
        rng = random.Random(seed)
        example = make_example(row, seed % 2 == 0, NAMES, [*NAMES, ("boat", "قارب")], rng)
        for source, _ in example.terms:
            assert source.isascii() == (example.source == "en")
            seen.add(source)
    assert {"Salem", "سالم"} < seen, "some terms apply"
    assert seen & {"Turku", "boat", "توركو", "قارب"}, "and some do not"


def test_only_pairs_that_teach_translation_are_kept() -> None:
    assert keep(Pair("tatoeba", "The boat left.", "غادر القارب."))
    assert not keep(Pair("tatoeba", "The boat left.", "The boat left."))
    assert not keep(Pair("tatoeba", "The boat left the harbour early this morning.", "غادر."))
    assert not keep(Pair("d365", "Select <b>Save</b> in the upper menu", "حدد <b>حفظ</b> في القائمة العليا"))
    assert not keep(Pair("tatoeba", "", "غادر"))


def test_cleaning_removes_marks_that_news_does_not_write() -> None:
    assert clean("غَادَرَ  القـــارب ، أمس") == "غادر القارب، أمس"
