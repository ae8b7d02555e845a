"""Products with quantised weights by torch's own kernels for CPUs, for the few rows of a step.

Of 8 bits the kernel reads the weight as it is stored. Of 4 bits it reads an order of its own, which
depends on the CPU: `tiled` puts a weight into it, and `plain` back.
"""

from __future__ import annotations

import platform
from functools import lru_cache

import torch
from torch import Tensor

_BLOCK = 64  # rows that the kernel's order mixes, on every CPU
_AT_ONCE = 1 << 22  # numbers that are 32 bits wide at once
ROWS = (
    16  # beyond which unpacking a weight costs less than what the kernels lose to matrix products
)
_FLOATS = (torch.float32, torch.bfloat16, torch.float16)
_X86 = platform.machine() in ("x86_64", "AMD64")  # elsewhere the kernels take other sizes


def allows(x: Tensor, bias: Tensor | None) -> bool:
    """Whether the kernels take these: on a CPU, and without gradients."""
    learns = x.requires_grad or (bias is not None and bias.requires_grad)
    return (
        x.device.type == "cpu" and x.dtype in _FLOATS and not (torch.is_grad_enabled() and learns)
    )


def int8_product(x: Tensor, weight: Tensor, scale: Tensor) -> Tensor:
    """x [n in], weight [out in] of int8 and scale [out 1] -> [n out]."""
    return torch.ops.aten._weight_int8pack_mm(x, weight, scale[:, 0].to(x.dtype))


def can_tile(packed: Tensor, group_size: int) -> bool:
    """Whether the kernel of 4 bits takes a weight [out in/8] with groups of so many inputs."""
    inputs = packed.shape[1] * packed.element_size() * 2
    sizes = group_size in (32, 64, 128, 256) and inputs % group_size == 0
    there = hasattr(torch.ops.aten, "_weight_int4pack_mm_for_cpu")  # torch 2.6
    return there and len(packed) % _BLOCK == 0 and sizes


def int4_product(
    x: Tensor, tiles: Tensor, scale: Tensor, zeros: Tensor | None, group_size: int
) -> Tensor:
    """x [n in], tiles [out in/2], scale and zeros [out groups] -> [n out]."""
    pairs = x.new_zeros((scale.shape[1], scale.shape[0], 2))  # scale, and what is added
    pairs[..., 0] = scale.t()
    if zeros is not None:
        pairs[..., 1] = -(zeros.to(scale.dtype) * scale).t()
    return torch.ops.aten._weight_int4pack_mm_for_cpu(x, tiles, group_size, pairs)


def tiled(packed: Tensor) -> Tensor:
    """A weight [out in/8] or [out in/2], two numbers a byte, in the kernel's order [out in/2]."""
    data = packed.view(torch.uint8)
    step = max(1, _AT_ONCE // (_BLOCK * 2 * data.shape[1])) * _BLOCK
    parts = [_tiles(_numbers(data[start : start + step])) for start in range(0, len(data), step)]
    return torch.cat(parts)


def plain(tiles: Tensor, dtype: torch.dtype) -> Tensor:
    """What `tiled` was given, of its dtype."""
    order = _order(2 * tiles.shape[1])
    data = torch.empty_like(tiles)
    for block in range(0, len(tiles), _BLOCK):
        numbers = torch.empty(order.numel(), dtype=torch.uint8)
        numbers[order] = _numbers(tiles[block : block + _BLOCK]).flatten()
        pairs = numbers.view(_BLOCK, -1, 2)
        data[block : block + _BLOCK] = pairs[..., 0] | (pairs[..., 1] << 4)
    return data.view(dtype)


def _numbers(data: Tensor) -> Tensor:
    """[rows bytes] -> [rows 2*bytes], the lower four bits of a byte first."""
    return torch.stack([data & 15, data >> 4], -1).flatten(1)


def _tiles(numbers: Tensor) -> Tensor:
    return torch.ops.aten._convert_weight_to_int4pack_for_cpu(numbers.int(), 1)


@lru_cache(maxsize=8)
def _order(inputs: int) -> Tensor:
    """Which number of a block [64 in] stands where in the kernel's: found by tiling the digits
    of their indices."""
    index = torch.arange(_BLOCK * inputs)
    found = torch.zeros_like(index)
    for shift in range(0, int(index[-1]).bit_length(), 4):
        digits = _tiles(((index >> shift) & 15).view(_BLOCK, inputs))
        found |= _numbers(digits).flatten().long() << shift
    return found
