import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.text.sentences import split

PIECES = st.sampled_from(
    [
        *("word", "Word", "قال", "د", "م", "U.S", "Mr", "3", "٣", "p.m", "http://a.b/c"),
        *(".", "..", "...", "…", "?", "؟", "!", "؛", "،", '"', "”", "»", "(", ")"),
        *(" ", "  ", "\n", "\n\n", "\u200f", "\x00"),
    ]
)


def sentences(text: str, language: Language) -> list[str]:
    return [span.of(text) for span in split(text, language)]


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith and Dr. Jones met Gen. Aoun.",
        "The U.N. said so, and U.S. experts and the U.S. District Court agreed.",
        "Prices rose 3.5% to $1.25 billion.",
        "They met at 6 p.m. Friday.",
        "It began at 5 a.m. GMT.",
        "J. K. Rowling and John F. Kennedy wrote it.",
        "“Why?” he asked.",
        "It fell on Jan. 5 and the No. 1 team lost.",
        "See http://www.example.com/a.B?c=d.e now.",
        "The meeting of the\nU.S. experts was\nshort.",
        "Wait... what is this?",
        "Acme Inc. shares fell.",
        "1. First point of the list.",
        "He came (see p. 4) and left (AFP).",
    ],
)
def test_one_english_sentence(text: str) -> None:
    assert sentences(text, ENGLISH) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "قال د. سامي إن أ.د. منير لن يحضر.",
        "ارتفعت الأسعار 3.5% و٣٫٥٪ في عام ٢٠٢٤.",
        "نعم؛ لكن الوزير، كما قال، لن يستقيل.",
        "لا يكفي هذا... نحتاج إلى خطة.",
        "زار جون ف. كينيدي برلين.",
        "ولد سنة 1770 م. في مدينة بون.",
        'سألت: "هل يستمر هذا؟" قالت الراكبة.',
        "انظر ص. 12 من تقرير U.N. عن اليمن.",
    ],
)
def test_one_arabic_sentence(text: str) -> None:
    assert sentences(text, ARABIC) == [text]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (ENGLISH, ["He moved to the U.S.", "The rest stayed."]),
        (ENGLISH, ["“We won.”", "He left."]),
        (ENGLISH, ["It ended (AFP).", "All went home."]),
        (ENGLISH, ["It ended at 5 p.m.", "Everyone left."]),
        (ENGLISH, ["Is it true?", "Yes!", "It is."]),
        (ENGLISH, ["It was over...", "Then it rained."]),
        (ENGLISH, ["It happened in 2008.", "15 people died."]),
        (ARABIC, ["هل هذا صحيح؟", "نعم."]),
        (ARABIC, ["قال: «لن نعود.»", "وأضاف أن الأمر انتهى."]),
        (ARABIC, ["بلغت النسبة 92.5%.", "وهي الأعلى."]),
        (ARABIC, ["ولد عام 1770 م.", "تعلم في بون."]),
    ],
)
def test_boundaries(language: Language, parts: list[str]) -> None:
    assert sentences(" ".join(parts), language) == parts
    assert sentences("\u200f ".join(parts), language) != [" ".join(parts)]


def test_a_missing_space_after_a_period() -> None:
    assert sentences("انتهى العمل.وبدأ العام.", ARABIC) == ["انتهى العمل.", "وبدأ العام."]
    assert sentences("It was over.The end came.", ENGLISH) == ["It was over.", "The end came."]


def test_a_blank_line_ends_a_sentence() -> None:
    assert sentences("A heading\n \nThe text", ENGLISH) == ["A heading", "The text"]


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from([ARABIC, ENGLISH]))
def test_spans_are_ordered_trimmed_and_cover_everything_but_white_space(
    text: str, language: Language
) -> None:
    spans = split(text, language)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
