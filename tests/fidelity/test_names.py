import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status
from summarizer.fidelity.names import check_names, failed
from summarizer.languages import ARABIC, ENGLISH


def wrong(source, target, here=ENGLISH, there=ARABIC):
    return [(c.status, c.source, c.target) for c in failed(check_names(source, target, here, there))]


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("The Syrian army left Aleppo.", "غادر الجيش السوري حلب."),
        ("Syria's envoy met the Russians.", "التقى المبعوث السوري بالروس."),
        ("U.S. officials arrived in Beijing.", "وصل مسؤولون أميركيون إلى بكين."),
        ("Yesterday Tomas Berling visited Cairo.", "زار توماس بيرلينغ القاهرة أمس."),
        ("A spokesman for Kandex declined.", "رفض متحدث باسم Kandex."),
        ("On Monday the Minister spoke at length.", "تحدث الوزير مطولا يوم الاثنين."),
        ("The Senate voted.", "صوت مجلس الشيوخ الأمريكي."),
        ("The match starts at 10:15 BST.", "تبدأ المباراة الساعة 10:15 بتوقيت بريطانيا."),
    ],
)
def test_good_translations_pass_in_both_directions(english, arabic):
    assert wrong(english, arabic) == []
    assert wrong(arabic, english, ARABIC, ENGLISH) == []


def test_kept_names_are_reported_with_both_surfaces():
    [check] = check_names("He left Aleppo.", "غادر حلب.", ENGLISH, ARABIC)
    assert (check.kind, check.source, check.target, check.status) == (
        CheckKind.NAME,
        "Aleppo",
        "حلب",
        Status.KEPT,
    )


def test_another_country_is_a_change():
    assert wrong("Talks with Macedonia failed.", "فشلت المحادثات مع التشيك.") == [
        (Status.CHANGED, "Macedonia", "التشيك")
    ]
    assert wrong("فشلت المحادثات مع مقدونيا.", "Talks with the Czech Republic failed.", ARABIC, ENGLISH) == [
        (Status.CHANGED, "مقدونيا", "Czech Republic")
    ]


def test_another_nationality_is_a_change():
    assert wrong("The Turkish envoy left.", "غادر المبعوث الإيراني.") == [
        (Status.CHANGED, "Turkish", "الإيراني")
    ]


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("Russian planes left on Monday.", "غادرت الطائرات السوفيتية يوم الاثنين."),
        ("North Korea fired two missiles.", "أطلقت كوريا الجنوبية صاروخين."),
        ("The Chinese envoy arrived.", "وصل المبعوث التايواني."),
    ],
)
def test_neighbours_and_heirs_are_not_the_same_country(english, arabic):
    assert wrong(english, arabic)
    assert wrong(arabic, english, ARABIC, ENGLISH)


def test_a_name_that_two_countries_share_is_neither_s_error():
    assert wrong("Korean firms export cars.", "تصدر الشركات الكورية الجنوبية السيارات.") == []


def test_an_unknown_person_must_be_spelled():
    assert wrong("Yesterday Tomas Berling spoke.", "تحدث توماس فيدرو أمس.") == [
        (Status.MISSING, "Berling", "")
    ]
    assert wrong("تحدث توماس فيدرو أمس.", "Yesterday Tomas Berling spoke.", ARABIC, ENGLISH) == [
        (Status.ADDED, "", "Berling")
    ]


def test_a_known_place_is_not_what_merely_sounds_like_it():
    assert wrong("وصلت السفينة إلى العقبة.", "The ship reached Hekbaa.", ARABIC, ENGLISH) == [
        (Status.ADDED, "", "Hekbaa")
    ]
    assert wrong("وصلت السفينة إلى العقبة.", "The ship reached Aqabeh.", ARABIC, ENGLISH) == []


def test_an_acronym_of_both_sides_excuses_nothing():
    assert wrong("The OSCE met on Aleppo.", "اجتمعت OSCE بشأن المدينة.") == [(Status.MISSING, "Aleppo", "")]


def test_a_person_who_was_dropped_is_missed():
    assert wrong(
        "قالت المديرة سلمى الحوراني إن المتحف مغلق.",
        "The director said the museum was shut.",
        ARABIC,
        ENGLISH,
    ) == [(Status.MISSING, "سلمى", "")]


def test_invented_names():
    assert wrong("He spoke for an hour.", "تحدث في باريس ساعة.") == [(Status.ADDED, "", "باريس")]
    assert wrong("The firm closed.", "أغلقت شركة Zorvex.") == [(Status.ADDED, "", "Zorvex")]


def test_weak_words_alone_prove_nothing():
    assert wrong("The financial crisis opened a new rule.", "فتح قاعدة جديدة للأزمة المالية.") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_checked(source, target):
    for here, there in ((ENGLISH, ARABIC), (ARABIC, ENGLISH)):
        for check in check_names(source, target, here, there):
            assert check.source in source
            assert check.ok == (check.detail == "")
