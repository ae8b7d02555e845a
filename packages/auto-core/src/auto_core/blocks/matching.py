"""Matching of keypoints of two images.

b pairs of images, k keypoints, d of a descriptor, H and W pixels.
"""

from __future__ import annotations

from typing import Any

from auto_core.errors import InputError

from .. import ops


def check_pairs(pixel_values, labels) -> tuple[Any, ...]:
    """The shape [b 2 c H W] of pairs of images.

    Raises:
        InputError: they are none, or there are labels, which there is no loss of.
    """
    if labels is not None:
        raise InputError("There is no loss of matching; labels are not taken.")
    shape = () if pixel_values is None else ops.shape(pixel_values)
    if len(shape) != 5 or shape[1] != 2:
        raise InputError(
            f"pixel_values have the shape {shape}, expected pairs of images, [batch 2 channels "
            "height width]; give the processor images=[[first, second], ...]."
        )
    return shape


def detected(detector: Any, pixel_values):
    """What a detector finds in pairs of images [b 2 c H W]: keypoints [b 2 k 2], scores [b 2 k],
    descriptors [2*b k d] and mask [b 2 k]."""
    batch, _, *size = ops.shape(pixel_values)
    found = detector(ops.reshape(pixel_values, (batch * 2, *size)), return_dict=True)
    count = ops.shape(found.keypoints)[1]
    return (
        ops.reshape(found.keypoints, (batch, 2, count, 2)),
        ops.reshape(found.scores, (batch, 2, count)),
        found.descriptors,
        ops.reshape(found.mask, (batch, 2, count)),
    )


def of_others(x):
    """[2*b ...] with the two images of each pair exchanged."""
    rows, *rest = ops.shape(x)
    pairs = ops.reshape(x, (rows // 2, 2, *rest))
    return ops.reshape(ops.flip(pairs, 1), (rows, *rest))


def mutual(scores, *, threshold: float):
    """Keypoints that are each other's best, by logarithms of scores [b k0 k1].

    Returns:
        matches [b k0] and [b k1], -1 where there is none above the threshold, and scores [b k0]
        and [b k1] of those that are mutual, above it or not.
    """
    best = ops.argmax(scores, 2), ops.argmax(scores, 1)
    likely = ops.exp(ops.amax(scores, 2))
    agree = []
    for one, other in (best, best[::-1]):
        count = ops.shape(one)[1]
        numbers = ops.unsqueeze(ops.arange(0, count, like=one, dtype=ops.dtype(one)), 0)
        agree.append(numbers == ops.gather(other, 1, one))
    first = ops.where(agree[0], likely, 0.0)
    second = ops.where(agree[1], ops.gather(first, 1, best[1]), 0.0)
    valid = agree[0] & (first > threshold)
    also = agree[1] & (ops.gather(ops.cast(valid, "int32"), 1, best[1]) > 0)
    matches = (ops.where(valid, best[0], -1), ops.where(also, best[1], -1))
    return matches, (first, second)
