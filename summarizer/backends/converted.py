"""Sequence-to-sequence translation by CTranslate2: a local checkpoint, converted once into a cache folder.

CTranslate2's converter reads the checkpoint through transformers and opens no socket for a local one. Its
answers in float32 are those of transformers; int8 rounds, so some sentences come out otherwise. What the
converter gets wrong is known by name here and refused, or put right; docs/engines.md lists it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from summarizer.backends.families import Checkpoint, Direction, Frame
from summarizer.backends.files import hash_file, make_once, sync
from summarizer.backends.placement import Placement, place, require_checkpoint, unreadable, without_bars
from summarizer.backends.sentencewise import (
    Decoding,
    Engine,
    Hypothesis,
    Search,
    SentencewiseTranslator,
    by_score,
)
from summarizer.backends.threads import share, slices, wait_passively
from summarizer.errors import ConfigurationError, ModelIntegrityError

#: Raise it when the same checkpoint would be converted differently.
FORMAT = 1
MANIFEST = "manifest.json"
COMPUTE_TYPES = ("auto", "float32", "int8", "float16", "bfloat16", "int8_float16", "int8_bfloat16")
#: What configs call the families that are converted here and tested: see docs/engines.md.
_FAMILIES = ("marian", "m2m_100", "mbart", "t5", "mt5")
_WEIGHTS = (".safetensors", ".bin")


class ConvertedTranslator(SentencewiseTranslator):
    """A ``Translator`` like ``Seq2SeqTranslator``, run by CTranslate2 from a conversion in ``cache_folder``.

    ``compute_type`` is a quantization of CTranslate2; "auto" is int8 on the CPU and float16 on a GPU. The
    conversion happens when the first text comes, or by ``load``; ``folder`` must stay, for its tokenizer.
    """

    def __init__(
        self,
        folder: Path,
        cache_folder: Path,
        *,
        name: str,
        revision: str,
        compute_type: str = "auto",
        placement: Placement | None = None,
        beam: int = 4,
        rows: int = 32,
        prefixes: Mapping[Direction, str] | None = None,
    ) -> None:
        if compute_type not in COMPUTE_TYPES:
            raise ConfigurationError(
                f"CTranslate2 has no compute type {compute_type!r}",
                value=compute_type,
                hint=f"Choose one of {', '.join(COMPUTE_TYPES)}",
            )
        super().__init__(
            folder, name=name, revision=revision, decoding=Decoding(beam=beam, rows=rows), prefixes=prefixes
        )
        self._cache_folder, self._wanted, self._given = cache_folder, compute_type, placement

    @cached_property
    def _placement(self) -> Placement:
        return self._given or place()

    @property
    def compute_type(self) -> str:
        """The quantization that it runs in, "auto" resolved."""
        if self._wanted != "auto":
            return self._wanted
        return "float16" if self._placement.kind == "cuda" else "int8"

    @property
    def settings(self) -> dict[str, Any]:
        """As of the base, with the quantization, which changes answers."""
        return {**super().settings, "ctranslate2": self.compute_type}

    def _open(self, checkpoint: Checkpoint) -> Engine:
        placement = self._placement
        if placement.kind == "mps":
            raise ConfigurationError(
                "CTranslate2 does not run on MPS", value=placement.device, hint="Choose --device cpu"
            )
        folder = convert(self._folder, self._cache_folder, self.compute_type)
        return ConvertedEngine(checkpoint, folder, placement, self.compute_type)


def suits(folder: Path, placement: Placement) -> bool:
    """Whether CTranslate2 is the better engine for the translation model in ``folder``.

    On a CPU it is several times faster (``make bench``); on a GPU that was not measured.
    """
    require_checkpoint(folder)
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise unreadable(folder, error) from error
    return placement.kind == "cpu" and config.get("model_type") in _FAMILIES


def convert(folder: Path, cache_folder: Path, compute_type: str) -> Path:
    """The conversion of the checkpoint in ``folder``; converts it unless it is there.

    Safe in several processes at once: it is written beside its place and renamed when complete, under a
    file lock. Its name holds a hash of the checkpoint's small files, its weights' sizes and times, the
    compute type and CTranslate2's version.

    Raises:
        ModelMissingError: there is no checkpoint.
        ConfigurationError: CTranslate2 has no converter for its architecture.
        ModelIntegrityError: it cannot be read.
    """
    require_checkpoint(folder)
    target = cache_folder / f"ct2-{digest(folder, compute_type)[:16]}"

    def fill(part: Path) -> None:
        _fill(folder, part, compute_type)
        _seal(folder, part, compute_type)

    make_once(target, "ct2", fill, lock="convert.lock")
    return target


def digest(folder: Path, compute_type: str) -> str:
    """What the conversion's name is made of, as SHA-256 in hexadecimal.

    Weights are not read, which would take as long as loading them: their sizes and times of change stand in.
    """
    import ctranslate2

    parts: dict[str, object] = {
        "format": FORMAT, "compute_type": compute_type, "ctranslate2": ctranslate2.__version__
    }  # fmt: skip
    for path in sorted(p for p in folder.iterdir() if p.is_file()):
        status = path.stat()
        weights = path.suffix in _WEIGHTS
        parts[path.name] = [status.st_size, status.st_mtime_ns] if weights else hash_file(path)
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def _fill(folder: Path, target: Path, compute_type: str) -> None:
    from ctranslate2.converters import TransformersConverter

    class Converter(TransformersConverter):  # type: ignore[misc] # ctranslate2 has no types
        """The converter of CTranslate2 4.8, told what transformers 5 says no more."""

        def load_model(self, model_class: Any, model_name_or_path: str, **kwargs: Any) -> Any:
            model = model_class.from_pretrained(model_name_or_path, local_files_only=True, **kwargs)
            _restate(model, checkpoint)
            return model

        def load_tokenizer(self, _class: Any, _name_or_path: str, **_kwargs: Any) -> Any:
            vocabulary = _pieces(checkpoint)
            tokenizer = checkpoint.tokenizer
            tokenizer.get_vocab = lambda: vocabulary
            if tokenizer.bos_token is None and tokenizer.cls_token is not None:
                tokenizer.bos_token = tokenizer.cls_token  # mBART-50's; CTranslate2 cannot read a null
            return tokenizer

    checkpoint = Checkpoint(folder)
    try:
        with without_bars():
            Converter(str(folder)).convert(
                str(target), quantization=None if compute_type == "float32" else compute_type
            )
    except ValueError as error:
        if "No conversion is registered" not in str(error):
            raise unreadable(folder, error) from error
        raise ConfigurationError(
            f"CTranslate2 cannot convert checkpoints of the kind {checkpoint.family!r}",
            value=checkpoint.family,
            hint='Run this model by transformers: engine = "seq2seq" in the profile',
        ) from error
    except Exception as error:  # the converter raises whatever its readers raise
        raise unreadable(folder, error) from error


def _restate(model: Any, checkpoint: Checkpoint) -> None:
    """Sets what the converter reads from a config and transformers 5 no longer keeps there.

    - BART, mBART and PEGASUS have lost ``normalize_before`` and ``normalize_embedding``; the model's own
      layers tell (without them the conversion fails).
    - T5's configs always say ``tie_word_embeddings``, which the converter takes for "scale the output" (then
      T5 1.1, mT5 and MADLAD search and score wrongly).
    - mBART-50 is told from mBART-25 by the tokenizer's class.
    """
    config, kind = model.config, checkpoint.family
    if kind in ("t5", "mt5"):
        config.tie_word_embeddings = kind == "t5" and bool(config.scale_decoder_outputs)
    elif kind in ("bart", "mbart", "pegasus"):
        config.normalize_before = hasattr(model.model.encoder, "layer_norm")
        config.normalize_embedding = hasattr(model.model.encoder, "layernorm_embedding")
        config.tokenizer_class = type(checkpoint.tokenizer).__name__
    config.decoder_start_token_id = checkpoint.search["decoder_start_token_id"]


def _pieces(checkpoint: Checkpoint) -> dict[str, int]:
    """A name for every row of the embeddings, by which CTranslate2 tells tokens apart.

    Tokenizers leave rows without a name, and M2M100's has lost its languages: the converter asks for
    ``additional_special_tokens``, which transformers 5 calls otherwise.
    """
    tokenizer = checkpoint.tokenizer
    # The converter itself adds M2M100's rows without meaning.
    size = int(checkpoint.config.vocab_size) - int(getattr(tokenizer, "num_madeup_words", 0))
    found: dict[str, int] = {}
    for i in range(size):
        piece = tokenizer.convert_ids_to_tokens(i)
        found[f"<unnamed_{i}>" if piece is None or piece in found else piece] = i
    return found


def _seal(folder: Path, target: Path, compute_type: str) -> None:
    """Writes the manifest and brings every file to the disk."""
    files = {path.name: hash_file(path) for path in sorted(target.iterdir())}
    manifest = {"digest": digest(folder, compute_type), "compute_type": compute_type, "files": files}
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    for path in target.iterdir():
        sync(path)
    sync(target)


def conversions(folder: Path, cache_folder: Path) -> Iterator[Path]:
    """The conversions in ``cache_folder`` of the checkpoint in ``folder`` as it is now."""
    for target in sorted(cache_folder.glob("ct2-*")):
        try:
            manifest = json.loads((target / MANIFEST).read_text(encoding="utf-8"))
            known = str(manifest["digest"]), str(manifest["compute_type"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # not finished, or not ours: it is never loaded
        if known[0] == digest(folder, known[1]):
            yield target


def verify_conversion(target: Path) -> None:
    """Checks a conversion against its manifest; raises ModelIntegrityError naming the first bad file."""
    hint = f"Remove {target}; it is converted again when it is needed"
    try:
        files = json.loads((target / MANIFEST).read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        raise ModelIntegrityError("The conversion has no manifest", value=str(target), hint=hint) from error
    for name, expected in files.items():
        if not (target / name).is_file() or hash_file(target / name) != expected:
            raise ModelIntegrityError(f"{target / name} is not what was converted", value=name, hint=hint)


class ConvertedEngine:
    """A model of CTranslate2 with the tokenizer of its checkpoint. Not safe between threads."""

    def __init__(self, checkpoint: Checkpoint, folder: Path, placement: Placement, compute_type: str) -> None:
        wait_passively()
        import ctranslate2

        self._checkpoint = checkpoint
        self._workers = placement.threads if placement.kind == "cpu" else 1
        device, _, number = placement.device.partition(":")
        self.model = ctranslate2.Translator(
            str(folder),
            device=device,
            device_index=int(number or 0),
            compute_type=compute_type,
            inter_threads=self._workers,
            intra_threads=1,
        )
        self._pieces = _vocabulary(folder)
        self._ids = {piece: i for i, piece in enumerate(self._pieces)}
        if len(self._ids) != len(self._pieces):
            raise ModelIntegrityError(
                f"The vocabulary of {checkpoint.folder} holds a piece twice; CTranslate2 needs names",
                value=str(folder),
                hint='Run this model by transformers: engine = "seq2seq" in the profile',
            )

    def generate(self, rows: Sequence[Sequence[int]], frame: Frame, search: Search) -> list[list[Hypothesis]]:
        """One to ``search.n`` hypotheses of each row of source tokens, best first."""
        stated = self._checkpoint.search
        length_penalty = 1.0 if search.beam == 1 else stated.get("length_penalty", 1.0)
        forced = [token for token in (frame.decoder_start, frame.forced_bos) if token is not None]
        prefix = [self._pieces[token] for token in forced]
        promises: list[Any] = []
        for batch in slices(rows, share(len(rows), self._workers, len(rows))):
            promises += self.model.translate_batch(
                [[self._pieces[token] for token in row] for row in batch],
                target_prefix=[prefix] * len(batch) if prefix else None,
                max_batch_size=0,
                beam_size=search.beam,
                num_hypotheses=search.n,
                max_input_length=0,
                max_decoding_length=search.limit,
                min_decoding_length=search.shortest,
                no_repeat_ngram_size=max(search.no_repeat, stated.get("no_repeat_ngram_size", 0)),
                repetition_penalty=stated.get("repetition_penalty", 1.0),
                length_penalty=length_penalty,
                return_scores=True,
                return_end_token=True,
                asynchronous=True,
            )
        # A decoder's start that is given as a prefix does not come back, a forced token does.
        skipped = 0 if frame.forced_bos is None else 1
        return [
            self._hypotheses(result, skipped, length_penalty)
            for result in (promise.result() for promise in promises)
        ]

    def _hypotheses(self, result: Any, skipped: int, length_penalty: float) -> list[Hypothesis]:
        """Reads one result; its scores are sums over (length with prefix) ** penalty."""
        found = []
        for pieces, score in zip(result.hypotheses, result.scores, strict=True):
            ids = [self._ids[piece] for piece in pieces]
            ended = bool(ids) and ids[-1] in self._checkpoint.ends
            own = ids[skipped : len(ids) - ended]
            count = len(own) + ended
            text = " ".join(self._checkpoint.decode(own).split())
            mean = score * len(ids) ** length_penalty / max(1, count)
            found.append(Hypothesis(text, mean, count, ended))
        return by_score(found)


def _vocabulary(folder: Path) -> list[str]:
    """The pieces of a conversion, in the order of their ids."""
    for name in ("shared_vocabulary.json", "target_vocabulary.json"):
        if (folder / name).is_file():
            found: list[str] = json.loads((folder / name).read_text(encoding="utf-8"))
            return found
    raise ModelIntegrityError("The conversion has no vocabulary", value=str(folder))
