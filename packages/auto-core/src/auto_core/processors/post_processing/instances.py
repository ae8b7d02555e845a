"""Instance and panoptic segmentation: pixels grouped into segments.

Results are, per image, a dict of `segmentation` [height, width], the id of the segment at each
pixel, and `segments_info`, a dict per segment of `id`, `label_id`, `was_fused` and `score`.
Without any segment the map is -1.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.processors.post_processing.interpolation import interpolate
from auto_core.processors.post_processing.outputs import (
    TargetSizes,
    floats,
    like,
    sigmoid,
    sizes_per_image,
    softmax,
)
from auto_core.processors.post_processing.selection import largest


def by_argmax(
    class_logits: Any,
    mask_logits: Any,
    *,
    threshold: float = 0.5,
    mask_threshold: float = 0.5,
    overlap_mask_area_threshold: float = 0.8,
    label_ids_to_fuse: Collection[int] = (),
    target_sizes: TargetSizes = None,
    resize_masks_to: tuple[int, int] | None = None,
    return_coco_annotation: bool = False,
) -> list[dict[str, Any]]:
    """Each pixel goes to the query with the largest product of class and mask probability.

    Queries below `threshold` or of the class "no object" are left out, and so are segments that
    keep no more than `overlap_mask_area_threshold` of their mask. All segments of a class in
    `label_ids_to_fuse` become one. `return_coco_annotation` gives run lengths in place of the map.
    """
    masks = floats(mask_logits)
    if resize_masks_to is not None:
        masks = interpolate(masks, resize_masks_to)
    probabilities = softmax(floats(class_logits))
    scores, labels = probabilities.max(-1), probabilities.argmax(-1)
    no_object = probabilities.shape[-1] - 1
    targets = sizes_per_image(target_sizes, len(masks))
    results = []
    for index, item in enumerate(sigmoid(masks)):
        keep = (labels[index] != no_object) & (scores[index] > threshold)
        size = targets[index] if targets is not None else item.shape[-2:]
        if not keep.any():
            empty = np.full(size, -1, dtype=np.float32)
            results.append({"segmentation": empty, "segments_info": []})
            continue
        segmentation, segments = _assign(
            interpolate(item[keep], size),
            scores[index][keep],
            labels[index][keep],
            mask_threshold,
            overlap_mask_area_threshold,
            label_ids_to_fuse,
        )
        result = run_lengths(segmentation) if return_coco_annotation else segmentation
        results.append({"segmentation": result, "segments_info": segments})
    return like(results, mask_logits)


def _assign(
    masks: np.ndarray,
    scores: np.ndarray,
    labels: np.ndarray,
    mask_threshold: float,
    overlap_threshold: float,
    fused: Collection[int],
) -> tuple[np.ndarray, list[dict[str, Any]]]:
    weighted = masks * scores[:, None, None]
    owner = weighted.argmax(0)
    segmentation = np.zeros(owner.shape, dtype=np.int32)
    segments: list[dict[str, Any]] = []
    id_of_fused: dict[int, int] = {}
    last_id = 0
    for query, label in enumerate(labels.tolist()):
        pixels = owner == query
        kept, whole = pixels.sum(), (weighted[query] >= mask_threshold).sum()
        # In single precision: 4 of 5 pixels are more than 0.8 of them, as transformers has it.
        share = float(np.float32(kept) / np.float32(whole)) if whole else 0.0
        if not (kept and share > overlap_threshold):
            continue
        # After a fused segment came back, the next new one continues from its id: the numbering
        # of transformers, which can give two segments one id.
        last_id = id_of_fused.get(label, last_id + 1)
        segmentation[pixels] = last_id
        segments.append(
            {
                "id": last_id,
                "label_id": label,
                "was_fused": label in fused,
                "score": round(float(scores[query]), 6),
            }
        )
        if label in fused:
            id_of_fused[label] = last_id
    return segmentation, segments


def by_top_queries(
    class_logits: Any,
    mask_logits: Any,
    *,
    threshold: float = 0.5,
    target_sizes: TargetSizes = None,
    resize_masks_to: tuple[int, int] | None = None,
    return_coco_annotation: bool = False,
    return_binary_maps: bool = False,
) -> list[dict[str, Any]]:
    """The best pairs of query and class, each with its own mask; later ones lie on top.

    As many pairs as queries are taken, in the order that `selection` explains.
    A pair's score is its class probability times the mean probability inside its mask.
    `return_binary_maps` gives the masks [segments, height, width] in place of the map.

    Raises:
        InputError: both forms of result are asked for.
    """
    if return_coco_annotation and return_binary_maps:
        raise InputError("Ask for return_coco_annotation or return_binary_maps, not both.")
    masks = floats(mask_logits)
    if resize_masks_to is not None:
        masks = interpolate(masks, resize_masks_to)
    probabilities = softmax(floats(class_logits))[..., :-1]
    batch, queries, classes = probabilities.shape
    targets = sizes_per_image(target_sizes, batch)
    results = []
    for index in range(batch):
        flat = probabilities[index].reshape(-1)
        best = largest(flat, queries)
        chosen = masks[index][best // classes]
        inside = (chosen > 0).astype(np.float32)
        certainty = (sigmoid(chosen) * inside).sum((1, 2)) / (inside.sum((1, 2)) + 1e-6)
        scores = flat[best] * certainty
        if targets is not None:
            inside = interpolate(inside, targets[index], "nearest")
        segmentation = np.full(inside.shape[-2:], -1, dtype=np.float32)
        segments: list[dict[str, Any]] = []
        shown = []
        for mask, score, label in zip(inside, scores.tolist(), best % classes, strict=True):
            if not mask.any() or score < threshold:
                continue
            segmentation[mask == 1] = len(segments)
            segments.append(
                {
                    "id": len(segments),
                    "label_id": int(label),
                    "was_fused": False,
                    "score": round(score, 6),
                }
            )
            shown.append(mask)
        result: Any = segmentation
        if return_coco_annotation:
            result = run_lengths(segmentation)
        elif return_binary_maps and shown:
            result = np.stack(shown)
        results.append({"segmentation": result, "segments_info": segments})
    return like(results, mask_logits)


def by_classes(
    class_logits: Any,
    mask_logits: Any,
    *,
    threshold: float = 0.5,
    mask_threshold: float = 0.0,
    target_sizes: TargetSizes = None,
    top_k: int | None = None,
    return_coco_annotation: bool = False,
    return_binary_maps: bool = False,
) -> list[dict[str, Any]]:
    """The best pairs of query and independent class, each with its own mask of the logits above
    `mask_threshold`; better ones lie on top, and ids begin with 1.

    The best `top_k` pairs count, by default as many as there are queries. `return_binary_maps`
    gives the masks [segments, height, width], whole, in place of the map.

    Raises:
        InputError: both forms of result are asked for.
    """
    if return_coco_annotation and return_binary_maps:
        raise InputError("Ask for return_coco_annotation or return_binary_maps, not both.")
    masks, scores = floats(mask_logits), sigmoid(floats(class_logits))
    batch, queries, classes = scores.shape
    targets = sizes_per_image(target_sizes, batch)
    results = []
    for index in range(batch):
        flat = scores[index].reshape(-1)
        best = np.argsort(-flat, kind="stable")[: queries if top_k is None else top_k]
        best = best[flat[best] > threshold]
        size = masks.shape[-2:] if targets is None else targets[index]
        segmentation = np.full(size, -1, dtype=np.int32)
        segments: list[dict[str, Any]] = []
        shown = []
        chosen = interpolate(masks[index][best // classes], size) > mask_threshold
        for mask, pair in zip(chosen, best.tolist(), strict=True):
            pixels = mask if return_binary_maps else mask & (segmentation == -1)
            if not pixels.any():
                continue
            score = round(float(flat[pair]), 6)
            segments.append({"id": len(segments) + 1, "label_id": pair % classes, "score": score})
            if return_binary_maps:
                shown.append(mask)
            else:
                segmentation[pixels] = len(segments)
        result: Any = segmentation
        if len(best) and return_coco_annotation:
            result = run_lengths(segmentation)
        elif len(best) and return_binary_maps:
            result = np.stack(shown) if shown else np.zeros((0, *size), dtype=bool)
        results.append({"segmentation": result, "segments_info": segments})
    return like(results, mask_logits)


def by_top_scores(
    class_logits: Any,
    mask_logits: Any,
    *,
    threshold: float | None = 0.5,
    mask_threshold: float = 0.5,
    overlap_mask_area_threshold: float = 0.8,
    target_sizes: TargetSizes = None,
    only: Collection[int] | None = None,
    renumber: bool = False,
    return_coco_annotation: bool = False,
) -> list[dict[str, Any]]:
    """The best pairs of query and class; each pixel goes to the pair with the largest product of
    the class probability and the mask's logit, as OneFormer has it.

    As many pairs as queries are taken, those above `threshold` (None: all) are kept, and of those
    the ones of classes in `only`, whose indices in it `renumber` gives instead. Segments that keep
    no more than `overlap_mask_area_threshold` of what is above `mask_threshold` are left out.
    """
    masks = floats(mask_logits)
    probabilities = softmax(floats(class_logits))[..., :-1]
    batch, queries, classes = probabilities.shape
    targets = sizes_per_image(target_sizes, batch)
    numbers = None if only is None else list(only)
    results = []
    for index in range(batch):
        flat = probabilities[index].reshape(-1)
        best = largest(flat, queries)
        scores, labels, chosen = flat[best], best % classes, masks[index][best // classes]
        keep = np.ones(len(best), bool) if threshold is None else scores > threshold
        if numbers is not None:
            keep &= np.isin(labels, numbers)
        size = targets[index] if targets is not None else chosen.shape[-2:]
        if not keep.any():
            empty = np.full(size, -1, dtype=np.float32)
            results.append({"segmentation": empty, "segments_info": []})
            continue
        labels = labels[keep]
        if renumber and numbers is not None:
            labels = np.array([numbers.index(label) for label in labels.tolist()])
        segmentation, segments = _assign(
            interpolate(chosen[keep], size),
            scores[keep],
            labels,
            mask_threshold,
            overlap_mask_area_threshold,
            (),
        )
        result = run_lengths(segmentation) if return_coco_annotation else segmentation
        results.append({"segmentation": result, "segments_info": segments})
    return like(results, mask_logits)


def run_lengths(segmentation: np.ndarray) -> list[list[int]]:
    """For each id in the map, ascending: start (from 1) and length of its runs, row by row."""
    encoded = []
    for number in np.unique(segmentation):
        pixels = np.concatenate([[0], segmentation.reshape(-1) == number, [0]])
        runs = np.flatnonzero(pixels[1:] != pixels[:-1]) + 1
        runs[1::2] -= runs[::2]
        encoded.append(runs.tolist())
    return encoded
