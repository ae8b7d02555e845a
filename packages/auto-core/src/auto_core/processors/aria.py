"""The processors of Aria: images or crops of them, padded to a square, among texts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core import tiles
from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.tiled_images import best_tiles
from auto_core.processors.transforms import BICUBIC
from auto_core.tensors import BatchFeature

_SIDES = (490, 980)  # of the squares
_GRIDS = (
    *((1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (2, 4), (2, 3), (2, 2), (2, 1)),
    *((3, 1), (3, 2), (4, 1), (4, 2), (5, 1), (6, 1), (7, 1), (8, 1)),
)


class AriaImageProcessor(ImageProcessor):
    """Images with a longer side of one length, and padding below or at the right; with
    `split_image` crops of each at the best of several resolutions."""

    steps = (steps.RESCALE, steps.NORMALIZE)
    pads_batch = False
    own_options = ("max_image_size", "min_image_size", "split_image", "split_resolutions")
    model_input_names: ClassVar[list[str]] = ["pixel_values", "pixel_mask", "num_crops"]

    do_convert_rgb = do_rescale = do_normalize = True
    resample = BICUBIC
    image_mean = image_std = HALF
    max_image_size: int = 980
    min_image_size: int = 336
    split_image: bool | None = False
    split_resolutions: Any = tuple((down * 490, across * 490) for down, across in _GRIDS)

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        if options["max_image_size"] not in _SIDES:
            raise InputError(
                f"max_image_size is {options['max_image_size']!r:.100}, expected 490 or 980."
            )
        least = options["min_image_size"]
        if not isinstance(least, int) or not 1 <= least <= options["max_image_size"]:
            raise InputError(
                f"min_image_size is {least!r:.100}, expected 1 to max_image_size, "
                f"{options['max_image_size']}."
            )
        pairs = options["split_resolutions"] or type(self).split_resolutions
        try:
            found = [[int(down), int(across)] for down, across in pairs]
        except (TypeError, ValueError):
            found = []
        if not found or not all(0 < side <= sizes.MAX_SIDE for pair in found for side in pair):
            raise InputError(f"split_resolutions is {pairs!r:.100}, expected heights and widths.")
        return {**options, "split_resolutions": found}

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [crops, channels, height, width] and `pixel_mask` [crops, height, width]
        of all images, and `num_crops`, the most that an image has."""
        options = self._options(overrides)
        side, resample = options["max_image_size"], options["resample"]
        found, masks, most = [], [], 0
        for array in self._read(images, options):
            pieces = [array]
            if options["split_image"]:
                pieces = best_tiles(array, options["split_resolutions"], side, resample)
            most = max(most, len(pieces))
            for piece in pieces:
                down, across = _fitted((piece.shape[-2], piece.shape[-1]), options)
                scaled = transforms.resize(piece, (down, across), resample)
                square = transforms.pad_to(scaled, (side, side))
                found.append(steps.run(self.steps, square, options))
                mask = np.zeros((side, side), bool)
                mask[:down, :across] = True
                masks.append(mask)
        data = {"pixel_values": found, "pixel_mask": masks, "num_crops": most}
        return self._result(data, options)

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> int:
        """How many crops an image of this size has."""
        options = self._options(dict(images_kwargs or {}))
        if not options["split_image"]:
            return 1
        side = options["max_image_size"]
        target = tiles.best_resolution((height, width), options["split_resolutions"])
        return math.prod(-(-length // side) for length in target)


def _fitted(shape: sizes.HeightWidth, options: Mapping[str, Any]) -> sizes.HeightWidth:
    """The longer side as `max_image_size`, the other in proportion, or `min_image_size`."""
    side, least = options["max_image_size"], options["min_image_size"]
    height, width = shape
    scale = side / max(shape)
    if width >= height:
        return max(int(height * scale), least), side
    return side, max(int(width * scale), least)


class AriaProcessor(PlaceholderProcessor):
    """A token of an image becomes as many as its crops have vectors."""

    own_options = ("size_conversion",)
    images_defaults: ClassVar[Mapping[str, Any]] = {"max_image_size": 980, "split_image": False}
    unused_input_names = ("num_crops",)
    size_conversion: Any = None  # sides of images to numbers of vectors

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        given = {490: 128, 980: 256} if self.size_conversion is None else self.size_conversion
        self.size_conversion = {int(side): int(count) for side, count in given.items()}
        if not all(0 < count <= 2**16 for count in self.size_conversion.values()):
            raise InputError(f"size_conversion is {given!r:.100}, expected 1 to {2**16} vectors.")
        if self.image_token is None:
            raise InputError(
                "The tokenizer has no image_token: its tokenizer_config.json names one among "
                "extra_special_tokens."
            )
        if self.tokenizer.pad_token is None:
            self.tokenizer.pad_token = self.tokenizer.unk_token

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        side = features["pixel_values"][0].shape[-1]
        if side not in self.size_conversion:
            raise InputError(f"size_conversion has no {side}: {self.size_conversion}.")
        count = int(features["num_crops"]) * self.size_conversion[side]
        return str(self.image_token) * count

    def image_counts(self, shape: Any, options: Mapping[str, Any]) -> tuple[int, int]:
        patches = self.image_processor.get_number_of_image_patches(*shape, options)
        side = options.get("max_image_size") or self.image_processor.max_image_size
        return self.size_conversion[side] * patches, patches
