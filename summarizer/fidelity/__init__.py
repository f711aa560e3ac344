"""Does a translation say what its source says? Pure functions; each check has a page in ``docs/checks``.

A check compares one source sentence with one target sentence and answers with ``Check`` items: what was
kept and what was changed, lost or added. None needs a model; the one about meaning is given the similarity.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from summarizer.briefs import Check, Term
from summarizer.fidelity.dates import check_dates
from summarizer.fidelity.length import check_length
from summarizer.fidelity.meaning import E5_SMALL, Calibration, check_meaning
from summarizer.fidelity.names import check_names
from summarizer.fidelity.negation import check_negation
from summarizer.fidelity.numbers import check_numbers
from summarizer.fidelity.repetition import check_repetition
from summarizer.fidelity.rivals import check_rivals
from summarizer.fidelity.script import check_language
from summarizer.fidelity.terms import check_terms
from summarizer.fidelity.untranslated import check_untranslated
from summarizer.fidelity.verdict import penalty, repaired, severity, verdict
from summarizer.languages import Language

__all__ = [
    "check_dates",
    "check_language",
    "check_length",
    "check_meaning",
    "check_names",
    "check_negation",
    "check_numbers",
    "check_rivals",
    "check_repetition",
    "check_sentence",
    "check_terms",
    "check_untranslated",
    "penalty",
    "repaired",
    "severity",
    "verdict",
]


def check_sentence(
    source: str,
    target: str,
    source_language: Language,
    target_language: Language,
    *,
    terms: Sequence[Term] = (),
    similarity: float | None = None,
    calibration: Calibration = E5_SMALL,
    sentence: int = 0,
) -> list[Check]:
    """Every check of one sentence and its translation, or its paraphrase in the same language.

    ``terms`` are glossary entries that translate from the source language; ``similarity`` is the cosine of
    the two embeddings (without it, meaning is not checked), ``calibration`` the thresholds of their embedder;
    ``sentence`` is the index that the checks carry. An empty translation gets one check, that it is missing.
    In one language, there is no length to expect, and words may stay.
    """
    languages = (source_language, target_language)
    checks = check_language(source, target, *languages)
    if target.strip():
        for check in (check_numbers, check_dates, check_names, check_negation, check_rivals):
            checks += check(source, target, *languages)
        checks += check_repetition(source, target)
    if target.strip() and source_language != target_language:
        checks += check_length(source, target, *languages)
        checks += check_untranslated(source, target, *languages)
        checks += check_terms(source, target, terms)
        if similarity is not None:
            checks += check_meaning(similarity, source, target, *languages, calibration)
    return [replace(check, sentence=sentence) for check in checks]
