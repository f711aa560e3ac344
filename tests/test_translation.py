from collections.abc import Sequence

import pytest

from summarizer.briefs import CheckKind, Glossary, Status, Term, Verdict
from summarizer.errors import GenerationError
from summarizer.fidelity import verdict
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.lexicon.dictionary import dictionary
from summarizer.protocols import Likelihood, Translation
from summarizer.translation import Chosen, Reranking, TranslationChooser, repair_terms
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
    assert translator.asked[1][1][0] == Term("75", "75")


class Sampled(Scripted):
    """Says how well each of its translations agrees with samples."""

    def __init__(self, *answers: list[tuple[str, float | None]]) -> None:
        super().__init__(*([text for text, _ in answer] for answer in answers))
        self.agreements = [dict(answer) for answer in answers]

    def translate(self, *args: object, **named: object) -> list[list[Translation]]:  # type: ignore[override]
        known = self.agreements.pop(0)
        found = super().translate(*args, **named)  # type: ignore[arg-type]
        return [[Translation(t.text, t.score, known[t.text]) for t in answer] for answer in found]


LONGER = GOOD + " " + GOOD.split()[0]


def test_what_agrees_with_the_samples_wins_over_the_likelier_one() -> None:
    chosen = choose(Sampled([(LONGER, 0.2), (GOOD, 0.9)]), repair=0)
    assert chosen.text == GOOD
    scores = [score for _, score in chosen.ranked]
    assert scores == sorted(scores, reverse=True)


def test_agreement_does_not_count_where_it_is_unknown_of_one() -> None:
    texts = [text for text, _ in choose(Scripted([LONGER, GOOD]), repair=0).ranked]
    assert [text for text, _ in choose(Sampled([(LONGER, 0.1), (GOOD, None)]), repair=0).ranked] == texts


def test_what_took_the_hint_wins_where_obedience_counts() -> None:
    glossary = Glossary((("مرفأ", "harbour"),))
    obedient = GOOD.replace(GOOD.split()[0], "مرفأ", 1)
    plain = {"repair": 0, "checks": 0.0, "words": 0.0, "similarity": 0.0}
    assert choose(Scripted([GOOD, obedient]), glossary, **plain).text == GOOD
    assert choose(Scripted([GOOD, obedient]), glossary, **plain, obedience=1.0).text == obedient


def test_a_failed_check_still_costs_the_first_place() -> None:
    assert choose(Sampled([(BAD, 0.60), (GOOD, 0.55)])).text == GOOD


def test_the_users_own_terms_are_hinted_in_the_repair_too() -> None:
    translator = Scripted([BAD], [BAD])
    choose(translator, Glossary((("مرفأ", "harbour"),)))
    assert translator.asked[1][1][:2] == (Term("harbour", "مرفأ"), Term("75", "75"))


def test_repair_can_be_switched_off() -> None:
    translator = Scripted([BAD])
    assert choose(translator, repair=0).text == BAD
    assert len(translator.asked) == 1


def test_adequacy_falls_with_failed_checks() -> None:
    assert choose(Scripted([GOOD])).adequacy == pytest.approx(1.0)
    assert choose(Scripted([BAD], [BAD])).adequacy < 0.7


def test_a_translator_that_is_unsure_is_reported() -> None:
    sure, unsure = choose(Scripted([GOOD])), choose(Sampled([(GOOD, 0.5)]), unsure=0.5)
    assert all(check.ok for check in sure.checks)
    [doubt] = [check for check in unsure.checks if not check.ok]
    assert doubt.kind is CheckKind.MEANING
    assert "unsure" in doubt.detail
    assert unsure.adequacy < sure.adequacy


def test_the_longer_the_source_the_surer_its_translator_must_be() -> None:
    words = len(TEXT.split())

    def doubts(whole: float) -> list[str]:
        # BAD comes first and is the likelier one; GOOD has -0.1 nats a token
        chosen = choose(Sampled([(BAD, 0.5), (GOOD, 0.5)]), whole=whole)
        assert chosen.text == GOOD
        return [check.detail for check in chosen.checks if not check.ok]

    assert doubts(-0.1 * words - 0.01) == []
    [doubt] = doubts(-0.1 * words + 0.01)
    assert f"{words} words" in doubt


def test_a_doubt_alone_is_a_reason_to_ask_again_only_where_no_samples_were_drawn() -> None:
    without, sampled = Scripted([GOOD], [GOOD]), Sampled([(GOOD, 0.5)])
    for translator, asked in ((without, 2), (sampled, 1)):
        assert choose(translator, unsure=0.5).text == GOOD
        assert len(translator.asked) == asked


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
    """Says how likely the source is, by the last word of the candidate; None for what it is not told.

    ``lost`` are the words of the source that the candidates with such an end do not make likelier.
    """

    def __init__(self, lost: dict[str, str] | None = None, **scores: float | None) -> None:
        self.scores = scores
        self.lost = lost or {}
        self.asked: list[str] = []

    def score(
        self, texts: Sequence[str], translations: Sequence[str], source: Language, target: Language
    ) -> list[Likelihood | None]:
        assert (source, target) == (ARABIC, ENGLISH)
        assert set(translations) <= {TEXT}
        self.asked += texts
        return [self._likelihood(text) for text in texts]

    def _likelihood(self, text: str) -> Likelihood | None:
        if not text:
            return Likelihood(-6.0, tuple((word, -12.0) for word in TEXT.split()))
        end = text.split()[-1].strip(".")
        if (mean := self.scores.get(end)) is None:
            return None
        lost = self.lost.get(end, "").split()
        return Likelihood(mean, tuple((word, -15.0 if word in lost else -1.0) for word in TEXT.split()))


def traced(by: Channel, candidates: list[str], **settings: float):  # type: ignore[no-untyped-def]
    chooser = TranslationChooser(
        Scripted(candidates),
        FakeEmbedder(),
        Reranking(**{"similarity": 0.0, "words": 0.0, "repair": 0} | settings),  # type: ignore[arg-type]
        rescorer=by,
    )
    return chooser.translate([TEXT], ENGLISH, ARABIC)[0]


ONE, TWO, THREE = (GOOD + " " + word for word in ("واحد", "اثنان", "ثلاثة"))


def doubts(chosen: Chosen) -> list[str]:
    return [check.detail for check in chosen.checks if "Translated back" in check.detail]


def test_the_best_few_are_asked_about_and_the_source_on_its_own_once() -> None:
    channel = Channel(واحد=-1.2, اثنان=-1.2)
    chosen = traced(channel, [ONE, TWO, THREE], traced=2)
    assert (chosen.text, doubts(chosen), channel.asked) == (ONE, [], ["", ONE, TWO])


def test_what_was_not_asked_about_does_not_win() -> None:
    channel = Channel(واحد=-9.0, اثنان=-8.0, ثلاثة=-0.1)
    assert [text for text, _ in traced(channel, [ONE, TWO, THREE], traced=2, back=3.0).ranked] == [
        TWO,
        ONE,
        THREE,
    ]
    assert traced(channel, [ONE, TWO, THREE], traced=3, back=3.0).text == THREE


def test_nothing_is_asked_where_none_is_to_be_traced() -> None:
    channel = Channel(واحد=-9.0)
    assert (traced(channel, [ONE], traced=0).text, channel.asked) == (ONE, [])


def test_what_leads_back_wins_as_far_as_that_counts() -> None:
    channel = Channel(واحد=-3.5, اثنان=-0.5)
    assert traced(channel, [ONE, TWO], model=0.1, back=0.2).text == TWO
    chosen = traced(channel, [ONE, TWO], model=0.1, back=0.0)
    assert (chosen.text, len(doubts(chosen))) == (ONE, 1)
    assert chosen.adequacy < traced(Channel(واحد=-0.5), [ONE], model=0.1).adequacy


def test_a_translation_that_would_not_lead_back_is_doubted() -> None:
    assert len(doubts(traced(Channel(واحد=-3.5), [ONE]))) == 1
    assert doubts(traced(Channel(واحد=-1.2), [ONE])) == []
    assert doubts(traced(Channel(واحد=-3.5), [ONE], unexplained=-4.0)) == []


def test_what_nobody_can_trace_back_is_not_doubted() -> None:
    channel = Channel(واحد=None)
    assert doubts(traced(channel, [ONE, TWO])) == []
    assert channel.asked == ["", ONE, TWO]


def test_what_loses_a_word_of_the_source_loses_to_what_does_not() -> None:
    channel = Channel({"واحد": "harbour"}, واحد=-1.2, اثنان=-1.2)
    assert traced(channel, [ONE, TWO], model=0.1).text == TWO
    assert traced(channel, [ONE, TWO], model=0.1, lost=0.0).text == ONE


def test_words_that_were_lost_are_named() -> None:
    chosen = traced(Channel({"واحد": "harbour today."}, واحد=-3.5), [ONE])
    (check,) = [check for check in chosen.checks if check.kind is CheckKind.MEANING and not check.ok]
    assert (check.source, check.target, check.status) == ("harbour, today", "", Status.MISSING)
    assert '"harbour", "today"' in check.detail
    assert verdict(chosen.checks) is Verdict.WARN
    assert doubts(chosen) == []  # it is said already


def test_a_lost_word_of_grammar_costs_but_is_not_named() -> None:
    channel = Channel({"واحد": "the"}, واحد=-1.2, اثنان=-1.2)
    assert traced(channel, [ONE, TWO], model=0.1).text == TWO
    assert "leave out" not in str(traced(channel, [ONE]).checks)


def test_words_that_were_lost_are_a_reason_to_ask_again() -> None:
    channel = Channel({"واحد": "harbour"}, واحد=-1.2, اثنان=-1.2)
    translator = Scripted([ONE], [ONE, TWO])
    chooser = TranslationChooser(
        translator, FakeEmbedder(), Reranking(similarity=0.0, words=0.0), rescorer=channel
    )
    (chosen,) = chooser.translate([TEXT], ENGLISH, ARABIC)
    assert (chosen.text, channel.asked) == (TWO, ["", ONE, "", TWO])
    (mended,) = [check for check in chosen.checks if check.status is Status.REPAIRED]
    assert '"harbour"' in mended.detail


def test_a_word_that_nobody_knows_costs_and_is_named_where_the_lists_are_the_translators() -> None:
    good, odd = "افتتح المجلس اليوم 75 مرسى قرب جدار المرفأ.", "افتتح المجلس اليوم 75 نفعم قرب جدار المرفأ."
    plain = {"similarity": 0.0, "words": 0.0, "checks": 0.0, "model": 0.1, "repair": 0}
    assert choose(Scripted([odd, good]), **plain).text == odd
    assert choose(Scripted([odd, good]), **plain, coined=0.5).text == good
    chosen = choose(Scripted([odd]), coined=0.5, repair=0)
    (check,) = [check for check in chosen.checks if check.target == "نفعم"]
    assert (check.kind, check.source, check.status) == (CheckKind.MEANING, "", Status.ADDED)
    assert '"نفعم"' not in str(choose(Scripted([odd]), repair=0).checks)


def test_the_candidate_whose_words_account_for_the_source_wins() -> None:
    good, odd = "افتتح الوزير بئرا جديدة في المدينة.", "أغلق الطبيب نافذة قديمة في المدينة."
    text = "The minister opened a new well in the city."
    assert dictionary().score(text, good, ENGLISH) > dictionary().score(text, odd, ENGLISH)

    def first(words: float) -> str:
        settings = Reranking(similarity=0.0, checks=0.0, repair=0, words=words)
        chooser = TranslationChooser(Scripted([odd, good]), FakeEmbedder(), settings)
        return chooser.translate([text], ENGLISH, ARABIC)[0].text

    assert (first(0.0), first(2.0)) == (odd, good)


def test_an_empty_answer_is_not_asked_about() -> None:
    channel = Channel()
    assert traced(channel, []).text == ""
    assert channel.asked == []


def test_a_repair_is_told_cures_before_hints() -> None:
    own, hint, other = Term("well", "بئر"), Term("Berlin", "برلين"), Term("today", "اليوم")
    cure = Term("today", "هذا اليوم")
    assert repair_terms([own], [cure], [own, hint, other], 6) == (own, cure, hint)
    assert repair_terms([own], [cure], [hint], 2) == (own, cure)
    assert repair_terms([own], [], [own, hint], 6) == (own, hint)


def test_where_nobody_knows_a_cure_the_repair_is_told_of_names_only() -> None:
    answer = ["ثم دفعت الأسرة فدية في برلين. ثم دفعت الأسرة فدية في برلين."]
    translator = Scripted(answer, answer)
    TranslationChooser(translator, FakeEmbedder()).translate(
        ["Then the family paid a ransom in Berlin."], ENGLISH, ARABIC
    )
    first, again = (terms for _, terms in translator.asked)
    assert {term.source for term in first} >= {"ransom", "Berlin"}
    assert again == (Term("Berlin", "برلين"),)
