from collections.abc import Sequence

import pytest

from summarizer.briefs import CheckKind, Glossary, Status, Term
from summarizer.errors import GenerationError
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.protocols import Translation
from summarizer.translation import Reranking, TranslationChooser
from tests.fakes import FakeEmbedder, FakeTranslator, to_arabic

TEXT = "the council opened 75 berths near the old harbour wall today."


class Scripted:
    """Answers from a list, one entry a call, and remembers what it was asked."""

    identity = "scripted@1"

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[int, tuple[Term, ...]]] = []

    def translate(
        self,
        texts: Sequence[str],
        source: Language,
        target: Language,
        *,
        n: int = 1,
        terms: Sequence[Sequence[Term]] = (),
    ) -> list[list[Translation]]:
        self.asked.append((n, tuple(terms[0]) if terms else ()))
        found = self.answers.pop(0)
        return [[Translation(t, -0.1 * k) for k, t in enumerate(found)] for _ in texts]


def choose(translator: object, glossary: Glossary = Glossary(), **settings: float):  # type: ignore[no-untyped-def]
    chooser = TranslationChooser(translator, FakeEmbedder(), Reranking(**settings))  # type: ignore[arg-type]
    return chooser.translate([TEXT], ENGLISH, ARABIC, glossary)[0]


GOOD = to_arabic(TEXT)
BAD = GOOD.replace("75", "57")


def test_the_candidate_that_keeps_the_number_wins_over_the_likelier_one() -> None:
    chosen = choose(Scripted([BAD, GOOD]))
    assert chosen.text == GOOD
    assert [c.status for c in chosen.checks if c.kind is CheckKind.NUMBER] == [Status.REPAIRED]
    assert [text for text, _ in chosen.ranked] == [GOOD, BAD]


def test_a_sound_first_candidate_is_not_called_repaired_and_not_asked_again() -> None:
    translator = Scripted([GOOD, BAD])
    chosen = choose(translator)
    assert [c.status for c in chosen.checks if c.kind is CheckKind.NUMBER] == [Status.KEPT]
    assert len(translator.asked) == 1


def test_where_all_candidates_fail_more_are_asked_for_without_the_hints() -> None:
    translator = Scripted([BAD], [BAD, GOOD])
    chosen = choose(translator)
    assert chosen.text == GOOD
    assert [n for n, _ in translator.asked] == [6, 8]
    assert translator.asked[1][1] == ()


def test_the_users_own_terms_are_hinted_in_the_repair_too() -> None:
    translator = Scripted([BAD], [BAD])
    choose(translator, Glossary((("مرفأ", "harbour"),)))
    assert translator.asked[1][1] == (Term("harbour", "مرفأ"),)


def test_repair_can_be_switched_off() -> None:
    translator = Scripted([BAD])
    assert choose(translator, repair=0).text == BAD
    assert len(translator.asked) == 1


def test_adequacy_falls_with_failed_checks() -> None:
    assert choose(Scripted([GOOD])).adequacy == pytest.approx(1.0)
    assert choose(Scripted([BAD], [BAD])).adequacy < 0.7


def test_a_translator_that_is_unsure_is_reported() -> None:
    sure, unsure = choose(Scripted([GOOD])), choose(Scripted([GOOD], [GOOD]), unsure=0.5)
    assert all(check.ok for check in sure.checks)
    [doubt] = [check for check in unsure.checks if not check.ok]
    assert doubt.kind is CheckKind.MEANING
    assert "unsure" in doubt.detail
    assert unsure.adequacy < sure.adequacy


def test_an_engine_without_an_answer_gives_an_empty_translation_that_fails() -> None:
    chosen = choose(Scripted([], []))
    assert chosen.text == ""
    assert any(not c.ok for c in chosen.checks)


def test_an_engine_that_loses_sentences_is_an_error() -> None:
    class Losing(FakeTranslator):
        def translate(self, texts, source, target, *, n=1, terms=()):  # type: ignore[no-untyped-def]
            return super().translate(texts, source, target, n=n, terms=terms)[1:]

    with pytest.raises(GenerationError, match="1 sentences with 0"):
        choose(Losing())


def test_identity_covers_engines_and_parameters() -> None:
    def identity(**settings: float) -> str:
        return TranslationChooser(FakeTranslator(), FakeEmbedder(), Reranking(**settings)).identity  # type: ignore[arg-type]

    assert identity() != identity(checks=0.9)
    assert "fake-translator@1" in identity()
