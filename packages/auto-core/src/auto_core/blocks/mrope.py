"""Rotary positions in three parts, for texts with images and videos: Wang et al., 2024,
arXiv:2409.12191, section 2.1.

A token of text has one position, three times. The patches of an image share one of time and have
rows and columns of their own; the frames of a video follow each other in time. What comes after an
image counts on from the largest position in it.

b batch, t tokens, n patches of all images, s size of a head.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from auto_core.configs._mrope import MultimodalRotaryConfig

from .. import ops
from . import kv_cache
from .decoder import Decoder
from .image_tokens import running_index
from .rotary import RotaryEmbedding

TEXT, IMAGE, VIDEO = 0, 1, 2  # kinds of tokens, as processors number them


class MultimodalRotaryEmbedding(RotaryEmbedding):
    """Cosine and sine of angles, each frequency turning by one part of the position."""

    def __init__(self, config: MultimodalRotaryConfig):
        super().__init__(config)
        self.axes = config.axes

    def forward(self, position_ids, hidden):  # [b t] or [3|4 b t], [b t d] -> two of [b t 1 s]
        if len(ops.shape(position_ids)) == 2:
            return super().forward(position_ids, hidden)
        if _parts(position_ids) == 4:  # the first tells texts apart
            position_ids = position_ids[1:]
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        largest = ops.amax(position_ids, 0)
        frequency = self.at_length(largest, wide)  # [s/2]
        axes = ops.asarray(self.axes, like=position_ids, dtype="int64")
        position = ops.permute(ops.take(position_ids, axes, 0), (1, 2, 0))  # [b t s/2]
        angle = ops.cast(position, wide) * frequency
        angle = ops.unsqueeze(ops.cat([angle, angle], -1), 2)
        return tuple(
            ops.cast(turn(angle) * self.scale, ops.dtype(hidden)) for turn in (ops.cos, ops.sin)
        )


class MultimodalDecoder(Decoder):
    """A decoder that takes position_ids [b t], [3 b t] or [4 b t].

    Of four, the first tells texts apart that lie in one row; the others are time, row and column.
    """

    packs_by_one = False  # whether positions [b t] tell texts apart, too

    def text_positions(self, position_ids):
        """[b t], by which texts in one row are told apart, or None."""
        if position_ids is None:
            return None
        parts = _parts(position_ids)
        if parts == 4:
            return position_ids[0]
        return position_ids if parts == 1 and self.packs_by_one else None


def _parts(position_ids) -> int:
    shape = ops.shape(position_ids)
    return shape[0] if len(shape) == 3 else 1


Patches = Mapping[int, tuple[np.ndarray, np.ndarray]]


def patch_positions(
    grids: Sequence[Sequence[int]],
    *,
    merge: int,
    interval: Sequence[float | np.ndarray] | float = 1,
) -> tuple[np.ndarray, np.ndarray]:
    """The positions [n 3] of patches within their image, and by how much [n] what follows a patch
    counts on: more than 0 for the last one of each image.

    Args:
        grids: (frames, rows, columns) of patches of each image or video.
        merge: so many by so many patches are one vector.
        interval: between two frames; one for each video, or one for all, or of each video the
            times of its frames.
    """
    intervals = [interval] * len(grids) if isinstance(interval, int | float) else interval
    offsets, advance = [np.zeros((0, 3), np.int64)], [np.zeros(0, np.int64)]
    for (frames, rows, columns), between in zip(grids, intervals, strict=True):
        times: Any = between
        if not isinstance(between, np.ndarray):
            times = (np.arange(frames) * np.float32(between)).astype(np.int64)
        axes = np.meshgrid(
            times, np.arange(rows // merge), np.arange(columns // merge), indexing="ij"
        )
        offset = np.stack(axes, -1).reshape(-1, 3)
        step = np.zeros(len(offset), offset.dtype)
        step[-1:] = offset.max() + 1
        offsets.append(offset)
        advance.append(step)
    return np.concatenate(offsets), np.concatenate(advance)


def multimodal_positions(kinds, patches: Patches, attention_mask=None):
    """Positions [3 b t] of tokens, and by how much [b 1] those that follow run ahead of a count.

    Args:
        kinds: [b t], the kind of each token. The images of all texts stand in their order.
        patches: for a kind, what `patch_positions` says of all images; where it has fractions, so
            have the results.
        attention_mask: [b t], 0 for padding, which stands at 0 and takes no position.
    """
    kinds = ops.cast(kinds, "int64")
    token = ops.ones(ops.shape(kinds), like=kinds)
    if attention_mask is not None:
        token = ops.cast(attention_mask != 0, "int64")
    fractions = any(offsets.dtype.kind == "f" for offsets, _ in patches.values())
    dtype, chosen = "float32" if fractions else "int64", token
    step, offset = ops.cast(token, dtype), None
    token = step
    for kind, (offsets, advance) in patches.items():
        if not len(advance):
            continue
        of_kind = ops.cast(kinds == kind, "int64") * chosen
        index = running_index(of_kind, len(advance))
        of_kind = ops.cast(of_kind, dtype)
        ahead = ops.take(ops.asarray(advance, like=kinds, dtype=dtype), index, 0)
        step = step + of_kind * (ahead - 1)
        inside = ops.take(ops.asarray(offsets, like=kinds, dtype=dtype), index, 0)  # [b t 3]
        inside = inside * ops.unsqueeze(of_kind, -1)
        offset = inside if offset is None else offset + inside
    start = ops.unsqueeze(ops.cumsum(step, 1) - step, -1)  # [b t 1]
    position = ops.expand(start, (*ops.shape(kinds), 3)) if offset is None else start + offset
    position = ops.permute(position * ops.unsqueeze(token, -1), (2, 0, 1))
    ahead = ops.sum(step, 1, keepdim=True) - ops.sum(token, 1, keepdim=True)
    return position, ahead


def following_positions(past: Any, hidden, attention_mask):
    """Positions [1|b t] of new tokens [b t d], counted on from a cache that holds images."""
    tokens, before = ops.shape(hidden)[1], kv_cache.filled(past)
    index = ops.arange(0, tokens, like=hidden, dtype="int64") + before
    if attention_mask is None or len(ops.shape(attention_mask)) != 2:
        position = ops.unsqueeze(index, 0)
    else:
        token = ops.cast(attention_mask != 0, "int64")
        position = ops.take(ops.clamp(ops.cumsum(token, 1) - 1, min=0), index, 1)
    return position if past.offset is None else shifted(position, past.offset)


def shifted(position, offset):
    """Positions and by how much they run ahead of a count, in the dtype with fractions."""
    dtype = ops.dtype(offset) if ops.dtype(offset).startswith("float") else ops.dtype(position)
    return ops.cast(position, dtype) + ops.cast(offset, dtype)
