"""Detection of gibberish after loading: a model is asked what anyone could answer.

A checkpoint whose weights were left random, whose tokenizer does not fit, or that was told the wrong language
answers without any error. It also answers nothing, in the wrong script, or the same words over and over.
"""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.backends.lines import loops
from summarizer.errors import GenerationError
from summarizer.fidelity.script import script_shares
from summarizer.languages import Language
from summarizer.protocols import Translator

#: Sentences that every model of news or of anything else can translate.
SENTENCES = {
    "en": ("The school is closed today.", "Two men and a child were in the car."),
    "ar": ("المدرسة مغلقة اليوم.", "كان في السيارة رجلان وطفل."),
}
#: A translation's characters lie between these times its source's.
LENGTHS = (0.3, 3.5)
_SCRIPTS = {"Arab": "ARABIC", "Latn": "LATIN"}
#: Share of an answer's letters that must be in the script of its language.
LEAST_SHARE = 0.7


def gibberish(source: str, answer: str, target: Language) -> str:
    """What shows that ``answer`` is no translation of the short ``source``, in words; "" if nothing does."""
    if not answer.strip():
        return "nothing"
    shares = script_shares(answer)
    letters = sum(shares.values())
    if not letters or shares[_SCRIPTS[target.script]] < LEAST_SHARE * letters:
        return f"something that is not {target.name}"
    if loops(answer):
        return "the same words over and over"
    if not LENGTHS[0] <= len(answer) / len(source) <= LENGTHS[1]:
        return "something much too short or too long"
    return ""


def check_translator(translator: Translator, directions: Iterable[tuple[Language, Language]]) -> None:
    """Asks for two short translations in each direction.

    Raises:
        GenerationError: an answer is gibberish; names the direction and shows the answer.
    """
    for source, target in directions:
        texts = SENTENCES[source.code]
        answers = translator.translate(texts, source, target)
        for text, answer in zip(texts, answers, strict=True):
            found = answer[0].text if answer else ""
            if wrong := gibberish(text, found, target):
                raise GenerationError(
                    f"The translator answered {wrong} to {text!r}, asked for {target.name}: {found[:80]!r}",
                    value=translator.identity,
                    hint="Its files are damaged or are no translator's: mujaz models verify",
                )
