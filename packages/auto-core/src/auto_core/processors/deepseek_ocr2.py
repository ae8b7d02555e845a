"""DeepSeek-OCR 2's processors: each image on a square, and the tiles of larger ones."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.tiled_images import GotOcr2ImageProcessor
from auto_core.tensors import BatchFeature

_GREY = (127, 127, 127)
_MOST_DIVISOR = 2**10


class DeepseekOcr2ImageProcessor(GotOcr2ImageProcessor):
    """Images whose longer side has one length, in the middle of a square of one colour; and of
    those larger than a tile, tiles in a grid of about their aspect ratio."""

    own_options = (*GotOcr2ImageProcessor.own_options, "tile_size", "background_color")
    model_input_names: ClassVar[list[str]] = ["pixel_values", "num_local_patches"]

    size = sizes.square(1024)
    image_mean = image_std = HALF
    crop_to_patches: bool | None = True
    min_patches: int | None = 2
    max_patches: int | None = 6
    tile_size: int = 768
    background_color: Any = _GREY

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        tile, colour = options["tile_size"], options["background_color"]
        if not isinstance(tile, int) or not 0 < tile <= sizes.MAX_SIDE:
            raise InputError(f"tile_size is {tile!r:.100}, expected 1 to {sizes.MAX_SIDE}.")
        if not isinstance(colour, list | tuple) or not all(
            isinstance(value, int) and 0 <= value <= 255 for value in colour
        ):
            raise InputError(
                f"background_color is {colour!r:.100}, expected a number of 0 to 255 for each "
                "channel."
            )
        options["background_color"] = list(colour)
        return options

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` [images, channels, height, width] of whole images, `num_local_patches`
        of each image, and where there are tiles, `pixel_values_local` [tiles, ...] of all."""
        options = self._options(overrides)
        side = options["tile_size"]
        of_tiles = {**options, "size": {"height": side, "width": side}}
        whole: list[np.ndarray] = []
        tiles: list[np.ndarray] = []
        counts = []
        for array in self._read(images, options):
            found = []
            if options["crop_to_patches"] and max(array.shape[-2:]) > side:
                shape = (array.shape[-2], array.shape[-1])
                found = self._tiles(array, self._chosen(shape, of_tiles), of_tiles)
            counts.append(len(found))
            tiles += [steps.run(self.steps[1:], tile, options) for tile in found]
            whole.append(steps.run(self.steps[1:], self._on_square(array, options), options))
        result = self._result({"pixel_values": whole, "num_local_patches": counts}, options)
        if tiles:
            local = self._result({"pixel_values": tiles}, options)
            result["pixel_values_local"] = local["pixel_values"]
        return result

    def _on_square(self, image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
        """An image in the middle of a square, whose longer side is its own."""
        side = sizes.height_and_width(options["size"])[0]
        side = side if options["crop_to_patches"] else options["tile_size"]
        scale, colour = side / max(image.shape[-2:]), options["background_color"]
        target = round(image.shape[-2] * scale), round(image.shape[-1] * scale)
        if min(target) < 1:
            raise InputError(
                f"An image of {image.shape[-2]} x {image.shape[-1]} pixels has no pixels left "
                f"across when its longer side is {side}."
            )
        image = transforms.resize(image, target, options["resample"])
        channels, height, width = image.shape
        if len(colour) != channels:
            raise InputError(f"background_color has {len(colour)} values, expected {channels}.")
        most = max(height, width)
        square = np.empty((channels, most, most), image.dtype)
        square[:] = np.array(colour)[:, None, None]
        top, left = (most - height) // 2, (most - width) // 2
        square[:, top : top + height, left : left + width] = image
        return square

    def get_number_of_image_patches(
        self, height: int, width: int, images_kwargs: Mapping[str, Any] | None = None
    ) -> int:
        """How many tiles an image of this size has, itself among them."""
        given = images_kwargs or {}
        names = ("min_patches", "max_patches", "tile_size", "crop_to_patches")
        least, most, side, cuts = (given.get(name, getattr(self, name)) for name in names)
        if not cuts or max(height, width) <= side:
            return 1
        return 1 + math.prod(self.grid((height, width), (side, side), least, most))


class DeepseekOcr2Processor(PlaceholderProcessor):
    """A token of an image becomes one for each query of its tiles and of itself, and one for the
    separator."""

    own_options = ("patch_size", "downsample_ratio")
    images_defaults: ClassVar[Mapping[str, Any]] = {
        "crop_to_patches": True,
        "min_patches": 2,
        "max_patches": 6,
    }
    image_token: str | None = "<image>"
    patch_size: int = 16
    downsample_ratio: int = 4

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        for name in self.own_options:
            value = getattr(self, name)
            if not isinstance(value, int) or not 0 < value <= _MOST_DIVISOR:
                raise InputError(f"{name} is {value!r:.100}, expected 1 to {_MOST_DIVISOR}.")

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
            raise InputError("Pass text: images stand at its tokens of images.")
        images = images if images is None else reading.flat(images)
        return super().__call__(images, text, videos, audio, **kwargs)

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        local = features.get("pixel_values_local")
        count = self._vectors(features["pixel_values"]) + 1
        if local is not None:
            count += self._vectors(local) * int(features["num_local_patches"][index])
        return str(self.image_token) * count

    def _vectors(self, pixels: Any) -> int:
        """The queries of an image or tile."""
        side = math.ceil(np.shape(pixels[0])[-1] / self.patch_size / self.downsample_ratio)
        return side**2
