"""RegNet: X and Y layers, every head, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import classes
from parity.images import images
from parity.mutations import assert_seen

STATES = dict(output_hidden_states=True)
TINY = dict(embedding_size=6, hidden_sizes=[8, 12], depths=[1, 2], groups_width=4)
OTHER = TINY | dict(
    num_channels=2,
    layer_type="x",
    hidden_act="gelu",
    downsample_in_first_stage=False,
    groups_width=1,
    num_labels=5,
)
CASES = [
    Case(f"RegNet{head}-{name}", f"RegNet{head}", "RegNetConfig", options, inputs, STATES)
    for name, head, options, inputs in [
        ("default", "Model", TINY, images(2, 3, 24, 17)),
        ("other", "Model", OTHER, images(1, 2, 16, 16)),
        ("default", "ForImageClassification", TINY, images(2, 3, 16, 16, labels=classes(2, 2))),
        ("other", "ForImageClassification", OTHER, images(3, 2, 16, 16, labels=classes(5, 3))),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("options", [{"hidden_act": "silu"}], ids=str)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "encoder.stages.0.layers.0.layer.2.attention.0.bias",
        "encoder.stages.1.layers.1.layer.1.convolution.weight",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)
