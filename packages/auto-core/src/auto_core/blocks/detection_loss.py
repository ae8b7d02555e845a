"""Set prediction loss: Carion et al., 2020, arXiv:2005.12872, section 3.1.

Each label of an image is matched with one prediction of it at the least cost. Matched ones
are to be like their labels; the others are to say "no object", the last class.

b batch, q predictions per image, c classes without "no object", n labels of an image.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from auto_core.configs._detection import BoxMatchingConfig, MatchingConfig
from auto_core.errors import InputError

from .. import ops
from .boxes import corners, generalized_iou

Labels = Sequence[Mapping[str, Any]]
Pairs = list[tuple[Any, Any]]  # of each image the predictions and the labels that belong together


def detection_loss(
    config: MatchingConfig,
    layers: Sequence[tuple[Any, Any]],
    labels: Labels,
    *,
    masks=None,
    focal: float | None = None,
) -> tuple[Any, dict[str, Any]]:
    """The weighted sum of all losses, and each of them by name.

    Args:
        layers: logits [b q c+1] and boxes [b q 4] of the decoder's layers that have a loss. The
            last one's come last, and only its losses have no number in their names.
        labels: of each image `class_labels` [n], `boxes` [n 4] and, with `masks`, `masks` [n H W].
        masks: scores [b q h w] of the last layer's masks, if it makes any. They are matched by
            classes that exclude each other in any case, as upstream's are.
        focal: the weight of classes that are there, where there is no class "no object" and each
            is predicted by itself [b q c].

    Raises:
        InputError: the labels are not one for each image, or lack a part.
    """
    parts = ("class_labels", "boxes") if masks is None else ("class_labels", "boxes", "masks")
    check_labels(labels, layers[-1][0], parts)
    *earlier, (logits, boxes) = layers
    focal_match = focal is not None and masks is None
    pairs = match(config, logits, boxes, labels, focal=focal_match)
    losses = set_losses(config, logits, boxes, labels, pairs, focal=focal)
    if masks is not None:
        losses |= mask_losses(masks, labels, pairs)
    for i, (logits, boxes) in enumerate(earlier):
        pairs = match(config, logits, boxes, labels, focal=focal_match)
        found = set_losses(config, logits, boxes, labels, pairs, focal=focal)
        losses |= {f"{name}_{i}": loss for name, loss in found.items()}
    weights = {
        "loss_ce": 1,
        "loss_bbox": config.bbox_loss_coefficient,
        "loss_giou": config.giou_loss_coefficient,
        "loss_mask": config.mask_loss_coefficient,
        "loss_dice": config.dice_loss_coefficient,
    }
    counted = [loss * weights[kind(name)] for name, loss in losses.items() if kind(name) in weights]
    return total(counted), losses


def kind(name: str) -> str:
    """The name of a loss without its layer's number."""
    return name.rstrip("0123456789").rstrip("_")


def check_labels(labels: Labels, predictions, parts: Sequence[str]) -> None:
    """Raise InputError unless there are labels for each image, with each part of each object."""
    images = ops.shape(predictions)[0]
    if isinstance(images, int) and len(labels) != images:
        raise InputError(f"labels has {len(labels)} entries for {images} images.")
    for label in labels:
        lacking = [part for part in parts if not isinstance(label, Mapping) or part not in label]
        if lacking:
            held = ", ".join(label) if isinstance(label, Mapping) else type(label).__name__
            raise InputError(
                f"Each entry of labels needs {', '.join(parts)}; one lacks {', '.join(lacking)} "
                f"(it has {held}). Pass annotations to the image processor to get them."
            )
        counts = [ops.shape(label[part])[0] for part in parts]
        if len(set(counts)) > 1:
            held = ", ".join(f"{n} {part}" for n, part in zip(counts, parts, strict=True))
            raise InputError(f"An entry of labels has {held}, expected one of each per object.")


def match(config: MatchingConfig, logits, boxes, labels: Labels, *, focal: bool = False) -> Pairs:
    """The pairs of prediction and label of each image that cost least together; `focal`: each
    class is predicted by itself."""
    likely = focal_gain(ops.detach(logits)) if focal else ops.softmax(ops.detach(logits), -1)
    gains = [ops.take(likely[i], label["class_labels"], 1) for i, label in enumerate(labels)]
    return matched(config, gains, boxes, labels)


def matched(
    config: BoxMatchingConfig,
    gains: Sequence[Any],
    boxes,
    labels: Labels,
    *,
    others: Sequence[Any] | None = None,
) -> Pairs:
    """The same by how well the classes of each image fit, [q n] each, and `others`, costs of what
    else there is."""
    boxes, pairs = ops.detach(boxes), []
    for i, (likely, label) in enumerate(zip(gains, labels, strict=True)):
        wanted = ops.cast(label["boxes"], ops.dtype(boxes))
        found, wanted = ops.unsqueeze(boxes[i], 1), ops.unsqueeze(wanted, 0)
        distance = ops.sum(ops.abs(found - wanted), -1)
        overlap = generalized_iou(corners(found), corners(wanted))
        cost = config.bbox_cost * distance - config.class_cost * likely - config.giou_cost * overlap
        cost = cost if others is None else cost + others[i]
        pairs.append(ops.linear_sum_assignment(only_finite(cost)))
    return pairs


def focal_gain(logits, *, alpha: float = 0.25, gamma: float = 2.0):
    """How much less the focal loss of a class is where it is there than where it is not."""
    # Not 1 - likely: compiled, that plus 1e-8 rounds to 0 where a logit is large: an infinite log.
    likely, unlikely = ops.sigmoid(logits), ops.sigmoid(-logits)
    wrong = (1 - alpha) * ops.pow(likely, gamma) * -ops.log(unlikely + 1e-8)
    return wrong - alpha * ops.pow(unlikely, gamma) * -ops.log(likely + 1e-8)


def only_finite(cost):
    """Costs, of which those that are no numbers are so high that nothing chooses them freely."""
    cost = ops.cast(cost, "float32") if ops.dtype(cost) in ("float16", "bfloat16") else cost
    return ops.where(ops.isfinite(cost), cost, 3e38)


def set_losses(
    config: MatchingConfig, logits, boxes, labels: Labels, pairs: Pairs, *, focal: float | None
):
    """Of the classes, of the boxes, and how wrong the number of objects is (not to be trained)."""
    classes = config.num_labels
    empty = ops.argmax(logits, -1) == classes
    if focal is not None:
        empty = ops.amax(logits, -1) <= 0
    kinds = [label["class_labels"] for label in labels]
    number = label_count(kinds, like=logits)
    return {
        "loss_ce": class_loss(logits, kinds, pairs, no_object=config.eos_coefficient)
        if focal is None
        else focal_class_loss(logits, kinds, pairs, alpha=focal) / number,
        "cardinality_error": cardinality_error(empty, labels, like=logits),
        **box_losses(boxes, labels, pairs, number),
    }


def cardinality_error(empty, labels: Labels, *, like):
    """How many more or fewer objects are found than there are; `empty` [b q] marks "no object"."""
    guessed = ops.sum(ops.where(empty, 0.0, ops.ones(ops.shape(empty), like=like)), 1)
    counts = ops.stack([_count(label["class_labels"], like=like) for label in labels], 0)
    return ops.l1_loss(ops.detach(guessed), counts)


def box_losses(boxes, labels: Labels, pairs: Pairs, number):
    """Of matched boxes, each divided by the number of labels."""
    found, target = chosen(boxes, pairs), labelled(labels, "boxes", pairs, like=boxes)
    overlap = generalized_iou(corners(found), corners(target))
    return {
        "loss_bbox": ops.sum(ops.abs(found - target), (0, 1)) / number,
        "loss_giou": ops.sum(1 - overlap, 0) / number,
    }


def mask_losses(masks, labels: Labels, pairs: Pairs):
    """Of masks [b q h w], as fine as those of the labels."""
    found = chosen(masks, pairs)  # [m h w]
    target = matched_masks([label["masks"] for label in labels], pairs, like=masks)
    found, target = alike(found, target)
    number = label_count([label["class_labels"] for label in labels], like=masks)
    return {
        "loss_mask": ops.sum(sigmoid_focal_loss(found, target), 0) / number,
        "loss_dice": ops.sum(dice_loss(found, target), 0) / number,
    }


def sigmoid_focal_loss(scores, target, *, alpha: float = 0.25, gamma: float = 2.0):
    """Lin et al., 2017, arXiv:1708.02002: the mean over the last axis, [... p] -> [...]."""
    probability = ops.sigmoid(scores)
    wrong = probability * (1 - target) + (1 - probability) * target
    entropy = ops.softplus(scores) - scores * target
    balance = alpha * target + (1 - alpha) * (1 - target)
    return ops.mean(balance * entropy * ops.pow(wrong, gamma), -1)


def dice_loss(scores, target):
    """How little masks overlap, Milletari et al., 2016, arXiv:1606.04797: [... p] -> [...]."""
    probability = ops.sigmoid(scores)
    both = ops.sum(probability * target, -1)
    return 1 - (2 * both + 1) / (ops.sum(probability, -1) + ops.sum(target, -1) + 1)


def class_loss(logits, class_labels: Sequence[Any], pairs: Pairs, *, no_object: float):
    """Cross-entropy of logits [b q c+1], in which "no object" has a weight of its own."""
    queries, classes = ops.shape(logits)[1:]
    wanted = [
        matched_classes(labels, pair, queries, nothing=classes - 1)
        for labels, pair in zip(class_labels, pairs, strict=True)
    ]
    weight = [1.0] * (classes - 1) + [no_object]
    return ops.cross_entropy(
        ops.reshape(logits, (-1, classes)),
        ops.reshape(ops.stack(wanted, 0), (-1,)),
        ignore_index=-100,
        weight=ops.asarray(weight, like=logits, dtype=ops.dtype(logits)),
    )


def focal_class_loss(logits, class_labels: Sequence[Any], pairs: Pairs, *, alpha: float):
    """Focal loss of logits [b q c] of classes that are predicted each by itself, summed."""
    queries, classes = ops.shape(logits)[1:]
    wanted = [
        matched_classes(labels, pair, queries, nothing=classes)
        for labels, pair in zip(class_labels, pairs, strict=True)
    ]
    target = ops.one_hot(ops.stack(wanted, 0), classes, dtype=ops.dtype(logits))
    return ops.sum(sigmoid_focal_loss(logits, target, alpha=alpha), (0, 1)) * classes


def matched_classes(classes, pair, queries, *, nothing: int):
    """The class that each prediction is to have, [q]; `nothing` for those without a label."""
    rows, columns = pair
    empty = ops.full((queries,), nothing, like=classes, dtype="int64")
    return ops.scatter(empty, 0, rows, ops.cast(ops.take(classes, columns, 0), "int64"))


def chosen(predictions, pairs: Pairs):
    """The matched predictions of all images: [b q ...] -> [m ...]."""
    picked = [ops.take(predictions[i], rows, 0) for i, (rows, _) in enumerate(pairs)]
    return ops.cat(picked, 0)


def labelled(labels: Labels, part: str, pairs: Pairs, *, like):
    """A part of the matched labels of all images, in the order of `chosen`: [m ...]."""
    picked = [
        ops.take(label[part], columns, 0) for label, (_, columns) in zip(labels, pairs, strict=True)
    ]
    return ops.cast(ops.cat(picked, 0), ops.dtype(like))


def label_count(class_labels: Sequence[Any], *, like):
    """The number of labels of all images together, at least 1."""
    return ops.clamp(total([_count(classes, like=like) for classes in class_labels]), min=1.0)


def total(numbers: Sequence[Any]) -> Any:
    """The sum of one tensor or more."""
    first, *rest = numbers
    for number in rest:
        first = first + number
    return first


def _count(classes, *, like):
    return ops.sum(ops.ones(ops.shape(classes), like=like), 0)


def matched_masks(masks: Sequence[Any], pairs: Pairs, *, like):
    """The matched masks of all images, [n H W] each, as large as the largest: [m H W]."""
    height, width = (max(sizes) for sizes in zip(*(ops.shape(m)[1:] for m in masks), strict=True))
    picked = []
    for mask, (_, columns) in zip(masks, pairs, strict=True):
        _, h, w = ops.shape(mask)
        mask = ops.pad(
            ops.cast(mask, ops.dtype(like)), [(0, 0), (0, height - h), (0, width - w)], value=0
        )
        picked.append(ops.take(mask, columns, 0))
    return ops.cat(picked, 0)


def alike(found, target):
    """Scores [m h w] made as fine as masks [m H W]; both as [m H*W]."""
    count, height, width = ops.shape(target)
    found = ops.interpolate(
        ops.unsqueeze(found, -1), (height, width), mode="bilinear", align_corners=False
    )
    return tuple(ops.reshape(x, (count, height * width)) for x in (found, target))
