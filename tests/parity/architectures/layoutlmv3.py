from typing import Any

import numpy as np
from parity import encoders
from parity.arch import Arch, Row
from parity.encoders import answer, classes, numbers, texts
from parity.images import images

TINY = encoders.TINY | dict(
    num_hidden_layers=2,
    pad_token_id=1,
    coordinate_size=3,
    shape_size=6,
    rel_pos_bins=8,
    max_rel_pos=7,
    rel_2d_pos_bins=12,
    max_rel_2d_pos=40,
    input_size=16,
    patch_size=5,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    has_spatial_attention_bias=False,
    num_labels=11,
)
PLAIN = TINY | dict(has_relative_attention_bias=False)
ALONE = TINY | dict(text_embed=False)


def boxes(rng: np.random.Generator) -> np.ndarray:
    """[3 9 4]: left, top, right, bottom; some of them the wrong way round."""
    corners = rng.integers(0, 900, (3, 9, 2))
    return np.concatenate([corners, corners + rng.integers(-9, 100, (3, 9, 2))], -1).clip(0)


def pages(*, image: bool = True, **labels: Any):
    """Texts with their boxes on the page and, if `image`, the page's image."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        inputs = texts(labels, pad=1)(rng) | {"bbox": boxes(rng)}
        return inputs | (images(3, 3, 16, 16)(rng) if image else {})

    return make


def vectors(rng: np.random.Generator) -> dict[str, Any]:
    return {"inputs_embeds": rng.standard_normal((3, 9, 24))} | images(3, 3, 16, 16)(rng)


ARCH = Arch(
    "layoutlmv3",
    "LayoutLMv3",
    "layoutlmv3",
    rows=[
        Row("Model", TINY, pages(), "default"),
        Row("Model", TINY, pages(image=False), "text"),
        Row("Model", ALONE, images(2, 3, 16, 16), "image"),
        Row("Model", OTHER, vectors, "vectors"),
        Row("Model", PLAIN, pages(), "plain"),
        Row("ForSequenceClassification", OTHER, pages(labels=classes(11, 3)), "classes"),
        Row(
            "ForSequenceClassification",
            TINY | {"num_labels": 1},
            pages(labels=numbers(3)),
            "number",
        ),
        Row("ForTokenClassification", TINY, pages(labels=classes(2, 3, 9)), "few"),
        Row("ForTokenClassification", OTHER, pages(labels=classes(11, 3, 9)), "many"),
        Row("ForQuestionAnswering", TINY, lambda rng: pages()(rng) | answer(rng), "default"),
        Row("ForQuestionAnswering", OTHER | {"num_labels": 2}, pages(image=False), "text"),
    ],
    must_see={
        "ForQuestionAnswering-default": [
            "layoutlmv3.encoder.rel_pos_y_bias.weight",
            "layoutlmv3.encoder.rel_pos_bias.weight",
            "layoutlmv3.pos_embed",
            "layoutlmv3.embeddings.h_position_embeddings.weight",
        ]
    },
    must_see_options={"Model-default": [{"max_rel_2d_pos": 20}, {"hidden_act": "gelu_new"}]},
    refuses=[
        ({"coordinate_size": 100}, "4 of the one and 2 of the other"),
        ({"num_attention_heads": 7}, "a divisor of hidden_size=24"),
        (
            {"rel_pos_bins": 32, "max_rel_pos": 8},
            "rel_pos_bins is 32, expected .* less than 4 times max_rel_pos=8",
        ),
    ],
)
