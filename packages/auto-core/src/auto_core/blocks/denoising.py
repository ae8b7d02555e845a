"""Denoising queries: Zhang et al., 2022, arXiv:2203.03605 (contrastive denoising).

In training, the decoder also gets noisy copies of the labels, in groups that do not attend to each
other; half of each group has so much noise that it is to be "no object".

b batch, m labels of the image that has most, g groups, n = 2*g*m noisy copies, q queries, d hidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .. import nn, ops
from .boxes import centred, corners, inverse_sigmoid
from .detection_loss import Labels, Pairs


@dataclass
class Denoising:
    """Noisy labels of a batch.

    Attributes:
        queries: [b n d] of their classes.
        boxes: [b n 4], as logits.
        mask: [1 1 n+q n+q], True where a query attends to another.
        count, groups: n and g.
        pairs: of each image those that are to be right, and their labels.
    """

    queries: Any
    boxes: Any
    mask: Any
    count: int
    groups: int
    pairs: Pairs


def denoising(
    labels: Labels, embed: Any, random: nn.Random, *, config: Any, like: Any
) -> Denoising | None:
    """Noisy labels, or None where there are no labels; `embed` makes vectors of classes."""
    counts = [int(ops.shape(label["class_labels"])[0]) for label in labels]
    most, classes = max(counts), config.num_labels
    if not most:
        return None
    groups = max(config.num_denoising // most, 1)
    count, dtype = 2 * groups * most, ops.dtype(like)
    present = np.stack([np.tile(np.arange(most) < n, 2 * groups) for n in counts])  # [b n]
    spoilt = np.tile(np.arange(2 * most) >= most, groups)  # [n]
    kinds, boxes = [], []
    for label, n in zip(labels, counts, strict=True):
        kind = ops.cast(label["class_labels"], "int64")
        kinds.append(ops.pad(kind, [(0, most - n)], value=classes))
        boxes.append(ops.pad(ops.cast(label["boxes"], dtype), [(0, most - n), (0, 0)], value=0))
    kind = ops.cat([ops.stack(kinds, 0)] * (2 * groups), 1)  # [b n]
    box = ops.cat([ops.stack(boxes, 0)] * (2 * groups), 1)  # [b n 4]
    shape = (len(counts), count)
    if config.label_noise_ratio > 0:
        changed = random.uniform(shape, like=like) < config.label_noise_ratio * 0.5
        changed = changed & ops.asarray(present, like=kind, dtype="bool")
        other = ops.cast(ops.floor(random.uniform(shape, like=like) * classes), "int64")
        kind = ops.where(changed, other, kind)
    if config.box_noise_scale > 0:
        reach = ops.cat([box[..., 2:], box[..., 2:]], -1) * (0.5 * config.box_noise_scale)
        sign = ops.round(random.uniform((*shape, 4), like=like)) * 2.0 - 1.0
        far = ops.asarray(spoilt.astype(np.float32), like=like, dtype=dtype)
        size = random.uniform((*shape, 4), like=like) + ops.reshape(far, (1, count, 1))
        box = centred(ops.clamp(corners(box) + size * sign * reach, min=0.0, max=1.0))
        box = inverse_sigmoid(box)
    pairs = []
    for i, n in enumerate(counts):
        rows = np.flatnonzero(present[i] & ~spoilt)
        pairs.append(
            tuple(
                ops.asarray(x, like=kind, dtype="int64")
                for x in (rows, np.tile(np.arange(n), groups))
            )
        )
    return Denoising(embed(kind), box, _mask(count, groups, config, kind), count, groups, pairs)


def _mask(count: int, groups: int, config: Any, like: Any) -> Any:
    """Groups attend to themselves and to the queries, which attend to each other alone."""
    total = count + config.num_queries
    group = np.repeat(np.arange(groups), count // groups)
    mask = np.zeros((total, total), bool)
    mask[:, count:] = True
    mask[:count, :count] = group[:, None] == group
    return ops.asarray(mask[None, None], like=like, dtype="bool")
