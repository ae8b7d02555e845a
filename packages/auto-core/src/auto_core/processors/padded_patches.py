"""Image processors of models that take each image as a row of patches, padded to one length."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, transforms
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.steps import NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BILINEAR
from auto_core.tensors import BatchFeature

_EXACT = 1e-5  # of the scale that is searched for


def size_of_patches(shape: sizes.HeightWidth, patch: int, most: int) -> sizes.HeightWidth:
    """The largest size of about this aspect ratio that has at most so many whole patches."""

    def scaled(scale: float) -> list[int]:
        return [max(patch, math.ceil(side * scale / patch) * patch) for side in shape]

    low, high = _EXACT / 10, 100.0
    while high - low >= _EXACT:
        middle = (low + high) / 2
        height, width = scaled(middle)
        if (height // patch) * (width // patch) <= most:
            low = middle
        else:
            high = middle
    height, width = scaled(low)
    return height, width


def _resize_to_patches(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    shape = (image.shape[-2], image.shape[-1])
    target = size_of_patches(shape, options["patch_size"], options["max_num_patches"])
    return transforms.resize(image, target, options["resample"])


def in_patches(image: np.ndarray, patch: int) -> tuple[np.ndarray, sizes.HeightWidth]:
    """An image [c h w] as patches [n patch*patch*c], row by row, and (rows, columns) of them.

    Raises:
        InputError: they are not whole ones.
    """
    channels, height, width = image.shape
    if height % patch or width % patch:
        raise InputError(
            f"An image of {height} x {width} pixels has no whole number of patches of {patch} "
            "pixels. Pass do_resize=True."
        )
    rows, columns = height // patch, width // patch
    blocks = image.reshape(channels, rows, patch, columns, patch).transpose(1, 3, 2, 4, 0)
    return blocks.reshape(rows * columns, patch * patch * channels), (rows, columns)


class Siglip2ImageProcessor(ImageProcessor):
    """Images of about their own aspect ratio, each in at most `max_num_patches` patches."""

    steps = (
        Step("do_resize", _resize_to_patches, ("resample", "patch_size", "max_num_patches")),
        RESCALE,
        NORMALIZE,
    )
    pads_batch = False
    own_options = ("patch_size", "max_num_patches")
    model_input_names: ClassVar[list[str]] = [
        "pixel_values",
        "pixel_attention_mask",
        "spatial_shapes",
    ]

    do_resize = do_rescale = do_normalize = True
    resample = BILINEAR
    image_mean = image_std = HALF
    patch_size: int | None = 16
    max_num_patches: int | None = 256

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [b n f], `pixel_attention_mask` [b n] (1 for patches and 0 for padding)
        and `spatial_shapes` [b 2], the rows and columns of patches.

        Raises:
            InputError: without resizing, an image has more patches or no whole number of them.
        """
        options = self._options(overrides)
        most = options["max_num_patches"]
        pixels, masks, shapes = [], [], []
        for array in self._run(self._read(images, options), options):
            patches, shape = in_patches(array, options["patch_size"])
            if len(patches) > most:
                raise InputError(
                    f"An image has {len(patches)} patches, max_num_patches is {most}. Pass "
                    "do_resize=True."
                )
            pixels.append(np.pad(patches, [(0, most - len(patches)), (0, 0)]))
            masks.append((np.arange(most) < len(patches)).astype(np.int32))
            shapes.append(shape)
        data = {"pixel_values": pixels, "pixel_attention_mask": masks, "spatial_shapes": shapes}
        return BatchFeature(data, tensor_type=options["return_tensors"])
