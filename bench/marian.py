"""A Marian checkpoint of real shape and random weights, whose every answer has the same length."""

from __future__ import annotations

import io
import json
import warnings
from pathlib import Path

from bench.sentences import sentences

#: Marian base (Junczys-Dowmunt et al. 2018) and a vocabulary of usual size.
SHAPE = {
    "d_model": 512,
    "encoder_layers": 6,
    "decoder_layers": 6,
    "encoder_attention_heads": 8,
    "decoder_attention_heads": 8,
    "encoder_ffn_dim": 2048,
    "decoder_ffn_dim": 2048,
}
VOCABULARY = 32_000


def write_checkpoint(folder: Path, length: int, beam: int) -> Path:
    """Writes the checkpoint as opus-mt-en-ar has it: two SentencePiece files, ``vocab.json``, settings.

    EOS never wins by itself. ``generation_config.json`` makes it win after ``length`` tokens, by way of
    ``exponential_decay_length_penalty``: not everybody reads ``max_length`` (txtai takes the tokenizer's).
    ``beam`` is the checkpoint's ``num_beams``.
    """
    import sentencepiece
    import torch
    from transformers import GenerationConfig, MarianConfig, MarianMTModel, MarianTokenizer
    from transformers.utils import logging

    folder.mkdir(parents=True)
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(sentences(70)), model_writer=model, vocab_size=2000, hard_vocab_limit=False,
        character_coverage=1.0, pad_id=-1, bos_id=-1, eos_id=0, unk_id=1, minloglevel=2,
    )  # fmt: skip
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(model.getvalue())
    read = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    pieces = [read.id_to_piece(i) for i in range(read.get_piece_size())]
    pieces += [f"▁w{i}" for i in range(VOCABULARY - 1 - len(pieces))] + ["<pad>"]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    pad = VOCABULARY - 1
    config = MarianConfig(
        **SHAPE, vocab_size=VOCABULARY, max_position_embeddings=512, pad_token_id=pad, eos_token_id=0,
        decoder_start_token_id=pad, scale_embedding=True, activation_function="swish", dropout=0.0,
    )  # fmt: skip
    torch.manual_seed(0)
    logging.disable_progress_bar()
    network = MarianMTModel(config)
    network.final_logits_bias[0, 0] = -1e4
    network.generation_config = GenerationConfig(
        num_beams=beam, max_length=512, exponential_decay_length_penalty=(length - 1, 3.0),
        bad_words_ids=[[pad]], pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad,
    )  # fmt: skip
    network.save_pretrained(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # sacremoses is asked for, and never called
        names = [str(folder / name) for name in ("source.spm", "target.spm", "vocab.json")]
        MarianTokenizer(*names, source_lang="en", target_lang="ar").save_pretrained(folder)
    return folder
