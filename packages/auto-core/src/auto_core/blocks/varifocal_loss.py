"""RT-DETR's loss: Zhao et al., 2023, arXiv:2304.08069, with the varifocal loss of Zhang et al.,
2020, arXiv:2008.13367: a class is to be as likely as its box is good.

b batch, q predictions per image, c classes, n labels of an image.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from .. import ops
from .boxes import corners, generalized_iou, iou
from .detection_loss import (
    Labels,
    Pairs,
    check_labels,
    chosen,
    focal_gain,
    label_count,
    labelled,
    matched_classes,
    only_finite,
    total,
)

Predictions = tuple[Any, ...]  # logits [b q c], boxes [b q 4], and what a variation adds


def varifocal_detection_loss(
    config: Any,
    last: Predictions,
    labels: Labels,
    *,
    earlier: Sequence[Predictions] = (),
    denoised: Sequence[Predictions] = (),
    denoising_pairs: tuple[Pairs, int] | None = None,
    losses_of: Callable[..., dict[str, Any]] | None = None,
) -> tuple[Any, dict[str, Any]]:
    """The sum of all losses, and each of them, weighted, by name.

    Args:
        last, earlier: predictions that are matched with the labels.
        denoised: predictions of noisy labels, of each layer.
        denoising_pairs: which label each of those is of, and in how many groups.
        losses_of: instead of `set_losses`.

    Raises:
        InputError: the labels are not one for each image, or lack a part.
    """
    check_labels(labels, last[0], ("class_labels", "boxes"))
    number = label_count([label["class_labels"] for label in labels], like=last[0])
    losses_of = losses_of or set_losses
    losses = losses_of(config, last, labels, match(config, last, labels), number)
    for i, predictions in enumerate(earlier):
        pairs = match(config, predictions, labels)
        found = losses_of(config, predictions, labels, pairs, number)
        losses |= {f"{name}_aux_{i}": loss for name, loss in found.items()}
    if denoising_pairs is not None:
        pairs, groups = denoising_pairs
        for i, predictions in enumerate(denoised):
            found = losses_of(config, predictions, labels, pairs, number * groups)
            losses |= {f"{name}_dn_{i}": loss for name, loss in found.items()}
    return total(list(losses.values())), losses


def match(config: Any, predictions: Predictions, labels: Labels) -> Pairs:
    """The pairs of prediction and label of each image that cost least together."""
    logits, boxes = (ops.detach(x) for x in predictions[:2])
    alpha, gamma = config.matcher_alpha, config.matcher_gamma
    pairs = []
    for i, label in enumerate(labels):
        wanted = ops.cast(label["boxes"], ops.dtype(boxes))
        if config.use_focal_loss:
            chosen_logits = ops.take(logits[i], label["class_labels"], 1)  # [q n]
            class_cost = -focal_gain(chosen_logits, alpha=alpha, gamma=gamma)
        else:
            class_cost = -ops.take(ops.softmax(logits[i], -1), label["class_labels"], 1)
        found, wanted = ops.unsqueeze(boxes[i], 1), ops.unsqueeze(wanted, 0)
        distance = ops.sum(ops.abs(found - wanted), -1)
        overlap = generalized_iou(corners(found), corners(wanted))
        cost = config.matcher_bbox_cost * distance + config.matcher_class_cost * class_cost
        cost = cost - config.matcher_giou_cost * overlap
        pairs.append(ops.linear_sum_assignment(only_finite(cost)))
    return pairs


def set_losses(config: Any, predictions: Predictions, labels: Labels, pairs: Pairs, number):
    """Of the classes and of the boxes, weighted."""
    logits, boxes = predictions[:2]
    return {
        "loss_vfl": varifocal_loss(config, logits, boxes, labels, pairs)
        / number
        * config.weight_loss_vfl,
        **box_losses(config, boxes, labels, pairs, number),
    }


def box_losses(config: Any, boxes, labels: Labels, pairs: Pairs, number, *, kept=1.0):
    """Of the boxes, weighted; `kept` [n] is 0 for pairs that do not count."""
    found, target = chosen(boxes, pairs), labelled(labels, "boxes", pairs, like=boxes)
    distance = ops.sum(ops.abs(found - target), 1)
    overlap = generalized_iou(corners(found), corners(target))
    return {
        "loss_bbox": ops.sum(distance * kept, 0) / number * config.weight_loss_bbox,
        "loss_giou": ops.sum((1 - overlap) * kept, 0) / number * config.weight_loss_giou,
    }


def varifocal_loss(config: Any, logits, boxes, labels: Labels, pairs: Pairs):
    """Cross-entropy with the overlap of the matched box as target, summed: [b q c] -> []."""
    target, score = soft_targets(logits, boxes, labels, pairs)
    likely = ops.pow(ops.sigmoid(ops.detach(logits)), config.focal_loss_gamma)
    weight = config.focal_loss_alpha * likely * (1 - target) + score
    return ops.sum(weight * (ops.softplus(logits) - logits * score), (0, 1, 2))


def soft_targets(logits, boxes, labels: Labels, pairs: Pairs):
    """Which class each prediction is to have, and how well its box overlaps the label's where it
    is that class: two of [b q c]."""
    _, queries, classes = ops.shape(logits)
    dtype, targets, scores = ops.dtype(logits), [], []
    for i, (label, pair) in enumerate(zip(labels, pairs, strict=True)):
        rows, columns = pair
        wanted = ops.take(ops.cast(label["boxes"], ops.dtype(boxes)), columns, 0)
        found = ops.take(ops.detach(boxes)[i], rows, 0)
        overlap = ops.cast(iou(corners(found), corners(wanted)), dtype)
        scores.append(ops.scatter(ops.zeros((queries,), like=logits), 0, rows, overlap))
        targets.append(matched_classes(label["class_labels"], pair, queries, nothing=classes))
    target = ops.one_hot(ops.stack(targets, 0), classes, dtype=dtype)  # nothing is out of range
    return target, ops.unsqueeze(ops.stack(scores, 0), -1) * target
