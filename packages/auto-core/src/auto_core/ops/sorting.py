"""Top k, sorting, scatter and scatter-add."""

from __future__ import annotations

import numpy as np

from auto_core.ops.tensor import Tensor


def topk(x: Tensor, k: int, dim: int) -> tuple[Tensor, Tensor]:
    """The k largest values along an axis, largest first, and their indices (int64).

    Of equal ones those with the lower index come first; torch leaves their order open.
    """
    order = argsort(x, dim, descending=True)
    index = np.take(order, np.arange(k), axis=dim)
    return np.take_along_axis(x, index, axis=dim), index


def argsort(x: Tensor, dim: int, *, descending: bool) -> Tensor:
    """Indices (int64) that sort along an axis; equal ones keep their order."""
    if not descending:
        return np.argsort(x, axis=dim, kind="stable")
    # Sorting backwards from the end keeps the order of equal ones, whatever the dtype.
    backwards = np.argsort(np.flip(x, dim), axis=dim, kind="stable")
    return np.flip(x.shape[dim] - 1 - backwards, dim)


def scatter_add(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`x` with src[..., i, ...] added at index[..., i, ...] of an axis; repeated indices add up.

    `index` and `src` have one shape, which differs from that of `x` on this axis only.
    """
    result = x.copy()
    grid: list[Tensor] = list(np.indices(index.shape, sparse=True))
    grid[dim] = index
    np.add.at(result, tuple(grid), src)
    return result


def scatter(x: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`x` with src[..., i, ...] written at index[..., i, ...] of an axis; indices do not repeat.

    `index` and `src` have one shape, which differs from that of `x` on this axis only.
    """
    result = x.copy()
    np.put_along_axis(result, index, src, axis=dim)
    return result
