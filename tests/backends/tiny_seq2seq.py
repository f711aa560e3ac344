"""Tiny sequence-to-sequence checkpoints of every family: real tokenizers, random weights.

Every tokenizer is trained on sentences made here. Weights are drawn with a large deviation, so that the
most likely token is far ahead of the others and rounding decides nothing.
"""

from __future__ import annotations

import io
import json
import shutil
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import sentencepiece
import torch
import transformers as hf
from transformers.utils import logging as hf_logging

WIDTH, HEADS, LAYERS, MIDDLE, POSITIONS = 32, 4, 2, 64, 96

_WHO = ("The council", "A farmer", "The minister", "Two doctors", "Our school", "The old bank", "A judge")
_DID = ("opened", "closed", "repaired", "visited", "sold", "described", "painted")
_WHAT = ("the bridge", "a small harbour", "eleven houses", "the museum", "its garden", "three schools")
_WHEN = ("on Monday.", "after the rain.", "in March 2021.", "before the vote.", "for 40 days.")
_MAN = ("المجلس", "المزارع", "الوزير", "الطبيب", "المدير", "القاضي", "الناطق")
_FAALA = ("افتتح", "أغلق", "رمم", "زار", "باع", "وصف", "طلى")
_SHAY = ("الجسر", "الميناء الصغير", "أحد عشر بيتا", "المتحف", "الحديقة", "ثلاث مدارس")
_MATA = ("يوم الاثنين.", "بعد المطر.", "في آذار 2021.", "قبل التصويت.", "منذ 40 يوما.")

FAMILIES = (
    "marian", "marian-multi", "nllb", "m2m100", "mbart50", "mbart25", "madlad", "t5", "mt5",
    "bart", "arabart", "pegasus",
)  # fmt: skip


@cache
def english() -> tuple[str, ...]:
    """Some 250 English sentences."""
    every = [f"{a} {b} {c} {d}" for a in _WHO for b in _DID for c in _WHAT for d in _WHEN]
    return tuple(every[::6])


@cache
def arabic() -> tuple[str, ...]:
    """Some 250 Arabic sentences."""
    every = [f"{b} {a} {c} {d}" for a in _MAN for b in _FAALA for c in _SHAY for d in _MATA]
    return tuple(every[::6])


@cache
def _sentencepiece(kind: str, size: int, symbols: tuple[str, ...], special: tuple[int, ...]) -> bytes:
    """A SentencePiece model; ``special`` are the ids of pad, unk, bos and eos (-1: none)."""
    pad, unk, bos, eos = special
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([*english(), *arabic()]), model_writer=model, model_type=kind, vocab_size=size,
        character_coverage=1.0, hard_vocab_limit=False, user_defined_symbols=list(symbols),
        pad_id=pad, unk_id=unk, bos_id=bos, eos_id=eos, minloglevel=2, num_threads=1,
    )  # fmt: skip
    return model.getvalue()


def _pieces(model: bytes) -> list[str]:
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]


def _fairseq(model: bytes) -> list[str]:
    """The pieces in the order that fairseq's models number them."""
    first = ["<s>", "<pad>", "</s>", "<unk>"]
    return [*first, *(piece for piece in _pieces(model) if piece not in first)]


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def _quiet_tokenizer(folder: Path, **options: Any) -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*sacremoses.*")
        return hf.AutoTokenizer.from_pretrained(str(folder), local_files_only=True, **options)


def _finish(folder: Path, tokenizer: Any, model: Any, **generation: Any) -> None:
    """Draws the weights anew, saves everything and removes what a published checkpoint has not."""
    torch.manual_seed(len(folder.name) + 7)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if weight.dim() > 1 and "embed_positions" not in name:
                weight.normal_(0.0, 0.35)
        embeddings = model.get_input_embeddings()
        if embeddings.padding_idx is not None:  # Marian's decoder starts from it, and it is zero
            embeddings.weight[embeddings.padding_idx] = 0.0
    model.generation_config = hf.GenerationConfig(num_beams=4, **generation)
    tokenizer.save_pretrained(folder)
    hf_logging.disable_progress_bar()
    model.save_pretrained(folder)


def _bart_like(vocabulary: int, **settings: Any) -> dict[str, Any]:
    return {
        "vocab_size": vocabulary, "d_model": WIDTH, "encoder_layers": LAYERS, "decoder_layers": LAYERS,
        "encoder_attention_heads": HEADS, "decoder_attention_heads": HEADS, "encoder_ffn_dim": MIDDLE,
        "decoder_ffn_dim": MIDDLE, "max_position_embeddings": POSITIONS, "dropout": 0.0, **settings,
    }  # fmt: skip


def _marian(folder: Path, target: str, codes: tuple[str, ...]) -> None:
    source = "en" if target == "ar" else "ar"
    spm = _sentencepiece("unigram", 400, (), (-1, 1, -1, 0))
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(spm)
    pieces = ["</s>", "<unk>", *codes, *(p for p in _pieces(spm) if p not in ("</s>", "<unk>")), "<pad>"]
    _write_json(folder / "vocab.json", {piece: i for i, piece in enumerate(pieces)})
    _write_json(
        folder / "tokenizer_config.json",
        {"tokenizer_class": "MarianTokenizer", "source_lang": source, "target_lang": target},
    )
    _write_json(folder / "config.json", {"model_type": "marian"})
    pad = len(pieces) - 1
    config = hf.MarianConfig(
        **_bart_like(len(pieces)), pad_token_id=pad, decoder_start_token_id=pad, eos_token_id=0,
        forced_eos_token_id=0, scale_embedding=True, activation_function="swish", bos_token_id=0,
    )  # fmt: skip
    model = hf.MarianMTModel(config)
    model.final_logits_bias.normal_(0.0, 0.5)
    _finish(
        folder, _quiet_tokenizer(folder), model, bad_words_ids=[[pad]], max_length=POSITIONS,
        forced_eos_token_id=0, decoder_start_token_id=pad, pad_token_id=pad, eos_token_id=0,
    )  # fmt: skip


def _marian_single(folder: Path) -> None:
    _marian(folder, "en", ())


def _marian_multi(folder: Path) -> None:
    _marian(folder, "ar", (">>ara<<", ">>arz<<", ">>afb<<"))


def _nllb(folder: Path) -> None:
    spm = _sentencepiece("bpe", 400, (), (-1, 0, 1, 2))
    (folder / "sentencepiece.bpe.model").write_bytes(spm)
    _write_json(folder / "config.json", {"model_type": "m2m_100"})
    _write_json(folder / "tokenizer_config.json", {"tokenizer_class": "NllbTokenizer"})
    read = _quiet_tokenizer(folder)
    # What published checkpoints have in tokenizer.json: fairseq's order, and a token for each language.
    ordered = _fairseq(spm)
    merges = json.loads(read.backend_tokenizer.to_str())["model"]["merges"]
    tokenizer = hf.NllbTokenizer(
        vocab={p: i for i, p in enumerate(ordered)}, merges=[tuple(merge) for merge in merges],
        extra_special_tokens=["arb_Arab", "arz_Arab", "eng_Latn", "fra_Latn"], src_lang="eng_Latn",
    )  # fmt: skip
    config = hf.M2M100Config(
        **_bart_like(len(tokenizer)), scale_embedding=True, decoder_start_token_id=2, pad_token_id=1,
        eos_token_id=2, bos_token_id=0,
    )  # fmt: skip
    _finish(
        folder, tokenizer, hf.M2M100ForConditionalGeneration(config), max_length=20, decoder_start_token_id=2,
        pad_token_id=1, eos_token_id=2,
    )  # fmt: skip
    (folder / "sentencepiece.bpe.model").unlink()


def _m2m100(folder: Path) -> None:
    spm = _sentencepiece("bpe", 400, (), (-1, 0, 1, 2))
    (folder / "spm.model").write_bytes(spm)
    pieces = _fairseq(spm)
    _write_json(folder / "vocab.json", {p: i for i, p in enumerate(pieces)})
    tokenizer = hf.M2M100Tokenizer(str(folder / "vocab.json"), str(folder / "spm.model"))
    size = len(pieces) + len(tokenizer.lang_code_to_id) + tokenizer.num_madeup_words
    config = hf.M2M100Config(
        **_bart_like(size), scale_embedding=True, decoder_start_token_id=2, pad_token_id=1, eos_token_id=2,
        bos_token_id=0,
    )  # fmt: skip
    shutil.copy(folder / "spm.model", folder / "kept.model")
    _finish(
        folder, tokenizer, hf.M2M100ForConditionalGeneration(config), max_length=20, decoder_start_token_id=2,
        pad_token_id=1, eos_token_id=2, early_stopping=True,
    )  # fmt: skip
    (folder / "kept.model").unlink()


def _mbart50(folder: Path) -> None:
    (folder / "sentencepiece.bpe.model").write_bytes(_sentencepiece("unigram", 400, (), (-1, 0, 1, 2)))
    _write_json(folder / "config.json", {"model_type": "mbart"})
    _write_json(folder / "tokenizer_config.json", {"tokenizer_class": "MBart50Tokenizer"})
    tokenizer = _quiet_tokenizer(folder)
    config = hf.MBartConfig(
        **_bart_like(len(tokenizer)), scale_embedding=True, decoder_start_token_id=2, pad_token_id=1,
        eos_token_id=2, bos_token_id=0, forced_eos_token_id=2, tokenizer_class="MBart50Tokenizer",
    )  # fmt: skip
    _finish(
        folder, tokenizer, hf.MBartForConditionalGeneration(config), max_length=20, decoder_start_token_id=2,
        forced_eos_token_id=2, pad_token_id=1, eos_token_id=2, early_stopping=True,
    )  # fmt: skip


def _mbart25(folder: Path) -> None:
    (folder / "sentencepiece.bpe.model").write_bytes(_sentencepiece("unigram", 400, (), (-1, 0, 1, 2)))
    _write_json(folder / "config.json", {"model_type": "mbart"})
    _write_json(folder / "tokenizer_config.json", {"tokenizer_class": "MBartTokenizer"})
    tokenizer = _quiet_tokenizer(folder)
    english = tokenizer.convert_tokens_to_ids("en_XX")
    config = hf.MBartConfig(
        **_bart_like(len(tokenizer)), scale_embedding=True, decoder_start_token_id=english, pad_token_id=1,
        eos_token_id=2, bos_token_id=0, forced_eos_token_id=2,
    )  # fmt: skip
    _finish(
        folder, tokenizer, hf.MBartForConditionalGeneration(config), max_length=20, pad_token_id=1,
        decoder_start_token_id=english, forced_eos_token_id=2, eos_token_id=2,
    )  # fmt: skip


def _t5_like(folder: Path, kind: str, symbols: tuple[str, ...], tasks: dict[str, Any]) -> None:
    special = (1, 0, -1, 2) if kind == "madlad" else (0, 2, -1, 1)
    (folder / "spiece.model").write_bytes(_sentencepiece("unigram", 400, symbols, special))
    model_type = "mt5" if kind == "mt5" else "t5"
    _write_json(folder / "config.json", {"model_type": model_type})
    _write_json(folder / "tokenizer_config.json", {"tokenizer_class": "T5Tokenizer", "extra_ids": 0})
    tokenizer = _quiet_tokenizer(folder)
    config_class, model_class = {
        "t5": (hf.T5Config, hf.T5ForConditionalGeneration),
        "mt5": (hf.MT5Config, hf.MT5ForConditionalGeneration),
    }[model_type]
    pad, end = special[0], special[3]
    config = config_class(
        vocab_size=len(tokenizer) + 5, d_model=WIDTH, d_kv=8, d_ff=MIDDLE, num_layers=LAYERS, num_heads=HEADS,
        dropout_rate=0.0, decoder_start_token_id=0, pad_token_id=pad, eos_token_id=end,
        feed_forward_proj="relu" if kind == "t5" else "gated-gelu", tie_word_embeddings=kind == "t5",
        task_specific_params=tasks or None, n_positions=POSITIONS,
    )  # fmt: skip
    model = model_class(config)
    if kind != "t5":
        model.lm_head.weight = torch.nn.Parameter(model.lm_head.weight.detach().clone())
    _finish(
        folder, tokenizer, model, max_length=20, decoder_start_token_id=0, pad_token_id=pad, eos_token_id=end
    )
    # As published: transformers 5 would write that every T5 ties its embeddings and calls <unk> 2.
    backend = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    backend["model"]["unk_id"] = special[1]
    _write_json(folder / "tokenizer.json", backend)
    stated = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    stated.pop("scale_decoder_outputs", None)
    stated["tie_word_embeddings"] = kind == "t5"
    if tasks:
        stated["task_specific_params"] = tasks
    _write_json(folder / "config.json", stated)


def _madlad(folder: Path) -> None:
    _t5_like(folder, "madlad", ("<2ar>", "<2en>", "<2fr>"), {})


def _t5(folder: Path) -> None:
    tasks = {
        "translation_en_to_ar": {"prefix": "translate English to Arabic: ", "max_length": 300},
        "translation_en_to_de": {"prefix": "translate English to German: ", "max_length": 300},
        "summarization": {"prefix": "summarize: ", "max_length": 30, "min_length": 5},
    }
    _t5_like(folder, "t5", (), tasks)


def _mt5(folder: Path) -> None:
    _t5_like(folder, "mt5", (), {})


def _bart(folder: Path) -> None:
    from tokenizers import ByteLevelBPETokenizer

    trained = ByteLevelBPETokenizer()
    trained.train_from_iterator(
        [*english(), *arabic()], vocab_size=600, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
        show_progress=False,
    )  # fmt: skip
    trained.save_model(str(folder))
    tokenizer = hf.BartTokenizer.from_pretrained(str(folder))
    config = hf.BartConfig(
        **_bart_like(len(tokenizer)), decoder_start_token_id=2, pad_token_id=1, eos_token_id=2,
        bos_token_id=0, forced_bos_token_id=0, forced_eos_token_id=2,
    )  # fmt: skip
    _finish(
        folder, tokenizer, hf.BartForConditionalGeneration(config), max_length=24, min_length=6,
        no_repeat_ngram_size=3, length_penalty=2.0, early_stopping=True, forced_bos_token_id=0,
        forced_eos_token_id=2, decoder_start_token_id=2, pad_token_id=1, eos_token_id=2, bos_token_id=0,
    )  # fmt: skip


def _arabart(folder: Path) -> None:
    (folder / "sentencepiece.bpe.model").write_bytes(_sentencepiece("unigram", 400, (), (1, 3, 0, 2)))
    _write_json(folder / "config.json", {"model_type": "mbart"})
    _write_json(folder / "tokenizer_config.json", {"tokenizer_class": "BarthezTokenizer"})
    tokenizer = _quiet_tokenizer(folder)
    config = hf.MBartConfig(
        **_bart_like(len(tokenizer)), scale_embedding=True, decoder_start_token_id=2, pad_token_id=1,
        eos_token_id=2, bos_token_id=0, forced_eos_token_id=2,
    )  # fmt: skip
    _finish(
        folder, tokenizer, hf.MBartForConditionalGeneration(config), max_length=24, decoder_start_token_id=2,
        forced_eos_token_id=2, pad_token_id=1, eos_token_id=2,
    )  # fmt: skip


def _pegasus(folder: Path) -> None:
    spm = _sentencepiece("unigram", 400, ("<mask_1>", "<mask_2>"), (0, 4, -1, 1))
    (folder / "spiece.model").write_bytes(spm)
    _write_json(folder / "config.json", {"model_type": "pegasus"})
    _write_json(folder / "tokenizer_config.json", {"tokenizer_class": "PegasusTokenizer", "offset": 0})
    tokenizer = _quiet_tokenizer(folder)
    config = hf.PegasusConfig(
        **_bart_like(len(tokenizer)), scale_embedding=True, decoder_start_token_id=0, pad_token_id=0,
        eos_token_id=1, forced_eos_token_id=1, activation_function="relu",
    )  # fmt: skip
    _finish(
        folder, tokenizer, hf.PegasusForConditionalGeneration(config), max_length=24, length_penalty=0.8,
        decoder_start_token_id=0, forced_eos_token_id=1, pad_token_id=0, eos_token_id=1,
    )  # fmt: skip


_BUILDERS = {
    "marian": _marian_single, "marian-multi": _marian_multi, "nllb": _nllb, "m2m100": _m2m100,
    "mbart50": _mbart50, "mbart25": _mbart25, "madlad": _madlad, "t5": _t5, "mt5": _mt5, "bart": _bart,
    "arabart": _arabart, "pegasus": _pegasus,
}  # fmt: skip


def build(family: str, folder: Path) -> Path:
    """Writes the checkpoint of a family into ``folder`` and returns it."""
    folder.mkdir(parents=True, exist_ok=True)
    _BUILDERS[family](folder)
    return folder
