"""Swin: every head, the backbone, odd sizes, shifted windows, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity.backends import BACKENDS, load, run
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING, classes
from parity.images import images, masked_patches
from parity.mutations import assert_seen

TINY = dict(
    image_size=16,
    patch_size=2,
    embed_dim=8,
    depths=[2, 2],
    num_heads=[2, 4],
    window_size=2,
    encoder_stride=4,
)
OTHER = TINY | dict(
    num_channels=2,
    window_size=4,
    depths=[2, 1],
    mlp_ratio=2.5,
    qkv_bias=False,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    use_absolute_embeddings=True,
    num_labels=5,
)
ANY_SIZE = EVERYTHING | dict(interpolate_pos_encoding=True)
MASK = {"bool_masked_pos": masked_patches(2, 64, masked=20)}
CHOSEN = TINY | dict(out_features=["stem", "stage1"], window_size=3)
CASES = [
    Case(f"Swin{head}-{name}", f"Swin{head}", "SwinConfig", options, inputs, requests)
    for name, head, options, inputs, requests in [
        ("default", "Model", TINY, images(2, 3, 16, 16), EVERYTHING),
        ("odd", "Model", TINY | {"window_size": 3}, images(1, 3, 15, 21), EVERYTHING),
        ("larger", "Model", OTHER, images(2, 2, 20, 24), ANY_SIZE),
        ("hidden", "ForMaskedImageModeling", TINY, images(2, 3, 16, 16, **MASK), EVERYTHING),
        ("whole", "ForMaskedImageModeling", OTHER, images(1, 2, 16, 16), {}),
        (
            "classes",
            "ForImageClassification",
            OTHER,
            images(3, 2, 16, 16, labels=classes(5, 3)),
            EVERYTHING,
        ),
        ("last", "Backbone", OTHER, images(2, 2, 16, 16), EVERYTHING),
        ("chosen", "Backbone", CHOSEN, images(1, 3, 13, 18), EVERYTHING),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("options", [{"hidden_act": "gelu_new"}, {"layer_norm_eps": 1e-2}], ids=str)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    ("case", "name"),
    [
        (CASES[0], "encoder.layers.0.blocks.1.attention.self.relative_position_bias_table"),
        (CASES[0], "encoder.layers.0.downsample.norm.bias"),
        (CASES[2], "embeddings.position_embeddings"),
        (CASES[3], "swin.embeddings.mask_token"),
        (CASES[7], "hidden_states_norms.stage1.bias"),
    ],
)
def test_a_lost_parameter_is_seen(case: Case, name: str) -> None:
    assert_seen(case, zero=name)


def test_an_image_smaller_than_a_window_is_one() -> None:
    """transformers refuses it; the table of ways holds those of a smaller window too."""
    case = CASES[0]
    model = load("numpy", case.head, expected(case).directory, dtype="float64")
    pixels = {"pixel_values": np.random.default_rng(0).standard_normal((1, 3, 2, 4))}
    assert run("numpy", model, pixels)["last_hidden_state"].shape == (1, 1, 16)
