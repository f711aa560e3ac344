import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ConfigurationError, EmptyArticleError, MissingExtraError
from summarizer.languages import ARABIC, ENGLISH
from summarizer.quality import baselines
from summarizer.quality.baselines import (
    SYSTEMS,
    budget,
    fill,
    lead,
    lexrank,
    oracle,
    sentences,
    system,
    textrank,
)
from summarizer.quality.records import Item

ENGLISH_TEXT = (
    "The city council met on Monday evening. The council voted to close the old northern bridge. "
    "Engineers found deep cracks in the bridge last spring. "
    "Residents of the valley use the bridge every day. "
    "A ferry will carry the residents until a new bridge is open. Lunch was served after the meeting."
)
ARABIC_TEXT = (
    "اجتمع مجلس المدينة مساء الاثنين. صوت المجلس على إغلاق الجسر الشمالي القديم. "
    "وجد المهندسون شقوقا عميقة في الجسر في الربيع الماضي. يستخدم سكان الوادي الجسر كل يوم. "
    "ستنقل عبارة السكان حتى افتتاح جسر جديد. قدم الغداء بعد الاجتماع."
)
ITEMS = [
    Item(
        "en", ENGLISH_TEXT, ENGLISH, {"en": ("Engineers found deep cracks. A ferry will carry residents.",)}
    ),
    Item("ar", ARABIC_TEXT, ARABIC, {"ar": ("وجد المهندسون شقوقا عميقة. ستنقل عبارة السكان.",)}),
]


@given(st.permutations(range(8)), st.lists(st.integers(1, 40), min_size=8, max_size=8), st.integers(1, 120))
def test_a_budget_is_spent_on_whole_sentences_until_nothing_fits(
    order: list[int], lengths: list[int], words: int
) -> None:
    taken = fill(order, lengths, words)
    used = sum(lengths[i] for i in taken)
    assert taken == sorted(set(taken))
    if min(lengths) > words:
        assert taken == [order[0]]
    else:
        assert used <= words
        assert all(used + lengths[i] > words for i in order if i not in taken)


def test_a_budget_by_hand() -> None:
    assert fill([2, 0, 1, 3], [10, 20, 12, 5], 30) == [0, 2, 3]
    assert fill([1, 0], [3, 50], 10) == [0]
    assert fill([1, 0], [30, 50], 10) == [1]
    assert fill([], [], 10) == []


@pytest.mark.parametrize("item", ITEMS, ids=["en", "ar"])
@pytest.mark.parametrize("name", list(SYSTEMS))
def test_every_baseline_takes_the_article_s_own_sentences_in_order(name: str, item: Item) -> None:
    taken, all_of_them = system(name)(item, 20), sentences(item)
    assert taken
    assert sum(len(sentence.split()) for sentence in taken) <= 20
    assert [all_of_them.index(sentence) for sentence in taken] == sorted(map(all_of_them.index, taken))


def test_lead_is_the_beginning() -> None:
    assert lead(ITEMS[0], 17) == sentences(ITEMS[0])[:2]


HUBS = [
    Item(
        "en",
        "Engineers inspected cracks quickly. Ferries crossed rivers slowly. "
        "Teachers repaired classrooms gladly. "
        "Engineers, ferries and teachers saw cracks, rivers and classrooms. Bakers opened early today.",
        ENGLISH,
    ),
    Item(
        "ar",
        "فحص المهندسون الشقوق بسرعة. عبرت العبارات الأنهار ببطء. أصلح المعلمون الصفوف بسرور. "
        "رأى المهندسون والعبارات والمعلمون الشقوق والأنهار والصفوف. فتح الخباز باكرا أمس.",
        ARABIC,
    ),
]


@pytest.mark.parametrize("item", HUBS, ids=["en", "ar"])
@pytest.mark.parametrize("rank", [lexrank, textrank])
def test_graph_methods_rank_first_what_shares_words_with_most(rank: baselines.System, item: Item) -> None:
    assert rank(item, 1) == [sentences(item)[3]]


@pytest.mark.parametrize("item", ITEMS, ids=["en", "ar"])
def test_the_oracle_finds_what_the_reference_says(item: Item) -> None:
    assert oracle(item, 22) == [sentences(item)[2], sentences(item)[4]]


def test_the_oracle_exchanges_what_it_took_greedily() -> None:
    text = (
        "Boats and trains and roads and rain stopped. Boats and trains stopped there. Roads and rain went on."
    )
    item = Item("x", text, ENGLISH, {"en": ("Boats and trains stopped there. Roads and rain went on.",)})
    assert oracle(item, 10) == sentences(item)[1:]


def test_the_oracle_without_references_is_lead() -> None:
    item = Item("x", ENGLISH_TEXT, ENGLISH)
    assert oracle(item, 20) == lead(item, 20)


def test_one_sentence_is_its_own_summary() -> None:
    item = Item("x", "The city council met on Monday evening to vote.", ENGLISH)
    assert [system(name)(item, 3) for name in SYSTEMS] == [[item.text]] * 4


def test_no_article_is_an_error() -> None:
    with pytest.raises(EmptyArticleError):
        lead(Item("x", " \n ", ENGLISH), 10)


def test_the_budget_is_the_references_mean_length() -> None:
    item = Item(
        "x", ENGLISH_TEXT, ENGLISH, {"en": ("one two three", "one two three four five"), "ar": ("واحد",)}
    )
    assert budget(item) == 4
    assert budget(Item("x", ENGLISH_TEXT, ENGLISH, {"ar": ("واحد اثنان",)})) == 2
    assert budget(Item("x", ENGLISH_TEXT, ENGLISH), default=77) == 77


def test_an_unknown_baseline_names_those_there_are() -> None:
    with pytest.raises(ConfigurationError, match="lead, lexrank, textrank, oracle"):
        system("random")


def test_without_sumy_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sumy.summarizers.lex_rank", None)
    with pytest.raises(MissingExtraError, match=r"mujaz\[baselines\]"):
        lexrank(ITEMS[0], 20)
