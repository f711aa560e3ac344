import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import LanguageError
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.text.detection import belongs, detect, require_language

ARABIC_SENTENCE = "قالت الوزيرة يوم الأحد إن المحطة الجديدة ستعمل قبل نهاية العام."
ENGLISH_SENTENCE = "The minister said on Sunday that the new plant will open before the end of the year."
FRENCH_SENTENCE = "La ministre a déclaré dimanche que la nouvelle usine ouvrira avant la fin de l'année."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ARABIC_SENTENCE, ARABIC),
        (ENGLISH_SENTENCE, ENGLISH),
        (ENGLISH_SENTENCE.upper(), ENGLISH),
        ("قَالَتِ الوَزِيرَةُ إِنَّ المَحَطَّةَ سَتَعْمَلُ قَرِيبًا", ARABIC),
        ("كنت ماشي في الشارع امبارح وقابلت واحد صاحبي من زمان", ARABIC),
        ("قال Mark Smith لصحيفة Financial Times إن Facebook و Instagram لن يغلقا", ARABIC),
        ('The word "كتاب" means book and the word "قلم" means pen in Arabic.', ENGLISH),
        ("\u202b" + ARABIC_SENTENCE + "\x00\u202c", ARABIC),
        ("𝐓𝐡𝐞 minister said on Sunday that the new plant will open 🎉", ENGLISH),
    ],
)
def test_our_languages(text: str, language: Language) -> None:
    assert require_language(text) == language
    assert detect(text).confidence > 0.8


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (FRENCH_SENTENCE, "French"),
        ("El gobierno anunció hoy nuevas medidas para combatir la inflación en el país.", "Spanish"),
        ("Hükümet salı günü yaptığı açıklamada yeni santralin yıl sonunda açılacağını söyledi.", "Turkish"),
        ("Министр заявила в воскресенье, что новый завод откроется до конца года.", "Russian (Cyrillic"),
        ("وزیر نیرو روز یکشنبه گفت که نیروگاه جدید پیش از پایان سال باز خواهد شد.", "Persian (Arabic script"),
        ("وزیر نے اتوار کو کہا کہ نیا پلانٹ سال کے آخر سے پہلے کھل جائے گا۔", "Urdu"),
        ("部长星期天说，新工厂将在年底前开业。", "Chinese"),
        ("el wazira 2alet enaharda inn el ma7ata hatefta7 2abl akher el sana", "Arabizi"),
        ("el 7araka 3ala el kobry", "Arabizi"),
        ("qwer tyui asdf ghjk zxcv bnmq wert yuio", "no language"),
        ("😀🎉 👍", "emoji"),
        ("12 345 ٦٧", "digits"),
        ("", "no visible text"),
        (ARABIC_SENTENCE.encode().decode("cp1256", "replace"), "wrong encoding"),
        (ARABIC_SENTENCE.encode().decode("latin-1"), "wrong encoding"),
    ],
)
def test_anything_else_is_named(text: str, seen: str) -> None:
    assert detect(text).language is None
    with pytest.raises(LanguageError) as caught:
        require_language(text)
    assert seen in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize("text", ["مرحبا", "Hello", "Beirut", "شمسب لتينم كطظد ثقفغ صضهخ سشيب منتل"])
def test_too_little_is_unsure(text: str) -> None:
    assert detect(text).confidence < 0.5
    with pytest.raises(LanguageError):
        require_language(text)


def test_confidence_grows_with_length() -> None:
    confidences = [detect(" ".join(ARABIC_SENTENCE.split()[:count])).confidence for count in (1, 3, 8)]
    assert confidences == sorted(confidences)
    assert confidences[0] < confidences[-1]


def test_sentences_that_belong() -> None:
    assert belongs(ENGLISH_SENTENCE, ENGLISH)
    assert belongs(ARABIC_SENTENCE, ARABIC)
    assert belongs("“Why?”", ENGLISH)
    assert belongs("Merci beaucoup.", ENGLISH), "two words prove nothing"
    assert not belongs(FRENCH_SENTENCE, ENGLISH)
    assert not belongs(ENGLISH_SENTENCE, ARABIC)
    assert not belongs("نعم.", ENGLISH), "a script is proof"
    assert not belongs("وزیر نیرو روز یکشنبه گفت که نیروگاه جدید پیش از پایان سال باز خواهد شد.", ARABIC)
    assert not belongs("12:30 – 45", ENGLISH)


@given(st.text(max_size=300))
def test_detection_never_fails(text: str) -> None:
    found = detect(text)
    assert 0 <= found.confidence <= 1
    assert found.seen
