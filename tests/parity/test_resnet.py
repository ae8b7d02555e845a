"""ResNet: both kinds of layers, every head, the backbone, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import classes, numbers
from parity.images import images
from parity.mutations import assert_seen

STATES = dict(output_hidden_states=True)
TINY = dict(embedding_size=6, hidden_sizes=[8, 12, 16], depths=[1, 2, 1])
OTHER = TINY | dict(
    num_channels=2,
    layer_type="basic",
    hidden_act="gelu",
    downsample_in_first_stage=True,
    num_labels=5,
)
EARLY = TINY | dict(downsample_in_bottleneck=True, hidden_sizes=[6, 12, 12], num_labels=1)
CASES = [
    Case(f"ResNet{head}-{name}", f"ResNet{head}", "ResNetConfig", options, inputs, STATES)
    for name, head, options, inputs in [
        ("default", "Model", TINY, images(2, 3, 32, 24)),
        ("odd", "Model", OTHER, images(1, 2, 37, 51)),
        ("early", "ForImageClassification", EARLY, images(2, 3, 32, 32, labels=numbers(2))),
        ("classes", "ForImageClassification", OTHER, images(3, 2, 32, 32, labels=classes(5, 3))),
        ("last", "Backbone", TINY, images(2, 3, 32, 32)),
        (
            "chosen",
            "Backbone",
            OTHER | {"out_features": ["stem", "stage2"]},
            images(1, 2, 32, 48),
        ),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "options", [{"hidden_act": "silu"}, {"downsample_in_bottleneck": True}], ids=str
)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "embedder.embedder.normalization.running_mean",
        "encoder.stages.0.layers.0.shortcut.normalization.bias",
        "encoder.stages.1.layers.1.layer.2.convolution.weight",
        "encoder.stages.2.layers.0.layer.1.normalization.weight",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)
