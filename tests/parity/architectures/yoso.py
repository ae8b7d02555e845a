from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import Maker, answer, classes, numbers
from parity.texts import token_ids

TINY = encoders.TINY | dict(num_hidden_layers=2, pad_token_id=1)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    num_labels=5,
    hash_code_len=4,
    conv_window=3,
    chunk_size_feed_forward=3,
)


def whole(*shape: int, **labels: Maker) -> Maker:
    """Texts without padding, which transformers takes for tokens: test_yoso."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        size = shape or (3, 9)
        inputs = {
            "input_ids": token_ids(rng, 67, *size),
            "attention_mask": np.ones(size, np.int64),
            "token_type_ids": np.zeros(size, np.int64),
        }
        return inputs | {name: some(rng) for name, some in labels.items()}

    return make


def typed(rng: np.random.Generator) -> dict[str, Any]:
    ids = token_ids(rng, 67, 2, 6)
    types = rng.integers(0, 3, (2, 6))
    return {"input_ids": ids, "token_type_ids": types, "position_ids": rng.integers(0, 33, (2, 6))}


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((2, 5, 24))}


WORDS = whole(labels=classes(67, 3, 9))
CHOICES = whole(2, 3, 6, labels=lambda rng: np.array([2, 0]))

ARCH = Arch(
    "yoso",
    "Yoso",
    "yoso",
    rows=[
        Row("Model", TINY, whole(), "default"),
        Row("Model", OTHER, whole(), "other"),
        Row("Model", OTHER, typed, "typed"),
        Row("Model", TINY, vectors, "embeds"),
        Row("ForMaskedLM", OTHER | {"tie_word_embeddings": False}, whole(), "untied"),
        Row("ForMaskedLM", TINY, WORDS, "default"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            whole(labels=numbers(3)),
            "number",
        ),
        Row("ForMultipleChoice", OTHER, CHOICES, "other"),
        Row("ForTokenClassification", OTHER, whole(labels=classes(5, 3, 9)), "other"),
        Row("ForQuestionAnswering", TINY, lambda rng: whole()(rng) | answer(rng), "default"),
        Row("ForSequenceClassification", OTHER, whole(labels=classes(5, 3)), "classes"),
    ],
    must_see={"Model-other": ["encoder.layer.1.attention.self.conv.weight"]},
    must_see_options={"Model-other": [{"hidden_act": "gelu"}, {"hash_code_len": 9}]},
    refuses=[
        {"use_expectation": False},
        {"conv_window": 4},
        {"hash_code_len": 0},
        {"num_attention_heads": 5},
        {"add_cross_attention": True},
    ],
)
