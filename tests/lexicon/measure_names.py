"""How well the name check works on human translations: ``python -m tests.lexicon.measure_names DATA/mt``.

False alarms: human references with any check that is not ok. Caught: references in which one name of the
target was swapped for another of its kind. Coverage: sentences with a capitalized word mid-sentence (or a
known name) that the check says anything about. The false alarms of dev, xquad and flores-dev were read while
the check was written; tico19 was not. The list of weak names was counted on train.tsv.xz.
"""

from __future__ import annotations

import lzma
import random
import sys
from collections import Counter
from pathlib import Path

from summarizer.fidelity.names import CLASSES, check_names, failed
from summarizer.languages import ARABIC, ENGLISH, Language
from summarizer.lexicon.entries import entries
from summarizer.lexicon.gazetteer import find_names, possible_ids
from summarizer.lexicon.tokens import tokens
from summarizer.lexicon.transliteration import similarity
from summarizer.lexicon.unknown import is_common, spelled, unknown_words

Row = tuple[str, str, str]
CLITICS = ("", "و", "ب", "ل", "ف", "وب", "ول", "ال", "وال", "بال")
SAMPLE = 1000


def read(folder: Path) -> dict[str, list[Row]]:
    """Rows by set: dev by domain, and samples of the training sources."""
    sets: dict[str, list[Row]] = {}
    for line in (folder / "dev.tsv").read_text(encoding="utf-8").splitlines():
        domain, english, arabic = line.split("\t")
        sets.setdefault(f"dev {domain}", []).append((domain, english, arabic))
    with lzma.open(folder / "train.tsv.xz", "rt", encoding="utf-8") as file:
        for line in file:
            source, english, arabic = line.rstrip("\n").split("\t")
            if source in ("flores-dev", "xquad", "tico19") and len(sets.setdefault(source, [])) < SAMPLE:
                sets[source].append((source, english, arabic))
    return sets


def pools() -> dict[tuple[str, str], list[str]]:
    """Preferred names to swap in, by kind and language."""
    found: dict[tuple[str, str], list[str]] = {}
    for entry in entries():
        if entry.kind in ("country", "demonym", "city") and entry.english and entry.arabic:
            if entry.kind == "country" and not (len(entry.id) == 2 and entry.id.isupper()):
                continue
            found.setdefault((entry.kind, "en"), []).append(entry.english[0])
            found.setdefault((entry.kind, "ar"), []).append(entry.arabic[0])
    return {key: names[:200] for key, names in found.items()}


def swap_known(
    source: str, target: str, here: Language, there: Language, kind: str, names, rng
) -> str | None:
    """The target with one name of ``kind`` swapped, or None where there is none to swap."""
    ids = possible_ids(source, here)
    spots = []
    for name in find_names(target, there):
        if name.kind != kind or not set(name.ids) & ids:
            continue
        forms = [f for m in name.meanings for f in (m.arabic if there == ARABIC else m.english)]
        for form in sorted(forms, key=len, reverse=True):
            prefix = name.surface.removesuffix(form)
            if form.startswith("ال") and kind == "demonym":
                continue
            if prefix != name.surface and prefix in (CLITICS if there == ARABIC else ("",)):
                spots.append((name.span.end - len(form), name.span.end))
                break
    if not spots:
        return None
    start, end = rng.choice(spots)
    text = target[:start] + "\0" + target[end:]
    for _ in range(20):
        new = rng.choice(names)
        if (
            "ال" + new not in target
            and not {i for n in find_names(new, there) for i in n.ids} & ids
            and new not in target
        ):
            return text.replace("\0", new)
    return None


def persons(rows: list[Row]) -> list[tuple[str, str]]:
    """Unknown names with their Arabic spelling in the references."""
    found = []
    for _, english, arabic in rows:
        taken = [(n.span.start, n.span.end) for n in find_names(english, ENGLISH)]
        for word in unknown_words(english, taken):
            score, surface = spelled(word.text, tokens(arabic), 0.85)
            if score and " " not in surface:
                found.append((word.text, surface))
    return sorted(set(found))


def swap_person(english: str, arabic: str, to_arabic: bool, pool, rng) -> str | None:
    """The target with one person's or firm's name swapped for another's."""
    taken = [(n.span.start, n.span.end) for n in find_names(english, ENGLISH)]
    pairs = []
    for word in unknown_words(english, taken):
        score, surface = spelled(word.text, tokens(arabic))
        if score and " " not in surface:
            pairs.append((word, surface))
    if not pairs:
        return None
    word, surface = rng.choice(pairs)
    for _ in range(50):
        latin, spelling = rng.choice(pool)
        if similarity(word.text, spelling) < 0.5 and similarity(latin, surface) < 0.5:
            if to_arabic:
                spot = next((t for t in tokens(arabic) if t.text == surface), None)
                return arabic[: spot.start] + spelling + arabic[spot.end :] if spot else None
            return english[: word.start] + latin + english[word.end :]
    return None


def has_name(english: str) -> bool:
    """Whether a sentence names something: a known name, or a capitalized word that is no common one."""
    if any(n.kind in CLASSES for n in find_names(english, ENGLISH)):
        return True
    words = [w for w in tokens(english) if w.script == "latin"]
    return any(w.capitalized and not w.text.isupper() and not is_common(w.key) for w in words[1:])


def main(folder: str, show: bool = False) -> None:
    sets = read(Path(folder))
    swaps, rng = pools(), random.Random(5)
    pool = persons([r for rows in sets.values() for r in rows])
    sys.stdout.write("| set | direction | sentences | false alarms | with names | covered | ")
    sys.stdout.write("country swaps caught | nationality | city | person, firm |\n" + "|---" * 10 + "|\n")
    for name, rows in sets.items():
        for here, there in ((ENGLISH, ARABIC), (ARABIC, ENGLISH)):
            count: Counter[str] = Counter()
            for _, english, arabic in rows:
                source, target = (english, arabic) if here == ENGLISH else (arabic, english)
                checks = check_names(source, target, here, there)
                alarm = bool(failed(checks))
                count["alarms"] += alarm
                if show and alarm:
                    sys.stdout.write(f"{failed(checks)}\n  {english}\n  {arabic}\n")
                if has_name(english):
                    count["named"] += 1
                    count["covered"] += bool(checks)
                if alarm:
                    continue
                for kind in ("country", "demonym", "city", "person"):
                    if kind == "person":
                        wrong = swap_person(english, arabic, there == ARABIC, pool, rng)
                    else:
                        wrong = swap_known(source, target, here, there, kind, swaps[kind, there.code], rng)
                    if wrong is not None:
                        count[kind] += 1
                        caught = bool(failed(check_names(source, wrong, here, there)))
                        count[kind + " caught"] += caught
                        if show and not caught:
                            sys.stdout.write(f"NOT CAUGHT {kind}\n  {source}\n  {wrong}\n")
            cells = [
                f"{count[k + ' caught']}/{count[k]} ({count[k + ' caught'] / max(1, count[k]):.0%})"
                for k in ("country", "demonym", "city", "person")
            ]
            sys.stdout.write(
                f"| {name} | {here.code}-{there.code} | {len(rows)} | {count['alarms'] / len(rows):.1%} | "
                f"{count['named']} | {count['covered'] / max(1, count['named']):.0%} | "
                f"{' | '.join(cells)} |\n"
            )


if __name__ == "__main__":
    main(sys.argv[1], "--show" in sys.argv)
