"""PP-LCNet's image processor: a shorter side of 256 pixels, cut to 224, in the order BGR."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import ImageProcessor
from auto_core.processors.steps import FLIP_CHANNELS, NORMALIZE, REPEAT_GREY, RESCALE, Step
from auto_core.processors.transforms import BILINEAR


def _shorter(image: sizes.HeightWidth, options: Mapping[str, Any]) -> sizes.HeightWidth:
    """Sides of which the shorter is `resize_short`, as multiples of `size_divisor`; `size` where
    there is none."""
    short, divisor = options["resize_short"], options["size_divisor"]
    if short is None:
        return sizes.general(image, options)
    scale = short / min(image)
    height, width = (round(side * scale) for side in image)
    if not divisor:
        return height, width
    return math.ceil(height / divisor) * divisor, math.ceil(width / divisor) * divisor


def _cut(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """The middle. Of a smaller image an odd row or column of padding is below or to the right,
    unlike other processors'."""
    crop = sizes.height_and_width(options["crop_size"], name="crop_size")

    def both_sides(length: int, wanted: int) -> tuple[int, int]:
        extra = max(int(wanted) - length, 0)
        return extra // 2, extra - extra // 2

    height, width = image.shape[-2:]
    padded = transforms.pad(image, (both_sides(height, crop[0]), both_sides(width, crop[1])))
    return transforms.center_crop(padded, crop)


class PPLCNetImageProcessor(ImageProcessor):
    """Means and deviations are those of the channels before their order is turned, as upstream."""

    steps = (
        REPEAT_GREY,
        steps.resize_by(_shorter),
        Step("do_center_crop", _cut, ("crop_size",)),
        RESCALE,
        NORMALIZE,
        FLIP_CHANNELS,
    )
    own_options = ("resize_short", "size_divisor", "do_flip_channel_order")
    pads_batch = False

    do_resize = do_center_crop = do_rescale = do_normalize = True
    do_flip_channel_order: bool | None = True
    size = sizes.square(256)
    crop_size = sizes.square(224)
    resize_short: int | None = 256
    size_divisor: int | None = 1
    resample = BILINEAR
    image_mean, image_std = (0.406, 0.456, 0.485), (0.225, 0.224, 0.229)
