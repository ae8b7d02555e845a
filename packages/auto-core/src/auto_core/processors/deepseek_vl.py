"""The processors of DeepSeek-VL: images on a square, of one size or two, among texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps
from auto_core.processors.image_processor import CLIP_MEAN, CLIP_STD, ImageProcessor
from auto_core.processors.placeholders import PlaceholderProcessor
from auto_core.processors.tiled_images import on_square
from auto_core.processors.transforms import BICUBIC
from auto_core.tensors import BatchFeature

_MOST_TOKENS = 2**14  # of an image
_LARGEST = 2**12  # pixels that a side may have at least
_GREY = (0.5, 0.5, 0.5)


def _colour(mean: Any) -> list[int]:
    """The colour around images, as files have it."""
    return [int(share * 255) for share in mean or _GREY]


def _longer_side(shape: sizes.HeightWidth, options: Mapping[str, Any]) -> sizes.HeightWidth:
    """The longer side as `size`, which is that of a square, and no side below `min_size`."""
    height, width = sizes.height_and_width(options["size"])
    if height != width:
        raise InputError(f"size is {options['size']}, expected a height that is the width.")
    scale = height / max(shape)
    down, across = (max(round(side * scale), options["min_size"]) for side in shape)
    return down, across


class DeepseekVLImageProcessor(ImageProcessor):
    """Images with a longer side of one length, in the middle of a square of the mean."""

    steps = (
        steps.resize_by(_longer_side, "size", "min_size"),
        steps.Step("do_pad", lambda image, options: on_square(image, options["background"])),
        steps.RESCALE,
        steps.NORMALIZE,
    )
    pads_batch = False
    own_options = ("min_size", "do_pad")

    do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.square(384)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD
    min_size: int = 14

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        least = options["min_size"]
        if not isinstance(least, int) or not 0 <= least <= _LARGEST:
            raise InputError(f"min_size is {least!r:.100}, expected 0 to {_LARGEST}.")
        return options

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        self.background_color = _colour(self.image_mean)

    def _options(self, overrides: Mapping[str, Any]) -> dict[str, Any]:
        # The colour around images is that of the processor, whatever mean a call gives.
        return {**super()._options(overrides), "background": self.image_mean or _GREY}


class DeepseekVLHybridImageProcessor(DeepseekVLImageProcessor):
    """Each image large, as `high_res_pixel_values`, and what this becomes when it is small."""

    own_options = (
        *DeepseekVLImageProcessor.own_options,
        *("high_res_size", "high_res_resample", "high_res_image_mean", "high_res_image_std"),
    )
    model_input_names: ClassVar[list[str]] = ["pixel_values", "high_res_pixel_values"]

    high_res_size: Any = sizes.square(1024)
    high_res_resample: Any = BICUBIC
    high_res_image_mean: Any = CLIP_MEAN
    high_res_image_std: Any = CLIP_STD

    def _set(self, data: Mapping[str, Any]) -> None:
        super()._set(data)
        self.high_res_background_color = _colour(self.high_res_image_mean)

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        options = super()._standardize(options)
        given = {name.removeprefix("high_res_"): options[name] for name in self.own_options[2:]}
        standard = ImageProcessor._standardize(self, {"default_to_square": True, **given})
        return options | {f"high_res_{name}": standard[name] for name in given}

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """`pixel_values` and `high_res_pixel_values` [images, channels, height, width]."""
        options = self._options(overrides)
        if not options["do_resize"]:
            options["do_pad"] = False
        names = [name.removeprefix("high_res_") for name in self.own_options[2:]]
        high = options | {name: options[f"high_res_{name}"] for name in names}
        high["background"] = self.high_res_image_mean or _GREY
        large: list[np.ndarray] = []
        small: list[np.ndarray] = []
        for array in self._read(images, options):
            image = steps.run(self.steps[:2], array, high)
            large.append(steps.run(self.steps[2:], image, high))
            small.append(steps.run(self.steps, image, options))
        result = self._result({"pixel_values": small}, options)
        again = self._result({"pixel_values": large}, options)
        result["high_res_pixel_values"] = again["pixel_values"]
        return result


class DeepseekVLProcessor(PlaceholderProcessor):
    """A token of an image becomes `num_image_tokens`."""

    own_options = ("num_image_tokens",)
    num_image_tokens: int = 576

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if self.image_token is None:
            raise InputError(
                "The tokenizer has no image_token: its tokenizer_config.json names one among "
                "extra_special_tokens."
            )
        if not 0 < self.num_image_tokens <= _MOST_TOKENS:
            raise InputError(
                f"num_image_tokens is {self.num_image_tokens}, expected 1 to {_MOST_TOKENS}."
            )

    def image_text(self, features: Mapping[str, Any], index: int) -> str:
        return str(self.image_token) * self.num_image_tokens


class DeepseekVLHybridProcessor(DeepseekVLProcessor):
    pass
