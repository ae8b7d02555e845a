"""Processors that transformers has with torchvision alone: there, a grey image is normalised by the
means of three channels, and has three from then on."""

from __future__ import annotations

import numpy as np
import pytest

import auto_core


@pytest.mark.parametrize("name", ["CHMv2", "DepthPro", "DINOv3ViT", "Lfm2Vl", "PPLCNet", "RfDetr"])
def test_a_grey_image_is_one_of_three_equal_channels(name: str) -> None:
    grey = np.random.default_rng(0).integers(0, 256, (33, 47), dtype=np.uint8)
    processor = getattr(auto_core, f"{name}ImageProcessor")(size={"height": 32, "width": 32})
    found = processor([grey, grey[..., None]], return_tensors="np")["pixel_values"]
    colour = np.repeat(grey[..., None], 3, axis=-1)
    truth = processor([colour, colour], return_tensors="np")["pixel_values"]
    np.testing.assert_array_equal(found, truth)
