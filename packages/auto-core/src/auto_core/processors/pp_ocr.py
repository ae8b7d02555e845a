"""PaddleOCR's image processors: pages for detectors of text, lines for readers; then boxes and
texts."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core import ops
from auto_core.errors import InputError
from auto_core.processors import sizes, steps, transforms
from auto_core.processors.image_processor import HALF, ImageProcessor, padded_size
from auto_core.processors.post_processing import text_lines, text_regions
from auto_core.processors.post_processing.outputs import TargetSizes
from auto_core.processors.steps import CENTER_CROP, NORMALIZE, REPEAT_GREY, RESCALE, Step
from auto_core.processors.transforms import BILINEAR
from auto_core.processors.unfiltered_resize import MODES, unfiltered
from auto_core.tensors import BatchFeature

DIVISOR = 32  # of the sides of a page
LIMITS = ("max", "min", "resize_long")


def filtered(image: np.ndarray, target: sizes.HeightWidth, resample: int) -> np.ndarray:
    """[c h w] of another height and width, resized as numbers, which are not rounded.

    Raises:
        InputError: `resample` is no nearest, bilinear or bicubic interpolation.
    """
    if resample not in MODES:
        return unfiltered(image, target, resample)
    pixels = np.moveaxis(image.astype(np.float32), 0, -1)[None]
    mode: Any = MODES[resample]
    resized = ops.interpolate(pixels, target, mode=mode, align_corners=False, antialias=True)
    return np.moveaxis(resized[0], -1, 0)


def page_size(image: Sequence[int], options: Mapping[str, Any]) -> sizes.HeightWidth:
    """Sides within `limit_side_len` by the rule `limit_type`, as multiples of 32.

    Raises:
        InputError: there is no such rule.
    """
    rule, limit = options["limit_type"], options["limit_side_len"]
    if rule not in LIMITS:
        raise InputError(f"limit_type is {rule!r}, expected one of {', '.join(LIMITS)}.")
    shorter, longer = min(image), max(image)
    ratio = 1.0
    if rule == "resize_long" or (rule == "max" and longer > limit):
        ratio = float(limit) / longer
    elif rule == "min" and shorter < limit:
        ratio = float(limit) / shorter
    height, width = (int(side * ratio) for side in image)
    most = options["max_side_limit"]
    if most is not None and max(height, width) > most:
        ratio = float(most) / max(height, width)
        height, width = int(height * ratio), int(width * ratio)
    height, width = (max(round(side / DIVISOR) * DIVISOR, DIVISOR) for side in (height, width))
    return height, width


def _page(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    return filtered(image, page_size(image.shape[-2:], options), options["resample"])


class PPOCRV5ServerDetImageProcessor(ImageProcessor):
    """Pages in the order BGR; means and deviations are those of the channels before their order is
    turned, as upstream. `target_sizes` are heights and widths before."""

    steps = (
        REPEAT_GREY,
        Step("do_resize", _page, ("resample", "limit_side_len", "limit_type")),
        RESCALE,
        NORMALIZE,
    )
    own_options = ("limit_side_len", "limit_type", "max_side_limit")
    pads_batch = False

    do_resize = do_rescale = do_normalize = True
    size = sizes.square(960)
    limit_side_len: int | None = 960
    limit_type: str | None = "max"
    max_side_limit: int | None = 4000
    resample = BILINEAR
    image_mean, image_std = (0.406, 0.456, 0.485), (0.225, 0.224, 0.229)

    def preprocess(self, images: Any, **overrides: Any) -> BatchFeature:
        """Like the base; also `target_sizes` [b, 2] where images are resized.

        Raises:
            InputError: as the base.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        pixels = [transforms.flip_channel_order(image) for image in self._run(arrays, options)]
        shapes = [np.array(image.shape[-2:], np.float32) for image in arrays]
        given = shapes if options["do_resize"] else []
        return self._result({"pixel_values": pixels, "target_sizes": given}, options)

    def post_process_object_detection(
        self,
        predictions: Any,
        threshold: float = 0.3,
        target_sizes: TargetSizes = None,
        box_threshold: float = 0.6,
        max_candidates: int = 1000,
        min_size: int = 3,
        unclip_ratio: float = 1.5,
    ) -> list[dict[str, Any]]:
        """See `text_regions.regions`."""
        return text_regions.regions(
            predictions,
            target_sizes,
            threshold=threshold,
            box_threshold=box_threshold,
            most=max_candidates,
            least_side=min_size,
            growth=unclip_ratio,
        )


def _line(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    return filtered(image, options["line_size"], options["resample"])


def _line_unfiltered(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    return unfiltered(image, options["line_size"], options["resample"])


class PPOCRV5ServerRecImageProcessor(ImageProcessor):
    """Lines of one height; the width of all is that of the widest, at its shape."""

    steps = (
        REPEAT_GREY,
        Step("do_resize", _line, ("resample", "size")),
        CENTER_CROP,
        RESCALE,
        NORMALIZE,
    )
    own_options = ("max_image_width", "character_list")

    do_convert_rgb = do_resize = do_rescale = do_normalize = do_pad = True
    size = pad_size = sizes.exactly(48, 320)
    resample = BILINEAR
    image_mean = image_std = HALF
    max_image_width: int | None = 3200
    character_list: Any = ()

    def _run(self, arrays: Sequence[np.ndarray], options: Mapping[str, Any]) -> list[np.ndarray]:
        line = self.line_size([image.shape[-2:] for image in arrays])
        given = {**options, "line_size": line}
        done = [self.turned(steps.run(self.steps, image, given)) for image in arrays]
        target = padded_size(done, options)
        if options["do_pad"] and line[1] < target[1]:
            done = [transforms.pad_to(image, target) for image in done]
        return done

    def turned(self, image: np.ndarray) -> np.ndarray:
        """The channels in the order of the model."""
        return image

    def line_size(self, shapes: Sequence[Sequence[int]]) -> sizes.HeightWidth:
        """The height of `size`, and the width of the widest image at that height: `size`'s height
        and `max_image_width` are this processor's own, whatever a call says, as upstream."""
        height, width = sizes.height_and_width(self.size)
        tall, wide = max(shapes, key=lambda shape: shape[1])
        target = int(height * max(wide / tall, width / height))
        if self.max_image_width is not None and target > self.max_image_width:
            return height, self.max_image_width
        return height, min(target, math.ceil(height * (wide / float(tall))))

    def post_process_text_recognition(self, predictions: Any) -> list[dict[str, Any]]:
        """See `text_lines.lines`."""
        return text_lines.lines(predictions, self.character_list)


class PPOCRV6SmallRecImageProcessor(PPOCRV5ServerRecImageProcessor):
    """The same in the order BGR, resized without a wider kernel."""

    steps = (
        REPEAT_GREY,
        Step("do_resize", _line_unfiltered, ("resample", "size")),
        CENTER_CROP,
        RESCALE,
        NORMALIZE,
    )

    def turned(self, image: np.ndarray) -> np.ndarray:
        return transforms.flip_channel_order(image)
