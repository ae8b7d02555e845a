"""Depth Anything, relative and metric, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import EVERYTHING
from parity.images import images
from parity.mutations import assert_seen

DINO = dict(
    model_type="dinov2",
    image_size=24,
    patch_size=8,
    hidden_size=16,
    num_hidden_layers=3,
    num_attention_heads=4,
    out_indices=[0, 1, 2, 3],
    reshape_hidden_states=False,
)
TINY = dict(
    backbone_config=DINO,
    patch_size=8,
    reassemble_hidden_size=16,
    neck_hidden_sizes=[4, 6, 8, 10],
    fusion_hidden_size=8,
    head_hidden_size=5,
)
METRIC = TINY | dict(
    backbone_config=DINO | dict(out_features=["stage1", "stage3"], out_indices=None),
    depth_estimation_type="metric",
    head_in_index=0,
    max_depth=20,
    neck_hidden_sizes=[4, 6],
    reassemble_factors=[1, 0.5, 2],  # the last is of no state
)
CASES = [
    Case(
        f"DepthAnythingForDepthEstimation-{name}",
        "DepthAnythingForDepthEstimation",
        "DepthAnythingConfig",
        options,
        inputs,
        requests,
    )
    for name, options, inputs, requests in [
        ("relative", TINY, images(2, 3, 24, 24), EVERYTHING),
        ("odd", TINY, images(1, 3, 27, 45), {}),
        ("metric", METRIC, images(2, 3, 16, 32), EVERYTHING),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


def test_a_wrong_option_is_seen() -> None:
    assert_seen(CASES[2], options={"max_depth": 21})


@pytest.mark.parametrize(
    "name", ["neck.reassemble_stage.layers.0.resize.bias", "backbone.layernorm.bias"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)
