"""Image processors of OWL-ViT and OWLv2: detection by text or by a query image."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import numpy as np

from auto_core.errors import MissingDependencyError
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
    """Blur as far as the image shrinks, then interpolate linearly between pixel centres.

    Raises:
        MissingDependencyError: SciPy is not installed.
    """
    try:
        from scipy import ndimage
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            "Resizing images for OWLv2 needs SciPy, which is not installed: "
            'pip install "auto-core[losses]"'
        ) from error
    target = sizes.height_and_width(options["size"])
    factors = [old / new for old, new in zip(image.shape[1:], target, strict=True)]
    smooth = image
    if options["resample"] != NEAREST:
        sigmas = [max(0.0, (factor - 1) / 2) for factor in factors]
        smooth = ndimage.gaussian_filter(image, (0, *sigmas), mode="mirror")
    zoom = (1, *(1 / factor for factor in factors))
    resized: Any = ndimage.zoom(smooth, zoom, order=1, mode="mirror", grid_mode=True)
    return np.clip(resized, image.min(), image.max())


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
