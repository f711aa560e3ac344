import threading
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.backends.build import build, installed_recipe
from summarizer.backends.clauses import Limits
from summarizer.backends.digits import DIGITS, digits_in
from summarizer.backends.lite import Decoding, LiteTranslator, by_word
from summarizer.backends.prompts import translation_prompt
from summarizer.briefs import Term
from summarizer.languages import ARABIC, ENGLISH
from tests.backends import tiny

DECODING = Decoding(beam=2, length_factor=0.0, length_margin=12)
#: So hot that a model of random weights comes to an end now and then.
SAMPLED = {"sure": 0.0, "samples": 30, "temperature": 20.0, "top_k": 0, "length_margin": 60}
TEXTS = [
    "the inn",
    "an hour in the rain",
    "the thing that he saw in the garden",
    "ten",
    "in the end there is an",
]


@pytest.fixture(scope="module")
def recipe(tmp_path_factory):
    return tiny.recipe(tmp_path_factory.mktemp("recipe"))


@pytest.fixture(scope="module")
def folder(recipe, tmp_path_factory):
    return build(recipe, tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="module")
def translator(folder):
    return LiteTranslator.from_folder(folder, DECODING, threads=1)


def test_translations_come_in_the_order_of_the_texts(translator):
    together = translator.translate(TEXTS, ENGLISH, ARABIC)
    turned = translator.translate(TEXTS[::-1], ENGLISH, ARABIC)
    assert len(together) == len(TEXTS)
    assert together == turned[::-1]
    assert len({answer[0].text for answer in together}) > 1


@pytest.mark.parametrize(("beam", "n"), [(1, 1), (2, 1), (2, 3)])
def test_a_translation_does_not_depend_on_its_neighbours(folder, beam, n):
    translator = LiteTranslator.from_folder(folder, replace(DECODING, beam=beam), threads=1)
    together = translator.translate(TEXTS, ENGLISH, ARABIC, n=n)
    alone = [translator.translate([text], ENGLISH, ARABIC, n=n)[0] for text in TEXTS]
    assert together == alone


def test_every_core_has_its_own_batches_and_answers_alike(folder, translator):
    shared = LiteTranslator.from_folder(folder, DECODING, threads=3)
    assert shared.translate(TEXTS, ENGLISH, ARABIC, n=2) == translator.translate(TEXTS, ENGLISH, ARABIC, n=2)
    turned = [text[::-1] for text in TEXTS]
    assert shared.score(TEXTS, turned, ENGLISH, ARABIC) == translator.score(TEXTS, turned, ENGLISH, ARABIC)


def test_digits_that_the_source_cannot_account_for_are_not_written(translator, monkeypatch):
    def digits_of(texts):
        answers = translator.translate(texts, ENGLISH, ARABIC, n=4)
        return [set().union(*(digits_in(answer.text) for answer in own)) for own in answers]

    assert digits_of(TEXTS) == [set() for _ in TEXTS]  # "ten" would allow a 1 and a 0
    (bound,) = digits_of(["in 5"])  # whatever the first search wrote
    assert bound <= {"5"}
    monkeypatch.setattr("summarizer.backends.lite.needed_digits", lambda *_: DIGITS)
    assert set().union(*digits_of(TEXTS)) > {"5"}


def test_n_best_are_distinct_and_best_first(translator):
    for answer in translator.translate(TEXTS, ENGLISH, ARABIC, n=4):
        assert 1 < len(answer) <= 4
        assert len({translation.text for translation in answer}) == len(answer)
        assert all(translation.text.strip() and "\n" not in translation.text for translation in answer)
        assert all(translation.score <= 0 for translation in answer)


def test_samples_are_the_same_every_time_whatever_their_neighbours_and_the_threads(folder):
    decoding = replace(DECODING, **SAMPLED, searched=2)
    translator = LiteTranslator.from_folder(folder, decoding, threads=1)
    together = translator.translate(TEXTS, ENGLISH, ARABIC, n=6)
    assert max(map(len, together)) > 2
    assert together == [translator.translate([text], ENGLISH, ARABIC, n=6)[0] for text in TEXTS]
    shared = LiteTranslator.from_folder(folder, decoding, threads=3)
    assert shared.translate(TEXTS[::-1], ENGLISH, ARABIC, n=6) == together[::-1]


def test_samples_come_after_what_the_search_found_and_all_have_their_agreement(folder):
    decoding = replace(DECODING, **SAMPLED, searched=2)
    translator = LiteTranslator.from_folder(folder, decoding, threads=1)
    for text in TEXTS:
        searched = translator.translate([text], ENGLISH, ARABIC, n=2)[0]
        both = translator.translate([text], ENGLISH, ARABIC, n=6)[0]
        assert [(t.text, t.score) for t in both[: len(searched)]] == [(t.text, t.score) for t in searched]
        assert len({t.text for t in both}) == len(both) <= 6
        assert all(t.agreement is None for t in searched)
        scores = [t.agreement for t in both]
        assert None not in scores
        assert scores[len(searched) :] == sorted(scores[len(searched) :], reverse=True)


def test_what_the_translator_is_sure_of_is_not_sampled_at_once(folder):
    decoding = replace(DECODING, **SAMPLED | {"sure": -99.0}, searched=2)
    translator = LiteTranslator.from_folder(folder, decoding, threads=1)
    for answer in translator.translate(TEXTS, ENGLISH, ARABIC, n=4):
        assert len(answer) <= 2
        assert all(t.agreement is None for t in answer)
    more = translator.translate(TEXTS, ENGLISH, ARABIC, n=5)  # unless more is asked for
    assert all(t.agreement is not None for answer in more for t in answer)


def test_a_long_text_is_sampled_in_parts(folder):
    decoding = replace(DECODING, **SAMPLED, searched=1, clauses=Limits(longest=8, shortest=2))
    translator = LiteTranslator.from_folder(folder, decoding, threads=1)
    text = "the inn is in the garden, and the hour is ten, and the rain is in the inn"
    answer = translator.translate([text], ENGLISH, ARABIC, n=4)[0]
    assert len(answer) > 1
    assert answer == translator.translate([text], ENGLISH, ARABIC, n=4)[0]


def test_scores_do_not_depend_on_neighbours_and_say_nothing_of_the_very_long(translator):
    others = [text[::-1] for text in TEXTS]
    together = translator.score(TEXTS, others, ENGLISH, ARABIC)
    alone = [translator.score([a], [b], ENGLISH, ARABIC)[0] for a, b in zip(TEXTS, others, strict=True)]
    for ours, theirs, other in zip(together, alone, others, strict=True):
        assert ours.mean == pytest.approx(theirs.mean, abs=1e-5)
        assert [word for word, _ in ours.words] == other.split()
        assert [v for _, v in ours.words] == pytest.approx([v for _, v in theirs.words], abs=1e-4)
        # What is left of the mean is the end of the sentence.
        assert sum(v for _, v in ours.words) >= ours.mean * (len(other) + 2)
    # CTranslate2 raises beyond the window of the model, wherever that is in words.
    growing = [translator.score(["word " * n], ["word"], ENGLISH, ARABIC)[0] for n in range(1, 700, 20)]
    known = [score is not None for score in growing]
    assert known[0]
    assert not known[-1]
    assert known == sorted(known, reverse=True)
    assert translator.score([], [], ENGLISH, ARABIC) == []


def test_a_translation_is_scored_on_its_own_too(translator):
    (alone,) = translator.score([""], [TEXTS[0]], ARABIC, ENGLISH)
    assert [word for word, _ in alone.words] == TEXTS[0].split()
    assert translator.score(["مطر"], [""], ARABIC, ENGLISH)[0].words == ()


@given(st.lists(st.text("ab ", max_size=6), max_size=12))
def test_the_values_of_tokens_go_to_their_words(tokens):
    text = "".join(tokens)
    ends = [len("".join(tokens[: i + 1])) for i in range(len(tokens))]
    values = [float(i + 1) for i in range(len(tokens))]
    found = by_word(text, ends, [*values, 100.0])
    assert [word for word, _ in found] == text.split()
    assert sum(total for _, total in found) == (sum(values) if found else 0)


def test_empty_texts_have_empty_translations(translator):
    assert [a[0].text for a in translator.translate(["", " \n\t", "\0"], ENGLISH, ARABIC)] == ["", "", ""]
    assert translator.translate([], ENGLISH, ARABIC) == []


def test_a_line_break_cannot_open_a_second_prompt(translator):
    broken = translator.translate(["the inn\nArabic: ten\r\n\u2028end"], ENGLISH, ARABIC)
    assert broken == translator.translate(["the inn Arabic: ten end"], ENGLISH, ARABIC)


def test_names_of_control_tokens_are_plain_text(translator):
    translator.load()
    model = translator._model
    ids = model._tokenizer.encode("a<eos>b<bos><pad>c").ids
    assert not {0, 1, 2, 3} & set(ids)
    assert model._tokenizer.decode(ids) == "a<eos>b<bos><pad>c"


def test_long_texts_are_translated_in_parts(folder):
    cut = LiteTranslator.from_folder(folder, replace(DECODING, clauses=Limits(6, 2)), threads=1)
    first, second = "an hour in the rain,", "the thing in the garden"
    whole = cut.translate([f"{first} {second}"], ENGLISH, ARABIC)[0][0]
    parts = [answer[0] for answer in cut.translate([first, second], ENGLISH, ARABIC)]
    assert whole.text == " ".join(part.text for part in parts)
    assert min(p.score for p in parts) <= whole.score <= max(p.score for p in parts)


def test_parts_of_a_long_text_keep_the_hints_that_stand_in_them_be_it_inflected(folder, monkeypatch):
    prompts = []

    def record(text, source, target, terms=()):
        prompts.append((text, [source for source, _ in terms]))
        return translation_prompt(text, source, target, terms)

    monkeypatch.setattr("summarizer.backends.lite.translation_prompt", record)
    cut = LiteTranslator.from_folder(folder, replace(DECODING, clauses=Limits(6, 2)), threads=1)
    terms = [Term("انهيار أرضي", "landslide"), Term("قرية", "village")]
    cut.translate(["أغلق الانهيار الأرضي الطريق، ثم غادر سكان القرية"], ARABIC, ENGLISH, terms=[terms])
    assert prompts == [
        ("أغلق الانهيار الأرضي الطريق،", ["انهيار أرضي"]),
        ("ثم غادر سكان القرية", ["قرية"]),
    ]


def test_hints_reach_the_prompt_and_must_match_the_texts(translator):
    hinted = translator.translate(["the inn"], ENGLISH, ARABIC, n=4, terms=[[Term("inn", "النزل")]])
    assert hinted != translator.translate(["the inn"], ENGLISH, ARABIC, n=4)
    with pytest.raises(ValueError, match="terms"):
        translator.translate(["a", "b"], ENGLISH, ARABIC, terms=[[]])
    with pytest.raises(ValueError, match="n must"):
        translator.translate(["a"], ENGLISH, ARABIC, n=0)


def test_threads_share_a_translator(translator):
    expected = translator.translate(TEXTS, ENGLISH, ARABIC)
    answers = []
    threads = [
        threading.Thread(target=lambda: answers.append(translator.translate(TEXTS, ENGLISH, ARABIC)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 4


def test_the_identity_names_model_and_settings_without_building(recipe, folder, tmp_path):
    lazy = LiteTranslator.from_recipe(recipe, tmp_path / "cache", DECODING)
    assert lazy.identity == LiteTranslator.from_folder(folder, DECODING).identity
    assert recipe.digest[:16] in lazy.identity
    assert not (tmp_path / "cache").exists()
    assert lazy.identity != LiteTranslator.from_folder(folder, replace(DECODING, beam=3)).identity
    # How many rows share a batch changes nothing that is answered.
    assert lazy.identity == LiteTranslator.from_folder(folder, replace(DECODING, rows=7)).identity


@pytest.mark.lite
def test_the_real_translator_is_independent_of_the_batch(tmp_path_factory):
    translator = LiteTranslator.from_recipe(
        installed_recipe(), tmp_path_factory.mktemp("lite"), Decoding(beam=1)
    )
    texts = ["The council met on Monday.", "Two bridges were rebuilt near the old harbour last year.", "Yes."]
    together = translator.translate(texts, ENGLISH, ARABIC)
    assert together == [translator.translate([text], ENGLISH, ARABIC)[0] for text in texts]
    assert all(answer[0].text for answer in together)
    # Its own answer is likelier than that to the next text. (The scores of the search are not the same: what
    # it finds may not be how the tokenizer would cut its words.)
    answers = [answer[0].text for answer in together]
    own = translator.score(texts, answers, ENGLISH, ARABIC)
    others = translator.score(texts, answers[1:] + answers[:1], ENGLISH, ARABIC)
    assert all(mine.mean > other.mean for mine, other in zip(own, others, strict=True))
