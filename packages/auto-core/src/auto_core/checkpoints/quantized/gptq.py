"""GPTQ's layout: Frantar et al., 2022, arXiv:2210.17323, as AutoGPTQ and GPTQModel store it.

2, 3, 4 or 8 bits, packed along the input; w = (q - z) * s with a scale and a zero point for each
group of inputs. `g_idx` has the group of each input, which `desc_act` orders by the activations.
The first version stores zero points less one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.checkpoints.quantized.groups import Format, Group
from auto_core.checkpoints.quantized.unpacking import Affine, Array, floats, whole
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.errors import ConfigError

_BITS = (2, 3, 4, 8)


class Gptq(Format):
    title = "GPTQ"
    methods = ("gptq",)
    roles: ClassVar = {
        "qweight": (".qweight",),
        "qzeros": (".qzeros",),
        "scales": (".scales",),
        "g_idx": (".g_idx",),
    }

    def __init__(self, settings: Mapping[str, Any]):
        super().__init__(settings)
        self.bits = self.setting("bits", int, 4)
        if self.bits not in _BITS:
            raise ConfigError(
                f"quantization_config: bits is {self.bits}, expected one of {list(_BITS)} (GPTQ)."
            )
        layout = settings.get("checkpoint_format") or settings.get("format") or "gptq"
        if layout not in ("gptq", "gptq_v2") or settings.get("is_marlin_format"):
            raise ConfigError(
                f"quantization_config: GPTQ in the layout {layout!r:.40} is not read, only 'gptq' "
                "and 'gptq_v2'."
            )
        self.added = 1 if layout == "gptq" else 0

    def unpacked(self, group: Group) -> StoredTensor:
        words = group.part("qweight", "int32", rank=2)
        zeros = group.part("qzeros", "int32", rank=2)
        scales = group.part("scales", "float16", "bfloat16", "float32", rank=2)
        count, outputs = scales.shape
        inputs, bits = self._inputs(group, words.shape[0])
        if words.shape != (inputs * bits // 32, outputs) or inputs * bits % 32:
            group.fail(
                f"{words.name!r} has the shape {list(words.shape)}, which does not fit {bits} "
                f"bits of {inputs} inputs and {outputs} outputs"
            )
        if zeros.shape != (count, -(-outputs * bits // 32)):
            group.fail(
                f"{zeros.name!r} has the shape {list(zeros.shape)}, which does not fit {bits} "
                f"bits of {count} groups and {outputs} outputs"
            )
        groups = self._groups(group, inputs, count)
        in_order = inputs % count == 0 and np.array_equal(
            groups, np.arange(inputs) // (inputs // count)
        )

        middle = 8 if bits <= 4 else 128

        def block(start: int, stop: int) -> tuple[Array, Array, Array]:
            q = whole(words.numpy()[:, start:stop].T, bits, inputs)  # [n inputs]
            first, last = start * bits // 32, -(-stop * bits // 32)
            z = whole(zeros.numpy()[:, first:last], bits, stop - start)
            z = (z.astype(np.int16) + self.added) & (2**bits - 1)
            s = scales.numpy()[:, start:stop].T  # [n groups]
            return q.astype(np.int16) - middle, s, z.T - middle

        def rows(start: int, stop: int) -> Array:
            q, s, z = block(start, stop)
            return (floats(q) - floats(z)[:, groups]) * floats(s)[:, groups]

        if in_order:
            kept = Affine(block, bits, inputs // count, scales.dtype, unit=32)
            return group.affine(kept, (outputs, inputs))
        return group.made(rows, (outputs, inputs), scales.dtype, unit=32)

    def _inputs(self, group: Group, words: int) -> tuple[int, int]:
        """How many inputs there are, and bits; GPTQModel's `dynamic` may give layers their own."""
        if "g_idx" not in group.parts:
            return words * 32 // self.bits, self.bits
        inputs = group.part("g_idx", "int32", "int64", rank=1).shape[0]
        bits = next((b for b in _BITS if inputs * b == words * 32), self.bits)
        return inputs, bits

    def _groups(self, group: Group, inputs: int, count: int) -> Array:
        """The group of each input."""
        given = self.setting("group_size", int, 128)
        size = inputs if given == -1 else given
        found = group.parts["g_idx"].numpy() if "g_idx" in group.parts else None
        if found is not None and (count == 1 or found.any()):
            if found.min() < 0 or found.max() >= count:
                group.fail(
                    f"g_idx has groups {found.min()} to {found.max()}, and there are {count}"
                )
            return found
        if size < 1 or count != -(-inputs // size):
            group.fail(
                f"{inputs} inputs and {count} groups of scales do not fit group_size={given}"
            )
        return np.arange(inputs) // size
