from collections.abc import Sequence

import pytest

from summarizer.briefs import CheckKind, Glossary, Status, Term
from summarizer.errors import GenerationError
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.protocols import Translation
from summarizer.translation import Reranking, TranslationChooser, repair_terms
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


def test_where_all_candidates_fail_more_are_asked_for_and_told_what_was_wrong() -> None:
    translator = Scripted([BAD], [BAD, GOOD])
    chosen = choose(translator)
    assert chosen.text == GOOD
    assert [n for n, _ in translator.asked] == [6, 8]
    assert translator.asked[1][1] == (Term("75", "75"),)


def test_the_users_own_terms_are_hinted_in_the_repair_too() -> None:
    translator = Scripted([BAD], [BAD])
    choose(translator, Glossary((("مرفأ", "harbour"),)))
    assert translator.asked[1][1] == (Term("harbour", "مرفأ"), Term("75", "75"))


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


class Channel:
    """Says how likely the source is, by the candidate; None for what it is not told."""

    def __init__(self, **scores: float | None) -> None:
        self.scores = scores
        self.asked: list[str] = []

    def score(
        self, texts: Sequence[str], translations: Sequence[str], source: Language, target: Language
    ) -> list[float | None]:
        assert (source, target) == (ARABIC, ENGLISH)
        assert set(translations) <= {TEXT}
        self.asked += texts
        return [self.scores.get(text.split()[-1].strip("."), None) for text in texts]


def rescored(by: Channel, candidates: list[str], **settings: float):  # type: ignore[no-untyped-def]
    chooser = TranslationChooser(
        Scripted(candidates),
        FakeEmbedder(),
        Reranking(**{"checks": 0.0, "similarity": 0.0, "repair": 0} | settings),  # type: ignore[arg-type]
        rescorer=by,
    )
    return chooser.translate([TEXT], ENGLISH, ARABIC)[0]


ONE, TWO, THREE = (GOOD + " " + word for word in ("واحد", "اثنان", "ثلاثة"))


def test_the_candidate_that_explains_the_source_wins() -> None:
    channel = Channel(واحد=-2.0, اثنان=-0.5)
    chosen = rescored(channel, [ONE, TWO])
    assert chosen.text == TWO
    assert rescored(channel, [ONE, TWO], channel=0.0).text == ONE


def test_only_the_best_are_asked_and_the_others_stay_behind() -> None:
    channel = Channel(واحد=-2.0, اثنان=-1.5)
    chosen = rescored(channel, [ONE, TWO, THREE], rescored=2)
    assert channel.asked == [ONE, TWO]
    assert [text for text, _ in chosen.ranked] == [TWO, ONE, THREE]
    scores = [score for _, score in chosen.ranked]
    assert scores == sorted(scores, reverse=True)


def test_where_one_candidate_cannot_be_scored_none_is() -> None:
    assert rescored(Channel(واحد=-9.0, اثنان=None), [ONE, TWO]).text == ONE


def test_a_translation_that_would_not_lead_back_is_doubted() -> None:
    def doubts(score: float) -> list[str]:
        return [
            c.detail for c in rescored(Channel(واحد=score), [ONE]).checks if "Translated back" in c.detail
        ]

    assert len(doubts(-3.5)) == 1
    assert doubts(-2.5) == []


def test_an_empty_answer_is_not_scored() -> None:
    channel = Channel()
    assert rescored(channel, []).text == ""
    assert channel.asked == []


def test_a_repair_is_told_cures_before_hints_and_no_hints_without_a_cure() -> None:
    own, hint, other = Term("well", "بئر"), Term("Berlin", "برلين"), Term("today", "اليوم")
    cure = Term("today", "هذا اليوم")
    assert repair_terms([own], [cure], [own, hint, other], 6) == (own, cure, hint)
    assert repair_terms([own], [cure], [hint], 2) == (own, cure)
    assert repair_terms([own], [], [own, hint], 6) == (own,)
