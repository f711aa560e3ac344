import pytest

from summarizer.briefs import Check, CheckKind, Status, Term
from summarizer.fidelity import check_sentence
from summarizer.fidelity.remedies import remedies
from summarizer.languages import ARABIC, ENGLISH


@pytest.mark.parametrize(
    ("source", "target", "term"),
    [
        ("They met on Saturday in the old hall.", "التقوا في القاعة القديمة.", Term("Saturday", "السبت")),
        (
            "It opened in September.",
            "افتتح في أكتوبر.",
            Term("September", "سبتمبر"),
        ),
        ("Three farmers left the village.", "غادر خمسة مزارعين القرية.", Term("three", "ثلاثة")),
        (
            "It was her eighth song.",
            "كانت أغنيتها الخامسة.",
            Term("eighth", "الثامن"),
        ),
        ("He sold 75 boats in the harbour.", "باع 57 قاربا في الميناء.", Term("75", "75")),
        ("Last year the well was dry.", "هذا العام كانت البئر جافة.", Term("last year", "العام الماضي")),
        ("The raid began at 4 a.m.", "بدأت الغارة في الرابعة عصرا.", Term("in the morning", "صباحا")),
        ("The Jordanian minister left.", "غادر الوزير الهندي.", Term("Jordanian", "أردني")),
        ("The envoy flew to Berlin.", "سافر المبعوث إلى لندن.", Term("Berlin", "برلين")),
    ],
)
def test_what_was_wrong_is_named_in_the_other_language(source, target, term):
    assert term in remedies(check_sentence(source, target, ENGLISH, ARABIC), ENGLISH, ARABIC)


def test_arabic_sources_are_mended_into_english():
    checks = check_sentence("وصل الوفد يوم السبت.", "The delegation arrived on Sunday.", ARABIC, ENGLISH)
    assert remedies(checks, ARABIC, ENGLISH) == (Term("السبت", "Saturday"),)


def test_nothing_is_said_of_what_is_right_or_only_added():
    checks = check_sentence("They met on Saturday.", "التقوا يوم السبت.", ENGLISH, ARABIC)
    assert remedies(checks, ENGLISH, ARABIC) == ()
    added = [Check(CheckKind.NUMBER, "", "7", Status.ADDED)]
    assert remedies(added, ENGLISH, ARABIC) == ()
