"""Llama 4's image processor and processor: tiles of images, and the whole image behind them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.transforms import BILINEAR
from auto_core.tensors import BatchFeature

_MOST_TILES = 256  # of an image

# What stands between the vectors of an image, whatever the processor's options call it.
_START, _WHOLE, _END = "<|image_start|>", "<|image|>", "<|image_end|>"
_PATCH, _ACROSS, _DOWN = "<|patch|>", "<|tile_x_separator|>", "<|tile_y_separator|>"


class Llama4ImageProcessor(ImageProcessor):
    """Images scaled into a canvas of tiles, and where there is more than one tile, the whole image
    as the last one.

    Pixels have the precision of bfloat16, in which the models were trained, as float32.
    """

    pads_batch = False
    own_options = ("max_patches", "resize_to_max_canvas")
    steps = (steps.RESIZE, steps.RESCALE, steps.NORMALIZE)
    model_input_names: ClassVar[list[str]] = ["pixel_values", "aspect_ratios"]

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(336)
    resample = BILINEAR
    image_mean = image_std = HALF
    max_patches: int | None = 16
    resize_to_max_canvas: bool | None = False

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [tiles, channels, height, width] of all images, and `aspect_ratios`
        [images, 2], (rows, columns) of the tiles of each."""
        options = self._options(overrides)
        height, width = sizes.height_and_width(options["size"])
        if height != width:
            raise InputError(f"size is {options['size']}, expected a square.")
        if not options["do_resize"]:
            raise InputError("do_resize is False, but images become tiles of one size.")
        if options["max_patches"] > _MOST_TILES:
            raise InputError(
                f"max_patches is {options['max_patches']}, expected at most {_MOST_TILES}."
            )
        found, grids = [], []
        for image in self._read(images, options):
            tiles, grid = self._tiles(image, height, options)
            found.extend(tiles)
            grids.append(grid)
        return self._result({"pixel_values": found, "aspect_ratios": grids}, options)

    def _tiles(
        self, image: np.ndarray, side: int, options: Mapping[str, Any]
    ) -> tuple[list[np.ndarray], tuple[int, int]]:
        shape, largest = (image.shape[-2], image.shape[-1]), bool(options["resize_to_max_canvas"])
        canvas = best_canvas(shape, canvases(options["max_patches"], side), largest=largest)
        target = fitted(shape, canvas, side=None if largest else side)
        scaled = transforms.resize(image, target, options["resample"])
        padded = self._values(transforms.pad_to(scaled, canvas), options)
        tiles = [
            padded[:, top : top + side, left : left + side]
            for top in range(0, canvas[0], side)
            for left in range(0, canvas[1], side)
        ]
        if len(tiles) > 1:
            whole = transforms.resize(image, (side, side), options["resample"])
            tiles.append(self._values(whole, options))
        return tiles, (canvas[0] // side, canvas[1] // side)

    def _values(self, image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
        """Pixels rescaled and normalised; both together in bfloat16."""
        if not (options["do_rescale"] and options["do_normalize"]):
            return steps.run(self.steps[1:], image, options)
        values = bfloat16(image.astype(np.float32) * np.float32(options["rescale_factor"]))
        mean, std = (
            bfloat16(np.array(options[name], np.float32)).reshape(-1, 1, 1)
            for name in ("image_mean", "image_std")
        )
        return bfloat16(bfloat16(values - mean) / std)


def bfloat16(values: np.ndarray) -> np.ndarray:
    """Float32 values rounded to the nearest of bfloat16, to the even one of two."""
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    rounded = bits + np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1))
    return (rounded & np.uint32(0xFFFF0000)).view(np.float32)


def canvases(most: int, side: int) -> list[tuple[int, int]]:
    """Heights and widths of at most so many tiles, those of one aspect ratio together."""
    by_ratio: dict[float, list[tuple[int, int]]] = {}
    for count in range(most, 0, -1):
        for rows in range(1, count + 1):
            if count % rows == 0:
                columns = count // rows
                found = by_ratio.setdefault(rows / columns, [])
                found.append((rows * side, columns * side))
    return [canvas for some in by_ratio.values() for canvas in some]


def best_canvas(
    shape: sizes.HeightWidth, known: list[tuple[int, int]], *, largest: bool
) -> sizes.HeightWidth:
    """The canvas in which an image is scaled up least (or, where `largest`, most), or else down
    least; of several the smallest. Scales are float32's, so that equal ones are."""
    sides = np.array(known, np.float32)
    scales = np.min(sides / np.array(shape, np.float32), 1)
    larger = scales[scales >= 1]
    chosen = np.min(larger) if len(larger) and not largest else np.max(scales)
    equal = [canvas for canvas, scale in zip(known, scales, strict=True) if scale == chosen]
    return min(equal, key=math.prod)


def fitted(
    shape: sizes.HeightWidth, canvas: sizes.HeightWidth, *, side: int | None
) -> sizes.HeightWidth:
    """The size of an image in its canvas; of no more pixels than it has or, if there are fewer,
    than a tile of this `side`. A canvas' own sides are divided in float32."""
    wanted = [length if side is None else max(length, side) for length in shape]
    bounds = [  # and whether it is a canvas' side
        (most, True) if side is None or most < length else (length, False)
        for length, most in zip(wanted, canvas, strict=True)
    ]
    (tall, tall_narrow), (wide, wide_narrow) = bounds
    down, across = (
        np.float32(bound) / np.float32(length) if narrow else bound / length
        for (bound, narrow), length in zip(bounds, shape, strict=True)
    )
    narrow = tall_narrow or wide_narrow
    if (np.float32(across) < np.float32(down)) if narrow else across < down:
        height = np.float32(shape[0]) * across if wide_narrow else shape[0] * across
        return max(min(math.floor(height), tall), 1), wide
    width = np.float32(shape[1]) * down if tall_narrow else shape[1] * down
    return tall, max(min(math.floor(width), wide), 1)


class Llama4Processor(PlaceholderProcessor):
    """A token of an image becomes those of its tiles, row by row, and of the whole image."""

    own_options = (
        *("patch_size", "pixel_shuffle_ratio", "fake_image_token", "image_token"),
        *("start_of_image_token", "end_of_image_token", "patch_token"),
        *("tile_x_separator_token", "tile_y_separator_token"),
    )
    text_defaults: ClassVar[Mapping[str, Any]] = {"padding_side": "left"}
    unused_input_names = ("aspect_ratios",)
    patch_size: int = 14
    pixel_shuffle_ratio: float = 0.5
    image_token: str | None = _WHOLE
    # In files; no version of transformers reads them.
    fake_image_token: str = _WHOLE
    start_of_image_token: str = _START
    end_of_image_token: str = _END
    patch_token: str = _PATCH
    tile_x_separator_token: str = _ACROSS
    tile_y_separator_token: str = _DOWN

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        self.image_token = named.get("image_token", type(self).image_token)
        if not 1 <= self.patch_size <= 128:
            raise InputError(f"patch_size is {self.patch_size}, expected 1 to 128.")
        if not 0 < self.pixel_shuffle_ratio <= 1:
            raise InputError(
                f"pixel_shuffle_ratio is {self.pixel_shuffle_ratio}, expected one over the side of "
                "a square of patches."
            )

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        videos: Any = None,
        audio: Any = None,
        **kwargs: Any,
    ) -> Any:
        """As the base.

        Raises:
            InputError: there is no text.
        """
        if text is None:
            raise InputError("Pass a text: it says where images stand.")
        return super().__call__(images, text, videos, audio, **kwargs)

    def tokens_that_count(self) -> list[str]:
        return [_PATCH]

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        height, width = features["pixel_values"][0].shape[-2:]
        squared = round(1 / self.pixel_shuffle_ratio**2)
        count = (height // self.patch_size) * (width // self.patch_size) // squared
        rows, columns = map(int, features["aspect_ratios"][index])
        vectors = _PATCH * count
        tiles = (_ACROSS.join([vectors] * columns) + _DOWN) * rows if rows * columns > 1 else ""
        return f"{_START}{tiles}{_WHOLE}{vectors}{_END}"
