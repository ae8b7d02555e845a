"""compressed-tensors, the format of llm-compressor and vLLM: integers, FP8, NVFP4, MXFP4.

`quantization_config` has groups of layers (`config_groups`), each with the bits of its weights.
What a layer's tensors are says the rest: `weight_packed` of int32 has integers of some bits, of
bytes has floats of four; else `weight` itself is int8 or FP8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.checkpoints.quantized.groups import FLOAT8, Format, Group, setting, sizes
from auto_core.checkpoints.quantized.modelopt import fp_weight
from auto_core.checkpoints.quantized.unpacking import Affine, Array, Grid, floats, padded, whole
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights
from auto_core.errors import ConfigError

_READ = (
    *("dense", "naive-quantized", "int-quantized", "float-quantized", "pack-quantized"),
    *("nvfp4-pack-quantized", "mxfp4-pack-quantized", "mxfp8-quantized", "mixed-precision"),
)
_FLOATS = ("float32", "float16", "bfloat16")


class CompressedTensors(Format):
    title = "compressed-tensors"
    methods = ("compressed-tensors", "compressed_tensors")
    roles: ClassVar = {
        "packed": (".weight_packed", ".weight"),
        "scale": (".weight_scale",),
        "zero": (".weight_zero_point",),
        "second": (".weight_global_scale",),
        "shape": (".weight_shape",),
        "g_idx": (".weight_g_idx",),
    }
    unused = (
        r"\.(input|output|activation)_(scale|zero_point|global_scale)$",
        r"\.[kqv]_(scale|zero_point|global_scale)$",
    )

    def __init__(self, settings: Mapping[str, Any]):
        super().__init__(settings)
        groups = self.setting("config_groups", dict, {})
        self.schemes = [scheme for scheme in groups.values() if isinstance(scheme, Mapping)]
        formats = [settings.get("format"), *(scheme.get("format") for scheme in self.schemes)]
        sparsity = self.setting("sparsity_config", dict, {}).get("format")
        for name in (*formats, sparsity):
            if name is not None and name not in _READ:
                raise ConfigError(
                    f"quantization_config: compressed-tensors of the format {name!r:.60} are not "
                    f"read, only {', '.join(_READ)}."
                )

    def is_packed(self, weights: Weights, name: str) -> bool:
        stored = weights[name]
        if name.endswith(".weight_packed"):
            return True
        if f"{name}_scale" in weights and stored.dtype in _FLOATS:
            raise ConfigError(
                f"quantization_config: {name!r} of {weights.file_of(name)} has a scale and is "
                f"stored as {stored.dtype} (quantization_status "
                f"{self.settings.get('quantization_status')!r:.40}): weights that are quantised "
                "in each call are not read. Save the model compressed."
            )
        return stored.dtype in (*FLOAT8, "int8") and len(stored.shape) > 1

    def unpacked(self, group: Group) -> StoredTensor:
        packed = group.part("packed")
        if packed.dtype == "int32":
            return self._integers(group, packed)
        if packed.dtype == "uint8" and packed.name.endswith("_packed"):
            shape = (*packed.shape[:-1], 2 * packed.shape[-1])
            return fp_weight(group, packed, shape, halves=True, multiplied=False)
        blocks = self._blocks(group)
        if packed.dtype in FLOAT8:
            return fp_weight(
                group, packed, packed.shape, halves=False, multiplied=False, blocks=blocks
            )
        group.part("packed", "int8")
        scales = group.grid("scale", packed.shape, blocks)
        zeros = group.grid("zero", packed.shape, blocks) if "zero" in group.parts else None
        return _affine(
            group, lambda start, stop: packed.numpy()[start:stop], packed.shape, scales, zeros
        )

    def _integers(self, group: Group, packed: StoredTensor) -> StoredTensor:
        """Integers of some bits in words of 32: [rows words]."""
        stored = group.part("shape", "int64", "int32")
        shape = tuple(int(n) for n in stored.numpy().reshape(-1))
        if len(shape) != len(packed.shape) or len(shape) < 2 or shape[:-1] != packed.shape[:-1]:
            group.fail(f"weight_shape is {list(shape)}, and the packed one {list(packed.shape)}")
        group.check(0 < shape[-1] < 2**32, f"weight_shape is {list(shape)}")
        bits = next((b for b in self._bits(group) if _words(shape[-1], b, packed.shape[-1])), None)
        if bits is None:
            group.fail(
                f"{packed.shape[-1]} words do not hold {shape[-1]} numbers of "
                f"{' or '.join(map(str, self._bits(group)))} bits"
            )
        read = whole if packed.shape[-1] == -(-shape[-1] * bits // 32) else padded
        middle = 2 ** (bits - 1)

        def numbers(start: int, stop: int) -> Array:
            return read(packed.numpy()[start:stop], bits, shape[-1]).astype(np.int16) - middle

        if "g_idx" in group.parts:
            return self._ordered(group, numbers, shape, bits)
        scales = group.grid("scale", shape)
        zeros = self._zeros(group, shape, scales, bits) if "zero" in group.parts else None
        return _affine(group, numbers, shape, scales, zeros, bits)

    def _zeros(self, group: Group, shape: tuple[int, ...], scales: Grid, bits: int) -> Grid:
        """Zero points, packed along the rows, or as they are in older files."""
        stored = group.part("zero", "int32", "int8")
        values = stored.numpy()
        if stored.dtype == "int32":
            count, words = shape[-2], stored.shape[-2] if len(stored.shape) > 1 else 0
            wanted = -(-count * bits // 32)
            group.check(
                words in (wanted, -(-count // (32 // bits))),
                f"weight_zero_point {list(stored.shape)} does not fit {count} rows",
            )
            read = whole if words == wanted else padded
            numbers = read(values.swapaxes(-1, -2).copy(), bits, count).swapaxes(-1, -2)
            values = numbers.astype(np.int16) - 2 ** (bits - 1)
        group.check(
            values.shape == scales.values.shape,
            f"weight_zero_point is of {list(values.shape)}, the scales {list(scales.values.shape)}",
        )
        return Grid(values, shape, scales.blocks)

    def _ordered(
        self, group: Group, numbers: Any, shape: tuple[int, ...], bits: int
    ) -> StoredTensor:
        """Columns whose groups are in the order of their activations."""
        index = group.part("g_idx", "int32", "int64", rank=1).numpy()
        scale = group.part("scale", *_FLOATS, rank=2)
        count = scale.shape[1]
        if scale.shape[0] != shape[0] or index.shape != shape[-1:] or len(shape) != 2:
            group.fail(f"weight_scale {list(scale.shape)} does not fit {list(shape)}")
        if index.min() < 0:  # not set: groups in order
            index = np.arange(shape[-1]) * count // shape[-1]
        group.check(int(index.max()) < count, f"weight_g_idx has a group of {count} or more")
        scales = Grid(scale.numpy(), (shape[0], count), (1, 1))
        zeros = None
        if "zero" in group.parts:
            zeros = self._zeros(group, (shape[0], count), scales, bits)

        def rows(start: int, stop: int) -> Array:
            q = floats(numbers(start, stop))
            if zeros is not None:
                q = q - zeros.rows(start, stop)[:, index]
            return q * scales.rows(start, stop)[:, index]

        return group.made(rows, shape, scale.dtype)

    def _schemes(self, group: Group) -> list[Mapping[str, Any]]:
        """How the weights of a layer are quantised: the groups that name it, else all."""
        layer = group.name.removesuffix(".weight")
        named = [scheme for scheme in self.schemes if _names(scheme, layer)]
        found = [scheme.get("weights") for scheme in named or self.schemes]
        return [weights for weights in found if isinstance(weights, Mapping)]

    def _bits(self, group: Group) -> list[int]:
        found = [setting(scheme, "num_bits", int, 4) for scheme in self._schemes(group)] or [4, 8]
        bad = [bits for bits in found if not 1 <= bits <= 8]
        if bad:
            group.fail(f"quantization_config has {bad[0]} bits for it, expected 1 to 8")
        return found

    def _blocks(self, group: Group) -> tuple[int, ...] | None:
        found = (scheme.get("block_structure") for scheme in self._schemes(group))
        return next((sizes(value, "block_structure") for value in found if value), None)


def _words(count: int, bits: int, words: int) -> bool:
    """Whether so many words hold so many numbers, one after the other or padded."""
    return words in (-(-count * bits // 32), -(-count // (32 // bits)))


def _names(scheme: Mapping[str, Any], layer: str) -> bool:
    """Whether a group of the config names a layer (not its class alone)."""
    targets = scheme.get("targets")
    for target in targets if isinstance(targets, list) else ():
        if isinstance(target, str) and target.startswith("re:"):
            try:
                if re.match(target[3:], layer):
                    return True
            except re.error as error:
                raise ConfigError(
                    f"quantization_config: the target {target!r:.80} is no regex: {error}."
                ) from error
        elif target == layer:
            return True
    return False


def _affine(
    group: Group,
    numbers: Any,
    shape: tuple[int, ...],
    scales: Grid,
    zeros: Grid | None,
    bits: int = 8,
) -> StoredTensor:
    """w = (q - z) * s."""

    def rows(start: int, stop: int) -> Array:
        q = floats(numbers(start, stop))
        if zeros is not None:
            q = q - zeros.rows(start, stop)
        return q * scales.rows(start, stop)

    dtype = group.part("scale", *_FLOATS).dtype
    count = scales.values.shape[-1]
    if len(shape) != 2 or scales.values.shape[0] not in (1, shape[0]) or shape[1] % count:
        return group.made(rows, shape, dtype)

    def one(grid: Grid, start: int, stop: int) -> Array:
        values = grid.values[start:stop] if grid.values.shape[0] > 1 else grid.values
        return np.broadcast_to(values, (stop - start, count))

    def block(start: int, stop: int) -> tuple[Array, Array, Array | None]:
        z = None if zeros is None else one(zeros, start, stop).astype(np.int16)
        return numbers(start, stop).astype(np.int16), one(scales, start, stop), z

    return group.affine(Affine(block, bits, shape[1] // count, dtype), (shape[0], shape[1]))
