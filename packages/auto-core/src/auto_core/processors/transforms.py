"""Operations on one image: an array [channels, height, width].

Rounding is that of transformers' Pillow-backed processors, which reproduce the pixels the
published models were trained on.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Collection
from typing import Any

import numpy as np

from auto_core.errors import InputError, MissingDependencyError
from auto_core.processors.sizes import HeightWidth

# Pillow's numbers, which are what preprocessor_config.json holds.
NEAREST, LANCZOS, BILINEAR, BICUBIC, BOX, HAMMING = range(6)


def pillow(submodule: str = "Image") -> Any:
    """Pillow's module, imported when first needed.

    Raises:
        MissingDependencyError: Pillow is not installed.
    """
    try:
        return importlib.import_module(f"PIL.{submodule}")
    except ImportError as error:
        raise MissingDependencyError(
            'Image processing needs Pillow. Install it with `pip install "auto-core[vision]"`.'
        ) from error


# --- resampling ------------------------------------------------------------------------------


def resize(image: np.ndarray, size: HeightWidth, resample: int = BILINEAR) -> np.ndarray:
    """Resample with Pillow, which works on bytes.

    Floats in [0, 1] are scaled to bytes and back; floats with whole values in [0, 255] become
    bytes.

    Raises:
        InputError: values that are neither, or an empty size.
    """
    if min(size) <= 0:
        raise InputError(
            f"An image of {image.shape[-2:]} would be resized to {size}: it is too small."
        )
    unit_range = _is_unit_range(image)
    pixels = image.astype(np.float64) * 255 if unit_range else image
    if unit_range:  # through float32, as a rescaled image would be
        pixels = pixels.astype(np.float32)
    pixels = np.moveaxis(pixels.astype(np.uint8, copy=False), 0, -1)
    try:
        pil_image = pillow().fromarray(pixels[..., 0] if pixels.shape[-1] == 1 else pixels)
    except TypeError as error:
        raise InputError(
            f"An image with {image.shape[0]} channels cannot be resized. If the channels are not "
            f"the first of {image.shape}, pass the other input_data_format."
        ) from error
    resized = np.array(pil_image.resize((size[1], size[0]), resample=resample))
    resized = resized[None] if resized.ndim == 2 else np.moveaxis(resized, -1, 0)
    return rescale(resized, 1 / 255) if unit_range else resized


def _is_unit_range(image: np.ndarray) -> bool:
    """Whether floats in [0, 1] must be scaled to become bytes; refuses what cannot be a byte."""
    if image.dtype == np.uint8:
        return False
    whole = np.allclose(image, image.astype(int))
    low, high = (image.min(), image.max()) if image.size else (0, 0)
    if low >= 0 and high <= (255 if whole else 1):
        return not whole
    raise InputError(
        f"Only images with whole values in [0, 255] or values in [0, 1] can be resized; this one "
        f"has values in [{low}, {high}]. Rescale it, or pass do_resize=False."
    )


# --- pixels ----------------------------------------------------------------------------------


def rescale(image: np.ndarray, factor: float) -> np.ndarray:
    """Multiply in double precision and round to float32."""
    return (image.astype(np.float64) * factor).astype(np.float32)


def normalize(
    image: np.ndarray, mean: float | Collection[float], std: float | Collection[float]
) -> np.ndarray:
    """(image - mean) / std per channel, in the image's float type (float32 for integers).

    Raises:
        InputError: mean or std have not one value per channel.
    """
    if not np.issubdtype(image.dtype, np.floating):
        image = image.astype(np.float32)
    mean = _per_channel(mean, image, "image_mean")
    return (image - mean) / _per_channel(std, image, "image_std")


def repeated(image: np.ndarray, mean: float | Collection[float]) -> np.ndarray:
    """A grey image with a channel for each mean; others as they are."""
    if image.shape[0] != 1 or not isinstance(mean, Collection):
        return image
    return np.repeat(image, len(mean), axis=0)


def _per_channel(values: float | Collection[float], image: np.ndarray, name: str) -> np.ndarray:
    channels = image.shape[0]
    listed = list(values) if isinstance(values, Collection) else [values] * channels
    if len(listed) != channels:
        raise InputError(
            f"{name} has {len(listed)} values but the image has {channels} channels. Pass "
            f"do_convert_rgb=True to bring images to 3 channels, or {name} with {channels} values."
        )
    return np.array(listed, dtype=image.dtype)[:, None, None]


def flip_channel_order(image: np.ndarray) -> np.ndarray:
    """RGB to BGR and back."""
    return image[::-1]


def grayscale(image: np.ndarray) -> np.ndarray:
    """Luma (ITU-R 601), repeated on three channels; grey images are returned as they are."""
    if image.shape[0] == 1 or (np.all(image[0] == image[1]) and np.all(image[1] == image[2])):
        return image
    luma = image[0] * 0.2989 + image[1] * 0.587 + image[2] * 0.114
    return np.stack([luma] * 3)


def reduce_labels(labels: np.ndarray) -> np.ndarray:
    """Shift class ids down by one; the background 0 becomes 255, which losses ignore."""
    shifted = np.where(labels == 0, 255, labels).astype(labels.dtype) - 1
    return np.where(shifted == 254, 255, shifted).astype(shifted.dtype)


# --- geometry --------------------------------------------------------------------------------


def center_crop(image: np.ndarray, size: HeightWidth) -> np.ndarray:
    """Cut out the middle; where the image is smaller it is padded with zeros."""
    height, width = image.shape[-2:]
    crop_height, crop_width = int(size[0]), int(size[1])
    top, left = (height - crop_height) // 2, (width - crop_width) // 2
    if top >= 0 and left >= 0:
        return image[..., top : top + crop_height, left : left + crop_width]
    canvas_height, canvas_width = max(crop_height, height), max(crop_width, width)
    canvas = np.zeros_like(image, shape=(*image.shape[:-2], canvas_height, canvas_width))
    down, right = math.ceil((canvas_height - height) / 2), math.ceil((canvas_width - width) / 2)
    canvas[..., down : down + height, right : right + width] = image
    top, left = top + down, left + right
    return canvas[..., top : top + crop_height, left : left + crop_width]


def pad_to(
    image: np.ndarray, size: HeightWidth, fill: float = 0, mode: str = "constant"
) -> np.ndarray:
    """Pad below and to the right.

    Raises:
        InputError: the image is larger than `size`.
    """
    below, right = size[0] - image.shape[-2], size[1] - image.shape[-1]
    if below < 0 or right < 0:
        raise InputError(f"An image of {image.shape[-2:]} cannot be padded to the smaller {size}.")
    return pad(image, ((0, below), (0, right)), fill, mode)


def pad(
    image: np.ndarray,
    amounts: tuple[tuple[int, int], tuple[int, int]],
    fill: float = 0,
    mode: str = "constant",
) -> np.ndarray:
    """Pad ((above, below), (left, right)); `mode` is that of `numpy.pad`."""
    if not any(map(any, amounts)):
        return image
    widths = ((0, 0),) * (image.ndim - 2) + amounts
    if mode == "constant":
        return np.pad(image, widths, constant_values=fill)
    return np.pad(image, widths, mode=mode)  # pyright: ignore[reportCallIssue, reportArgumentType]


def pad_around_to_multiple(image: np.ndarray, divisor: int) -> np.ndarray:
    """DPT: centre the image in the next multiple of `divisor`."""

    def both_sides(length: int) -> tuple[int, int]:
        extra = math.ceil(length / divisor) * divisor - length
        return extra // 2, extra - extra // 2

    return pad(image, (both_sides(image.shape[-2]), both_sides(image.shape[-1])))


def mirror_to_next_multiple(image: np.ndarray, divisor: int) -> np.ndarray:
    """Swin2SR: mirror the lower and right edges up to the next multiple, always adding some."""
    height, width = image.shape[-2:]
    below = (height // divisor + 1) * divisor - height
    right = (width // divisor + 1) * divisor - width
    return pad(image, ((0, below), (0, right)), mode="symmetric")


def pixel_mask(shape: HeightWidth, size: HeightWidth) -> np.ndarray:
    """[height, width] int64: 1 on the image in the upper left, 0 on the padding."""
    mask = np.zeros(size, dtype=np.int64)
    mask[: shape[0], : shape[1]] = 1
    return mask
