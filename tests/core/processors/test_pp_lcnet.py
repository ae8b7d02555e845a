"""PP-LCNet's image processor, which needs torchvision in transformers, by its rule."""

from __future__ import annotations

import numpy as np
from core.processors.compare import noise
from PIL import Image

from auto_core.processors.pp_lcnet import PPLCNetImageProcessor


def test_pixels() -> None:
    image = noise(50, 83)
    found = PPLCNetImageProcessor(
        resize_short=30, size_divisor=8, crop_size={"height": 24, "width": 28}
    )(image, return_tensors="np")["pixel_values"]
    # 30 and round(49.8) pixels, as multiples of 8.
    resized = np.asarray(Image.fromarray(image).resize((56, 32), Image.Resampling.BILINEAR))
    cut = resized[4:28, 14:42] / 255
    expected = (cut - [0.406, 0.456, 0.485]) / [0.225, 0.224, 0.229]
    np.testing.assert_allclose(found[0], expected.transpose(2, 0, 1)[::-1], atol=1e-5)


def test_without_a_shorter_side() -> None:
    processor = PPLCNetImageProcessor(
        resize_short=None, do_center_crop=False, size={"height": 20, "width": 30}
    )
    assert processor(noise(50, 83), return_tensors="np")["pixel_values"].shape == (1, 3, 20, 30)


def test_an_odd_row_of_padding_is_below() -> None:
    image = np.full((20, 31, 3), 255, np.uint8)
    found = PPLCNetImageProcessor(
        resize_short=20, crop_size={"height": 25, "width": 26}, do_normalize=False
    )(image, return_tensors="np")["pixel_values"][0]
    np.testing.assert_allclose(found, np.pad(np.ones((3, 20, 26)), [(0, 0), (2, 3), (0, 0)]))
    wide = PPLCNetImageProcessor(
        resize_short=20, crop_size={"height": 8, "width": 40}, do_normalize=False
    )(image, return_tensors="np")["pixel_values"][0]
    np.testing.assert_allclose(wide, np.pad(np.ones((3, 8, 31)), [(0, 0), (0, 0), (4, 5)]))
