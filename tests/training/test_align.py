from training.align import align, stem

ENGLISH = ["the boat came", "the harbour closed", "the boat closed", "a harbour came"]
ARABIC = ["جاء القارب", "أغلق المرفأ", "أغلق القارب", "جاء مرفأ"]


def test_words_that_always_go_together_are_linked() -> None:
    english = [text.split() for text in ENGLISH]
    arabic = [[stem(word) for word in text.split()] for text in ARABIC]
    found = {
        (english[row][link.english], arabic[row][link.arabic])
        for row, links in enumerate(align(english, arabic))
        for link in links
    }
    assert {("boat", "قارب"), ("harbour", "مرفا"), ("came", "جاء"), ("closed", "اغلق")} <= found
    assert ("boat", "مرفا") not in found


def test_an_empty_side_has_no_links() -> None:
    assert align([["boat"], []], [[], ["قارب"]]) == [[], []]


def test_stems_leave_three_letters() -> None:
    assert stem("والقارب") == "قارب"
    assert stem("وجد") == "وجد"
    assert stem("إلى") == "الي"
