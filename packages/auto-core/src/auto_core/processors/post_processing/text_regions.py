"""Where text is, of a map of probabilities (DB: Liao et al., 2019, arXiv:1911.08947)."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np

from auto_core.errors import InputError, MissingDependencyError
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    field,
    floats,
    like,
    sizes_per_image,
)

PARALLEL = 1e-6  # the sine of the angle below which two edges are


def regions(
    outputs: Any,
    target_sizes: TargetSizes,
    *,
    threshold: float,
    box_threshold: float,
    most: int,
    least_side: int,
    growth: float,
) -> list[dict[str, Any]]:
    """For each image `boxes` [n 4 2], rectangles in pixels whose corners go around from the upper
    left one, `scores` [n] and `labels` [n], all 0.

    Args:
        outputs: of the model: last_hidden_state [b 1 h w].
        target_sizes: (height, width) of each image.
        threshold: from which on a pixel is text.
        box_threshold: from which on the mean of a rectangle's pixels counts.
        most: how many outlines of each image are looked at.
        least_side: pixels of the map below which a side is none.
        growth: how far rectangles grow, as a multiple of area over circumference: the model finds
            the middles of texts.

    Raises:
        InputError: there are no `target_sizes`.
        MissingDependencyError: OpenCV is not installed.
    """
    maps = floats(field(outputs, "last_hidden_state"))[:, 0]
    targets = sizes_per_image(target_sizes, len(maps))
    if targets is None:
        raise InputError("Boxes are in pixels: pass target_sizes, (height, width) per image.")
    cv2, found = _opencv(), []
    for image, (height, width) in zip(maps, targets, strict=True):
        boxes, scores = [], []
        for corners in _rectangles(cv2, image > threshold, most, least_side):
            score = _mean_inside(cv2, image, corners)
            if score < box_threshold:
                continue
            box, side = _rectangle(cv2, grown(corners, growth)[:, None])
            if side < least_side + 2:
                continue
            size = np.array([width, height], np.float32)
            scale = size / np.array(image.shape[::-1], np.float32)
            boxes.append(np.clip(np.rint(box * scale), 0, size).astype(np.int16))
            scores.append(score)
        found.append(
            {
                "boxes": np.array(boxes, np.int16).reshape(-1, 4, 2) if boxes else _NONE,
                "scores": np.array(scores, np.float32),
                "labels": np.zeros(len(scores), np.int64),
            }
        )
    return like(found, field(outputs, "last_hidden_state"))


_NONE = np.zeros(0, np.int16)


def _rectangles(cv2: Any, mask: np.ndarray, most: int, least_side: int) -> list[np.ndarray]:
    """The least rectangle [4 2] around each part of a mask [h w]."""
    outlines = cv2.findContours(
        mask.astype(np.uint8) * 255, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE
    )[-2]
    around = [_rectangle(cv2, outline) for outline in outlines[:most]]
    return [corners for corners, side in around if side >= least_side]


def _rectangle(cv2: Any, outline: np.ndarray) -> tuple[np.ndarray, float]:
    """The least rectangle around points [n 1 2]: its corners [4 2], from the upper left one around
    by the upper right one, and its shorter side."""
    found = cv2.minAreaRect(outline)
    corners = cv2.boxPoints(found)
    corners = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = corners[:2], corners[2:]
    if not left[1, 1] > left[0, 1]:
        left = left[::-1]
    if not right[1, 1] > right[0, 1]:
        right = right[::-1]
    return np.array([left[0], right[0], right[1], left[1]]), min(found[1])


def _mean_inside(cv2: Any, image: np.ndarray, corners: np.ndarray) -> float:
    """The mean of an image's pixels within a rectangle."""
    most = np.array(image.shape[::-1]) - 1
    low = np.clip(np.floor(corners.min(0)), 0, most).astype(int)
    high = np.clip(np.ceil(corners.max(0)), 0, most).astype(int)
    part = image[low[1] : high[1] + 1, low[0] : high[0] + 1]
    inside = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(inside, (corners - low).astype(np.int32)[None], 1)
    return float(part[inside == 1].mean(dtype=np.float64)) if inside.any() else 0.0


def grown(corners: np.ndarray, growth: float) -> np.ndarray:
    """A polygon [n 2] whose edges are moved outwards by `growth` times area over circumference."""
    following = np.roll(corners, -1, 0)
    edges = following - corners
    lengths = np.linalg.norm(edges, axis=1, keepdims=True)
    twice_area = np.sum(corners[:, 0] * following[:, 1] - corners[:, 1] * following[:, 0])
    distance = abs(twice_area) / 2 * growth / lengths.sum()
    along = edges / np.maximum(lengths, PARALLEL)
    outwards = np.stack([along[:, 1], -along[:, 0]], 1) * (1 if twice_area > 0 else -1)
    before = np.roll(outwards, 1, 0)
    parallel = np.abs(before[:, 0] * outwards[:, 1] - before[:, 1] * outwards[:, 0]) < PARALLEL
    # Where both moved edges meet.
    share = 1 / np.where(parallel, 2.0, 1 + np.sum(before * outwards, 1))
    return (corners + distance * share[:, None] * (before + outwards)).astype(np.float32)


def _opencv() -> Any:
    try:
        return importlib.import_module("cv2")
    except ModuleNotFoundError as error:
        raise MissingDependencyError(
            "Boxes of text need OpenCV, which is not installed: pip install opencv-python-headless"
        ) from error
