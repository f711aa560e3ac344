from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.briefs import Article, Omission
from summarizer.errors import (
    ArticleTooLongError,
    EmptyArticleError,
    InputError,
    LanguageError,
    MujazError,
    UnreadableInputError,
)
from summarizer.languages import ARABIC, ENGLISH
from summarizer.text.reading import read_article

PAGES = Path(__file__).with_name("pages")
EXAMPLES = Path(__file__).parents[2] / "examples"
ENGLISH_SENTENCE = "The minister said on Tuesday that the plan will cost 30 million dollars."
ARABIC_SENTENCE = "قال الوزير يوم الثلاثاء إن الخطة ستكلف ثلاثين مليون دولار."


def read(name: str) -> Article:
    return read_article((PAGES / name).read_bytes())


def left(article: Article, reason: Omission) -> list[str]:
    return [part.span.of(article.text).strip() for part in article.left_out if part.reason == reason]


def check_coverage(article: Article) -> None:
    """Sentences, title and omissions are exact, do not overlap, and leave nothing but white space."""
    spans = [sentence.span for sentence in article.sentences]
    spans += [article.title.span] if article.title else []
    spans += [part.span for part in article.left_out if part.reason != Omission.CONTROL]
    spans.sort()
    assert all(a.end <= b.start for a, b in pairwise(spans))
    covered = set()
    for span in [*spans, *(part.span for part in article.left_out)]:
        assert 0 <= span.start < span.end <= len(article.text)
        covered.update(range(span.start, span.end))
    assert all(character.isspace() for index, character in enumerate(article.text) if index not in covered)
    for sentence in article.sentences:
        raw = sentence.span.of(article.text)
        assert raw == raw.strip()
        dropped = "".join(c for c in raw if not c.isspace())
        for part in article.left_out:
            if part.reason == Omission.CONTROL and sentence.span.start <= part.span.start < sentence.span.end:
                dropped = dropped.replace(part.span.of(article.text), "", 1)
        assert "".join(sentence.text.split()) == dropped


@pytest.mark.parametrize("page", sorted(p.name for p in PAGES.iterdir()))
def test_every_page_is_covered(page: str) -> None:
    check_coverage(read(page))


def test_english_page() -> None:
    article = read("dam_en.txt")
    assert article.language == ENGLISH
    assert article.title is not None
    assert article.title.text == "Sudan Delays Work on Nile Dam After Floods"
    assert article.sentences[0].text.startswith("Sudan has delayed work")
    assert article.sentences[-1].text == "“There is no danger to the city,” al-Amin said."
    assert len(article.sentences) == 14
    assert left(article, Omission.DATELINE) == ["KHARTOUM (Reuters) –"]
    assert len(left(article, Omission.CAPTION)) == 2
    assert "Ethiopia fills reservoir for the fifth time in five years" in left(article, Omission.BOILERPLATE)
    assert left(article, Omission.NOT_A_SENTENCE) == ["What comes next"]


def test_arabic_page() -> None:
    article = read("dam_ar.txt")
    assert article.language == ARABIC
    assert article.title is not None
    assert article.title.text == "تونس تعيد تشغيل خط القطار بين العاصمة وصفاقس"
    assert article.sentences[0].text.startswith("أعادت الشركة الوطنية")
    assert article.sentences[-1].text == "ولم يسفر الحادث عن إصابات."
    assert left(article, Omission.DATELINE) == ["تونس – رويترز:"]
    assert left(article, Omission.NOT_A_SENTENCE) == ["ماذا بعد؟"]
    assert any("فتحي الزين" in caption for caption in left(article, Omission.CAPTION))
    assert not any("المغرب" in sentence.text for sentence in article.sentences)


def test_english_html() -> None:
    article = read("ferry_en.html")
    assert article.from_html
    assert article.title is not None
    assert article.title.text == "Cyprus and Lebanon restart ferry service"
    assert article.sentences[0].text.startswith("A passenger ferry between Larnaca and Beirut")
    assert "The ship carried 412 passengers & 60 cars." in [s.text for s in article.sentences]
    assert len(article.sentences) == 9
    assert "tracking" not in article.text
    assert left(article, Omission.CAPTION) == [
        "The ferry leaves the port of Larnaca on its first voyage. Photo: Handout"
    ]


def test_arabic_html_in_windows_1256() -> None:
    page = (PAGES / "ferry_ar.html").read_text(encoding="utf-8").replace("utf-8", "windows-1256")
    article = read_article(page.encode("cp1256"))
    assert article.language == ARABIC
    assert article.title is not None
    assert article.title.text == "المغرب يطلق أول حافلات كهربائية في الرباط"
    assert len(article.sentences) == 9
    check_coverage(article)


@pytest.mark.parametrize(("name", "language"), [("article_ar.txt", ARABIC), ("article_en.txt", ENGLISH)])
def test_examples(name: str, language: object) -> None:
    article = read_article((EXAMPLES / name).read_bytes())
    assert article.language == language
    assert article.title is not None
    assert len(article.sentences) >= 15
    assert {part.reason for part in article.left_out} <= {Omission.DATELINE, Omission.BOILERPLATE}
    check_coverage(article)


def test_the_text_stays_as_given() -> None:
    text = "\ufeffBeirut – " + ENGLISH_SENTENCE.replace(" ", "\u00a0\t", 1) + "\x00 \u200fIt   was late.\r\n"
    article = read_article(text)
    assert article.text == text
    assert [s.text for s in article.sentences] == [ENGLISH_SENTENCE, "It was late."]
    assert left(article, Omission.DATELINE) == ["Beirut –"]
    check_coverage(article)


def test_whole_article_in_one_paragraph() -> None:
    article = read_article(" ".join([ENGLISH_SENTENCE] * 5))
    assert [s.text for s in article.sentences] == [ENGLISH_SENTENCE] * 5
    assert article.title is None


def test_paragraphs_without_final_marks() -> None:
    lines = ["الحكومة اللبنانية تقر موازنة العام", "أقرت الحكومة يوم الثلاثاء موازنة عام 2024 بعد نقاش طويل"]
    article = read_article(
        "صحيفة الخبر\n\n" + "\n".join([*lines, "وقال وزير المالية إن العجز لن يرتفع هذا العام"])
    )
    assert article.title is not None
    assert article.title.text == lines[0]
    assert article.sentences[-1].text.startswith("وقال وزير المالية")


def test_bullets_are_not_read() -> None:
    article = read_article(f"{ENGLISH_SENTENCE}\n\n- It bans plastic bags.\n• It raises the fine.")
    assert [s.text for s in article.sentences[1:]] == ["It bans plastic bags.", "It raises the fine."]
    check_coverage(article)


def test_one_sentence_is_an_article() -> None:
    assert len(read_article("Police in Beirut arrested six men.").sentences) == 1


def test_sentences_in_another_language_are_left_out() -> None:
    french = "Le président a déclaré mardi que le gouvernement ne céderait pas aux pressions."
    article = read_article(" ".join([ENGLISH_SENTENCE, french, *[ENGLISH_SENTENCE] * 3]))
    assert left(article, Omission.OTHER_LANGUAGE) == [french]
    article = read_article(f"{ARABIC_SENTENCE} {ENGLISH_SENTENCE} {ARABIC_SENTENCE}")
    assert (article.language, len(article.sentences)) == (ARABIC, 2)


def test_controls_are_reported() -> None:
    article = read_article(f"\u202b{ARABIC_SENTENCE}\u202c The\x00re. {ARABIC_SENTENCE}")
    assert ARABIC_SENTENCE in [s.text for s in article.sentences]
    assert "\x00" in left(article, Omission.CONTROL)
    check_coverage(article)


def test_given_language_is_kept() -> None:
    assert read_article("Mansour Haddad, Beirut, and Samir Khoury.", language=ENGLISH).language == ENGLISH


@pytest.mark.parametrize(
    ("data", "error", "words"),
    [
        (b"", EmptyArticleError, "no visible text"),
        (" \n\t\u200f", EmptyArticleError, "no visible text"),
        ("hello", EmptyArticleError, "1 word"),
        ("😀🎉", EmptyArticleError, "no sentences"),
        (
            "Caption:\n\nA man in Aleppo on Sunday (AFP Photo/X)\n\nPhoto: Reuters",
            EmptyArticleError,
            "2 x captions",
        ),
        ("<html><body><script>x</script></body></html>", EmptyArticleError, "no visible text"),
        ("word " * 50_001, ArticleTooLongError, "50,001 words, more than the 50,000"),
        (ENGLISH_SENTENCE * 20_000, ArticleTooLongError, "words"),
        (b"%PDF-1.4", UnreadableInputError, "PDF"),
        ("abc \udcff", UnreadableInputError, "surrogates"),
        ("Le président a déclaré mardi que le gouvernement ne céderait pas.", LanguageError, "French"),
        ("el 7araka 3ala el tare2 kanet wa2fa embare7 3ashan 7adsa.", LanguageError, "Arabizi"),
        (ARABIC_SENTENCE.encode().decode("latin-1"), LanguageError, "wrong encoding"),
    ],
    ids=str,
)
def test_what_is_no_article(data: bytes | str, error: type[MujazError], words: str) -> None:
    with pytest.raises(error) as caught:
        read_article(data)
    assert words in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("unit", ["a", "(", ".", "ب", "<", "<p>", "&amp;", '"', "x\u200f", "\x00", "😀"])
def test_a_megabyte_of_nothing_ends_in_an_error(unit: str) -> None:
    with pytest.raises(InputError):
        read_article(unit * (1_000_000 // len(unit)))


LINES = st.sampled_from(
    [
        "Site News | The Herald",
        "Port Reopens After Repairs | THE HERALD",
        "Select Page",
        "Caption:",
        "A man in the port on Sunday (AFP Photo/X Y)",
        "Beirut – " + ENGLISH_SENTENCE,
        ENGLISH_SENTENCE + " It was not late. (Reuters)",
        "القاهرة - رويترز: " + ARABIC_SENTENCE,
        ARABIC_SENTENCE + " " + ARABIC_SENTENCE,
        "By . Jane Doe . PUBLISHED: . 14:11 EST, 25 October 2013 . " + ENGLISH_SENTENCE,
        "Related articles",
        "What next?",
        "\u200f\x00",
        "12 – 13",
        "",
        "   ",
        "© 2024 The Herald",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINES | st.text(max_size=40), max_size=12), st.sampled_from(["\n", "\n\n", "\r\n", " "]))
def test_nothing_is_silent(lines: list[str], between: str) -> None:
    try:
        article = read_article(between.join(lines), html=False)
    except InputError:
        return
    assert article.text == between.join(lines)
    check_coverage(article)


@settings(max_examples=50, deadline=None)
@given(st.lists(LINES, max_size=10), st.sampled_from(["p", "div", "li", "h2", "figcaption", "nav", "span"]))
def test_nothing_of_a_page_is_silent(lines: list[str], tag: str) -> None:
    body = "".join(f"<p>{line}</p><{tag}>{line}</{tag}>" for line in lines)
    try:
        article = read_article(f"<html><body>{body}</body></html>", html=True)
    except InputError:
        return
    check_coverage(article)
