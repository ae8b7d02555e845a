"""The image processor of timm's repositories: the transforms of its evaluation, in Pillow.

A repository says them in config.json (`pretrained_cfg`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, transforms
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD, ImageProcessor
from auto_core.processors.steps import NORMALIZE, RESCALE, RESIZE, Step
from auto_core.processors.transforms import BILINEAR

_FILTERS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3, "box": 4, "hamming": 5}


def _crop(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """The middle, with zeros around what is smaller; halves of pixels go to the even side."""
    height, width = sizes.height_and_width(options["crop_size"], name="crop_size")
    above, left = max(height - image.shape[-2], 0), max(width - image.shape[-1], 0)
    image = transforms.pad(
        image, ((above // 2, (above + 1) // 2), (left // 2, (left + 1) // 2)), mode="constant"
    )
    top = round((image.shape[-2] - height) / 2)
    start = round((image.shape[-1] - width) / 2)
    return image[:, top : top + height, start : start + width]


class TimmWrapperImageProcessor(ImageProcessor):
    """Resize the shorter side (crop_pct), cut out the middle, normalise."""

    steps = (RESIZE, Step("do_center_crop", _crop, ("crop_size",)), RESCALE, NORMALIZE)
    pads_batch = False

    do_convert_rgb = do_resize = do_center_crop = do_rescale = do_normalize = True
    size = sizes.shortest(256)
    default_to_square = False
    crop_size = sizes.square(224)
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        """The options that timm's config means."""
        given = data.pop("pretrained_cfg", None)
        return data if given is None else data | options(given)


def options(config: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a processor for timm's `pretrained_cfg`.

    Raises:
        InputError: images are not cut out of their middle there.
    """
    mode = config.get("crop_mode") or "center"
    height, width = (config.get("input_size") or (3, 224, 224))[1:]
    share = config.get("crop_pct") or 0.875
    size: dict[str, int] = {"shortest_edge": math.floor(height / share)}
    if mode == "squash":
        size = {"height": math.floor(height / share), "width": math.floor(width / share)}
    elif mode != "center" or height != width:
        raise InputError(
            f"pretrained_cfg has crop_mode={mode!r} and images of {height}x{width} pixels, "
            "expected 'center' and a square, or 'squash'. Use timm.data.create_transform."
        )
    return {
        "size": size,
        "crop_size": {"height": height, "width": width},
        "resample": _FILTERS.get(config.get("interpolation") or "bilinear", BILINEAR),
        "image_mean": list(config.get("mean") or IMAGENET_MEAN),
        "image_std": list(config.get("std") or IMAGENET_STD),
    }
