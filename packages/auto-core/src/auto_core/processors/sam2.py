"""SAM 2's image processor and processor: squares, and prompts of points and boxes in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import images as reading
from auto_core.processors import sizes, steps
from auto_core.processors.image_processor import IMAGENET_MEAN, IMAGENET_STD, ImageProcessor
from auto_core.processors.post_processing import masks as mask_tools
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import floats, like
from auto_core.processors.processor import Processor
from auto_core.processors.sam import SamImageProcessor, pairs
from auto_core.processors.steps import CENTER_CROP, NORMALIZE, RESCALE, RESIZE
from auto_core.processors.transforms import BILINEAR, NEAREST
from auto_core.tensors import BatchFeature, to_numpy, to_tensors

LOW = -10.0  # the logit of pixels that belong to another object


class Sam2ImageProcessor(ImageProcessor):
    """Images become squares of 1024 pixels."""

    steps = (RESIZE, CENTER_CROP, RESCALE, NORMALIZE)
    own_options = ("mask_size",)

    do_convert_rgb = do_resize = do_rescale = do_normalize = True
    size = sizes.square(1024)
    mask_size: Any = sizes.square(256)
    resample = BILINEAR
    image_mean, image_std = IMAGENET_MEAN, IMAGENET_STD

    def preprocess(
        self, images: Any, segmentation_maps: Any = None, **overrides: Any
    ) -> BatchFeature:
        """`pixel_values` and `original_sizes` (height, width); with maps also `labels`, of
        `mask_size`."""
        options = self._options(overrides)
        arrays = self._read(images, options)
        original = reading.sizes_of(arrays)
        data: dict[str, Any] = {
            "pixel_values": self._run(arrays, options),
            "original_sizes": original,
        }
        if segmentation_maps is not None:
            on_maps = {**options, "resample": NEAREST, "size": options["mask_size"]}
            maps = [
                steps.run((RESIZE, CENTER_CROP), labels, on_maps)
                for labels in reading.label_maps(segmentation_maps)
            ]
            data["labels"] = [labels.squeeze(0).astype(np.int64) for labels in maps]
        return self._result(data, options)

    generate_crop_boxes = SamImageProcessor.generate_crop_boxes

    def post_process_masks(
        self,
        masks: Any,
        original_sizes: Any,
        mask_threshold: float = 0.0,
        binarize: bool = True,
        max_hole_area: float = 0.0,
        max_sprinkle_area: float = 0.0,
        apply_non_overlapping_constraints: bool = False,
    ) -> list[Any]:
        """Predicted masks at the size of their images: per image [prompts, masks, height, width].

        With `apply_non_overlapping_constraints` each pixel belongs to the prompt whose mask is
        the most certain there. With `binarize` masks are booleans: logits above `mask_threshold`.

        Raises:
            InputError: holes are to be filled or specks to be removed, which upstream ignores.
        """
        if max_hole_area or max_sprinkle_area:
            raise InputError(
                "max_hole_area and max_sprinkle_area are not supported, and are ignored by "
                "transformers; leave them at 0."
            )
        results = []
        for item, size in zip(masks, pairs(original_sizes), strict=True):
            resized = interpolate(floats(item), size)
            if apply_non_overlapping_constraints and len(resized) > 1:
                best = resized.argmax(0, keepdims=True)
                own = best == np.arange(len(resized)).reshape(-1, 1, 1, 1)
                resized = np.where(own, resized, np.minimum(resized, LOW))
            results.append(like(resized > mask_threshold if binarize else resized, item))
        return results

    filter_masks = staticmethod(mask_tools.filter_masks)
    post_process_for_mask_generation = staticmethod(mask_tools.post_process_for_mask_generation)


class Sam2Processor(Processor):
    """Images with points, labels and boxes in their pixels."""

    parts = ("image_processor",)
    own_options = ("target_size", "point_pad_value")
    target_size: int | None = None  # of the model's images; the image processor's by default
    point_pad_value: int = -10

    def __init__(self, *parts: Any, **named: Any):
        super().__init__(*parts, **named)
        if self.target_size is None:
            self.target_size = self.image_processor.size["height"]

    def __call__(
        self,
        images: Any = None,
        segmentation_maps: Any = None,
        input_points: Any = None,
        input_labels: Any = None,
        input_boxes: Any = None,
        original_sizes: Any = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """What the image processor returns, and the prompts in the model's coordinates.

        Points are lists [image][object][point][x, y], labels [image][object][point] (1 on the
        object, 0 not) and boxes [image][object][left, top, right, bottom]. Objects with fewer
        points than others are filled up with `point_pad_value`. Without images, prompts are
        scaled from `original_sizes`.

        Raises:
            InputError: there are neither images nor sizes, or prompts are no such lists.
        """
        options = self._route(kwargs)["images_kwargs"]
        kind = options.get("return_tensors")
        if images is not None:
            features = self.image_processor(images, segmentation_maps, **options)
        elif original_sizes is not None:
            features = BatchFeature({"original_sizes": original_sizes}, tensor_type=kind)
        else:
            raise InputError("Pass images=... or original_sizes=....")
        original = pairs(features["original_sizes"])
        points = self._filled(input_points, "input_points", 4)
        labels = self._filled(input_labels, "input_labels", 3)
        boxes = self._filled(input_boxes, "input_boxes", 3)
        if points is not None and labels is not None and points.shape[:3] != labels.shape:
            raise InputError(
                f"input_points are of {points.shape[:3]} images, objects and points, input_labels "
                f"of {labels.shape}."
            )
        if points is not None:
            scaled = self._scaled(points, original)
            padding = (points == self.point_pad_value).any(-1, keepdims=True)
            features["input_points"] = to_tensors(np.where(padding, points, scaled), kind or "np")
        if labels is not None:
            features["input_labels"] = to_tensors(labels.astype(np.int64), kind or "np")
        if boxes is not None:
            corners = boxes.reshape(*boxes.shape[:2], 2, 2)
            scaled = self._scaled(corners, original).reshape(boxes.shape)
            features["input_boxes"] = to_tensors(scaled, kind or "np")
        return features

    def _filled(self, value: Any, name: str, depth: int) -> np.ndarray | None:
        """Nested lists as one array, those that are shorter filled up.

        Raises:
            InputError: they are nested otherwise, or are boxes of which an image has fewer.
        """
        if value is None:
            return None
        listed = _listed(value)
        if _depth(listed) != depth:
            raise InputError(
                f"{name} are nested {_depth(listed)} deep, expected {depth}: of images, objects"
                f"{', points' if name != 'input_boxes' else ''}"
                f"{' and numbers' if name != 'input_labels' else ''}."
            )
        shape = _shape(listed)
        if name == "input_boxes" and any(len(boxes) < shape[1] for boxes in listed):
            raise InputError("input_boxes must be as many on each image.")
        wanted = {"input_points": 2, "input_boxes": 4}.get(name)
        if wanted and shape[-1] != wanted:
            raise InputError(f"{name} have {shape[-1]} numbers each, expected {wanted}.")
        array = np.full(shape, self.point_pad_value, np.float32)
        _write(array, listed)
        return array

    def _scaled(self, points: np.ndarray, original: Sequence[tuple[int, int]]) -> np.ndarray:
        """Points [b ... 2] of images in the model's square."""
        target = float(self.target_size or 0)
        scaled = points.copy()
        for own, (height, width) in zip(scaled, original, strict=False):
            own[...] = own * np.array([target / width, target / height], np.float32)
        return scaled

    def post_process_masks(self, *args: Any, **kwargs: Any) -> list[Any]:
        """See the image processor's."""
        return self.image_processor.post_process_masks(*args, **kwargs)

    @property
    def model_input_names(self) -> list[str]:
        return [*self.image_processor.model_input_names, "original_sizes"]


class Sam3TrackerProcessor(Sam2Processor):
    """SAM 3's tracker's, which is SAM 2's over SAM 3's images."""


def _listed(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value if isinstance(value, int | float) else to_numpy(value).tolist()


def _depth(value: Any) -> int:
    return 1 + (_depth(value[0]) if value else 0) if isinstance(value, list) else 0


def _shape(value: Any) -> tuple[int, ...]:
    """The largest sizes of each level of nested lists."""
    if not isinstance(value, list):
        return ()
    inner = [_shape(item) for item in value]
    most = max(map(len, inner), default=0)
    sizes_of = (max((s[i] for s in inner if len(s) > i), default=0) for i in range(most))
    return (len(value), *sizes_of)


def _write(array: np.ndarray, value: list[Any]) -> None:
    for index, item in enumerate(value):
        if isinstance(item, list):
            _write(array[index], item)
        else:
            array[index] = item
