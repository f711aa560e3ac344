"""``python -m bench seq2seq``: our way of running a sequence-to-sequence model against others'.

All translate the same sentences with the same checkpoint (Marian base, random weights), the same beam, and
answers of the same length; what differs is batching, number format and engine. Peers are imported from
``--peers FOLDER``, where ``pip install --target FOLDER --no-deps txtai faiss-cpu msgpack regex EasyNMT nltk``
has put them; their versions pin other libraries than ours.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.marian import write_checkpoint
from bench.sentences import sentences
from summarizer.backends.placement import Placement, place
from summarizer.backends.sentencewise import SentencewiseTranslator
from summarizer.backends.threads import available_cores, wait_passively
from summarizer.languages import ARABIC, ENGLISH

#: How often each is measured, the best counting; those that take more than ``QUICK`` seconds only once.
ROUNDS, QUICK = 3, 15.0
Run = Callable[[list[str]], list[str]]
#: The name that EasyNMT and txtai give to the model of this direction.
OPUS = Path("Helsinki-NLP") / "opus-mt-en-ar"


def compare(count: int, length: int, beam: int, peers: Path | None, device: str, dtype: str) -> None:
    """Prints one table of speeds and ratios over ``count`` sentences; other work disturbs CPU time least."""
    wait_passively()
    warnings.simplefilter("ignore")
    if peers:
        sys.path.insert(0, str(peers))
    placement, texts = place(device, dtype), sentences(count)
    print(f"{available_cores()} cores, load {os.getloadavg()[0]:.1f} before this run; {placement}")
    print(f"{count} sentences, {length} tokens each, beam {beam}")
    with tempfile.TemporaryDirectory(prefix="mujaz-bench-") as scratch, chdir(scratch):
        folder = write_checkpoint(Path(scratch) / OPUS, length, beam)
        rows: dict[str, tuple[float, float]] = {}
        runs = dict(contestants(folder, Path(scratch), placement, length, beam))
        for again in range(ROUNDS):  # in turns, so that other work disturbs all alike
            for name, run in list(runs.items()):
                try:
                    found = measured(run, texts, warm=not again)
                except Exception as error:  # noqa: BLE001 - a peer that fails is a line of the table
                    print(f"  {name:22} {type(error).__name__}: {str(error).splitlines()[0][:160]}")
                    del runs[name]
                    continue
                best = rows.get(name, found)
                rows[name] = min(best[0], found[0]), min(best[1], found[1])
                if found[0] > QUICK:
                    del runs[name]
                print(f"  {name:22} {found[0]:.1f} s", flush=True)
        print("tokens a second (a CPU second); ratios to one by one and to raw CTranslate2, by each")
        for name, seconds in rows.items():
            speeds = [count * length / each for each in seconds]
            ratios = [
                f"{rows[yardstick][0] / seconds[0]:7.2f}x ({rows[yardstick][1] / seconds[1]:5.2f}x)"
                for yardstick in ("generate, one by one", "raw CTranslate2")
                if yardstick in rows
            ]
            print(f"  {name:22} {speeds[0]:7.0f} ({speeds[1]:5.0f}) {' '.join(ratios)}")


def measured(run: Run, texts: list[str], *, warm: bool) -> tuple[float, float]:
    """Seconds and CPU seconds for all texts, after one that warms up if wanted.

    Raises:
        ValueError: a text had no answer.
    """
    if warm:
        run(texts[:1])
    began, used = time.perf_counter(), time.process_time()
    answers = run(texts)
    seconds = time.perf_counter() - began, time.process_time() - used
    if len(answers) != len(texts) or not all(answers):
        raise ValueError(f"{len(texts)} sentences had {len(answers)} answers")
    return seconds


def contestants(
    folder: Path, scratch: Path, placement: Placement, length: int, beam: int
) -> Iterator[tuple[str, Run]]:
    """Each way of translating by its name; loaded when its turn comes."""
    yield "generate, one by one", lazily(lambda: one_by_one(folder, placement))
    yield "txtai", lazily(lambda: txtai(folder, placement))
    yield "EasyNMT", lazily(lambda: easynmt(placement, beam))
    yield "ours, transformers", lazily(lambda: ours(folder, None, placement, length, beam))
    if placement.kind != "mps":
        yield "raw CTranslate2", lazily(lambda: raw(folder, scratch, placement, length, beam))
        yield "ours, CTranslate2", lazily(lambda: ours(folder, scratch, placement, length, beam))


def lazily(load: Callable[[], Run]) -> Run:
    """A run that loads when it is first called."""
    loaded: list[Run] = []

    def run(texts: list[str]) -> list[str]:
        if not loaded:
            loaded.append(load())
        return loaded[0](texts)

    return run


def one_by_one(folder: Path, placement: Placement) -> Run:
    """As the model card shows it: tokenizer, ``generate``, ``decode``, a sentence at a time."""
    import torch
    from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

    torch.set_num_threads(placement.threads)
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    model = AutoModelForSeq2SeqLM.from_pretrained(str(folder), dtype=getattr(torch, placement.dtype))
    model.to(placement.device)

    def run(texts: list[str]) -> list[str]:
        found = []
        for text in texts:
            read = tokenizer(text, return_tensors="pt").to(placement.device)
            written = model.generate(**read)
            found.append(tokenizer.decode(written[0], skip_special_tokens=True))
        return found

    return run


def txtai(folder: Path, placement: Placement) -> Run:
    """Its translation pipeline, told the model's folder and the language, in its batches of 64."""
    from txtai.pipeline import Translation  # type: ignore[import-not-found, unused-ignore]

    pipeline = Translation(str(folder), gpu=placement.kind == "cuda", findmodels=False)
    return lambda texts: list(pipeline(texts, "ar", "en"))


def easynmt(placement: Placement, beam: int) -> Run:
    """Its class over its own opus-mt engine, in its batches of 32; the model is found by its name."""
    from easynmt import EasyNMT  # type: ignore[import-not-found, unused-ignore]
    from easynmt.models import OpusMT  # type: ignore[import-not-found, unused-ignore]

    model = EasyNMT(translator=OpusMT(), device=placement.device)
    return lambda texts: list(model.translate_sentences(texts, "ar", "en", beam_size=beam, batch_size=32))


def ours(folder: Path, cache: Path | None, placement: Placement, length: int, beam: int) -> Run:
    """Our translator, scores included; by CTranslate2 where it has a cache folder."""
    from summarizer.backends.converted import ConvertedTranslator
    from summarizer.backends.seq2seq import Seq2SeqTranslator

    named: dict[str, Any] = {"name": "marian", "revision": "bench", "placement": placement, "beam": beam}
    engine: SentencewiseTranslator = (
        Seq2SeqTranslator(folder, **named) if cache is None else ConvertedTranslator(folder, cache, **named)
    )
    # The answers never end by themselves, so a second search for a better end is left out.
    engine._decoding = replace(engine._decoding, length_factor=0.0, length_margin=length, no_repeat=0)
    return lambda texts: [answer[0].text for answer in engine.translate(texts, ENGLISH, ARABIC)]


def raw(folder: Path, cache: Path, placement: Placement, length: int, beam: int) -> Run:
    """CTranslate2 alone, in its own batches: strings of tokens in, strings of tokens out, and decoding."""
    import ctranslate2
    from transformers import AutoTokenizer

    from summarizer.backends.converted import convert

    kind = "int8" if placement.kind == "cpu" else "float16"
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    device, _, number = placement.device.partition(":")
    model = ctranslate2.Translator(
        str(convert(folder, cache, kind)),
        device=device,
        device_index=int(number or 0),
        compute_type=kind,
        intra_threads=placement.threads,
    )

    def run(texts: list[str]) -> list[str]:
        rows = [tokenizer.convert_ids_to_tokens(tokenizer.encode(text)) for text in texts]
        results = model.translate_batch(
            rows, beam_size=beam, max_decoding_length=length, max_batch_size=32, return_scores=True
        )
        ids = [tokenizer.convert_tokens_to_ids(result.hypotheses[0]) for result in results]
        return [tokenizer.decode(row, skip_special_tokens=True) for row in ids]

    return run
