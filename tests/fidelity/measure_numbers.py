# ruff: noqa: T201
"""Print false alarms and catches of the number and date checks on human translations.

    python -m tests.fidelity.measure_numbers [--data /work/shared/data/mt] [--show number|date]

A false alarm is a sentence pair of human translators with a check that is not ok. A catch is a pair
whose target was corrupted by rule and that then has a check of that kind that is not ok.
"""

from __future__ import annotations

import argparse
import lzma
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from summarizer.briefs import Check
from summarizer.fidelity.dates import check_dates
from summarizer.fidelity.numbers import check_numbers
from summarizer.languages import ARABIC, ENGLISH, Language
from tests.fidelity import corruptions

Pair = tuple[str, str, str]
Checker = Callable[[str, str, Language, Language], list[Check]]
CHECKERS: dict[str, Checker] = {"number": check_numbers, "date": check_dates}


def pairs(data: Path, sample: int, *, unseen: bool) -> Iterator[tuple[str, list[Pair]]]:
    rows = [tuple(line.rstrip("\n").split("\t")) for line in (data / "dev.tsv").open(encoding="utf8")]
    dev = [(row[0], row[1], row[2]) for row in rows]
    yield "dev news", [row for row in dev if row[0] == "news"]
    yield "dev health", [row for row in dev if row[0] == "health"]
    sources = ("flores-dev", "xquad", "tico19", "tatoeba")
    with lzma.open(data / "train.tsv.xz", "rt", encoding="utf8") as lines:
        train = [tuple(line.rstrip("\n").split("\t")) for line in lines if line.startswith(sources)]
    for name in sources:
        rows = [row for row in train if row[0] == name]
        read = random.Random(5).sample(range(len(rows)), min(sample // len(sources), len(rows)))
        others = sorted(set(range(len(rows))) - set(read))
        rest = random.Random(6).sample(others, min(len(read), len(others)))
        chosen = [rows[i] for i in (rest if unseen else read)]
        yield name + (" unseen" if unseen else ""), [(row[0], row[1], row[2]) for row in chosen]


def directions(pair: Pair) -> tuple[tuple[str, str, Language, Language], tuple[str, str, Language, Language]]:
    return (pair[1], pair[2], ENGLISH, ARABIC), (pair[2], pair[1], ARABIC, ENGLISH)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("/work/shared/data/mt"))
    parser.add_argument(
        "--show", choices=CHECKERS, help="print every false alarm and every miss of this check"
    )
    parser.add_argument("--sample", type=int, default=3000)
    parser.add_argument(
        "--unseen", action="store_true", help="other rows than those read while the rules were made"
    )
    given = parser.parse_args()
    print(
        f"{'pairs of human translators':28}{'check':8}{'pairs':>7}{'with one':>10}{'en->ar':>9}{'ar->en':>9}"
    )
    everything: list[Pair] = []
    for name, rows in pairs(given.data, given.sample, unseen=given.unseen):
        if name.startswith("dev") != given.unseen:
            everything += rows
        for kind, checker in CHECKERS.items():
            alarms = [0, 0]
            some = 0
            for row in rows:
                for k, direction in enumerate(directions(row)):
                    checks = checker(*direction)
                    bad = [check for check in checks if not check.ok]
                    some += k == 0 and bool(checks)
                    alarms[k] += bool(bad)
                    if bad and k == 0 and given.show == kind:
                        print(f"\n[{name}] {row[1]}\n    {row[2]}")
                        for check in bad:
                            print(f"    {check.status} {check.source!r} {check.target!r}")
            shares = "".join(f"{100 * count / max(1, len(rows)):8.2f}%" for count in alarms)
            print(f"{name:28}{kind:8}{len(rows):7}{some:10}{shares}")
    print(f"\n{'corruption of the target':28}{'check':8}{'':17}{'en->ar':>16}{'ar->en':>16}")
    for name, (kind, corrupt) in corruptions.CORRUPTIONS.items():
        cells = []
        for k in range(2):
            chance = random.Random(7)
            caught = tried = 0
            for row in everything:
                source, target, a, b = directions(row)[k]
                wrong = corrupt(target, b, chance)
                if wrong is None or wrong == target:
                    continue
                tried += 1
                found = any(not check.ok for check in CHECKERS[kind](source, wrong, a, b))
                caught += found
                if not found and given.show == kind:
                    print(f"\nMISSED {name}\n    {source}\n    {target}\n    {wrong}")
            cells.append(f"{caught:5}/{tried:<4}{100 * caught / max(1, tried):5.1f}%")
        print(f"{name:28}{kind:8}{'':17}{cells[0]:>16}{cells[1]:>16}")


if __name__ == "__main__":
    main()
