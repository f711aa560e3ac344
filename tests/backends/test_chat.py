"""Translating and summarizing with a chat whose answers a test writes."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence

import pytest

from summarizer.backends import instructions
from summarizer.backends.chat import Chat, ChatSummarizer, ChatTranslator, Completion, Message
from summarizer.briefs import Glossary, Options, Origin, Strategy, Term
from summarizer.errors import ConfigurationError, GenerationError
from summarizer.languages import ARABIC, ENGLISH
from summarizer.pipeline import Pipeline
from summarizer.protocols import Summarizer, Translator
from summarizer.translation import TranslationChooser
from tests.fakes import FakeEmbedder, FakeTranslator, article_of, to_arabic, to_english

Answer = str | Completion
Script = Callable[[str, int], Answer]


class ScriptedChat:
    """Answers with what ``script`` makes of the prompt and the number of the answer (0 is the best)."""

    identity = "scripted@1"

    def __init__(self, script: Script, context: int = 4096) -> None:
        self.script, self.context = script, context
        self.prompts: list[str] = []
        self.calls: list[tuple[int, int, int]] = []

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def complete(
        self, conversations: Sequence[Sequence[Message]], *, max_tokens: int, n: int = 1
    ) -> list[list[Completion]]:
        self.calls.append((len(conversations), max_tokens, n))
        answers = []
        for conversation in conversations:
            assert [message.role for message in conversation] == ["user"]
            prompt = conversation[0].content
            self.prompts.append(prompt)
            assert self.count_tokens(prompt) + max_tokens <= self.context
            found = [self.script(prompt, k) for k in range(n)]
            answers.append([a if isinstance(a, Completion) else Completion(a, -0.1, True) for a in found])
        return answers


def sentence_of(prompt: str) -> str:
    """The sentence that a translation prompt asks for."""
    found = re.search(r"^(?:English|Arabic) sentence: (.*)$", prompt, re.MULTILINE)
    assert found
    return found[1]


def spell(prompt: str, k: int = 0) -> str:
    text = sentence_of(prompt)
    return to_arabic(text) if "into Arabic" in prompt else to_english(text)


def extract(prompt: str, k: int = 0) -> str:
    """Answers with the article's own sentences, in its order, as many as are asked for."""
    found = re.search(r"Write the (\d+) sentences?, in (\w+)", prompt)
    assert found
    lines = re.findall(r"^\[(\d+)\] (.*)$", prompt.split("rticle:\n")[-1].split("Notes:\n")[-1], re.MULTILINE)
    write = to_arabic if found[2] == "Arabic" and " in English" in prompt else str
    return "\n".join(f"[{number}] {write(text)}" for number, text in lines[: int(found[1])])


SENTENCES = (
    "the harbour council opened 75 new berths for fishing boats this morning.",
    "fishing boats had waited outside the harbour for 20 days of storms.",
    "the council will repair the northern wall of the harbour next spring.",
    "bakers in the old town sold bread to the crews through the night.",
    "a new market for fish and bread will stand beside the berths.",
)


def test_the_engines_are_what_the_protocols_ask() -> None:
    chat: Chat = ScriptedChat(spell)
    translator: Translator = ChatTranslator(chat)
    summarizer: Summarizer = ChatSummarizer(chat, FakeEmbedder())
    assert chat.identity in translator.identity
    assert chat.identity in summarizer.identity
    assert all(summarizer.writes(a, b) for a in (ARABIC, ENGLISH) for b in (ARABIC, ENGLISH))


def test_identity_changes_with_the_instructions(monkeypatch: pytest.MonkeyPatch) -> None:
    before = ChatTranslator(ScriptedChat(spell)).identity
    text = instructions._text
    monkeypatch.setattr(instructions, "_text", lambda name: text(name) + "!")
    assert ChatTranslator(ScriptedChat(spell)).identity != before


def test_every_instruction_has_its_placeholders_filled() -> None:
    with pytest.raises(KeyError):
        instructions.fill("translate", text="x")
    filled = instructions.fill("translate", source="English", target="Arabic", terms="", text="$5 {x}")
    assert filled.endswith("English sentence: $5 {x}")


# Translation


def test_sentences_are_translated_in_order_one_a_conversation() -> None:
    chat = ScriptedChat(spell)
    found = ChatTranslator(chat).translate(SENTENCES, ENGLISH, ARABIC)
    assert [row[0].text for row in found] == [to_arabic(text) for text in SENTENCES]
    assert [row[0].score for row in found] == [-0.1] * 5
    assert sorted(map(sentence_of, chat.prompts)) == sorted(SENTENCES)


def test_terms_are_told_and_only_to_their_sentence() -> None:
    chat = ScriptedChat(spell)
    terms = [[Term("council", "مجلس")], []]
    ChatTranslator(chat).translate(SENTENCES[:2], ENGLISH, ARABIC, terms=terms)
    told = [prompt for prompt in chat.prompts if "Terms: council = مجلس" in prompt]
    assert [sentence_of(prompt) for prompt in told] == [SENTENCES[0]]


def test_n_best_are_distinct_and_faulty_ones_are_left_out() -> None:
    def script(prompt: str, k: int) -> str:
        return [spell(prompt), spell(prompt), f"Here is the translation: {spell(prompt)}", "مرحبا بكم"][k]

    [row] = ChatTranslator(ScriptedChat(script)).translate(SENTENCES[:1], ENGLISH, ARABIC, n=4)
    assert [t.text for t in row] == [to_arabic(SENTENCES[0]), "مرحبا بكم"]


def test_a_fault_is_named_and_asked_again_for_that_sentence_alone() -> None:
    def script(prompt: str, k: int) -> str:
        if "bakers" in prompt and "An earlier answer" not in prompt:
            return f"Sure! Here it is: {spell(prompt)}"
        return spell(prompt)

    chat = ScriptedChat(script)
    found = ChatTranslator(chat).translate(SENTENCES, ENGLISH, ARABIC)
    assert [row[0].text for row in found] == [to_arabic(text) for text in SENTENCES]
    again = [prompt for prompt in chat.prompts if "An earlier answer" in prompt]
    assert [sentence_of(prompt) for prompt in again] == [SENTENCES[3]]
    assert "because it had an introduction or a label" in again[0]


def test_retries_are_bounded_and_what_stays_wrong_has_no_translation(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def script(prompt: str, k: int) -> str:
        return "I'm sorry, I can't help with that." if "bakers" in prompt else spell(prompt)

    chat = ScriptedChat(script)
    with caplog.at_level(logging.WARNING):
        found = ChatTranslator(chat, retries=2).translate(SENTENCES, ENGLISH, ARABIC)
    assert [len(row) for row in found] == [1, 1, 1, 0, 1]
    assert sum("bakers" in prompt for prompt in chat.prompts) == 3
    assert "3 times it refused the task" in caplog.text
    assert "bakers" not in caplog.text


def test_without_scores_no_doubt_is_claimed() -> None:
    chat = ScriptedChat(lambda prompt, k: Completion(spell(prompt), None, True))
    assert ChatTranslator(chat).translate(SENTENCES[:1], ENGLISH, ARABIC)[0][0].score == 0.0


def test_odd_texts_keep_their_places() -> None:
    texts = ["", "🙂", SENTENCES[0], "\u202b\u202c", "word " * 10_000, "\u202bfish and bread\u202c"]
    found = ChatTranslator(ScriptedChat(spell)).translate(texts, ENGLISH, ARABIC)
    assert [row[0].text for row in found[:4]] == ["", "🙂", to_arabic(SENTENCES[0]), ""]
    assert found[4][0].text.split() == [to_arabic("word")] * 10_000
    assert found[5][0].text == to_arabic("fish and bread")


def test_a_long_text_has_no_translation_when_a_part_has_none() -> None:
    text = ", ".join(["the boats came in"] * 200) + ", and the unspeakable happened"
    chat = ScriptedChat(lambda prompt, k: "" if "unspeakable" in prompt else spell(prompt))
    assert ChatTranslator(chat, retries=0).translate([text], ENGLISH, ARABIC) == [[]]


def test_the_limit_of_an_answer_does_not_depend_on_its_batch() -> None:
    alone, together = ScriptedChat(spell), ScriptedChat(spell)
    long = " ".join(SENTENCES)
    ChatTranslator(alone).translate(["fish"], ENGLISH, ARABIC)
    ChatTranslator(together).translate([long, "fish"], ENGLISH, ARABIC)
    assert alone.calls[0] in together.calls


def test_a_context_that_is_too_small_is_said() -> None:
    with pytest.raises(ConfigurationError, match="too small"):
        ChatTranslator(ScriptedChat(spell, context=256)).translate(["fish"], ENGLISH, ARABIC)


def test_an_engine_that_loses_answers_is_a_defect() -> None:
    class Lossy(ScriptedChat):
        def complete(
            self, conversations: Sequence[Sequence[Message]], *, max_tokens: int, n: int = 1
        ) -> list[list[Completion]]:
            return super().complete(conversations[1:], max_tokens=max_tokens, n=n)

    with pytest.raises(GenerationError, match="1 conversations with 0"):
        ChatTranslator(Lossy(spell)).translate(["fish"], ENGLISH, ARABIC)


def test_arguments_are_checked() -> None:
    translator = ChatTranslator(ScriptedChat(spell))
    with pytest.raises(ValueError, match="n must"):
        translator.translate(["fish"], ENGLISH, ARABIC, n=0)
    with pytest.raises(ValueError, match="terms must"):
        translator.translate(["fish"], ENGLISH, ARABIC, terms=[[], []])
    with pytest.raises(ValueError, match="retries"):
        ChatTranslator(ScriptedChat(spell), retries=-1).translate(["fish"], ENGLISH, ARABIC)


# Summaries


def propose(
    script: Script, options: Options = Options(sentences=2), *, context: int = 4096, **more: object
) -> tuple[ScriptedChat, list, object]:  # type: ignore[type-arg]
    chat = ScriptedChat(script, context)
    article = more.pop("article", article_of(*SENTENCES))
    language = more.pop("language", ENGLISH)
    summarizer = ChatSummarizer(chat, FakeEmbedder(), **more)  # type: ignore[arg-type]
    candidates, usage = summarizer.propose(article, options, language)  # type: ignore[arg-type]
    return chat, candidates, usage


def test_a_summary_has_more_candidates_than_sentences_with_their_evidence() -> None:
    chat, candidates, usage = propose(
        lambda p, k: "\n".join(f"[{i}] {SENTENCES[i - 1]}" for i in (5, 1, 3, 2))
    )
    assert "Write the 4 sentences, in English" in chat.prompts[0]
    assert [f"[{i}] {text}" in chat.prompts[0] for i, text in enumerate(SENTENCES, 1)] == [True] * 5
    assert [c.sentences for c in candidates] == [(4,), (0,), (2,), (1,)]
    assert {c.origin for c in candidates} == {Origin.ABSTRACTED}
    assert all(0 <= c.salience <= 1 for c in candidates)
    assert usage.tokens == usage.tokens_used == sum(len(s.split()) for s in SENTENCES)


def test_the_model_that_names_a_sentence_first_finds_it_more_salient() -> None:
    same = ["the boats came home.", "home the boats came."]
    _, candidates, _ = propose(lambda p, k: f"[1] {same[0]}\n[1] {same[1]}", Options(sentences=1))
    assert candidates[0].salience > candidates[1].salience


def test_a_line_without_numbers_is_attributed_to_the_nearest_sentence() -> None:
    _, candidates, _ = propose(lambda p, k: f"{SENTENCES[3]}\n[99] {SENTENCES[2]}")
    assert [c.sentences for c in candidates] == [(3,), (2,)]


def test_focus_words_and_terms_reach_the_model() -> None:
    glossary = Glossary((("مجلس", "council"), ("سفارة", "embassy")))
    options = Options(sentences=2, words=40, focus="bread", glossary=glossary)
    chat, candidates, _ = propose(extract, options, language=ARABIC)
    assert "Prefer what concerns this: bread" in chat.prompts[0]
    assert "at most 20 words" in chat.prompts[0]
    assert "Terms: council = مجلس" in chat.prompts[0]
    assert "embassy" not in chat.prompts[0]
    assert candidates[0].text == to_arabic(SENTENCES[0])


def test_focus_raises_what_concerns_it() -> None:
    _, plain, _ = propose(extract, Options(sentences=3))
    _, focused, _ = propose(extract, Options(sentences=3, focus="bread bakers night"))
    assert focused[3].salience > plain[3].salience


def test_an_answer_with_a_fault_is_asked_again_and_the_best_is_kept() -> None:
    def script(prompt: str, k: int) -> str:
        if "An earlier answer" not in prompt:
            return f"Here is the summary:\n[1] {SENTENCES[0]}\n[2] {SENTENCES[1]}"
        return f"- [3] {SENTENCES[2]}"

    chat, candidates, _ = propose(script, retries=1)
    assert len(chat.prompts) == 2
    assert [c.sentences for c in candidates] == [(0,), (1,)]


def test_a_cut_off_answer_with_enough_sentences_is_enough() -> None:
    text = f"[1] {SENTENCES[0]}\n[2] {SENTENCES[1]}\n[3] the council"
    chat, candidates, _ = propose(lambda p, k: Completion(text, None, False))
    assert len(chat.prompts) == 1
    assert len(candidates) == 2


def test_too_few_sentences_are_asked_for_again() -> None:
    chat, candidates, _ = propose(lambda p, k: f"[1] {SENTENCES[0]}", Options(sentences=3), retries=1)
    assert "because it had only 1 of the 5 sentences" in chat.prompts[1]
    assert len(candidates) == 1


def test_no_usable_answer_at_all_is_an_error() -> None:
    with pytest.raises(GenerationError, match="no answer"):
        propose(lambda p, k: "I'm sorry, I can't help with that.")


def test_no_more_is_asked_of_a_short_article_than_it_has() -> None:
    chat, candidates, _ = propose(extract, Options(sentences=4), article=article_of(SENTENCES[0]))
    assert "Write the 1 sentence, in" in chat.prompts[0]
    assert len(candidates) == 1


def long_article(count: int = 120) -> object:
    return article_of(
        *(f"boat number {i} brought {i + 3} boxes of fish to the harbour wall." for i in range(count))
    )


def test_a_long_article_is_read_in_windows_and_condensed() -> None:
    chat, candidates, usage = propose(extract, context=1500, article=long_article())
    maps = [p for p in chat.prompts if "Below is a news article" in p]
    reduces = [p for p in chat.prompts if "numbered notes" in p]
    assert len(maps) > 2
    assert reduces
    shown = {int(i) for p in maps for i in re.findall(r"^\[(\d+)\] boat", p, re.MULTILINE)}
    assert shown == set(range(1, 121))
    assert usage.tokens == usage.tokens_used
    assert len(candidates) == 4
    for candidate in candidates:
        assert [f"boat number {i} " in candidate.text for i in candidate.sentences] == [True]


def test_a_window_that_was_not_answered_is_not_counted_as_used() -> None:
    def script(prompt: str, k: int) -> str:
        return "no" if "boat number 119 " in prompt and "news article" in prompt else extract(prompt)

    _, candidates, usage = propose(script, context=1500, article=long_article())
    assert candidates
    assert 0 < usage.tokens_used < usage.tokens
    assert usage.truncated


def test_notes_that_cannot_be_condensed_are_candidates_themselves() -> None:
    _, candidates, usage = propose(
        lambda p, k: "" if "numbered notes" in p else extract(p), context=1500, article=long_article()
    )
    assert len(candidates) > 4
    assert not usage.truncated


def test_a_sentence_longer_than_the_context_is_read_in_parts() -> None:
    text = "the boats came in and " * 800 + "the market opened."
    chat, candidates, usage = propose(
        lambda p, k: "[1] the market opened.", Options(sentences=1), context=1500, article=article_of(text)
    )
    parts = [
        line
        for p in chat.prompts
        if "news article" in p
        for line in re.findall(r"^\[1\] (t.*|and.*|b.*|c.*|i.*)$", p, re.MULTILINE)
    ]
    assert " ".join(parts).split().count("boats") == 800
    assert {c.sentences for c in candidates} == {(0,)}
    assert usage.tokens_used == usage.tokens == len(text.split())


def test_a_context_too_small_for_a_summary_is_said() -> None:
    with pytest.raises(ConfigurationError, match="too small"):
        propose(extract, context=300)


# Through the pipeline


def pipeline(summarizer: Summarizer, translator: Translator) -> Pipeline:
    embedder = FakeEmbedder()
    return Pipeline(
        summarizer,
        TranslationChooser(translator, embedder),
        embedder,
        profile="chat",
        models={"summarizer": "scripted"},
        strategies={},
    )


@pytest.mark.parametrize(
    "strategy",
    [Strategy.SUMMARIZE_THEN_TRANSLATE, Strategy.TRANSLATE_THEN_SUMMARIZE, Strategy.DIRECT],
)
def test_a_brief_by_each_strategy(strategy: Strategy) -> None:
    def script(prompt: str, k: int) -> str:
        return spell(prompt) if prompt.startswith("Translate") else extract(prompt)

    chat = ScriptedChat(script)
    writer = pipeline(ChatSummarizer(chat, FakeEmbedder()), ChatTranslator(chat))
    pair = writer.write(article_of(*SENTENCES), Options(sentences=3, strategy=strategy))
    assert len(pair.english.sentences) == len(pair.arabic.sentences) == 3
    for english, arabic in zip(pair.english.sentences, pair.arabic.sentences, strict=True):
        assert arabic.text == to_arabic(english.text)
        assert [span.of(pair.article.text) for span in english.evidence] == [english.text]


def test_a_sentence_that_no_answer_translates_is_not_in_the_brief() -> None:
    chat = ScriptedChat(lambda p, k: "Translation:" if "75 new berths" in p else spell(p))
    writer = pipeline(ChatSummarizer(ScriptedChat(extract), FakeEmbedder()), ChatTranslator(chat))
    pair = writer.write(article_of(*SENTENCES), Options(sentences=4))
    assert len(pair.english.sentences) == 4
    assert SENTENCES[0] not in [s.text for s in pair.english.sentences]


def test_an_invented_number_fails_the_brief() -> None:
    def script(prompt: str, k: int) -> str:
        return extract(prompt).replace("75 new berths", "90 new berths")

    writer = pipeline(ChatSummarizer(ScriptedChat(script), FakeEmbedder()), FakeTranslator())
    pair = writer.write(article_of(*SENTENCES[:2]), Options(sentences=2))
    assert next((c.source, c.target) for c in pair.fidelity.checks if not c.ok) == ("75", "90")
