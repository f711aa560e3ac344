import pytest

from summarizer.briefs import Status
from summarizer.fidelity.amounts import amounts
from summarizer.fidelity.numbers import check_numbers, find_numbers
from summarizer.languages import ARABIC, ENGLISH


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Hundreds fled.", ENGLISH, [("Hundreds", 2)]),
        ("Tens of thousands fled.", ENGLISH, [("Tens of thousands", 4)]),
        ("Dozens, or scores, of farms", ENGLISH, [("Dozens", 1), ("scores", 1)]),
        ("thousands of dollars for millions of people", ENGLISH, [("thousands", 3), ("millions", 6)]),
        ("فر مئات الآلاف من السكان.", ARABIC, [("مئات الآلاف", 5)]),
        ("عشرات القتلى ومئات الجرحى", ARABIC, [("عشرات", 1), ("ومئات", 2)]),
        ("Two hundred fled.", ENGLISH, []),
    ],
)
def test_amounts_are_read_with_their_order_of_magnitude(text, language, found) -> None:  # type: ignore[no-untyped-def]
    assert [(a.surface, a.order) for a in amounts(text, find_numbers(text, language))] == found


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("The flood killed hundreds.", "قتل الفيضان مئات الآلاف."),
        ("Tens of thousands lost their homes.", "فقد الآلاف منازلهم."),
        ("It would cost millions.", "سيكلف ذلك المليارات."),
    ],
)
def test_another_amount_in_its_place_is_reported(english: str, arabic: str) -> None:
    for pair in ((english, arabic, ENGLISH, ARABIC), (arabic, english, ARABIC, ENGLISH)):
        (check,) = [check for check in check_numbers(*pair) if not check.ok]
        assert check.status is Status.CHANGED
        assert check.source in pair[0]
        assert check.target in pair[1]


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("Dozens of boats sank.", "غرقت عشرات القوارب."),
        ("Scores of boats sank.", "غرقت عشرات القوارب."),
        ("Hundreds of thousands marched.", "شارك مئات الآلاف في المسيرة."),
        ("Thousands marched.", "شارك كثيرون في المسيرة."),  # left out: people write these freely
        ("Thousands marched.", "شارك 2,000 شخص في المسيرة الثانية."),
    ],
)
def test_the_same_amount_or_none_is_not(english: str, arabic: str) -> None:
    checks = check_numbers(english, arabic, ENGLISH, ARABIC)
    assert not [check for check in checks if check.status is Status.CHANGED]


def test_millions_are_not_a_million() -> None:
    wrong = check_numbers(
        "كان ليقتل ملايين الأشخاص.", "It would have killed a million people.", ARABIC, ENGLISH
    )
    assert [check.ok for check in wrong] == [False]
    right = check_numbers("كان ليقتل مليون شخص.", "It would have killed a million people.", ARABIC, ENGLISH)
    assert [check.ok for check in right] == [True]
