"""Segmentation by queries that have one class each, the likeliest: EoMT and VidEoMT.

`masks_per_image` are logits [queries height width] at the image's size. EoMT's are resized to the
model's input, of which the padding is cut off, and then to the image. Results are as in
`instances`, but without `was_fused`; ids count from 0.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np

from auto_core.processors import sizes
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    floats,
    like,
    sigmoid,
    sizes_per_image,
    softmax,
)
from auto_core.processors.sizes import HeightWidth


def panoptic(
    class_logits: Any,
    masks_per_image: Sequence[np.ndarray],
    *,
    threshold: float = 0.8,
    mask_threshold: float = 0.5,
    overlap_mask_area_threshold: float = 0.8,
    stuff_classes: Collection[int] | None = None,
    dtype: type = np.float32,
) -> list[dict[str, Any]]:
    """Each pixel goes to the query with the largest product of class and mask probability.

    Queries below `threshold` or of the class "no object" are left out, and so are segments with no
    more than `overlap_mask_area_threshold` of their mask. All segments of a class in
    `stuff_classes` become one. `dtype` is of maps without any segment.
    """
    probabilities = softmax(floats(class_logits))
    no_object, results = probabilities.shape[-1] - 1, []
    for classes, masks in zip(probabilities, masks_per_image, strict=True):
        scores, labels = classes.max(-1), classes.argmax(-1)
        keep = (labels != no_object) & (scores > threshold)
        if not keep.any():
            empty = np.full(masks.shape[-2:], -1, dtype=dtype)
            results.append({"segmentation": empty, "segments_info": []})
            continue
        scores, labels, masks = scores[keep], labels[keep], sigmoid(masks[keep])
        owner = (scores[:, None, None] * masks).argmax(0)
        segmentation = np.full(owner.shape, -1, dtype=np.int64)
        segments: list[dict[str, Any]] = []
        stuff: dict[int, int] = {}
        for query, label in enumerate(labels.tolist()):
            whole, own = masks[query] >= mask_threshold, owner == query
            pixels = own & whole
            # In single precision, as in `instances`.
            share = float(np.float32(own.sum()) / np.float32(whole.sum())) if whole.any() else 0.0
            if not (pixels.any() and share > overlap_mask_area_threshold):
                continue
            if label in stuff:
                segmentation[pixels] = stuff[label]
                continue
            if stuff_classes and label in stuff_classes:
                stuff[label] = len(segments)
            segmentation[pixels] = len(segments)
            segments.append(_segment(len(segments), label, scores[query]))
        results.append({"segmentation": segmentation, "segments_info": segments})
    return like(results, class_logits)


def instance(
    class_logits: Any,
    masks_per_image: Sequence[np.ndarray],
    *,
    threshold: float = 0.8,
    dtype: type = np.float32,
) -> list[dict[str, Any]]:
    """Each query's mask where its logit is positive; later ones lie on top.

    A query's score is its class probability times the mean probability inside its mask.
    """
    probabilities = softmax(floats(class_logits))[..., :-1]
    results = []
    for classes, masks in zip(probabilities, masks_per_image, strict=True):
        inside = (masks > 0).astype(np.float32)
        certainty = (sigmoid(masks) * inside).sum((1, 2)) / (inside.sum((1, 2)) + 1e-6)
        scores, labels = classes.max(-1) * certainty, classes.argmax(-1)
        segmentation = np.full(masks.shape[-2:], -1, dtype=dtype)
        segments: list[dict[str, Any]] = []
        for mask, score, label in zip(inside, scores, labels.tolist(), strict=True):
            if not mask.any() or score < threshold:
                continue
            segmentation[mask == 1] = len(segments)
            segments.append(_segment(len(segments), label, score))
        results.append({"segmentation": segmentation, "segments_info": segments})
    return like(results, class_logits)


def merged(
    logits: np.ndarray,
    offsets: Sequence[Sequence[int]],
    targets: Sequence[HeightWidth],
    size: dict[str, int],
) -> list[np.ndarray]:
    """Logits [pieces classes side side] as those of whole images [classes height width].

    `offsets` are, of each piece, the image and where it begins and ends along the longer side;
    pixels of two pieces have their mean.
    """
    whole = []
    for target in targets:
        shape = sizes.general(target, {"size": size})
        whole.append([np.zeros((2, logits.shape[1], *shape), logits.dtype), target])
    for piece, (image, start, end) in zip(logits, offsets, strict=True):
        sums, (height, width) = whole[image]
        part = sums[..., start:end, :] if height > width else sums[..., start:end]
        part[0] += piece
        part[1] += 1
    return [interpolate(sums / np.maximum(count, 1), target) for (sums, count), target in whole]


def at_input(mask_logits: Any, size: dict[str, int]) -> np.ndarray:
    """Masks [batch queries h w] at the size of the model's input."""
    return interpolate(floats(mask_logits), sizes.edges(size))


def unpadded(mask_logits: Any, target_sizes: TargetSizes, size: dict[str, int]) -> list[np.ndarray]:
    """Masks [queries height width] of each image, without its padding and of its size."""
    masks = at_input(mask_logits, size)
    results = []
    for item, target in zip(masks, sizes_per_image(target_sizes, len(masks)) or (), strict=True):
        height, width = sizes.general(target, {"size": size})
        results.append(interpolate(item[:, :height, :width], target))
    return results


def resized(mask_logits: Any, target_sizes: TargetSizes) -> list[np.ndarray]:
    """Masks [queries height width] of each image, of its size."""
    masks = floats(mask_logits)
    targets = sizes_per_image(target_sizes, len(masks)) or ()
    return [interpolate(item, target) for item, target in zip(masks, targets, strict=True)]


def _segment(number: int, label: int, score: Any) -> dict[str, Any]:
    return {"id": number, "label_id": label, "score": round(float(score), 6)}
