"""Set prediction loss where classes are phrases of a text: Liu et al., 2023, arXiv:2303.05499.

A prediction has a logit for each token; those of its phrase are to be high. Class i of an image is
the i-th phrase of its text.

b batch, q predictions per image, t tokens, n labels of an image.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auto_core.configs._detection import BoxMatchingConfig

from .. import ops
from .detection_loss import (
    Labels,
    box_losses,
    cardinality_error,
    check_labels,
    focal_gain,
    kind,
    label_count,
    matched,
    sigmoid_focal_loss,
    total,
)

Predictions = tuple[Any, Any]  # logits [b q t] and boxes [b q 4]
CLASS_WEIGHT = 2.0


def grounded_detection_loss(
    config: BoxMatchingConfig,
    last: Predictions,
    labels: Labels,
    phrases,
    counted,
    *,
    focal: float,
    earlier: Sequence[Predictions],
    encoder: Predictions,
) -> tuple[Any, dict[str, Any]]:
    """The weighted sum of all losses, and each of them by name.

    Args:
        phrases: [b t], which phrase each token is of, -1 for none.
        counted: [b t], False for padding.
        focal: the weight of tokens that are of the phrase.
        earlier: predictions of the layers before the last; encoder: those of the first stage.

    Raises:
        InputError: the labels are not one for each image, or lack a part.
    """
    check_labels(labels, last[0], ("class_labels", "boxes"))
    maps = []  # of each image [n t], 1 where a token is of the label's phrase
    for i, label in enumerate(labels):
        classes = ops.unsqueeze(ops.cast(label["class_labels"], "int64"), 1)
        maps.append(ops.cast(classes == ops.unsqueeze(phrases[i], 0), ops.dtype(last[0])))

    def losses_of(predictions: Predictions, end: str = "") -> dict[str, Any]:
        found = set_losses(config, predictions, labels, maps, counted, focal=focal)
        return {f"{name}{end}": loss for name, loss in found.items()}

    losses = losses_of(last)
    for i, predictions in enumerate(earlier):
        losses |= losses_of(predictions, f"_{i}")
    losses |= losses_of(encoder, "_enc")
    weights = {
        "loss_ce": CLASS_WEIGHT,
        "loss_bbox": config.bbox_loss_coefficient,
        "loss_giou": config.giou_loss_coefficient,
    }
    kinds = {name: kind(name).removesuffix("_enc") for name in losses}
    return total([losses[n] * weights[k] for n, k in kinds.items() if k in weights]), losses


def set_losses(
    config: BoxMatchingConfig,
    predictions: Predictions,
    labels: Labels,
    maps: Sequence[Any],
    counted,
    *,
    focal: float,
):
    """Of the tokens and of the boxes, and how wrong the number of objects is."""
    logits, boxes = predictions
    tokens = ops.shape(counted)[1]
    counted = ops.unsqueeze(counted, 1)  # [b 1 t]
    # Padding has no logits; what stands there instead is not to have a gradient.
    logits = ops.where(counted, logits[:, :, :tokens], 0.0)
    gain = ops.where(counted, focal_gain(ops.detach(logits)), 0.0)
    gains = []
    for i, own in enumerate(maps):
        share = own / ops.sum(own, 1, keepdim=True)
        gains.append(ops.matmul(gain[i], ops.transpose(share, 0, 1)))  # [q n]
    pairs = matched(config, gains, boxes, labels)
    number = label_count([label["class_labels"] for label in labels], like=logits)
    targets = []
    for (rows, columns), own in zip(pairs, maps, strict=True):
        empty = ops.zeros(ops.shape(logits)[1:], like=logits)
        chosen = ops.take(own, columns, 0)
        rows = ops.expand(ops.unsqueeze(rows, 1), ops.shape(chosen))
        targets.append(ops.scatter(empty, 0, rows, chosen))
    wrong = sigmoid_focal_loss(
        ops.unsqueeze(logits, -1), ops.unsqueeze(ops.stack(targets, 0), -1), alpha=focal
    )
    best = ops.amax(ops.where(counted, logits, -1.0), -1)
    return {
        "loss_ce": ops.sum(ops.where(counted, wrong, 0.0), (0, 1, 2)) / number,
        "cardinality_error": cardinality_error(best <= 0, labels, like=logits),
        **box_losses(boxes, labels, pairs, number),
    }
