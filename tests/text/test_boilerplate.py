import pytest

from summarizer.briefs import Omission
from summarizer.text.boilerplate import (
    block_reason,
    byline_length,
    credit_tail,
    dateline_length,
    is_caption_label,
    is_related_label,
    sentence_is_boilerplate,
)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Select Page", Omission.BOILERPLATE),
        ("Media ID: 4711", Omission.BOILERPLATE),
        ("Home | World | Sport", Omission.BOILERPLATE),
        ("By Jane Doe and John Roe", Omission.BOILERPLATE),
        ("Published: 3 May 2024", Omission.BOILERPLATE),
        ("© 2024 The Herald", Omission.BOILERPLATE),
        ("Caption:", Omission.CAPTION),
        ("Caption: A man walks on the beach.", Omission.CAPTION),
        ("A man walks on the beach (AFP Photo/X Y)", Omission.CAPTION),
        ("A man walks on the beach on Friday. (Photo by X Y/Getty Images)", Omission.CAPTION),
        ("Photo: Reuters", Omission.CREDIT),
        ("(Getty Images)", Omission.CREDIT),
        ("تعليق الصورة:", Omission.CAPTION),
        ("رجل يمشي على الشاطئ (رويترز)", Omission.CAPTION),
        ("تصوير: محمد علي", Omission.CREDIT),
        ("كتب: محمد علي", Omission.BOILERPLATE),
        ("اقرأ أيضاً:", Omission.BOILERPLATE),
        ("تاريخ النشر: ٣ أيار ٢٠٢٤", Omission.BOILERPLATE),
        ("جميع الحقوق محفوظة ٢٠٢٤", Omission.BOILERPLATE),
        ("The minister said the port would open on Monday.", None),
        ("Share prices fell sharply on Monday.", None),
        ("شارك الوزير في القمة يوم الأحد.", None),
        ("It was over, the ministry said (in a statement).", None),
        ("He was killed in Aleppo, the agency said (AFP).", None),
        ("The minister said: we will not close the port, and nobody asked us to do so this year.", None),
    ],
)
def test_blocks(line: str, reason: Omission | None) -> None:
    assert block_reason(line) == reason


@pytest.mark.parametrize(
    ("text", "dateline"),
    [
        ("Beirut – The port opened.", "Beirut – "),
        ("Tripoli, Lebanon – The port opened.", "Tripoli, Lebanon – "),
        ("LONDON, Oct 3 (Reuters) - Oil rose.", "LONDON, Oct 3 (Reuters) - "),
        ("(CNN) -- Oil rose.", "(CNN) -- "),
        ("Canberra, Australia (CNN) -- At first, it rose.", "Canberra, Australia (CNN) -- "),
        ("بيروت – أعلن الوزير ذلك.", "بيروت – "),
        ("القاهرة - رويترز: أعلن الوزير ذلك.", "القاهرة - رويترز: "),
        ("دمشق (أ ف ب) - أعلن الوزير ذلك.", "دمشق (أ ف ب) - "),
        ("لندن: «الشرق الأوسط» أعلن الوزير ذلك.", "لندن: «الشرق الأوسط» "),
        ("أبوظبي، الإمارات (CNN)-- أعلن الوزير ذلك.", "أبوظبي، الإمارات (CNN)-- "),
        ("Moscow – the capital – is cold.", ""),
        ("Moscow - The Capital - is cold.", ""),
        ("Beirut-based traders agreed.", ""),
        ("The port opened – and closed again.", ""),
        ("الرئيس السوري – وهو طبيب – قال ذلك.", ""),
        ("قال الوزير - أعلن ذلك.", ""),
        ("أعلن الوزير ذلك: لن نعود.", ""),
    ],
)
def test_datelines(text: str, dateline: str) -> None:
    assert text[: dateline_length(text, first=True)] == dateline


def test_only_the_first_paragraph_has_a_dateline_without_agency() -> None:
    assert dateline_length("Beirut – The port opened.", first=False) == 0
    assert dateline_length("Beirut (AFP) – The port opened.", first=False) > 0


def test_bylines_of_scraped_pages() -> None:
    opening = "By . Jane Doe . PUBLISHED: . 14:11 EST, 25 May 2013 . | . UPDATED: . 15:36 EST, 25 May 2013 . "
    assert byline_length(opening + "The port opened.") == len(opening)
    assert byline_length("By Monday the port will open.") == 0


def test_credit_tails() -> None:
    text = "The port opened on Monday. (Reuters)"
    assert text[credit_tail(text) :] == " (Reuters)"
    assert credit_tail("The port opened (on Monday)") is None


def test_labels() -> None:
    assert is_caption_label("Caption :")
    assert not is_caption_label("Caption: a man")
    assert is_related_label("اقرأ أيضاً:")
    assert not is_related_label("The two are related to each other by marriage.")


@pytest.mark.parametrize(
    ("sentence", "boilerplate"),
    [
        ("CNN's Jane Doe contributed to this report.", True),
        ("Sorry we are not currently accepting comments on this article.", True),
        ("Follow us on Facebook.", True),
        ("جميع الحقوق محفوظة.", True),
        ("انقر هنا لمشاهدة الفيديو.", True),
        ("The law protects the privacy policy of no company, and the court said so in a long ruling.", False),
        ("Farmers follow the river to the sea.", False),
        ("قال الوزير إن الحقوق محفوظة للجميع.", False),
    ],
)
def test_boilerplate_sentences(sentence: str, boilerplate: bool) -> None:
    assert sentence_is_boilerplate(sentence) is boilerplate


@pytest.mark.parametrize("unit", ["a", " ", "(", "A - ", "By . A . ", "(AFP ", "قال ", ": ", "| "])
def test_long_lines_end(unit: str) -> None:
    text = unit * 100_000
    assert block_reason(text) is None
    assert byline_length(text) <= 600
    assert dateline_length(text, first=True) <= 200
    assert credit_tail(text) is None
