"""From a checkpoint's settings to its weights as floats, which are computed as they are placed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from auto_core.checkpoints.hub import Snapshot
from auto_core.checkpoints.quantized.awq import Awq
from auto_core.checkpoints.quantized.bitsandbytes import BitsAndBytes
from auto_core.checkpoints.quantized.compressed_tensors import CompressedTensors
from auto_core.checkpoints.quantized.fp8 import FbgemmFp8, Fp8
from auto_core.checkpoints.quantized.gptq import Gptq
from auto_core.checkpoints.quantized.groups import FLOAT8, Format, layers
from auto_core.checkpoints.quantized.modelopt import ModelOpt
from auto_core.checkpoints.quantized.mxfp4 import Mxfp4
from auto_core.checkpoints.quantized.torchao import TorchAo
from auto_core.checkpoints.weights import Weights
from auto_core.errors import ConfigError, CorruptFileError

FORMATS: tuple[type[Format], ...] = (
    *(Fp8, FbgemmFp8, CompressedTensors, Awq, Gptq, Mxfp4, ModelOpt, BitsAndBytes, TorchAo),
)
# Files of older tools, where config.json says nothing -> how their content is one of ours.
_BESIDE = {
    "quantize_config.json": "gptq",
    "quant_config.json": "awq",
    "hf_quant_config.json": "modelopt",
}
_NAMES = ("quantization_config", "compression_config")
_BYTES = (*FLOAT8, "int8", "uint8")


def settings_of(config: Any, weights: Weights, snapshot: Snapshot) -> Mapping[str, Any] | None:
    """The `quantization_config` of a checkpoint, from wherever it is; None where there is none.

    Raises:
        ConfigError: it is no object.
    """
    found: Any = None
    for part in _parts(config):
        for name in _NAMES:
            found = found or getattr(part, name, None)
    if found:
        if not isinstance(found, Mapping):
            raise ConfigError(f"quantization_config is {found!r:.80}, expected an object.")
        return found
    if any(name.endswith((".qweight", ".weight_scale", "_blocks")) for name in weights):
        for file, method in _BESIDE.items():
            content = snapshot.json(file)
            if content is not None:
                inner = content.get("quantization")
                inner = inner if isinstance(inner, Mapping) else {}
                return {**content, **inner, "quant_method": method}
    return None


def without_settings(config: Any) -> None:
    """Let a config be that of a model of floats."""
    for part in _parts(config):
        for name in _NAMES:
            vars(part).pop(name, None)


def _parts(config: Any) -> list[Any]:
    """The config and those within it."""
    parts = (getattr(config, name, None) for name in type(config).sub_configs)
    return [config, *(part for part in parts if part is not None)]


def method_of(settings: Mapping[str, Any]) -> str:
    """The `quant_method`, also of older configs that do not name it."""
    method = settings.get("quant_method")
    if method is None and (settings.get("load_in_8bit") or settings.get("load_in_4bit")):
        return "bitsandbytes"
    return str(getattr(method, "value", method))  # transformers' own are an enumeration


def unpacked(
    weights: Weights, settings: Mapping[str, Any], *, transposed: Iterable[str] = ()
) -> Weights:
    """The weights as floats: each is computed when it is read, in the dtype asked for.

    Args:
        transposed: patterns of weights that models have as [in out], of which a format has the
            transpose.

    Raises:
        ConfigError: a format, or a variant of one, that is not read; names the layers that have it.
        CorruptFileError: packing that cannot be; names tensor and file.
    """
    method = method_of(settings)
    kind = next((kind for kind in FORMATS if method in kind.methods), None)
    if kind is None:
        known = ", ".join(method for kind in FORMATS for method in kind.methods[:1])
        raise ConfigError(
            f"The weights are quantised as {method!r:.60} (quantization_config), which is not "
            f"read; these formats are: {known}. Layers that have it: {_suspects(weights)}. Load "
            "the checkpoint that it was made from."
        )
    turned = [re.compile(pattern) for pattern in transposed]
    try:
        format = kind(settings)
        tensors = dict(weights)
        count = 0
        biases: list[str] = []  # of layers that have none: older tools store zeros for them
        for group in format.groups(weights):
            own = group.name in (part.name for part in group.parts.values())
            group.check(own or group.name not in weights, "it is there twice, packed and not")
            tensor = format.unpacked(group)
            for part in group.parts.values():
                tensors.pop(part.name, None)
            if any(pattern.search(group.name) for pattern in turned) and len(tensor.shape) == 2:
                tensor = tensor.permute(1, 0)
            tensors[group.name] = tensor
            bias = f"{group.name.removesuffix('.weight')}.bias"
            if bias in tensors and not tensors[bias].numpy().any():
                biases.append(bias)
            count += 1
    except ConfigError as error:
        error.args = (f"{error} Layers that have it: {_suspects(weights)}.", *error.args[1:])
        raise
    unused = [re.compile(pattern) for pattern in format.unused]
    ignored = [name for name in tensors if any(pattern.search(name) for pattern in unused)]
    for name in ignored:
        del tensors[name]
    _check_rest(weights, tensors, format)
    note = f"Unpacked {count} weights of {format.title}" + (
        f"; left out {len(ignored)} scales of quantised activations." if ignored else "."
    )
    floats = weights.replaced(tensors).noted(note, ignored)
    floats.spare = frozenset(biases)
    return floats


def _check_rest(weights: Weights, tensors: Mapping[str, Any], format: Format) -> None:
    """Refuse bytes that nothing has unpacked: a model would take them for numbers."""
    for name, tensor in tensors.items():
        if name in weights and tensor.dtype in _BYTES and len(tensor.shape) > 1:
            raise CorruptFileError(
                f"{weights.file_of(name)}: the tensor {name!r} is {tensor.dtype} "
                f"{list(tensor.shape)}, and nothing beside it says how {format.title} unpacks it."
            )


def _suspects(weights: Weights) -> str:
    """The layers whose tensors are not floats, as text."""
    found: dict[str, None] = {}
    for name, tensor in weights.items():
        layer, _, end = name.rpartition(".")
        odd = tensor.dtype in (*_BYTES, "int16", "int32")
        if odd or re.search(r"(codes|codebooks?|scales?|zeros|qweight|absmax)$", end):
            found.setdefault(layer or name)
    return layers(list(found)) or "none that can be recognised"
