"""LW-DETR's loss: Chen et al., 2024, arXiv:2406.03459. Queries come in sets (Group DETR, Chen et
al., 2022, arXiv:2207.13085), each of which is matched with all labels; a class is to be as likely
as its score and its box are good together (Cai et al., 2023, arXiv:2304.14365).

b batch, q queries of all sets, c classes, n labels of an image.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from auto_core.errors import InputError

from .. import ops
from .boxes import corners, iou
from .detection_loss import (
    Labels,
    Pairs,
    box_losses,
    cardinality_error,
    check_labels,
    focal_gain,
    label_count,
    matched,
    matched_classes,
    total,
)

Predictions = tuple[Any, ...]  # logits [b q c], boxes [b q 4], and perhaps masks [b q h w]


def query_set_loss(
    config: Any,
    layers: Sequence[Predictions],
    encoder: Predictions,
    labels: Labels,
    *,
    encoder_counts: bool = True,
    mask_costs: Callable[[Predictions, Labels], Sequence[Any]] | None = None,
    mask_losses: Callable[[Any, Labels, Pairs, Any], dict[str, Any]] | None = None,
) -> tuple[Any, dict[str, Any]]:
    """The weighted sum of all losses, and each of them by name.

    Args:
        layers: what the decoder's layers that have a loss predict, the last one last. Only its
            losses have no number in their names.
        encoder: what the pixels that became queries predict.
        encoder_counts: whether the encoder's losses are part of the sum.
        mask_costs: of masks, for each image [q n].
        mask_losses: of matched masks, given how many labels there are.

    Raises:
        InputError: the labels are not one for each image, or lack a part; or there are fewer
            queries than sets.
    """
    parts = ("class_labels", "boxes") if mask_costs is None else ("class_labels", "boxes", "masks")
    check_labels(labels, layers[-1][0], parts)
    number = label_count([label["class_labels"] for label in labels], like=layers[-1][0])
    number = number * config.group_detr
    weights = {
        "loss_ce": config.class_loss_coefficient,
        "loss_bbox": config.bbox_loss_coefficient,
        "loss_giou": config.giou_loss_coefficient,
    }
    if mask_losses is not None:
        weights["loss_mask_ce"] = config.mask_class_loss_coefficient
        weights["loss_mask_dice"] = config.mask_dice_loss_coefficient
    *earlier, last = layers
    named = [("", last), *((f"_{i}", x) for i, x in enumerate(earlier)), ("_enc", encoder)]
    losses: dict[str, Any] = {}
    counted = []
    for suffix, predictions in named:
        costs = None if mask_costs is None else mask_costs(predictions, labels)
        pairs = match(config, predictions, labels, costs)
        found = set_losses(config, predictions, labels, pairs, number)
        if mask_losses is not None:
            found |= mask_losses(predictions[2], labels, pairs, number)
        losses |= {f"{name}{suffix}": loss for name, loss in found.items()}
        if suffix != "_enc" or encoder_counts:
            counted += [found[name] * weight for name, weight in weights.items()]
    return total(counted), losses


def match(config: Any, predictions: Predictions, labels: Labels, costs=None) -> Pairs:
    """The pairs of prediction and label of each image that cost least together, set by set."""
    logits, boxes = (ops.detach(x) for x in predictions[:2])
    size = ops.shape(logits)[1] // config.group_detr
    if size < 1:
        raise InputError(
            f"{ops.shape(logits)[1]} queries are fewer than the {config.group_detr} sets of them "
            "that labels are matched with (group_detr)."
        )
    gains = [
        ops.take(focal_gain(logits[i]), label["class_labels"], 1) for i, label in enumerate(labels)
    ]
    sets = []
    for start in range(0, size * config.group_detr, size):
        end = start + size
        part, others = ([x[start:end] for x in parts or ()] for parts in (gains, costs))
        found = matched(config, part, boxes[:, start:end], labels, others=others or None)
        sets.append((start, found))
    pairs = []
    for i in range(len(labels)):
        rows = ops.cat([found[i][0] + start for start, found in sets], 0)
        pairs.append((rows, ops.cat([found[i][1] for _, found in sets], 0)))
    return pairs


def set_losses(config: Any, predictions: Predictions, labels: Labels, pairs: Pairs, number):
    """Of the classes, of the boxes, and how wrong the number of objects is (not to be trained)."""
    logits, boxes = predictions[:2]
    classes = class_loss(logits, boxes, labels, pairs, alpha=config.focal_alpha)
    empty = ops.amax(logits, -1) <= 0
    return {
        "loss_ce": classes / number,
        "cardinality_error": cardinality_error(empty, labels, like=logits),
        **box_losses(boxes, labels, pairs, number),
    }


def class_loss(logits, boxes, labels: Labels, pairs: Pairs, *, alpha: float):
    """Cross-entropy whose targets are how good matched boxes and scores are: [b q c] -> []."""
    _, queries, classes = ops.shape(logits)
    dtype, targets, overlaps = ops.dtype(logits), [], []
    for i, (label, pair) in enumerate(zip(labels, pairs, strict=True)):
        rows, columns = pair
        wanted = ops.take(ops.cast(label["boxes"], ops.dtype(boxes)), columns, 0)
        found = ops.take(ops.detach(boxes)[i], rows, 0)
        overlap = ops.cast(iou(corners(found), corners(wanted)), dtype)
        overlaps.append(ops.scatter(ops.zeros((queries,), like=logits), 0, rows, overlap))
        targets.append(matched_classes(label["class_labels"], pair, queries, nothing=classes))
    target = ops.one_hot(ops.stack(targets, 0), classes, dtype=dtype)  # nothing is out of range
    likely = ops.sigmoid(logits)
    # Where nothing is matched the overlap is 0, of which a power has no gradient to be trained.
    overlap = ops.unsqueeze(ops.stack(overlaps, 0), -1)
    quality = ops.pow(ops.detach(likely), alpha) * ops.pow(overlap, 1 - alpha)
    quality = ops.clamp(quality, min=0.01) * target
    there = quality * ops.softplus(-logits)
    away = (target - quality + (1 - target) * likely * likely) * ops.softplus(logits)
    return ops.sum(there + away, (0, 1, 2))
