"""MXFP4 of gpt-oss: OCP, 2023, "Microscaling formats (MX) specification", 1.0.

Blocks of 32 floats of four bits with one exponent; a tensor `x` is stored as `x_blocks`
[experts rows blocks 16] and `x_scales` [experts rows blocks], and is [experts columns rows].
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from auto_core.checkpoints.quantized.groups import Format, Group
from auto_core.checkpoints.quantized.unpacking import Array, Coded, fp4, fp4_values, powers, whole
from auto_core.checkpoints.tensors import StoredTensor


class Mxfp4(Format):
    title = "MXFP4"
    methods = ("mxfp4",)
    roles: ClassVar = {"blocks": ("_blocks",), "scales": ("_scales",)}
    target = ""

    def unpacked(self, group: Group) -> StoredTensor:
        blocks = group.part("blocks", "uint8", rank=4)
        scales = group.part("scales", "uint8", "float8_e8m0fnu", rank=3)
        experts, count, number, size = blocks.shape
        if scales.shape != blocks.shape[:-1] or size != 16:
            group.fail(
                f"{blocks.name!r} {list(blocks.shape)} and {scales.name!r} {list(scales.shape)} "
                "do not fit: a scale is for 16 bytes"
            )

        def rows(start: int, stop: int) -> Array:
            exponents = scales.numpy()[start:stop].view(np.uint8).astype(np.int32) - 127
            values = np.ldexp(fp4(blocks.numpy()[start:stop]), exponents[..., None])
            return values.reshape(stop - start, count, -1).swapaxes(1, 2)

        def block(start: int, stop: int) -> tuple[Array, Array]:
            data = blocks.numpy().reshape(experts * count, -1)[start:stop]
            exponents = scales.numpy().reshape(experts * count, -1)[start:stop]
            return whole(data, 4, number * 32), powers(exponents.view(np.uint8))

        flat = (experts * count, number * 32)
        kept = Coded(block, flat, fp4_values(), 32, "bfloat16", experts=experts)
        return group.made(rows, (experts, number * 32, count), "bfloat16", coded=kept)
