"""SuperPoint: keypoints of images that have different numbers of them, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.images import images
from parity.mutations import assert_seen

STATES = dict(output_hidden_states=True)
TINY = dict(
    encoder_hidden_sizes=[4, 4, 6, 6],
    decoder_hidden_size=8,
    descriptor_decoder_dim=5,
    keypoint_threshold=0.02,
)
BEST = TINY | dict(max_keypoints=7, nms_radius=1, border_removal_distance=0, keypoint_threshold=0.0)
FEW = TINY | dict(max_keypoints=9, nms_radius=2, border_removal_distance=6)
HEAD = "SuperPointForKeypointDetection"
CASES = [
    Case(f"SuperPoint-{name}", HEAD, "SuperPointConfig", options, inputs, STATES)
    for name, options, inputs in [
        ("default", TINY, images(2, 3, 32, 24)),
        ("best", BEST, images(3, 1, 16, 24)),
        ("few", FEW, images(2, 3, 24, 35)),
        ("none", TINY | {"keypoint_threshold": 1.0}, images(2, 3, 16, 16)),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name", ["encoder.conv_blocks.3.conv_b.weight", "descriptor_decoder.conv_descriptor_b.bias"]
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)
