import pytest

from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.coinages import coinages


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("We are doing well.", "نحن نفعم جيدا.", ["نفعم"]),
        ("We are doing well.", "نحن نعمل جيدا.", []),
        ("The schools and their teachers were warned.", "تلقت المدارس ومعلموها تحذيرا.", []),
        ("The minister will meet Zorblat.", "سيلتقي الوزير زوربلات.", []),  # spells a name of the source
        ("The minister will meet the workers.", "سيلتقي الوزير زوربلات.", ["زوربلات"]),
        ("She left for Timbuktu.", "غادرت إلى تمبكتو.", []),  # a name that is known
        ("He has a cup.", "لديه كوب.", []),  # too short to tell
    ],
)
def test_into_arabic(source: str, target: str, found: list[str]) -> None:
    assert coinages(source, target, ARABIC) == found


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("The ball was halfownwards of the line.", ["halfownwards"]),
        ("The ball crossed the line.", []),
        ("The ministers reopened the frontier, unhurriedly.", []),
        ("Glouvenet crossed the line.", []),  # names are another check's
    ],
)
def test_into_english(target: str, found: list[str]) -> None:
    assert coinages("عبرت الكرة الخط.", target, ENGLISH) == found


def test_nothing_is_made_up_in_an_empty_text() -> None:
    assert coinages("", "", ARABIC) == coinages("", "", ENGLISH) == []
