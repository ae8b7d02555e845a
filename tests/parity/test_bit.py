"""BiT, with both kinds of layers and paddings, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import classes
from parity.images import images
from parity.mutations import assert_seen

TINY = dict(drop_path_rate=0.3, embedding_size=8, hidden_sizes=[8, 16], depths=[2, 1], num_groups=2)
OTHER = dict(
    depths=[1, 2, 2],
    embedding_dynamic_padding=True,
    embedding_size=8,
    global_padding="same",
    hidden_act="gelu",
    hidden_sizes=[8, 16, 24],
    layer_type="bottleneck",
    num_groups=4,
    num_labels=5,
    out_features=["stem", "stage2"],
    output_stride=8,
)
STATES = dict(output_hidden_states=True)
CASES = [
    Case(f"Bit{head}-{name}", f"Bit{head}", "BitConfig", options, inputs, requests)
    for name, head, options, inputs, requests in [
        ("default", "Model", TINY, images(2, 3, 33, 24), STATES),
        ("other", "Model", OTHER, images(1, 3, 32, 45), STATES),
        (
            "other",
            "ForImageClassification",
            OTHER,
            images(2, 3, 32, 32, labels=classes(5, 2)),
            {},
        ),
        ("other", "Backbone", OTHER, images(1, 3, 32, 32), STATES),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


def test_a_wrong_option_is_seen() -> None:
    assert_seen(CASES[0], options={"hidden_act": "gelu"})


def test_a_lost_parameter_is_seen() -> None:
    assert_seen(CASES[0], zero="encoder.stages.0.layers.1.norm3.bias")
