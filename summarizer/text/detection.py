"""Which language a text is in: Arabic, English, or neither, with a confidence and with what was seen.

Script decides first, since it is certain: the share of letters in each script. Then py3langid (naive Bayes
over byte n-grams, 140 languages, weights inside the package) tells Arabic from Persian and Urdu, and
English from French and Turkish. It is asked about all its languages, not about our two: a closed question
would get a wrong answer to French. Its probabilities are calibrated by text length, so that short texts
get low ones. What it cannot notice is checked here: Arabizi, Arabic letters typed at random, and text
that was decoded with the wrong encoding.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from summarizer.errors import LanguageError
from summarizer.languages import ARABIC, LANGUAGES, Language
from summarizer.once import once
from summarizer.text.normalization import fold, visible

#: Labels of py3langid that are the supported language or a variety of it. It calls short headlines
#: Nigerian Pidgin, and lively Arabic Egyptian or Moroccan.
_VARIETIES = {"ar": ("ar", "arz", "ary"), "en": ("en", "pcm")}
#: Below this, ``require_language`` asks for more text.
LEAST_CONFIDENCE = 0.5
_LEAST_PROBABILITY = 0.15  # of 140 languages; a best guess below it is no guess
_SAMPLE = 4_000  # code points that are looked at in each of three places of a long text

_ARABIC_WORD = re.compile(r"[\u0621-\u064a]+")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’][A-Za-z]+)?")
_OTHER_THAN_ARABIC = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_OTHER_THAN_LATIN = re.compile(r"[\u0600-\u06ff]+")
_ARABIZI = re.compile(
    r"\b(?:[A-Za-z]+[23579][A-Za-z]*|[23579](?!(?:st|nd|rd|th|am|pm|km|mm|cm|kg|bn|[a-z])\b)[A-Za-z]+)"
)
_LETTER_OF_OTHERS = re.compile(r"[\u0671-\u06d3]")
# What every Arabic text has: the article, or one of the commonest words (folded).
_ARABIC_SIGN = re.compile(
    r"(?:[وفبك]?ال|لل)\w{2,}|و?(?:في|من|علي|الي|ان|عن|مع|هذا|هذه|التي|الذي|ما|لا|لم|لن|قد|كان|كانت|هو|هي"
    r"|بعد|قبل|بين|كل|او|ثم|حتي|قال|يوم|مش|ايه|اللي|يا)"
)
_ENGLISH_SIGN = re.compile(
    r"(?:the|of|and|to|in|is|was|for|that|with|by|at|from|as|it|he|she|be|are|were|has|have|had|not|this|his"
    r"|her|they|who|which|will|would|said|but|or|an|its|their|been)",
    re.IGNORECASE,
)
# UTF-8 Arabic read as windows-1252 or windows-1256, and UTF-8 English punctuation read as windows-1252.
_GARBLED = re.compile(
    r"[ØÙÃÂ][\u0080-\u00ff\u0152-\u0192\u2013-\u2122]|â€|[طظ][\u00a0-\u00bf\u2013-\u203a\u0152-\u0192„…†‡ˆ‰ٹپچژڈگکڑںھے]"
)


@dataclass(frozen=True)
class Detection:
    """``language`` (None: not one of ours), ``confidence`` (0 to 1), and in words what was ``seen``.

    Where ``language`` is None, ``confidence`` is that of the language named in ``seen``.
    """

    language: Language | None
    confidence: float
    seen: str


def detect(text: str) -> Detection:
    """The language of ``text``, by script share first, then by py3langid. Never raises.

    Texts longer than 12,000 code points are sampled at their beginning, middle and end.
    """
    sample = unicodedata.normalize("NFKC", visible(_sampled(text)))
    scripts = _scripts(sample)
    letters = sum(scripts.values())
    if not letters:
        return Detection(None, 0.0, _seen_without_letters(sample))
    if _garbled(sample):
        return Detection(None, 1.0, "garbled letters, as of text that was decoded with the wrong encoding")
    script = _leading_script(sample, scripts)
    share = scripts[script] / letters
    where = f"{_script_name(script)} script, {share:.0%} of the letters"
    if script == "LATIN" and _is_arabizi(sample):
        return Detection(None, 0.9, f"Arabizi, that is Arabic in Latin letters and digits ({where})")
    probabilities = _probabilities(sample, script)
    own = {code: sum(probabilities.get(v, 0.0) for v in labels) for code, labels in _VARIETIES.items()}
    for language in LANGUAGES.values():
        varieties = _VARIETIES[language.code]
        others = (p for label, p in probabilities.items() if label not in varieties)
        if own[language.code] >= max(_LEAST_PROBABILITY, *others, 0.0):
            confidence = own[language.code] * _plausibility(sample, language)
            return Detection(language, confidence, f"{language.name} ({where})")
    if not probabilities:
        return Detection(None, share, f"an unsupported language ({where})")
    label, probability = max(probabilities.items(), key=lambda item: item[1])
    if label == "zxx" or probability < LEAST_CONFIDENCE:
        return Detection(None, min(probability, 0.4), f"no language that could be recognized ({where})")
    return Detection(None, probability, f"{_language_name(label)} ({where})")


def require_language(text: str) -> Language:
    """The language of ``text``.

    Raises:
        LanguageError: it is neither Arabic nor English, or too short or mixed to say.
    """
    return accepted(detect(text))


def accepted(detection: Detection) -> Language:
    """``detection.language`` where it is one of ours and sure enough.

    Raises:
        LanguageError: it is not; names what was seen.
    """
    names = " and ".join(language.name for language in LANGUAGES.values())
    if detection.language is None:
        raise LanguageError(
            f"The text is in neither Arabic nor English: {detection.seen} was seen",
            value=detection.seen,
            hint=f"Mujaz reads {names}; if the text is in one of them, say which, and check its encoding",
        )
    if detection.confidence < LEAST_CONFIDENCE:
        raise LanguageError(
            f"The language of the text is unsure: {detection.seen} was seen, "
            f"with confidence {detection.confidence:.2f} of the {LEAST_CONFIDENCE} needed",
            value=detection.seen,
            hint="Give a longer text, or name the language",
        )
    return detection.language


def belongs(sentence: str, language: Language) -> bool:
    """Whether ``sentence`` may stand in an article in ``language``: false only on good evidence.

    Another leading script is good evidence; so is another language of the same script in a sentence of
    at least four words. A sentence without letters does not belong.
    """
    scripts = _scripts(sentence)
    if not scripts:
        return False
    own = "ARABIC" if language == ARABIC else "LATIN"
    if _leading_script(sentence, scripts) != own:
        return False
    if _has_signs(sentence, language):
        return True
    found = detect(sentence)
    words = len(sentence.split())
    return found.language == language or words < 4 or found.confidence < 0.6


def signs(text: str, language: Language) -> float:
    """The share of words that every text in ``language`` has: its article and commonest words (0 to 1)."""
    words = _ARABIC_WORD.findall(fold(text)) if language == ARABIC else _LATIN_WORD.findall(text)
    return _share_of_signs(words, language) if words else 0.0


def _sampled(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = (len(text) - _SAMPLE) // 2
    return f"{text[:_SAMPLE]} {text[middle : middle + _SAMPLE]} {text[-_SAMPLE:]}"


def _scripts(text: str) -> Counter[str]:
    """How many letters of ``text`` are in each script, under the first word of their Unicode names."""
    scripts: Counter[str] = Counter()
    for character, count in Counter(text).items():
        if script := _script(character):
            scripts[script] += count
    return scripts


@lru_cache(maxsize=4096)
def _script(character: str) -> str:
    if not character.isalpha() or character in "ªº":
        return ""
    return unicodedata.name(character, "").split(" ")[0].split("-")[0]


def _leading_script(text: str, scripts: Counter[str]) -> str:
    """The script with most letters; but Arabic that is full of Latin names is Arabic.

    Names are capitalized, and a sentence of English around an Arabic word is not.
    """
    leading = scripts.most_common(1)[0][0]
    if leading == "LATIN" and scripts["ARABIC"] >= 0.2 * scripts.total():
        words = _LATIN_WORD.findall(text)
        small = sum(word[0].islower() for word in words)
        if small < 0.3 * len(words):
            return "ARABIC"
    return leading


def _probabilities(sample: str, script: str) -> dict[str, float]:
    """py3langid's probability of each of its languages, other scripts' words taken out."""
    if script == "ARABIC":
        sample = _OTHER_THAN_ARABIC.sub(" ", sample)
    elif script == "LATIN":
        sample = _OTHER_THAN_LATIN.sub(" ", sample)
    return {label: probability for label, probability in _identifier().rank(sample) if probability > 0.01}


@once
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _plausibility(sample: str, language: Language) -> float:
    """How far py3langid can be believed: less for one to three words, and less for six words or more
    without any of the words that the language cannot do without.
    """
    words = _ARABIC_WORD.findall(fold(sample)) if language == ARABIC else _LATIN_WORD.findall(sample)
    if len(words) < 4:
        return (len(words) + 1) / 5
    if len(words) < 6 or _share_of_signs(words, language) >= 0.05:
        return 1.0
    return 0.4 if len(words) >= 12 or language == ARABIC else 0.8


def _share_of_signs(words: list[str], language: Language) -> float:
    sign = _ARABIC_SIGN if language == ARABIC else _ENGLISH_SIGN
    return sum(bool(sign.fullmatch(word)) for word in words) / len(words)


def _has_signs(sentence: str, language: Language) -> bool:
    """Whether a quarter of six words or more are the language's own: then no model need be asked.

    Persian and Urdu use Arabic words, but not without letters of their own.
    """
    if language == ARABIC:
        words = [] if _LETTER_OF_OTHERS.search(sentence) else _ARABIC_WORD.findall(fold(sentence))
    else:
        words = _LATIN_WORD.findall(sentence)
    return len(words) >= 6 and _share_of_signs(words, language) >= 0.25


def _is_arabizi(sample: str) -> bool:
    words = sample.split()
    return len(_ARABIZI.findall(sample)) >= 0.2 * len(words) and not any(
        word.lower() in ("the", "and", "of") for word in words
    )


def _garbled(sample: str) -> bool:
    return 2 * len(_GARBLED.findall(sample)) > 0.3 * len(sample)


def _seen_without_letters(sample: str) -> str:
    if not sample:
        return "no visible text"
    kinds = {unicodedata.category(character)[0] for character in sample if character != " "}
    names = {"N": "digits", "S": "symbols or emoji", "P": "punctuation"}
    return "no letters, only " + " and ".join(sorted(names.get(kind, "marks") for kind in kinds))


def _script_name(script: str) -> str:
    return {"CJK": "Chinese", "": "unknown"}.get(script, script.capitalize())


def _language_name(label: str) -> str:
    from babel import Locale

    return str(Locale("en").languages.get(label, f"language {label!r}"))
