"""The block formats of ggml: numbers of a few bits, with scales for each block of them.

As in ggml's `ggml-quants.c`. Each function takes blocks [n bytes] and gives values [n elements] in
float32, with the products in ggml's order, so that they are equal to the bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from auto_core.checkpoints.quantized.unpacking import fp4_values, powers

Array = np.ndarray[Any, Any]

_LEVELS = np.array(
    [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113], np.float32
)


@dataclass(frozen=True)
class Blocks:
    """A block format: its name, elements and bytes of a block, and what unpacks them.

    `whole` gives the whole numbers [n elements] of formats that have one scale, first in a block.
    """

    name: str
    elements: int
    bytes: int
    values: Callable[[Array], Array]
    whole: Callable[[Array], Array] | None = None


def _half(blocks: Array, start: int) -> Array:
    """[n 1]: a float16 of each block."""
    return blocks[:, start : start + 2].copy().view("<f2").astype(np.float32)


def _fields(data: Array, width: int, shifts: tuple[int, ...], bits: int) -> Array:
    """[n bytes] -> [n numbers]: of `width` bytes, all at the first shift, then the next."""
    n = len(data)
    shifted = data.reshape(n, -1, 1, width) >> np.array(shifts, np.uint8)[:, None]
    return (shifted & np.uint8(2**bits - 1)).reshape(n, -1)


def _nibbles(data: Array, width: int = 16) -> Array:
    return _fields(data, width, (0, 4), 4)


def _fifth(data: Array) -> Array:
    """[n 4] -> [n 32]: a bit for each number."""
    return np.unpackbits(data, axis=1, bitorder="little")


def _q4_0(blocks: Array) -> Array:
    return _half(blocks, 0) * (_nibbles(blocks[:, 2:]).astype(np.float32) - 8)


def _q4_1(blocks: Array) -> Array:
    q = _nibbles(blocks[:, 4:]).astype(np.float32)
    return _half(blocks, 0) * q + _half(blocks, 2)


def _q5_0(blocks: Array) -> Array:
    q = _nibbles(blocks[:, 6:]) | _fifth(blocks[:, 2:6]) << 4
    return _half(blocks, 0) * (q.astype(np.float32) - 16)


def _q5_1(blocks: Array) -> Array:
    q = _nibbles(blocks[:, 8:]) | _fifth(blocks[:, 4:8]) << 4
    return _half(blocks, 0) * q.astype(np.float32) + _half(blocks, 2)


def _q8_0(blocks: Array) -> Array:
    return _half(blocks, 0) * blocks[:, 2:].view(np.int8).astype(np.float32)


def _q2_k(blocks: Array) -> Array:
    scales = blocks[:, :16]
    q = _fields(blocks[:, 16:80], 32, (0, 2, 4, 6), 2)
    d = _half(blocks, 80) * (scales & 15).astype(np.float32)
    m = _half(blocks, 82) * (scales >> 4).astype(np.float32)
    return _by_group(q, d, m)


def _q3_k(blocks: Array) -> Array:
    low = _fields(blocks[:, 32:96], 32, (0, 2, 4, 6), 2).astype(np.int8)
    high = _fields(blocks[:, :32], 32, tuple(range(8)), 1).astype(np.int8)
    first = _fields(blocks[:, 96:104], 8, (0, 4), 4)
    second = _fields(blocks[:, 104:108], 4, (0, 2, 4, 6), 2)
    scales = (first | second << 4).astype(np.float32) - 32
    return _by_group(low - ((high ^ 1) << 2), _half(blocks, 108) * scales)


def _q4_k(blocks: Array) -> Array:
    d, m = _scales_of_k(blocks)
    return _by_group(_nibbles(blocks[:, 16:], 32), d, m)


def _q5_k(blocks: Array) -> Array:
    d, m = _scales_of_k(blocks)
    high = _fields(blocks[:, 16:48], 32, tuple(range(8)), 1)
    return _by_group(_nibbles(blocks[:, 48:], 32) | high << 4, d, m)


def _q6_k(blocks: Array) -> Array:
    low = _nibbles(blocks[:, :128], 64)
    high = _fields(blocks[:, 128:192], 32, (0, 2, 4, 6), 2)
    scales = blocks[:, 192:208].view(np.int8).astype(np.float32)
    q = (low | high << 4).astype(np.int8) - 32
    return _by_group(q, _half(blocks, 208) * scales)


def _iq4_nl(blocks: Array) -> Array:
    return _half(blocks, 0) * np.take(_LEVELS, _nibbles(blocks[:, 2:]))


def _iq4_xs(blocks: Array) -> Array:
    words = blocks[:, 2:4].copy().view("<u2").astype(np.uint16)
    high = (words >> np.arange(0, 16, 2, dtype=np.uint16)) & 3
    low = (blocks[:, 4:8, None] >> np.array([0, 4], np.uint8) & 15).reshape(-1, 8)
    scales = (low | high << 4).astype(np.float32) - 32
    values = np.take(_LEVELS, _nibbles(blocks[:, 8:]))
    return _by_group(values, _half(blocks, 0) * scales)


def _mxfp4(blocks: Array) -> Array:
    return np.take(fp4_values(), _nibbles(blocks[:, 1:])) * powers(blocks[:, :1])


def _scales_of_k(blocks: Array) -> tuple[Array, Array]:
    """Eight scales and minima of six bits each, in twelve bytes."""
    first, second, rest = blocks[:, 4:8], blocks[:, 8:12], blocks[:, 12:16]
    scales = np.concatenate([first & 63, rest & 15 | (first >> 6) << 4], 1)
    least = np.concatenate([second & 63, rest >> 4 | (second >> 6) << 4], 1)
    return (
        _half(blocks, 0) * scales.astype(np.float32),
        _half(blocks, 2) * least.astype(np.float32),
    )


def _by_group(q: Array, scales: Array, least: Array | None = None) -> Array:
    """[n elements], [n groups] -> [n elements]: each group times its scale, less its minimum."""
    groups = q.astype(np.float32).reshape(*scales.shape, -1)
    values = scales[..., None] * groups
    if least is not None:
        values = values - least[..., None]
    return values.reshape(len(q), -1)


# The number of a type in a file -> its blocks. Those of plain numbers are `PLAIN`.
BLOCKS = {
    2: Blocks("Q4_0", 32, 18, _q4_0, lambda b: _nibbles(b[:, 2:]).astype(np.int16) - 8),
    3: Blocks("Q4_1", 32, 20, _q4_1),
    6: Blocks("Q5_0", 32, 22, _q5_0),
    7: Blocks("Q5_1", 32, 24, _q5_1),
    8: Blocks("Q8_0", 32, 34, _q8_0, lambda b: b[:, 2:].view(np.int8).astype(np.int16)),
    10: Blocks("Q2_K", 256, 84, _q2_k),
    11: Blocks("Q3_K", 256, 110, _q3_k),
    12: Blocks("Q4_K", 256, 144, _q4_k),
    13: Blocks("Q5_K", 256, 176, _q5_k),
    14: Blocks("Q6_K", 256, 210, _q6_k),
    20: Blocks("IQ4_NL", 32, 18, _iq4_nl),
    23: Blocks("IQ4_XS", 256, 136, _iq4_xs),
    39: Blocks("MXFP4", 32, 17, _mxfp4),
}
PLAIN = {
    0: "float32",
    1: "float16",
    24: "int8",
    25: "int16",
    26: "int32",
    27: "int64",
    28: "float64",
    30: "bfloat16",
}
# Types that are not read, so that an error can name them.
OTHERS = {
    9: "Q8_1",
    15: "Q8_K",
    16: "IQ2_XXS",
    17: "IQ2_XS",
    18: "IQ3_XXS",
    19: "IQ1_S",
    21: "IQ3_S",
    22: "IQ2_S",
    29: "IQ1_M",
    34: "TQ1_0",
    35: "TQ2_0",
    40: "NVFP4",
}
