"""NVIDIA's Model Optimizer: FP8, NVFP4 and int8, with the scales as tensors beside the weight.

NVFP4 (NVIDIA, 2025, "Pretraining large language models with NVFP4", arXiv:2509.25149): blocks of
16 floats of four bits, each with a scale in FP8, and one scale in float32 for all.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from auto_core.checkpoints.quantized.fp8 import as_float32, kept
from auto_core.checkpoints.quantized.groups import FLOAT8, Format, Group
from auto_core.checkpoints.quantized.unpacking import (
    Array,
    Coded,
    Grid,
    floats,
    fp4,
    fp4_values,
    powers,
    whole,
)
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights


class ModelOpt(Format):
    title = "Model Optimizer (FP8, NVFP4, int8)"
    methods = ("modelopt", "modelopt_fp4", "modelopt_mixed")
    roles: ClassVar = {
        "weight": (".weight",),
        "scale": (".weight_scale", ".weight_scale_inv"),
        "second": (".weight_scale_2",),
        "smoothing": (".pre_quant_scale",),
    }
    unused = (r"\.(input|output|k|v|q)_scale$", r"_bmm_quantizer\.", r"_(input|output)_scale$")

    def is_packed(self, weights: Weights, name: str) -> bool:
        return weights[name].dtype in (*FLOAT8, "int8", "uint8") and len(weights[name].shape) > 1

    def unpacked(self, group: Group) -> StoredTensor:
        weight, scale = group.part("weight"), group.part("scale")
        halves = weight.dtype == "uint8"
        if halves and scale.dtype not in ("float8_e4m3fn", "uint8", "float8_e8m0fnu"):
            group.fail(f"four bits with scales of {scale.dtype} (W4A16_AWQ) are not read")
        shape = (*weight.shape[:-1], weight.shape[-1] * (2 if halves else 1))
        return fp_weight(group, weight, shape, halves=halves, multiplied=True)


def fp_weight(
    group: Group,
    weight: StoredTensor,
    shape: tuple[int, ...],
    *,
    halves: bool,
    multiplied: bool,
    blocks: tuple[int, ...] | None = None,
) -> StoredTensor:
    """The weight times its blocks' scales, and the second scale (or, not `multiplied`, by it)."""
    scale = group.part("scale")
    values = scale.numpy()
    if scale.dtype == "uint8":
        values = powers(values)
    if values.ndim == 4 and values.shape[1::2] == (1, 1):  # blocks of rows and columns
        values = values.reshape(values.shape[::2])
    grid = group.grid("scale", shape, blocks, values)
    second = np.ones(1, np.float32)
    if "second" in group.parts:
        second = as_float32(group.parts["second"])
        if second.size != 1:
            group.fail(f"its second scale has the shape {list(second.shape)}, expected one number")
    smoothing = None
    if "smoothing" in group.parts:  # of the inputs, which the weight takes over
        smoothing = as_float32(group.parts["smoothing"]).reshape(-1)
        if smoothing.size != shape[-1]:
            group.fail(f"pre_quant_scale has {smoothing.size} numbers for {shape[-1]} inputs")

    def rows(start: int, stop: int) -> Array:
        numbers, scales = weight.numpy()[start:stop], grid.rows(start, stop)
        scales = scales * second.reshape(()) if multiplied else scales / second.reshape(())
        values = (fp4(numbers) if halves else floats(numbers)) * scales
        return values if smoothing is None else values * smoothing

    narrow = ("float16", "bfloat16")
    scaled = kept(weight, grid) if "second" not in group.parts and smoothing is None else None
    coded = None
    if halves and smoothing is None:
        coded = _coded(weight, grid, second if "second" in group.parts else None, multiplied)
    dtype = scale.dtype if scale.dtype in narrow else "bfloat16"
    return group.made(rows, shape, dtype, scaled=scaled, coded=coded)


def _coded(
    weight: StoredTensor, grid: Grid, second: Array | None, multiplied: bool
) -> Coded | None:
    """The codes and scales that a layer may keep; of matrices with scales for groups of inputs."""
    if len(grid.shape) != 2 or grid.blocks[0] != 1 or grid.shape[1] % grid.blocks[1]:
        return None

    def block(start: int, stop: int) -> tuple[Array, Array]:
        return whole(weight.numpy()[start:stop], 4, grid.shape[1]), grid.values[start:stop]

    # Powers of two are exact in bfloat16.
    dtype = "bfloat16" if grid.values.dtype == np.float32 else grid.values.dtype.name
    one = None if second is None else np.float32(second.reshape(()))
    outputs, inputs = grid.shape
    size = grid.blocks[1]
    return Coded(block, (outputs, inputs), fp4_values(), size, dtype, one, multiplied)
