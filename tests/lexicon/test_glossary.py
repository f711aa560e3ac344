import pytest

from summarizer.errors import GlossaryError
from summarizer.languages import ARABIC, ENGLISH
from summarizer.lexicon.glossary import read_glossary


def test_either_language_first_comments_and_mark():
    glossary = read_glossary("\ufeff# ours\nmayor\tرئيس البلدية\n\nالبنك المركزي\tcentral bank\t\n")
    assert glossary.entries == (("رئيس البلدية", "mayor"), ("البنك المركزي", "central bank"))
    assert glossary.terms(ENGLISH)[0].source == "mayor"
    assert glossary.terms(ARABIC)[1].target == "central bank"


def test_a_file(tmp_path):
    path = tmp_path / "terms.tsv"
    path.write_bytes("\ufeffmayor\tرئيس البلدية\r\n".encode())
    assert read_glossary(path) == read_glossary(str(path)) == read_glossary("mayor\tرئيس البلدية")


def test_latin_on_both_sides_follows_the_other_lines():
    assert read_glossary("البنك\tbank\nAK-47\tAK47\n").entries[1] == ("AK-47", "AK47")
    assert read_glossary("AK-47\tAK47\n").entries == (("AK47", "AK-47"),)


@pytest.mark.parametrize("line", ["mayor", "mayor, رئيس", "mayor\t", "a\tb\tc"])
def test_a_bad_line_is_named(line):
    with pytest.raises(GlossaryError, match="Line 2") as caught:
        read_glossary(f"bank\tمصرف\n{line}\n")
    assert caught.value.value == line


def test_two_arabic_terms():
    with pytest.raises(GlossaryError, match="line 1"):
        read_glossary("بنك\tمصرف\n")


def test_duplicates():
    assert len(read_glossary("Bank\tمصرف\nbank\tمصرف\n").entries) == 1
    with pytest.raises(GlossaryError, match=r"Line 2.*line 1"):
        read_glossary("Bank\tمصرف\nbank\tبنك\n")


def test_no_such_file():
    with pytest.raises(GlossaryError, match="nowhere"):
        read_glossary("nowhere.tsv")


def test_empty():
    assert read_glossary("").entries == ()
