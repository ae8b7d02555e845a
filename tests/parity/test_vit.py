"""ViT: every head, other sizes than the model's, masked patches, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import EVERYTHING, classes, numbers
from parity.images import TINY_VIT, images, masked_patches
from parity.mutations import assert_seen

TINY = TINY_VIT | dict(encoder_stride=8)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    num_attention_heads=2,
    num_channels=2,
    num_labels=5,
    pooler_act="gelu",
    pooler_output_size=7,
    qkv_bias=False,
    chunk_size_feed_forward=1,
)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)


def mask(rng: np.random.Generator) -> np.ndarray:
    return np.array([[1, 1, 1, 0, 1, 1, 0, 1, 1, 1], [1, 0, 0, 1, 1, 1, 1, 1, 0, 1]])


MASK = {"bool_masked_pos": masked_patches(2, 9, masked=4)}
CASES = [
    Case(f"ViT{head}-{name}", f"ViT{head}", "ViTConfig", options, inputs, requests)
    for name, head, options, inputs, requests in [
        ("default", "Model", TINY, images(2, 3, 24, 24), EVERYTHING),
        ("other", "Model", OTHER, images(2, 2, 24, 24), EVERYTHING),
        ("mask", "Model", TINY, images(2, 3, 24, 24, attention_mask=mask), EVERYTHING),
        ("larger", "Model", TINY, images(1, 3, 35, 57), ANY_SIZE),
        ("smaller", "Model", TINY, images(2, 3, 16, 9), ANY_SIZE),
        ("default", "ForMaskedImageModeling", TINY, images(2, 3, 24, 24, **MASK), EVERYTHING),
        ("unmasked", "ForMaskedImageModeling", TINY, images(2, 3, 24, 24), {}),
        (
            "stride",
            "ForMaskedImageModeling",
            OTHER | {"encoder_stride": 4},
            images(2, 2, 24, 24),
            {},
        ),
        (
            "classes",
            "ForImageClassification",
            OTHER,
            images(3, 2, 24, 24, labels=classes(5, 3)),
            EVERYTHING,
        ),
        (
            "number",
            "ForImageClassification",
            TINY | {"num_labels": 1},
            images(2, 3, 24, 24, labels=numbers(2)),
            EVERYTHING,
        ),
        ("larger", "ForImageClassification", TINY, images(1, 3, 32, 32), ANY_SIZE),
        ("vectors", "ForImageClassification", TINY | {"num_labels": 0}, images(2, 3, 24, 24), {}),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "options",
    [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 1e-3}, {"num_attention_heads": 2}],
    ids=str,
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "embeddings.cls_token",
        "embeddings.patch_embeddings.projection.bias",
        "encoder.layer.1.attention.attention.value.bias",
        "encoder.layer.0.output.dense.bias",
        "layernorm.bias",
        "pooler.dense.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)
