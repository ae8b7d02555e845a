"""Weights quantised as each library stores them, one number after the other, with their values.

Each function makes stored tensors and the float32 weight that they are, written as plain loops
from the formats' published layouts; nothing of it is shared with the readers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

Rng = np.random.Generator
Stored = dict[str, torch.Tensor]  # by what follows the layer's name
Packed = tuple[Stored, np.ndarray]

FP4 = [0, 0.5, 1, 1.5, 2, 3, 4, 6, -0.0, -0.5, -1, -1.5, -2, -3, -4, -6]


def stream(numbers: Any, bits: int) -> np.ndarray:
    """One number after the other, the lowest bits first, in words of 32."""
    whole = sum(int(number) << (bits * i) for i, number in enumerate(numbers))
    count = -(-len(numbers) * bits // 32)
    words = [(whole >> (32 * i)) & 0xFFFFFFFF for i in range(count)]
    return np.array(words, np.uint32).view(np.int32)


def nibbles(numbers: np.ndarray, high_first: bool = False) -> np.ndarray:
    """[... 2n] numbers of four bits -> [... n] bytes."""
    one, two = numbers[..., ::2].astype(np.uint8), numbers[..., 1::2].astype(np.uint8)
    return (one << 4 | two) if high_first else (one | two << 4)


def float8(rng: Rng, *shape: int) -> torch.Tensor:
    """Any numbers of FP8 but NaN."""
    codes = rng.integers(0, 256, shape).astype(np.uint8)
    codes[(codes & 0x7F) == 0x7F] = 1
    return torch.from_numpy(codes).view(torch.float8_e4m3fn)


def scales(rng: Rng, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.from_numpy(rng.uniform(0.001, 0.02, shape).astype(np.float32)).to(dtype)


def f32(tensor: torch.Tensor) -> np.ndarray:
    return tensor.to(torch.float32).numpy()


def fp8_blocks(rng: Rng, rows: int, columns: int, block: int = 16) -> Packed:
    q, s = float8(rng, rows, columns), scales(rng, -(-rows // block), -(-columns // block))
    weight = np.array(
        [
            [f32(q)[i, j] * f32(s)[i // block, j // block] for j in range(columns)]
            for i in range(rows)
        ],
        np.float32,
    )
    return {"weight": q, "weight_scale_inv": s}, weight


def fp8_channels(rng: Rng, rows: int, columns: int) -> Packed:
    q, s = float8(rng, rows, columns), scales(rng, rows, 1, dtype=torch.bfloat16)
    return {"weight": q, "weight_scale": s, "input_scale": scales(rng, 1)}, f32(q) * f32(s)


def fp8_tensor(rng: Rng, rows: int, columns: int) -> Packed:
    q, s = float8(rng, rows, columns), scales(rng, 1)
    return {"weight": q, "weight_scale": s, "k_scale": scales(rng, 1)}, f32(q) * f32(s)


def awq(rng: Rng, rows: int, columns: int, size: int = 16) -> Packed:
    groups = columns // size
    q = rng.integers(0, 16, (columns, rows))
    z = rng.integers(0, 16, (groups, rows))
    s = scales(rng, groups, rows, dtype=torch.float16)

    def words(numbers: np.ndarray) -> torch.Tensor:
        result = np.zeros((len(numbers), rows // 8), np.uint32)
        for i, column in enumerate([0, 2, 4, 6, 1, 3, 5, 7]):
            result |= numbers[:, column::8].astype(np.uint32) << (4 * i)
        return torch.from_numpy(result.view(np.int32))

    group = np.arange(columns) // size
    weight = ((q - z[group]) * f32(s)[group]).T.astype(np.float32)
    return {"qweight": words(q), "qzeros": words(z), "scales": s}, weight


def gptq(
    rng: Rng,
    rows: int,
    columns: int,
    bits: int = 4,
    size: int = 16,
    ordered: bool = False,
    first: bool = True,
    symmetric: bool = False,
) -> Packed:
    groups = columns // size
    group = np.arange(columns) // size
    if ordered:
        group = rng.permutation(group)
    q = rng.integers(0, 2**bits, (columns, rows))
    z = rng.integers(0, 2**bits, (groups, rows))
    if symmetric:
        z[...] = 2 ** (bits - 1)
    s = scales(rng, groups, rows, dtype=torch.float16)
    stored = (z - 1) % 2**bits if first else z
    return {
        "qweight": torch.from_numpy(np.stack([stream(q[:, i], bits) for i in range(rows)], 1)),
        "qzeros": torch.from_numpy(np.stack([stream(row, bits) for row in stored])),
        "scales": s,
        "g_idx": torch.from_numpy(group.astype(np.int32)),
    }, ((q - z[group]) * f32(s)[group]).T.astype(np.float32)


def packed_integers(
    rng: Rng,
    rows: int,
    columns: int,
    bits: int = 4,
    size: int = 16,
    asymmetric: bool = False,
    ordered: bool = False,
) -> Packed:
    groups, middle = columns // size, 2 ** (bits - 1)
    group = np.arange(columns) // size
    if ordered:
        group = rng.permutation(group)
    q = rng.integers(-middle, middle, (rows, columns))
    s = scales(rng, rows, groups, dtype=torch.bfloat16)
    z = rng.integers(-middle, middle, (rows, groups)) if asymmetric else np.zeros((rows, groups))
    stored = {
        "weight_packed": torch.from_numpy(np.stack([stream(row + middle, bits) for row in q])),
        "weight_scale": s,
        "weight_shape": torch.tensor([rows, columns]),
    }
    if asymmetric:
        words = np.stack([stream(z[:, i] + middle, bits) for i in range(groups)], 1)
        stored["weight_zero_point"] = torch.from_numpy(words)
    if ordered:
        stored["weight_g_idx"] = torch.from_numpy(group.astype(np.int32))
    return stored, ((q - z[:, group]) * f32(s)[:, group]).astype(np.float32)


def int8_channels(rng: Rng, rows: int, columns: int) -> Packed:
    q = rng.integers(-128, 128, (rows, columns)).astype(np.int8)
    s = scales(rng, rows, 1, dtype=torch.bfloat16)
    return {"weight": torch.from_numpy(q), "weight_scale": s}, (q * f32(s)).astype(np.float32)


def int8_asymmetric(rng: Rng, rows: int, columns: int) -> Packed:
    q = rng.integers(-128, 128, (rows, columns)).astype(np.int8)
    z = rng.integers(-128, 128, (rows, 1)).astype(np.int8)
    s = scales(rng, rows, 1)
    weight = (q.astype(np.float32) - z) * f32(s)
    stored = {"weight": q, "weight_zero_point": z}
    return {k: torch.from_numpy(v) for k, v in stored.items()} | {"weight_scale": s}, weight


def _nvfp4(rng: Rng, rows: int, columns: int) -> tuple[np.ndarray, np.ndarray, torch.Tensor]:
    codes = rng.integers(0, 16, (rows, columns))
    s = torch.from_numpy(rng.uniform(1, 400, (rows, columns // 16)).astype(np.float32))
    return codes, np.array(FP4, np.float32)[codes], s.to(torch.float8_e4m3fn)


def nvfp4(rng: Rng, rows: int, columns: int) -> Packed:
    """As compressed-tensors has it: scales over the one for all."""
    codes, values, s = _nvfp4(rng, rows, columns)
    whole = torch.tensor([5000.0])
    weight = values * np.repeat(f32(s) / whole.numpy(), 16, 1)
    packed = torch.from_numpy(nibbles(codes))
    return {"weight_packed": packed, "weight_scale": s, "weight_global_scale": whole}, weight


def nvfp4_modelopt(rng: Rng, rows: int, columns: int) -> Packed:
    """As Model Optimizer has it: scales times the one for all."""
    codes, values, s = _nvfp4(rng, rows, columns)
    whole = torch.tensor(0.0002)
    weight = values * np.repeat(f32(s) * whole.numpy(), 16, 1)
    packed = torch.from_numpy(nibbles(codes))
    extra = {"weight_scale_2": whole, "input_scale": torch.tensor(0.1)}
    return {"weight": packed, "weight_scale": s} | extra, weight


def mxfp4_packed(rng: Rng, rows: int, columns: int) -> Packed:
    codes = rng.integers(0, 16, (rows, columns))
    exponents = rng.integers(118, 124, (rows, columns // 32)).astype(np.uint8)
    factors = np.repeat(2.0 ** (exponents.astype(np.float32) - 127), 32, 1)
    weight = (np.array(FP4)[codes] * factors).astype(np.float32)
    packed = torch.from_numpy(nibbles(codes))
    return {"weight_packed": packed, "weight_scale": torch.from_numpy(exponents)}, weight


def bnb4(rng: Rng, rows: int, columns: int, kind: str = "nf4", double: bool = True) -> Packed:
    block, larger, offset = 64, 256, 0.0123
    count = rows * columns
    codes = rng.integers(0, 16, -(-count // 2) * 2)
    table = np.sort(rng.uniform(-1, 1, 16)).astype(np.float32)
    blocks = -(-count // block)
    stored: Stored = {
        "weight": torch.from_numpy(nibbles(codes, high_first=True)[:, None]),
        "weight.quant_map": torch.from_numpy(table),
    }
    state: dict[str, Any] = {
        "quant_type": kind,
        "blocksize": block,
        "dtype": "bfloat16",
        "shape": [rows, columns],
    }
    if double:
        nested = rng.integers(0, 256, blocks).astype(np.uint8)
        small = rng.uniform(-1, 1, 256).astype(np.float32)
        largest = rng.uniform(0.01, 0.02, -(-blocks // larger)).astype(np.float32)
        absmax = np.array(
            [small[c] * largest[i // larger] + np.float32(offset) for i, c in enumerate(nested)],
            np.float32,
        )
        stored |= {
            "weight.absmax": torch.from_numpy(nested),
            "weight.nested_absmax": torch.from_numpy(largest),
            "weight.nested_quant_map": torch.from_numpy(small),
        }
        state |= {"nested_blocksize": larger, "nested_dtype": "float32", "nested_offset": offset}
    else:
        absmax = rng.uniform(0.01, 0.02, blocks).astype(np.float32)
        stored["weight.absmax"] = torch.from_numpy(absmax)
    values = [table[codes[i]] * absmax[i // block] for i in range(count)]
    text = np.frombuffer(json.dumps(state).encode(), np.uint8).copy()
    stored[f"weight.quant_state.bitsandbytes__{kind}"] = torch.from_numpy(text)
    return stored, np.array(values, np.float32).reshape(rows, columns)


def bnb8(rng: Rng, rows: int, columns: int) -> Packed:
    q = rng.integers(-127, 128, (rows, columns)).astype(np.int8)
    largest = rng.uniform(0.5, 2, rows).astype(np.float32)
    weight = q.astype(np.float32) * largest[:, None] * np.float32(1 / 127)
    stored = {"weight": q, "SCB": largest, "weight_format": np.array(0, np.uint8)}
    return {name: torch.from_numpy(array) for name, array in stored.items()}, weight


def torchao(rng: Rng, rows: int, columns: int, kind: str = "Int4Tensor") -> Packed:
    """The parts alone; `torchao_header` has what the header says of them."""
    s: torch.Tensor
    if kind == "Float8Tensor":
        q, s = float8(rng, rows, columns), scales(rng, rows, 1)
        return {"_weight_qdata": q, "_weight_scale": s}, f32(q) * f32(s)
    groups = columns // 16
    if kind == "Int4Tensor":
        codes = rng.integers(-8, 8, (rows, columns))
        s, z = (scales(rng, groups, rows, dtype=torch.bfloat16) for _ in range(2))
        weight = codes * np.repeat(f32(s).T, 16, 1) + np.repeat(f32(z).T, 16, 1)
        data = torch.from_numpy(nibbles(codes & 15).view(np.int8))
        return {"_weight_qdata": data, "_weight_scale": s, "_weight_zero_point": z}, weight.astype(
            np.float32
        )
    values = rng.integers(-8, 8, (rows, columns)).astype(np.int8)
    s = scales(rng, rows, groups)
    zero = rng.integers(-8, 8, (rows, groups)).astype(np.int8)
    weight = (values.astype(np.float32) - np.repeat(zero, 16, 1)) * np.repeat(f32(s), 16, 1)
    stored = {"_weight_qdata": values, "_weight_zero_point": zero}
    return {k: torch.from_numpy(v) for k, v in stored.items()} | {"_weight_scale": s}, weight


def torchao_header(names: list[str], quantised: dict[str, str]) -> dict[str, str]:
    """The metadata of a file whose weights are tensors of these classes."""
    header = {"tensor_names": json.dumps(names)}
    dtype = {"_type": "torch.dtype", "_data": "bfloat16"}
    for name in names:
        kind = quantised.get(name)
        data = {"block_size": [1, 10**4 if kind == "Float8Tensor" else 16], "dtype": dtype}
        entry = {"_type": kind, "_data": data, "_tensor_data_names": ["qdata", "scale"]}
        header[name] = json.dumps(entry if kind else {"_type": "Tensor"})
    return header


def _scheme(bits: int, kind: str = "int", **others: Any) -> dict[str, Any]:
    return {"num_bits": bits, "type": kind, "strategy": "group", "group_size": 16, **others}


def _compressed(format: str, bits: int, kind: str = "int", **others: Any) -> dict[str, Any]:
    return {
        "quant_method": "compressed-tensors",
        "format": format,
        "quantization_status": "compressed",
        "ignore": ["lm_head"],
        "config_groups": {
            "group_0": {"targets": ["Linear"], "weights": _scheme(bits, kind, **others)}
        },
    }


def _gptq(bits: int = 4, **others: Any) -> dict[str, Any]:
    return {"quant_method": "gptq", "bits": bits, "group_size": 16, **others}


def _with(function: Callable[..., Packed], **options: Any) -> Callable[[Rng, int, int], Packed]:
    return lambda rng, rows, columns: function(rng, rows, columns, **options)


_BLOCKS = {"weight_block_size": [16, 16], "activation_scheme": "dynamic"}
_BNB = {"quant_method": "bitsandbytes", "load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}

# Name -> the quantization_config, and what packs a weight of some rows and columns.
FORMATS: dict[str, tuple[dict[str, Any], Callable[[Rng, int, int], Packed]]] = {
    "fp8": ({"quant_method": "fp8", **_BLOCKS}, fp8_blocks),
    "fp8-uneven": (
        {"quant_method": "fp8", "weight_block_size": [20, 20]},
        _with(fp8_blocks, block=20),
    ),
    "fbgemm-fp8": ({"quant_method": "fbgemm_fp8"}, fp8_channels),
    "ct-fp8": (_compressed("float-quantized", 8, "float", strategy="channel"), fp8_channels),
    "ct-fp8-tensor": (_compressed("naive-quantized", 8, "float", strategy="tensor"), fp8_tensor),
    "ct-int8": (_compressed("int-quantized", 8, strategy="channel"), int8_channels),
    "ct-int8-asymmetric": (
        _compressed("int-quantized", 8, symmetric=False, strategy="channel"),
        int8_asymmetric,
    ),
    "ct-int4": (_compressed("pack-quantized", 4), packed_integers),
    "ct-int4-asymmetric": (
        _compressed("pack-quantized", 4, symmetric=False),
        _with(packed_integers, asymmetric=True),
    ),
    "ct-int4-ordered": (
        _compressed("pack-quantized", 4, actorder="group"),
        _with(packed_integers, asymmetric=True, ordered=True),
    ),
    "ct-int8-packed": (_compressed("pack-quantized", 8), _with(packed_integers, bits=8)),
    "ct-int3": (_compressed("pack-quantized", 3), _with(packed_integers, bits=3)),
    "ct-nvfp4": (_compressed("nvfp4-pack-quantized", 4, "float"), nvfp4),
    "ct-mxfp4": (_compressed("mxfp4-pack-quantized", 4, "float"), mxfp4_packed),
    "awq": ({"quant_method": "awq", "bits": 4, "group_size": 16, "version": "gemm"}, awq),
    "gptq": (_gptq(), gptq),
    "gptq-symmetric": (_gptq(sym=True), _with(gptq, symmetric=True)),
    "gptq-ordered": (_gptq(desc_act=True), _with(gptq, ordered=True)),
    "gptq-v2": (_gptq(checkpoint_format="gptq_v2"), _with(gptq, first=False)),
    "gptq-2": (_gptq(2), _with(gptq, bits=2)),
    "gptq-3": (_gptq(3), _with(gptq, bits=3)),
    "gptq-8": (_gptq(8), _with(gptq, bits=8)),
    "modelopt-nvfp4": ({"quant_method": "modelopt", "quant_algo": "NVFP4"}, nvfp4_modelopt),
    "modelopt-fp8": ({"quant_method": "modelopt", "quant_algo": "FP8"}, fp8_tensor),
    "bnb-nf4": (_BNB | {"bnb_4bit_use_double_quant": True}, bnb4),
    "bnb-fp4": (_BNB, _with(bnb4, kind="fp4", double=False)),
    "bnb-int8": ({"quant_method": "bitsandbytes", "load_in_8bit": True}, bnb8),
    "torchao-int4": ({"quant_method": "torchao"}, torchao),
    "torchao-int8": ({"quant_method": "torchao"}, _with(torchao, kind="IntxUnpackedToInt8Tensor")),
    "torchao-fp8": ({"quant_method": "torchao"}, _with(torchao, kind="Float8Tensor")),
}
TORCHAO = {
    "torchao-int4": "Int4Tensor",
    "torchao-int8": "IntxUnpackedToInt8Tensor",
    "torchao-fp8": "Float8Tensor",
}
