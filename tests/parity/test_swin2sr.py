"""Swin2SR: every upsampler and both residual connections, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity.backends import BACKENDS, load, run
from parity.checks import Case, check, expected
from parity.encoders import EVERYTHING
from parity.images import images
from parity.mutations import assert_seen

TINY = dict(image_size=8, embed_dim=8, depths=[2, 1], num_heads=[2, 4], window_size=4)
OTHER = TINY | dict(
    num_channels=1,
    num_channels_out=2,
    mlp_ratio=1.5,
    qkv_bias=False,
    hidden_act="relu",
    layer_norm_eps=1e-2,
    img_range=2.0,
    resi_connection="3conv",
    upscale=3,
)
CASES = [
    Case(f"Swin2SR{head}-{name}", f"Swin2SR{head}", "Swin2SRConfig", options, inputs, EVERYTHING)
    for name, head, options, inputs in [
        ("default", "Model", TINY, images(2, 3, 8, 12)),
        ("unshifted", "Model", OTHER | {"image_size": 4}, images(1, 1, 8, 8)),
        ("double", "ForImageSuperResolution", TINY, images(2, 3, 8, 8)),
        ("triple", "ForImageSuperResolution", OTHER, images(1, 1, 8, 8)),
        (
            "direct",
            "ForImageSuperResolution",
            OTHER | {"upsampler": "pixelshuffledirect"},
            images(1, 1, 8, 8),
        ),
        (
            "nearest",
            "ForImageSuperResolution",
            TINY | {"upsampler": "nearest+conv", "upscale": 4},
            images(1, 3, 8, 4),
        ),
        (
            "aux",
            "ForImageSuperResolution",
            TINY | {"upsampler": "pixelshuffle_aux", "upscale": 4},
            images(1, 3, 8, 4),
        ),
        (
            "repair",
            "ForImageSuperResolution",
            TINY | {"upsampler": "", "upscale": 1, "img_range": 2.0},
            images(1, 3, 8, 8),
        ),
    ]
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_head(case: Case, backend: str) -> None:
    check(case, backend)


@pytest.mark.parametrize("options", [{"hidden_act": "gelu_new"}, {"img_range": 2.0}], ids=str)
def test_a_wrong_option_is_seen(options: dict) -> None:
    assert_seen(CASES[0], options=options)


@pytest.mark.parametrize(
    "name",
    [
        "encoder.stages.0.layers.1.attention.self.logit_scale",
        "encoder.stages.0.layers.0.attention.self.continuous_position_bias_mlp.0.bias",
        "encoder.stages.1.conv.bias",
    ],
)
def test_a_lost_parameter_is_seen(name: str) -> None:
    assert_seen(CASES[0], zero=name)


@pytest.mark.parametrize("number", [2, 6, 7])
def test_images_that_fill_no_windows(number: int) -> None:
    """transformers leaves the filling to its processor; here the model fills and cuts alike."""
    case = CASES[number]
    model = load("numpy", case.head, expected(case).directory, dtype="float64")
    pixels = np.random.default_rng(0).standard_normal((1, 3, 7, 5))
    mirrored = np.pad(pixels, [(0, 0), (0, 0), (0, 1), (0, 3)], mode="reflect")
    small, large = (
        run("numpy", model, {"pixel_values": x})["reconstruction"] for x in (pixels, mirrored)
    )
    scale = case.options.get("upscale", 2)
    assert small.shape == (1, 3, 7 * scale, 5 * scale)
    inner = np.s_[:, :, : 4 * scale, : 2 * scale]  # bicubic enlarging looks over the edge
    assert np.allclose(small[inner], large[inner])
