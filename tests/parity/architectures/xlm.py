from typing import Any

import numpy as np
from parity.arch import Arch, Row
from parity.encoders import answer, choices, classes, embeds, texts, word_labels
from parity.texts import token_ids

TINY = dict(
    vocab_size=67,
    emb_dim=24,
    n_layers=3,
    n_heads=4,
    max_position_embeddings=33,
    pad_token_id=2,
)
OTHER = TINY | dict(
    n_heads=3,
    gelu_activation=False,
    n_langs=3,
    layer_norm_eps=1e-3,
    num_labels=5,
    summary_type="mean",
    summary_activation="tanh",
)
CAUSAL = OTHER | dict(causal=True, sinusoidal_embeddings=True, summary_type="last")
PLAIN = OTHER | dict(summary_type="cls_index", summary_use_proj=False, num_labels=24)


def spoken(**labels: Any):
    """Texts whose tokens have languages."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = texts(labels, pad=2)(rng)
        return inputs | {"langs": rng.integers(0, 3, (3, 9))}

    return make


def lengths(rng: np.random.Generator) -> dict[str, Any]:
    return {"input_ids": token_ids(rng, 67, 3, 6), "lengths": np.array([6, 2, 4])}


def unmasked(rng: np.random.Generator) -> dict[str, Any]:
    inputs = texts(segments=False, pad=2)(rng)
    del inputs["attention_mask"]
    return inputs


def rows(head: str) -> list[Row]:
    return [
        Row("Model", "default", texts(pad=2)),
        Row("Model", "other", spoken()),
        Row("Model", "causal", spoken()),
        Row("Model", "default", lengths, "lengths"),
        Row("Model", "default", unmasked, "unmasked"),
        Row("Model", "default", embeds(24), "embeds"),
        Row(head, "default", texts({"labels": word_labels}, pad=2)),
        Row("ForSequenceClassification", "plain", spoken(labels=classes(24, 3))),
        Row("ForSequenceClassification", "causal", spoken(labels=classes(5, 3))),
        Row("ForMultipleChoice", "other", choices()),
        Row("ForTokenClassification", "other", spoken(labels=classes(5, 3, 9))),
        Row(
            "ForQuestionAnsweringSimple",
            "default",
            lambda rng: texts(pad=2)(rng) | answer(rng),
        ),
        Row("ForSequenceClassification", "other", spoken(labels=classes(5, 3))),
    ]


CONFIGS = {"default": TINY, "other": OTHER, "causal": CAUSAL, "plain": PLAIN}
SEEN: dict[str, Any] = dict(
    must_see=[
        "transformer.lang_embeddings.weight",
        "transformer.layer_norm2.2.bias",
        "sequence_summary.summary.weight",
    ],
    must_see_options=[
        {"gelu_activation": True},
        {"summary_type": "first"},
        {"summary_activation": None},
        {"causal": True},
    ],
    refuses=[
        {"asm": True},
        {"is_encoder": False},
        {"summary_type": "attn"},
        {"n_heads": 5},
    ],
)

ARCH = Arch("xlm", "XLM", "xlm", configs=CONFIGS, rows=rows("WithLMHeadModel"), **SEEN)
