"""Products of a few rows with a large matrix, of which a step of generation consists.

They take as long as it takes to read the matrix. MKL reads it with one core if there is one row,
and packs it first if there are some more; as a batch of blocks of columns, all cores read it
where it lies. On two cores of an AMD EPYC, float32: 31 instead of 17 GB/s for one row, 14
instead of 6 for eight (`python -m benchmarks.generation` prints both for this machine).
"""

from __future__ import annotations

import functools

import torch
from torch import Tensor

MOST_ROWS = 16
LEAST_NUMBERS = 2**18  # in a smaller matrix threads do not pay


def blocks(x: Tensor, matrix: Tensor) -> int:
    """In how many blocks of columns to compute x [... i] @ matrix [i o]; 1 for none."""
    if (
        torch.is_grad_enabled()
        or torch.compiler.is_compiling()
        or torch._C._get_tracing_state() is not None
    ):
        return 1
    if matrix.numel() < LEAST_NUMBERS or x.numel() > MOST_ROWS * matrix.shape[0]:
        return 1
    if matrix.dtype != torch.float32 or matrix.device.type != "cpu" or not x.numel():
        return 1
    threads = torch.get_num_threads()
    return _divisor(matrix.shape[1], threads) if threads > 1 and _MKL else 1


def by_blocks(x: Tensor, matrix: Tensor, count: int) -> Tensor:
    """x [... i] @ matrix [i o] in `count` blocks of columns, which divides o."""
    rows = x.reshape(-1, x.shape[-1])
    parts = matrix.unflatten(1, (count, -1)).transpose(0, 1)  # [count i o/count], a view
    product = torch.bmm(rows.expand(count, *rows.shape), parts)
    return product.transpose(0, 1).reshape(*x.shape[:-1], matrix.shape[1])


@functools.lru_cache(maxsize=256)
def _divisor(size: int, least: int) -> int:
    """The smallest divisor from `least` to 64, else 1."""
    return next((count for count in range(least, 65) if size % count == 0), 1)


_MKL = torch.backends.mkl.is_available()
