"""The layout of pages: boxes with a class and a score, in the order of reading."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError, MissingDependencyError
from auto_core.processors.post_processing.boxes import center_to_corners, scale_to_images
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sigmoid,
    sizes_per_image,
)

CELL = 4  # pixels of the image for each of a mask, down and across
SIMPLIFIED = 0.004  # how far a polygon may be from the mask, as a share of its length
SHARP = 45  # degrees of corners that are moved outwards


def in_order(
    outputs: Any, threshold: float = 0.5, target_sizes: TargetSizes = None
) -> list[dict[str, Any]]:
    """PP-DocLayoutV2: for each image `scores` [n], `labels` [n], `boxes` [n, 4] and `order_seq`
    [n] at or above the threshold, as they are read.

    Boxes are left, top, right, bottom: in pixels with `target_sizes`, as shares of the image
    without. `order_seq` are positions among all queries.
    """
    found = _best(outputs, threshold, target_sizes)
    for item in found:
        del item["queries"]
    return like(found, field(outputs, "logits"))


def with_polygons(
    outputs: Any, threshold: float, target_sizes: TargetSizes, *, size: tuple[int, int]
) -> list[dict[str, Any]]:
    """PP-DocLayoutV3: like `in_order`, and of each image `polygon_points`, for each box the corners
    [m, 2] of what is in its mask.

    `size` is the height and width of the images that the model was given.

    Raises:
        InputError: there are no `target_sizes`.
        MissingDependencyError: OpenCV is not installed.
    """
    masks = floats(field(outputs, "out_masks"))
    targets = sizes_per_image(target_sizes, len(masks))
    if targets is None:
        raise InputError("Polygons are in pixels: pass target_sizes, (height, width) per image.")
    found = _best(outputs, threshold, target_sizes)
    for item, own, (height, width) in zip(found, masks, targets, strict=True):
        chosen = sigmoid(own[item.pop("queries")]) > threshold
        scale = size[0] / height / CELL, size[1] / width / CELL
        item["polygon_points"] = polygons(item["boxes"], chosen, scale)
    points = [item.pop("polygon_points") for item in found]
    results = like(found, field(outputs, "logits"))
    for item, own_points in zip(results, points, strict=True):
        item["polygon_points"] = own_points
    return results


def _best(outputs: Any, threshold: float, target_sizes: TargetSizes) -> list[dict[str, Any]]:
    scores = sigmoid(floats(field(outputs, "logits")))
    batch, queries, classes = scores.shape
    flat = scores.reshape(batch, -1)
    best = np.argsort(-flat, axis=1, kind="stable")[:, :queries]
    boxes = center_to_corners(floats(field(outputs, "pred_boxes")))
    targets = sizes_per_image(target_sizes, batch)
    if targets is not None:
        boxes = scale_to_images(boxes, targets)
    orders, results = reading_order(floats(field(outputs, "order_logits"))), []
    for i, index in enumerate(best):
        index = index[flat[i][index] >= threshold]
        query = index // classes
        index = index[np.argsort(orders[i][query], kind="stable")]
        query = index // classes
        results.append(
            {
                "scores": flat[i][index],
                "labels": index % classes,
                "boxes": boxes[i][query],
                "order_seq": orders[i][query],
                "queries": query,
            }
        )
    return results


def reading_order(scores: np.ndarray) -> np.ndarray:
    """The position of each of q elements, [b q], by how much each comes before each later one, [b
    q q] (as logits): how many come before it, by all scores together."""
    before = np.triu(sigmoid(scores), 1)
    votes = before.sum(1) + np.tril(1 - sigmoid(scores).transpose(0, 2, 1), -1).sum(1)
    return np.argsort(np.argsort(votes, axis=1, kind="stable"), axis=1, kind="stable")


def polygons(
    boxes: np.ndarray, masks: np.ndarray, scale: tuple[float, float]
) -> list[np.ndarray | None]:
    """The corners of each mask [n h w] within its box [n 4]; the box where there is none."""
    height, width = masks.shape[1:]
    found: list[np.ndarray | None] = []
    for box, mask in zip(boxes.astype(np.int32), masks, strict=True):
        left, top, right, bottom = (int(edge) for edge in box)
        corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
        columns = np.clip([round(x * scale[1]) for x in (left, right)], 0, width)
        rows = np.clip([round(y * scale[0]) for y in (top, bottom)], 0, height)
        part = mask[rows[0] : rows[1], columns[0] : columns[1]]
        if right <= left or bottom <= top or not part.any():
            found.append(corners)
            continue
        points = outline(part.astype(np.uint8), (right - left, bottom - top))
        if points is not None and len(points) < 4:
            points = corners
        elif points is not None:
            points = points + np.array([left, top])
        found.append(points)
    return found


def outline(mask: np.ndarray, size: tuple[int, int]) -> np.ndarray | None:
    """The corners [m 2] of the largest part of a mask that is resized to (width, height)."""
    cv2 = _opencv()
    mask = cv2.resize(mask, size, interpolation=cv2.INTER_NEAREST)
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not contours:
        return None
    contour = max(contours, key=cv2.contourArea)
    length = cv2.arcLength(contour, True)
    points = np.atleast_2d(cv2.approxPolyDP(contour, SIMPLIFIED * length, True).squeeze())
    return np.array(convex_corners(points))


def convex_corners(points: np.ndarray) -> Sequence[Any]:
    """Corners that point outwards; sharp ones of about 45 degrees are moved further out."""
    kept: list[Any] = []
    for i, point in enumerate(points):
        one, other = points[i - 1] - point, points[(i + 1) % len(points)] - point
        if one[1] * other[0] - one[0] * other[1] >= 0:
            continue
        lengths = np.linalg.norm(one), np.linalg.norm(other)
        cosine = np.clip((one @ other) / (lengths[0] * lengths[1]), -1.0, 1.0)
        if abs(np.degrees(np.arccos(cosine)) - SHARP) >= 1:
            kept.append(tuple(point))
            continue
        direction = one / lengths[0] + other / lengths[1]
        direction = direction / np.linalg.norm(direction)
        kept.append(tuple(point + direction * (lengths[0] + lengths[1]) / 2))
    return kept


def _opencv() -> Any:
    try:
        return importlib.import_module("cv2")
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            "Polygons of masks need OpenCV, which is not installed: "
            "pip install opencv-python-headless"
        ) from error
