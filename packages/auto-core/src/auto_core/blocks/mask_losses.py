"""Set prediction loss of masks with classes: Cheng et al., 2021, arXiv:2107.06278.

As in `_detection_loss`, labels are matched with predictions, by classes and masks alone.

b batch, q queries, c classes without "no object", n labels of an image, m of all, p points.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from auto_core.errors import InputError

from .. import ops
from .detection_loss import (
    Pairs,
    chosen,
    class_loss,
    label_count,
    matched_masks,
    only_finite,
    total,
)

Two = tuple[Any, Any]  # of how likely each point is, and of how well masks overlap


def mask_set_loss(
    layers: Sequence[tuple[Any, Any]],
    mask_labels: Sequence[Any],
    class_labels: Sequence[Any],
    *,
    costs: Mapping[str, float],
    weights: Mapping[str, float],
    no_object: float,
    pairing: Callable[[Any, Any], Two],
    comparing: Callable[[Any, Any], Two],
):
    """The weighted sum of the losses of several layers.

    Args:
        layers: class scores [b q c+1] and mask scores [b q h w] of each.
        mask_labels: of each image [n H W].
        class_labels: of each image [n].
        costs: of "class", "mask" and "dice", in matching.
        weights: of the same, in the loss.
        no_object: the weight of "no object" among the classes.
        pairing: from mask scores [q h w] and masks [n H W] to both costs [q n].
        comparing: from mask scores [m h w] and masks [m H W] to both losses [m].

    Raises:
        InputError: there are not labels of both kinds for each image, or not a class for each
            mask.
    """
    images = ops.shape(layers[0][0])[0]
    for name, labels in (("mask_labels", mask_labels), ("class_labels", class_labels)):
        if isinstance(images, int) and len(labels) != images:
            raise InputError(f"{name} has {len(labels)} entries for {images} images.")
    for masks, classes in zip(mask_labels, class_labels, strict=True):
        found, count = ops.shape(masks), ops.shape(classes)
        if len(found) != 3 or len(count) != 1 or found[0] != count[0]:
            raise InputError(
                f"An image has class_labels of shape {list(count)} and mask_labels of shape "
                f"{list(found)}, expected [n] and [n, height, width], a class for each mask."
            )
    losses = []
    for classes, masks in layers:
        pairs = _match(classes, masks, mask_labels, class_labels, costs, pairing)
        number = label_count(class_labels, like=masks)
        likely, overlap = comparing(
            chosen(masks, pairs), matched_masks(mask_labels, pairs, like=masks)
        )
        losses += [
            weights["class"] * class_loss(classes, class_labels, pairs, no_object=no_object),
            weights["mask"] * (ops.sum(likely, 0) / number),
            weights["dice"] * (ops.sum(overlap, 0) / number),
        ]
    return total(losses)


def both_given(mask_labels: Any, class_labels: Any) -> bool:
    """Whether there are labels, which are of both kinds.

    Raises:
        InputError: there is one kind alone.
    """
    if (mask_labels is None) != (class_labels is None):
        given, other = ("class_labels", "mask_labels")[:: 1 if mask_labels is None else -1]
        raise InputError(f"{given} came without {other}: pass both, or none for no loss.")
    return mask_labels is not None


def _match(classes, masks, mask_labels, class_labels, costs, pairing) -> Pairs:
    classes, masks = ops.detach(classes), ops.detach(masks)
    pairs = []
    for i, (wanted, labels) in enumerate(zip(mask_labels, class_labels, strict=True)):
        likely = ops.take(ops.softmax(classes[i], -1), labels, 1)  # [q n]
        mask, dice = pairing(masks[i], ops.cast(wanted, ops.dtype(masks)))
        cost = costs["mask"] * mask - costs["class"] * likely + costs["dice"] * dice
        pairs.append(ops.linear_sum_assignment(only_finite(cost)))
    return pairs


def pairwise_dice(scores, masks):
    """The dice loss of each score [q p] with each mask [n p]: [q n]."""
    probability = ops.sigmoid(scores)
    both = ops.matmul(probability, ops.transpose(masks, 0, 1))
    sizes = ops.unsqueeze(ops.sum(probability, -1), 1) + ops.unsqueeze(ops.sum(masks, -1), 0)
    return 1 - (2 * both + 1) / (sizes + 1)


def pairwise_cross_entropy(scores, masks, *, inside=None, outside=None):
    """Mean cross-entropy of each score [q p] with each mask [n p]: [q n].

    inside and outside weigh the points [q p] where the mask is and where it is not.
    """
    there, away = ops.softplus(-scores), ops.softplus(scores)
    there = there if inside is None else there * inside
    away = away if outside is None else away * outside
    points = ops.full((), ops.shape(scores)[1], like=scores)
    masks = ops.transpose(masks, 0, 1)
    return (ops.matmul(there, masks) + ops.matmul(away, 1 - masks)) / points


def pairwise_focal(scores, masks, *, alpha: float = 0.25):
    """The focal loss, with gamma 2, of each score [q p] with each mask [n p]: [q n]."""
    probability = ops.sigmoid(scores)
    return pairwise_cross_entropy(
        scores,
        masks,
        inside=alpha * (1 - probability) * (1 - probability),
        outside=(1 - alpha) * probability * probability,
    )


def cross_entropy_of_points(scores, masks):
    """Mean cross-entropy over the last axis: [m p] -> [m]."""
    return ops.mean(ops.softplus(scores) - scores * masks, -1)


def at_points(images, points, *, mode: Literal["bilinear", "nearest"] = "bilinear"):
    """Images [m h w] at points (x, y) [m|1 p 2], which are shares of the image: [m p]."""
    masks, p = ops.shape(images)[0], ops.shape(points)[1]
    points = ops.expand(points, (masks, p, 2))
    values = ops.grid_sample(
        ops.unsqueeze(images, -1),
        ops.unsqueeze(points, 2) * 2.0 - 1.0,
        mode=mode,
        padding_mode="zeros",
        align_corners=False,
    )
    return ops.reshape(values, (masks, p))


def uncertain_points(scores, random: Any, *, count: int, sampled: int, chosen: int):
    """[m h w] -> [m count 2]: of `sampled` random points the `chosen` whose scores are nearest 0,
    and others."""
    masks = ops.shape(scores)[0]
    points = random.uniform((masks, sampled, 2), like=scores)
    _, index = ops.topk(-ops.abs(at_points(scores, points)), chosen, 1)
    index = ops.expand(ops.unsqueeze(index, -1), (masks, chosen, 2))
    points = ops.gather(points, 1, index)
    if chosen == count:
        return points
    return ops.cat([points, random.uniform((masks, count - chosen, 2), like=scores)], 1)
