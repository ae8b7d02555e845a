"""Weights that a layer keeps quantised, mostly in compressed-tensors' layout.

w = (q - z) * s with numbers q of 4 or 8 bits, and s (and z) for each group of inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from auto_core.checkpoints.copying import Parts
from auto_core.checkpoints.quantized.groups import setting
from auto_core.checkpoints.quantized.unpacking import (
    Affine,
    Array,
    Coded,
    Scaled,
    Unpacked,
    floats,
    fp4_values,
)
from auto_core.checkpoints.tensors import StoredTensor, numpy_dtype
from auto_core.errors import ConfigError

_ELEMENTS = 1 << 21  # of a block that is packed at once
_TORCHAO: dict[Any, int] = {"int4_weight_only": 4, "int8_weight_only": 8}
_NARROW = ("float16", "bfloat16", "float32")


@dataclass(frozen=True)
class Packed:
    """A weight [out in] as a layer keeps it, or a stack of them [experts out in].

    Attributes:
        bits: 4, two in a byte of `weight_packed`, or 8, as `weight`.
        size: inputs of a group.
        shape: of one weight.
        tensors: mostly under the names that compressed-tensors has for them in a layer; of a stack
            each begins with the experts. `weight_scale` is for groups of inputs, and may be over
            (or times) `weight_global_scale`, one or more of equal numbers of rows.
        rows: outputs of a group.
        kind: "int", "float" of FP8, or "table", whose entries are in `weight_table`.
        count: of the experts; None of one weight.
        turned: whether the stack that it stands for has each weight transposed.
        factor: what the weight is multiplied by in the end.
        multiplied: whether the global scale multiplies the others.
    """

    bits: int
    size: int
    shape: tuple[int, int]
    tensors: Mapping[str, Array]
    rows: int = 1
    kind: str = "int"
    count: int | None = None
    turned: bool = False
    factor: float | None = None
    multiplied: bool = False

    @property
    def scheme(self) -> dict[str, Any]:
        """How a config of compressed-tensors describes it."""
        whole = self.size == self.shape[1]
        blocks, exponents = None, None
        if "weight_global_scale" in self.tensors:
            strategy, exponents = "tensor_group", "torch.float8_e4m3fn"
        elif self.kind == "table":
            strategy, exponents = "group", "torch.uint8"
        elif whole and self.rows == self.shape[0] > 1:
            strategy = "tensor"
        elif self.rows > 1:
            strategy, blocks = "block", [self.rows, self.size]
        else:
            strategy = "channel" if whole else "group"
        return {
            "num_bits": self.bits,
            "type": "int" if self.kind == "int" else "float",
            "symmetric": "weight_zero_point" not in self.tensors,
            "strategy": strategy,
            "group_size": self.size if strategy.endswith("group") else None,
            "block_structure": blocks,
            "dynamic": False,
            "scale_dtype": exponents,
        }

    def without_tensors(self) -> Packed:
        """The description alone."""
        return replace(self, tensors={})

    @property
    def own_format(self) -> bool:
        """Whether compressed-tensors has no layout for it, only the format that it came in."""
        table = self.tensors.get("weight_table")
        other = table is not None and not np.array_equal(table, fp4_values())
        return other or self.turned or self.factor is not None or self.multiplied


@dataclass(frozen=True)
class Keeping:
    """Which weights stay quantised, and how those of plain checkpoints become so.

    Attributes:
        bits: to quantise plain weights to; None: only what is quantised in the file is kept.
        size: inputs of a group, or None for one scale for each output.
        skip: names (or ends of names) of layers that stay floats.
        given: the file's quantization_config.
    """

    bits: int | None = None
    size: int | None = None
    skip: tuple[str, ...] = ()
    given: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Keeping:
        """From a caller's quantization_config: ours, or those of transformers by their names.

        Raises:
            ConfigError: it asks for something else.
        """
        skip = settings.get("modules_to_not_convert") or settings.get("ignore")
        skip = skip or settings.get("llm_int8_skip_modules") or ("lm_head",)
        bits, size = setting(settings, "bits", int), setting(settings, "group_size", int)
        kind = settings.get("quant_type")
        if bits is None and settings.get("load_in_4bit"):
            bits, size = 4, size or 64
        elif bits is None and settings.get("load_in_8bit"):
            bits = 8
        elif bits is None and kind in _TORCHAO:
            bits = _TORCHAO[kind]
            size = setting(settings.get("quant_type_kwargs") or settings, "group_size", int)
        if bits not in (4, 8):
            raise ConfigError(
                f"quantization_config is {dict(settings)!r:.200}; plain weights are quantised by "
                "{'bits': 4 or 8, 'group_size': ...}, load_in_4bit, load_in_8bit, or torchao's "
                "int4_weight_only and int8_weight_only."
            )
        if size is None and bits == 4:
            size = 128
        if size is not None and size < 1 and size != -1:
            raise ConfigError(f"quantization_config: group_size is {size}, expected 1 or more.")
        if not isinstance(skip, list | tuple) or not all(isinstance(name, str) for name in skip):
            raise ConfigError(f"modules_to_not_convert is {skip!r:.80}, expected names of layers.")
        return cls(bits, None if size == -1 else size, tuple(skip))

    def keeps(self, layer: str) -> bool:
        """Whether a layer may be quantised."""
        return not any(layer == name or f".{layer}.".find(f".{name}.") >= 0 for name in self.skip)

    def packed(
        self, name: str, tensor: StoredTensor, dtype: str, *, stack: bool = False
    ) -> Packed | None:
        """A weight (or a `stack` of those of experts) as it is kept; None where it stays floats.

        Raises:
            ConfigError: a group size that does not divide the inputs.
        """
        if len(tensor.shape) != (3 if stack else 2) or not tensor.size:
            return None
        kept = _of_stack(tensor) if stack else _of_weight(tensor)
        if kept is None and self.bits is not None and self.keeps(name.removesuffix(".weight")):
            inputs = tensor.shape[-1]
            if inputs % 8 == 0:
                flat = tensor if not stack else _flat(tensor)
                numbers = quantised(name, flat, self.bits, self.size, dtype)
                kept = pack(numbers, (flat.shape[0], inputs))
                kept = kept if not stack else _stacked(kept, tensor.shape[0])
        return kept


def quantised(name: str, tensor: StoredTensor, bits: int, size: int | None, dtype: str) -> Affine:
    """Floats rounded to the nearest of evenly spaced numbers around zero, group by group.

    Raises:
        ConfigError: a group size that does not divide the inputs.
    """
    inputs = tensor.shape[1]
    size = size or inputs
    if inputs % size:
        raise ConfigError(
            f"quantization_config: group_size={size} does not divide the {inputs} inputs of "
            f"{name!r}."
        )
    least, most = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
    values = _rows(tensor)
    kind = numpy_dtype(dtype if dtype in _NARROW else "float32")

    def block(start: int, stop: int) -> tuple[Array, Array, None]:
        groups = values(start, stop).reshape(stop - start, -1, size)
        scales = np.abs(groups).max(2) / np.float32((most - least) / 2)
        scales = np.where(scales > 0, scales, 1).astype(kind)
        q = np.rint(groups / floats(scales)[..., None])
        q = np.clip(np.nan_to_num(q), least, most).astype(np.int16)
        return q.reshape(stop - start, inputs), scales, None

    return Affine(block, bits, size, kind.name)


def _rows(tensor: StoredTensor) -> Callable[[int, int], Array]:
    if isinstance(tensor.source, Unpacked) and tensor.is_contiguous:
        return tensor.source.rows
    return lambda start, stop: floats(tensor.numpy()[start:stop])


def _of_weight(tensor: StoredTensor) -> Packed | None:
    """The numbers that a file has of a weight, if a layer can hold them."""
    source = tensor.source
    if not isinstance(source, Unpacked) or not tensor.is_contiguous:
        return None
    if source.scaled is not None:
        return _of_float8(source.scaled)
    if source.coded is not None and source.coded.experts is None:
        return _of_codes(source.coded)
    outputs, inputs = source.shape
    return None if source.affine is None or inputs % 8 else pack(source.affine, (outputs, inputs))


def _of_stack(tensor: StoredTensor) -> Packed | None:
    """The same of the weights of a layer's experts."""
    source = tensor.source
    coded = source.coded if isinstance(source, Unpacked) and tensor.is_contiguous else None
    if coded is not None and coded.experts is not None:
        return replace(_stacked(_of_codes(coded), coded.experts), turned=True)
    if not isinstance(source, Parts) or not all(
        isinstance(t.source, Unpacked) for t in source.tensors
    ):
        return None
    parts: list[Packed] = []
    for part in source.tensors:
        packed = _of_weight(part)
        if packed is None or (parts and not _alike(packed, parts[0])):
            return None
        parts.append(packed)
    if not parts:
        return None
    outputs = parts[0].shape[0]
    if outputs % parts[0].rows:
        return None
    tensors = {}
    for name in dict.fromkeys(name for part in parts for name in part.tensors):
        if name == "weight_zero_point":
            if parts[0].bits == 4 and outputs % 8:
                return None
            zeros = [part.tensors.get(name, _no_zeros(part)) for part in parts]
            tensors[name] = np.concatenate(zeros)
        elif name == "weight_table":
            tensors[name] = parts[0].tensors[name]
        else:
            tensors[name] = np.concatenate([part.tensors[name] for part in parts])
    rows = outputs * len(parts)
    whole = replace(parts[0], shape=(rows, parts[0].shape[1]), tensors=tensors)
    return _stacked(whole, tensor.shape[0])


def _alike(one: Packed, other: Packed) -> bool:
    """Whether they can be of one stack."""
    if one.without_tensors() != other.without_tensors():
        return False
    first, second = (packed.tensors.get("weight_table") for packed in (one, other))
    return first is None or (second is not None and np.array_equal(first, second))


def _no_zeros(packed: Packed) -> Array:
    scales = packed.tensors["weight_scale"]
    zeros = np.zeros(scales.shape, np.int16)
    return _zero_points(zeros) if packed.bits == 4 else zeros.astype(np.int8)


def _stacked(packed: Packed, count: int) -> Packed:
    """A matrix of the outputs of all experts as a stack."""
    tensors = {
        name: array if name == "weight_table" else array.reshape(count, -1, *array.shape[1:])
        for name, array in packed.tensors.items()
    }
    shape = (packed.shape[0] // count, packed.shape[1])
    return replace(packed, shape=shape, tensors=tensors, count=count)


def _flat(stack: StoredTensor) -> StoredTensor:
    """A stack [e o i] as one matrix [e*o i]."""
    values = _rows(stack)
    experts, outputs, inputs = stack.shape

    def rows(start: int, stop: int) -> Array:
        first, last = start // outputs, -(-stop // outputs)
        block = values(first, last).reshape(-1, inputs)
        return block[start - first * outputs : stop - first * outputs]

    flat = (experts * outputs, inputs)
    return Unpacked(rows, flat, stack.dtype, (stack,)).stored(stack.name)


def pack(kept: Affine, shape: tuple[int, int]) -> Packed:
    """The tensors of a layer, made some rows at a time."""
    outputs, inputs = shape
    bits = 4 if kept.bits <= 4 else 8
    count = inputs // kept.size
    numbers = np.empty((outputs, inputs // (8 // bits)), np.uint8 if bits == 4 else np.int8)
    scales = np.empty((outputs, count), numpy_dtype(kept.dtype))
    zeros = np.zeros((outputs, count), np.int16)
    step = max(kept.unit, _ELEMENTS // inputs // kept.unit * kept.unit)
    for start in range(0, outputs, step):
        stop = min(start + step, outputs)
        q, s, z = kept.block(start, stop)
        if bits == 4:
            codes = (q + 8).astype(np.uint8)
            numbers[start:stop] = codes[:, ::2] | codes[:, 1::2] << 4
        else:
            numbers[start:stop] = q
        scales[start:stop] = s
        if z is not None:
            zeros[start:stop] = z
    tensors: dict[str, Array] = {"weight_scale": scales}
    tensors |= {"weight_packed": numbers.view("<i4")} if bits == 4 else {"weight": numbers}
    if zeros.any():
        tensors["weight_zero_point"] = _zero_points(zeros) if bits == 4 else zeros.astype(np.int8)
    factor = None if kept.factor is None else float(kept.factor)
    return Packed(bits, kept.size, shape, tensors, factor=factor)


def _of_codes(coded: Coded) -> Packed:
    outputs, inputs = coded.shape
    numbers = np.empty((outputs, inputs // 2), np.uint8)
    scales = np.empty((outputs, inputs // coded.size), numpy_dtype(coded.dtype))
    step = max(1, _ELEMENTS // inputs)
    for start in range(0, outputs, step):
        stop = min(start + step, outputs)
        codes, scales[start:stop] = coded.block(start, stop)
        numbers[start:stop] = codes[:, ::2] | codes[:, 1::2] << 4
    tensors = {"weight_packed": numbers, "weight_scale": scales, "weight_table": coded.table}
    if coded.second is not None:
        tensors["weight_global_scale"] = np.array([coded.second], np.float32)
    return Packed(4, coded.size, coded.shape, tensors, kind="table", multiplied=coded.multiplied)


def _of_float8(scaled: Scaled) -> Packed:
    outputs, inputs = scaled.numbers.shape
    rows, columns = scaled.blocks
    numbers = scaled.numbers.numpy().copy()
    scaled.numbers.release()
    tensors = {"weight": numbers, "weight_scale": scaled.scales}
    return Packed(8, columns, (outputs, inputs), tensors, rows, "float")


def _zero_points(zeros: Array) -> Array:
    """[out groups] -> [out/8 groups] words of eight, packed along the outputs."""
    codes = np.zeros((-(-len(zeros) // 8) * 8, zeros.shape[1]), np.uint32)
    codes[: len(zeros)] = zeros + 8
    shifts = (np.arange(8, dtype=np.uint32) * 4)[:, None]
    words = (codes.reshape(-1, 8, zeros.shape[1]) << shifts).sum(1, dtype=np.uint32)
    return words.view(np.int32)
