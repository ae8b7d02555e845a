"""VideoMAE: videos, left-out tubelets and their painting, against transformers."""

from __future__ import annotations

import pytest
from parity.backends import BACKENDS
from parity.checks import Case, check
from parity.encoders import EVERYTHING, classes
from parity.images import TINY_VIT, images, masked_patches
from parity.mutations import assert_seen

TINY = TINY_VIT | dict(
    num_frames=4,
    image_size=16,
    decoder_num_attention_heads=2,
    decoder_hidden_size=12,
    decoder_num_hidden_layers=2,
    decoder_intermediate_size=14,
)
OTHER = TINY | dict(
    hidden_act="relu",
    layer_norm_eps=1e-3,
    norm_pix_loss=False,
    num_frames=3,
    num_labels=5,
    qv_bias=False,
    tubelet_size=1,
    use_mean_pooling=False,
)
GREY = TINY | dict(num_channels=1)
EIGHT = {"bool_masked_pos": masked_patches(2, 8, masked=5)}
TWELVE = {"bool_masked_pos": masked_patches(2, 12, masked=7)}
CASES = [
    Case(f"VideoMAE{head}-{name}", f"VideoMAE{head}", "VideoMAEConfig", options, inputs, EVERYTHING)
    for name, head, options, inputs in [
        ("default", "Model", TINY, images(2, 4, 3, 16, 16)),
        ("masked", "Model", OTHER, images(2, 3, 3, 16, 16, **TWELVE)),
        ("default", "ForPreTraining", TINY, images(2, 4, 3, 16, 16, **EIGHT)),
        ("other", "ForPreTraining", OTHER, images(2, 3, 3, 16, 16, **TWELVE)),
        ("grey", "ForPreTraining", GREY, images(2, 4, 1, 16, 16, **EIGHT)),
        ("default", "ForVideoClassification", TINY, images(2, 4, 3, 16, 16)),
        (
            "other",
            "ForVideoClassification",
            OTHER,
            images(3, 3, 3, 16, 16, labels=classes(5, 3)),
        ),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize(
    "name",
    [
        "videomae.encoder.layer.1.attention.attention.v_bias",
        "videomae.encoder.layer.0.attention.attention.q_bias",
        "mask_token",
        "decoder.norm.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[2], zero=name)
