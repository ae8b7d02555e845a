"""Images resized as numbers: without the wider kernel that Pillow has for smaller images."""

from __future__ import annotations

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.sizes import HeightWidth
from auto_core.processors.transforms import BICUBIC, BILINEAR, NEAREST

MODES = {BILINEAR: "bilinear", BICUBIC: "bicubic"}


def unfiltered(image: np.ndarray, target: HeightWidth, resample: int) -> np.ndarray:
    """[c h w] of another height and width; bytes stay bytes.

    Raises:
        InputError: `resample` is no nearest, bilinear or bicubic interpolation.
    """
    if resample == NEAREST:
        return _nearest(image, target)
    if resample not in MODES:
        raise InputError(f"resample is {resample}, expected one of {[NEAREST, *MODES]}.")
    resized = interpolate(image.astype(np.float32), target, MODES[resample])
    if image.dtype == np.uint8:
        return np.clip(np.round(resized), 0, 255).astype(np.uint8)
    return resized


def _nearest(image: np.ndarray, size: HeightWidth) -> np.ndarray:
    """The pixels in which the centres of the new ones lie."""
    rows, columns = (
        np.minimum(((np.arange(new) + 0.5) * old / new).astype(int), old - 1)
        for old, new in zip(image.shape[-2:], size, strict=True)
    )
    return image[..., rows[:, None], columns]
