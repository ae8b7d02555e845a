from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import answer, classes, numbers, texts, word_labels

TINY = encoders.TINY | dict(num_hidden_layers=2, max_2d_position_embeddings=50)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    type_vocab_size=3,
    pad_token_id=1,
    num_labels=5,
    chunk_size_feed_forward=3,
)


def boxes(rng: np.random.Generator) -> np.ndarray:
    """[3 9 4]: left, top, right, bottom."""
    corners = rng.integers(0, 25, (3, 9, 2))
    return np.concatenate([corners, corners + rng.integers(0, 25, (3, 9, 2))], -1)


def pages(**labels: Any):
    """Texts with their boxes on the page."""
    return lambda rng: texts(labels)(rng) | {"bbox": boxes(rng)}


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((3, 9, 24)), "bbox": boxes(rng)}


ARCH = Arch(
    "layoutlm",
    "LayoutLM",
    "bert",
    rows=[
        Row("Model", TINY, pages(), "default"),
        Row("Model", TINY, texts(), "nowhere"),
        Row("Model", OTHER, vectors, "vectors"),
        Row("ForMaskedLM", TINY, pages(labels=word_labels), "default"),
        Row("ForMaskedLM", OTHER | {"tie_word_embeddings": False}, pages(), "untied"),
        Row("ForSequenceClassification", OTHER, pages(labels=classes(5, 3)), "classes"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            pages(labels=numbers(3)),
            "number",
        ),
        Row("ForTokenClassification", OTHER, pages(labels=classes(5, 3, 9)), "other"),
        Row("ForQuestionAnswering", TINY, lambda rng: pages()(rng) | answer(rng), "default"),
        Row("ForQuestionAnswering", OTHER | {"num_labels": 2}, pages(), "other"),
    ],
    must_see={
        "ForQuestionAnswering-default": [
            "layoutlm.embeddings.h_position_embeddings.weight",
            "layoutlm.embeddings.y_position_embeddings.weight",
            "qa_outputs.bias",
        ]
    },
    must_see_options={"Model-default": [{"hidden_act": "gelu_new"}]},
    refuses=[
        ({"is_decoder": True}, "LayoutLM is an encoder"),
        ({"num_attention_heads": 7}, "a divisor of hidden_size=24"),
        ({"position_embedding_type": "rotary"}, "one of absolute, relative_key"),
    ],
)
