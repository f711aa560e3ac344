import pytest

from summarizer.backends.canary import SENTENCES, check_translator, gibberish
from summarizer.errors import GenerationError
from summarizer.languages import ARABIC, ENGLISH
from summarizer.protocols import Translation
from tests.fakes import FakeTranslator

BOTH = [(ENGLISH, ARABIC), (ARABIC, ENGLISH)]


def test_a_translator_that_answers_in_the_right_language_passes():
    check_translator(FakeTranslator(), BOTH)


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("", "nothing"),
        ("  ", "nothing"),
        ("La escuela", "not Arabic"),
        ("... 12 ...", "not Arabic"),
        ("في في في في في في", "the same words"),
        ("المدرسة " + " ".join(chr(0x628 + i % 8) * (i + 2) for i in range(24)), "too short or too long"),
        ("لا", "too short or too long"),
        ("المدرسة مغلقة اليوم.", ""),
    ],
)
def test_gibberish_is_named(answer, wrong):
    found = gibberish(SENTENCES["en"][0], answer, ARABIC)
    assert wrong in found
    assert bool(found) == bool(wrong)


def test_the_error_shows_direction_and_answer():
    class Echo(FakeTranslator):
        identity = "echo@1"

        def translate(self, texts, source, target, **_):
            return [[Translation(text, 0.0)] for text in texts]

    with pytest.raises(GenerationError, match=r"asked for Arabic: 'The school is closed today\.'") as caught:
        check_translator(Echo(), BOTH)
    assert caught.value.value == "echo@1"
    assert "mujaz models verify" in caught.value.hint
