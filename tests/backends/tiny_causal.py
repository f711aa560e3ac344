"""Chat models and sentence encoders small enough to build in a test, saved as users' checkpoints are.

Two kinds of chat models: with random weights, for how they are run; and "parrots", whose weights say one
given sentence after any prompt, for what becomes of an answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

ARABIC = "أعلنت البلدية فتح المكتبة القديمة يوم السبت بعد ثلاث سنوات."
ENGLISH = "The harbour council opened new berths for fishing boats on Tuesday morning."
_OTHERS = (
    "The engineers replaced two pumps and the water returned to the town before noon.",
    "Bakers sold bread to the crews while lorries waited beside the northern wall.",
    "عادت المياه إلى القرية بعد أن أصلح المهندسون المضخة الكبيرة في الوادي.",
    "وقالت المديرة إن الدخول إلى القاعة الجديدة لن يكون برسوم هذا العام.",
)
CORPUS = [
    line for line in (ARABIC, ENGLISH, *_OTHERS, "[1] [2] [3] [1,2] Sure, here is 42.") for _ in range(60)
]

_CHATML = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
_GEMMA = (
    "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for m in messages %}<start_of_turn>{{ 'model' if m['role'] == 'assistant' else 'user' }}\n"
    "{{ m['content'] | trim }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
_LLAMA = (
    "{{ bos_token }}{% for m in messages %}<|start_header_id|>{{ m['role'] }}<|end_header_id|>\n\n"
    "{{ m['content'] | trim }}<|eot_id|>{% endfor %}"
    "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)
_COHERE = (
    "{{ bos_token }}{% for m in messages %}<|START_OF_TURN_TOKEN|>"
    "{{ '<|USER_TOKEN|>' if m['role'] == 'user' else '<|CHATBOT_TOKEN|>' }}{{ m['content'] }}"
    "<|END_OF_TURN_TOKEN|>{% endfor %}"
    "{% if add_generation_prompt %}<|START_OF_TURN_TOKEN|><|CHATBOT_TOKEN|>{% endif %}"
)

#: Special tokens (the first begins a text, the second ends an answer, the third pads), and the template.
FAMILIES: dict[str, tuple[tuple[str, ...], str]] = {
    "qwen2": (("<|endoftext|>", "<|im_end|>", "<|endoftext|>", "<|im_start|>"), _CHATML),
    "qwen3": (("<|endoftext|>", "<|im_end|>", "<|endoftext|>", "<|im_start|>"), _CHATML),
    "gemma3_text": (("<bos>", "<end_of_turn>", "<pad>", "<eos>", "<start_of_turn>"), _GEMMA),
    "llama": (
        (
            "<|begin_of_text|>",
            "<|eot_id|>",
            "<|pad|>",
            "<|eom_id|>",
            "<|start_header_id|>",
            "<|end_header_id|>",
        ),
        _LLAMA,
    ),
    "cohere": (
        (
            "<BOS_TOKEN>",
            "<|END_OF_TURN_TOKEN|>",
            "<PAD>",
            "<|START_OF_TURN_TOKEN|>",
            "<|USER_TOKEN|>",
            "<|CHATBOT_TOKEN|>",
        ),
        _COHERE,
    ),
    "lfm2": (("<|startoftext|>", "<|im_end|>", "<|pad|>", "<|im_start|>"), _CHATML),
}
CONTEXT = 2048


def tokenizer(family: str) -> PreTrainedTokenizerFast:
    """A byte-level BPE trained here on English and Arabic, with the family's special tokens and template."""
    special, template = FAMILIES[family]
    raw = Tokenizer(models.BPE())
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    names = list(dict.fromkeys(special))
    trainer = trainers.BpeTrainer(
        vocab_size=900, special_tokens=names, initial_alphabet=alphabet, show_progress=False
    )
    raw.train_from_iterator(CORPUS, trainer)
    fast = PreTrainedTokenizerFast(
        tokenizer_object=raw,
        bos_token=special[0],
        eos_token=special[1],
        pad_token=special[2],
        additional_special_tokens=names[3:],
        model_max_length=CONTEXT,
    )
    fast.add_tokens(["<think>", "</think>"])  # not special: what a thinking model says is decoded
    fast.chat_template = template
    return fast


def _config(family: str, fast: PreTrainedTokenizerFast, hidden: int) -> Any:
    common: dict[str, Any] = {
        "vocab_size": len(fast),
        "hidden_size": hidden,
        "intermediate_size": 2 * hidden,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": CONTEXT,
        "tie_word_embeddings": False,
        "bos_token_id": fast.bos_token_id,
        "eos_token_id": fast.eos_token_id,
        "pad_token_id": fast.pad_token_id,
    }
    if family in ("qwen3", "gemma3_text"):
        common["head_dim"] = hidden // 4
    if family == "gemma3_text":
        common |= {"sliding_window": 64, "layer_types": ["sliding_attention", "full_attention"]}
    if family == "lfm2":
        common |= {"layer_types": ["conv", "full_attention"]}
    classes = {
        "qwen2": transformers.Qwen2Config,
        "qwen3": transformers.Qwen3Config,
        "gemma3_text": transformers.Gemma3TextConfig,
        "llama": transformers.LlamaConfig,
        "cohere": transformers.CohereConfig,
        "lfm2": transformers.Lfm2Config,
    }
    return classes[family](**common)


def write(
    folder: Path, family: str, says: str | None = None, *, hidden: int = 64, ends: Sequence[str] = ()
) -> Path:
    """A checkpoint of ``family`` with random weights, or one that answers ``says`` to everything.

    ``ends`` are further tokens that end an answer, as generation_config.json may list.
    """
    torch.manual_seed(7)
    fast = tokenizer(family)
    model = transformers.AutoModelForCausalLM.from_config(_config(family, fast, hidden))
    stops = [fast.eos_token_id, *(fast.convert_tokens_to_ids(end) for end in ends)]
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1:
                parameter.normal_(0, 0.2)
    if says is not None:
        _teach(model, fast, says)
    model.generation_config = transformers.GenerationConfig(
        bos_token_id=fast.bos_token_id,
        eos_token_id=stops,
        pad_token_id=fast.pad_token_id,
        do_sample=True,
        temperature=0.7,
        top_k=20,
    )
    folder.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    return folder


def _teach(model: Any, fast: PreTrainedTokenizerFast, says: str) -> None:
    """Makes the model a Markov chain: layers add nothing, and each token's row points at the next one."""
    prompt = fast.apply_chat_template(
        [{"role": "user", "content": "x"}], tokenize=False, add_generation_prompt=True, enable_thinking=False
    )
    start = fast(prompt, add_special_tokens=False).input_ids[-1]
    chain = [start, *fast(says, add_special_tokens=False).input_ids, fast.eos_token_id]
    assert len(set(chain)) == len(chain), f"a token recurs in {says!r}"
    embedding, head = model.get_input_embeddings().weight, model.get_output_embeddings().weight
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.dim() > 1 and parameter is not embedding and parameter is not head:
                parameter.zero_()
        embedding.copy_(torch.nn.functional.normalize(embedding, dim=-1))
        head.zero_()
        for token, following in pairwise(chain):
            head[following] += 8 * (embedding[token] - embedding[token].mean())


def write_encoder(
    folder: Path,
    kind: str = "bert",
    *,
    modules: Sequence[str] = ("Transformer", "Pooling", "Normalize"),
    pooling: str | None = "mean_tokens",
    prompts: dict[str, str] | None = None,
    longest: int = 0,
) -> Path:
    """A BERT ("bert") or XLM-R ("xlm-roberta") with random weights, and its sentence-transformers files."""
    torch.manual_seed(3)
    raw = Tokenizer(models.Unigram())
    raw.pre_tokenizer = pre_tokenizers.Metaspace()
    raw.decoder = decoders.Metaspace()
    special = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"]
    trainer = trainers.UnigramTrainer(
        vocab_size=400, special_tokens=special, unk_token="<unk>", show_progress=False
    )
    raw.train_from_iterator(CORPUS[::10], trainer)
    raw.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    fast = PreTrainedTokenizerFast(
        tokenizer_object=raw,
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        bos_token="<s>",
        eos_token="</s>",
        mask_token="<mask>",
        model_max_length=128,
    )
    config = {"bert": transformers.BertConfig, "xlm-roberta": transformers.XLMRobertaConfig}[kind](
        vocab_size=len(fast),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=130,
        pad_token_id=1,
    )
    model = transformers.AutoModel.from_config(config)
    model.save_pretrained(folder)
    fast.save_pretrained(folder)
    rows = []
    for i, module in enumerate(modules):
        path = "" if i == 0 else f"{i}_{module}"
        rows.append(
            {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{module}"}
        )
        if module == "Pooling":
            _json(folder / path / "config.json", {"word_embedding_dimension": 32} | _flags(pooling))
        if module == "Dense":
            _dense(folder / path)
    if modules:
        _json(folder / "modules.json", rows)
    if prompts is not None:
        _json(folder / "config_sentence_transformers.json", {"prompts": prompts, "default_prompt_name": None})
    if longest:
        _json(folder / "sentence_bert_config.json", {"max_seq_length": longest, "do_lower_case": False})
    return folder


def _flags(pooling: str | None) -> dict[str, bool]:
    modes = (
        "cls_token",
        "mean_tokens",
        "max_tokens",
        "mean_sqrt_len_tokens",
        "weightedmean_tokens",
        "lasttoken",
    )
    return {f"pooling_mode_{mode}": mode == pooling for mode in modes}


def _dense(folder: Path) -> None:
    from safetensors.torch import save_file

    folder.mkdir(parents=True)
    layer = torch.nn.Linear(32, 16)
    save_file({f"linear.{k}": v for k, v in layer.state_dict().items()}, folder / "model.safetensors")
    activation = "torch.nn.modules.activation.Tanh"
    settings = {"in_features": 32, "out_features": 16, "bias": True, "activation_function": activation}
    _json(folder / "config.json", settings)


def _json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
