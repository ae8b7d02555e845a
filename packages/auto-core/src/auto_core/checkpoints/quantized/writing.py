"""Layers that are kept quantised, as files have them: compressed-tensors, or what they came in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from auto_core.checkpoints.quantized.packed import Packed
from auto_core.checkpoints.quantized.unpacking import Array
from auto_core.checkpoints.saving import Tensor, as_stored

_ROLES = ("weight_packed", "weight", "weight_scale", "weight_zero_point", "weight_global_scale",
          "weight_table")  # fmt: skip


def settings_for(
    kept: Mapping[str, Packed], linear: Iterable[str], given: Mapping[str, Any] | None
) -> dict[str, Any]:
    """The quantization_config of a model that keeps these layers, as vLLM and transformers read it.

    Args:
        kept: the weights of each layer, by its name.
        linear: the names of all linear layers.
        given: that of the file.
    """
    if given is not None and any(packed.own_format for packed in kept.values()):
        nested = {"bnb_4bit_use_double_quant": False} if "bnb_4bit_quant_type" in given else {}
        return {**given, **nested}
    schemes: dict[str, tuple[dict[str, Any], list[str]]] = {}
    for name, packed in kept.items():
        scheme = packed.scheme
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
        "ignore": sorted(set(linear) - set(kept)),
        "kv_cache_scheme": None,
    }


def _format(scheme: Mapping[str, Any]) -> str:
    if scheme["strategy"] == "tensor_group":
        return "nvfp4-pack-quantized"
    if scheme["scale_dtype"] == "torch.uint8":
        return "mxfp4-pack-quantized"
    if scheme["type"] == "float":
        return "float-quantized"
    return "pack-quantized" if scheme["num_bits"] == 4 else "int-quantized"


def as_files(tensors: Mapping[str, Tensor], settings: Mapping[str, Any]) -> dict[str, Tensor]:
    """The tensors of a model whose layers are kept quantised, under the names of its format."""
    method = str(settings.get("quant_method"))
    write = {"bitsandbytes": _bitsandbytes, "mxfp4": _mxfp4}.get(method, _compressed)
    write = _modelopt if method.startswith("modelopt") else write
    result = dict(tensors)
    for name in tensors:
        stem, _, end = name.rpartition(".")
        if end != "weight_scale":
            continue
        parts: dict[str, Array] = {}
        for role in _ROLES:
            if f"{stem}.{role}" in tensors:
                parts[role] = as_stored(role, result.pop(f"{stem}.{role}")).numpy()
        result |= write(stem, parts, settings)
    return result


def _compressed(stem: str, parts: dict[str, Array], settings: Any) -> dict[str, Tensor]:
    packed, scales = parts.get("weight_packed"), parts["weight_scale"]
    parts.pop("weight_table", None)
    if packed is not None and packed.dtype == np.int32:
        shape = (*packed.shape[:-1], packed.shape[-1] * 8)
        parts["weight_shape"] = np.array(shape, np.int64)
    elif packed is not None and "weight_global_scale" not in parts:
        parts["weight_scale"] = _exponents(scales)
    elif packed is None and scales.size == 1 < len(parts["weight"]):
        parts["weight_scale"] = scales.reshape(1)
    return {f"{stem}.{role}": array for role, array in parts.items()}


def _modelopt(stem: str, parts: dict[str, Array], settings: Any) -> dict[str, Tensor]:
    if "weight_packed" not in parts:
        return _compressed(stem, parts, settings)
    found = {"weight": parts["weight_packed"], "weight_scale": parts["weight_scale"]}
    if "weight_global_scale" in parts:
        found["weight_scale_2"] = parts["weight_global_scale"].reshape(())
    else:
        found["weight_scale"] = _exponents(parts["weight_scale"])
    return {f"{stem}.{role}": array for role, array in found.items()}


def _mxfp4(stem: str, parts: dict[str, Array], settings: Any) -> dict[str, Tensor]:
    packed, exponents = parts["weight_packed"], _exponents(parts["weight_scale"])
    return {
        f"{stem}_blocks": packed.reshape(*exponents.shape, -1),
        f"{stem}_scales": exponents,
    }


def _bitsandbytes(
    stem: str, parts: dict[str, Array], settings: Mapping[str, Any]
) -> dict[str, Tensor]:
    scales = np.ascontiguousarray(parts["weight_scale"].reshape(-1))
    if "weight" in parts:
        found = {"SCB": scales, "weight": parts["weight"]}
        found["weight_format"] = np.array(0, np.uint8)
        return {f"{stem}.{role}": array for role, array in found.items()}
    packed, kind = parts["weight_packed"], str(settings.get("bnb_4bit_quant_type", "fp4"))
    shape = (packed.shape[0], 2 * packed.shape[1])
    state = {
        "quant_type": kind,
        "blocksize": shape[0] * shape[1] // scales.size,
        "dtype": "bfloat16",
        "shape": list(shape),
    }
    text = np.frombuffer(json.dumps(state).encode(), np.uint8).copy()
    return {
        f"{stem}.weight": (packed << 4 | packed >> 4).reshape(-1, 1),
        f"{stem}.weight.absmax": scales,
        f"{stem}.weight.quant_map": parts["weight_table"],
        f"{stem}.weight.quant_state.bitsandbytes__{kind}": text,
    }


def _exponents(scales: Array) -> Array:
    """Powers of two as exponents with a bias of 127 (E8M0)."""
    wide = scales.astype(np.float64)
    exponents = np.where(np.isfinite(wide), np.frexp(wide)[1] + 126, 255)
    return np.clip(exponents, 0, 255).astype(np.uint8)
