"""Image processors of scanned pages: LayoutLMv2 and v3, which may read the words, and Donut."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF, ImageProcessor
from auto_core.processors.steps import CENTER_CROP, NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BICUBIC, BILINEAR
from auto_core.tensors import BatchFeature


class LayoutLMv3ImageProcessor(ImageProcessor):
    """With `apply_ocr` the words and their boxes are read by Tesseract."""

    pads_batch = False
    own_options = ("apply_ocr", "ocr_lang", "tesseract_config")

    do_resize = do_rescale = do_normalize = True
    size = sizes.square(224)
    resample = BILINEAR
    image_mean = image_std = HALF
    apply_ocr: bool | None = True
    ocr_lang: str | None = None
    tesseract_config: str | None = ""

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """Like the base; with `apply_ocr` also `words` and `boxes` per image.

        Raises:
            MissingDependencyError: `apply_ocr` is on and pytesseract is not installed.
        """
        from auto_core.processors.ocr import read_words

        options = self._options(overrides)
        arrays = self._read(images, options)
        pages: Sequence[Any] = ()
        if options["apply_ocr"]:
            pages = [
                read_words(array, options["ocr_lang"], options["tesseract_config"] or "")
                for array in arrays
            ]
        features = self._result({"pixel_values": self._run(arrays, options)}, options)
        if options["apply_ocr"]:
            features["words"] = [words for words, _ in pages]
            features["boxes"] = [boxes for _, boxes in pages]
        return features


class LayoutLMv2ImageProcessor(LayoutLMv3ImageProcessor):
    """Bytes in the order of blue, green and red, which the model's detector was trained on."""

    steps = (steps.RESIZE,)

    do_rescale = do_normalize = None
    rescale_factor = None
    image_mean = image_std = None

    def _run(self, arrays: Sequence[np.ndarray], options: Mapping[str, Any]) -> list[np.ndarray]:
        return [transforms.flip_channel_order(image) for image in super()._run(arrays, options)]


# --- Donut -------------------------------------------------------------------------------------


def _turn(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """Turn a page that lies when `size` stands, or the other way round, by a quarter."""
    height, width = sizes.height_and_width(options["size"])
    across, down = width - height, image.shape[-1] - image.shape[-2]
    return np.rot90(image, 3, axes=(1, 2)) if across * down < 0 else image


def _resize_shortest(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    edge = min(sizes.height_and_width(options["size"]))
    target = sizes.shortest_edge((image.shape[-2], image.shape[-1]), edge)
    return transforms.resize(image, target, options["resample"])


def _shrink(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """Down to `size`; the shorter side follows the longer one."""
    height, width = image.shape[-2:]
    inside_height, inside_width = sizes.height_and_width(options["size"])
    new_height, new_width = min(height, inside_height), min(width, inside_width)
    if (new_height, new_width) == (height, width):
        return image
    if height > width:
        new_width = int(width * new_height / height)
    elif width > height:
        new_height = int(height * new_width / width)
    # Nearest (0) counts as not given, as in transformers.
    return transforms.resize(image, (new_height, new_width), options["resample"] or BICUBIC)


def _pad_around(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    target = sizes.height_and_width(options["size"])
    missing = target[0] - image.shape[-2], target[1] - image.shape[-1]
    if min(missing) < 0:
        raise InputError(
            f"An image of {image.shape[-2:]} cannot be padded to the smaller {target}. Pass "
            "do_thumbnail=True to shrink it first."
        )
    above, left = missing[0] // 2, missing[1] // 2
    return transforms.pad(image, ((above, missing[0] - above), (left, missing[1] - left)))


class DonutImageProcessor(ImageProcessor):
    """Pages are shrunk into `size`, keeping their shape, and put in its middle.

    A `size` of two numbers is (width, height) here, as in Donut's own files.
    """

    steps = (
        Step("do_align_long_axis", _turn, ("size",)),
        Step("do_resize", _resize_shortest, ("size", "resample")),
        Step("do_thumbnail", _shrink, ("size", "resample")),
        Step("do_pad", _pad_around, ("size",)),
        CENTER_CROP,
        RESCALE,
        NORMALIZE,
    )
    pads_batch = False
    own_options = ("do_thumbnail", "do_align_long_axis")

    do_resize = do_rescale = do_normalize = do_pad = True
    do_thumbnail: bool | None = True
    do_align_long_axis: bool | None = False
    size = sizes.exactly(2560, 1920)
    resample = BILINEAR
    image_mean = image_std = HALF

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if data.get("size", 0) is None:
            del data["size"]
        return data

    def _standardize(self, options: dict[str, Any]) -> dict[str, Any]:
        if isinstance(options["size"], list | tuple):
            options["size"] = options["size"][::-1]
        return super()._standardize(options)
