"""Boxes (centre x, centre y, width, height), relative to the image, and their overlap."""

from __future__ import annotations

from .. import ops


def corners(boxes):
    """(centre x, centre y, width, height) -> (left, top, right, bottom): [... 4]."""
    centre, size = boxes[..., :2], boxes[..., 2:]
    return ops.cat([centre - size / 2, centre + size / 2], -1)


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
