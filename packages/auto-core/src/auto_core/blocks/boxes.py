"""Boxes (centre x, centre y, width, height), relative to the image, and their overlap."""

from __future__ import annotations

from .. import ops


def corners(boxes):
    """(centre x, centre y, width, height) -> (left, top, right, bottom): [... 4]."""
    centre, size = boxes[..., :2], boxes[..., 2:]
    return ops.cat([centre - size / 2, centre + size / 2], -1)


def centred(boxes):
    """(left, top, right, bottom) -> (centre x, centre y, width, height): [... 4]."""
    start, end = boxes[..., :2], boxes[..., 2:]
    return ops.cat([(start + end) / 2, end - start], -1)


def iou(one, other):
    """Intersection over union of boxes (left, top, right, bottom): [... 4], [... 4] -> [...]."""
    inner = _area(
        ops.maximum(one[..., :2], other[..., :2]), ops.minimum(one[..., 2:], other[..., 2:])
    )
    union = _area(one[..., :2], one[..., 2:]) + _area(other[..., :2], other[..., 2:]) - inner
    return inner / union


def inverse_sigmoid(x, *, eps: float = 1e-5):
    """The logit of a number from 0 to 1, those near the ends taken as `eps` from them."""
    x = ops.clamp(x, min=0.0, max=1.0)
    return ops.log(ops.clamp(x, min=eps) / ops.clamp(1 - x, min=eps))


def generalized_iou(one, other):
    """How well boxes (left, top, right, bottom) overlap: [... 4] and [... 4] -> [...].

    Intersection over union, less the share of their hull that belongs to neither (Rezatofighi et
    al., 2019, arXiv:1902.09630); 1 for equal boxes, near -1 for distant ones. Leading axes
    broadcast.
    """
    inner = _area(
        ops.maximum(one[..., :2], other[..., :2]), ops.minimum(one[..., 2:], other[..., 2:])
    )
    hull = _area(
        ops.minimum(one[..., :2], other[..., :2]), ops.maximum(one[..., 2:], other[..., 2:])
    )
    union = _area(one[..., :2], one[..., 2:]) + _area(other[..., :2], other[..., 2:]) - inner
    return inner / union - (hull - union) / hull


def _area(start, end):
    size = ops.clamp(end - start, min=0.0)
    return size[..., 0] * size[..., 1]
