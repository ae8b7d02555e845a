"""FP8 with a scale for each block, channel or tensor: DeepSeek-V3's files, and FBGEMM's.

Micikevicius et al., 2022, "FP8 formats for deep learning", arXiv:2209.05433; blocks as in
DeepSeek-AI, 2024, arXiv:2412.19437, 3.3. A weight is its numbers times the scale of their block.
The experts of some files are FP4, two in a byte of int8.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from auto_core.checkpoints.quantized.groups import FLOAT8, Format, Group, sizes
from auto_core.checkpoints.quantized.unpacking import Array, Grid, Scaled, floats, fp4, powers
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights


class Fp8(Format):
    title: ClassVar[str] = "FP8 (a scale for each block)"
    methods = ("fp8",)
    unused = (r"\.(activation|input)_scale$", r"_activation_scale$", r"\.[kqv]_scale$")

    def groups(self, weights: Weights) -> Iterator[Group]:
        for name, tensor in weights.items():
            stem = name.removesuffix(".weight")
            scales = (f"{name}_scale_inv", f"{stem}.scale", f"{stem}.qscale_weight")
            found = next((scale for scale in scales if scale in weights), None)
            packed = tensor.dtype in FLOAT8 or (tensor.dtype in ("int8", "uint8") and found)
            if packed and name != found and len(tensor.shape) > 1:
                parts = {"weight": tensor} | ({"scale": weights[found]} if found else {})
                yield Group(name, parts, weights.file_of(name))

    def unpacked(self, group: Group) -> StoredTensor:
        blocks = sizes(self.settings.get("weight_block_size"), "weight_block_size")
        return scaled(group, blocks)


class FbgemmFp8(Format):
    title: ClassVar[str] = "FP8 of FBGEMM (a scale for each channel)"
    methods = ("fbgemm_fp8",)
    roles: ClassVar = {"weight": ("",), "scale": ("_scale",)}
    target = ""
    unused = (r"\.input_scale(_ub)?$", r"_input_scale(_ub)?$")

    def is_packed(self, weights: Weights, name: str) -> bool:
        return weights[name].dtype in FLOAT8

    def unpacked(self, group: Group) -> StoredTensor:
        return scaled(group, None)


def scaled(group: Group, blocks: tuple[int, ...] | None) -> StoredTensor:
    """The weight [... rows columns] of floats of 8 (or 4) bits, each times its block's scale."""
    weight, scale = group.part("weight"), group.part("scale")
    halves = weight.dtype not in FLOAT8
    shape = (*weight.shape[:-1], weight.shape[-1] * (2 if halves else 1))
    values = scale.numpy()
    if scale.dtype == "uint8":
        values = powers(values)
    grid = group.grid("scale", shape, None if halves else blocks, values)

    def rows(start: int, stop: int) -> Array:
        numbers = weight.numpy()[start:stop]
        return (fp4(numbers) if halves else floats(numbers)) * grid.rows(start, stop)

    narrow = ("float16", "bfloat16")
    dtype = scale.dtype if scale.dtype in narrow else "bfloat16"
    return group.made(rows, shape, dtype, scaled=kept(weight, grid))


def kept(weight: StoredTensor, grid: Grid) -> Scaled | None:
    """The numbers and scales that a layer may keep; of matrices of FP8."""
    if weight.dtype not in FLOAT8 or len(weight.shape) != 2 or weight.shape[1] % grid.blocks[1]:
        return None
    return Scaled(weight, floats(grid.values), (grid.blocks[0], grid.blocks[1]))


def as_float32(tensor: StoredTensor) -> Array:
    """A small tensor as float32."""
    return np.asarray(floats(tensor.numpy()), np.float32)
