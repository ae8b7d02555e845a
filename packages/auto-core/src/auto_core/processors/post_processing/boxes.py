"""Boxes [..., 4] as centre, width and height, or as left, top, right and bottom."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def center_to_corners(boxes: np.ndarray) -> np.ndarray:
    x, y, width, height = np.moveaxis(boxes, -1, 0)
    return np.stack([x - 0.5 * width, y - 0.5 * height, x + 0.5 * width, y + 0.5 * height], axis=-1)


def corners_to_center(boxes: np.ndarray) -> np.ndarray:
    left, top, right, bottom = np.moveaxis(boxes, -1, 0)
    return np.stack([(left + right) / 2, (top + bottom) / 2, right - left, bottom - top], axis=-1)


def scale_to_images(
    boxes: np.ndarray, images: Sequence[tuple[int, int]], square: bool = False
) -> np.ndarray:
    """Fractions [batch, n, 4] into pixels of images (height, width), or of their longer side."""
    scales = np.array(
        [(max(h, w),) * 4 if square else (w, h, w, h) for h, w in images], dtype=boxes.dtype
    )
    return boxes * scales[:, None]


def area(boxes: np.ndarray) -> np.ndarray:
    """Of corner boxes [n, 4]."""
    return (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])


def iou(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Intersection over union of corner boxes [n, 4] and [m, 4]: [n, m]."""
    upper_left = np.maximum(first[:, None, :2], second[:, :2])
    lower_right = np.minimum(first[:, None, 2:], second[:, 2:])
    overlap = np.prod(np.clip(lower_right - upper_left, 0, None), axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return overlap / (area(first)[:, None] + area(second) - overlap)


def suppress(boxes: np.ndarray, scores: np.ndarray, threshold: float) -> np.ndarray:
    """Indices of the boxes kept by greedy non-maximum suppression, best first."""
    order = np.argsort(-scores, kind="stable")
    kept = []
    while order.size:
        best, order = order[0], order[1:]
        kept.append(best)
        order = order[~(iou(boxes[best][None], boxes[order])[0] > threshold)]
    return np.array(kept, dtype=np.int64)
