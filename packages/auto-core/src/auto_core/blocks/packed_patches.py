"""Patches of images of any size in one row, without padding (Dehghani et al., 2023,
arXiv:2307.06304).

A grid (frames, rows, columns) says how many patches an image or a video has. Grids are known when
a graph is made; everything that follows from them is computed here, with NumPy. The patches of a
frame come in blocks of `merge` by `merge`, which a later layer makes one vector.

Attention is computed segment by segment (image by image, frame by frame, window by window), those
of one length at once, so that memory grows with the sum of the squares of their lengths.

n patches of all images, l patches of a segment, h heads, g heads of keys and values, s size of a
head, d hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from auto_core.errors import InputError
from auto_core.recorder import Recorder

from .. import nn, ops
from .attention import Attention

Grids = Sequence[Sequence[int]]


def patch_count(grids: Grids) -> int:
    """How many patches all images have."""
    return sum(frames * rows * columns for frames, rows, columns in grids)


def frame_lengths(grids: Grids) -> list[int]:
    """The segments of attention within frames: how many patches each frame has."""
    return [rows * columns for frames, rows, columns in grids for _ in range(frames)]


def image_lengths(grids: Grids, merge: int | Sequence[int] = 1) -> list[int]:
    """How many patches, or vectors of merged ones, each image or video has. `merge` is of all, or
    of each."""
    merges = _of_each(grids, merge)
    return [f * rows * columns // side**2 for (f, rows, columns), side in merges]


def row_and_column(grids: Grids, merge: int | Sequence[int]) -> np.ndarray:
    """The row and the column [n 2] of each patch within its frame. `merge` is of all, or of each
    image."""
    found = [np.zeros((0, 2), np.int64)]
    for (frames, rows, columns), side in _of_each(grids, merge):
        axes = np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij")
        blocks = np.stack(axes, -1).reshape(rows // side, side, columns // side, side, 2)
        one = blocks.transpose(0, 2, 1, 3, 4).reshape(-1, 2)
        found.append(np.tile(one, (frames, 1)))
    return np.concatenate(found)


def _of_each(grids: Grids, merge: int | Sequence[int]) -> list[tuple[Sequence[int], int]]:
    merges = [merge] * len(grids) if isinstance(merge, int) else merge
    return list(zip(grids, merges, strict=True))


def checked(grids: Any, patches: Any, merge: int | Sequence[int]) -> Grids:
    """The grids, if they are those of these patches [n ...]; `merge` is of all, or of each image.

    Raises:
        InputError: there are none, or they are not of whole blocks, or of so many patches.
    """
    if grids is None:
        raise InputError(
            "The patches of images came without their grids: pass image_grid_thw (of videos "
            "video_grid_thw) as the processor returned it."
        )
    for grid, side in _of_each(grids, merge):
        if len(grid) != 3 or grid[1] % side or grid[2] % side:
            raise InputError(
                f"A grid is {tuple(grid)}, expected (frames, rows, columns) of patches, with "
                f"rows and columns that are multiples of {side}."
            )
    count, expected = ops.shape(patches)[0], patch_count(grids)
    if isinstance(count, int) and count != expected:
        raise InputError(
            f"There are {count} patches, and the grids {tuple(map(tuple, grids))} have "
            f"{expected}. Pass both as the processor returned them."
        )
    return grids


def block_order(grids: Grids, merge: int) -> np.ndarray:
    """The index [n] of each patch that comes in blocks of `merge` by `merge`, among patches that
    come row by row."""
    start, found = 0, [np.zeros(0, np.int64)]
    for frames, rows, columns in grids:
        row, column = row_and_column([(frames, rows, columns)], merge).T
        frame = np.arange(frames * rows * columns) // (rows * columns)
        found.append(start + (frame * rows + row) * columns + column)
        start += frames * rows * columns
    return np.concatenate(found)


def windows(grids: Grids, merge: int, side: int) -> tuple[np.ndarray, list[int]]:
    """The order of blocks [n/merge^2] window by window, and how many patches each window has.

    A window has `side` by `side` blocks, fewer at the lower and right edges.
    """
    order, lengths, start = [np.zeros(0, np.int64)], [], 0
    for frames, rows, columns in grids:
        height, width = rows // merge, columns // merge
        index = start + np.arange(frames * height * width).reshape(frames, height, width)
        for frame in index:
            for top in range(0, height, side):
                for left in range(0, width, side):
                    window = frame[top : top + side, left : left + side]
                    order.append(window.reshape(-1))
                    lengths.append(window.size * merge**2)
        start += frames * height * width
    return np.concatenate(order), lengths


def resampled_table(grids: Grids, merge: int, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Four rows [n 4] of a square table of positions for each patch, and the weight of each: the
    table is stretched over every image, corner to corner, bilinearly."""
    rows, weights = [np.zeros((0, 4), np.int64)], [np.zeros((0, 4))]
    for grid in grids:
        cell = row_and_column([grid], merge)  # [n 2]
        sizes = np.maximum(np.array(grid[1:]) - 1, 1)
        source = cell * (side - 1) / sizes
        low = np.floor(source).astype(np.int64)
        share = source - low
        taps = np.clip(low[:, None] + np.array([0, 1])[None, :, None], 0, side - 1)  # [n 2 2]
        shares = np.stack([1 - share, share], 1)
        index = taps[:, :, None, 0] * side + taps[:, None, :, 1]
        rows.append(index.reshape(-1, 4))
        weights.append((shares[:, :, None, 0] * shares[:, None, :, 1]).reshape(-1, 4))
    return np.concatenate(rows), np.concatenate(weights)


def resampled(table, taps: tuple[np.ndarray, np.ndarray], hidden):
    """Positions [n d] for patches [n d]: weighted rows [n k] of a layer of embeddings."""
    rows, weights = taps
    positions = table(ops.asarray(rows, like=hidden, dtype="int64"))  # [n k d]
    weights = ops.asarray(weights, like=hidden, dtype=ops.dtype(positions))
    positions = ops.sum(positions * ops.unsqueeze(weights, -1), 1)
    return ops.cast(positions, ops.dtype(hidden))


def stretched_table(
    grids: Grids, merge: int, side: int, *, cubic: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Rows [n k] of a square table of positions for each patch, and the weight of each: the table
    is stretched over every image, edge to edge, bilinearly (k = 4) or by cubic convolution (k = 16,
    a = -0.75)."""
    reach, kernel = (np.arange(-1, 3), _cubic) if cubic else (np.arange(2), _linear)
    rows, weights = [np.zeros((0, len(reach) ** 2), np.int64)], [np.zeros((0, len(reach) ** 2))]
    for grid in grids:
        cell = row_and_column([grid], merge)  # [n 2]
        source = (cell + 0.5) * side / np.array(grid[1:]) - 0.5
        taps = np.floor(source).astype(np.int64)[..., None] + reach  # [n 2 k]
        shares = kernel(np.abs(source[..., None] - taps))
        taps = np.clip(taps, 0, side - 1)
        index = taps[:, 0, :, None] * side + taps[:, 1, None, :]
        rows.append(index.reshape(len(cell), -1))
        weights.append((shares[:, 0, :, None] * shares[:, 1, None, :]).reshape(len(cell), -1))
    return np.concatenate(rows), np.concatenate(weights)


def _linear(distance: np.ndarray) -> np.ndarray:
    return np.maximum(1 - distance, 0)


def _cubic(distance: np.ndarray, a: float = -0.75) -> np.ndarray:
    near = ((a + 2) * distance - (a + 3)) * distance**2 + 1
    far = ((a * distance - 5 * a) * distance + 8 * a) * distance - 4 * a
    return np.where(distance <= 1, near, np.where(distance < 2, far, 0))


class PackedAttention(Attention):
    """Attention of patches within segments of these lengths, one after the other."""

    def __init__(self, recorder: Recorder, lengths: Sequence[int]):
        super().__init__(recorder)
        self.runs = _runs(lengths)
        self.order = None
        by_length = sorted(range(len(lengths)), key=lambda index: lengths[index])
        sorted_runs = _runs([lengths[index] for index in by_length])
        if len(sorted_runs) < len(self.runs):  # bring those of one length together
            ends = np.cumsum([0, *lengths])
            parts = [np.arange(ends[index], ends[index + 1]) for index in by_length]
            self.order, self.runs = np.concatenate(parts), sorted_runs

    def __call__(self, query, key, value, *, scale: float, dropout=None, **options: Any):
        """[1 n h s], two of [1 n g s] -> [1 n h*s]."""
        tensors = [query, key, value]
        if self.order is not None:
            order = ops.asarray(self.order, like=query, dtype="int64")
            tensors = [ops.take(x, order, 1) for x in tensors]
        sizes = [count * length for count, length in self.runs]
        pieces = [ops.split(x, sizes, 1) if len(sizes) > 1 else [x] for x in tensors]
        found = []
        for (count, length), *three in zip(self.runs, *pieces, strict=True):
            _, _, heads, size = ops.shape(three[0])
            segments = [ops.reshape(x, (count, length, ops.shape(x)[2], size)) for x in three]
            output = super().__call__(*segments, scale=scale, dropout=dropout, **options)
            found.append(ops.reshape(output, (1, count * length, heads * size)))
        output = found[0] if len(found) == 1 else ops.cat(found, 1)
        if self.order is None:
            return output
        return ops.take(output, ops.asarray(np.argsort(self.order), like=query, dtype="int64"), 1)


def _runs(lengths: Sequence[int]) -> list[tuple[int, int]]:
    """(count, length) of neighbours of one length."""
    runs: list[tuple[int, int]] = []
    for length in lengths:
        if runs and runs[-1][1] == length:
            runs[-1] = (runs[-1][0] + 1, length)
        else:
            runs.append((1, length))
    return runs


class AxialRotation(nn.Module):
    """Cosine and sine of angles: a quarter of a head turns by rows, a quarter by columns."""

    def __init__(self, head_size: int, theta: float):
        super().__init__()
        half = head_size // 2
        rows = tuple(theta ** (-i / half) for i in range(0, half, 2))
        self.frequencies = (rows, rows)

    def forward(self, positions, hidden):  # [n 2], [n d] -> two of [1 n 1 s]
        wide = "float64" if ops.dtype(hidden) == "float64" else "float32"
        frequency = ops.asarray(self.frequencies, like=hidden, dtype=wide)  # [2 s/4]
        if isinstance(positions, np.ndarray):
            positions = ops.asarray(positions, like=hidden)
        angle = ops.unsqueeze(ops.cast(positions, wide), -1) * frequency  # [n 2 s/4]
        angle = self.in_order(angle)
        angle = ops.cat([angle, angle], -1)
        angle = ops.unsqueeze(ops.unsqueeze(angle, 0), 2)
        return ops.cos(angle), ops.sin(angle)

    def in_order(self, angle):  # [n 2 s/4] -> [n s/2]
        """The angles by rows, then those by columns."""
        return ops.reshape(angle, (ops.shape(angle)[0], 2 * len(self.frequencies[0])))


class InterleavedRotation(AxialRotation):
    """Cosine and sine of angles: each second one turns by rows, those before them by columns."""

    def in_order(self, angle):  # [n 2 s/4] -> [n s/2]
        pairs = ops.permute(ops.flip(angle, 1), (0, 2, 1))
        return ops.reshape(pairs, (ops.shape(angle)[0], 2 * len(self.frequencies[0])))


class AlternatingRotation(AxialRotation):
    """Cosine and sine of angles: of falling frequencies, each second one turns by columns."""

    def __init__(self, head_size: int, theta: float):
        super().__init__(head_size, theta)
        every = [theta ** (-i / head_size) for i in range(0, head_size, 2)]
        self.frequencies = (tuple(every[0::2]), tuple(every[1::2]))


class PatchProjection(nn.Module):
    """A convolution of patches that do not overlap, on patches [n f]. Checkpoint: weight
    [d c (frames) rows columns], and bias."""

    def __init__(self, features: int, kernel: tuple[int, ...], *, bias: bool):
        super().__init__()
        self.kernel = kernel
        self.weight = nn.Parameter((features, *kernel), init="normal")
        self.bias = nn.Parameter((features,), init="zeros") if bias else None

    def forward(self, patches):  # [n f] -> [n d]
        weight = ops.asarray(self.weight)
        matrix = ops.reshape(weight, (ops.shape(weight)[0], int(np.prod(self.kernel))))
        patches = ops.cast(patches, ops.dtype(weight))
        output = ops.matmul(patches, ops.transpose(matrix, 0, 1))
        return output if self.bias is None else output + ops.asarray(self.bias)
