import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.briefs import CheckKind, Status, Verdict
from summarizer.fidelity import check_sentence, severity
from summarizer.fidelity.rivals import check_rivals, groups
from summarizer.languages import ARABIC, ENGLISH
from summarizer.text.normalization import fold


@pytest.mark.parametrize(
    ("english", "arabic", "words"),
    [
        ("The terminal reopened on Monday.", "تم إغلاق المحطة يوم الاثنين.", ("reopened", "اغلاق")),
        ("Prices fell last year.", "ارتفعت الأسعار العام الماضي.", ("fell", "ارتفعت")),
        ("Parliament approved the budget.", "رفض البرلمان الميزانية.", ("approved", "رفض")),
        ("The ships left after the storm.", "غادرت السفن قبل العاصفة.", ("after", "قبل")),
        ("The government paid for it.", "دفعت ثمنه الوزارة.", ("government", "الوزاره")),
        ("The president has resigned.", "استقال رئيس الوزراء.", ("president", "رييس الوزراء")),
        ("Rome criticized the union.", "أيدت روما الاتحاد.", ("criticized", "ايدت")),
        ("The south was quiet.", "كان الغرب هادئا.", ("south", "الغرب")),
        ("The interior minister left.", "غادر وزير الخارجية.", ("interior minister", "وزير الخارجيه")),
        ("Twelve people were injured.", "قتل اثنا عشر شخصا.", ("injured", "قتل")),
    ],
)
def test_the_opposite_is_reported_in_both_directions(
    english: str, arabic: str, words: tuple[str, str]
) -> None:
    for source, target, languages, expected in (
        (english, arabic, (ENGLISH, ARABIC), words),
        (arabic, english, (ARABIC, ENGLISH), words[::-1]),
    ):
        [check] = check_rivals(source, target, *languages)
        assert (check.source, check.target) == expected
        assert (check.kind, check.status) == (CheckKind.NEGATION, Status.CHANGED)
        assert severity(check) is Verdict.FAIL
        assert check in check_sentence(source, target, *languages)


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("A pig attacked a woman and her husband.", "هاجم خنزير امرأة وشقيقها."),
        ("The volcano lies 45 miles from the capital.", "يقع البركان على بعد 45 كيلومترا من العاصمة."),
        ("The talks lasted two months.", "استمرت المحادثات عاما واحدا."),
        ("The ship sank near the port.", "تحطمت الطائرة قرب الميناء."),
        ("He wore a green coat.", "كان يرتدي معطفا أزرق."),
    ],
)
def test_a_word_in_place_of_another_warns_in_both_directions(english: str, arabic: str) -> None:
    for source, target, languages in (
        (english, arabic, (ENGLISH, ARABIC)),
        (arabic, english, (ARABIC, ENGLISH)),
    ):
        [check] = check_rivals(source, target, *languages)
        assert (check.kind, severity(check)) == (CheckKind.MEANING, Verdict.WARN)
        assert check.source in fold(source).lower()
        assert check.target in fold(target).lower()


@pytest.mark.parametrize(
    ("english", "arabic"),
    [
        ("The terminal reopened on Monday.", "أعيد افتتاح المحطة يوم الاثنين."),
        ("The shop opened late and closed early.", "أغلق المتجر مبكرا."),
        ("The prime minister has resigned.", "استقال رئيس مجلس الوزراء."),
        ("The president met the premier.", "التقى الرئيس رئيس الحكومة."),
        ("The terminal reopened.", "لم تعد المحطة مغلقة وأعيد فتحها."),
        ("A wider road was built.", "ارتفعت الأسعار."),
        ("He failed to open the door.", "لم ينجح في فتح الباب."),
        ("They met on Monday for an hour.", "اجتمعوا لمدة ساعة يوم الاثنين."),
        ("A drone hit the car.", "أصابت طائرة مسيرة السيارة."),
        ("The decade was calm.", "كانت السنوات العشر هادئة، وكان العقد كله كذلك."),
        ("His wife and his brother came.", "جاءت زوجته وشقيقه."),
        ("The red car stood two miles east.", "كانت السيارة الحمراء على بعد ميلين شرقا."),
    ],
)
def test_a_faithful_or_unclear_pair_is_silent(english: str, arabic: str) -> None:
    assert check_rivals(english, arabic, ENGLISH, ARABIC) == []


def test_every_word_has_a_rival() -> None:
    assert {group.name for group in groups() if len(group.members) < 2} == set()


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_is_taken(source: str, target: str) -> None:
    check_rivals(source, target, ENGLISH, ARABIC)
