"""FLAVA's image processor: images, the same for the codebook, and which patches are masked."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes
from auto_core.processors.image_processor import CLIP_MEAN, CLIP_STD, ImageProcessor
from auto_core.processors.processor import Processor
from auto_core.processors.transforms import BICUBIC, LANCZOS
from auto_core.tensors import BatchFeature

_MARGIN = 0.1  # of DALL-E's codebook: pixels are between it and 1 less it
_TRIES = 10  # of each rectangle
_MOST_SIDE = 1024  # patches


class FlavaImageProcessor(ImageProcessor):
    """CLIP's pixels, and on request those of the codebook and masked patches.

    Attributes:
        return_image_mask: whether to return `bool_masked_pos`, by chance (Python's `random`).
        input_size_patches: rows and columns of patches, a number or a pair.
        total_mask_patches: about how many of them are masked.
        mask_group_min_patches, mask_group_max_patches: of a rectangle of masked patches.
        mask_group_min_aspect_ratio, mask_group_max_aspect_ratio: of its height to its width; by
            default as far from 1 in both directions.
        return_codebook_pixels: whether to return `codebook_pixel_values`, by options with
            `codebook_` before.
        codebook_do_map_pixels: whether values in 0..1 are brought to 0.1..0.9.
    """

    own_options = (
        *("return_image_mask", "input_size_patches", "total_mask_patches"),
        *("mask_group_min_patches", "mask_group_max_patches"),
        *("mask_group_min_aspect_ratio", "mask_group_max_aspect_ratio"),
        *("return_codebook_pixels", "codebook_do_resize", "codebook_size", "codebook_resample"),
        *("codebook_do_center_crop", "codebook_crop_size", "codebook_do_rescale"),
        *("codebook_rescale_factor", "codebook_do_map_pixels", "codebook_do_normalize"),
        *("codebook_image_mean", "codebook_image_std"),
    )
    model_input_names: ClassVar[list[str]] = ["pixel_values"]

    do_resize = do_center_crop = do_rescale = do_normalize = True
    size = crop_size = sizes.square(224)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    return_image_mask: bool = False
    input_size_patches: Any = 14
    total_mask_patches: int = 75
    mask_group_min_patches: int = 16
    mask_group_max_patches: int | None = None
    mask_group_min_aspect_ratio: float = 0.3
    mask_group_max_aspect_ratio: float | None = None
    return_codebook_pixels: bool = False
    codebook_do_resize: bool = True
    codebook_size: Any = sizes.square(112)
    codebook_resample: Any = LANCZOS
    codebook_do_center_crop: bool = True
    codebook_crop_size: Any = sizes.square(112)
    codebook_do_rescale: bool = True
    codebook_rescale_factor: float = 1 / 255
    codebook_do_map_pixels: bool = True
    codebook_do_normalize: bool = True
    codebook_image_mean: Any = (0.0, 0.0, 0.0)
    codebook_image_std: Any = (1.0, 1.0, 1.0)

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        for name in ("codebook_image_mean", "codebook_image_std"):
            if isinstance(options[name], list | np.ndarray):
                options[name] = tuple(options[name])
        for name in ("codebook_size", "codebook_crop_size"):
            if options[name] is not None:
                options[name] = sizes.size_dict(options[name], name=name)
        return options

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values`, and on request `codebook_pixel_values` and `bool_masked_pos` [b h w].

        Raises:
            InputError: there is no such rectangle of patches, or another option cannot be used.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        data: dict[str, Any] = {"pixel_values": self._run(arrays, options)}
        if options["return_codebook_pixels"]:
            own = self._standardize(for_codebook(options))
            pixels = self._run(arrays, own)
            if options["codebook_do_map_pixels"]:
                pixels = [(1 - 2 * _MARGIN) * array + _MARGIN for array in pixels]
            data["codebook_pixel_values"] = pixels
        if options["return_image_mask"]:
            data["bool_masked_pos"] = [masked_patches(options) for _ in arrays]
        if options["data_format"] is not None and options["data_format"] != "channels_first":
            for name in ("pixel_values", "codebook_pixel_values"):
                if name in data:
                    data[name] = [np.moveaxis(array, 0, -1) for array in data[name]]
        return BatchFeature(data, tensor_type=options["return_tensors"])


def for_codebook(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options of the images for the codebook, under the names of any images."""
    prefix = "codebook_"
    names = (name for name in options if name.startswith(prefix))
    return {**options, **{name.removeprefix(prefix): options[name] for name in names}}


def masked_patches(options: Mapping[str, Any]) -> np.ndarray:
    """[h w], 1 for patches that are masked: rectangles, until there are about enough.

    Raises:
        InputError: rectangles of these sizes or ratios cannot be.
    """
    given = options["input_size_patches"]
    height, width = (given, given) if isinstance(given, int) else given
    total, least = options["total_mask_patches"], options["mask_group_min_patches"]
    most = options["mask_group_max_patches"] or total
    flattest = options["mask_group_min_aspect_ratio"]
    if not (0 < height <= _MOST_SIDE and 0 < width <= _MOST_SIDE):
        raise InputError(
            f"input_size_patches is {given!r}, expected 1 to {_MOST_SIDE} rows and columns."
        )
    if not (least > 0 and most > 0 and 0 < total <= height * width and flattest > 0):
        raise InputError(
            "total_mask_patches, mask_group_min_patches, mask_group_max_patches and "
            f"mask_group_min_aspect_ratio are {total}, {least}, {most} and {flattest}, expected "
            f"numbers above 0, the first at most {height * width}."
        )
    steepest = options["mask_group_max_aspect_ratio"] or 1 / flattest
    ratios = math.log(flattest), math.log(steepest)
    mask, count = np.zeros((height, width), np.int32), 0
    while count < total:
        added = _mask_one(mask, least, min(total - count, most), ratios)
        if not added:
            break
        count += added
    return mask


def _mask_one(mask: np.ndarray, least: float, most: int, ratios: tuple[float, float]) -> int:
    """Mask a rectangle by chance; how many patches were not masked before."""
    rows, columns = mask.shape
    for _ in range(_TRIES):
        area, ratio = random.uniform(least, most), math.exp(random.uniform(*ratios))
        height, width = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if width >= columns or height >= rows:
            continue
        top, left = random.randint(0, rows - height), random.randint(0, columns - width)
        part = mask[top : top + height, left : left + width]
        added = height * width - int(part.sum())
        if 0 < added <= most:
            part[:] = 1
            return added
    return 0


class FlavaProcessor(Processor):
    """Images and texts; keywords of both."""
