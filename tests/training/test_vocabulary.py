from pathlib import Path

from summarizer.backends.gguf import Pieces, read_checkpoint
from tests.backends.tiny import write_gguf
from training.vocabulary import choose, merge_path


def pieces_of(tmp_path: Path) -> Pieces:
    write_gguf(tmp_path / "tiny.gguf")
    return read_checkpoint(tmp_path / "tiny.gguf").pieces


def test_the_path_to_a_piece_is_kept_with_it(tmp_path: Path) -> None:
    pieces = pieces_of(tmp_path)
    ids = {token: i for i, token in enumerate(pieces.tokens)}
    assert ids["▁t"] in merge_path("▁the", pieces, ids) or ids["▁th"] in merge_path("▁the", pieces, ids)


def test_any_input_still_encodes_after_the_cut(tmp_path: Path) -> None:
    pieces = pieces_of(tmp_path)
    kept = choose(pieces, [["the boat"] * 2], ["the", "boat"])
    tokenizer = pieces.cut(kept).tokenizer()
    for text in ("the boat", "غادر القارب", "日本 🙂 \u200f", "<eos> café"):
        assert tokenizer.decode(tokenizer.encode(text).ids, skip_special_tokens=False) == text
    assert len(kept) < len(pieces.tokens) + 1
