"""D-FINE's loss: Peng et al., 2024, arXiv:2410.13842, section 4.

Beside RT-DETR's losses, the distributions of a layer's edges are to have their mass in the two bins
around the label's edge (FGL), and to be like those of the last layer (DDF).

b batch, q predictions per image, m+1 bins, n matched labels of all images.
"""

from __future__ import annotations

from typing import Any

from .. import ops
from .boxes import corners, iou
from .detection_loss import Labels, Pairs, chosen, labelled
from .varifocal_loss import Predictions, set_losses

TEMPERATURE = 5.0


def bin_values(bins: int, up, scale):
    """The distance that each bin means, [m+1], from tensors [1]: small steps in the middle."""
    bound = ops.abs(up) * ops.abs(scale)
    step = ops.pow(bound + 1, 2 / (bins - 2))
    powers = ops.arange(1, bins // 2, like=up, dtype=ops.dtype(up))
    right = ops.pow(step, powers) - 1
    return ops.cat([-2 * bound, -ops.flip(right, 0), ops.zeros((1,), like=up), right, 2 * bound], 0)


def distribution_losses(
    config: Any, predictions: Predictions, labels: Labels, pairs: Pairs, number
) -> dict[str, Any]:
    """Of the classes and boxes, and with distributions [b q 4 m+1], the boxes [b q 4] that they
    start from, and what they are to be like (distributions or None, logits [b q c]), of these."""
    losses = set_losses(config, predictions, labels, pairs, number)
    return losses | edge_losses(config, predictions, labels, pairs, number)


def edge_losses(
    config: Any, predictions: Predictions, labels: Labels, pairs: Pairs, number, *, kept=None
) -> dict[str, Any]:
    """Those of the distributions alone, if there are any; `kept` [n] is 0 for pairs that do not
    count."""
    _, boxes, *rest = predictions
    if not rest:
        return {}
    edges, start, teacher, teacher_logits = rest
    wanted = corners(labelled(labels, "boxes", pairs, like=boxes))  # [n 4]
    overlap = ops.detach(iou(corners(chosen(boxes, pairs)), wanted))  # [n]
    index, right = bins_of(config, ops.detach(chosen(start, pairs)), wanted)  # [n 4]
    likely = ops.log_softmax(chosen(edges, pairs), -1)  # [n 4 m+1]
    two = [ops.gather(likely, 2, ops.unsqueeze(i, -1))[..., 0] for i in (index, index + 1)]
    entropy = -(two[0] * (1 - right) + two[1] * right) * ops.unsqueeze(overlap, 1)
    kept = ops.ones(ops.shape(overlap), like=overlap) if kept is None else kept
    fine = ops.sum(entropy * ops.unsqueeze(kept, 1), (0, 1))
    distilled = ops.sum(edges, (0, 1, 2, 3)) * 0  # the teacher itself
    if teacher is not None:
        distilled = distillation(edges, teacher, teacher_logits, pairs, overlap, kept)
    return {
        "loss_fgl": fine / number * config.weight_loss_fgl,
        "loss_ddf": distilled * config.weight_loss_ddf,
    }


def bins_of(config: Any, start, wanted):
    """The bin before each edge of a label [n 4] and the share of the one after it, [n 4]."""
    dtype, most = ops.dtype(start), config.max_num_bins
    scale = abs(config.reg_scale)
    near, far = wanted[..., :2], wanted[..., 2:]
    centre, size = start[..., :2], start[..., 2:] / scale + 1e-16
    distance = ops.cat([(centre - near) / size, (far - centre) / size], -1) - 0.5 * scale
    up = ops.full((1,), config.up, like=start)
    values = bin_values(most, up, ops.full((1,), config.reg_scale, like=start))
    before = ops.unsqueeze(values, 0) <= ops.unsqueeze(distance, -1)  # [n 4 m+1]
    index = ops.sum(ops.cast(before, "int64"), -1) - 1
    inside = ops.where(index < 0, 0, ops.where(index >= most, most - 1, index))
    left, right = ops.take(values, inside, 0), ops.take(values, inside + 1, 0)
    before, after = ops.abs(distance - left), ops.abs(right - distance)
    share = before / (before + after)
    share = ops.where(index < 0, 0.0, ops.where(index >= most, 1.0, share))
    return inside, ops.cast(share, dtype)


def distillation(edges, teacher, teacher_logits, pairs: Pairs, overlap, kept):
    """How unlike the teacher's the distributions are; matched predictions and others each count
    by the root of their number."""
    batch, queries, *_ = ops.shape(edges)
    weights, matched = [], []
    certain = ops.detach(ops.amax(ops.sigmoid(teacher_logits), -1))  # [b q]
    start = 0
    for i, (rows, _) in enumerate(pairs):
        count = ops.shape(rows)[0]
        own, counts = overlap[start : start + count], kept[start : start + count]
        start = start + count
        own = ops.where(counts > 0, own, ops.take(certain[i], rows, 0))
        weights.append(ops.scatter(certain[i], 0, rows, own))
        matched.append(ops.scatter(ops.zeros((queries,), like=overlap), 0, rows, counts))
    weight, matched = ops.stack(weights, 0), ops.stack(matched, 0)
    target = ops.detach(ops.log_softmax(teacher / TEMPERATURE, -1))
    found = ops.log_softmax(edges / TEMPERATURE, -1)
    unlike = ops.sum(ops.exp(target) * (target - found), -1)  # [b q 4]
    unlike = ops.unsqueeze(weight, -1) * TEMPERATURE**2 * unlike
    total, roots = 0.0, 0.0
    for kept in (matched, 1 - matched):
        count = ops.sum(kept, (0, 1)) * 4
        mean = ops.sum(unlike * ops.unsqueeze(kept, -1), (0, 1, 2)) / ops.clamp(count, min=1.0)
        root = ops.sqrt(count / batch)
        total, roots = total + mean * root, roots + root
    return total / roots
