from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality import corruptions
from summarizer.quality.corruptions import Corruption, Pair

EN = "In May 2019 the mayor of London, John Taylor, did not open the 12 gates on Monday."
AR = "في مايو 2019 لم يفتح عمدة لندن جون تايلور البوابات البالغ عددها 12 يوم الاثنين."
TO_ARABIC = Pair(EN, AR, ENGLISH, ARABIC)
TO_ENGLISH = Pair(AR, EN, ARABIC, ENGLISH)
ALL: list[Corruption] = [
    corruptions.digit_changed,
    corruptions.number_dropped,
    corruptions.number_respelled,
    corruptions.place_swapped,
    corruptions.person_swapped,
    corruptions.month_swapped,
    corruptions.weekday_swapped,
    corruptions.negation_removed,
    corruptions.truncated,
    corruptions.truncated_with_stop,
    corruptions.clause_repeated,
    corruptions.half_untranslated,
    corruptions.source_copied,
    corruptions.third_script,
]


@pytest.mark.parametrize("corrupt", ALL)
@pytest.mark.parametrize("pair", [TO_ARABIC, TO_ENGLISH])
def test_each_changes_the_target_alike_for_the_same_seed(corrupt: Corruption, pair: Pair) -> None:
    for seed in range(20):
        text = corrupt(pair, Random(seed))
        assert text is not None
        assert text != pair.target
        assert text == corrupt(pair, Random(seed))


@pytest.mark.parametrize(
    "corrupt", [c for c in ALL if c not in (corruptions.third_script, corruptions.source_copied)]
)
def test_none_applies_to_nothing(corrupt: Corruption) -> None:
    assert corrupt(Pair("", "", ENGLISH, ARABIC), Random(0)) is None


def difference(text: str, other: str) -> tuple[set[str], set[str]]:
    return set(text.split()) - set(other.split()), set(other.split()) - set(text.split())


def test_a_digit_changes_and_nothing_else() -> None:
    for seed in range(20):
        text = corruptions.digit_changed(TO_ENGLISH, Random(seed))
        assert text is not None
        assert len(text) == len(EN)
        [(old, new)] = [(a, b) for a, b in zip(EN, text, strict=True) if a != b]
        assert old.isdigit()
        assert new.isdigit()


def test_a_number_is_dropped_with_its_sign() -> None:
    pair = Pair("x", "Prices rose by 5% in a year.", ARABIC, ENGLISH)
    assert corruptions.number_dropped(pair, Random(0)) == "Prices rose by in a year."


def test_a_name_of_both_sides_is_swapped_for_one_of_its_kind() -> None:
    lost, new = difference(EN, corruptions.place_swapped(TO_ENGLISH, Random(1)) or "")
    assert lost == {"London,"}
    assert new
    lost, new = difference(EN, corruptions.person_swapped(TO_ENGLISH, Random(1)) or "")
    assert len(lost & {"John", "Taylor,"}) == len(lost) == 1
    assert new
    elsewhere = Pair("غادر العمدة.", "The mayor of London left.", ARABIC, ENGLISH)
    assert corruptions.place_swapped(elsewhere, Random(0)) is None


def test_an_arabic_name_keeps_its_prefix() -> None:
    pair = Pair("In Paris.", "وصل بباريس أمس.", ENGLISH, ARABIC)
    text = corruptions.place_swapped(pair, Random(0)) or ""
    assert text.startswith("وصل ب")
    assert "باريس" not in text


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("He did not come.", "لم يأت.", "He did come."),
        ("It isn't open.", "ليس مفتوحاً.", "It is open."),
        ("They can't swim.", "لا يستطيعون السباحة.", "They can swim."),
        ("It won't rain.", "لن تمطر.", "It will rain."),
        ("He left without a coat.", "غادر دون معطف.", "He left with a coat."),
        ("There is no bread.", "لا يوجد خبز.", "There is a bread."),
    ],
)
def test_english_negations_are_taken_out(text: str, source: str, expected: str) -> None:
    assert corruptions.negation_removed(Pair(source, text, ARABIC, ENGLISH), Random(0)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("لم يكن مفتوحاً.", "كان مفتوحاً."),
        ("لن يأتي.", "سوف يأتي."),
        ("لا يعمل.", "يعمل."),
        ("وليس قريباً.", "وهو قريباً."),
        ("غادر بدون معطف.", "غادر مع معطف."),
    ],
)
def test_arabic_negations_are_taken_out(text: str, expected: str) -> None:
    assert corruptions.negation_removed(Pair("It is not so.", text, ENGLISH, ARABIC), Random(0)) == expected


@pytest.mark.parametrize("text", ["لا يزال يعمل.", "ولا سيما الخبز.", "لا شك في ذلك."])
def test_idioms_are_left_alone(text: str) -> None:
    assert corruptions.negation_removed(Pair("It is not so.", text, ENGLISH, ARABIC), Random(0)) is None


def test_only_what_is_not_denied_is_denied() -> None:
    pair = Pair("كان المتجر مفتوحاً.", "The shop was open.", ARABIC, ENGLISH)
    assert corruptions.negation_inserted(pair, Random(0)) == "The shop was not open."
    back = Pair(pair.target, pair.source, ENGLISH, ARABIC)
    assert corruptions.negation_inserted(back, Random(0)) == "لم يكن المتجر مفتوحاً."
    assert corruptions.negation_inserted(TO_ENGLISH, Random(0)) is None


def test_truncation_keeps_the_beginning() -> None:
    for seed in range(20):
        text = corruptions.truncated(TO_ENGLISH, Random(seed)) or ""
        assert EN.startswith(text)
        assert 0.35 * len(EN.split()) <= len(text.split()) <= 0.75 * len(EN.split())
        assert (corruptions.truncated_with_stop(TO_ENGLISH, Random(seed)) or "").endswith(".")


def test_the_control_says_the_same_number() -> None:
    assert "twelve" in (corruptions.number_respelled(TO_ENGLISH, Random(0)) or "twelve")
    text = corruptions.number_respelled(TO_ARABIC, Random(0)) or ""
    assert {int(word) for word in text.replace(".", "").split() if word.isdigit()} == {2019, 12}


@given(st.text(), st.text(), st.integers())
def test_no_text_is_too_odd(source: str, target: str, seed: int) -> None:
    for pair in (Pair(source, target, ENGLISH, ARABIC), Pair(source, target, ARABIC, ENGLISH)):
        for corrupt in (*ALL, corruptions.negation_inserted):
            result = corrupt(pair, Random(seed))
            assert result is None or isinstance(result, str)
