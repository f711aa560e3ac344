"""What a sequence-to-sequence checkpoint says of itself: language tokens, prefixes, first tokens, limits.

Nothing is taken from a checkpoint's name. The families differ in how they are told the languages:

==================  ================================  =======================================
family              around the source                 first tokens of the answer
==================  ================================  =======================================
Marian, one target  text ``</s>``                     decoder start
Marian, several     ``>>ara<<`` text ``</s>``         decoder start
NLLB-200            ``eng_Latn`` text ``</s>`` [1]_   decoder start, forced ``arb_Arab``
M2M100              ``__en__`` text ``</s>``          decoder start, forced ``__ar__``
mBART-50            ``en_XX`` text ``</s>``           decoder start, forced ``ar_AR``
mBART-25            text ``</s>`` ``en_XX``           ``ar_AR`` as the decoder start
MADLAD-400          ``<2ar>`` text ``</s>``           decoder start
T5, mT5             a prefix in words, text ``</s>``  decoder start
==================  ================================  =======================================

.. [1] Or text ``</s>`` ``eng_Latn``, where the tokenizer asks for its old behaviour.

What stands around the source is read off the tokenizer by giving it a word; the rest is in the files
``generation_config.json`` and ``config.json``.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from summarizer.backends.placement import require_checkpoint, unreadable
from summarizer.errors import MissingExtraError, ModelIntegrityError
from summarizer.languages import ARABIC, ENGLISH, Language

#: A direction: the codes of source and target.
Direction = tuple[str, str]

#: How checkpoints call our languages in their vocabulary, in the order of preference.
_TOKENS = {
    "ar": ("arb_Arab", "ar_AR", "__ar__", "<2ar>", ">>ara<<", ">>arb<<", ">>ar<<"),
    "en": ("eng_Latn", "en_XX", "__en__", "<2en>", ">>eng<<", ">>en<<"),
}
#: How Marian's tokenizers call the languages of a model; groups by ISO 639-5.
_NAMES = {
    "ar": frozenset({"ar", "ara", "arb", "mul", "sem", "afa"}),
    "en": frozenset({"en", "eng", "mul", "gmw", "gem", "ine"}),
}
#: Settings of the search that are a checkpoint's own; lengths, beams and sampling are not among them, nor is
#: ``forced_eos_token_id``, which hides that an answer was cut.
_SEARCH = (
    "bad_words_ids", "decoder_start_token_id", "eos_token_id", "forced_bos_token_id", "pad_token_id",
    "suppress_tokens", "begin_suppress_tokens", "length_penalty", "no_repeat_ngram_size",
    "early_stopping", "repetition_penalty", "encoder_no_repeat_ngram_size", "renormalize_logits",
    "remove_invalid_values", "exponential_decay_length_penalty",
)  # fmt: skip
_LANGUAGE_PIECE = re.compile(r"<2\w+>|>>\w+<<|__\w+__")
#: The limit where a checkpoint states none: what T5 and mT5, whose positions are relative, were trained on.
UNSTATED_LIMIT = 512
_SENTENCEPIECE = ("spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "spm.model")


@dataclass(frozen=True)
class Frame:
    """What surrounds the tokens of a source text, and what the answer must begin with (None: nothing)."""

    before: tuple[int, ...]
    after: tuple[int, ...]
    forced_bos: int | None = None
    decoder_start: int | None = None

    @property
    def size(self) -> int:
        """Tokens that it adds to the source."""
        return len(self.before) + len(self.after)

    def around(self, ids: list[int]) -> list[int]:
        """The source as the encoder reads it."""
        return [*self.before, *ids, *self.after]


class Checkpoint:
    """The tokenizer and the settings of a checkpoint, without its weights; not safe between threads.

    ``prefixes`` holds, by direction (or language and the same language, for summaries), words to put before
    the text, for models of the T5 kind whose files do not say them.

    Raises:
        ModelMissingError: there is no checkpoint in ``folder``.
        ModelIntegrityError: its files cannot be read.
        MissingExtraError: its tokenizer is in a form that takes protobuf to read.
    """

    def __init__(self, folder: Path, prefixes: Mapping[Direction, str] | None = None) -> None:
        require_checkpoint(folder)
        self.folder = folder
        self._stated = {**_read(folder / "config.json"), **_read(folder / "generation_config.json")}
        self.config = _config(folder)
        self._settings = {**self.config.to_dict(), **self._stated}
        self._prefixes = {**self._stated_prefixes(), **(prefixes or {})}
        self.tokenizer = open_tokenizer(folder)
        names = {str(name) for name in self.tokenizer.all_special_tokens}
        names |= {piece for piece in self.tokenizer.get_vocab() if _LANGUAGE_PIECE.fullmatch(piece)}
        self._control_names = sorted(names - {self.tokenizer.unk_token})
        self._control = frozenset(self.tokenizer.convert_tokens_to_ids(self._control_names))
        self._languages = {code: self._language_token(names) for code, names in _TOKENS.items()}
        self._frames = {
            (source.code, target.code): frame
            for source in (ARABIC, ENGLISH)
            for target in (ARABIC, ENGLISH)
            if source != target and (frame := self._translation_frame(source, target)) is not None
        }

    @property
    def family(self) -> str:
        """The architecture by transformers' name: "marian", "m2m_100", "mbart", "t5"."""
        return str(self.config.model_type)

    @property
    def directions(self) -> tuple[Direction, ...]:
        """Every direction that it translates, as far as its files say."""
        return tuple(sorted(self._frames))

    def frame(self, source: Language, target: Language) -> Frame | None:
        """The frame of a translation, or None where the checkpoint does not do this direction."""
        return self._frames.get((source.code, target.code))

    def summary_frame(self, source: Language, target: Language) -> Frame | None:
        """The frame of a summary in ``target``; None where it cannot be told to write another language.

        mBART-50 is told both by its tokens; CrossSum's mT5 by the decoder's start, from the config's
        ``langid_map``. The others write the language that they read.
        """
        prefix = self._prefixes.get((source.code, target.code), self.summary("prefix") or "")
        if hasattr(self.tokenizer, "src_lang") and self._languages[target.code] is not None:
            return self._coded_frame(source, target)
        starts = self._tasks.get("langid_map") or {}
        if start := starts.get(target.name.lower()):
            return self._plain_frame(prefix, decoder_start=int(start[0]))
        return self._plain_frame(prefix) if source == target else None

    def encode(self, text: str) -> list[int]:
        """Tokens of the text alone; names of control tokens in it are plain characters."""
        if text.startswith(">>"):  # Marian would read a language token
            text = " " + text
        ids = self._ids(text)
        if self._control.isdisjoint(ids):
            return ids
        # SentencePiece's unigram models have "</s>" among their pieces, whatever the tokenizer is told.
        for name in self._control_names:
            text = text.replace(name, " ".join(name))
        return self._ids(text)

    def _ids(self, text: str) -> list[int]:
        ids = self.tokenizer(text, add_special_tokens=False, split_special_tokens=True, verbose=False)
        return list(ids["input_ids"])

    def decode(self, ids: list[int]) -> str:
        """The text of generated tokens, without special ones."""
        return str(self.tokenizer.decode(ids, skip_special_tokens=True))

    @property
    def search(self) -> dict[str, Any]:
        """What the checkpoint sets for its search, for ``GenerationConfig``."""
        found = {key: self._settings[key] for key in _SEARCH if self._settings.get(key) is not None}
        if "pad_token_id" not in found and self.tokenizer.pad_token_id is not None:
            found["pad_token_id"] = self.tokenizer.pad_token_id
        if "decoder_start_token_id" not in found:
            found["decoder_start_token_id"] = found.get("pad_token_id", 0)
        return found

    @property
    def ends(self) -> frozenset[int]:
        """The tokens that end an answer."""
        stated = self._settings.get("eos_token_id", self.tokenizer.eos_token_id)
        return frozenset(stated if isinstance(stated, list) else [stated])

    @property
    def source_limit(self) -> int:
        """The most tokens that the encoder reads, frame included."""
        stated = [getattr(self.config, key, None) for key in ("max_position_embeddings", "n_positions")]
        stated.append(self.tokenizer.model_max_length)
        # A tokenizer without a limit says 10 to the 30th.
        return min([int(n) for n in stated if n and n < 10**6], default=UNSTATED_LIMIT)

    @property
    def target_limit(self) -> int:
        """The most tokens that the decoder writes, its start excluded."""
        return int(getattr(self.config, "max_position_embeddings", None) or UNSTATED_LIMIT) - 1

    def summary(self, key: str) -> Any:
        """A setting for summaries (``max_length``, ``min_length``, ``prefix``), or None where none is stated.

        The task's own settings, which T5 and BART carry, come before the general ones.
        """
        own = self._tasks.get("summarization") or {}
        return own.get(key, self._stated.get(key))

    @property
    def _tasks(self) -> dict[str, Any]:
        return self._stated.get("task_specific_params") or {}

    def _stated_prefixes(self) -> dict[Direction, str]:
        """Prefixes of translation that the config states, as T5's ``translation_en_to_de``."""
        found: dict[Direction, str] = {}
        for task, settings in self._tasks.items():
            words = str(task).split("_")
            if len(words) == 4 and words[0] == "translation" and isinstance(settings, dict):
                found[words[1], words[3]] = str(settings.get("prefix", ""))
        return found

    def _language_token(self, names: tuple[str, ...]) -> tuple[str, int] | None:
        for name in names:
            token = self.tokenizer.convert_tokens_to_ids(name)
            if token is not None and token != self.tokenizer.unk_token_id:
                return name, int(token)
        return None

    def _translation_frame(self, source: Language, target: Language) -> Frame | None:
        if (source.code, target.code) in self._prefixes:
            return self._plain_frame(self._prefixes[source.code, target.code])
        if self.family == "marian":
            return self._marian_frame(source, target)
        token = self._languages[target.code]
        if token is None:
            return None
        if token[0].startswith("<2"):
            return self._plain_frame(token[0])
        return self._coded_frame(source, target) if hasattr(self.tokenizer, "src_lang") else None

    def _marian_frame(self, source: Language, target: Language) -> Frame | None:
        names = (self.tokenizer.source_lang, self.tokenizer.target_lang)
        if names[0] not in _NAMES[source.code] or names[1] not in _NAMES[target.code]:
            return None
        token, plain = self._languages[target.code], self._plain_frame("")
        if token is not None:
            return Frame((token[1], *plain.before), plain.after)
        # Without a token for this language, tokens for others mean that it is not among the targets.
        several = any(piece.startswith(">>") and piece.endswith("<<") for piece in self.tokenizer.get_vocab())
        return None if several else plain

    def _coded_frame(self, source: Language, target: Language) -> Frame | None:
        """The frame of models whose tokenizer adds a token for the source language."""
        own, other = self._languages[source.code], self._languages[target.code]
        if own is None or other is None:
            return None
        search = self.search
        if self.family == "mbart" and type(self.tokenizer).__name__.startswith("MBartTokenizer"):
            fixed, forced, start = search["decoder_start_token_id"], None, other[1]
        else:
            fixed, forced, start = search.get("forced_bos_token_id"), other[1], None
        if fixed not in self._unspoken() | {None, other[1]}:
            return None  # the checkpoint is tied to another target
        self.tokenizer.src_lang = own[0].strip("_")
        before, after = self._surroundings()
        return Frame(before, after, forced, start)

    def _unspoken(self) -> set[int | None]:
        """Special tokens that name no language."""
        named = ("bos", "eos", "pad", "unk", "cls", "sep")
        return {getattr(self.tokenizer, f"{name}_token_id", None) for name in named}

    def _plain_frame(self, prefix: str, decoder_start: int | None = None) -> Frame:
        before, after = self._surroundings()
        # A prefix may hold tokens of the vocabulary ("<2ar>"), so it is read as the tokenizer reads it.
        words = tuple(self.tokenizer(prefix, add_special_tokens=False)["input_ids"]) if prefix else ()
        forced = self._settings.get("forced_bos_token_id")
        return Frame((*before, *words), after, forced, decoder_start)

    def _surroundings(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """What the tokenizer puts before and after a text.

        Some tokenizers of transformers 5 that are read from a SentencePiece file have lost their special
        tokens (BARThez, AraBART); all these models read sources that end in ``</s>``, after ``<s>`` where
        the tokenizer has a class token.
        """
        bare = self.encode("a")
        whole = list(self.tokenizer("a")["input_ids"])
        at = next((i for i in range(len(whole)) if whole[i : i + len(bare)] == bare), None)
        if at is None:
            raise ModelIntegrityError(
                f"The tokenizer in {self.folder} changes a word when it adds special tokens", value=whole
            )
        before, after = tuple(whole[:at]), tuple(whole[at + len(bare) :])
        if not before and not after:
            opening, closing = self.tokenizer.cls_token_id, self.tokenizer.eos_token_id
            return (() if opening is None else (opening,)), (closing,)
        return before, after


def _read(path: Path) -> dict[str, Any]:
    """A JSON object; empty where there is no such file."""
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise unreadable(path.parent, error) from error
    if not isinstance(found, dict):
        raise unreadable(path.parent, TypeError(f"{path.name} holds no object"))
    return found


def _config(folder: Path) -> Any:
    from transformers import AutoConfig

    try:
        return AutoConfig.from_pretrained(str(folder), local_files_only=True)
    except Exception as error:  # transformers raises whatever its readers raise
        raise unreadable(folder, error) from error


def open_tokenizer(folder: Path) -> Any:
    """The tokenizer of a checkpoint; raises as ``Checkpoint`` does."""
    from transformers import AutoTokenizer

    pieces = [name for name in _SENTENCEPIECE if (folder / name).is_file()]
    if pieces and not (folder / "tokenizer.json").is_file() and find_spec("google.protobuf") is None:
        raise MissingExtraError(
            f"Reading {pieces[0]} takes the package protobuf", value=str(folder), hint="pip install protobuf"
        )
    try:
        with warnings.catch_warnings():
            # Marian's tokenizer asks for sacremoses, and never calls it.
            warnings.filterwarnings("ignore", message=".*sacremoses.*")
            tokenizer = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        if hasattr(tokenizer, "backend_tokenizer"):
            _restore(tokenizer, folder / "tokenizer.json")
    except Exception as error:  # transformers raises whatever its readers raise
        raise unreadable(folder, error) from error
    return tokenizer


def _restore(tokenizer: Any, file: Path) -> None:
    """Gives a fast tokenizer back what transformers 5 replaces by the constants of its class.

    T5's class sets the unknown token to 2, which is the end of the text in MADLAD: every unknown character
    would end the source. A ``tokenizer.json`` is used as it is; else the model's unknown token is set right.
    """
    from tokenizers import Tokenizer

    if file.is_file():
        backend = Tokenizer.from_file(str(file))
        backend.no_truncation()
        backend.no_padding()
        tokenizer._tokenizer = backend
        return
    state = json.loads(tokenizer.backend_tokenizer.to_str())
    if state["model"]["type"] == "Unigram" and state["model"]["unk_id"] != tokenizer.unk_token_id:
        state["model"]["unk_id"] = tokenizer.unk_token_id
        tokenizer._tokenizer = Tokenizer.from_str(json.dumps(state))
