"""Swin2SR: every upsampler and both residual connections, against transformers."""

from __future__ import annotations

import numpy as np
import pytest
from parity.arch import architecture
from parity.backends import load, run
from parity.checks import expected

CASES = architecture("swin2sr").by_id()


@pytest.mark.parametrize("name", ["double", "aux", "repair"])
def test_images_that_fill_no_windows(name: str) -> None:
    """transformers leaves the filling to its processor; here the model fills and cuts alike."""
    case = CASES[f"ForImageSuperResolution-{name}"]
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
