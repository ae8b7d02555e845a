"""Multi-scale deformable attention: Zhu et al., 2020, arXiv:2010.04159.

b batch, q queries, h heads, s size of a head, l levels (feature maps), p sampling points per
level and head.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import nn, ops

Sizes = Sequence[tuple[Any, Any]]  # (height, width) of each level


class DeformableAttention(nn.Module):
    """Weighted values at sampling points near each query's reference point or in its box.

    offset_scale: how far points lie from the centre of a box, as a share of its size.
    nearest: values are those of the nearest pixel, not interpolated, and of the border outside.
    """

    def __init__(
        self,
        d: int,
        *,
        heads: int,
        levels: int,
        points: int,
        offset_scale: float = 0.5,
        nearest: bool = False,
    ):
        super().__init__()
        self.heads, self.levels, self.points = heads, levels, points
        self.offset_scale, self.nearest = offset_scale, nearest
        self.sampling_offsets = nn.Linear(d, heads * levels * points * 2)
        self.attention_weights = nn.Linear(d, heads * levels * points)
        self.value_proj = nn.Linear(d, d)
        self.output_proj = nn.Linear(d, d)

    def forward(self, query, reference, context, *, sizes: Sizes, counted=None):
        """[b q d], its reference point (x, y) or box (x, y, width, height) in [0, 1] [b|1 q 2|4]
        or, for each level, [b q l 2|4], and [b k d], of which only those count that `counted`
        [b k] marks -> [b q d]."""
        return self.weighted(query, reference, context, sizes=sizes, counted=counted)[0]

    def weighted(self, query, reference, context, *, sizes: Sizes, counted=None):
        """The output, and the weights [b q h l p] of all points."""
        batch, queries, d = ops.shape(query)
        shape = (batch, queries, self.heads, self.levels, self.points)
        offsets = ops.reshape(self.sampling_offsets(query), (*shape, 2))
        weights = ops.reshape(self.attention_weights(query), (batch, queries, self.heads, -1))
        weights = ops.reshape(ops.softmax(weights, -1), shape)
        values = self.value_proj(context)
        if counted is not None:
            values = ops.where(ops.unsqueeze(counted, -1), values, 0.0)
        pieces = ops.split(values, [height * width for height, width in sizes], 1)
        output = 0.0
        for level, (size, piece) in enumerate(zip(sizes, pieces, strict=True)):
            near = reference[:, :, level] if len(ops.shape(reference)) == 4 else reference
            steps = offsets[:, :, :, level]
            if ops.shape(near)[-1] == 4:
                steps = steps * self.scale(level)
            points = self.locations(near, steps, size)
            found = self.sample(piece, points, size)
            output = output + found * ops.unsqueeze(_per_head(weights[:, :, :, level]), -1)
        output = ops.sum(output, 2)  # [b*h q s]
        output = ops.reshape(output, (batch, self.heads, queries, d // self.heads))
        output = ops.reshape(ops.permute(output, (0, 2, 1, 3)), (batch, queries, d))
        return self.output_proj(output), weights

    def scale(self, level: int) -> Any:
        """By how much the offsets of a level are smaller, where boxes are given."""
        return 1 / self.points

    def locations(self, reference, steps, size: tuple[Any, Any]):
        """Sampling points [b q h p 2] of a level from references [b|1 q 2|4] and offsets."""
        _, queries, count = ops.shape(reference)
        reference = ops.reshape(reference, (-1, queries, 1, 1, count))
        if count == 4:
            return reference[..., :2] + steps * (reference[..., 2:] * self.offset_scale)
        height, width = size  # offsets are in pixels of this level
        across = reference[..., 0] + steps[..., 0] / _number(width, like=steps)
        down = reference[..., 1] + steps[..., 1] / _number(height, like=steps)
        return ops.stack([across, down], -1)

    def sample(self, values, points, size: tuple[Any, Any]):
        """Values [b h*w d] of a level at points [b q h p 2]: [b*h q p s]."""
        batch, _, d = ops.shape(values)
        images = ops.reshape(values, (batch, *size, self.heads, d // self.heads))
        images = ops.permute(images, (0, 3, 1, 2, 4))
        images = ops.reshape(images, (batch * self.heads, *size, d // self.heads))
        points = _per_head(points)
        if self.nearest:  # the centres of the pixels that the points round to
            height, width = (_number(side, like=points) for side in size)
            across = ops.floor(points[..., 0] * width + 0.5)
            down = ops.floor(points[..., 1] * height + 0.5)
            across = ops.minimum(ops.clamp(across, min=0.0), width - 1)
            down = ops.minimum(ops.clamp(down, min=0.0), height - 1)
            points = ops.stack([(across + 0.5) / width, (down + 0.5) / height], -1)
        return ops.grid_sample(
            images,
            points * 2.0 - 1.0,
            mode="nearest" if self.nearest else "bilinear",
            padding_mode="zeros",
            align_corners=False,
        )


def _per_head(x):
    """[b q h ...] -> [b*h q ...]."""
    batch, queries, heads, *rest = ops.shape(x)
    x = ops.transpose(x, 1, 2)
    return ops.reshape(x, (batch * heads, queries, *rest))


def _number(size: Any, *, like):
    return ops.full((), size, like=like)


def centres(sizes: Sizes, *, like):
    """The centres (x, y) in [0, 1] of all pixels of all levels: [1 k 2]."""
    exact = ops.dtype(like)
    parts = []
    for height, width in sizes:
        down = (ops.arange(0, height, like=like, dtype=exact) + 0.5) / _number(height, like=like)
        across = (ops.arange(0, width, like=like, dtype=exact) + 0.5) / _number(width, like=like)
        down = ops.expand(ops.unsqueeze(down, 1), (height, width))
        across = ops.expand(ops.unsqueeze(across, 0), (height, width))
        parts.append(ops.reshape(ops.stack([across, down], -1), (1, height * width, 2)))
    return ops.cat(parts, 1)
