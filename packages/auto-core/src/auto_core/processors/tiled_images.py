"""Image processors that cut images into tiles."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core import tiles
from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import CLIP_MEAN, CLIP_STD, HALF, ImageProcessor
from auto_core.processors.transforms import BICUBIC, BILINEAR
from auto_core.tensors import BatchFeature

_MOST_TILES = 256  # of an image

_RESOLUTIONS = ((336, 672), (672, 336), (672, 672), (1008, 336), (336, 1008))


class LlavaNextImageProcessor(ImageProcessor):
    """The whole image, small, then its tiles at the best of several resolutions."""

    pads_batch = True
    own_options = ("image_grid_pinpoints",)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "image_sizes"]

    do_convert_rgb = do_resize = do_center_crop = do_rescale = do_normalize = do_pad = True
    size = sizes.shortest(224)
    default_to_square = False
    crop_size = sizes.square(224)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    image_grid_pinpoints: Any = _RESOLUTIONS

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        if self.image_grid_pinpoints is not None:
            self.image_grid_pinpoints = [list(pair) for pair in self.image_grid_pinpoints]

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [images, tiles, channels, height, width] (with `do_pad` of one number of
        tiles) and `image_sizes` [images, 2], (height, width) of each image."""
        options = self._options(overrides)
        size, crop = options["size"], options["crop_size"]
        edge = size.get("shortest_edge")
        whole = (size["height"], size["width"]) if edge is None else (edge, edge)
        side = crop["height"] if crop and crop.get("height") else whole[0]
        found, given = [], []
        for array in self._read(images, options):
            shape = (array.shape[-2], array.shape[-1])
            pieces = [
                transforms.resize(array, whole, options["resample"]),
                *_tiles(array, options["image_grid_pinpoints"], side, options["resample"]),
            ]
            found.append(np.stack([steps.run(self.steps, piece, options) for piece in pieces]))
            given.append(shape)
        if options["do_pad"]:
            most = max(map(len, found))
            found = [
                np.concatenate([x, np.zeros((most - len(x), *x.shape[1:]), x.dtype)]) for x in found
            ]
        data = {"pixel_values": found, "image_sizes": given}
        return self._result(data, options)


def _tiles(image: np.ndarray, resolutions: Any, side: int, resample: int) -> list[np.ndarray]:
    """Tiles of an image that is scaled into its best resolution and padded around."""
    target = tiles.best_resolution((image.shape[-2], image.shape[-1]), resolutions)
    if side < 1 or -(-target[0] // side) * -(-target[1] // side) > _MOST_TILES:
        raise InputError(
            f"image_grid_pinpoints has {list(target)}, expected at most {_MOST_TILES} tiles of "
            f"{side} pixels a side."
        )
    new = tiles.fitted((image.shape[-2], image.shape[-1]), target)
    scaled = transforms.resize(image, new, resample)
    above, left = (target[0] - new[0]) // 2, (target[1] - new[1]) // 2
    around = ((above, target[0] - new[0] - above), (left, target[1] - new[1] - left))
    padded = transforms.pad(scaled, around)
    return [
        padded[:, top : top + side, start : start + side]
        for top in range(0, target[0], side)
        for start in range(0, target[1], side)
    ]


class Gemma3ImageProcessor(ImageProcessor):
    """Images of one size; long ones, with `do_pan_and_scan`, also cut along their longer side."""

    pads_batch = False
    own_options = (
        "do_pan_and_scan",
        "pan_and_scan_min_crop_size",
        "pan_and_scan_max_num_crops",
        "pan_and_scan_min_ratio_to_activate",
    )
    steps = (steps.RESIZE, steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "num_crops"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    resample = BILINEAR
    image_mean = image_std = HALF
    do_pan_and_scan: bool | None = None
    pan_and_scan_min_crop_size: int | None = None
    pan_and_scan_max_num_crops: int | None = None
    pan_and_scan_min_ratio_to_activate: float | None = None

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` of each image and then its crops, and `num_crops` of each image."""
        options = self._options(overrides)
        found, counts = [], []
        for array in self._read(images, options):
            crops = self._crops(array, options) if options["do_pan_and_scan"] else []
            found.extend(steps.run(self.steps, one, options) for one in (array, *crops))
            counts.append(len(crops))
        return self._result({"pixel_values": found, "num_crops": counts}, options)

    def _crops(self, image: np.ndarray, options: Mapping[str, Any]) -> list[np.ndarray]:
        least, most, ratio = (options[name] for name in self.own_options[1:])
        if None in (least, most, ratio):
            raise InputError(
                f"do_pan_and_scan=True needs {', '.join(self.own_options[1:])}; pass them."
            )
        height, width = image.shape[-2:]
        long, short = max(height, width), min(height, width)
        if long / short < ratio:
            return []
        count = min(math.floor(long / short + 0.5), math.floor(long / least))
        count = min(most, max(2, count))
        each = math.ceil(long / count)
        if min(each, short) < least:
            return []
        cuts = [slice(each * i, each * (i + 1)) for i in range(count)]
        return [image[:, :, cut] if width >= height else image[:, cut] for cut in cuts]


class PixtralImageProcessor(ImageProcessor):
    """Images within a size, with a whole number of patches, padded to one size."""

    pads_batch = True
    own_options = ("patch_size",)
    steps = (
        steps.Step("do_resize", lambda image, options: _to_patches(image, options), ("size",)),
        steps.CENTER_CROP,
        steps.RESCALE,
        steps.NORMALIZE,
    )
    model_input_names: ClassVar[list[str]] = ["pixel_values", "image_sizes"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.longest(1024)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    patch_size: Any = sizes.square(16)

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        if options["patch_size"] is not None:
            options["patch_size"] = sizes.size_dict(options["patch_size"], name="patch_size")
        return options

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [images, channels, height, width] and `image_sizes` [images, 2], the
        (height, width) of each image without padding."""
        options = self._options(overrides)
        done = self._run(self._read(images, options), {**options, "do_pad": False})
        given = [(image.shape[-2], image.shape[-1]) for image in done]
        if options["do_pad"]:
            most = max(height for height, _ in given), max(width for _, width in given)
            done = [transforms.pad_to(image, most) for image in done]
        return self._result({"pixel_values": done, "image_sizes": given}, options)


def _to_patches(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    size = options["size"]
    edge = size.get("longest_edge")
    most = (edge, edge) if edge else sizes.height_and_width(size)
    patch = sizes.height_and_width(options["patch_size"], name="patch_size")
    shape = [image.shape[-2], image.shape[-1]]
    ratio = max(side / bound for side, bound in zip(shape, most, strict=True))
    if ratio > 1:
        shape = [math.floor(side / ratio) for side in shape]
    target = [((side - 1) // p + 1) * p for side, p in zip(shape, patch, strict=True)]
    return transforms.resize(image, (target[0], target[1]), options["resample"])
