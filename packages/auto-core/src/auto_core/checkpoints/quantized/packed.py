"""Weights that a layer keeps quantised, in compressed-tensors' layout, which is also the file's.

w = (q - z) * s with whole numbers q of 4 or 8 bits, and s (and z) for each group of inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from auto_core.checkpoints.quantized.groups import setting
from auto_core.checkpoints.quantized.unpacking import Affine, Array, Scaled, Unpacked, floats
from auto_core.checkpoints.tensors import StoredTensor, numpy_dtype
from auto_core.errors import ConfigError

_ELEMENTS = 1 << 21  # of a block that is packed at once
_TORCHAO: dict[Any, int] = {"int4_weight_only": 4, "int8_weight_only": 8}
_NARROW = ("float16", "bfloat16", "float32")


@dataclass(frozen=True)
class Packed:
    """A weight [out in] as a layer keeps it.

    Attributes:
        bits: 4, two in a byte of `weight_packed`, or 8, as `weight`.
        size: inputs of a group.
        shape: of the weight.
        tensors: under the names that compressed-tensors has for them in a layer.
        rows: outputs of a group.
        kind: "int", or "float" of FP8.
    """

    bits: int
    size: int
    shape: tuple[int, int]
    tensors: Mapping[str, Array]
    rows: int = 1
    kind: str = "int"

    @property
    def scheme(self) -> dict[str, Any]:
        """How a config of compressed-tensors describes it."""
        whole = self.size == self.shape[1]
        blocks = None
        if whole and self.rows == self.shape[0] > 1:
            strategy = "tensor"
        elif self.rows > 1:
            strategy, blocks = "block", [self.rows, self.size]
        else:
            strategy = "channel" if whole else "group"
        return {
            "num_bits": self.bits,
            "type": self.kind,
            "symmetric": "weight_zero_point" not in self.tensors,
            "strategy": strategy,
            "group_size": self.size if strategy == "group" else None,
            "block_structure": blocks,
            "dynamic": False,
        }


@dataclass(frozen=True)
class Keeping:
    """Which weights stay quantised, and how those of plain checkpoints become so.

    Attributes:
        bits: to quantise plain weights to; None: only what is quantised in the file is kept.
        size: inputs of a group, or None for one scale for each output.
        skip: names (or ends of names) of layers that stay floats.
    """

    bits: int | None = None
    size: int | None = None
    skip: tuple[str, ...] = ()

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
        self, name: str, tensor: StoredTensor, dtype: str, *, float8: bool = False
    ) -> Packed | None:
        """The weight of a layer as it is kept (`float8`: FP8, too); None where it stays floats.

        Raises:
            ConfigError: a group size that does not divide the inputs.
        """
        if len(tensor.shape) != 2 or not tensor.size:
            return None
        source = tensor.source
        if float8 and isinstance(source, Unpacked) and source.scaled and tensor.is_contiguous:
            return _of_float8(source.scaled)
        kept = source.affine if isinstance(source, Unpacked) and tensor.is_contiguous else None
        if kept is None and self.bits is not None and self.keeps(name.removesuffix(".weight")):
            kept = quantised(name, tensor, self.bits, self.size, dtype)
        outputs, inputs = tensor.shape
        return None if kept is None or inputs % 8 else pack(kept, (outputs, inputs))


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
    if bits == 4:
        tensors["weight_packed"] = numbers.view("<i4")
        tensors["weight_shape"] = np.array(shape, np.int64)
    else:
        tensors["weight"] = numbers
    if zeros.any():
        tensors["weight_zero_point"] = _zero_points(zeros) if bits == 4 else zeros.astype(np.int8)
    return Packed(bits, kept.size, shape, tensors)


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


def _format(scheme: Mapping[str, Any]) -> str:
    if scheme["type"] == "float":
        return "float-quantized"
    return "pack-quantized" if scheme["num_bits"] == 4 else "int-quantized"


def settings_for(schemes_of: Mapping[str, dict[str, Any]], linear: Iterable[str]) -> dict[str, Any]:
    """The quantization_config of a model that keeps these layers, as vLLM and transformers read it.

    Args:
        schemes_of: how each layer is quantised, by its name.
        linear: the names of all linear layers.
    """
    schemes: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for name, scheme in schemes_of.items():
        schemes.setdefault(str(scheme), (scheme, []))[1].append(name)
    alone = len(schemes) == 1
    groups = {
        f"group_{index}": {
            "targets": ["Linear"] if alone else names,
            "weights": scheme,
            "input_activations": None,
            "output_activations": None,
            "format": _format(scheme),
        }
        for index, (scheme, names) in enumerate(schemes.values())
    }
    used = {group["format"] for group in groups.values()}
    return {
        "quant_method": "compressed-tensors",
        "quantization_status": "compressed",
        "format": used.pop() if len(used) == 1 else "mixed-precision",
        "config_groups": groups,
        "ignore": sorted(set(linear) - set(schemes_of)),
        "kv_cache_scheme": None,
    }
