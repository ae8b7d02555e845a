"""Semantic segmentation: one class per pixel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sigmoid,
    sizes_per_image,
    softmax,
)
from auto_core.tensors import BatchFeature


def from_logits(
    outputs: Any, target_sizes: TargetSizes = None, return_segmentation_scores: bool = False
) -> list[Any]:
    """For each image the class ids [height, width] (int64) of `logits` [batch, classes, h, w].

    With `target_sizes` the logits are resized first. With `return_segmentation_scores` each item
    has `segmentation` and `segmentation_scores` [classes, height, width].
    """
    logits = field(outputs, "logits")
    return with_scores(floats(logits), target_sizes, return_segmentation_scores, logits)


def from_masks(
    class_logits: Any,
    mask_logits: Any,
    target_sizes: TargetSizes = None,
    return_segmentation_scores: bool = False,
    *,
    resize_masks_to: tuple[int, int] | None = None,
    no_object: bool = True,
) -> list[Any]:
    """Like `from_logits`, from queries that each have classes and a mask.

    Logits are [batch, queries, classes + 1] and [batch, queries, height, width].
    The last class means "no object", unless there is none such (`no_object=False`). Each pixel's
    score is the sum over queries of the probability of the class and of the mask.
    """
    masks = floats(mask_logits)
    if resize_masks_to is not None:
        masks = interpolate(masks, resize_masks_to)
    classes = softmax(floats(class_logits))
    classes = classes[..., :-1] if no_object else classes
    scores = np.einsum("bqc,bqhw->bchw", classes, sigmoid(masks), optimize=True)
    return with_scores(scores, target_sizes, return_segmentation_scores, class_logits)


def with_scores(
    scores: np.ndarray, target_sizes: TargetSizes, wanted: bool, reference: Any
) -> list[Any]:
    """Maps of scores [batch, classes, h, w] and, where wanted, the scores too."""
    targets = sizes_per_image(target_sizes, len(scores))
    resized = (
        list(scores)
        if targets is None
        else [interpolate(item, size) for item, size in zip(scores, targets, strict=True)]
    )
    return maps_of(resized, wanted, reference)


def maps_of(resized: Sequence[np.ndarray], wanted: bool, reference: Any) -> list[Any]:
    """The same of scores [classes, height, width] that are resized already."""
    maps = [like(item.argmax(0), reference) for item in resized]
    if not wanted:
        return maps
    return [
        BatchFeature({"segmentation": labels, "segmentation_scores": like(item, reference)})
        for labels, item in zip(maps, resized, strict=True)
    ]
