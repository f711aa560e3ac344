import pytest

from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality.metrics.faithfulness import rates, support
from summarizer.quality.metrics.readability import lengths

SOURCE = "The council of Paris opened 70 berths on 4 March and paid 12 million euros."
GOOD = "افتتح مجلس باريس 70 رصيفا في 4 مارس ودفع 12 مليون يورو."
BAD = "افتتح مجلس برلين 60 رصيفا في 4 مايو ودفع 12 مليون يورو."


def test_everything_came_through() -> None:
    found = rates([(SOURCE, GOOD)], ENGLISH, ARABIC)
    assert found["number"] == found["date"] == found["name"] == 1.0


def test_what_was_changed_counts_against_its_kind() -> None:
    found = rates([(SOURCE, BAD)], ENGLISH, ARABIC)
    assert found["number"] is not None
    assert 0 < found["number"] < 1
    assert found["date"] == 0.0
    assert found["name"] == 0.0


def test_both_directions() -> None:
    assert rates([(GOOD, SOURCE)], ARABIC, ENGLISH)["number"] == 1.0
    assert rates([(GOOD, "")], ARABIC, ENGLISH)["number"] == 0.0


def test_nothing_to_check_is_no_rate() -> None:
    found = rates([("The boats came home.", "عادت القوارب.")], ENGLISH, ARABIC)
    assert found == {"number": None, "date": None, "name": None}


def test_digits_of_either_kind_are_kept() -> None:
    assert rates([(SOURCE, GOOD.replace("70", "٧٠"))], ENGLISH, ARABIC)["number"] == 1.0


def test_a_brief_may_leave_numbers_out_but_not_bring_its_own() -> None:
    assert support(SOURCE, "Paris paid 12 million euros.", ENGLISH, ENGLISH) == 1.0
    assert support(SOURCE, "دفعت باريس 12 مليون يورو.", ENGLISH, ARABIC) == 1.0
    assert support(SOURCE, "Paris paid 15 million euros for 70 berths.", ENGLISH, ENGLISH) == pytest.approx(
        1 / 2
    )
    assert support(SOURCE, "Paris paid.", ENGLISH, ENGLISH) is None


def test_lengths_by_hand() -> None:
    assert lengths(["The boats came home.", "They waited."]) == {
        "words": 6.0,
        "sentences": 2.0,
        "sentence_words": 3.0,
        "long_sentences": 0.0,
        "word_letters": pytest.approx((3 + 5 + 4 + 4 + 4 + 6) / 6),
    }
    arabic = lengths(["عَادَتِ القواربُ، أمس."])
    assert arabic["words"] == 3
    assert arabic["word_letters"] == pytest.approx((4 + 7 + 3) / 3)
    assert lengths([])["words"] == 0
    assert lengths(["word " * 36])["long_sentences"] == 1.0
