"""torchao's tensors as safetensors: the header says of each weight what class of tensor it was.

`layer._weight_qdata`, `layer._weight_scale`, ... are the parts of `layer.weight`, whose class and
block sizes stand as JSON under its name in the header.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

import numpy as np

from auto_core.checkpoints.quantized.groups import FLOAT8, Format, Group, layers, sizes
from auto_core.checkpoints.quantized.unpacking import Affine, Array, Grid, floats, whole
from auto_core.checkpoints.tensors import StoredTensor
from auto_core.checkpoints.weights import Weights
from auto_core.errors import ConfigError, CorruptFileError

_READ = ("Float8Tensor", "Int8Tensor", "IntxUnpackedToInt8Tensor", "Int4Tensor")
_PARTS = ("qdata", "scale", "zero_point", "act_pre_scale")
_FLOATS = ("float32", "float16", "bfloat16")


class TorchAo(Format):
    title = "torchao"
    methods = ("torchao",)
    unused: ClassVar = (r"\._weight_act_quant_(scale|zero_point)$",)

    def groups(self, weights: Weights) -> Iterator[Group]:
        self.kinds = kinds = _kinds(weights)
        others = {n: k.get("_type") for n, k in kinds.items() if k.get("_type") not in _READ}
        unread = {kind for kind in others.values() if kind != "Tensor"}
        if unread:
            names = layers([name for name, kind in others.items() if kind in unread])
            raise ConfigError(
                f"quantization_config: torchao's {', '.join(map(str, sorted(unread, key=str)))} "
                f"(of {names}) is not read, only {', '.join(_READ)}."
            )
        for name in kinds:
            if name in others:
                continue
            layer, _, attribute = name.rpartition(".")
            stem = f"{layer}._{attribute}_" if layer else f"_{attribute}_"
            parts = {p: weights[f"{stem}{p}"] for p in _PARTS if f"{stem}{p}" in weights}
            file = weights.file_of(parts["qdata"].name if "qdata" in parts else name)
            yield Group(name, parts, file)

    def unpacked(self, group: Group) -> StoredTensor:
        content = self.kinds[group.name]
        kind, data = content["_type"], content.get("_data")
        data = data if isinstance(data, Mapping) else {}
        blocks = sizes(data.get("block_size"), f"block_size of {group.name}")
        packed = group.part("qdata", *(FLOAT8 if kind == "Float8Tensor" else ("int8", "uint8")))
        shape, offset, zeros = packed.shape, 0, None
        scale = group.part("scale", *_FLOATS)
        values = scale.numpy()
        zero = group.parts["zero_point"].numpy() if "zero_point" in group.parts else None
        if kind == "Int4Tensor":
            shape, offset = (*shape[:-1], 2 * shape[-1]), 8
            values = values.swapaxes(-1, -2)
            zero = None if zero is None else zero.swapaxes(-1, -2)
            group.part("zero_point", *_FLOATS)
        scales = group.grid("scale", shape, blocks, values)
        if zero is not None:
            zeros = group.grid("zero_point", shape, blocks, zero)
        group.check("act_pre_scale" not in group.parts, "it has scales of activations")

        def rows(start: int, stop: int) -> Array:
            data = packed.numpy()[start:stop]
            if offset:  # w = q * s + z, signed
                q = floats((whole(data, 4, shape[-1]) ^ 8).astype(np.int8) - 8)
                added: Any = zeros
                return q * scales.rows(start, stop) + added.rows(start, stop)
            q = floats(data)
            if zeros is not None:
                q = q - zeros.rows(start, stop)
            return q * scales.rows(start, stop)

        dtype = data.get("dtype")
        given = dtype.get("_data") if isinstance(dtype, Mapping) else None
        given = given if given in _FLOATS else scale.dtype
        whole_zeros = zeros is None or zeros.values.dtype == np.int8
        by_groups = _by_groups(scales) and _by_groups(zeros)
        if packed.dtype == "int8" and not offset and by_groups and whole_zeros:

            def block(start: int, stop: int) -> tuple[Array, Array, Array | None]:
                q = packed.numpy()[start:stop]
                beyond = bool(q.size) and not least <= int(q.min()) <= int(q.max()) <= -1 - least
                group.check(not beyond, f"it has numbers of more than {bits} bits")
                z = None if zeros is None else zeros.values[start:stop].astype(np.int16)
                return q, scales.values[start:stop], z

            bits, (outputs, inputs) = _bits(data), shape
            least = -(2 ** (bits - 1))
            kept = Affine(block, bits, scales.blocks[1], scale.dtype)
            return group.affine(kept, (outputs, inputs), given)
        return group.made(rows, shape, given)


def _by_groups(grid: Grid | None) -> bool:
    """Whether each number is for a group of one output's inputs."""
    return grid is None or (len(grid.shape) == 2 and grid.blocks[0] == 1)


def _bits(data: Mapping[str, Any]) -> int:
    """Of a number: intx are kept in bytes."""
    target = data.get("target_dtype")
    name = str(target.get("_data") if isinstance(target, Mapping) else "")
    return int(name.removeprefix("int")) if re.fullmatch("int[1-8]", name) else 8


def _kinds(weights: Weights) -> dict[str, Mapping[str, Any]]:
    """What the header says of each tensor."""
    try:
        names = json.loads(weights.metadata.get("tensor_names", "[]"))
        found = {name: json.loads(weights.metadata[name]) for name in names}
        if not all(isinstance(kind, Mapping) for kind in found.values()):
            raise ValueError("a tensor's entry is no object")
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        where = weights.files[0] if weights.files else "memory"
        raise CorruptFileError(
            f"{where}: the header has no readable list of torchao's tensors: {error!s:.100}."
        ) from error
    return found
