"""SAM's mask generation: choosing among the masks of many prompts, and their run lengths.

A run-length encoded mask is {"size": [height, width], "counts": [...]}: pixels column by column,
the lengths of alternating runs of 0 and 1, beginning with 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.post_processing import boxes as box_tools
from auto_core.processors.post_processing.outputs import floats, like
from auto_core.tensors import to_numpy

RunLengths = dict[str, list[int]]


def filter_masks(
    masks: Any,
    iou_scores: Any,
    original_size: Sequence[int],
    cropped_box_image: Any,
    pred_iou_thresh: float = 0.88,
    stability_score_thresh: float = 0.95,
    mask_threshold: float = 0,
    stability_score_offset: float = 1,
) -> tuple[list[RunLengths], Any, Any]:
    """The masks of one crop that are good, as run lengths, with scores [n] and boxes [n, 4].

    `masks` are logits [prompts, masks, height, width] of the crop `cropped_box_image` (left, top,
    right, bottom) of an image of `original_size`. Left out are masks whose predicted quality is
    no more than `pred_iou_thresh`, whose area changes when the threshold moves by
    `stability_score_offset`, or that touch an edge of the crop inside the image. A threshold of 0
    switches its test off.

    Raises:
        InputError: masks and scores are not as many.
    """
    logits = floats(masks)
    logits = logits.reshape(-1, *logits.shape[-2:])
    scores = floats(iou_scores).reshape(-1)
    if len(logits) != len(scores):
        raise InputError(f"There are {len(logits)} masks but {len(scores)} iou_scores.")
    keep = np.ones(len(logits), dtype=bool)
    if pred_iou_thresh > 0:
        keep &= scores > pred_iou_thresh
    if stability_score_thresh > 0:
        stability = _stability(logits, mask_threshold, stability_score_offset)
        keep &= stability > stability_score_thresh
    binary, kept_scores = logits[keep] > mask_threshold, scores[keep]
    boxes = boxes_of(binary)
    height, width = (int(side) for side in original_size)
    crop = [int(edge) for edge in to_numpy(cropped_box_image).tolist()]
    inside = ~_near_crop_edge(boxes, crop, [0, 0, width, height])
    binary, kept_scores, boxes = binary[inside], kept_scores[inside], boxes[inside]
    left, top, right, bottom = crop
    whole = np.pad(binary, ((0, 0), (top, height - bottom), (left, width - right)))
    return (
        to_run_lengths(whole),
        like(kept_scores, masks),
        like(boxes + np.array([left, top, left, top], dtype=boxes.dtype), masks),
    )


def post_process_for_mask_generation(
    all_masks: Sequence[RunLengths],
    all_scores: Any,
    all_boxes: Any,
    crops_nms_thresh: float = 0.7,
) -> tuple[list[np.ndarray], Any, list[RunLengths], Any]:
    """Of masks of all crops, those without a better one over `crops_nms_thresh` of their boxes.

    Returns masks (booleans [height, width]), scores, run lengths and boxes, best first.
    """
    scores, boxes = floats(all_scores), to_numpy(all_boxes)
    kept = box_tools.suppress(boxes.astype(np.float32), scores, crops_nms_thresh)
    chosen = [all_masks[index] for index in kept]
    return (
        [from_run_lengths(mask) for mask in chosen],
        like(scores[kept], all_scores),
        chosen,
        like(boxes[kept], all_boxes),
    )


def _stability(logits: np.ndarray, threshold: float, offset: float) -> np.ndarray:
    """Area at a higher threshold over the area at a lower one; NaN where both are empty."""
    high = (logits > threshold + offset).sum((1, 2)).astype(np.float32)
    low = (logits > threshold - offset).sum((1, 2)).astype(np.float32)
    with np.errstate(divide="ignore", invalid="ignore"):
        return high / low


def boxes_of(masks: np.ndarray) -> np.ndarray:
    """First and last column and row [n, 4] of boolean masks [n, h, w]; 0 where a mask is empty.

    Integers; of no masks at all, transformers has no boxes of floats.
    """
    boxes = np.zeros((len(masks), 4), dtype=np.int64 if masks.size else np.float32)
    for index, mask in enumerate(masks):
        rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
        if rows.size:
            boxes[index] = columns[0], rows[0], columns[-1], rows[-1]
    return boxes


def _near_crop_edge(
    boxes: np.ndarray, crop: list[int], image: list[int], tolerance: float = 20.0
) -> np.ndarray:
    """Whether a box of the crop ends at an edge of the crop that is no edge of the image."""
    left, top = crop[:2]
    shifted = (boxes + np.array([left, top, left, top])).astype(np.float32)
    at_crop = np.abs(shifted - np.array(crop)) <= tolerance
    at_image = np.abs(shifted - np.array(image)) <= tolerance
    return np.any(at_crop & ~at_image, axis=1)


def to_run_lengths(masks: np.ndarray) -> list[RunLengths]:
    """Boolean masks [n, height, width] encoded."""
    height, width = masks.shape[-2:]
    encoded = []
    for mask in masks:
        pixels = mask.T.reshape(-1)
        ends = np.flatnonzero(pixels[1:] != pixels[:-1]) + 1
        runs = np.diff(np.concatenate([[0], ends, [pixels.size]])).tolist()
        starts_with_one = [0] if pixels.size and pixels[0] else []
        encoded.append({"size": [height, width], "counts": starts_with_one + runs})
    return encoded


def from_run_lengths(encoded: RunLengths) -> np.ndarray:
    """The boolean mask [height, width]."""
    height, width = encoded["size"]
    counts = encoded["counts"]
    pixels = np.repeat(np.arange(len(counts)) % 2 == 1, counts)
    return pixels.reshape(width, height).T
