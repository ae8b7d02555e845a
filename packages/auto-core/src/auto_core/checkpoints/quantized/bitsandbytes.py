"""bitsandbytes: NF4 and FP4 with (twice quantised) scales of blocks, and LLM.int8's rows.

Dettmers et al., 2023, "QLoRA", arXiv:2305.14314: a weight is a row of numbers, two in a byte (the
high one first), each an entry of `quant_map` times the largest of its block (`absmax`), which may
itself be entries of a table (`nested_quant_map`) times those of larger blocks.
Dettmers et al., 2022, "LLM.int8()", arXiv:2208.07339: int8 times the largest of its row / 127.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from auto_core.checkpoints.quantized.fp8 import as_float32
from auto_core.checkpoints.quantized.groups import Format, Group
from auto_core.checkpoints.quantized.unpacking import Affine, Array, Coded, floats, whole
from auto_core.checkpoints.tensors import StoredTensor, is_shape
from auto_core.checkpoints.weights import Weights

_STATE = ".quant_state.bitsandbytes__"
_PARTS = ("absmax", "quant_map", "nested_absmax", "nested_quant_map")


class BitsAndBytes(Format):
    title = "bitsandbytes (nf4, fp4, int8)"
    methods = ("bitsandbytes",)
    unused = (r"\.weight_format$",)

    def groups(self, weights: Weights) -> Iterator[Group]:
        states = {name.rpartition(_STATE)[0]: name for name in weights if _STATE in name}
        for name, tensor in weights.items():
            rows = f"{name.removesuffix('.weight')}.SCB"
            if name in states:
                parts = {p: weights[f"{name}.{p}"] for p in _PARTS if f"{name}.{p}" in weights}
                parts = {"weight": tensor, "state": weights[states[name]], **parts}
                yield Group(name, parts, weights.file_of(name))
            elif name.endswith(".weight") and rows in weights:
                yield Group(name, {"weight": tensor, "SCB": weights[rows]}, weights.file_of(name))

    def unpacked(self, group: Group) -> StoredTensor:
        return _table(group) if "state" in group.parts else _rows(group)


def _rows(group: Group) -> StoredTensor:
    """int8 [rows columns], each row times its largest / 127."""
    weight, largest = group.part("weight", "int8", rank=2), group.part("SCB", "float32")
    if largest.size != weight.shape[0]:
        group.fail(f"SCB has {largest.size} numbers for {weight.shape[0]} rows")

    def block(start: int, stop: int) -> tuple[Array, Array, None]:
        return weight.numpy()[start:stop], largest.numpy().reshape(-1)[start:stop, None], None

    outputs, inputs = weight.shape
    kept = Affine(block, 8, inputs, "float32", factor=np.float32(1 / 127))
    return group.affine(kept, (outputs, inputs), "float16")


def _table(group: Group) -> StoredTensor:
    """Four bits each: entries of a table times the largest of their block."""
    state = _state(group)
    weight, table = group.part("weight"), as_float32(group.part("quant_map")).reshape(-1)
    shape, block = state["shape"], state["blocksize"]
    count = math.prod(shape)
    if weight.nbytes != -(-count // 2):
        group.fail(f"{weight.nbytes} bytes do not hold {count} numbers of four bits")
    group.check(table.size == 16, f"quant_map has {table.size} entries, expected 16")
    absmax = group.part("absmax")
    blocks = -(-count // block)
    group.check(absmax.size == blocks, f"absmax has {absmax.size} numbers for {blocks} blocks")
    nested = _nested(group, state, blocks)
    size = math.prod(shape[1:])

    def scales(first: int, last: int) -> Array:
        values = absmax.numpy().reshape(-1)[first:last]
        return floats(values) if nested is None else nested(values, first, last)

    def rows(start: int, stop: int) -> Array:
        begin, end = start * size, stop * size
        low = begin - begin % 2  # of a whole byte
        data = np.frombuffer(weight.dense_bytes(), np.uint8)[low // 2 : -(-end // 2)]
        pairs = whole(data, 4, 2 * data.size).reshape(-1, 2)[:, ::-1]
        numbers = np.take(table, pairs.reshape(-1)[begin - low : end - low])
        first, last = begin // block, -(-end // block)
        factors = np.repeat(scales(first, last), block)[begin - first * block :][: numbers.size]
        return (numbers * factors).reshape(stop - start, *shape[1:])

    def codes(start: int, stop: int) -> tuple[Array, Array]:
        data = np.frombuffer(weight.dense_bytes(), np.uint8)[start * size // 2 : stop * size // 2]
        pairs = whole(data, 4, 2 * data.size).reshape(-1, 2)[:, ::-1]
        factors = scales(start * size // block, stop * size // block)
        return pairs.reshape(stop - start, size), factors.reshape(stop - start, -1)

    kept = None  # what a layer may hold: blocks that end with its rows
    if len(shape) == 2 and size % block == 0 and size % 2 == 0:
        kept = Coded(codes, (shape[0], size), table, block, "float32")
    return group.made(rows, shape, state["dtype"], coded=kept)


def _nested(group: Group, state: dict[str, Any], blocks: int) -> Any:
    """What makes scales of their codes; None where they are stored as they are."""
    if "nested_absmax" not in group.parts:
        group.part("absmax", "float32", "float16", "bfloat16")
        return None
    group.part("absmax", "uint8")
    largest = as_float32(group.part("nested_absmax")).reshape(-1)
    table = as_float32(group.part("nested_quant_map")).reshape(-1)
    size, offset = state.get("nested_blocksize"), state.get("nested_offset", 0.0)
    if type(size) is not int or size < 1 or not isinstance(offset, int | float):
        group.fail(f"its nested_blocksize is {size!r:.40}, its nested_offset {offset!r:.40}")
    if table.size != 256 or largest.size != -(-blocks // size):
        group.fail(
            f"nested_quant_map has {table.size} and nested_absmax {largest.size} numbers for "
            f"{blocks} scales in blocks of {size}"
        )

    def scales(codes: Array, first: int, last: int) -> Array:
        factors = largest[np.arange(first, last) // size]
        return np.take(table, codes) * factors + np.float32(offset)

    return scales


def _state(group: Group) -> dict[str, Any]:
    """The JSON that lies as bytes in a tensor."""
    text = bytes(group.part("state", "uint8").dense_bytes())[: 1 << 16]
    try:
        state = json.loads(text)
    except (ValueError, RecursionError) as error:
        group.fail(f"its quant_state is not JSON ({error!s:.80})")
    if not isinstance(state, dict) or not isinstance(state.get("shape"), list):
        group.fail("its quant_state has no shape")
    state["shape"] = tuple(state["shape"])
    block = state.get("blocksize")
    if not is_shape(state["shape"]) or type(block) is not int or not 0 < block < 2**31:
        group.fail(f"its quant_state has shape {state['shape']!r:.80} and blocksize {block!r:.40}")
    if state.get("dtype") not in ("float16", "bfloat16", "float32"):
        group.fail(f"its quant_state has the dtype {state.get('dtype')!r:.40}")
    return state
