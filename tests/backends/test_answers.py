"""What is taken of a chat model's answer, and what is refused, with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.answers import Line, fault, read_lines, translation_fault, without_thoughts
from summarizer.languages import ARABIC, ENGLISH

SOURCE = "The harbour council opened 75 new berths on Tuesday."
GOOD = "افتتح مجلس المرفأ 75 مرسى جديدًا يوم الثلاثاء."
ARABIC_SOURCE = "افتتح مجلس المرفأ خمسة وسبعين مرسى جديدًا يوم الثلاثاء."


def test_a_translation_is_taken_as_it_is() -> None:
    assert translation_fault(GOOD, True, SOURCE, ENGLISH, ARABIC) == ""
    assert translation_fault(SOURCE, True, ARABIC_SOURCE, ARABIC, ENGLISH) == ""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("", "was empty"),
        (" \n ", "was empty"),
        (f"Here is the translation: {GOOD}", "introduction"),
        (f"Sure! Here you go: {GOOD}", "introduction"),
        (f"Arabic: {GOOD}", "introduction"),
        (f"The Arabic translation is: {GOOD}", "introduction"),
        (f"إليك الترجمة: {GOOD}", "introduction"),
        (f"بالتأكيد، إليك الجملة: {GOOD}", "introduction"),
        (f"الترجمة: {GOOD}", "introduction"),
        (f"{GOOD}\n\nNote: berths are places for ships.", "more than one line"),
        (f"{GOOD} (ملاحظة: المرسى مكان للسفن)", "comment"),
        (f"```\n{GOOD}\n```", "more than one line"),
        (f"```{GOOD}```", "code fence"),
        (f"- {GOOD}", "list mark"),
        (f"1. {GOOD}", "list mark"),
        (f"**{GOOD}**", "list mark"),
        (f'"{GOOD}"', "quotation marks"),
        (f"«{GOOD}»", "quotation marks"),
        ("I'm sorry, but I can't assist with that.", "refused"),
        ("As an AI language model, I cannot translate this.", "refused"),
        ("عذرًا، لا أستطيع ترجمة هذا النص.", "refused"),
        (SOURCE, "was not clean Arabic"),
        ("Совет гавани открыл 75 новых причалов.", "was not clean Arabic"),
        ("شورای بندر روز سه‌شنبه هفتاد و پنج اسکله جدید برای قایق‌های ماهیگیری گشود.", "was not"),
        (f"{GOOD}<|im_end|>", "was not clean Arabic"),
    ],
)
def test_what_is_refused(answer: str, reason: str) -> None:
    assert reason in translation_fault(answer, True, SOURCE, ENGLISH, ARABIC)


def test_french_for_english_is_language_drift() -> None:
    french = (
        "Le conseil du port a ouvert soixante-quinze nouveaux postes mardi pour les bateaux de la région."
    )
    assert "not in English" in translation_fault(french, True, ARABIC_SOURCE, ARABIC, ENGLISH)


def test_a_cut_off_answer_is_refused() -> None:
    assert "cut off" in translation_fault(GOOD, False, SOURCE, ENGLISH, ARABIC)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ('"We are not done," she said.', '"لم ننته بعد"'),
        ("Note: the bridge stays closed.", "ملاحظة: يبقى الجسر مغلقًا."),
        ("1. The bridge stays closed.", "1. يبقى الجسر مغلقًا."),
    ],
)
def test_what_the_source_has_too_is_no_fault(source: str, target: str) -> None:
    assert fault(target, source, ENGLISH, ARABIC) == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "Here are the sentences that the court handed down on Monday.",
        "I cannot forget that night, the fisherman told reporters.",
        "Sure of victory, the party called an early election.",
        "The answer of the ministry came after nine days of silence.",
    ],
)
def test_news_that_resembles_chatter_is_news(sentence: str) -> None:
    assert fault(sentence, ARABIC_SOURCE, ARABIC, ENGLISH) == ""


def test_thoughts_are_no_part_of_an_answer() -> None:
    assert without_thoughts(f"<think>Berths are\nplaces.</think>\n\n{GOOD}") == (GOOD, True)
    assert without_thoughts(f"Berths are places.\n</think>\n{GOOD}") == (GOOD, True)
    assert without_thoughts("<think>Berths are places, and") == ("", False)
    assert without_thoughts(GOOD) == (GOOD, True)


SOURCES = {1: SOURCE, 2: "Bakers sold bread through the night.", 12: "The wall will be repaired in spring."}


def read(answer: str, finished: bool = True) -> tuple[list[Line], list[str]]:
    lines = read_lines(answer, finished, SOURCES, ENGLISH, ENGLISH)
    return list(lines.good), list(lines.faults)


def test_lines_with_their_numbers() -> None:
    good, faults = read(
        "[1] The council opened 75 berths.\n\n[2,12] Bakers sold bread; the wall comes in spring.\n"
        "[١] Tuesday saw 75 new berths.\nThe wall will be repaired. [12]\nBread was sold by the bakers."
    )
    assert faults == []
    assert [line.numbers for line in good] == [(1,), (2, 12), (1,), (12,), ()]
    assert good[3].text == "The wall will be repaired."


def test_numbers_that_the_article_does_not_have_are_dropped() -> None:
    good, _ = read(
        "[2-4, 99] Bakers sold bread through the night.\n[77] The wall will be repaired in spring."
    )
    assert [line.numbers for line in good] == [(2,), ()]


def test_a_line_that_is_no_sentence_is_a_fault_and_the_others_stay() -> None:
    good, faults = read(
        "Here is the summary:\n[1] The council opened 75 berths.\n- [2] Bakers sold bread.\n"
        "[1] It cites [2] within the sentence itself."
    )
    assert [line.text for line in good] == ["The council opened 75 berths."]
    assert len(faults) == 3


def test_the_last_line_of_a_cut_off_answer_is_a_fault() -> None:
    good, faults = read("[1] The council opened 75 berths.\n[2] Bakers sold", finished=False)
    assert [line.numbers for line in good] == [(1,)]
    assert len(faults) == 1


def test_the_same_sentence_twice_counts_once() -> None:
    good, _ = read("[1] The council opened 75 berths.\n[1] The council opened 75 berths.")
    assert len(good) == 1


def test_a_heading_is_no_sentence() -> None:
    assert read("Harbour news\n[1] The council opened 75 berths.")[1] == ["had a line that is no sentence"]


def test_an_empty_answer_is_a_fault() -> None:
    assert read("\n ") == ([], ["was empty"])


@given(st.text(alphabet="[]0123456789٠٩,،- \nabc ابت.", max_size=80), st.booleans())
def test_any_answer_is_read(answer: str, finished: bool) -> None:
    lines = read_lines(answer, finished, SOURCES, ENGLISH, ENGLISH)
    for line in lines.good:
        assert line.text == line.text.strip() != ""
        assert set(line.numbers) <= set(SOURCES)
        assert line.text.replace(".", "") in answer.replace(".", "") or "[" in answer


@given(st.text(max_size=60))
def test_thoughts_are_removed_once_and_nothing_else(answer: str) -> None:
    rest, _ = without_thoughts(answer)
    assert rest == "" or answer.endswith(rest)
