"""Image processors of OWL-ViT and OWLv2: detection by text or by a query image."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.processors import sizes, transforms
from auto_core.processors.image_processor import CLIP_MEAN, CLIP_STD, ImageProcessor
from auto_core.processors.post_processing import detection
from auto_core.processors.steps import NORMALIZE, RESCALE, Step
from auto_core.processors.transforms import BICUBIC, BILINEAR, NEAREST


class OwlViTImageProcessor(ImageProcessor):
    pads_batch = True

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    do_center_crop = False
    size = sizes.square(768)
    crop_size = sizes.square(768)
    resample = BICUBIC
    image_mean, image_std = CLIP_MEAN, CLIP_STD

    @classmethod
    def _translate(cls, data: dict[str, Any]) -> dict[str, Any]:
        if "rescale" in data:  # an early name
            data["do_rescale"] = data.pop("rescale")
        return data

    post_process_object_detection = staticmethod(detection.by_sigmoid)
    post_process_image_guided_detection = staticmethod(detection.image_guided)


def _pad_to_square(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    side = max(image.shape[-2:])
    return transforms.pad_to(image, (side, side))


def _resize_smoothly(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """Blur as far as the image shrinks, then interpolate linearly between pixel centres."""
    target = sizes.height_and_width(options["size"])
    smooth = image
    if options["resample"] != NEAREST:
        for axis, new in zip((1, 2), target, strict=True):
            smooth = _blur(smooth, axis, max(0.0, (image.shape[axis] / new - 1) / 2))
    # Both axes in one go, in double precision, as an n-dimensional spline would.
    taps = [_linear_taps(image.shape[axis], new) for axis, new in zip((1, 2), target, strict=True)]
    wide = smooth.astype(np.float64)
    for axis, (low, high, share) in zip((1, 2), taps, strict=True):
        share = share[:, None] if axis == 1 else share
        wide = np.take(wide, low, axis) * (1 - share) + np.take(wide, high, axis) * share
    if np.issubdtype(image.dtype, np.integer):  # bytes that were not rescaled
        wide = np.trunc(wide + np.where(wide > 0, 0.5, -0.5))
    return np.clip(wide.astype(image.dtype), image.min(), image.max())


def _blur(image: np.ndarray, axis: int, sigma: float) -> np.ndarray:
    """Gaussian filter along one axis, cut off at four sigma; edges are mirrored at the pixel."""
    if sigma <= 1e-15:
        return image
    radius = int(4 * sigma + 0.5)
    kernel = np.exp(-0.5 / (sigma * sigma) * np.arange(-radius, radius + 1) ** 2)
    kernel /= kernel.sum()
    length = image.shape[axis]
    padded = np.take(
        image.astype(np.float64), _mirrored(np.arange(-radius, length + radius), length), axis
    )
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * radius + 1, axis=axis)
    return (windows @ kernel).astype(image.dtype)


def _linear_taps(old: int, new: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    at = (np.arange(new) + 0.5) * (old / new) - 0.5
    low = np.floor(at).astype(int)
    return _mirrored(low, old), _mirrored(low + 1, old), at - low


def _mirrored(index: np.ndarray, length: int) -> np.ndarray:
    """Indices outside [0, length) reflected at the outermost samples."""
    if length == 1:
        return np.zeros_like(index)
    period = 2 * (length - 1)
    index = np.abs(index) % period
    return np.minimum(index, period - index)


class Owlv2ImageProcessor(OwlViTImageProcessor):
    """Images are padded to a square, grey as the model saw it, and resized by interpolation.

    The only part of `resample` in it: nearest (0) leaves out the blur before an image shrinks.
    """

    steps = (
        RESCALE,
        Step("do_pad", _pad_to_square),
        Step("do_resize", _resize_smoothly, ("size",)),
        NORMALIZE,
    )
    pads_batch = False

    do_pad = True
    do_center_crop = None
    crop_size = None
    size = sizes.square(960)
    resample = BILINEAR

    post_process_object_detection = staticmethod(
        functools.partial(detection.by_sigmoid, square=True)
    )
    post_process_image_guided_detection = staticmethod(
        functools.partial(detection.image_guided, square=True)
    )
