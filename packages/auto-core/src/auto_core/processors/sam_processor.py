"""The processor of SAM: images with prompts of points and boxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors import sam
from auto_core.processors.processor import Processor
from auto_core.tensors import BatchFeature, to_numpy, to_tensors


class SamProcessor(Processor):
    """Images with points, labels and boxes in their pixels."""

    parts = ("image_processor",)
    point_pad_value = -10

    @property
    def target_size(self) -> int:
        return self.image_processor.size["longest_edge"]

    def __call__(
        self,
        images: Any = None,
        text: Any = None,
        segmentation_maps: Any = None,
        input_points: Any = None,
        input_labels: Any = None,
        input_boxes: Any = None,
        point_pad_value: int | None = None,
        **kwargs: Any,
    ) -> BatchFeature:
        """What the image processor returns, and the prompts in the model's coordinates.

        Points are lists [image][point][x, y], labels [image][point] (1 on the object, 0 not) and
        boxes [image][box][left, top, right, bottom]. Images with fewer points than others are
        filled up with `point_pad_value`. For "pt", "tf" and "jax" points are
        [batch, 1, points, 2], labels [batch, 1, points] and boxes [batch, boxes, 4].
        """
        self._check_inputs(images=images, text=text)
        options = self._route(kwargs)["images_kwargs"]
        features = self.image_processor(images, segmentation_maps, **options)
        original = to_numpy(features["original_sizes"]).tolist()
        pad = self.point_pad_value if point_pad_value is None else point_pad_value
        points = self._scaled(_nested(input_points, "input_points", 2), original)
        labels = _nested(input_labels, "input_labels", 1)
        boxes = self._scaled(_nested(input_boxes, "input_boxes", 2), original)
        if points is not None and labels is not None:
            points, labels = _even(points, labels, pad)
        kind = options.get("return_tensors")
        for name, value, ndim in (
            ("input_boxes", boxes, 3),
            ("input_points", points, 4),
            ("input_labels", labels, 3),
        ):
            if value is not None:
                features[name] = _batched(value, kind, ndim)
        return features

    def _scaled(
        self, prompts: list[np.ndarray] | None, original: Sequence[Sequence[int]]
    ) -> list[np.ndarray] | None:
        if prompts is None:
            return None
        images = original if len(original) == len(prompts) else [original[0]] * len(prompts)
        scaled = []
        for prompt, (height, width) in zip(prompts, images, strict=True):
            pairs = prompt.reshape(-1, 2) if prompt.shape[-1] == 4 else prompt
            resized = sam.to_model(pairs, (height, width), self.target_size)
            scaled.append(resized.reshape(-1, 4) if prompt.shape[-1] == 4 else resized)
        return scaled

    @property
    def model_input_names(self) -> list[str]:
        return [*self.image_processor.model_input_names, "original_sizes", "reshaped_input_sizes"]


class SamHQProcessor(SamProcessor):
    """HQ-SAM's, which is SAM's."""


def _nested(value: Any, name: str, depth: int) -> list[np.ndarray] | None:
    """One array per image, of at least `depth` dimensions."""
    if value is None:
        return None
    listed = value if isinstance(value, list | tuple) else to_numpy(value).tolist()
    arrays = [np.asarray(to_numpy(item)) for item in listed]
    if any(array.ndim < depth for array in arrays):
        raise InputError(
            f"{name} is {value!r:.100}, expected a list per image of lists of numbers."
        )
    return arrays


def _even(
    points: list[np.ndarray], labels: list[np.ndarray], fill: int
) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """As many points on every image."""
    most = max(len(item) for item in points)
    points = [
        np.pad(item, ((0, most - len(item)), *[(0, 0)] * (item.ndim - 1)), constant_values=fill)
        for item in points
    ]
    labels = [
        np.pad(item, ((0, most - len(item)), *[(0, 0)] * (item.ndim - 1)), constant_values=fill)
        for item in labels
    ]
    return points, labels


def _batched(value: list[np.ndarray], kind: Any, ndim: int) -> Any:
    array = np.array(value)
    if kind in (None, "np"):
        return array
    return to_tensors(array[:, None] if array.ndim < ndim else array, kind)
