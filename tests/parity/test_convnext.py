"""ConvNeXt and ConvNeXt V2: every head, the backbone, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import classes
from parity.images import images
from parity.mutations import assert_seen

STATES = dict(output_hidden_states=True)
TINY = dict(num_stages=3, hidden_sizes=[6, 8, 12], depths=[1, 2, 1], drop_path_rate=0.2)
OTHER = TINY | dict(
    num_channels=2, patch_size=2, hidden_act="relu", layer_norm_eps=1e-2, num_labels=5
)
UNSCALED = OTHER | dict(layer_scale_init_value=0.0)
CHOSEN = TINY | dict(out_features=["stem", "stage2"])
CASES = [
    Case(f"{name}{head}-{of}", f"{name}{head}", f"{name}Config", options, inputs, STATES)
    for name, of, head, options, inputs in [
        ("ConvNext", "default", "Model", TINY, images(2, 3, 32, 24)),
        ("ConvNext", "odd", "Model", UNSCALED, images(1, 2, 19, 27)),
        (
            "ConvNext",
            "classes",
            "ForImageClassification",
            OTHER,
            images(3, 2, 16, 16, labels=classes(5, 3)),
        ),
        ("ConvNext", "last", "Backbone", OTHER, images(2, 2, 16, 16)),
        ("ConvNext", "chosen", "Backbone", CHOSEN, images(1, 3, 32, 48)),
        ("ConvNextV2", "default", "Model", TINY, images(2, 3, 32, 24)),
        (
            "ConvNextV2",
            "classes",
            "ForImageClassification",
            OTHER,
            images(3, 2, 16, 16, labels=classes(5, 3)),
        ),
        ("ConvNextV2", "chosen", "Backbone", CHOSEN, images(1, 3, 32, 48)),
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
        (CASES[0], "encoder.stages.1.layers.1.layer_scale_parameter"),
        (CASES[0], "encoder.stages.2.downsampling_layer.0.bias"),
        (CASES[3], "hidden_states_norms.stage3.bias"),
        (CASES[5], "encoder.stages.0.layers.0.grn.bias"),
    ],
)
def test_a_lost_parameter_is_seen(case: Case, name: str) -> None:
    assert_seen(case, zero=name)
