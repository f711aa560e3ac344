from hypothesis import given
from hypothesis import strategies as st

from summarizer.text.paragraphs import paragraphs

WRAPPED = """The port of Tripoli reopened on Monday after repairs that
lasted more than two years and cost the government a sum
of 48 million dollars.
Traders hope that the new terminal will bring ships back
from Turkey and Egypt before the end of the spring, when
the price of wheat is highest in Lebanon.
"""


def test_hard_wrapped_lines_join() -> None:
    blocks = paragraphs(WRAPPED)
    assert [block.text.split()[0] for block in blocks] == ["The", "Traders"]
    assert blocks[0].text.endswith("48 million dollars.")


def test_one_line_a_paragraph_stays_apart() -> None:
    text = "The first paragraph says one thing only.\nThe second says another thing.\r\nThe third ends it."
    assert len(paragraphs(text)) == 3


def test_labels_do_not_join_the_headline() -> None:
    text = "A headline that is longer than anything that follows it on the page\nSelect Page\nMenu\n\nText."
    assert [block.text for block in paragraphs(text)][1:] == ["Select Page", "Menu", "Text."]


@given(st.text(st.sampled_from("ab. \n\r\t\u2028\x0c\x85"), max_size=300))
def test_blocks_are_exact_slices_and_cover_the_text(text: str) -> None:
    blocks = paragraphs(text)
    assert all(block.span.of(text) == block.text == block.text.strip() != "" for block in blocks)
    assert "".join("".join(block.text.split()) for block in blocks) == "".join(text.split())
