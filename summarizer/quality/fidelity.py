"""Measures the fidelity checks: false alarms on good translations, catches on corrupted ones.

    python -m summarizer.quality.fidelity [--data ../shared/data/mt/dev.tsv] [--json] [--show KIND|CORRUPTION]

A false alarm is a pair of a sentence and a person's translation with a failed check of that kind. A catch
is a corrupted translation with a failed check of an expected kind that the good one did not have. Each is
counted in both directions. The same seed corrupts alike every time.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from summarizer.briefs import Check, CheckKind
from summarizer.fidelity import check_sentence
from summarizer.languages import ARABIC, ENGLISH
from summarizer.protocols import Embedder
from summarizer.quality import corruptions
from summarizer.quality.corruptions import Corruption, Pair
from summarizer.quality.pairs import SentencePair, read_pairs

K = CheckKind
_SHORT = frozenset({K.LENGTH, K.MEANING})


@dataclass(frozen=True)
class Trial:
    """A corruption, the kinds of checks that are to notice it, and whether the sentence is embedded anew."""

    name: str
    corrupt: Corruption
    expected: frozenset[CheckKind]
    embedded: bool = False


TRUNCATED_WITH_STOP = Trial(
    "truncated, full stop added", corruptions.truncated_with_stop, _SHORT, embedded=True
)
TRIALS = (
    Trial("digit changed", corruptions.digit_changed, frozenset({K.NUMBER, K.DATE})),
    Trial("number dropped", corruptions.number_dropped, frozenset({K.NUMBER, K.DATE})),
    Trial("place name swapped", corruptions.place_swapped, frozenset({K.NAME})),
    Trial("person's name swapped", corruptions.person_swapped, frozenset({K.NAME})),
    Trial("month swapped", corruptions.month_swapped, frozenset({K.DATE})),
    Trial("weekday swapped", corruptions.weekday_swapped, frozenset({K.DATE})),
    Trial("negation removed", corruptions.negation_removed, frozenset({K.NEGATION})),
    Trial("negation inserted", corruptions.negation_inserted, frozenset({K.NEGATION})),
    Trial("truncated", corruptions.truncated, _SHORT, embedded=True),
    TRUNCATED_WITH_STOP,
    Trial("clause repeated", corruptions.clause_repeated, frozenset({K.REPETITION})),
    Trial("half untranslated", corruptions.half_untranslated, frozenset({K.UNTRANSLATED, K.LANGUAGE})),
    Trial("source copied", corruptions.source_copied, frozenset({K.LANGUAGE, K.UNTRANSLATED})),
    Trial("word of a third script", corruptions.third_script, frozenset({K.LANGUAGE})),
    Trial(
        "number written differently (a control)", corruptions.number_respelled, frozenset({K.NUMBER, K.DATE})
    ),
)
#: Needs another pair, so it is no ``Corruption``: the translation is that of the next sentence.
EXCHANGED = "exchanged with the next sentence"

Similarity = Callable[[str, str], float | None]


@dataclass
class Tally:
    """What was counted. Keys are (domain, direction, kind) and (direction, corruption).

    ``caught`` counts catches by the expected kinds, ``noticed`` those by any kind. ``shown`` are the
    sentences of the false alarm or the miss that was asked for.
    """

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    alarms: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    tried: Counter[tuple[str, str]] = field(default_factory=Counter)
    caught: Counter[tuple[str, str]] = field(default_factory=Counter)
    noticed: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: list[tuple[str, str, str]] = field(default_factory=list)

    def alarm_rate(self, kind: str, domain: str | None = None, direction: str | None = None) -> float:
        """Share of pairs (0 to 1) with a false alarm of ``kind``."""
        return _share(
            sum(
                n for (d, way, k), n in self.alarms.items() if k == kind and _fits(d, way, domain, direction)
            ),
            sum(n for (d, way), n in self.pairs.items() if _fits(d, way, domain, direction)),
        )

    def catch_rate(self, name: str, direction: str | None = None, *, by_any: bool = False) -> float:
        """Share of the corrupted translations (0 to 1) that were caught."""
        ways = [direction] if direction else sorted({way for way, n in self.tried if n == name})
        counted = self.noticed if by_any else self.caught
        return _share(sum(counted[way, name] for way in ways), sum(self.tried[way, name] for way in ways))


def _fits(domain: str, way: str, wanted_domain: str | None, wanted_way: str | None) -> bool:
    return wanted_domain in (None, domain) and wanted_way in (None, way)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def measure(pairs: Sequence[SentencePair], similarity: Similarity, *, seed: int = 0, show: str = "") -> Tally:
    """Check every pair in both directions, as it is and corrupted.

    ``similarity(a, b)`` is the cosine of the embeddings of two sentences, or None to leave meaning out.
    """
    tally = Tally()
    for i, (domain, pair, exchanged) in enumerate(directions(pairs)):
        way = f"{pair.source_language.code}-{pair.target_language.code}"
        cosine = similarity(pair.source, pair.target)
        before = _failed(_check(pair, pair.target, cosine))
        tally.pairs[domain, way] += 1
        for kind in before:
            tally.alarms[domain, way, kind.value] += 1
            _show(tally, show, kind.value, pair, pair.target)
        for trial in TRIALS:
            text = corrupted(trial, pair, seed, i)
            if text is not None:
                near = similarity(pair.source, text) if trial.embedded else cosine
                _count(tally, show, trial.name, trial.expected, pair, text, before, near)
        if exchanged:
            near = similarity(pair.source, exchanged)
            _count(tally, show, EXCHANGED, frozenset(K), pair, exchanged, before, near)
    return tally


def corrupted(trial: Trial, pair: Pair, seed: int, index: int) -> str | None:
    """The target of the ``index``-th pair, corrupted; always alike for the same seed."""
    return trial.corrupt(pair, random.Random(zlib.crc32(f"{seed} {index} {trial.name}".encode())))


def texts_to_embed(pairs: Sequence[SentencePair], *, seed: int = 0) -> Iterator[str]:
    """Every sentence whose similarity ``measure`` will ask for, so that they can be embedded in batches."""
    for i, (_, pair, _) in enumerate(directions(pairs)):
        yield pair.target
        for trial in TRIALS:
            if trial.embedded and (text := corrupted(trial, pair, seed, i)) is not None:
                yield text


def directions(pairs: Sequence[SentencePair]) -> Iterator[tuple[str, Pair, str]]:
    """Each pair in both directions, with the target of the next pair of its domain, if there is one."""
    for pair, following in zip(pairs, [*pairs[1:], None], strict=True):
        near = following if following and following.domain == pair.domain else None
        yield (
            pair.domain,
            Pair(pair.english, pair.arabic, ENGLISH, ARABIC),
            near.arabic if near and near.arabic != pair.arabic else "",
        )
        yield (
            pair.domain,
            Pair(pair.arabic, pair.english, ARABIC, ENGLISH),
            near.english if near and near.english != pair.english else "",
        )


def _check(pair: Pair, target: str, similarity: float | None) -> list[Check]:
    return check_sentence(
        pair.source, target, pair.source_language, pair.target_language, similarity=similarity
    )


def _failed(checks: Iterable[Check]) -> Counter[CheckKind]:
    return Counter(check.kind for check in checks if not check.ok)


def _count(
    tally: Tally,
    show: str,
    name: str,
    expected: frozenset[CheckKind],
    pair: Pair,
    text: str,
    before: Counter[CheckKind],
    similarity: float | None,
) -> None:
    way = f"{pair.source_language.code}-{pair.target_language.code}"
    new = _failed(_check(pair, text, similarity)) - before
    tally.tried[way, name] += 1
    tally.noticed[way, name] += bool(new)
    if any(kind in expected for kind in new):
        tally.caught[way, name] += 1
    else:
        _show(tally, show, name, pair, text)


def _show(tally: Tally, wanted: str, name: str, pair: Pair, text: str) -> None:
    if wanted == name:
        tally.shown.append((pair.source, pair.target, text))


class CachedSimilarity:
    """Cosines of sentences, embedded in batches ahead and kept. Not safe to share between threads."""

    def __init__(self, embedder: Embedder, texts: Iterable[str], batch: int = 256) -> None:
        self._embedder = embedder
        distinct = list(dict.fromkeys(texts))
        self._rows = {text: i for i, text in enumerate(distinct)}
        self._vectors: list[npt.NDArray[np.float32]] = [
            vector
            for start in range(0, len(distinct), batch)
            for vector in embedder.embed(distinct[start : start + batch])
        ]

    def __call__(self, first: str, second: str) -> float:
        """The cosine of two sentences."""
        a, b = (self._vector(text) for text in (first, second))
        return float(a @ b)

    def _vector(self, text: str) -> npt.NDArray[np.float32]:
        if text not in self._rows:
            self._rows[text] = len(self._vectors)
            self._vectors.append(self._embedder.embed([text])[0])
        return self._vectors[self._rows[text]]


def table(tally: Tally) -> str:
    """The tables as text, one line a kind and one a corruption."""
    domains = sorted({domain for domain, _ in tally.pairs})
    ways = sorted({way for _, way in tally.pairs}, reverse=True)
    columns = [(d, w) for d in domains for w in ways]
    lines = ["False alarms, share of sentences", ""]
    lines.append(f"{'check':14}" + "".join(f"{f'{d} {w}':>20}" for d, w in columns) + f"{'all':>8}")
    for kind in K:
        cells = "".join(f"{tally.alarm_rate(kind.value, d, w):>20.1%}" for d, w in columns)
        lines.append(f"{kind.value:14}{cells}{tally.alarm_rate(kind.value):>8.1%}")
    lines += ["", "Corrupted translations that were caught (by a check of the kind; by any check)", ""]
    lines.append(f"{'corruption':40}" + "".join(f"{w:>8}{'n':>7}{'caught':>9}{'any':>8}" for w in ways))
    for name in [*(trial.name for trial in TRIALS), EXCHANGED]:
        cells = "".join(
            f"{'':8}{tally.tried[w, name]:>7}{tally.catch_rate(name, w):>9.1%}"
            f"{tally.catch_rate(name, w, by_any=True):>8.1%}"
            for w in ways
        )
        lines.append(f"{name:40}{cells}")
    return "\n".join(lines)


def as_json(tally: Tally) -> Mapping[str, object]:
    """The same numbers, for machines: shares from 0 to 1."""
    return {
        "pairs": {f"{d} {w}": n for (d, w), n in sorted(tally.pairs.items())},
        "false_alarms": {
            kind.value: {
                "all": tally.alarm_rate(kind.value),
                **{f"{d} {w}": tally.alarm_rate(kind.value, d, w) for d, w in sorted(tally.pairs)},
            }
            for kind in K
        },
        "caught": {
            name: {
                way: {
                    "tried": tally.tried[way, name],
                    "caught": tally.catch_rate(name, way),
                    "by_any": tally.catch_rate(name, way, by_any=True),
                }
                for way in sorted({w for w, n in tally.tried if n == name})
            }
            for name in [*(trial.name for trial in TRIALS), EXCHANGED]
        },
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables, or with ``--show`` the false alarms of a kind or the misses of a corruption."""
    parser = argparse.ArgumentParser(description="Measure the fidelity checks on human translations.")
    parser.add_argument(
        "--data", type=Path, default=Path("../shared/data/mt/dev.tsv"), help="pairs: .tsv or .tsv.xz"
    )
    parser.add_argument("--domains", default="", help="only these domains, with commas between")
    parser.add_argument("--limit", type=int, default=0, help="at most so many pairs of each domain")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-meaning", action="store_true", help="without embeddings: much faster")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", default="", help="a kind of check, or a corruption: print its sentences")
    options = parser.parse_args(arguments)
    pairs = _selected(read_pairs(options.data), options.domains, options.limit, options.seed)
    if options.no_meaning:
        similarity: Similarity = _no_similarity
    else:
        similarity = embedded_similarity(texts_to_embed(pairs, seed=options.seed))
    tally = measure(pairs, similarity, seed=options.seed, show=options.show)
    if options.show:
        for source, target, text in tally.shown:
            sys.stdout.write("\n".join(dict.fromkeys((source, target, text))) + "\n\n")
    elif options.json:
        sys.stdout.write(json.dumps(as_json(tally), indent=1) + "\n")
    else:
        sys.stdout.write(table(tally) + "\n")
    return 0


def _selected(pairs: Iterable[SentencePair], domains: str, limit: int, seed: int) -> list[SentencePair]:
    wanted = {name for name in domains.split(",") if name}
    grouped: dict[str, list[SentencePair]] = {}
    for pair in pairs:
        if not wanted or pair.domain in wanted:
            grouped.setdefault(pair.domain, []).append(pair)
    result: list[SentencePair] = []
    for domain, group in grouped.items():
        if limit and len(group) > limit:
            start = random.Random(f"{seed} {domain}").randrange(len(group) - limit)
            group = group[start : start + limit]
        result += group
    return result


def _no_similarity(_first: str, _second: str) -> None:
    return None


def embedded_similarity(texts: Iterable[str], profile: str = "lite") -> CachedSimilarity:
    """Cosines by a profile's embedder, those of ``texts`` ready."""
    from summarizer.assembly import build_embedder
    from summarizer.profiles import load_profile

    return CachedSimilarity(build_embedder(load_profile(profile)), texts)


if __name__ == "__main__":
    sys.exit(main())
