"""Object detection: boxes with a class and a score."""

from __future__ import annotations

from typing import Any

import numpy as np

from auto_core.processors.post_processing.boxes import center_to_corners, iou, scale_to_images
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sigmoid,
    sizes_per_image,
    softmax,
)


def by_softmax(
    outputs: Any, threshold: float = 0.5, target_sizes: TargetSizes = None
) -> list[dict[str, Any]]:
    """DETR: for each image `scores` [n], `labels` [n] and `boxes` [n, 4] above the threshold.

    The last class of `logits` means "no object". Boxes are left, top, right, bottom: in pixels
    with `target_sizes`, as fractions of the image without.
    """
    logits = field(outputs, "logits")
    probabilities = softmax(floats(logits))[..., :-1]
    return _above(
        probabilities.max(-1),
        probabilities.argmax(-1),
        _boxes(field(outputs, "pred_boxes"), target_sizes),
        threshold,
        logits,
    )


def by_classes(
    outputs: Any,
    threshold: float = 0.5,
    target_sizes: TargetSizes = None,
    top_k: int | None = None,
) -> list[dict[str, Any]]:
    """Deformable DETR and RT-DETR: like `by_softmax`, of independent classes.

    The best `top_k` pairs of query and class count, by default as many as there are queries.
    """
    logits = field(outputs, "logits")
    scores = sigmoid(floats(logits))
    batch, queries, classes = scores.shape
    flat = scores.reshape(batch, -1)
    count = min(queries if top_k is None else top_k, flat.shape[1])
    best = np.argsort(-flat, axis=1, kind="stable")[:, :count]
    boxes = _boxes(field(outputs, "pred_boxes"), target_sizes)
    boxes = np.take_along_axis(boxes, (best // classes)[..., None], 1)
    scores = np.take_along_axis(flat, best, 1)
    return _above(scores, best % classes, boxes, threshold, logits)


def by_sigmoid(
    outputs: Any,
    threshold: float = 0.1,
    target_sizes: TargetSizes = None,
    *,
    square: bool = False,
) -> list[dict[str, Any]]:
    """OWL-ViT: like `by_softmax`, each query scored by its best text.

    `square` is for images that were padded to a square: boxes are fractions of the longer side.
    """
    logits = field(outputs, "logits")
    values = floats(logits)
    return _above(
        sigmoid(values.max(-1)),
        values.argmax(-1),
        _boxes(field(outputs, "pred_boxes"), target_sizes, square),
        threshold,
        logits,
    )


def image_guided(
    outputs: Any,
    threshold: float = 0.0,
    nms_threshold: float = 0.3,
    target_sizes: TargetSizes = None,
    *,
    square: bool = False,
) -> list[dict[str, Any]]:
    """OWL-ViT with a query image: overlapping boxes are suppressed, scores become transparencies.

    Scores within a tenth of the best one count as 0; images without a score are left out.
    """
    logits = field(outputs, "logits")
    scores = sigmoid(floats(logits).max(-1))
    boxes = _boxes(field(outputs, "target_pred_boxes"), None)
    if nms_threshold < 1:
        for item, corners in zip(scores, boxes, strict=True):
            _suppress(item, corners, nms_threshold)
    if target_sizes is not None:
        boxes = scale_to_images(boxes, sizes_per_image(target_sizes, len(boxes)) or [], square)
    results = []
    for item, corners in zip(scores, boxes, strict=True):
        if not item.any():
            continue
        item[item < threshold] = 0
        best = item.max() + np.float32(1e-6)
        alphas = np.clip((item - best * np.float32(0.1)) / (best * np.float32(0.9)), 0, 1)
        keep = alphas > 0
        results.append({"scores": alphas[keep], "labels": None, "boxes": corners[keep]})
    return like(results, logits)


def _suppress(scores: np.ndarray, boxes: np.ndarray, threshold: float) -> None:
    """Set to 0, in place, the score of each box that overlaps a better one."""
    for best in np.argsort(-scores, kind="stable"):
        if scores[best]:
            overlaps = iou(boxes[best][None], boxes)[0]
            overlaps[best] = -1
            scores[overlaps > threshold] = 0


def _boxes(predicted: Any, target_sizes: TargetSizes, square: bool = False) -> np.ndarray:
    boxes = center_to_corners(floats(predicted))
    targets = sizes_per_image(target_sizes, len(boxes))
    return boxes if targets is None else scale_to_images(boxes, targets, square)


def _above(
    scores: np.ndarray, labels: np.ndarray, boxes: np.ndarray, threshold: float, reference: Any
) -> list[dict[str, Any]]:
    results = []
    for score, label, box in zip(scores, labels, boxes, strict=True):
        keep = score > threshold
        results.append({"scores": score[keep], "labels": label[keep], "boxes": box[keep]})
    return like(results, reference)
