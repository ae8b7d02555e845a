"""Image processors of depth estimators that make metres of what their models say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core import ops
from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes
from auto_core.processors.image_processor import ImageProcessor
from auto_core.processors.label_maps import DPTImageProcessor
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sizes_per_image,
)
from auto_core.processors.steps import NORMALIZE, REPEAT_GREY, RESCALE, Step
from auto_core.processors.transforms import BICUBIC, BILINEAR, NEAREST
from auto_core.tensors import BatchFeature

MODES = {NEAREST: "nearest", BILINEAR: "bilinear", BICUBIC: "bicubic"}
MOST_METRES, LEAST_METRES = 1e4, 1e-4


def mode(resample: int) -> str:
    """How `resample` interpolates floats.

    Raises:
        InputError: it does not.
    """
    if resample not in MODES:
        raise InputError(f"resample is {resample}, expected one of {sorted(MODES)} for floats.")
    return MODES[resample]


def _resize(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    return interpolate(
        image.astype(np.float32), sizes.height_and_width(options["size"]), mode(options["resample"])
    )


class DepthProImageProcessor(ImageProcessor):
    """Depth Pro: squares of 1536 pixels, resized after their values are normalised."""

    steps = (
        REPEAT_GREY,
        RESCALE,
        NORMALIZE,
        Step("do_resize", _resize, ("resample", "size")),
    )
    pads_batch = False

    do_resize = do_rescale = do_normalize = True
    size = sizes.square(1536)
    resample = BILINEAR
    image_mean, image_std = (0.5,) * 3, (0.5,) * 3

    def post_process_depth_estimation(
        self, outputs: Any, target_sizes: TargetSizes = None
    ) -> list[dict[str, Any]]:
        """For each image `predicted_depth` [height, width] in metres, `field_of_view` in degrees
        and `focal_length` in pixels.

        Without `target_sizes` depth has the model's size and no unit.
        """
        predicted = field(outputs, "predicted_depth")
        inverse = floats(predicted)
        found = outputs.get("field_of_view") if isinstance(outputs, Mapping) else None
        found = getattr(outputs, "field_of_view", found)
        views = [None] * len(inverse) if found is None else list(floats(found))
        targets = sizes_per_image(target_sizes, len(inverse)) or [None] * len(inverse)
        results = []
        for depth, view, size in zip(inverse, views, targets, strict=True):
            focal = None
            if size is not None:
                if view is not None:
                    focal = 0.5 * size[1] / np.tan(0.5 * np.deg2rad(view))
                    depth = depth * size[1] / focal
                depth = interpolate(depth, size, mode(self.resample))
            depth = 1.0 / np.clip(depth, LEAST_METRES, MOST_METRES)
            result: dict[str, Any] = {"predicted_depth": depth.astype(inverse.dtype)}
            for name, number in (("field_of_view", view), ("focal_length", focal)):
                result[name] = None if number is None else np.asarray(number, inverse.dtype)
            results.append(result)
        return like(results, predicted)


def _zoe_margins(size: sizes.HeightWidth) -> tuple[int, int]:
    """Pixels around an image, at each side of its height and its width."""
    return int(np.sqrt(size[0] / 2) * 3), int(np.sqrt(size[1] / 2) * 3)


def _zoe_pad(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    down, across = _zoe_margins((image.shape[1], image.shape[2]))
    return np.pad(image, [(0, 0), (down, down), (across, across)], mode="reflect")


def _zoe_resize(image: np.ndarray, options: Mapping[str, Any]) -> np.ndarray:
    """Interpolated with the centres of corners where they are.

    Raises:
        InputError: `resample` is neither bilinear nor bicubic.
    """
    if options["resample"] not in (BILINEAR, BICUBIC):
        raise InputError(f"resample is {options['resample']}, expected {BILINEAR} or {BICUBIC}.")
    size = sizes.multiple_of((image.shape[1], image.shape[2]), options)
    pixels = np.moveaxis(image.astype(np.float32), 0, -1)[None]
    how = mode(options["resample"])
    found = ops.interpolate(pixels, tuple(map(int, size)), mode=how, align_corners=True)  # type: ignore[arg-type]
    return np.moveaxis(found[0], -1, 0)


class ZoeDepthImageProcessor(ImageProcessor):
    """ZoeDepth: images mirrored beyond their edges, in sides that are multiples of 32."""

    steps = (
        RESCALE,
        Step("do_pad", _zoe_pad),
        Step("do_resize", _zoe_resize, ("resample", "size", "ensure_multiple_of")),
        NORMALIZE,
    )
    pads_batch = False
    own_options = ("ensure_multiple_of", "keep_aspect_ratio")

    do_resize = do_rescale = do_normalize = do_pad = True
    size = sizes.exactly(384, 512)
    resample = BILINEAR
    keep_aspect_ratio: bool | None = True
    ensure_multiple_of: int | float | None = 32  # of transformers 5.23 a 32nd, by mistake
    image_mean = image_std = (0.5,) * 3

    def post_process_depth_estimation(
        self,
        outputs: Any,
        source_sizes: TargetSizes = None,
        target_sizes: TargetSizes = None,
        outputs_flipped: Any = None,
        do_remove_padding: bool | None = None,
    ) -> list[dict[str, Any]]:
        """For each image `predicted_depth` [height, width] in metres.

        Args:
            source_sizes: (height, width) of the images, which depth gets, without what was
                mirrored.
            target_sizes: sizes that depth is resized to after that.
            outputs_flipped: of mirrored images, whose depth is averaged with that of images.
            do_remove_padding: whether images were padded; by default `do_pad`.

        Raises:
            InputError: padding is to be removed and `source_sizes` lack, or numbers differ.
        """
        predicted = field(outputs, "predicted_depth")
        depths = floats(predicted)
        if do_remove_padding is None:
            do_remove_padding = bool(self.do_pad)
        if source_sizes is None and do_remove_padding:
            raise InputError(
                "Pass source_sizes, the (height, width) of each image, or do_remove_padding=False."
            )
        if outputs_flipped is not None:
            flipped = floats(field(outputs_flipped, "predicted_depth"))
            if flipped.shape != depths.shape:
                raise InputError(
                    f"outputs_flipped are of the shape {flipped.shape}, outputs of {depths.shape}."
                )
            depths = (depths + flipped[..., ::-1]) / 2
        sources = sizes_per_image(source_sizes, len(depths)) or [None] * len(depths)
        targets = sizes_per_image(target_sizes, len(depths)) or [None] * len(depths)
        results = []
        for depth, source, target in zip(depths, sources, targets, strict=True):
            if source is not None:
                down, across = _zoe_margins(source) if do_remove_padding else (0, 0)
                height, width = source
                depth = interpolate(depth, (height + 2 * down, width + 2 * across), "bicubic")
                depth = depth[down : down + height, across : across + width]
            if target is not None:
                depth = interpolate(depth, target, "bicubic")
            results.append({"predicted_depth": np.ascontiguousarray(depth)})
        return like(results, predicted)


class CHMv2ImageProcessor(DPTImageProcessor):
    """CHMv2: images are filled up around to multiples of 16."""

    steps = (REPEAT_GREY, *DPTImageProcessor.steps)
    least: ClassVar[Mapping[str, int]] = {**DPTImageProcessor.least, "size_divisor": 1}

    do_resize = False
    do_pad = True
    size_divisor = 16
    ensure_multiple_of = 16
    keep_aspect_ratio = True
    image_mean, image_std = (0.42, 0.411, 0.296), (0.213, 0.156, 0.143)

    @staticmethod
    def post_process_depth_estimation(
        outputs: Any, target_sizes: TargetSizes = None
    ) -> list[dict[str, Any]]:
        """For each image `predicted_depth` [height, width], the height of what grows there in
        metres, with the centres of corners where they are."""
        predicted = field(outputs, "predicted_depth")
        found = list(floats(predicted))
        for index, size in enumerate(sizes_per_image(target_sizes, len(found)) or ()):
            pixels = found[index][None, :, :, None]
            found[index] = ops.interpolate(pixels, size, mode="bilinear", align_corners=True)[
                0, ..., 0
            ]
        return like([{"predicted_depth": np.ascontiguousarray(x)} for x in found], predicted)


class PromptDepthAnythingImageProcessor(DPTImageProcessor):
    """Prompt Depth Anything: DPT's, and with `prompt_depth` maps of depth in metres."""

    own_options = (
        "ensure_multiple_of",
        "keep_aspect_ratio",
        "prompt_scale_to_meter",
        "size_divisor",
    )
    model_input_names: ClassVar[list[str]] = ["pixel_values", "prompt_depth"]

    prompt_scale_to_meter: float | None = 0.001  # by default they are of millimetres

    def preprocess(self, images: Any, prompt_depth: Any = None, **overrides: Any) -> BatchFeature:
        """`pixel_values`, and `prompt_depth` [1 height width] of each image if it is given.

        Raises:
            InputError: there are not as many maps as images.
        """
        options = self._options(overrides)
        arrays = self._read(images, options)
        data: dict[str, Any] = {"pixel_values": self._run(arrays, options)}
        if prompt_depth is not None:
            scale = options["prompt_scale_to_meter"]
            scale = self.prompt_scale_to_meter if scale is None else scale
            maps = [metres(depth, scale) for depth in reading.label_maps(prompt_depth)]
            if len(maps) != len(arrays):
                raise InputError(f"There are {len(arrays)} images but {len(maps)} prompt_depth.")
            data["prompt_depth"] = maps
        return self._result(data, options)


def metres(depth: np.ndarray, scale: float | None) -> np.ndarray:
    """A map of depth [1 height width] in metres, which is nowhere the same everywhere: a model
    divides by how far it reaches."""
    depth = depth * (1.0 if scale is None else scale)
    if depth.size and depth.min() == depth.max():
        depth[0, 0] = depth[0, 0] + 1e-6
    return depth.astype(np.float32)
