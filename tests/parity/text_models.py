"""One head of every text architecture, with labels: what is checked once for each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from parity.checks import Case
from parity.texts import padding, token_ids

V = 67
ENCODER: dict[str, Any] = dict(
    vocab_size=V,
    hidden_size=24,
    num_hidden_layers=1,
    num_attention_heads=4,
    intermediate_size=40,
    max_position_embeddings=20,
    pad_token_id=1,
)
DECODER: dict[str, Any] = ENCODER | dict(num_key_value_heads=2)
TWO_PART: dict[str, Any] = dict(
    vocab_size=V,
    d_model=24,
    encoder_layers=1,
    decoder_layers=1,
    encoder_attention_heads=4,
    decoder_attention_heads=4,
    encoder_ffn_dim=40,
    decoder_ffn_dim=40,
    max_position_embeddings=20,
    pad_token_id=1,
    decoder_start_token_id=2,
)
T5: dict[str, Any] = dict(
    vocab_size=V, d_model=24, d_kv=6, d_ff=40, num_layers=1, num_heads=4, decoder_start_token_id=0
)

Maker = Callable[[np.random.Generator], Any]


def texts(**labels: Maker) -> Maker:
    """Three texts of 8, 5 and 2 tokens, padded on the right, with labels."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        mask = padding([8, 5, 2], 8)
        inputs = {"input_ids": np.where(mask == 1, token_ids(rng, V, 3, 8), 1)}
        inputs |= {"attention_mask": mask} | {k: make(rng) for k, make in labels.items()}
        if inputs.get("labels", np.empty(0)).shape == mask.shape:
            inputs["labels"] = np.where(mask == 1, inputs["labels"], -100)
        return inputs

    return make


def words(rng: np.random.Generator) -> np.ndarray:
    labels = rng.integers(3, V, (3, 8))
    labels[:, ::3] = -100
    return labels


def classes(count: int, *shape: int) -> Maker:
    return lambda rng: rng.integers(0, count, shape)


MASKED, NEXT = texts(labels=words), texts(labels=words)
CLASS = texts(labels=classes(2, 3))
CLASSES = texts(labels=classes(2, 3, 8))
ANSWER = texts(start_positions=classes(8, 3), end_positions=classes(8, 3))

ROWS: dict[str, tuple[str, str, dict[str, Any], Maker]] = {
    "bert": ("BertForSequenceClassification", "BertConfig", ENCODER, CLASS),
    "roberta": ("RobertaForMaskedLM", "RobertaConfig", ENCODER, MASKED),
    "xlm-roberta": ("XLMRobertaForTokenClassification", "XLMRobertaConfig", ENCODER, CLASSES),
    "camembert": ("CamembertForQuestionAnswering", "CamembertConfig", ENCODER, ANSWER),
    "distilbert": (
        "DistilBertForMaskedLM",
        "DistilBertConfig",
        dict(vocab_size=V, dim=24, n_layers=1, n_heads=4, hidden_dim=40),
        MASKED,
    ),
    "albert": (
        "AlbertForSequenceClassification",
        "AlbertConfig",
        ENCODER | dict(num_hidden_layers=2, embedding_size=12),
        CLASS,
    ),
    "electra": ("ElectraForPreTraining", "ElectraConfig", ENCODER, CLASSES),
    "mpnet": ("MPNetForTokenClassification", "MPNetConfig", ENCODER, CLASSES),
    "deberta-v2": (
        "DebertaV2ForTokenClassification",
        "DebertaV2Config",
        ENCODER
        | dict(
            relative_attention=True,
            pos_att_type=["p2c", "c2p"],
            position_buckets=4,
            conv_kernel_size=3,
            norm_rel_ebd="layer_norm",
        ),
        CLASSES,
    ),
    "gpt2": (
        "GPT2LMHeadModel",
        "GPT2Config",
        dict(vocab_size=V, n_embd=24, n_layer=1, n_head=4, n_positions=20),
        NEXT,
    ),
    "llama": ("LlamaForCausalLM", "LlamaConfig", DECODER, NEXT),
    "mistral": ("MistralForCausalLM", "MistralConfig", DECODER | {"sliding_window": 3}, NEXT),
    "qwen2": ("Qwen2ForSequenceClassification", "Qwen2Config", DECODER, CLASS),
    "t5": ("T5ForConditionalGeneration", "T5Config", T5, NEXT),
    "mt5": (
        "MT5ForConditionalGeneration",
        "MT5Config",
        T5 | dict(feed_forward_proj="gated-gelu", tie_word_embeddings=False),
        NEXT,
    ),
    "bart": ("BartForConditionalGeneration", "BartConfig", TWO_PART, NEXT),
    "mbart": ("MBartForConditionalGeneration", "MBartConfig", TWO_PART, NEXT),
    "marian": ("MarianMTModel", "MarianConfig", TWO_PART, NEXT),
}
CASES = [
    Case(f"{name}-once", head, config, options, make)
    for name, (head, config, options, make) in ROWS.items()
]
