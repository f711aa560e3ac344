"""chrF, chrF++ and BLEU of one summary against one reference, by sacrebleu.

Formulas: Popović (2015), "chrF: character n-gram F-score for automatic MT evaluation"; Popović (2017),
"chrF++: words helping character n-grams"; Papineni et al. (2002), "BLEU", with the exponential smoothing of
Chen & Cherry (2014) that sacrebleu (Post 2018) uses for single sentences. All from 0 to 100.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from summarizer.languages import Language
from summarizer.text.normalization import digits, fold


@cache
def _metrics() -> dict[str, Any]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    # "intl" splits by Unicode classes, so that Arabic punctuation is taken off as Latin punctuation is.
    return {
        "chrf": CHRF(),
        "chrf++": CHRF(word_order=2),
        "bleu": BLEU(tokenize="intl", effective_order=True),
    }


def overlap(summary: str, reference: str, language: Language, *, folding: bool) -> dict[str, float]:
    """``chrf``, ``chrf++`` and ``bleu``, 0 to 100; ``folding`` concerns Arabic spelling and digits.

    An empty summary or reference gets 0.
    """
    ours, theirs = (" ".join(text.split()) for text in (summary, reference))
    if folding and language.code == "ar":
        ours, theirs = digits(fold(ours)), digits(fold(theirs))
    if not ours or not theirs:
        return dict.fromkeys(_metrics(), 0.0)
    return {name: float(metric.sentence_score(ours, [theirs]).score) for name, metric in _metrics().items()}


def signature(name: str, *, folding: bool) -> str:
    """sacrebleu's own signature, and the folding that went before it."""
    metric = _metrics()[name]
    # It says how many references there were only after a score.
    metric.sentence_score("a", ["a"])
    own = "|".join(part for part in str(metric.get_signature()).split("|") if not part.startswith("nrefs"))
    return f"{own}|fold:{'yes' if folding else 'no'}"
